// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ranges of the kernel's page tables, walked and summed in bounded chunks. What is
 * locked for a chunk, and why: live/pt/read.c.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <mmscope/pt/live.h>
#include "read.h"

/**
 * mms_kernel_range_init() - start walking a range of the kernel's half
 * @w: the walk; set its visitor and ctx after this
 * @start: first address
 * @last: last address, inclusive, in the same half
 *
 * Return: 0 or -EOPNOTSUPP where mms_kernel_pt_unavailable().
 */
int mms_kernel_range_init(struct mms_range *w, u64 start, u64 last)
{
	if (mms_kernel_pt_unavailable())
		return -EOPNOTSUPP;
	mms_range_init(w, mms_geometry(), &mms_pt_range_reader, mms_kernel_root(), start, last);
	return 0;
}

static int range_step(void *ctx, u32 budget)
{
	struct mms_range *w = ctx;

	/* The next chunk may be read by another process, whose own table is the root. */
	w->root = mms_kernel_root();
	return mms_range_chunk(w, budget);
}

/**
 * mms_kernel_range_chunk() - continue a walk, for at most MMS_PT_CHUNK entries
 * @w: a walk from mms_kernel_range_init()
 *
 * The visitor runs under init_mm's lock: it must not sleep, allocate or print.
 *
 * Context: process, may sleep before the lock is taken.
 * Return: as mms_range_chunk(), and -EINTR when killed.
 */
int mms_kernel_range_chunk(struct mms_range *w)
{
	return mms_kernel_chunk(range_step, w);
}

static int sum_step(void *ctx, u32 budget)
{
	return mms_sum_chunk(ctx, budget);
}

/**
 * mms_kernel_sum_in() - sum up what a range of the kernel's half maps
 * @s: memory to do it in: of one's own, where sums are compared that must not differ
 *	by it (DEBUG_PAGEALLOC maps what is allocated alone)
 * @start: first address
 * @last: last address, inclusive
 * @sum: filled in
 *
 * Walked in chunks: not atomic while the kernel maps and unmaps.
 *
 * Context: process, may sleep.
 * Return: 0, -EINTR when killed, -EOPNOTSUPP.
 */
int mms_kernel_sum_in(struct mms_summer *s, u64 start, u64 last, struct mms_pt_sum *sum)
{
	int ret;

	if (mms_kernel_pt_unavailable())
		return -EOPNOTSUPP;
	mms_sum_init(s, mms_geometry(), &mms_pt_range_reader, mms_kernel_root(), start, last);
	do {
		ret = mms_kernel_chunk(sum_step, s);
	} while (ret > 0);
	*sum = s->open[0];
	return ret;
}

/**
 * mms_kernel_sum() - sum up what a range of the kernel's half maps
 * @start: first address
 * @last: last address, inclusive
 * @sum: filled in
 *
 * As mms_kernel_sum_in(), in memory allocated for it.
 *
 * Context: process, may sleep.
 * Return: 0, -ENOMEM, -EINTR when killed, -EOPNOTSUPP.
 */
int mms_kernel_sum(u64 start, u64 last, struct mms_pt_sum *sum)
{
	struct mms_summer *s = kvmalloc(sizeof(*s), GFP_KERNEL_ACCOUNT);
	int ret = s ? mms_kernel_sum_in(s, start, last, sum) : -ENOMEM;

	kvfree(s);
	return ret;
}
