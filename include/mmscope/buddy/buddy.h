/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The buddy allocator as plain records: zones, free areas, free blocks, page
 * blocks, per-CPU lists, the map; and the arithmetic on them. live/buddy/zone.c and
 * its neighbours fill the records under the kernel's own locks, everything
 * declared here works on them afterwards. Pure: no locks, any context.
 */
#ifndef MMSCOPE_BUDDY_BUDDY_H
#define MMSCOPE_BUDDY_BUDDY_H

#include <linux/types.h>
#include <mmscope/core/text.h>

/** MMS_ORDERS - room for orders; the kernels seen so far have 11 to 14 */
#define MMS_ORDERS 20

/** MMS_TYPES - room for migratetypes; the kernels seen so far have 4 to 6 */
#define MMS_TYPES 8

/** MMS_ZONE_NAME - room for a zone's name (DMA32, Normal, HighMem, Movable) */
#define MMS_ZONE_NAME 12

/** MMS_ZONE_STATS - room for a zone's vm_stat counters */
#define MMS_ZONE_STATS 24

/** MMS_LOWMEM - room for lowmem_reserve[], one per zone of a node */
#define MMS_LOWMEM 8

/** MMS_UNKNOWN - a counter this kernel does not keep, or that can't be read */
#define MMS_UNKNOWN (~0ULL)

/**
 * struct mms_buddy - what is the same for every zone of a kernel
 * @page_shift: log2 of the page size in bytes
 * @nr_orders: orders of free blocks, 0 to @nr_orders - 1
 * @block_order: log2 of the pages that share one migratetype
 * @nr_types: migratetypes
 * @isolate: the migratetype of isolated blocks, -1 where there is none
 * @cma: the migratetype of CMA's blocks, -1 where there is none
 * @reserve: the migratetype of the reserve for atomic requests of high order
 * @type: the migratetypes' names, as /proc/pagetypeinfo spells them
 */
struct mms_buddy {
	u8 page_shift;
	u8 nr_orders;
	u8 block_order;
	u8 nr_types;
	s8 isolate;
	s8 cma;
	s8 reserve;
	const char *type[MMS_TYPES];
};

/**
 * struct mms_counter - a counter under the name /proc/zoneinfo gives it
 * @name: its name
 * @value: pages
 */
struct mms_counter {
	const char *name;
	u64 value;
};

/**
 * struct mms_zone - one zone; amounts are pages
 * @node: the node it belongs to
 * @index: its place in the node, enum zone_type
 * @name: its name
 * @contiguous: no holes, as the kernel last found
 * @start_pfn: its first page frame
 * @spanned: page frames from the first to the last, holes included
 * @present: page frames that exist, MMS_UNKNOWN if not kept
 * @managed: pages the buddy allocator was given
 * @cma: pages assigned to CMA, or MMS_UNKNOWN
 * @free: NR_FREE_PAGES, the per-CPU differences folded in; isolated blocks
 *	are not counted by the kernel
 * @free_cma: of which in CMA page blocks, which only movable requests may use
 * @min: watermark below which only emergency allocations succeed
 * @low: watermark at which kswapd wakes
 * @high: watermark at which kswapd sleeps again
 * @promo: watermark for promotion by NUMA balancing, or MMS_UNKNOWN
 * @boost: watermark_boost: what a fragmentation event added to them for now
 * @reserved_highatomic: pages in blocks reserved for high-order atomic requests
 * @free_highatomic: of which free (6.12+), or MMS_UNKNOWN
 * @isolated_blocks: page blocks isolated now, or MMS_UNKNOWN
 * @pcp_batch: pages moved at once between per-CPU lists and the buddy lists
 * @pcp_high: most pages a per-CPU list may hold (6.12+: its lower bound), or
 *	MMS_UNKNOWN
 * @pcp_high_max: its upper bound (6.12+), or MMS_UNKNOWN
 * @poisoned: broken pages (PG_hwpoison), or MMS_UNKNOWN where they were not counted
 * @nr_lowmem: entries of @lowmem_reserve
 * @lowmem_reserve: pages kept from requests that could use a higher zone
 * @nr_stats: entries of @stats
 * @stats: the zone's vm_stat counters, folded as @free is
 * @nr_free: free blocks per order, all migratetypes, isolated ones included
 */
