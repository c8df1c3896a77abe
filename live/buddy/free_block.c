// SPDX-License-Identifier: GPL-2.0-only
/*
 * The free block that a frame is part of. Struct pages are not freed while
 * mem_hotplug_lock is held (mms_hotplug_begin()); where the lock can't be found they may
 * be, so they are read by copy_from_kernel_nofault().
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/spinlock.h>
#include <mmscope/buddy/frame.h>
#include <mmscope/buddy/live.h>
#include <mmscope/core/live_hotplug.h>
#include "../compat/mm.h"
#include "frame.h"

/**
 * mms_free_block_around() - the free block a frame lies in that starts before it
 * @z: its zone
 * @pfn: the frame
 * @head: out: the block's first frame
 *
 * Blocks never leave their zone, so an order whose block would start before the
 * zone ends the search. Without zone->lock the block may be gone by now.
 *
 * Context: mms_hotplug_begin() held.
 * Return: the block's order, -1 when there is none.
 */
int mms_free_block_around(struct zone *z, u64 pfn, u64 *head)
{
	struct page copy;
	unsigned int order;

	for (order = 1; order < NR_PAGE_ORDERS; order++) {
		*head = mms_buddy_head(pfn, order);
		if (*head == pfn)
			continue;
		if (*head < z->zone_start_pfn)
			break;
		if (mms_frame_copy(&copy, *head) && PageBuddy(&copy) &&
		    mms_frame_in_block(pfn, *head, page_private(&copy), NR_PAGE_ORDERS - 1))
			return page_private(&copy);
	}
	return -1;
}

/* The same, for a block that may also start at the frame itself. */
static int free_block_at(struct zone *z, u64 pfn, u64 *head)
{
	int order = mms_free_block_around(z, pfn, head);
	struct page copy;

	if (order >= 0)
		return order;
	*head = pfn;
	if (!mms_frame_copy(&copy, pfn) || !PageBuddy(&copy) ||
	    !mms_frame_in_block(pfn, pfn, page_private(&copy), NR_PAGE_ORDERS - 1))
		return -1;
	return page_private(&copy);
}

static bool is_block(u64 head, int order)
{
	struct page copy;

	return order >= 0 && mms_frame_copy(&copy, head) && PageBuddy(&copy) &&
	       page_private(&copy) == order;
}

/**
 * mms_free_block_of() - the free block a frame is part of
 * @z: its zone
 * @pfn: the frame
 * @head: out: the block's first frame
 *
 * Searched without zone->lock; under it the result is confirmed or searched anew.
 *
 * Context: process, mms_hotplug_begin() held; one hold of zone->lock.
 * Return: the block's order, -1 when the frame is in no free block.
 */
int mms_free_block_of(struct zone *z, u64 pfn, u64 *head)
{
	unsigned long flags;
	int order;

	mms_hotplug_assert();
	order = free_block_at(z, pfn, head);
	spin_lock_irqsave(&z->lock, flags);
	if (!is_block(*head, order))
		order = free_block_at(z, pfn, head);
	spin_unlock_irqrestore(&z->lock, flags);
	return order;
}
