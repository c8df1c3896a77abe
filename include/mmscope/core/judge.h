/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verdicts of selfchecks, apart from how their numbers are measured: a
 * module takes the records, these functions add them up, say what was compared
 * and judge. Pure, so that a test can hand them what no kernel should show. No
 * locks, any context.
 */
#ifndef MMSCOPE_CORE_JUDGE_H
#define MMSCOPE_CORE_JUDGE_H

#include <linux/types.h>
#include <mmscope/buddy/buddy.h>
#include <mmscope/buddy/map.h>
#include <mmscope/core/live_check.h>
#include <mmscope/pt/pte.h>
#include <mmscope/pt/walk.h>
#include <mmscope/vas/region.h>
#include <mmscope/vmap/live.h>
#include <mmscope/vmap/vmap.h>

/* Walks, lib/pt/judge.c. */

/**
 * struct mms_tally - walks against what somebody else knows
 * @same: walks that agree
 * @unmapped: neither the walk nor the other side found anything
 * @differ: walks that don't agree
 * @va: the first of these
 * @walked: what it was walked to, 0 for nothing
 * @expected: what it should have been, 0 for nothing
 */
struct mms_tally {
	u64 same;
	u64 unmapped;
	u64 differ;
	u64 va;
	u64 walked;
	u64 expected;
};

void mms_tally_add(struct mms_tally *tally, const struct mms_walk *w, bool mapped, u64 phys);
enum mms_result mms_judge_tally(const struct mms_tally *tally, struct mms_text *detail);
enum mms_result mms_judge_buffer(const struct mms_tally *tally, u64 rw_bytes, u64 size,
				 struct mms_text *detail);

/**
 * struct mms_made - an entry of the last level and what it was made to say
 * @what: what made it, as a record spells it
 * @raw: the entry
 * @user: it belongs to the user half
 * @kind: what it is
 * @perm: enum mms_perm bits it grants (leaf)
 * @phys: where it leads (leaf, prot_none)
 * @swap_type: swap type (swap)
 * @swap_offset: swap offset (swap)
 */
struct mms_made {
	const char *what;
	u64 raw;
	bool user;
	enum mms_pt_kind kind;
	u8 perm;
	u64 phys;
	u8 swap_type;
	u64 swap_offset;
};

enum mms_result mms_judge_encoding(const struct mms_geometry *g, const struct mms_made *made,
				   unsigned int n, struct mms_text *detail);
enum mms_result mms_judge_summed(u64 before, u64 after, u64 summed, struct mms_text *detail);

/* Areas and holes, lib/vmap/judge.c and lib/vmap/judge_kernel.c. */
u32 mms_vmap_disorder(const struct mms_vmap_snapshot *s);
enum mms_result mms_judge_sorted(u32 areas, u32 holes, u32 wrong, u32 looks,
				 struct mms_text *detail);

/**
 * struct mms_tiling_looks - one space, looked at again and again
 * @now: how it was tiled in the latest look
 * @first: as first seen, its gaps narrowed to those of every look since
 * @looks: how often it was looked at
 * @seen: looks that found it not tiled
 * @tiled: it was tiled in the latest look
 * @moving: each gap of one look was none in another: areas on their way
 */
struct mms_tiling_looks {
	struct mms_vmap_tiling now;
	struct mms_vmap_tiling first;
	u32 looks;
	u32 seen;
	bool tiled;
	bool moving;
};

bool mms_tiling_look(struct mms_tiling_looks *l, u64 size);
enum mms_result mms_judge_tiling(const struct mms_tiling_looks *l, u64 size,
				 struct mms_text *detail);

/**
 * struct mms_vmap_sums - busy areas summed up one way
 * @areas: how many
 * @bytes: without guard pages
 * @pages: their nr_pages
 */
struct mms_vmap_sums {
	u64 areas;
	u64 bytes;
	u64 pages;
};

void mms_vmap_sum_areas(const struct mms_vmap_snapshot *s, struct mms_vmap_sums *sums);
enum mms_result mms_judge_totals(const struct mms_vmap_sums *areas,
				 const struct mms_vmap_sums *orders,
				 const struct mms_vmap_sums *callers, struct mms_text *detail);

/** MMS_COUNTER_ALIKE - looks alike that make a counter's difference a violation */
#define MMS_COUNTER_ALIKE 3

/**
 * struct mms_counter_looks - a counter of the kernel's against its lists
 * @listed: by the lists, in the latest look
 * @kernel: by the counter
 * @looks: how often they were looked at
 * @alike: looks in a row in which neither moved, and they differed
 * @known: the kernel has the counter
 * @late: what is freed is taken off the lists before it is no longer counted; set
 *	before the first look
 * @equal: they were the same in the latest look
 */
struct mms_counter_looks {
	u64 listed;
	u64 kernel;
	u32 looks;
	u32 alike;
	bool known;
	bool late;
	bool equal;
};

bool mms_counter_look(struct mms_counter_looks *l, const struct mms_vmap_counted *counted,
		      u64 listed, bool usable);
enum mms_result mms_judge_counter(const struct mms_counter_looks *l, struct mms_text *detail);
bool mms_vmap_sum_lazy(const struct mms_vmap_snapshot *s, u32 page_shift,
		       struct mms_vmap_counted *counted, u64 *listed);
