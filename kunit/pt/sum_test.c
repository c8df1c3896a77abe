// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_pt_sum: sums over ranges, and tables that are mapped many times over
 * or into themselves. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "../suites.h"
#include "tables.h"

/* 512 entries referring to one table of 512 leaves: read once, counted 512 times. */
static void walk_shared(struct kunit *test)
{
	struct tables *m = tables_new(test, 4);
	struct mms_run table = { .va = TABLES_HALF, .phys = 0x5000, .level = 2 };
	unsigned int i;
	u64 pmd, va;

	tables_map(m, TABLES_HALF, 0x100000, 512);
	pmd = m->frame[2][0];
	for (i = 1; i < 512; i++)
		tables_put(m, 2, TABLES_HALF + i * 0x200000ULL, pmd);
	/* The same table once more, made read-only by the entry above. */
	tables_put(m, 2, TABLES_HALF + 0x40000000ULL, pmd & ~MMS_X86_RW);

	mms_sum_init(&m->s, &m->g, &m->r, TABLES_ROOT, TABLES_HALF, ~0ULL);
	KUNIT_EXPECT_EQ(test, mms_sum_chunk(&m->s, 1U << 30), 0);
	KUNIT_EXPECT_EQ(test, m->s.open[0].tables[3], 513ULL);
	KUNIT_EXPECT_EQ(test, m->s.w.tables[3], 2ULL);
	/* The table, and the table read-only. */
	KUNIT_EXPECT_EQ(test, m->s.open[0].again[3], 511ULL);
	KUNIT_EXPECT_EQ(test, m->s.open[0].again[2], 0ULL);
	KUNIT_EXPECT_EQ(test, mms_sum_bytes(&m->g, &m->s.open[0], 0, 0), 513ULL << 21);
	KUNIT_EXPECT_EQ(test, mms_sum_leaves(&m->g, &m->s.open[0], 3, MMS_PERM_W, MMS_PERM_W),
			512ULL * 512);
	KUNIT_EXPECT_EQ(test, mms_sum_leaves(&m->g, &m->s.open[0], 3, MMS_PERM_W, 0), 512ULL);
	/* In chunks the same, though less is remembered. */
	for (i = 1; i < 3000; i = i * 3 + 1) {
		mms_sum_init(&m->s, &m->g, &m->r, TABLES_ROOT, TABLES_HALF, ~0ULL);
		while (mms_sum_chunk(&m->s, i) > 0)
			cond_resched();
		KUNIT_EXPECT_EQ_MSG(test, mms_sum_bytes(&m->g, &m->s.open[0], 0, 0),
				    513ULL << 21, "chunks of %u", i);
		KUNIT_EXPECT_EQ_MSG(test, m->s.open[0].tables[3], 513ULL,
				    "chunks of %u", i);
		KUNIT_EXPECT_EQ_MSG(test, m->s.open[0].tables[2], 2ULL,
				    "chunks of %u", i);
		KUNIT_EXPECT_EQ_MSG(test, m->s.open[0].again[3], 511ULL, "chunks of %u", i);
	}
	/* Half of a shared table is not counted as the table. */
	mms_sum_init(&m->s, &m->g, &m->r, TABLES_ROOT, TABLES_HALF + 0x100000,
		     TABLES_HALF + 0x4fffff);
	KUNIT_EXPECT_EQ(test, mms_sum_chunk(&m->s, 1U << 30), 0);
	KUNIT_EXPECT_EQ(test, mms_sum_bytes(&m->g, &m->s.open[0], 0, 0), 4ULL << 20);

	KUNIT_EXPECT_FALSE(test, mms_seen_before(&m->seen, &table, &va));
	KUNIT_EXPECT_FALSE(test, mms_seen_before(&m->seen, &table, &va));
	table.va += 0x200000;
	KUNIT_EXPECT_TRUE(test, mms_seen_before(&m->seen, &table, &va));
	KUNIT_EXPECT_EQ(test, va, TABLES_HALF);
	table.perm = MMS_PERM_R;
	KUNIT_EXPECT_FALSE(test, mms_seen_before(&m->seen, &table, &va));
}

