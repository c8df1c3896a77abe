// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_buddy_live: zones, free lists, page blocks and per-CPU lists of the
 * running kernel, against its own counters and against pages the test freed.
 * Takes the snapshots' locks.
 */
#include <linux/cpumask.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/swap.h>
#include <linux/vmstat.h>
#include <mmscope/buddy/live.h>
#include <mmscope/core/live_hotplug.h>

#include "../../live/compat/mm.h"
#include "../core/live_case.h"
#include "../suites.h"

static void zones_read(struct kunit *test)
{
	u64 managed = 0, free = 0;
	struct zone *z = NULL;
	struct mms_zone rec;
	unsigned int n = 0;

	KUNIT_ASSERT_EQ(test, mms_hotplug_begin(), 0);
	while ((z = mms_zone_next(z))) {
		mms_zone_read(z, &rec);
		n++;
		managed += rec.managed;
		free += rec.free;
		KUNIT_EXPECT_STREQ(test, (const char *)rec.name, z->name);
		KUNIT_EXPECT_EQ(test, rec.node, (u32)zone_to_nid(z));
		KUNIT_EXPECT_EQ(test, rec.index, (u32)zone_idx(z));
		KUNIT_EXPECT_EQ(test, rec.start_pfn, (u64)z->zone_start_pfn);
		KUNIT_EXPECT_EQ(test, rec.start_pfn + rec.spanned, (u64)zone_end_pfn(z));
		KUNIT_EXPECT_EQ(test, rec.managed, (u64)zone_managed_pages(z));
		KUNIT_EXPECT_EQ(test, rec.low, (u64)low_wmark_pages(z));
		KUNIT_EXPECT_GT(test, rec.nr_stats, 4U);
		KUNIT_EXPECT_STREQ(test, rec.stats[0].name, "nr_free_pages");
		KUNIT_EXPECT_TRUE_MSG(test, !mms_zone_fault(&rec), "%s: %s", rec.name,
				      mms_zone_fault(&rec));
	}
	mms_hotplug_end();
	KUNIT_EXPECT_GE(test, n, 1U);
	KUNIT_EXPECT_EQ(test, managed, (u64)totalram_pages());
	/* Both change all the time: only the magnitude can be compared. */
	KUNIT_EXPECT_GT(test, free, (u64)nr_free_pages() / 2);
	KUNIT_EXPECT_LT(test, free, (u64)nr_free_pages() * 2);
}

static void this_kernel(struct kunit *test)
{
	const struct mms_buddy *b = mms_buddy_here();

	KUNIT_EXPECT_EQ(test, (int)b->page_shift, PAGE_SHIFT);
	/* By the size of the kernel's own array, whatever MAX_ORDER means. */
	KUNIT_EXPECT_EQ(test, (size_t)b->nr_orders,
			ARRAY_SIZE(((struct zone *)0)->free_area));
	KUNIT_EXPECT_EQ(test, 1UL << b->block_order, (unsigned long)pageblock_nr_pages);
	KUNIT_EXPECT_STREQ(test, b->type[MIGRATE_MOVABLE], "Movable");
	KUNIT_EXPECT_STREQ(test, mms_type_name(b, MIGRATE_TYPES), "unknown");
	KUNIT_EXPECT_TRUE(test, !mms_zone_layout_fault());
}

/* The sum over the orders is the counter, and each list is as long as its count. */
static void lists_add_up(struct kunit *test)
{
	struct mms_freelists *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);
	struct mms_free_sum s;
	struct zone *z = NULL;
	unsigned int order, type;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, f);
	while ((z = mms_zone_next(z))) {
		KUNIT_ASSERT_EQ(test, mms_hotplug_begin(), 0);
		mms_free_sum_read(z, &s);
		mms_hotplug_end();
		if (!s.capped)
			KUNIT_EXPECT_TRUE_MSG(test, mms_free_sum_ok(&s), "%s: %llu != %llu",
					      z->name, s.listed, s.counter);
		KUNIT_EXPECT_EQ(test, mms_freelists_read(z, f), 0);
		for (order = 0; order < NR_PAGE_ORDERS; order++) {
			u64 blocks = 0;

			for (type = 0; type < MIGRATE_TYPES; type++)
				blocks += f->blocks[order][type];
			if (f->how[order][0] != MMS_SCANNED)
				KUNIT_EXPECT_EQ_MSG(test, blocks, f->nr_free[order],
						    "%s order %u", z->name, order);
		}
	}
}

