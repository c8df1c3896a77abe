// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_pt_live_hostile: corrupted tables in real memory: they refer to
 * themselves, to no memory, to memory that must not be read, or hold noise. All
 * walks of them end, within bounds, with the reader that reads the kernel's own
 * tables. The tables' format is x86-64's wherever this runs. Takes no locks but
 * those of the walks.
 */
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/string.h>
#include <mmscope/pt/live.h>

#include "../../live/pt/read.h"
#include "../core/live_case.h"
#include "../suites.h"

#define TABLE	(MMS_X86_PRESENT | MMS_X86_RW | MMS_X86_USER | MMS_X86_ACCESSED)
#define LEAF	(MMS_X86_PRESENT | MMS_X86_RW | MMS_X86_ACCESSED | MMS_X86_DIRTY)
#define HALF	0xffff800000000000ULL
#define ENTRIES	512

/* More entries than any walk here may look at: a few dozen full tables. */
#define MOST_CHUNKS	4096

/**
 * struct hostile - tables under test
 * @g: their geometry
 * @table: 4 KiB tables, each on a page of its own; the first is the root
 * @w: a range walk
 * @s: a summing walk
 * @runs: entries the range walk met
 * @unread: of which tables that could not be read
 */
struct hostile {
	struct mms_geometry g;
	struct page *table[4];
	struct mms_range w;
	struct mms_summer s;
	u64 runs;
	u64 unread;
};

static u64 phys_of(const struct page *page)
{
	return (u64)page_to_pfn(page) << PAGE_SHIFT;
}

static void put(struct page *table, unsigned int index, u64 entry)
{
	u64 *map = page_address(table);

	map[index] = entry;
}

static struct hostile *hostile_new(struct kunit *test)
{
	const struct mms_x86_paging p = {
		.levels = 4,
		.phys_mask = (1ULL << 52) - 1,
		.phys_bits = 46,
		.pat = 0x0407050600070106ULL,
	};
	struct hostile *h = kunit_kzalloc(test, sizeof(*h), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, h);
	mms_x86_64_geometry(&h->g, &p);
	for (i = 0; i < ARRAY_SIZE(h->table); i++)
		h->table[i] = live_pages(test, GFP_KERNEL | __GFP_ZERO, 0);
	return h;
}

static void walk_to(struct kunit *test, struct hostile *h, u64 va, enum mms_walk_result result,
		    unsigned int steps)
{
	struct mms_walk w;

	mms_walk_addr(&h->g, &mms_pt_reader, phys_of(h->table[0]), va, &w);
	KUNIT_EXPECT_EQ_MSG(test, (int)w.result, (int)result, "0x%llx", va);
	KUNIT_EXPECT_EQ_MSG(test, w.steps, steps, "0x%llx", va);
	KUNIT_EXPECT_TRUE(test, mms_walk_holds(&h->g, &mms_pt_reader, &w));
}

static int visit(struct mms_range *w, const struct mms_run *run)
{
	struct hostile *h = w->ctx;

	h->runs++;
	h->unread += run->kind == MMS_PT_TABLE && run->error;
	return 0;
}

static const struct mms_visitor visitor = { .run = visit };

/* Walks the upper half in chunks; returns how many, or -1 when it does not end. */
static int walk_half(struct hostile *h, u32 budget)
{
	int chunks = 0;

	h->runs = 0;
	h->unread = 0;
	mms_range_init(&h->w, &h->g, &mms_pt_reader, phys_of(h->table[0]), HALF, ~0ULL);
	h->w.v = &visitor;
	h->w.ctx = h;
	while (chunks++ < MOST_CHUNKS)
		if (mms_range_chunk(&h->w, budget) <= 0)
			return chunks;
	return -1;
}

/* One entry that is the root again: four levels down it is a page, not a table. */
static void recursive_root(struct kunit *test)
{
	struct hostile *h = hostile_new(test);
	u64 root = phys_of(h->table[0]), va = HALF;
	struct mms_walk w;
	unsigned int i;

	put(h->table[0], 510, root | TABLE);
	for (i = 0; i < 4; i++)
		va |= 510ULL << (12 + 9 * i);
	walk_to(test, h, va | 0x123, MMS_WALK_MAPPED, 4);
	mms_walk_addr(&h->g, &mms_pt_reader, root, va | 0x123, &w);
	KUNIT_EXPECT_EQ(test, w.phys, root | 0x123);
	for (i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, w.step[i].table, root);
	walk_to(test, h, va & ~0x1fffffULL, MMS_WALK_EMPTY, 4);
	KUNIT_EXPECT_GT(test, walk_half(h, 64), 0);
	KUNIT_EXPECT_EQ(test, h->runs, 1ULL);
}

/* Every entry is the root: 2^35 pages, which no walk visits one by one. */
static void all_entries_recursive(struct kunit *test)
{
	struct hostile *h = hostile_new(test);
	u64 root = phys_of(h->table[0]);
	unsigned int i;
	int ret = 1;

	for (i = 0; i < ENTRIES; i++)
		put(h->table[0], i, root | TABLE);
	walk_to(test, h, HALF, MMS_WALK_MAPPED, 4);
	walk_to(test, h, ~0ULL, MMS_WALK_MAPPED, 4);

	/* Chunk by chunk, never over the budget by more than a table. */
	mms_range_init(&h->w, &h->g, &mms_pt_reader, root, HALF, ~0ULL);
	h->w.v = &visitor;
	h->w.ctx = h;
	for (i = 1; i <= 16; i++) {
		h->runs = 0;
		KUNIT_EXPECT_EQ(test, mms_range_chunk(&h->w, 1000), 1);
		KUNIT_EXPECT_LE(test, h->runs, 1000ULL + ENTRIES);
	}
	/* The sum sees that the tables are the same, and comes to an end. */
	mms_sum_init(&h->s, &h->g, &mms_pt_reader, root, HALF, ~0ULL);
	for (i = 0; ret > 0 && i < MOST_CHUNKS; i++)
		ret = mms_sum_chunk(&h->s, MMS_PT_CHUNK);
	KUNIT_EXPECT_EQ(test, ret, 0);
	KUNIT_EXPECT_EQ(test, mms_sum_leaves(&h->g, &h->s.open[0], 3, 0, 0), 1ULL << 35);
}

