// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page frames as the buddy allocator sees them: where free blocks lie, what the
 * page blocks' migratetypes are. This is how free memory is listed without a
 * cap: chunk by chunk of page frames, instead of along lists.
 *
 * A chunk is looked at in one hold of zone->lock with interrupts off, which
 * keeps free blocks where they are; between chunks memory moves, so a walk of
 * many chunks is not one moment. Callers hold mem_hotplug_lock per chunk
 * (mms_hotplug_begin()); where that can't be had, struct pages may go away,
 * so all of them are read with copy_from_kernel_nofault().
 */
#include <linux/kernel.h>
#include <linux/memory_hotplug.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <mmscope/live_buddy.h>
#include "compat/mm.h"

/* The largest chunk, in frames: a page block, but not a huge one (arm64 64K). */
static unsigned int chunk_pages(void)
{
	return min_t(unsigned int, pageblock_nr_pages, MMS_HOLD_STEPS);
}

static bool copy_frame(struct page *copy, u64 pfn)
{
	const struct page *page = pfn_to_online_page(pfn);

	if (!page || copy_from_kernel_nofault(copy, page, sizeof(*copy)))
		return false;
	/* A struct page nobody initialised (page_init_poison()). */
	return mms_page_flags(copy) != ~0UL;
}

static bool is_in_zone(const struct page *copy, struct zone *z)
{
	return page_zonenum(copy) == zone_idx(z) && page_to_nid(copy) == zone_to_nid(z);
}

/* The bits of a page block, 0 where there is no bitmap. */
static unsigned long read_bits(struct zone *z, u64 pfn)
{
	unsigned long word, bit;
	const unsigned long *map;

#ifdef CONFIG_SPARSEMEM
	if (!valid_section(__pfn_to_section(pfn)))
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

/*
 * The free block a frame lies in that starts before it: its order and first
 * frame, or -1. Under zone->lock. Blocks never leave their zone, so an order
 * whose block would start before the zone ends the search.
 */
static int free_block_around(struct zone *z, u64 pfn, u64 *head)
{
	struct page copy;
	unsigned int order;

	for (order = 1; order < NR_PAGE_ORDERS; order++) {
		*head = mms_buddy_head(pfn, order);
		if (*head == pfn)
			continue;
		if (*head < z->zone_start_pfn)
			break;
		if (copy_frame(&copy, *head) && PageBuddy(&copy) &&
		    page_private(&copy) >= order && page_private(&copy) < NR_PAGE_ORDERS)
			return page_private(&copy);
	}
	return -1;
}

/**
 * mms_free_block_of() - the free block a frame is part of
 * @z: its zone
 * @pfn: the frame
 * @head: out: the block's first frame
 *
 * Context: process, mms_hotplug_begin() held; one hold of zone->lock.
 * Return: the block's order, -1 when the frame is in no free block.
 */
int mms_free_block_of(struct zone *z, u64 pfn, u64 *head)
{
	unsigned long flags;
	struct page copy;
	int order;

	spin_lock_irqsave(&z->lock, flags);
	order = free_block_around(z, pfn, head);
	if (order < 0 && copy_frame(&copy, pfn) && PageBuddy(&copy) &&
	    page_private(&copy) < NR_PAGE_ORDERS) {
		order = page_private(&copy);
		*head = pfn;
	}
	spin_unlock_irqrestore(&z->lock, flags);
	return order;
}

static void add_free(struct mms_chunk *c, unsigned int order, u64 pages)
{
	c->pb.free += pages;
	c->pb.pages += pages;
	c->pb.largest = max_t(u8, c->pb.largest, order);
}

/* A frame that heads a free block: note it; returns how many frames it takes. */
static u64 add_block(struct zone *z, struct mms_chunk *c, u64 pfn, u64 end,
		     unsigned int order)
{
	struct mms_pageblock pb;
	struct mms_block *b = &c->blocks[c->nr_blocks++];

	b->pfn = pfn;
	b->order = order;
	b->type = mms_pageblock_bits(z, pfn, &pb);
	add_free(c, order, min(1ULL << order, end - pfn));
	return 1ULL << order;
}

/* One frame; returns how many frames were dealt with. */
static u64 add_frame(struct zone *z, struct mms_chunk *c, u64 pfn, u64 end)
{
	struct page copy;

	if (!copy_frame(&copy, pfn) || !is_in_zone(&copy, z))
		return 1;
	if (PageBuddy(&copy) && page_private(&copy) < NR_PAGE_ORDERS)
		return add_block(z, c, pfn, end, page_private(&copy));
	c->pb.pages++;
	if (mms_page_flags(&copy) & BIT(PG_reserved))
		c->pb.reserved++;
	else if (PageOffline(&copy))
		c->pb.offline++;
	return 1;
}

/**
 * mms_chunk_read() - look at the page frames from one on, as far as one hold goes
 * @z: their zone
 * @pfn: the first frame
 * @limit: where to end at the latest
 * @c: what was found; never reaches over the end of @pfn's page block, but for
 *	a free block that does: @c->next is then that block's end
 *
 * A chunk that starts inside a free block counts that block's part in it, but
 * does not list it: it starts elsewhere.
 *
 * Context: process, mms_hotplug_begin() held; one hold of zone->lock.
 */
void mms_chunk_read(struct zone *z, u64 pfn, u64 limit, struct mms_chunk *c)
{
	u64 end = min(limit, mms_buddy_head(pfn, ilog2(chunk_pages())) + chunk_pages());
	unsigned long flags;
	u64 head, at = pfn;
	int order;

	memset(&c->pb, 0, sizeof(c->pb));
	c->pb.pfn = pfn;
	c->nr_blocks = 0;
	if (!pfn_to_online_page(pfn) && !pfn_to_online_page(end - 1)) {
		c->next = end;
		return;
	}
	spin_lock_irqsave(&z->lock, flags);
	mms_pageblock_bits(z, pfn, &c->pb);
	order = free_block_around(z, pfn, &head);
	if (order >= 0) {
		at = head + (1ULL << order);
		add_free(c, order, min(at, end) - pfn);
	}
	while (at < end)
		at += add_frame(z, c, at, end);
	spin_unlock_irqrestore(&z->lock, flags);
	c->next = max(at, end);
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
		pb->free += part->free;
		pb->largest = max(pb->largest, part->largest);
		pb->type = part->type;
		pb->skip = part->skip;
		pb->isolated = part->isolated;
		at = min(end, mms_buddy_head(at, ilog2(chunk_pages())) + chunk_pages());
	}
}