static void entries_checked(struct kunit *test)
{
	struct mms_entries *scratch = kunit_kzalloc(test, sizeof(*scratch), GFP_KERNEL);
	struct mms_list_check c;
	struct mms_zone rec;
	struct zone *z = NULL;
	unsigned int order;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, scratch);
	KUNIT_ASSERT_EQ(test, mms_hotplug_begin(), 0);
	while ((z = mms_zone_next(z))) {
		mms_zone_place(z, &rec);
		for (order = 0; order < NR_PAGE_ORDERS; order++) {
			mms_freelist_check(z, &rec, order, scratch, &c);
			if (!c.capped)
				KUNIT_EXPECT_TRUE_MSG(test, mms_list_check_ok(&c),
						      "%s order %u", z->name, order);
		}
		/* With a zone that ends before its entries, each of them is outside. */
		rec.spanned = 0;
		mms_freelist_check(z, &rec, NR_PAGE_ORDERS - 1, scratch, &c);
		KUNIT_EXPECT_EQ(test, c.faults, c.entries);
		KUNIT_EXPECT_EQ(test, !c.first, !c.entries);
	}
	mms_hotplug_end();
}

/*
 * Every other block of an order without per-CPU lists is freed: none can merge, so
 * two lists of the order together are longer than one hold may count.
 */
static void long_lists(struct kunit *test)
{
	struct mms_freelists *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);
	static const gfp_t gfps[] = { GFP_KERNEL, GFP_HIGHUSER_MOVABLE };
	const unsigned int order = PAGE_ALLOC_COSTLY_ORDER + 1, n = MMS_HOLD_STEPS + 200;
	unsigned int i, scanned = 0;
	struct zone *z = NULL;
	struct page *page;
	int err = 0;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, f);
	if (totalram_pages() >> order < 5 * n) {
		live_skips(test, "not enough memory for lists so long");
		return;
	}
	/* Half of each kind is kept, until the test ends. */
	for (i = 0; i < 2 * n; i++)
		live_pages(test, gfps[i % 2] | __GFP_NOWARN, order);
	for (i = 2 * n; i--; ) {
		page = live_held(test, i);
		if ((page_to_pfn(page) >> order) % 2)
			live_free(test, page);
	}
	while ((z = mms_zone_next(z))) {
		u64 *blocks = f->blocks[order];

		KUNIT_EXPECT_EQ(test, mms_freelists_read(z, f), 0);
		if (f->how[order][MIGRATE_MOVABLE] != MMS_SCANNED)
			continue;
		scanned++;
		KUNIT_EXPECT_GT(test, blocks[MIGRATE_UNMOVABLE] + blocks[MIGRATE_MOVABLE],
				f->nr_free[order] / 2);
		KUNIT_EXPECT_GT(test, blocks[MIGRATE_UNMOVABLE], n / 4ULL);
		KUNIT_EXPECT_GT(test, blocks[MIGRATE_MOVABLE], n / 4ULL);
	}
	live_kill(true);
	while ((z = mms_zone_next(z)))
		err = mms_freelists_read(z, f);
	live_kill(false);
	KUNIT_EXPECT_EQ(test, err, -EINTR);
	if (!scanned)
		live_skips(test, "the two lists did not grow in one zone");
}

