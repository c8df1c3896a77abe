/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verdicts on zones, lists and blocks, lib/buddy/verdict.c: see
 * mmscope/core/verdict.h. Pure; no locks, any context.
 */
#ifndef MMSCOPE_BUDDY_VERDICT_H
#define MMSCOPE_BUDDY_VERDICT_H

#include <linux/types.h>
#include <mmscope/buddy/buddy.h>
#include <mmscope/buddy/map.h>
#include <mmscope/core/verdict.h>

/**
 * struct mms_buddy_sums - the allocator's records, added up check by check
 * @zones: zones, orders, page blocks or CPUs compared, depending on the check
 * @skipped: those of which nothing can be said
 * @wrong: those that are wrong
 * @free: free_sum: sums over all zones
 * @list: list_lengths: sums over all lists
 * @lengths: list_lengths: lists of another length than nr_free
 * @blocks: blocks: free blocks met
 * @pages: blocks: pages in those
 * @end: blocks: end of the latest free block; 0 when a zone begins
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
enum mms_result mms_verdict_free(const struct mms_buddy_sums *t, struct mms_text *detail);
void mms_sums_add_list(struct mms_buddy_sums *t, const struct mms_zone *z, unsigned int order,
		       const struct mms_list_check *c, struct mms_text *detail);
enum mms_result mms_verdict_lists(const struct mms_buddy_sums *t, struct mms_text *detail);
void mms_sums_add_block(struct mms_buddy_sums *t, const struct mms_zone *z,
			const struct mms_buddy *b, const struct mms_block *block,
			struct mms_text *detail);
enum mms_result mms_verdict_blocks(const struct mms_buddy_sums *t, struct mms_text *detail);
void mms_sums_add_pageblock(struct mms_buddy_sums *t, const struct mms_zone *z,
			    const struct mms_buddy *b, const struct mms_pageblock *pb,
			    struct mms_text *detail);
enum mms_result mms_verdict_pageblocks(const struct mms_buddy_sums *t, struct mms_text *detail);
void mms_sums_add_pcp(struct mms_buddy_sums *t, const struct mms_zone *z,
		      const struct mms_pcp *pcp, struct mms_text *detail);
enum mms_result mms_verdict_pcp(const struct mms_buddy_sums *t, struct mms_text *detail);
void mms_sums_add_zone(struct mms_buddy_sums *t, const struct mms_zone *z,
		       struct mms_text *detail);
enum mms_result mms_verdict_zones(const struct mms_buddy_sums *t, struct mms_text *detail);
enum mms_result mms_verdict_map(const struct mms_map_sum *sum, u32 looks,
				struct mms_text *detail);

#endif /* MMSCOPE_BUDDY_VERDICT_H */
