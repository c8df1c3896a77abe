// SPDX-License-Identifier: GPL-2.0-only
/*
 * vmap_areas from a snapshot that was read list by list, without what moved between
 * lists meanwhile. Pure; takes no locks.
 *
 * The snapshot reads free, pooled, busy, lazy in this order (live/vmap/snapshot.c), and
 * while vmap_purge_lock is held areas can only move the same way. So what was seen
 * twice in one hold was first here and then there, and the later state is the true
 * one. Over two holds anything can have become of it: what was read later is true.
 */
#include <linux/kernel.h>
#include <mmscope/vmap/vmap.h>

/**
 * mms_vmap_area_cmp() - the order mms_vmap_settle() wants
 * @pa: an area
 * @pb: another
 *
 * By address; at the same one what was read later first, then the later state.
 *
 * Return: below 0, 0, above 0.
 */
int mms_vmap_area_cmp(const void *pa, const void *pb)
{
	const struct mms_vmap_area *a = pa, *b = pb;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->hold != b->hold)
		return a->hold > b->hold ? -1 : 1;
	return (int)b->state - (int)a->state;
}

/**
 * mms_vmap_range_cmp() - ranges by address
 * @pa: a range
 * @pb: another
 *
 * Return: below 0, 0, above 0.
 */
int mms_vmap_range_cmp(const void *pa, const void *pb)
{
	const struct mms_vmap_range *a = pa, *b = pb;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return 0;
}

/* In the place of its state: it is no more. */
#define GONE 0xff

/*
 * Areas that may reach into one still to come; that so many of different times lie
 * over each other takes as many purges during one snapshot.
 */
#define REACHES 8

struct reach {
	u64 end;
	u32 hold;
	u32 at;
};

/**
 * struct reaches - the areas before one that reach into it
 * @r: them; those that are gone, too: what was read before they were is gone as well
 * @n: how many
 */
struct reaches {
	struct reach r[REACHES];
	u32 n;
};

static void reaches_up_to(struct reaches *live, u64 start)
{
	u32 kept = 0, k;

	for (k = 0; k < live->n; k++)
		if (live->r[k].end > start)
			live->r[kept++] = live->r[k];
	live->n = kept;
}

/*
 * Where there is no room one is forgotten: of those that are gone, else of all, the one
 * that reaches least far.
 */
static u32 reaches_place(struct reaches *live, const struct mms_vmap_area *a)
{
	u32 to = 0, k;

	if (live->n < REACHES)
		return live->n++;
	for (k = 1; k < REACHES; k++) {
		bool gone = a[live->r[k].at].state == GONE;
		bool other = a[live->r[to].at].state == GONE;

		if (gone == other ? live->r[k].end < live->r[to].end : gone)
			to = k;
	}
	return to;
}

static void reaches_add(struct reaches *live, const struct mms_vmap_area *a, u32 at)
{
	u32 to = reaches_place(live, a);

	live->r[to].end = a[at].end;
	live->r[to].hold = a[at].hold;
	live->r[to].at = at;
}

/* One area against one that reaches into it; true when nothing explains both. */
static bool collide(struct mms_vmap_area *before, u32 hold, struct mms_vmap_area *a)
{
	if (hold > a->hold) {
		a->state = GONE;
		return false;
	}
	if (hold < a->hold) {
		before->state = GONE;
		return false;
	}
	if (before->state == GONE || a->state == GONE)
		return false;
	if (a->state < before->state && a->end <= before->end) {
		a->state = GONE;
		return false;
	}
	return true;
}

/**
 * mms_vmap_settle() - drop what areas were before
 * @a: the areas, in the order of mms_vmap_area_cmp(); compacted in place
 * @count: how many
 * @conflicts: set to the number of areas that overlap another of the same hold
 *	without being an earlier state of it; they stay
 *
 * An area seen busy and then lazy may by then have been merged with its lazy
 * neighbours: so a later state replaces every earlier one that it contains. And what
 * was read in a later hold of vmap_purge_lock replaces all that it overlaps, which
 * may leave bytes that nothing claims any more: they have to be asked about again.
 *
 * Return: areas left.
 */
u32 mms_vmap_settle(struct mms_vmap_area *a, u32 count, u32 *conflicts)
{
	struct reaches live = { .n = 0 };
	u32 kept = 0, i, k;

	*conflicts = 0;
	for (i = 0; i < count; i++) {
		bool conflict = false;

		reaches_up_to(&live, a[i].start);
		for (k = 0; k < live.n; k++)
			conflict |= collide(&a[live.r[k].at], live.r[k].hold, &a[i]);
		*conflicts += conflict;
		reaches_add(&live, a, i);
	}
	for (i = 0; i < count; i++)
		if (a[i].state != GONE)
			a[kept++] = a[i];
	return kept;
}
