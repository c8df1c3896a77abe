// SPDX-License-Identifier: GPL-2.0-only
/*
 * The selfchecks: the kernel's buddy allocator against itself, now. Each number
 * pair is measured in one hold of the lock that keeps it together (live/ says
 * which); what can't be had in one bounded hold is skipped and counted as such,
 * never guessed.
 */
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <mmscope/check.h>
#include <mmscope/hotplug.h>
#include "probe.h"

static void name_zone(struct mms_text *detail, const struct zone *z)
{
	struct mms_zone rec;

	mms_zone_read((struct zone *)z, &rec);
	mms_zone_rec_id(detail, rec.node, rec.name);
}

/* Sum over the orders of nr_free << order = NR_FREE_PAGES, to the page. */
static enum mms_result check_free_sum(struct mms_text *detail)
{
	struct mms_free_sum s, all = {};
	unsigned int zones = 0, skipped = 0;
	struct zone *z = NULL;
	bool ok = true;

	while ((z = mms_zone_next(z))) {
		mms_free_sum_read(z, &s);
		if (s.capped) {
			skipped++;
			continue;
		}
		zones++;
		if (ok && !mms_free_sum_ok(&s)) {
			ok = false;
			name_zone(detail, z);
			mms_rec_dec(detail, "zone_listed_pages", s.listed);
			mms_rec_dec(detail, "zone_counter_pages", s.counter);
		}
		all.listed += s.listed;
		all.isolated += s.isolated;
		all.counter += s.counter;
		all.percpu += s.percpu;
		all.rereads += s.rereads;
	}
	mms_rec_dec(detail, "zones", zones);
	mms_rec_dec(detail, "skipped_zones", skipped);
	mms_rec_dec(detail, "listed_pages", all.listed);
	mms_rec_dec(detail, "isolated_pages", all.isolated);
	mms_rec_dec(detail, "counter_pages", all.counter);
	mms_rec_int(detail, "in_percpu_differences", all.percpu);
	mms_rec_dec(detail, "rereads", all.rereads);
	if (!zones)
		return mms_check_skip(detail, "lists of isolated blocks too long for one hold");
	return ok ? MMS_OK : MMS_VIOLATED;
}

struct list_totals {
	struct mms_list_check sum;
	unsigned int orders;
	unsigned int skipped;
	unsigned int wrong_lengths;
	bool named;
};

static void check_order(struct zone *z, const struct mms_zone *rec, unsigned int order,
			struct list_totals *t, struct mms_text *detail)
{
	struct mms_list_check c;

	mms_freelist_check(z, rec, order, &c);
	if (c.capped) {
		t->skipped++;
		return;
	}
	t->orders++;
	t->wrong_lengths += c.entries != c.nr_free;
	t->sum.entries += c.entries;
	t->sum.nr_free += c.nr_free;
	t->sum.not_free += c.not_free;
	t->sum.wrong_order += c.wrong_order;
	t->sum.faults += c.faults;
	t->sum.other_type += c.other_type;
	if (!t->named && !mms_list_check_ok(&c)) {
		t->named = true;
		mms_zone_rec_id(detail, rec->node, rec->name);
		mms_rec_dec(detail, "order", order);
		mms_rec_hex(detail, "pfn", c.first);
	}
}

/* Every list is as long as nr_free says, and holds what it should. */
static enum mms_result check_lists(struct mms_text *detail)
{
	struct list_totals t = {};
	struct zone *z = NULL;
	struct mms_zone rec;
	unsigned int order;

	while ((z = mms_zone_next(z))) {
		mms_zone_read(z, &rec);
		for (order = 0; order < mms_buddy_here()->nr_orders; order++) {
			check_order(z, &rec, order, &t, detail);
			cond_resched();
		}
	}
	mms_rec_dec(detail, "orders", t.orders);
	mms_rec_dec(detail, "skipped_long_orders", t.skipped);
	mms_rec_dec(detail, "entries", t.sum.entries);
	mms_rec_dec(detail, "nr_free", t.sum.nr_free);
	mms_rec_dec(detail, "wrong_lengths", t.wrong_lengths);
	mms_rec_dec(detail, "not_free", t.sum.not_free);
	mms_rec_dec(detail, "wrong_order", t.sum.wrong_order);
	mms_rec_dec(detail, "misplaced", t.sum.faults);
	mms_rec_dec(detail, "pageblock_of_other_type", t.sum.other_type);
	return t.named ? MMS_VIOLATED : MMS_OK;
}

struct block_totals {
	u64 blocks;
	u64 pages;
	u64 faults;
	u64 merges;
	u64 end;
};

static void check_block(const struct mms_block *block, const struct mms_zone *rec,
			struct block_totals *t, struct mms_text *detail)
{
	enum mms_block_fault fault = mms_block_fault(block, rec, mms_buddy_here());

	t->blocks++;
	t->pages += 1ULL << block->order;
	if (fault == MMS_BLOCK_OK && block->pfn >= t->end) {
		t->end = block->pfn + (1ULL << block->order);
		return;
	}
	if (!t->faults++) {
		mms_zone_rec_id(detail, rec->node, rec->name);
		mms_rec_hex(detail, "pfn", block->pfn);
		mms_rec_dec(detail, "order", block->order);
		mms_rec_str(detail, "fault", fault == MMS_BLOCK_OK ? "overlap" :
			    mms_block_fault_name(fault));
	}
}

