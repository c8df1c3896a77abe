// SPDX-License-Identifier: GPL-2.0-only
/*
 * Gaps: addresses that a snapshot of the vmap_areas found on no list. An area that moves
 * from one list to the next is on none for some instructions; and where vmap_purge_lock
 * was taken more than once, a lazily freed area may have moved to a list that had been
 * read before. So gaps are read again, by address, until none are left or the rounds
 * are used up: the rest is reported as on no list.
 *
 * Takes vmap_purge_lock (hold.c) and the spinlocks below it.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <mmscope/core/live_sort.h>
#include "snapshot.h"

/* How often gaps are read again: each time MMS_VMAP_GAPS of a space. */
#define ROUNDS 4

/* Sorts by address and resolves areas that were found twice because they moved. */
static int settle(struct mms_vmap_buf *b)
{
	int err;

	/* What did not fit when gaps were read again stays a gap. */
	b->count = min(b->count, b->max);
	b->nfree = min(b->nfree, b->maxfree);
	err = mms_sort_large((void **)&b->areas, b->count, b->max, sizeof(*b->areas),
			     mms_vmap_area_cmp);
	if (!err)
		err = mms_sort_large((void **)&b->free, b->nfree, b->maxfree,
				     sizeof(*b->free), mms_vmap_range_cmp);
	if (!err)
		b->count = mms_vmap_settle(b->areas, b->count, &b->s->conflicts);
	cond_resched();
	return err;
}

/* Finds the gaps of one space, in the range wanted. */
static void find_gaps(const struct mms_vmap_buf *b, const struct mms_vmap_space *space,
		      struct mms_vmap_tiling *t)
{
	u64 start = max_t(u64, space->start, b->start), end = min_t(u64, space->end, b->end);

	t->gaps = 0;
	if (start < end)
		mms_vmap_tile(b->areas, b->count, b->free, b->nfree, start, end, t);
	cond_resched();
}

/* Pools can only be read as a whole: once for all gaps. */
static int read_gaps(struct mms_vmap_buf *b, const struct mms_vmap_method *method,
		     const struct mms_vmap_tiling *t, bool pools)
{
	const unsigned long start = b->start, end = b->end;
	u32 n = min_t(u32, t->gaps, MMS_VMAP_GAPS), i;
	int err = mms_vmap_hold(b);

	if (pools && !err) {
		b->start = t->gap[0].start;
		b->end = t->gap[n - 1].end;
		err = method->read_pools(b);
	}
	for (i = 0; i < n && !err; i++) {
		b->start = t->gap[i].start;
		b->end = t->gap[i].end;
		err = method->read(b);
	}
	mms_vmap_release(b);
	b->start = start;
	b->end = end;
	return err;
}

/* Reads the gaps of every space again, once; @left: how many there were. */
static int ask_again(struct mms_vmap_buf *b, const struct mms_vmap_method *method, bool pools,
		     u32 *left)
{
	const struct mms_vmap_space *space;
	struct mms_vmap_tiling t;
	u32 n, i;
	int err = 0;

	*left = 0;
	space = mms_vmap_spaces(&n);
	for (i = 0; i < n && !err; i++) {
		find_gaps(b, &space[i], &t);
		*left += t.gaps;
		if (t.gaps)
			err = read_gaps(b, method, &t, pools);
	}
	return err;
}

/**
 * mms_vmap_fill_gaps() - sort what was read, and read again what is missing
 * @b: what was read; in address order and without overlaps afterwards
 * @method: reads the lists
 * @left: set to the number of gaps found last
 *
 * Context: process, may sleep; takes vmap_purge_lock.
 * Return: 0, -EINTR, -ENOMEM.
 */
int mms_vmap_fill_gaps(struct mms_vmap_buf *b, const struct mms_vmap_method *method, u32 *left)
{
	const bool pools = b->pools;
	u32 n = 0;
	int err = settle(b);

	*left = 0;
	b->again = true;
	b->pools = false;
	while (!err && !method->derived) {
		/* Where the pools were not read the gaps are mostly theirs. */
		bool look = method->read_pools && (n % 2 || !pools);

		err = ask_again(b, method, look, left);
		if (err || !*left)
			break;
		err = settle(b);
		if (++n == ROUNDS)
			break;
	}
	b->again = false;
	b->pools = pools;
	return err;
}
