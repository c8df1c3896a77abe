// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page frames as the buddy allocator sees them, a chunk at a time: which are free,
 * in use, reserved. This is how free memory is listed without a cap: by page
 * frames, instead of along lists.
 *
 * No lock of the allocator is taken: on a large machine a scan would stall
 * allocations for most of its time. As compaction does, a free block's order and a
 * compound page's are read without zone->lock, and then the struct page once more,
 * to see that it has not changed. So a chunk is not an atomic snapshot, but each block
 * in it was there when it was read.
 *
 * Callers hold mem_hotplug_lock per chunk (mms_hotplug_begin()), which keeps struct
 * pages from being freed; where the lock can't be found they may be freed, and are read
 * by copy_from_kernel_nofault() instead.
 */
#include <linux/kernel.h>
#include <linux/memory_hotplug.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <mmscope/buddy/frame.h>
#include <mmscope/buddy/live.h>
#include <mmscope/core/live_hotplug.h>
#include "../compat/mm.h"
#include "frame.h"

/* Frames whose struct pages are contiguous and either all exist or none does. */
#ifdef CONFIG_HAVE_ARCH_PFN_VALID
#define RUN_PAGES 1
#else
#define RUN_PAGES ((2UL << 20) >> PAGE_SHIFT)
#endif

/* Flags of frames that need a closer look: all others are simply in use. */
#ifdef CONFIG_MEMORY_FAILURE
#define SPECIAL (BIT(PG_head) | BIT(PG_reserved) | BIT(PG_hwpoison))
#else
#define SPECIAL (BIT(PG_head) | BIT(PG_reserved))
#endif

/* A chunk being scanned: the frames up to @end, of zone @z, into @c. */
struct scan {
	struct zone *z;
	struct mms_chunk *c;
	u64 end;
	unsigned long mask;
	unsigned long key;
	bool pinned;
	struct page copy[2];
};

/*
 * The struct page itself where it can't be freed, else a copy; NULL where there is none
 * any more. compound_order() reads the second page of a head, so that is copied, too.
 */
static struct page *stable_page(struct scan *s, struct page *page)
{
	if (likely(s->pinned))
		return page;
	memset(&s->copy[1], 0, sizeof(s->copy[1]));
	if (copy_from_kernel_nofault(s->copy, page, sizeof(*page)))
		return NULL;
	if (mms_page_flags(s->copy) & BIT(PG_head) &&
	    copy_from_kernel_nofault(&s->copy[1], page + 1, sizeof(*page)))
		return NULL;
	return s->copy;
}

static unsigned long flags_now(const struct page *page)
{
	return READ_ONCE(*mms_page_flags_at(page));
}

/* The order of the free block a frame heads, -1 when it heads none. */
static int free_order(struct scan *s, struct page *page, u64 pfn)
{
	struct page *p = stable_page(s, page);
	unsigned long order;

	if (!p || !PageBuddy(p))
		return -1;
	order = READ_ONCE(p->private);
	/* Check again: the order is valid if the block was free before and after. */
	smp_rmb();
	p = stable_page(s, page);
	if (!p || !PageBuddy(p) || READ_ONCE(p->private) != order ||
	    !mms_frame_in_block(pfn, pfn, order, NR_PAGE_ORDERS - 1))
		return -1;
	return order;
}

/* The pages of the compound page a frame heads; 1 when not known. */
static u64 compound_pages(struct scan *s, struct page *page, u64 pfn)
{
	struct page *p = stable_page(s, page);
	unsigned int order;

	/* If it is no head, the next struct page may be of another section or missing. */
	if (!p || pfn & 1 || mms_frame_head(page, p))
		return 1;
	order = compound_order(p);
	if (!order || !mms_frame_in_block(pfn, pfn, order, MMS_FRAME_ORDER))
		return 1;
	/* Check again: the order is valid if it was a head before and after. */
	smp_rmb();
	p = stable_page(s, page);
	return p && flags_now(p) & BIT(PG_head) ? 1ULL << order : 1;
}

static void add_free(struct mms_chunk *c, unsigned int order, u64 pages)
{
	c->pb.free += pages;
	c->pb.pages += pages;
	c->pb.largest = max_t(u8, c->pb.largest, order);
}

/* Counts unaccepted memory, which the allocator hands out only once accepted. */
static u64 add_unaccepted(struct mms_chunk *c, u64 pages)
{
	c->pb.pages += pages;
	c->pb.unaccepted += pages;
	return pages;
}

/* Records a free block at the frame that heads it; returns how many frames it has. */
static u64 add_block(struct scan *s, u64 pfn, unsigned int order)
{
	struct mms_block *b = &s->c->blocks[s->c->nr_blocks++];
	struct mms_pageblock pb;

	b->pfn = pfn;
	b->order = order;
	b->type = mms_pageblock_bits(s->z, pfn, &pb);
	add_free(s->c, order, min(1ULL << order, s->end - pfn));
	return 1ULL << order;
}