static void refused_tables(struct kunit *test)
{
	struct hostile *h = hostile_new(test);
	struct page **t = h->table;
	struct mms_walk w;

	/* Beyond any machine's memory, though not beyond the CPU's addresses. */
	put(t[0], 256, 0x3ffffffff000ULL | TABLE);
	walk_to(test, h, HALF, MMS_WALK_UNREADABLE, 2);
	mms_walk_addr(&h->g, &mms_pt_reader, phys_of(t[0]), HALF, &w);
	KUNIT_EXPECT_EQ(test, w.error, -ENXIO);
	/* Reserved bits: an address wider than the CPU's, a huge root entry. */
	put(t[0], 257, 0x800000000000ULL | phys_of(t[1]) | TABLE);
	walk_to(test, h, HALF + (1ULL << 39), MMS_WALK_BAD, 1);
	put(t[0], 258, phys_of(t[1]) | TABLE | MMS_X86_PSE);
	walk_to(test, h, HALF + (2ULL << 39), MMS_WALK_BAD, 1);
	/* Not present, and nothing that the kernel would write. */
	put(t[0], 259, phys_of(t[1]) | MMS_X86_RW);
	walk_to(test, h, HALF + (3ULL << 39), MMS_WALK_INVALID, 1);
	/* A table that is there and empty. */
	put(t[0], 260, phys_of(t[1]) | TABLE);
	walk_to(test, h, HALF + (4ULL << 39), MMS_WALK_EMPTY, 2);
	/* The same one when its page must not be read. */
	__SetPageOffline(t[1]);
	walk_to(test, h, HALF + (4ULL << 39), MMS_WALK_UNREADABLE, 2);
	KUNIT_EXPECT_GT(test, walk_half(h, 64), 0);
	KUNIT_EXPECT_EQ(test, h->unread, 2ULL);
	__ClearPageOffline(t[1]);
#ifdef CONFIG_MEMORY_FAILURE
	SetPageHWPoison(t[1]);
	walk_to(test, h, HALF + (4ULL << 39), MMS_WALK_UNREADABLE, 2);
	ClearPageHWPoison(t[1]);
#endif
	walk_to(test, h, HALF + (4ULL << 39), MMS_WALK_EMPTY, 2);
	/* No table at all. */
	mms_walk_addr(&h->g, &mms_pt_reader, ~0ULL << 12, HALF, &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_UNREADABLE);
	KUNIT_EXPECT_EQ(test, w.steps, 1U);
}

/* Noise in every table: whatever the entries say, the walks end. */
static void noise(struct kunit *test)
{
	struct hostile *h = hostile_new(test);
	u64 x = 0x9e3779b97f4a7c15ULL, *entry;
	unsigned int round, i, j;

	for (round = 0; round < 8; round++) {
		for (i = 0; i < ARRAY_SIZE(h->table); i++) {
			entry = page_address(h->table[i]);
			for (j = 0; j < ENTRIES; j++) {
				x ^= x << 13;
				x ^= x >> 7;
				x ^= x << 17;
				entry[j] = x;
				/* Now and then one that refers to a table. */
				if (x % 64 == 0)
					entry[j] = phys_of(h->table[(i + 1) % 4]) | TABLE;
			}
		}
		KUNIT_EXPECT_GT(test, walk_half(h, MMS_PT_CHUNK), 0);
		KUNIT_EXPECT_GT(test, h->runs, 0ULL);
	}
}

/* By the function that walks processes' tables, under the kernel's locks. */
static void foreign_root(struct kunit *test)
{
	const struct mms_geometry *g = mms_geometry();
	/* 16 KiB on 32-bit ARM. */
	const size_t size = (size_t)g->entry_size << g->level[0].bits;
	struct page *root = live_pages(test, GFP_KERNEL | __GFP_ZERO, get_order(size));
	struct mms_walk w;

	if (live_skips(test, mms_kernel_pt_unavailable())) {
		KUNIT_EXPECT_EQ(test, mms_kernel_walk_from(phys_of(root), mms_kernel_first(), &w),
				-EOPNOTSUPP);
		return;
	}
	KUNIT_EXPECT_EQ(test, mms_kernel_walk_from(phys_of(root), mms_kernel_first(), &w), 0);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_EMPTY);
	KUNIT_EXPECT_EQ(test, w.steps, 1U);
	memset(page_address(root), 0xff, size);
	KUNIT_EXPECT_EQ(test, mms_kernel_walk_from(phys_of(root), mms_kernel_first(), &w), 0);
	KUNIT_EXPECT_LE(test, w.steps, (unsigned int)g->nr_levels);
	KUNIT_EXPECT_NE(test, (int)w.result, (int)MMS_WALK_EMPTY);
}

static struct kunit_case hostile_cases[] = {
	KUNIT_CASE(recursive_root),
	KUNIT_CASE(all_entries_recursive),
	KUNIT_CASE(refused_tables),
	KUNIT_CASE(noise),
	KUNIT_CASE(foreign_root),
	{}
};

struct kunit_suite mmscope_pt_live_hostile_suite = {
	.name = "mmscope_pt_live_hostile",
	.init = live_init,
	.exit = live_exit,
	.test_cases = hostile_cases,
};
