/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Snapshots of the running kernel's buddy allocator. Everything here takes the
 * locks it needs for a bounded number of steps, copies by value, and lets go;
 * nothing it hands out points into the allocator. Process context, may sleep.
 */
#ifndef MMSCOPE_LIVE_BUDDY_H
#define MMSCOPE_LIVE_BUDDY_H

#include <linux/types.h>
#include <mmscope/buddy.h>

struct page;
struct zone;

/**
 * MMS_HOLD_STEPS - list entries or struct pages looked at in one hold of
 * zone->lock or a per-CPU list's lock, with interrupts off: a fraction of a
 * millisecond even when every one of them misses the cache
 */
#define MMS_HOLD_STEPS 2048

/* Zones, live/zone.c. */
void mms_buddy_setup(void);
const struct mms_buddy *mms_buddy_here(void);
struct zone *mms_zone_next(struct zone *z);
void mms_zone_read(struct zone *z, struct mms_zone *rec);

/* Whether structs are as compiled, live/zone_layout.c. */
const char *mms_zone_layout_fault(void);
void mms_zone_layouts_show(struct mms_text *t);

/* Free lists, live/freelist.c. */
int mms_freelists_read(struct zone *z, struct mms_freelists *f);
void mms_free_sum_read(struct zone *z, struct mms_free_sum *s);

/**
 * struct mms_list_check - every entry of an order's free lists, looked at
 * @entries: entries seen; at most one more than @nr_free
 * @nr_free: the order's nr_free in the same hold
 * @capped: nr_free is more than one hold may look at: nothing was looked at
 * @not_free: entries whose struct page is not that of a free block's first page
 * @wrong_order: entries whose struct page says another order
 * @faults: entries that are misaligned or outside the zone
 * @other_type: entries whose page block has another migratetype than the list:
 *	normal up to 6.9, where a list may lag behind its page blocks
 * @first: the first wrong entry's pfn; only when one of the above is not 0
 */
struct mms_list_check {
	u64 entries;
	u64 nr_free;
	bool capped;
	u64 not_free;
	u64 wrong_order;
	u64 faults;
	u64 other_type;
	u64 first;
};

void mms_freelist_check(struct zone *z, const struct mms_zone *rec,
			unsigned int order, struct mms_list_check *c);

/* Page frames, live/pageblock.c. */

/**
 * struct mms_chunk - what one hold of zone->lock found in a range of frames
 * @pb: the counts; @pb.pfn is the chunk's first frame
 * @next: where the next chunk starts; beyond the chunk when a free block is
 * @nr_blocks: free blocks that start in the chunk
 * @blocks: those, ascending
 */
struct mms_chunk {
	struct mms_pageblock pb;
	u64 next;
	unsigned int nr_blocks;
	struct mms_block blocks[MMS_HOLD_STEPS];
};

void mms_chunk_read(struct zone *z, u64 pfn, u64 end, struct mms_chunk *c);
void mms_pageblock_read(struct zone *z, u64 pfn, struct mms_chunk *scratch,
			struct mms_pageblock *pb);
int mms_free_block_of(struct zone *z, u64 pfn, u64 *head);
u8 mms_pageblock_bits(struct zone *z, u64 pfn, struct mms_pageblock *pb);

/* Per-CPU lists, live/pcp.c. */

/** MMS_PCP_LISTS - room for the per-CPU lists of one CPU and zone */
#define MMS_PCP_LISTS 24

/**
 * struct mms_pcp - one CPU's page lists of one zone; amounts are pages
 * @cpu: the CPU
 * @count: pages on all its lists
 * @high: above which they are given back
 * @high_min: lower bound of @high, or MMS_UNKNOWN
 * @high_max: upper bound of @high, or MMS_UNKNOWN
 * @batch: given back or taken at once
 * @nr_lists: entries of @pages; 0 where the lists can't be looked at
 * @capped: there were more entries than one hold may count: @pages falls short
 * @pages: pages per list, see mms_pcp_list()
 */
struct mms_pcp {
	u32 cpu;
	u64 count;
	u64 high;
	u64 high_min;
	u64 high_max;
	u64 batch;
	u32 nr_lists;
	bool capped;
	u64 pages[MMS_PCP_LISTS];
};

/** MMS_PCP_ANY_TYPE - a per-CPU list of several migratetypes */
#define MMS_PCP_ANY_TYPE 0xff

void mms_pcp_read(struct zone *z, unsigned int cpu, struct mms_pcp *pcp);
void mms_pcp_list(unsigned int list, u8 *order, u8 *type);
int mms_pcp_holds(struct zone *z, const struct page *page,
		  const struct page **head, u8 *order);
const char *mms_pcp_lists_unavailable(void);

#endif /* MMSCOPE_LIVE_BUDDY_H */