bool mms_vmap_sum_vmalloc(const struct mms_vmap_snapshot *s, u32 page_shift,
			  struct mms_vmap_counted *counted, u64 *listed);
bool mms_vmap_sum_pooled(const struct mms_vmap_snapshot *s, u32 page_shift,
			 struct mms_vmap_counted *counted, u64 *listed);

/** MMS_UNBACKED - addresses followed from one look to the next */
#define MMS_UNBACKED 16

/**
 * struct mms_unbacked - what is mapped other than it should be
 * @areas: areas in which it is
 * @outside: bytes mapped outside any busy area
 * @checked: areas whose nr_pages said what to expect
 * @mapped: bytes mapped in all areas
 * @unread: page tables that could not be read; then the rest is too little, and
 *	proves nothing
 * @n: addresses in @at
 * @at: the first of those areas, and the first mapped address outside
 */
struct mms_unbacked {
	u64 areas;
	u64 outside;
	u64 checked;
	u64 mapped;
	u64 unread;
	u32 n;
	u64 at[MMS_UNBACKED];
};

void mms_unbacked_area(struct mms_unbacked *u, const struct mms_vmap_area *a, u64 mapped,
		       u32 page_shift);
void mms_unbacked_outside(struct mms_unbacked *u, u64 bytes, u64 first);
void mms_unbacked_common(struct mms_unbacked *u, const struct mms_unbacked *now);
enum mms_result mms_judge_backing(const struct mms_unbacked *always,
				  const struct mms_unbacked *now, u32 looks,
				  struct mms_text *detail);

/* Zones, lists and blocks, lib/buddy/judge.c. */

/**
 * struct mms_buddy_sums - the allocator's records, added up check by check
 * @zones: zones, orders, page blocks or CPUs compared, as the check goes
 * @skipped: those of which nothing can be said
 * @wrong: those that are wrong
 * @free: free_sum: sums over all zones
 * @list: list_lengths: sums over all lists
 * @lengths: list_lengths: lists of another length than nr_free
 * @blocks: blocks: free blocks met
 * @pages: blocks: pages in those
 * @end: blocks: where the latest ended; 0 when a zone begins
 * @counted: pcp_counts: pages by the counts
 * @listed: pcp_counts: pages by the lists
 *
 * Zeroed before the first record. The first wrong one is named in the detail
 * when it is added.
 */
struct mms_buddy_sums {
	u64 zones;
	u64 skipped;
	u64 wrong;
	struct mms_free_sum free;
	struct mms_list_check list;
	u64 lengths;
	u64 blocks;
	u64 pages;
	u64 end;
	u64 counted;
	u64 listed;
};

void mms_sums_add_free(struct mms_buddy_sums *t, const struct mms_zone *z,
		       const struct mms_free_sum *s, struct mms_text *detail);
enum mms_result mms_judge_free(const struct mms_buddy_sums *t, struct mms_text *detail);
void mms_sums_add_list(struct mms_buddy_sums *t, const struct mms_zone *z, unsigned int order,
		       const struct mms_list_check *c, struct mms_text *detail);
enum mms_result mms_judge_lists(const struct mms_buddy_sums *t, struct mms_text *detail);
void mms_sums_add_block(struct mms_buddy_sums *t, const struct mms_zone *z,
			const struct mms_buddy *b, const struct mms_block *block,
			struct mms_text *detail);
enum mms_result mms_judge_blocks(const struct mms_buddy_sums *t, struct mms_text *detail);
void mms_sums_add_pageblock(struct mms_buddy_sums *t, const struct mms_zone *z,
			    const struct mms_buddy *b, const struct mms_pageblock *pb,
			    struct mms_text *detail);
enum mms_result mms_judge_pageblocks(const struct mms_buddy_sums *t, struct mms_text *detail);
void mms_sums_add_pcp(struct mms_buddy_sums *t, const struct mms_zone *z,
		      const struct mms_pcp *pcp, struct mms_text *detail);
enum mms_result mms_judge_pcp(const struct mms_buddy_sums *t, struct mms_text *detail);
void mms_sums_add_zone(struct mms_buddy_sums *t, const struct mms_zone *z,
		       struct mms_text *detail);
enum mms_result mms_judge_zones(const struct mms_buddy_sums *t, struct mms_text *detail);
enum mms_result mms_judge_map(const struct mms_map_sum *sum, u32 looks,
			      struct mms_text *detail);

/* The map of the kernel's address space, lib/vas/judge.c. */
enum mms_result mms_judge_tile(const struct mms_vas *v, struct mms_text *detail);
enum mms_result mms_judge_named(const struct mms_vas *v, struct mms_text *detail);
enum mms_result mms_judge_readonly(const struct mms_region *part, u64 alias,
				   struct mms_text *detail);
enum mms_result mms_judge_compared(const struct mms_vas_compared *c, const char *first,
				   struct mms_text *detail);
enum mms_result mms_judge_wx(const struct mms_vas *v, struct mms_text *detail);
enum mms_result mms_judge_section(const struct mms_vas *v, const struct mms_region *part,
				  u64 start, u64 last, struct mms_text *detail);

#endif /* MMSCOPE_CORE_JUDGE_H */