/* Every free block found by page frame is aligned, in its zone, and alone. */
static enum mms_result check_blocks(struct mms_text *detail)
{
	struct mms_chunk *c = kvmalloc(sizeof(*c), GFP_KERNEL_ACCOUNT);
	struct block_totals t = {};
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
			mms_hotplug_begin();
			mms_chunk_read(z, pfn, rec.start_pfn + rec.spanned, c);
			mms_hotplug_end();
			for (i = 0; i < c->nr_blocks; i++)
				check_block(&c->blocks[i], &rec, &t, detail);
			cond_resched();
			if (fatal_signal_pending(current))
				goto out;
		}
	}
out:
	kvfree(c);
	mms_rec_dec(detail, "blocks", t.blocks);
	mms_rec_dec(detail, "pages", t.pages);
	mms_rec_dec(detail, "faults", t.faults);
	return t.faults ? MMS_VIOLATED : MMS_OK;
}

/* Every page block's counts fit together, and its migratetype is one. */
static enum mms_result check_pageblocks(struct mms_text *detail)
{
	struct mms_chunk *scratch = kvmalloc(sizeof(*scratch), GFP_KERNEL_ACCOUNT);
	const u64 size = 1ULL << mms_buddy_here()->block_order;
	u64 blocks = 0, wrong = 0, pfn;
	struct mms_pageblock pb;
	struct zone *z = NULL;
	struct mms_zone rec;
	const char *fault;

	if (!scratch)
		return mms_check_skip(detail, "out of memory");
	while ((z = mms_zone_next(z))) {
		mms_zone_read(z, &rec);
		for (pfn = round_down(rec.start_pfn, size);
		     pfn < rec.start_pfn + rec.spanned; pfn += size) {
			if (fatal_signal_pending(current))
				goto out;
			mms_hotplug_begin();
			mms_pageblock_read(z, pfn, scratch, &pb);
			mms_hotplug_end();
			cond_resched();
			blocks++;
			fault = mms_pageblock_fault(&pb, mms_buddy_here());
			if (!fault || wrong++)
				continue;
			mms_zone_rec_id(detail, rec.node, rec.name);
			mms_rec_hex(detail, "pfn", pfn);
			mms_rec_str(detail, "fault", fault);
		}
	}
out:
	kvfree(scratch);
	mms_rec_dec(detail, "pageblocks", blocks);
	mms_rec_dec(detail, "wrong", wrong);
	return wrong ? MMS_VIOLATED : MMS_OK;
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
	mms_rec_dec(detail, "map_pages", sum.pages);
	mms_rec_dec(detail, "reserved_pages", sum.reserved);
	mms_rec_dec(detail, "offline_pages", sum.offline);
	mms_rec_dec(detail, "managed_pages", sum.managed);
	return mms_map_sum_ok(&sum) ? MMS_OK : MMS_VIOLATED;
}

/*
 * Each CPU's lists hold as many pages as their count says; compared where all
 * of them could be walked in one hold.
 */
static enum mms_result check_pcp(struct mms_text *detail)
{
	u64 counted = 0, listed = 0, wrong = 0, cpus = 0, skipped = 0;
	struct zone *z = NULL;
	struct mms_pcp pcp;
	unsigned int cpu;

	if (mms_pcp_lists_unavailable())
		return mms_check_skip(detail, mms_pcp_lists_unavailable());
	while ((z = mms_zone_next(z))) {
		for_each_online_cpu(cpu) {
			mms_pcp_read(z, cpu, true, &pcp);
			if (!mms_pcp_walked(&pcp)) {
				skipped++;
				continue;
			}
			cpus++;
			counted += pcp.count;
			listed += mms_pcp_listed(&pcp);
			if (mms_pcp_listed(&pcp) == pcp.count || wrong++)
				continue;
			name_zone(detail, z);
			mms_rec_dec(detail, "cpu", cpu);
		}
	}
	mms_rec_dec(detail, "compared", cpus);
	mms_rec_dec(detail, "skipped_long", skipped);
	mms_rec_dec(detail, "count_pages", counted);
	mms_rec_dec(detail, "listed_pages", listed);
	mms_rec_dec(detail, "wrong", wrong);
	return wrong ? MMS_VIOLATED : MMS_OK;
}

/* Spans, present and managed pages and watermarks do not contradict. */
static enum mms_result check_zones(struct mms_text *detail)
{
	struct bp_zones *zones = bp_zones_read(false);
	unsigned int i, wrong = 0;
	const char *fault;

	if (IS_ERR(zones))
		return mms_check_skip(detail, "out of memory");
	for (i = 0; i < zones->nr; i++) {
		fault = mms_zone_fault(&zones->z[i].rec);
		if (!fault || wrong++)
			continue;
		mms_zone_rec_id(detail, zones->z[i].rec.node, zones->z[i].rec.name);
		mms_rec_str(detail, "fault", fault);
	}
	mms_rec_dec(detail, "zones", zones->nr);
	mms_rec_dec(detail, "wrong", wrong);
	kvfree(zones);
	return wrong ? MMS_VIOLATED : MMS_OK;
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
