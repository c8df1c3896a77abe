// SPDX-License-Identifier: GPL-2.0-only
/*
 * The selfchecks: compare the kernel's buddy allocator with itself. Each pair of
 * numbers is read in one hold of the lock that keeps it consistent (live/ says which);
 * what can't be read in one bounded hold is skipped and counted as such, never
 * guessed. The verdicts are in lib/buddy/verdict.c.
 */
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mmscope/buddy/verdict.h>
#include <mmscope/core/live_check.h>
#include <mmscope/core/live_hotplug.h>
#include "probe.h"

/* The state of a check, which goes from zone to zone. */
struct zone_check {
	struct mms_buddy_sums t;
	struct mms_text *detail;
	void *scratch;
};

typedef int (*zone_fn)(struct zone_check *l, struct bp_zone *z);
typedef enum mms_result (*verdict_fn)(const struct mms_buddy_sums *t, struct mms_text *detail);

/* Runs @zone on every zone, with @scratch bytes to work in, until one fails; the verdict. */
static enum mms_result check_each_zone(struct mms_text *detail, zone_fn zone, size_t scratch,
				       verdict_fn verdict)
{
	struct bp_zones *zones = bp_zones_read(false);
	struct zone_check l = { .detail = detail };
	int err = PTR_ERR_OR_ZERO(zones);
	unsigned int i;

	if (!err && scratch) {
		l.scratch = kvmalloc(scratch, GFP_KERNEL_ACCOUNT);
		err = l.scratch ? 0 : -ENOMEM;
	}
	for (i = 0; !err && i < zones->nr; i++) {
		err = zone(&l, &zones->z[i]);
		cond_resched();
	}
	kvfree(l.scratch);
	if (!IS_ERR(zones))
		kvfree(zones);
	if (err)
		return mms_check_skip(detail, err == -ENOMEM ? "out of memory" : "interrupted");
	return verdict(&l.t, detail);
}

/* The sum over all orders of nr_free << order is exactly NR_FREE_PAGES. */
static int zone_free_sum(struct zone_check *l, struct bp_zone *z)
{
	struct mms_free_sum s;
	int err = mms_hotplug_begin();

	if (err)
		return err;
	mms_free_sum_read(z->zone, &s);
	mms_hotplug_end();
	mms_sums_add_free(&l->t, &z->rec, &s, l->detail);
	return 0;
}

static enum mms_result check_free_sum(struct mms_text *detail)
{
	return check_each_zone(detail, zone_free_sum, 0, mms_verdict_free);
}

/* Every order's lists have nr_free entries, each a free block of that order. */
static int zone_lists(struct zone_check *l, struct bp_zone *z)
{
	struct mms_list_check c;
	unsigned int order;
	int err;

	for (order = 0; order < mms_buddy_here()->nr_orders; order++) {
		err = mms_hotplug_begin();
		if (err)
			return err;
		/* The zone may have grown since it was read. */
		mms_zone_place(z->zone, &z->rec);
		mms_freelist_check(z->zone, &z->rec, order, l->scratch, &c);
		mms_hotplug_end();
		mms_sums_add_list(&l->t, &z->rec, order, &c, l->detail);
		cond_resched();
	}
	return 0;
}

static enum mms_result check_lists(struct mms_text *detail)
{
	return check_each_zone(detail, zone_lists, sizeof(struct mms_entries), mms_verdict_lists);
}

/* Every free block found by page frame is aligned, in its zone, and overlaps no other. */
static int zone_blocks(struct zone_check *l, struct bp_zone *z)
{
	struct mms_chunk *c = l->scratch;
	u64 pfn = z->rec.start_pfn;
	unsigned int i;
	int err;

	l->t.end = 0;
	for (; pfn < z->rec.start_pfn + z->rec.spanned; pfn = c->next) {
		err = fatal_signal_pending(current) ? -EINTR : mms_hotplug_begin();
		if (err)
			return err;
		mms_zone_place(z->zone, &z->rec);
		mms_chunk_read(z->zone, pfn, z->rec.start_pfn + z->rec.spanned, c);
		mms_hotplug_end();
		for (i = 0; i < c->nr_blocks; i++)
			mms_sums_add_block(&l->t, &z->rec, mms_buddy_here(), &c->blocks[i],
					   l->detail);
		cond_resched();
	}
	return 0;
}

