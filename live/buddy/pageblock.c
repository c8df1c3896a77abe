// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page blocks, and the free block a frame is part of. The bitmap of migratetypes
 * and struct pages stay where they are while mem_hotplug_lock is held
 * (mms_hotplug_begin()); where that can't be had they may go away, so both are
 * read by copy_from_kernel_nofault().
 */
#include <linux/kernel.h>
#include <linux/memory_hotplug.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <mmscope/buddy/frame.h>
#include <mmscope/buddy/live.h>
#include <mmscope/core/live_hotplug.h>
#include "../compat/mm.h"
#include "frame.h"

/**
 * mms_chunk_pages() - the largest chunk of frames to look at in one go
 *
 * Return: the pages of a page block, but not of a huge one (arm64 64K).
 */
unsigned int mms_chunk_pages(void)
{
	return min_t(unsigned int, pageblock_nr_pages, MMS_CHUNK_PAGES);
}

/* The bits of a page block, 0 where there is no bitmap. */
static unsigned long read_bits(struct zone *z, u64 pfn)
{
	unsigned long word, bit;
	const unsigned long *map;

#ifdef CONFIG_SPARSEMEM
	if (pfn_to_section_nr(pfn) >= NR_MEM_SECTIONS || !valid_section(__pfn_to_section(pfn)))
		return 0;
	map = section_to_usemap(__pfn_to_section(pfn));
	pfn &= PAGES_PER_SECTION - 1;
#else
	map = z->pageblock_flags;
	pfn -= ALIGN_DOWN(z->zone_start_pfn, pageblock_nr_pages);
#endif
	bit = (pfn >> pageblock_order) * NR_PAGEBLOCK_BITS;
	if (!map || copy_from_kernel_nofault(&word, map + bit / BITS_PER_LONG, sizeof(word)))
		return 0;
	return word >> (bit % BITS_PER_LONG);
}

/**
 * mms_pageblock_bits() - the migratetype of the page block a frame lies in
 * @z: the frame's zone
 * @pfn: a frame that is online
 * @pb: out: @pb->type, @pb->skip and @pb->isolated
 *
 * As get_pfnblock_migratetype(), which is not exported: isolation overrides the
 * migratetype where it has a bit of its own.
 *
 * Return: the migratetype, enum migratetype of the kernel.
 */
u8 mms_pageblock_bits(struct zone *z, u64 pfn, struct mms_pageblock *pb)
{
	unsigned long bits = read_bits(z, pfn);

	pb->type = bits & PAGEBLOCK_MIGRATETYPE_MASK;
	pb->skip = bits & BIT(PB_compact_skip);
	pb->isolated = bits & PAGEBLOCK_ISO_MASK;
#ifdef CONFIG_MEMORY_ISOLATION
	if (pb->isolated)
		pb->type = MIGRATE_ISOLATE;
	pb->isolated = pb->type == MIGRATE_ISOLATE;
#endif
	return pb->type;
}

/**
 * mms_free_block_around() - the free block a frame lies in that starts before it
 * @z: its zone
 * @pfn: the frame
 * @head: out: the block's first frame
 *
 * Blocks never leave their zone, so an order whose block would start before the
 * zone ends the search. Without zone->lock it is the block of one moment or none.
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

/* The same of a block that may start at the frame itself. */
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
 * Looked for without zone->lock; under it that is confirmed, or looked for anew.
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

/**
 * mms_pageblock_read() - look at one page block
 * @z: its zone
 * @pfn: its first frame
 * @scratch: room to work in
 * @pb: what was found; @pb->pages is 0 when none of it is in the zone
 *
 * A page block larger than one hold may look at is put together from several.
 *
 * Context: process, may sleep; mms_hotplug_begin() held.
 */
void mms_pageblock_read(struct zone *z, u64 pfn, struct mms_chunk *scratch,
			struct mms_pageblock *pb)
{
	u64 end = min_t(u64, pfn + pageblock_nr_pages, zone_end_pfn(z));
	u64 at = max_t(u64, pfn, z->zone_start_pfn);

	memset(pb, 0, sizeof(*pb));
	pb->pfn = pfn;
	while (at < end) {
		const struct mms_pageblock *part = &scratch->pb;

		mms_chunk_read(z, at, end, scratch);
		pb->pages += part->pages;
		pb->reserved += part->reserved;
		pb->offline += part->offline;
		pb->poisoned += part->poisoned;
		pb->unaccepted += part->unaccepted;
		pb->free += part->free;
		pb->largest = max(pb->largest, part->largest);
		pb->type = part->type;
		pb->skip = part->skip;
		pb->isolated = part->isolated;
		at = min(end, mms_buddy_head(at, ilog2(mms_chunk_pages())) + mms_chunk_pages());
	}
}
