// SPDX-License-Identifier: GPL-2.0-only
/*
 * Resolving vmap_areas that moved between lists while a snapshot read list after
 * list. Pure; takes no locks.
 *
 * The snapshot reads free, pooled, busy, lazy in this order (live/vmap/snapshot.c), and
 * while vmap_purge_lock is held areas can only move the same way. So of an area seen
 * twice in one hold, the later state is the true one. Between two holds anything can
 * have happened: what was read later is true.
 */
#include <linux/kernel.h>
#include <mmscope/vmap/vmap.h>

/**
 * mms_vmap_area_cmp() - the order mms_vmap_settle() wants
 * @pa: an area
 * @pb: another
 *
 * By address; at the same address what was read later comes first, then the later
 * state.
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

/* Instead of its state: the area is no longer there. */
#define GONE 0xff

/*
 * Room for areas that may overlap a later one: that so many of different holds
 * overlap takes as many purges during one snapshot.
 */
#define ACTIVE_MAX 8

struct active_area {
	u64 end;
	u32 hold;
	u32 at;
};

/**
 * struct active_set - earlier areas that may overlap the next one
 * @r: the areas; also those marked GONE: what was read before them and overlaps them
 *	is gone, too
 * @n: how many
 */
struct active_set {
	struct active_area r[ACTIVE_MAX];
	u32 n;
};

static void active_expire(struct active_set *set, u64 start)
{
	u32 kept = 0, k;

	for (k = 0; k < set->n; k++)
		if (set->r[k].end > start)
			set->r[kept++] = set->r[k];
	set->n = kept;
}

/*
 * Without room one is dropped: of those that are gone, else of all, the one with the
 * lowest end.
 */
static u32 active_place(struct active_set *set, const struct mms_vmap_area *a)
{
	u32 to = 0, k;

	if (set->n < ACTIVE_MAX)
		return set->n++;
	for (k = 1; k < ACTIVE_MAX; k++) {
		bool gone = a[set->r[k].at].state == GONE;
		bool other = a[set->r[to].at].state == GONE;

		if (gone == other ? set->r[k].end < set->r[to].end : gone)
			to = k;
	}
	return to;
}

static void active_add(struct active_set *set, const struct mms_vmap_area *a, u32 at)
{
	u32 to = active_place(set, a);

	set->r[to].end = a[at].end;
	set->r[to].hold = a[at].hold;
	set->r[to].at = at;
}

/* Resolves an area and an earlier one that overlaps it; true when they can't be explained. */
static bool resolve(struct mms_vmap_area *before, u32 hold, struct mms_vmap_area *a)
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
 * mms_vmap_settle() - drop outdated states of areas
 * @a: the areas, in the order of mms_vmap_area_cmp(); compacted in place
 * @count: how many
 * @conflicts: set to the number of areas that overlap another of the same hold
 *	without being an earlier state of it; they stay
 *
 * An area seen busy and then lazy may by then have been merged with its lazy
 * neighbours: so a later state replaces every earlier one that it contains. And what
 * was read in a later hold of vmap_purge_lock replaces all that it overlaps, which
 * may leave bytes that are in no area any more: they have to be looked up again.
 *
 * Return: areas left.
 */
u32 mms_vmap_settle(struct mms_vmap_area *a, u32 count, u32 *conflicts)
{
	struct active_set set = { .n = 0 };
	u32 kept = 0, i, k;

	*conflicts = 0;
	for (i = 0; i < count; i++) {
		bool conflict = false;

		active_expire(&set, a[i].start);
		for (k = 0; k < set.n; k++)
			conflict |= resolve(&a[set.r[k].at], set.r[k].hold, &a[i]);
		*conflicts += conflict;
		active_add(&set, a, i);
	}
	for (i = 0; i < count; i++)
		if (a[i].state != GONE)
			a[kept++] = a[i];
	return kept;
}
