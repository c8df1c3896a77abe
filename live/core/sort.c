// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sorts up to some hundred thousand records (include/mmscope/core/sort.h), rescheduling
 * meanwhile. Takes no locks.
 */
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <mmscope/core/live_sort.h>

/* Elements between two calls of cond_resched(); each takes some tens of instructions. */
#define BATCH 1024

/**
 * mms_sort_large() - sort an array
 * @base: the array, for kvfree(); replaced by the sorted one when it returns 0
 * @count: elements
 * @room: elements that the array has room for, and the sorted one will have
 * @size: bytes of one
 * @cmp: compares two
 *
 * Context: process, may sleep.
 * Return: 0; -ENOMEM, -EINTR with @base unchanged.
 */
int mms_sort_large(void **base, u32 count, u32 room, u32 size, mms_cmp cmp)
{
	struct mms_sort s;
	void *scratch;
	int err = 0;

	if (mms_sorted(*base, min_t(u32, count, BATCH), size, cmp) && count <= BATCH)
		return 0;
	scratch = kvmalloc_array(max(room, 1U), size, GFP_KERNEL_ACCOUNT);
	if (!scratch)
		return -ENOMEM;
	mms_sort_begin(&s, *base, scratch, count, size, cmp);
	while (!err && !mms_sort_step(&s, BATCH)) {
		cond_resched();
		if (fatal_signal_pending(current))
			err = -EINTR;
	}
	if (err) {
		kvfree(scratch);
		return err;
	}
	*base = s.from;
	kvfree(s.to);
	return 0;
}