struct mms_zone {
	u32 node;
	u32 index;
	char name[MMS_ZONE_NAME];
	bool contiguous;
	u64 start_pfn;
	u64 spanned;
	u64 present;
	u64 managed;
	u64 cma;
	u64 free;
	u64 free_cma;
	u64 min;
	u64 low;
	u64 high;
	u64 promo;
	u64 boost;
	u64 reserved_highatomic;
	u64 free_highatomic;
	u64 isolated_blocks;
	u64 pcp_batch;
	u64 pcp_high;
	u64 pcp_high_max;
	u64 poisoned;
	unsigned int nr_lowmem;
	u64 lowmem_reserve[MMS_LOWMEM];
	unsigned int nr_stats;
	struct mms_counter stats[MMS_ZONE_STATS];
	u64 nr_free[MMS_ORDERS];
};

/**
 * enum mms_counted - how the length of a list was found
 * @MMS_WALKED: every entry was counted, under the lists' lock
 * @MMS_DERIVED: it is the total (an order's nr_free, a CPU's count) less the
 *	other lists, which were counted in the same hold of the lock: as exact,
 *	and no long list is walked
 * @MMS_SCANNED: several lists of the order were too long for one hold; blocks were
 *	counted page block by page block, not all at one moment
 * @MMS_CAPPED: a lower bound; the count ended early
 */
enum mms_counted {
	MMS_WALKED,
	MMS_DERIVED,
	MMS_SCANNED,
	MMS_CAPPED,
};

/**
 * struct mms_freelists - the free lists of one zone
 * @nr_free: free blocks per order, taken in the same hold as @blocks
 * @blocks: free blocks per order and migratetype
 * @how: enum mms_counted of each
 */
struct mms_freelists {
	u64 nr_free[MMS_ORDERS];
	u64 blocks[MMS_ORDERS][MMS_TYPES];
	u8 how[MMS_ORDERS][MMS_TYPES];
};

/**
 * struct mms_block - one free block
 * @pfn: its first page frame
 * @order: log2 of its pages
 * @type: its migratetype
 */
struct mms_block {
	u64 pfn;
	u8 order;
	u8 type;
};

/**
 * enum mms_block_fault - what is wrong with a free block
 * @MMS_BLOCK_OK: nothing
 * @MMS_BLOCK_ORDER: the order is beyond the largest
 * @MMS_BLOCK_ALIGN: its first page frame is not a multiple of its size
 * @MMS_BLOCK_ZONE: it reaches beyond its zone
 */
enum mms_block_fault {
	MMS_BLOCK_OK,
	MMS_BLOCK_ORDER,
	MMS_BLOCK_ALIGN,
	MMS_BLOCK_ZONE,
};

/**
 * struct mms_pageblock - one page block: the pages that share a migratetype
 * @pfn: its first page frame
 * @type: its migratetype, enum migratetype of the kernel
 * @skip: compaction skips it for now
 * @isolated: it is isolated (7.2 keeps its migratetype beside that)
 * @pages: pages of it that have an online struct page in this zone
 * @reserved: of which PG_reserved: firmware, holes, early boot, drivers
 * @offline: of which taken by a balloon or otherwise logically offline
 * @poisoned: of which broken: PG_hwpoison
 * @unaccepted: of which a guest has not accepted from its hypervisor yet
 * @free: of which free in the buddy lists
 * @largest: order of the largest free block in it, or that it is part of;
 *	meaningless while @free is 0
 */
struct mms_pageblock {
	u64 pfn;
	u8 type;
	bool skip;
	bool isolated;
	u32 pages;
	u32 reserved;
	u32 offline;
	u32 poisoned;
	u32 unaccepted;
	u32 free;
	u8 largest;
};

/**
 * struct mms_contig - what the fragmentation indices are computed from
 * @free_pages: pages in free blocks of any order
 * @free_blocks: free blocks of any order
 * @suitable: free blocks of the wanted order, larger ones cut to size
 *
 * As the kernel's struct contig_page_info (mm/vmstat.c).
 */
struct mms_contig {
	u64 free_pages;
	u64 free_blocks;
	u64 suitable;
};

/**
 * struct mms_free_sum - a zone's free pages, counted twice in one lock hold
 * @listed: sum over the orders of nr_free << order
 * @isolated: pages on the lists of isolated blocks, which are in @listed
 * @unaccepted: pages not yet accepted from the hypervisor (NR_UNACCEPTED, 6.5+),
 *	which are in @counter, but on a list of their own
 * @counter: NR_FREE_PAGES with every CPU's difference folded in
 * @percpu: of which in per-CPU differences
 * @rereads: how often the counter was read again, because a CPU was just
 *	folding its difference
 * @capped: the isolated lists were too long to count: nothing can be said
 */
struct mms_free_sum {
	u64 listed;
	u64 isolated;
	u64 unaccepted;
	u64 counter;
	s64 percpu;
	u32 rereads;
	bool capped;
};

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