/* A table that refers to itself: as deep as there are levels, no deeper. */
static void walk_self_reference(struct kunit *test)
{
	struct tables *m = tables_new(test, 4);
	struct mms_walk w;
	unsigned int i;

	m->frame[0][511] = TABLES_ROOT | TABLES_TABLE;
	mms_walk_addr(&m->g, &m->r, TABLES_ROOT, ~0ULL, &w);
	KUNIT_EXPECT_EQ(test, w.steps, 4U);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_MAPPED);
	KUNIT_EXPECT_EQ(test, w.phys, TABLES_ROOT + 0xfff);
	/* All entries: 2^27 leaves below the kernel's half, so in chunks. */
	for (i = 0; i < 512; i++)
		m->frame[0][i] = TABLES_ROOT | TABLES_TABLE;
	m->reads = 0;
	mms_range_init(&m->w, &m->g, &m->r, TABLES_ROOT, TABLES_HALF, ~0ULL);
	m->w.v = &tables_visitor;
	m->w.ctx = m;
	for (i = 0; i < 10; i++)
		KUNIT_EXPECT_EQ(test, mms_range_chunk(&m->w, 10000), 1);
	KUNIT_EXPECT_LT(test, m->reads, 300U);
	/* And the sum of all of it takes four tables. */
	mms_sum_init(&m->s, &m->g, &m->r, TABLES_ROOT, TABLES_HALF, ~0ULL);
	KUNIT_EXPECT_EQ(test, mms_sum_chunk(&m->s, 100000), 0);
	KUNIT_EXPECT_EQ(test, mms_sum_bytes(&m->g, &m->s.open[0], 0, 0), 1ULL << 47);
}

/* Pages of two sizes, entries that map nothing, and a range that is none. */
static void walk_sum_kinds(struct kunit *test)
{
	struct tables *m = tables_new(test, 4);
	const struct mms_pt_sum *sum = &m->s.open[0];

	tables_map(m, 0x400000, 0x100000, 3);
	tables_put(m, 2, 0x600000, 0x600000 | TABLES_TABLE | MMS_X86_PSE);
	tables_put(m, 3, 0x404000, 0x07ffffffffcbca00ULL);	/* swap */
	tables_put(m, 3, 0x405000, 0x800fffffedcba924ULL);	/* PROT_NONE */
	tables_put(m, 3, 0x406000, 0x0000400012345025ULL);	/* bad */
	mms_sum_init(&m->s, &m->g, &m->r, TABLES_ROOT, 0, TABLES_LAST_USER);
	KUNIT_EXPECT_EQ(test, sum->tables[0], 1ULL);
	KUNIT_EXPECT_EQ(test, mms_sum_chunk(&m->s, 100000), 0);
	KUNIT_EXPECT_EQ(test, mms_sum_bytes(&m->g, sum, 0, 0), 0x203000ULL);
	KUNIT_EXPECT_EQ(test, mms_sum_bytes(&m->g, sum, MMS_PERM_U, MMS_PERM_U), 0x200000ULL);
	KUNIT_EXPECT_EQ(test, mms_sum_bytes(&m->g, sum, MMS_PERM_U, 0), 0x3000ULL);
	KUNIT_EXPECT_EQ(test, sum->other[MMS_PT_SWAP], 1ULL);
	KUNIT_EXPECT_EQ(test, sum->other[MMS_PT_PROT_NONE], 1ULL);
	KUNIT_EXPECT_EQ(test, sum->other[MMS_PT_BAD], 1ULL);
	mms_sum_init(&m->s, &m->g, &m->r, TABLES_ROOT, 0x2000, 0x1000);
	KUNIT_EXPECT_EQ(test, sum->tables[0], 0ULL);
	KUNIT_EXPECT_EQ(test, mms_sum_chunk(&m->s, 100000), 0);
	KUNIT_EXPECT_EQ(test, mms_sum_bytes(&m->g, sum, 0, 0), 0ULL);
}

