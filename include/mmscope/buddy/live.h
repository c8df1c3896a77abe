/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Snapshots of the running kernel's buddy allocator. Everything here takes the
 * locks it needs for a bounded number of steps, copies by value, and lets go;
 * nothing it hands out points into the allocator. Process context, may sleep.
 */
#ifndef MMSCOPE_BUDDY_LIVE_H
#define MMSCOPE_BUDDY_LIVE_H

#include <linux/types.h>
#include <mmscope/buddy/buddy.h>
#include <mmscope/buddy/live_zone_lock.h>
#include <mmscope/buddy/page.h>

struct page;
struct zone;

/* Zones, live/buddy/zone.c. */
void mms_buddy_setup(void);
const struct mms_buddy *mms_buddy_here(void);
struct zone *mms_zone_next(struct zone *z);
void mms_zone_place(struct zone *z, struct mms_zone *rec);
void mms_zone_read(struct zone *z, struct mms_zone *rec);

void mms_marked_setup(void);
void mms_marked_pages(bool *image, bool *own_memmap);
u64 mms_poisoned_pages(void);

/* Whether structs are as compiled, live/buddy/zone_layout.c. */
const char *mms_zone_layout_fault(void);
void mms_zone_layouts_show(struct mms_text *t);

/* Free lists, live/buddy/freelist.c. */
int mms_freelists_read(struct zone *z, struct mms_freelists *f);
void mms_free_sum_read(struct zone *z, struct mms_free_sum *s);

/**
 * struct mms_entries - entries of an order's free lists, copied under the lock
 * @nr: how many
 * @e: of each: the struct page's address, its order, whether it is marked PageBuddy,
 *	and the list's migratetype
 */
struct mms_entries {
	unsigned int nr;
	struct {
		const struct page *page;
		unsigned long order;
		bool buddy;
		u8 type;
	} e[MMS_HOLD_STEPS];
};

void mms_freelist_check(struct zone *z, const struct mms_zone *rec, unsigned int order,
			struct mms_entries *scratch, struct mms_list_check *c);

/* Page frames, live/buddy/pageblock.c. */

/**
 * struct mms_chunk - what was found in a range of page frames
 * @pb: the counts; @pb.pfn is the chunk's first frame
 * @next: where the next chunk starts; past this one's end when a free block reaches
 *	beyond it
 * @nr_blocks: free blocks that start in the chunk
 * @blocks: those, ascending
 */
struct mms_chunk {
	struct mms_pageblock pb;
	u64 next;
	unsigned int nr_blocks;
	struct mms_block blocks[MMS_CHUNK_PAGES];
};

void mms_chunk_read(struct zone *z, u64 pfn, u64 end, struct mms_chunk *c);
void mms_pageblock_read(struct zone *z, u64 pfn, struct mms_chunk *scratch,
			struct mms_pageblock *pb);
int mms_free_block_of(struct zone *z, u64 pfn, u64 *head);
u8 mms_pageblock_bits(struct zone *z, u64 pfn, struct mms_pageblock *pb);

/* One frame, live/buddy/page.c. */

void mms_page_setup(void);
u64 mms_page_huge_zero(void);
int mms_page_read(u64 pfn, struct mms_page *p);

/* Per-CPU lists, live/buddy/pcp.c. */

void mms_pcp_count(struct zone *z, unsigned int cpu, struct mms_pcp *pcp);
void mms_pcp_read(struct zone *z, unsigned int cpu, bool all, struct mms_pcp *pcp);
void mms_pcp_list(unsigned int list, u8 *order, u8 *type);
int mms_pcp_holds(struct zone *z, u64 pfn, u64 *head, u8 *order);
const char *mms_pcp_lists_unavailable(void);

#endif /* MMSCOPE_BUDDY_LIVE_H */