/** MMS_PCP_ANY_TYPE - a per-CPU list of several migratetypes */
#define MMS_PCP_ANY_TYPE 0xff

/**
 * struct mms_pcp_shape - which per-CPU lists a kernel has
 * @types: how many migratetypes, from 0 on, have lists of their own
 * @low: lists of small orders, one per order and migratetype
 * @by_type: those after them are one per migratetype, too; else the first is for
 *	any, the second for movable ones
 * @high: the order of those after them
 * @movable: the migratetype of movable pages
 */
struct mms_pcp_shape {
	u8 types;
	u8 low;
	bool by_type;
	u8 high;
	u8 movable;
};

/** MMS_PCP_LISTS - room for the per-CPU lists of one CPU and zone */
#define MMS_PCP_LISTS 24

/**
 * struct mms_pcp - one CPU's page lists of one zone; amounts are pages
 * @cpu: the CPU
 * @count: pages on all its lists
 * @high: pages above which some are given back to the buddy lists
 * @high_min: lower bound of @high, or MMS_UNKNOWN
 * @high_max: upper bound of @high, or MMS_UNKNOWN
 * @batch: pages given back or taken at once
 * @nr_lists: entries of @pages; 0 where the lists can't be looked at
 * @pages: pages per list, see mms_pcp_list()
 * @how: enum mms_counted of each
 */
struct mms_pcp {
	u32 cpu;
	u64 count;
	u64 high;
	u64 high_min;
	u64 high_max;
	u64 batch;
	u32 nr_lists;
	u64 pages[MMS_PCP_LISTS];
	u8 how[MMS_PCP_LISTS];
};

/* Fragmentation, lib/buddy/frag.c. */
void mms_contig_info(struct mms_contig *c, const u64 *nr_free,
		     unsigned int nr_orders, unsigned int order);
void mms_contig_unmovable(struct mms_contig *c, const struct mms_freelists *f,
			  const struct mms_buddy *b, unsigned int order);
int mms_unusable_index(unsigned int order, const struct mms_contig *c);
int mms_frag_index(unsigned int order, const struct mms_contig *c);

/* Arithmetic and invariants, lib/buddy/buddy.c. */
u64 mms_buddy_of(u64 pfn, unsigned int order);
u64 mms_buddy_head(u64 pfn, unsigned int order);
u64 mms_free_listed(const u64 *nr_free, unsigned int nr_orders);
bool mms_free_sum_ok(const struct mms_free_sum *s);
bool mms_list_check_ok(const struct mms_list_check *c);
bool mms_pcp_walked(const struct mms_pcp *pcp);
u64 mms_pcp_listed(const struct mms_pcp *pcp);
void mms_pcp_kind(const struct mms_pcp_shape *s, unsigned int list, u8 *order, u8 *type);
enum mms_block_fault mms_block_fault(const struct mms_block *block,
				     const struct mms_zone *z,
				     const struct mms_buddy *b);
const char *mms_block_fault_name(enum mms_block_fault fault);
const char *mms_zone_fault(const struct mms_zone *z);
const char *mms_counted_name(enum mms_counted how);
const char *mms_type_name(const struct mms_buddy *b, unsigned int type);
const char *mms_pageblock_fault(const struct mms_pageblock *pb,
				const struct mms_buddy *b);

/* Records and reports, lib/buddy/text.c. */
void mms_zone_rec_id(struct mms_text *t, u32 node, const char *name);
void mms_zone_rec(struct mms_text *t, const struct mms_zone *z);
void mms_freelist_rec(struct mms_text *t, const struct mms_freelists *f,
		      const struct mms_zone *z, const struct mms_buddy *b,
		      unsigned int order);
void mms_frag_rec(struct mms_text *t, const struct mms_zone *z,
		  const struct mms_freelists *f, const struct mms_buddy *b, unsigned int order);
void mms_block_rec(struct mms_text *t, const struct mms_block *block,
		   const struct mms_zone *z, const struct mms_buddy *b);
void mms_pageblock_rec(struct mms_text *t, const struct mms_pageblock *pb,
		       const struct mms_zone *z, const struct mms_buddy *b);
void mms_zone_put(struct mms_text *t, const struct mms_zone *z,
		  const struct mms_buddy *b);
void mms_freelists_put_head(struct mms_text *t, const struct mms_buddy *b);
void mms_freelists_put(struct mms_text *t, const struct mms_freelists *f,
		       const struct mms_buddy *b, unsigned int order);

#endif /* MMSCOPE_BUDDY_BUDDY_H */