/* A remembered sum is used only in the same chunk, with the same permissions and level. */
static void walk_sum_remembers(struct kunit *test)
{
	struct tables *m = tables_new(test, 4);
	const struct mms_pt_sum *sum = &m->s.open[0];
	u64 pte_table;

	/* A table of 512 pages, reached twice; between them it loses half. */
	tables_map(m, TABLES_HALF, 0x100000, 512);
	pte_table = m->frame[2][0];
	tables_put(m, 2, TABLES_HALF + 0x200000, pte_table);
	mms_sum_init(&m->s, &m->g, &m->r, TABLES_ROOT, TABLES_HALF, ~0ULL);
	/* Four tables at eight entries each, an entry of three, all of the last. */
	KUNIT_ASSERT_EQ(test, mms_sum_chunk(&m->s, 4 * 8 + 3 + 512), 1);
	KUNIT_ASSERT_EQ(test, m->s.w.next, TABLES_HALF + 0x200000);
	memset(&m->frame[3][256], 0, 256 * 8);
	KUNIT_EXPECT_EQ(test, mms_sum_chunk(&m->s, 1U << 30), 0);
	KUNIT_EXPECT_EQ(test, sum->bytes[3][MMS_PERM_R | MMS_PERM_W | MMS_PERM_X], 768ULL << 12);

	/* A PMD table that is a PTE table elsewhere: its entry is another leaf there. */
	m = tables_new(test, 4);
	sum = &m->s.open[0];
	tables_put(m, 2, TABLES_HALF, 0x600000 | TABLES_LEAF | MMS_X86_PSE);
	m->frame[1][1] = (TABLES_ROOT + 10 * 4096) | TABLES_TABLE;
	m->frame[10][0] = m->frame[1][0];
	mms_sum_init(&m->s, &m->g, &m->r, TABLES_ROOT, TABLES_HALF, ~0ULL);
	KUNIT_EXPECT_EQ(test, mms_sum_chunk(&m->s, 1U << 30), 0);
	KUNIT_EXPECT_EQ(test, mms_sum_leaves(&m->g, sum, 2, 0, 0), 1ULL);
	KUNIT_EXPECT_EQ(test, mms_sum_leaves(&m->g, sum, 3, 0, 0), 1ULL);
}

/* Two tables that hash to the same slot: 16 frames and a W apart. */
static void walk_sum_collides(struct kunit *test)
{
	struct tables *m = tables_new(test, 4);
	const struct mms_pt_sum *sum = &m->s.open[0];
	unsigned int i;

	tables_put(m, 3, TABLES_HALF, 0x100000 | TABLES_LEAF);
	m->frame[2][1] = (TABLES_ROOT + 19 * 4096) | (TABLES_TABLE & ~MMS_X86_RW);
	for (i = 0; i < 5; i++)
		m->frame[19][i] = 0x200000 | TABLES_LEAF;
	mms_sum_init(&m->s, &m->g, &m->r, TABLES_ROOT, TABLES_HALF, ~0ULL);
	KUNIT_EXPECT_EQ(test, mms_sum_chunk(&m->s, 1U << 30), 0);
	KUNIT_EXPECT_EQ(test, mms_sum_leaves(&m->g, sum, 3, MMS_PERM_W, MMS_PERM_W), 1ULL);
	KUNIT_EXPECT_EQ(test, mms_sum_leaves(&m->g, sum, 3, MMS_PERM_W, 0), 5ULL);
	KUNIT_EXPECT_EQ(test, sum->tables[3], 2ULL);
}

