// SPDX-License-Identifier: GPL-2.0-only
/*
 * What page tables map in every region and part of a layout, in one walk: piece by
 * piece between two bounds, with the sums of tables remembered across pieces. See
 * include/mmscope/vas/region.h. Pure; takes no locks.
 */
#include <linux/minmax.h>
#include <mmscope/vas/region.h>

/* Finds the next piece; false past the last. */
static bool next_piece(struct mms_vas_sum *x)
{
	const struct mms_region *end = x->v->region + x->v->nr;
	u64 start = x->next, last;

	if (x->done)
		return false;
	for (; x->region < end && x->region->start <= start; x->region++) {
		if (x->region->depth) {
			x->part = x->region;
			continue;
		}
		x->top = x->region;
		x->part = NULL;
	}
	if (x->part && x->part->last < start)
		x->part = NULL;
	last = x->part ? min(x->part->last, x->v->last) : x->v->last;
	if (x->region < end)
		last = min(last, x->region->start - 1);
	x->next = last + 1;
	x->done = last == x->v->last;
	mms_sum_range(&x->s, start, last);
	return true;
}

static void account(struct mms_vas_sum *x)
{
	const struct mms_geometry *g = x->s.w.g;

	if (x->s.empty)
		return;
	if (x->top)
		mms_mapped_add_sum(&x->top->mapped, g, &x->s.open[0]);
	if (x->part)
		mms_mapped_add_sum(&x->part->mapped, g, &x->s.open[0]);
	x->v->unread += x->s.open[0].other[MMS_PT_TABLE];
}

/**
 * mms_vas_sum_init() - start the walk over a layout
 * @x: the walk; freed by its owner
 * @v: the layout, tiled; its regions' @mapped and its @unread are added to
 * @g: how the tables are built
 * @r: how to read them
 * @root: physical address of the root table
 */
void mms_vas_sum_init(struct mms_vas_sum *x, struct mms_vas *v,
		      const struct mms_geometry *g, const struct mms_pt_reader *r,
		      u64 root)
{
	x->v = v;
	x->next = v->first;
	x->done = false;
	x->region = v->region;
	x->top = NULL;
	x->part = NULL;
	mms_sum_init(&x->s, g, r, root, 0, 0);
	next_piece(x);
}

/**
 * mms_vas_sum_chunk() - continue the walk, under one hold of the locks
 * @x: the walk
 * @budget: as for mms_range_chunk(), for all pieces together
 *
 * Return: 1 when there is more, 0 when all is done, -errno when the root table
 * can't be read.
 */
int mms_vas_sum_chunk(struct mms_vas_sum *x, u32 budget)
{
	int ret;

	mms_sum_forget(&x->s);
	do {
		ret = mms_sum_on(&x->s, budget);
		if (ret)
			return ret;
		account(x);
		if (!next_piece(x))
			return 0;
		budget = clamp_t(s64, x->s.w.budget, 0, budget);
	} while (budget);
	return 1;
}