/* Records a frame that is not simply in use; returns how many frames were handled. */
static u64 add_frame(struct scan *s, struct page *page, u64 pfn, unsigned long flags)
{
	struct page *p = stable_page(s, page);
	u64 pages;
	int order;

	if (!p)
		return 1;
	order = free_order(s, page, pfn);
	if (order >= 0)
		return add_block(s, pfn, order);
	s->c->pb.poisoned += mms_frame_is_poisoned(flags);
	if (flags & BIT(PG_reserved)) {
		s->c->pb.pages++;
		s->c->pb.reserved++;
		return 1;
	}
	if (mms_frame_is_unaccepted(p) && !(pfn & ((1ULL << (NR_PAGE_ORDERS - 1)) - 1)))
		return add_unaccepted(s->c, min(1ULL << (NR_PAGE_ORDERS - 1), s->end - pfn));
	if (PageOffline(p)) {
		s->c->pb.pages++;
		s->c->pb.offline++;
		return 1;
	}
	pages = flags & BIT(PG_head) ? compound_pages(s, page, pfn) : 1;
	pages = min(pages, s->end - pfn);
	s->c->pb.pages += pages;
	return pages;
}

/* Scans frames from @at to @stop, whose struct pages are contiguous; returns the next. */
static u64 scan_run(struct scan *s, struct page *page, u64 at, u64 stop)
{
	u32 used = 0;

	for (; at < stop; page++, at++) {
		struct page *p = stable_page(s, page);
		unsigned long flags;
		u64 pages;

		if (!p)
			continue;
		flags = flags_now(p);
		if ((flags & s->mask) != s->key || flags == ~0UL)
			continue;
		if (likely(!(flags & SPECIAL) && !PageBuddy(p) && !PageOffline(p) &&
			   !mms_frame_is_unaccepted(p))) {
			used++;
			continue;
		}
		pages = add_frame(s, page, at, flags) - 1;
		page += pages;
		at += pages;
	}
	s->c->pb.pages += used;
	return at;
}

/*
 * Handles a free block or compound page that starts before the chunk and reaches into
 * it; returns the first frame after it, @pfn when there is none.
 */
static u64 skip_around(struct scan *s, u64 pfn)
{
	struct page *page = pfn_to_online_page(pfn);
	const struct page *head;
	struct page own;
	u64 at, first;
	int order;

	if (!page || !mms_frame_copy(&own, pfn) || mms_frame_zone(&own, pfn) != s->z)
		return pfn;
	head = mms_frame_head(page, &own);
	if (head && head < page) {
		first = pfn - (page - head);
		page = pfn_to_online_page(first);
		if (page != head)
			return pfn;
		at = clamp_t(u64, first + compound_pages(s, page, first), pfn, s->end);
		s->c->pb.pages += at - pfn;
		return at;
	}
	/* A page with references is not free. */
	if (atomic_read(&own._refcount))
		return pfn;
	order = mms_unaccepted_around(pfn, &first);
	if (order >= 0 && first < pfn)
		return pfn + add_unaccepted(s->c, min(first + (1ULL << order), s->end) - pfn);
	order = mms_free_block_around(s->z, pfn, &first);
	if (order < 0)
		return pfn;
	at = first + (1ULL << order);
	add_free(s->c, order, min(at, s->end) - pfn);
	return at;
}

/**
 * mms_chunk_read() - scan a bounded number of page frames
 * @z: their zone
 * @pfn: the first frame
 * @limit: the frame to stop before
 * @c: what was found; never reaches over the end of @pfn's page block, except for
 *	a free block that does: @c->next is then that block's end
 *
 * A chunk that starts inside a free block counts the part of that block inside it, but
 * does not list the block, which starts before.
 *
 * Context: process, mms_hotplug_begin() held.
 */
void mms_chunk_read(struct zone *z, u64 pfn, u64 limit, struct mms_chunk *c)
{
	struct scan s = { .z = z, .c = c, .pinned = mms_hotplug_held_off() };
	u64 at, stop, most = mms_chunk_pages();

	mms_hotplug_assert();
	s.end = min(limit, mms_buddy_head(pfn, ilog2(most)) + most);
	memset(&c->pb, 0, sizeof(c->pb));
	c->pb.pfn = pfn;
	c->nr_blocks = 0;
	c->next = s.end;
	if (!pfn_to_online_page(pfn) && !pfn_to_online_page(s.end - 1))
		return;
	mms_pageblock_bits(z, pfn, &c->pb);
	mms_frame_zone_key(z, pfn, &s.mask, &s.key);
	for (at = skip_around(&s, pfn); at < s.end; ) {
		struct page *page = pfn_to_online_page(at);

		stop = min_t(u64, s.end, round_down(at, RUN_PAGES) + RUN_PAGES);
		at = page ? scan_run(&s, page, at, stop) : stop;
	}
	c->next = max(at, s.end);
}

/**
 * mms_pageblock_read() - scan one page block
 * @z: its zone
 * @pfn: its first frame
 * @scratch: room to work in
 * @pb: what was found; @pb->pages is 0 when none of it is in the zone
 *
 * A page block larger than one chunk is put together from several.
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