/* All blocks by page frame: aligned, in their zone, disjoint, and as many as listed. */
static void blocks_by_frame(struct kunit *test)
{
	struct mms_chunk *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);
	const struct mms_buddy *b = mms_buddy_here();
	struct zone *z = NULL;
	struct mms_zone rec;
	unsigned int i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, c);
	while ((z = mms_zone_next(z))) {
		u64 pfn, end, pages = 0, last = 0;

		KUNIT_ASSERT_EQ(test, mms_hotplug_begin(), 0);
		mms_zone_read(z, &rec);
		mms_hotplug_end();
		end = rec.start_pfn + rec.spanned;
		for (pfn = rec.start_pfn; pfn < end; pfn = c->next) {
			KUNIT_ASSERT_EQ(test, mms_hotplug_begin(), 0);
			mms_chunk_read(z, pfn, end, c);
			mms_hotplug_end();
			KUNIT_ASSERT_GT(test, c->next, pfn);
			for (i = 0; i < c->nr_blocks; i++) {
				KUNIT_EXPECT_EQ(test, (int)mms_block_fault(&c->blocks[i], &rec, b),
						(int)MMS_BLOCK_OK);
				KUNIT_EXPECT_GE(test, c->blocks[i].pfn, last);
				last = c->blocks[i].pfn + (1ULL << c->blocks[i].order);
				pages += 1ULL << c->blocks[i].order;
			}
			cond_resched();
		}
		/* Pages come and go meanwhile, but not most of them. */
		KUNIT_EXPECT_GE_MSG(test, pages + 4096, rec.free - rec.free / 4, "%s", z->name);
		KUNIT_EXPECT_LE_MSG(test, pages, rec.free + rec.free / 4 + 4096, "%s", z->name);
	}
}

static void page_blocks(struct kunit *test)
{
	struct mms_chunk *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);
	struct page *page = live_pages(test, GFP_KERNEL, NR_PAGE_ORDERS - 2);
	u64 pfn = page_to_pfn(page), first = mms_buddy_head(pfn, pageblock_order), head;
	struct zone *z = page_zone(page);
	struct mms_pageblock pb;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, c);
	KUNIT_ASSERT_EQ(test, mms_hotplug_begin(), 0);
	mms_pageblock_read(z, first, c, &pb);
	KUNIT_EXPECT_TRUE(test, !mms_pageblock_fault(&pb, mms_buddy_here()));
	KUNIT_EXPECT_EQ(test, pb.pfn, first);
	KUNIT_EXPECT_LE(test, (u64)pb.free + min_t(u64, 1ULL << (NR_PAGE_ORDERS - 2),
						   pageblock_nr_pages), (u64)pb.pages);
	/* No part of an allocation lies in a free block. */
	KUNIT_EXPECT_EQ(test, mms_free_block_of(z, pfn, &head), -1);
	KUNIT_EXPECT_EQ(test, mms_free_block_of(z, pfn + 1, &head), -1);
	/* Where there is no page, nothing is found and the walk goes on. */
	mms_chunk_read(z, 1ULL << 30, (1ULL << 30) + 4096, c);
	KUNIT_EXPECT_EQ(test, c->pb.pages, 0U);
	KUNIT_EXPECT_GT(test, c->next, 1ULL << 30);
	mms_hotplug_end();
#ifndef MODULE
	KUNIT_EXPECT_EQ(test, (int)pb.type, (int)get_pageblock_migratetype(page));
#endif
}

/* A freed block of an order without per-CPU lists is found by its frames. */
static void freed_block(struct kunit *test)
{
	const unsigned int order = PAGE_ALLOC_COSTLY_ORDER + 2;
	unsigned int tries;
	u64 head = 0;
	int found;

	for (tries = 0; tries < 20; tries++) {
		struct page *page = live_pages(test, GFP_KERNEL, order);
		struct zone *z = page_zone(page);
		u64 pfn = page_to_pfn(page);

		live_free(test, page);
		KUNIT_ASSERT_EQ(test, mms_hotplug_begin(), 0);
		found = mms_free_block_of(z, pfn + 5, &head);
		mms_hotplug_end();
		if (found < (int)order)
			continue;
		KUNIT_EXPECT_LE(test, head, pfn);
		KUNIT_EXPECT_EQ(test, head, mms_buddy_head(pfn, found));
		return;
	}
	KUNIT_FAIL(test, "no freed block was found");
}

