// SPDX-License-Identifier: GPL-2.0-only
/*
 * Filling a layout: sorting its regions, and the holes and gaps between them, see
 * include/mmscope/vas/region.h. Independent of the kernel's constants, so that
 * layouts of every architecture are tested on any. Takes no locks.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/sort.h>
#include <mmscope/vas/region.h>

/**
 * mms_vas_add() - put a region into a layout
 * @v: the layout
 * @r: the region, copied; regions may come in any order
 *
 * Return: 0, or -ENOSPC when there is no room (counted in @v->dropped).
 */
int mms_vas_add(struct mms_vas *v, const struct mms_region *r)
{
	if (v->nr >= v->max) {
		v->dropped++;
		return -ENOSPC;
	}
	v->region[v->nr++] = *r;
	return 0;
}

static int by_address(const void *a, const void *b)
{
	const struct mms_region *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (int)x->depth - (int)y->depth;
}

/* @mapped is not filled in yet: it need not be moved. */
static void swap_unmapped(void *a, void *b, int size)
{
	unsigned long *x = a, *y = b;
	unsigned int i;

	for (i = 0; i < offsetof(struct mms_region, mapped) / sizeof(*x); i++)
		swap(x[i], y[i]);
}

static int add_filler(struct mms_vas *v, u64 start, u64 last,
		      const struct mms_region *parent)
{
	struct mms_region r = {
		.start = start,
		.last = last,
		.base = start,
		.name = parent ? parent->gap : "hole",
		.title = parent ? parent->gap_title : "(hole)",
		.bounds = "between",
		.kind = parent ? MMS_REGION_GAP : MMS_REGION_HOLE,
		.depth = parent ? 1 : 0,
	};

	return mms_vas_add(v, &r);
}

/* The first address past @r and past @at; a reversed region covers nothing. */
static u64 past(const struct mms_region *r, u64 at)
{
	return max(at, r->last >= r->start ? r->last + 1 : r->start);
}

/* Fills the gaps between the parts of region @i; *@next is the first region past its parts. */
static int fill_parts(struct mms_vas *v, u32 i, u32 nr, u32 *next)
{
	const struct mms_region parent = v->region[i];
	u64 at = parent.start;
	bool full = false;
	int err;

	for (i++; i < nr && v->region[i].depth; i++) {
		const struct mms_region part = v->region[i];

		if (parent.gap && !full && part.start > at) {
			err = add_filler(v, at, part.start - 1, &parent);
			if (err)
				return err;
		}
		if (part.last >= parent.last)
			full = true;
		else
			at = past(&part, at);
	}
	*next = i;
	if (!parent.gap || full || at == parent.start)
		return 0;
	return add_filler(v, at, parent.last, &parent);
}

/* Records where each part's region is, for lookups. */
static void link_parts(struct mms_vas *v)
{
	u32 i, top = 0;

	for (i = 0; i < v->nr; i++) {
		if (!v->region[i].depth)
			top = i;
		v->region[i].up = i - top;
	}
}

/**
 * mms_vas_tile() - sort a layout and fill it with holes and gaps
 * @v: the layout
 *
 * Afterwards every address from 0 to @v->last lies in a region of depth 0,
 * kind MMS_REGION_HOLE where the table had none, and every region with parts
 * and a @gap name is filled by parts. Mistakes in the table (overlaps, parts outside
 * regions) are left as they are, for mms_vas_check() to find.
 *
 * Return: 0, or -ENOSPC.
 */
int mms_vas_tile(struct mms_vas *v)
{
	u32 nr = v->nr, i = 0;
	bool full = false;
	u64 at = 0;
	int err;

	sort(v->region, nr, sizeof(*v->region), by_address, swap_unmapped);
	while (i < nr) {
		const struct mms_region r = v->region[i];
		u32 next = i + 1;

		if (!r.depth) {
			err = !full && r.start > at ?
				add_filler(v, at, r.start - 1, NULL) : 0;
			if (!err)
				err = fill_parts(v, i, nr, &next);
			if (err)
				return err;
			if (r.last >= v->last)
				full = true;
			else
				at = past(&r, at);
		}
		i = next;
	}
	if (!full) {
		err = add_filler(v, at, v->last, NULL);
		if (err)
			return err;
	}
	sort(v->region, v->nr, sizeof(*v->region), by_address, swap_unmapped);
	link_parts(v);
	return 0;
}