static enum mms_result check_blocks(struct mms_text *detail)
{
	return check_each_zone(detail, zone_blocks, sizeof(struct mms_chunk), mms_verdict_blocks);
}

/* Every page block's counts are consistent, and its migratetype is valid. */
static int zone_pageblocks(struct zone_check *l, struct bp_zone *z)
{
	const u64 size = 1ULL << mms_buddy_here()->block_order;
	u64 pfn = round_down(z->rec.start_pfn, size);
	struct mms_pageblock pb;
	int err;

	for (; pfn < z->rec.start_pfn + z->rec.spanned; pfn += size) {
		err = fatal_signal_pending(current) ? -EINTR : mms_hotplug_begin();
		if (err)
			return err;
		mms_pageblock_read(z->zone, pfn, l->scratch, &pb);
		mms_hotplug_end();
		mms_sums_add_pageblock(&l->t, &z->rec, mms_buddy_here(), &pb, l->detail);
		cond_resched();
	}
	return 0;
}

static enum mms_result check_pageblocks(struct mms_text *detail)
{
	return check_each_zone(detail, zone_pageblocks, sizeof(struct mms_chunk),
			   mms_verdict_pageblocks);
}

static int sum_map(struct mms_map_sum *sum)
{
	struct bp_zones *zones = bp_zones_read(false);
	struct bp_map *map = IS_ERR(zones) ? ERR_CAST(zones) : bp_map_read(zones);
	int err = PTR_ERR_OR_ZERO(map);
	u64 i;

	memset(sum, 0, sizeof(*sum));
	for (i = 0; !err && i < map->nr_cells; i++) {
		sum->pages += map->cells[i].pages;
		sum->reserved += map->cells[i].reserved;
		sum->offline += map->cells[i].offline;
	}
	for (i = 0; !err && i < zones->nr; i++)
		sum->managed += zones->z[i].rec.managed;
	mms_marked_pages(&sum->image, &sum->own_memmap);
	if (!IS_ERR(zones))
		kvfree(zones);
	if (!err)
		bp_map_free(map);
	return err;
}

/*
 * The map has as many pages as the zones' managed_pages. Neither is of one moment: when
 * ballooning or hotplug changes them meanwhile, both are read again.
 */
static enum mms_result check_map(struct mms_text *detail)
{
	const u32 most = 3;
	struct mms_map_sum sum;
	u32 looks = 0;
	int err;

	do {
		err = sum_map(&sum);
		looks++;
	} while (!err && looks < most && mms_map_fit(&sum) > MMS_MAP_EXPLAINED);
	if (err)
		return mms_check_skip(detail, "no memory for the map, or interrupted");
	return mms_verdict_map(&sum, looks, detail);
}

/*
 * Each CPU's lists hold as many pages as pcp->count says; compared where all of them
 * could be walked in one hold.
 */
static int zone_pcp(struct zone_check *l, struct bp_zone *z)
{
	struct mms_pcp *pcp = l->scratch;
	unsigned int cpu;
	int err;

	for_each_online_cpu(cpu) {
		err = mms_hotplug_begin();
		if (err)
			return err;
		mms_pcp_read(z->zone, cpu, true, pcp);
		mms_hotplug_end();
		mms_sums_add_pcp(&l->t, &z->rec, pcp, l->detail);
	}
	return 0;
}

static enum mms_result check_pcp(struct mms_text *detail)
{
	if (mms_pcp_lists_unavailable())
		return mms_check_skip(detail, mms_pcp_lists_unavailable());
	return check_each_zone(detail, zone_pcp, sizeof(struct mms_pcp), mms_verdict_pcp);
}

/* Spans, present and managed pages and watermarks are consistent. */
static int zone_counters(struct zone_check *l, struct bp_zone *z)
{
	mms_sums_add_zone(&l->t, &z->rec, l->detail);
	return 0;
}

static enum mms_result check_zones(struct mms_text *detail)
{
	return check_each_zone(detail, zone_counters, 0, mms_verdict_zones);
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
 * bp_check_open() - selfcheck: run all checks
 * @v: the view
 *
 * Return: 0 or -errno.
 */
int bp_check_open(struct mms_view *v)
{
	return mms_check_open(v, checks);
}