static void per_cpu_lists(struct kunit *test)
{
	const char *why = mms_pcp_lists_unavailable();
	struct zone *z = NULL;
	unsigned int cpu, list;
	struct mms_pcp pcp;
	u8 order, type;

	while ((z = mms_zone_next(z))) {
		KUNIT_ASSERT_EQ(test, mms_hotplug_begin(), 0);
		for_each_online_cpu(cpu) {
			mms_pcp_read(z, cpu, true, &pcp);
			KUNIT_EXPECT_EQ(test, pcp.cpu, cpu);
			KUNIT_EXPECT_EQ(test, pcp.nr_lists, why ? 0U : (u32)NR_PCP_LISTS);
			if (!why && mms_pcp_walked(&pcp))
				KUNIT_EXPECT_EQ(test, mms_pcp_listed(&pcp), pcp.count);
			mms_pcp_read(z, cpu, false, &pcp);
			if (!why && pcp.count < MMS_HOLD_STEPS)
				KUNIT_EXPECT_EQ(test, mms_pcp_listed(&pcp), pcp.count);
			mms_pcp_count(z, cpu, &pcp);
			KUNIT_EXPECT_EQ(test, pcp.nr_lists, 0U);
		}
		mms_hotplug_end();
	}
	mms_pcp_list(MIGRATE_MOVABLE, &order, &type);
	KUNIT_EXPECT_EQ(test, (int)order, 0);
	KUNIT_EXPECT_EQ(test, (int)type, (int)MIGRATE_MOVABLE);
	for (list = 0; list < NR_PCP_LISTS; list++) {
		mms_pcp_list(list, &order, &type);
		KUNIT_EXPECT_LT(test, (int)order, (int)NR_PAGE_ORDERS);
	}
}

/* Freed on this CPU, a page is first on its list, unless the list was emptied. */
static void page_on_list(struct kunit *test)
{
	unsigned int tries;

	if (live_skips(test, live_unsafe() ?: mms_pcp_lists_unavailable()))
		return;
	for (tries = 0; tries < 50; tries++) {
		struct page *page = live_pages(test, GFP_KERNEL, 0);
		struct zone *z = page_zone(page);
		u64 pfn = page_to_pfn(page), head;
		unsigned int here;
		u8 order;
		int cpu;

		KUNIT_ASSERT_EQ(test, mms_hotplug_begin(), 0);
		KUNIT_EXPECT_EQ(test, mms_pcp_holds(z, pfn, &head, &order), -1);
		mms_hotplug_end();
		here = get_cpu();
		live_free(test, page);
		put_cpu();
		KUNIT_ASSERT_EQ(test, mms_hotplug_begin(), 0);
		cpu = mms_pcp_holds(z, pfn, &head, &order);
		mms_hotplug_end();
		if (cpu < 0)
			continue;
		KUNIT_EXPECT_EQ(test, (unsigned int)cpu, here);
		KUNIT_EXPECT_EQ(test, (int)order, 0);
		KUNIT_EXPECT_EQ(test, head, pfn);
		return;
	}
	KUNIT_FAIL(test, "no freed page was found on its CPU's list");
}

static struct kunit_case buddy_cases[] = {
	KUNIT_CASE(zones_read),
	KUNIT_CASE(this_kernel),
	KUNIT_CASE(lists_add_up),
	KUNIT_CASE(entries_checked),
	KUNIT_CASE(long_lists),
	KUNIT_CASE(blocks_by_frame),
	KUNIT_CASE(page_blocks),
	KUNIT_CASE(freed_block),
	KUNIT_CASE(per_cpu_lists),
	KUNIT_CASE(page_on_list),
	{}
};

struct kunit_suite mmscope_buddy_live_suite = {
	.name = "mmscope_buddy_live",
	.init = live_init,
	.exit = live_exit,
	.test_cases = buddy_cases,
};
