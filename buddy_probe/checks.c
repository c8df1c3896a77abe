// SPDX-License-Identifier: GPL-2.0-only
/*
 * The selfchecks: the kernel's buddy allocator against itself, now. Each number
 * pair is measured in one hold of the lock that keeps it together (live/ says
 * which); what can't be had in one bounded hold is skipped and counted as such,
 * never guessed. The verdicts are lib/judge_buddy.c's.
 */
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <mmscope/check.h>
#include <mmscope/hotplug.h>
#include <mmscope/judge.h>
#include "probe.h"

/* Sum over the orders of nr_free << order = NR_FREE_PAGES, to the page. */
static enum mms_result check_free_sum(struct mms_text *detail)
{
	struct mms_buddy_sums t = {};
	struct zone *z = NULL;
	struct mms_free_sum s;
	struct mms_zone rec;

	while ((z = mms_zone_next(z))) {
		mms_zone_read(z, &rec);
		mms_free_sum_read(z, &s);
		mms_sums_add_free(&t, &rec, &s, detail);
	}
	return mms_judge_free(&t, detail);
}

/* Every list is as long as nr_free says, and holds what it should. */
static enum mms_result check_lists(struct mms_text *detail)
{
	struct mms_buddy_sums t = {};
	struct mms_list_check c;
	struct zone *z = NULL;
	struct mms_zone rec;
	unsigned int order;

	while ((z = mms_zone_next(z))) {
		mms_zone_read(z, &rec);
		for (order = 0; order < mms_buddy_here()->nr_orders; order++) {
			mms_freelist_check(z, &rec, order, &c);
			mms_sums_add_list(&t, &rec, order, &c, detail);
			cond_resched();
		}
	}
	return mms_judge_lists(&t, detail);
}

/* Every free block found by page frame is aligned, in its zone, and alone. */
static enum mms_result check_blocks(struct mms_text *detail)
{
	struct mms_chunk *c = kvmalloc(sizeof(*c), GFP_KERNEL_ACCOUNT);
	struct mms_buddy_sums t = {};
	struct zone *z = NULL;
	struct mms_zone rec;
	unsigned int i;
	u64 pfn;

	if (!c)
		return mms_check_skip(detail, "out of memory");
	while ((z = mms_zone_next(z))) {
		mms_zone_read(z, &rec);
		t.end = 0;
		for (pfn = rec.start_pfn; pfn < rec.start_pfn + rec.spanned; pfn = c->next) {
			if (mms_hotplug_begin())
				goto out;
			mms_chunk_read(z, pfn, rec.start_pfn + rec.spanned, c);
			mms_hotplug_end();
			for (i = 0; i < c->nr_blocks; i++)
				mms_sums_add_block(&t, &rec, mms_buddy_here(), &c->blocks[i],
						   detail);
			cond_resched();
			if (fatal_signal_pending(current))
				goto out;
		}
	}
out:
	kvfree(c);
	return mms_judge_blocks(&t, detail);
}

/* Every page block's counts fit together, and its migratetype is one. */
static enum mms_result check_pageblocks(struct mms_text *detail)
{
	struct mms_chunk *scratch = kvmalloc(sizeof(*scratch), GFP_KERNEL_ACCOUNT);
	const u64 size = 1ULL << mms_buddy_here()->block_order;
	struct mms_buddy_sums t = {};
	struct mms_pageblock pb;
	struct zone *z = NULL;
	struct mms_zone rec;
	u64 pfn;

	if (!scratch)
		return mms_check_skip(detail, "out of memory");
	while ((z = mms_zone_next(z))) {
		mms_zone_read(z, &rec);
		for (pfn = round_down(rec.start_pfn, size);
		     pfn < rec.start_pfn + rec.spanned; pfn += size) {
			if (fatal_signal_pending(current) || mms_hotplug_begin())
				goto out;
			mms_pageblock_read(z, pfn, scratch, &pb);
			mms_hotplug_end();
			cond_resched();
			mms_sums_add_pageblock(&t, &rec, mms_buddy_here(), &pb, detail);
		}
	}
out:
	kvfree(scratch);
	return mms_judge_pageblocks(&t, detail);
}

/* The pages the map shows are the pages the allocator says it manages. */
static enum mms_result check_map(struct mms_text *detail)
{
	struct bp_zones *zones = bp_zones_read(false);
	struct bp_map *map = IS_ERR(zones) ? ERR_CAST(zones) : bp_map_read(zones);
	struct mms_map_sum sum = {};
	u64 i;

	if (IS_ERR(map)) {
		if (!IS_ERR(zones))
			kvfree(zones);
		return mms_check_skip(detail, "no memory for the map, or interrupted");
	}
	for (i = 0; i < map->nr_cells; i++) {
		sum.pages += map->cells[i].pages;
		sum.reserved += map->cells[i].reserved;
		sum.offline += map->cells[i].offline;
	}
	for (i = 0; i < zones->nr; i++)
		sum.managed += zones->z[i].rec.managed;
	kvfree(zones);
	bp_map_free(map);
	return mms_judge_map(&sum, detail);
}

/*
 * Each CPU's lists hold as many pages as their count says; compared where all
 * of them could be walked in one hold.
 */
static enum mms_result check_pcp(struct mms_text *detail)
{
	struct mms_buddy_sums t = {};
	struct zone *z = NULL;
	struct mms_zone rec;
	struct mms_pcp pcp;
	unsigned int cpu;

	if (mms_pcp_lists_unavailable())
		return mms_check_skip(detail, mms_pcp_lists_unavailable());
	while ((z = mms_zone_next(z))) {
		mms_zone_read(z, &rec);
		for_each_online_cpu(cpu) {
			mms_pcp_read(z, cpu, true, &pcp);
			mms_sums_add_pcp(&t, &rec, &pcp, detail);
		}
	}
	return mms_judge_pcp(&t, detail);
}

/* Spans, present and managed pages and watermarks do not contradict. */
static enum mms_result check_zones(struct mms_text *detail)
{
	struct bp_zones *zones = bp_zones_read(false);
	struct mms_buddy_sums t = {};
	unsigned int i;

	if (IS_ERR(zones))
		return mms_check_skip(detail, "out of memory");
	for (i = 0; i < zones->nr; i++)
		mms_sums_add_zone(&t, &zones->z[i].rec, detail);
	kvfree(zones);
	return mms_judge_zones(&t, detail);
}

static const struct mms_check checks[] = {
	{ "free_sum", check_free_sum },
	{ "list_lengths", check_lists },
	{ "blocks", check_blocks },
	{ "pageblocks", check_pageblocks },
	{ "map_totals", check_map },
	{ "pcp_counts", check_pcp },
	{ "zones", check_zones },
	{}
};

/**
 * bp_check_open() - selfcheck: run them all
 * @v: the view
 *
 * Return: 0 or -errno.
 */
int bp_check_open(struct mms_view *v)
{
	return mms_check_open(v, checks);
}