static u64 sum_of(struct tables *m, u64 start, u64 last)
{
	mms_sum_init(&m->s, &m->g, &m->r, TABLES_ROOT, start, last);
	if (mms_sum_chunk(&m->s, 100000))
		return ~0ULL;
	return mms_sum_bytes(&m->g, &m->s.open[0], 0, 0);
}

/* A page that is a table at two levels has another sum at each. */
static void walk_two_levels(struct kunit *test)
{
	struct tables *m = tables_new(test, 4);
	u64 table;

	tables_map(m, TABLES_HALF, 0x100000, 1);
	table = m->frame[2][0];
	/* As a PTE table two pages, as a PMD table those and 2 MiB. */
	m->frame[3][0] = table;
	m->frame[3][1] = 0x200000 | MMS_X86_PSE | TABLES_LEAF;
	tables_put(m, 1, TABLES_HALF + 0x40000000ULL, table);
	KUNIT_EXPECT_EQ(test, sum_of(m, TABLES_HALF, ~0ULL), 0x2000ULL + 0x2000 + 0x200000);
}

/* Entries summed as one are alike; one that is not is seen, wherever it is. */
static void walk_alike(struct kunit *test)
{
	struct tables *m = tables_new(test, 4);
	const struct mms_pt_sum *sum = &m->s.open[0];
	unsigned int i;

	tables_map(m, TABLES_HALF, 0x100000, 8);
	tables_put(m, 3, TABLES_HALF + 0x2000, 0);
	tables_put(m, 3, TABLES_HALF + 0x3000, BIT_ULL(50) | TABLES_LEAF);
	tables_put(m, 3, TABLES_HALF + 0x5000, 0x105000 | TABLES_LEAF | MMS_X86_NX);
	for (i = 1; i < 9; i++)
		tables_put(m, 2, TABLES_HALF + i * 0x200000ULL,
			   (i * 0x200000ULL) | MMS_X86_PSE | TABLES_LEAF |
			   (i == 5 ? BIT_ULL(13) : 0));
	KUNIT_EXPECT_EQ(test, sum_of(m, TABLES_HALF, ~0ULL), 6ULL * 4096 + (7ULL << 21));
	KUNIT_EXPECT_EQ(test, sum->other[MMS_PT_BAD], 2ULL);
	KUNIT_EXPECT_EQ(test, mms_sum_leaves(&m->g, sum, 3, MMS_PERM_X, 0), 1ULL);
	KUNIT_EXPECT_EQ(test, mms_sum_leaves(&m->g, sum, 3, MMS_PERM_X, MMS_PERM_X), 5ULL);
	KUNIT_EXPECT_EQ(test, mms_sum_leaves(&m->g, sum, 2, 0, 0), 7ULL);
	/* To the byte, at both ends; a share of a large entry counts as one entry. */
	KUNIT_EXPECT_EQ(test, sum_of(m, TABLES_HALF + 0xff0, TABLES_HALF + 0x100f), 0x20ULL);
	KUNIT_EXPECT_EQ(test, sum->tables[3], 1ULL);
	KUNIT_EXPECT_EQ(test, sum_of(m, TABLES_HALF + 0x7000, TABLES_HALF + 0x41ffff),
			0x1000ULL + 0x220000);
	KUNIT_EXPECT_EQ(test, mms_sum_leaves(&m->g, sum, 2, 0, 0), 2ULL);
}

static struct kunit_case walk_sum_cases[] = {
	KUNIT_CASE(walk_shared),
	KUNIT_CASE(walk_self_reference),
	KUNIT_CASE(walk_two_levels),
	KUNIT_CASE(walk_alike),
	KUNIT_CASE(walk_sum_kinds),
	KUNIT_CASE(walk_sum_remembers),
	KUNIT_CASE(walk_sum_collides),
	{}
};

struct kunit_suite mmscope_pt_sum_suite = {
	.name = "mmscope_pt_sum",
	.test_cases = walk_sum_cases,
};
