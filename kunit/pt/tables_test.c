// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_pt_tables: tables and what they hold, counted in one walk and in parts, as
 * processes are walked. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/pt/arm.h>
#include <mmscope/pt/tables.h>

#include "../suites.h"
#include "tables.h"

#define NX	MMS_X86_NX
#define RO	(MMS_X86_PRESENT | MMS_X86_USER | MMS_X86_ACCESSED)
#define USER	(TABLES_LEAF | MMS_X86_USER)
#define SWAP	0x07ffffffffcbca00ULL
#define NONE	0x800fffffedcba924ULL	/* PROT_NONE */
#define BAD	0x0000400012345025ULL
#define LAST	3			/* level of the PTEs */
#define BASE	0x40000000ULL

/* The tables under test, with two pages of zeroes. */
struct counted {
	struct tables *m;
	struct mms_tables t;
};

static struct counted *counted_new(struct kunit *test)
{
	struct counted *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, c);
	c->m = tables_new(test, 4);
	return c;
}

static void start(struct counted *c, u64 first, u64 last)
{
	mms_range_init(&c->t.w, &c->m->g, &c->m->r, TABLES_ROOT, first, last);
	mms_tables_begin(&c->t);
}

/* One mapping of a process at a time, as live/pt/user.c does it. */
static int walk_mapping(struct counted *c, u64 first, u64 last, u32 budget)
{
	struct mms_range *w = &c->t.w;
	int ret;

	w->next = first;
	w->last = last;
	w->done = false;
	do {
		ret = mms_range_chunk(w, budget);
	} while (ret > 0);
	return ret;
}

static int count_all(struct counted *c, u64 first, u64 last, u32 budget)
{
	int ret;

	start(c, first, last);
	ret = walk_mapping(c, first, last, budget);
	mms_tables_end(&c->t);
	return ret;
}

/* Compares one number for each level with what is wanted. */
static void expect(struct kunit *test, const char *what, const u64 *have, u64 pgd, u64 pud,
		   u64 pmd, u64 pte)
{
	KUNIT_EXPECT_EQ_MSG(test, have[0], pgd, "%s, PGD", what);
	KUNIT_EXPECT_EQ_MSG(test, have[1], pud, "%s, PUD", what);
	KUNIT_EXPECT_EQ_MSG(test, have[2], pmd, "%s, PMD", what);
	KUNIT_EXPECT_EQ_MSG(test, have[3], pte, "%s, PTE", what);
}

/* Pages of all sizes, and entries without one. */
static void tables_hold(struct kunit *test)
{
	static const struct mms_swap_kind kinds[] = { { 0, "marker" }, {} };
	struct counted *c = counted_new(test);
	const struct mms_tables_sum *sum = &c->t.sum;
	unsigned int i;

	for (i = 0; i < 5; i++)
		tables_put(c->m, LAST, BASE + i * 4096, (0x10000 * i) | USER);
	tables_put(c->m, LAST, BASE + 0x7000, SWAP);
	tables_put(c->m, LAST, BASE + 0x8000, SWAP);
	tables_put(c->m, LAST, BASE + 0x9000, NONE);
	tables_put(c->m, LAST, BASE + 0xa000, BAD);
	tables_put(c->m, 2, BASE + 0x200000, 0x600000 | USER | MMS_X86_PSE);
	tables_put(c->m, 1, 0x80000000, 0x40000000 | USER | MMS_X86_PSE);
	/* The type of these swap entries is no device's. */
	c->m->g.swap_kinds = kinds;
	KUNIT_EXPECT_EQ(test, count_all(c, 0, TABLES_LAST_USER, 1U << 20), 0);
	KUNIT_EXPECT_EQ(test, sum->swapped, 0ULL);
	KUNIT_EXPECT_EQ(test, sum->other, 3ULL);
	c->m->g.swap_kinds = NULL;
	KUNIT_EXPECT_EQ(test, count_all(c, 0, TABLES_LAST_USER, 1U << 20), 0);
	expect(test, "tables", sum->tables, 1, 1, 1, 1);
	expect(test, "pages", sum->pages, 1, 1, 1, 1);
	expect(test, "used", sum->used, 1, 2, 2, 9);
	expect(test, "empty", sum->empty, 0, 0, 0, 0);
	expect(test, "again", sum->again, 0, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, sum->mapped[12], 5ULL << 12);
	KUNIT_EXPECT_EQ(test, sum->mapped[21], 1ULL << 21);
	KUNIT_EXPECT_EQ(test, sum->mapped[30], 1ULL << 30);
	KUNIT_EXPECT_EQ(test, mms_tables_mapped(sum), (5ULL << 12) + (1ULL << 21) + (1ULL << 30));
	KUNIT_EXPECT_EQ(test, sum->swapped, 2ULL << 12);
	KUNIT_EXPECT_EQ(test, sum->no_access, 1ULL << 12);
	KUNIT_EXPECT_EQ(test, sum->other, 1ULL);
	KUNIT_EXPECT_EQ(test, sum->unread, 0ULL);
	/* In chunks of any size the same. */
	for (i = 1; i < 3000; i = i * 2 + 1) {
		KUNIT_EXPECT_EQ(test, count_all(c, 0, TABLES_LAST_USER, i), 0);
		expect(test, "tables, in chunks", sum->tables, 1, 1, 1, 1);
		expect(test, "used, in chunks", sum->used, 1, 2, 2, 9);
		KUNIT_EXPECT_EQ_MSG(test, sum->mapped[12], 5ULL << 12, "chunks of %u", i);
	}
}

/* Two mappings in one table, one that goes on in the next table, and one far away. */
static void tables_in_parts(struct kunit *test)
{
	struct counted *c = counted_new(test);
	const struct mms_tables_sum *sum = &c->t.sum;
	struct mms_tables_share share[4] = {
		{ .start = BASE + 0x2000, .end = BASE + 0x4000 },
		{ .start = BASE + 0x4000, .end = BASE + 0x5000 },
		{ .start = BASE + 0x1ff000, .end = BASE + 0x201000 },
		{ .start = 0x7ffffff00000, .end = 0x7ffffff10000 },
	};
	unsigned int i, budget;

	tables_map(c->m, BASE + 0x2000, 0x100000, 3);
	tables_map(c->m, BASE + 0x1ff000, 0x200000, 2);
	tables_put(c->m, LAST, 0x7ffffff00000, SWAP);
	tables_put(c->m, LAST, 0x7ffffff01000, NONE);
	c->t.share = share;
	c->t.shares = ARRAY_SIZE(share);
	for (budget = 1; budget < 10000; budget *= 10) {
		for (i = 0; i < ARRAY_SIZE(share); i++) {
			share[i].mapped = 0;
			share[i].swapped = 0;
			share[i].no_access = 0;
		}
		start(c, 0, TABLES_LAST_USER);
		for (i = 0; i < ARRAY_SIZE(share); i++)
			KUNIT_EXPECT_EQ(test, walk_mapping(c, share[i].start, share[i].end - 1,
							   budget), 0);
		mms_tables_end(&c->t);
		expect(test, "tables", sum->tables, 1, 2, 2, 3);
		expect(test, "used", sum->used, 2, 2, 3, 7);
		expect(test, "empty", sum->empty, 0, 0, 0, 0);
		KUNIT_EXPECT_EQ(test, share[0].mapped, 0x2000ULL);
		KUNIT_EXPECT_EQ(test, share[1].mapped, 0x1000ULL);
		KUNIT_EXPECT_EQ(test, share[2].mapped, 0x2000ULL);
		KUNIT_EXPECT_EQ(test, share[3].mapped, 0ULL);
		KUNIT_EXPECT_EQ(test, share[3].swapped, 0x1000ULL);
		KUNIT_EXPECT_EQ(test, share[3].no_access, 0x1000ULL);
	}
	/* What lies between mappings is of none: one that was removed meanwhile. */
	c->t.share = &share[1];
	c->t.shares = 3;
	share[1].mapped = 0;
	share[2].mapped = 0;
	share[2].start = BASE + 0x200000;
	start(c, 0, TABLES_LAST_USER);
	KUNIT_EXPECT_EQ(test, walk_mapping(c, BASE + 0x2000, BASE + 0x3fff, 1000), 0);
	KUNIT_EXPECT_EQ(test, walk_mapping(c, BASE + 0x4000, BASE + 0x4fff, 1000), 0);
	KUNIT_EXPECT_EQ(test, walk_mapping(c, BASE + 0x1ff000, BASE + 0x200fff, 1000), 0);
	mms_tables_end(&c->t);
	KUNIT_EXPECT_EQ(test, share[1].mapped, 0x1000ULL);
	KUNIT_EXPECT_EQ(test, share[2].mapped, 0x1000ULL);
	KUNIT_EXPECT_EQ(test, mms_tables_mapped(sum), 0x5000ULL);
}

/* Tables without an entry: each is one, what refers to it is none. */
static void tables_that_could_go(struct kunit *test)
{
	struct counted *c = counted_new(test);
	const struct mms_tables_sum *sum = &c->t.sum;
	u64 va[] = { BASE, BASE + 0x200000, BASE + 0x400000, 0x7f0000000000 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(va); i++)
		tables_put(c->m, LAST, va[i], 0);
	tables_put(c->m, LAST, BASE + 0x3ff000, USER);
	/* A PUD table of nothing. */
	tables_put(c->m, 1, 0x8000000000ULL * 3, 0);
	KUNIT_EXPECT_EQ(test, count_all(c, 0, TABLES_LAST_USER, 1U << 20), 0);
	expect(test, "tables", sum->tables, 1, 3, 2, 4);
	expect(test, "empty", sum->empty, 0, 1, 0, 3);
	expect(test, "used", sum->used, 3, 2, 4, 1);
	/* A table is not empty because one mapping in it is. */
	start(c, 0, TABLES_LAST_USER);
	KUNIT_EXPECT_EQ(test, walk_mapping(c, BASE + 0x200000, BASE + 0x200fff, 1), 0);
	KUNIT_EXPECT_EQ(test, walk_mapping(c, BASE + 0x3ff000, BASE + 0x3fffff, 1), 0);
	mms_tables_end(&c->t);
	expect(test, "empty, of two mappings", sum->empty, 0, 0, 0, 0);
	/* Nothing at all: the root stays. */
	c = counted_new(test);
	KUNIT_EXPECT_EQ(test, count_all(c, 0, TABLES_LAST_USER, 1U << 20), 0);
	expect(test, "empty, of nothing", c->t.sum.empty, 0, 0, 0, 0);
	expect(test, "tables, of nothing", c->t.sum.tables, 1, 0, 0, 0);
}

/* A table that 512 entries refer to, one of them by way of another right: once. */
static void tables_shared(struct kunit *test)
{
	struct counted *c = counted_new(test);
	const struct mms_tables_sum *sum = &c->t.sum;
	unsigned int i;
	u64 pmd;

	tables_map(c->m, TABLES_HALF, 0x100000, 512);
	pmd = c->m->frame[2][0];
	for (i = 1; i < 512; i++)
		tables_put(c->m, 2, TABLES_HALF + i * 0x200000ULL,
			   i == 100 ? pmd & ~MMS_X86_RW : pmd);
	c->t.once = true;
	KUNIT_EXPECT_EQ(test, count_all(c, TABLES_HALF, ~0ULL, 1U << 30), 0);
	expect(test, "tables", sum->tables, 1, 1, 1, 1);
	expect(test, "again", sum->again, 0, 0, 0, 511);
	expect(test, "used", sum->used, 1, 1, 512, 512);
	KUNIT_EXPECT_EQ(test, mms_tables_mapped(sum), 2ULL << 20);
	/* In a process what is mapped twice is mapped twice; the table is one. */
	c->t.once = false;
	KUNIT_EXPECT_EQ(test, count_all(c, TABLES_HALF, ~0ULL, 1U << 30), 0);
	expect(test, "tables, of a process", sum->tables, 1, 1, 1, 1);
	expect(test, "again, of a process", sum->again, 0, 0, 0, 511);
	expect(test, "used, of a process", sum->used, 1, 1, 512, 512);
	expect(test, "pages, of a process", sum->pages, 1, 1, 1, 1);
	KUNIT_EXPECT_EQ(test, mms_tables_mapped(sum), 1ULL << 30);
	/* A shared table without an entry is empty once. */
	memset(c->m->frame[3], 0, sizeof(c->m->frame[3]));
	KUNIT_EXPECT_EQ(test, count_all(c, TABLES_HALF, ~0ULL, 1U << 30), 0);
	expect(test, "empty", sum->empty, 0, 0, 0, 1);
}

/* Pages of zeroes among others that look the same. */
static void tables_of_zeroes(struct kunit *test)
{
	static const u64 entry[] = {
		0x5000 | RO, 0x9000 | RO, 0, 0x9000 | RO, 0x9000 | RO | MMS_X86_DIRTY,
		0xa000 | RO, 0x9000 | RO | NX, 0x9000 | USER, 0x9000 | RO,
	};
	struct counted *c = counted_new(test);
	const struct mms_tables_sum *sum = &c->t.sum;
	struct mms_tables_share share = { .start = BASE, .end = 0x80000000 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(entry); i++)
		tables_put(c->m, LAST, BASE + i * 4096, entry[i]);
	tables_put(c->m, 2, BASE + 0x200000, 0x600000 | RO | NX | MMS_X86_PSE);
	tables_put(c->m, 2, BASE + 0x400000, 0x800000 | RO | MMS_X86_PSE);
	tables_put(c->m, 2, BASE + 0x600000, 0x800000 | RO | MMS_X86_PSE);
	KUNIT_EXPECT_EQ(test, count_all(c, 0, TABLES_LAST_USER, 1U << 20), 0);
	KUNIT_EXPECT_EQ(test, sum->zero, 0ULL);
	c->t.zero[LAST] = 0x9000;
	c->t.share = &share;
	c->t.shares = 1;
	KUNIT_EXPECT_EQ(test, count_all(c, 0, TABLES_LAST_USER, 1U << 20), 0);
	KUNIT_EXPECT_EQ(test, sum->zero, 5ULL << 12);
	KUNIT_EXPECT_EQ(test, sum->mapped[12], 8ULL << 12);
	KUNIT_EXPECT_EQ(test, share.zero, 5ULL << 12);
	KUNIT_EXPECT_EQ(test, share.mapped, (8ULL << 12) + (6ULL << 20));
	KUNIT_EXPECT_EQ(test, share.huge, 6ULL << 20);
	KUNIT_EXPECT_EQ(test, share.blocks, 0ULL);
	c->t.zero[2] = 0x800000;
	KUNIT_EXPECT_EQ(test, count_all(c, 0, TABLES_LAST_USER, 1U << 20), 0);
	KUNIT_EXPECT_EQ(test, sum->zero, (5ULL << 12) + (4ULL << 20));
	/* An address of more bits than entries have is in none, whatever else they have. */
	for (i = 0; i < ARRAY_SIZE(entry); i++)
		tables_put(c->m, LAST, BASE + i * 4096, 0x9000 | RO | NX);
	c->t.zero[LAST] = NX | 0x9000;
	c->t.zero[2] = 0;
	KUNIT_EXPECT_EQ(test, count_all(c, 0, TABLES_LAST_USER, 1U << 20), 0);
	KUNIT_EXPECT_EQ(test, sum->zero, 0ULL);
}

/* An entry that leads to no memory: used, but no table. */
static void tables_unread(struct kunit *test)
{
	struct counted *c = counted_new(test);
	const struct mms_tables_sum *sum = &c->t.sum;

	tables_put(c->m, LAST, BASE, USER);
	tables_put(c->m, 2, BASE + 0x200000, 0x80000000 | TABLES_TABLE);
	tables_put(c->m, 2, BASE + 0x400000, 0x80000000 | TABLES_TABLE);
	KUNIT_EXPECT_EQ(test, count_all(c, 0, TABLES_LAST_USER, 1U << 20), 0);
	expect(test, "tables", sum->tables, 1, 1, 1, 1);
	expect(test, "pages", sum->pages, 1, 1, 1, 1);
	expect(test, "used", sum->used, 1, 1, 3, 1);
	expect(test, "empty", sum->empty, 0, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, sum->unread, 2ULL);
}

/* What tables take, and the sum of two spaces. */
static void tables_take(struct kunit *test)
{
	struct counted *c = counted_new(test);
	struct mms_tables_sum all = {};
	struct mms_geometry *g = &c->m->g;

	tables_put(c->m, LAST, BASE, USER);
	tables_put(c->m, LAST, BASE + 0x200000, SWAP);
	tables_put(c->m, LAST, BASE + 0x400000, 0);
	KUNIT_EXPECT_EQ(test, count_all(c, 0, TABLES_LAST_USER, 1U << 20), 0);
	KUNIT_EXPECT_EQ(test, mms_tables_bytes(g, &c->t.sum, 0), 4096ULL);
	KUNIT_EXPECT_EQ(test, mms_tables_bytes(g, &c->t.sum, LAST), 3 * 4096ULL);
	KUNIT_EXPECT_EQ(test, mms_tables_all_bytes(g, &c->t.sum), 6 * 4096ULL);
	g->root_nx_is_pti = true;
	KUNIT_EXPECT_EQ(test, mms_tables_all_bytes(g, &c->t.sum), 7 * 4096ULL);
	mms_tables_add(&all, &c->t.sum);
	mms_tables_add(&all, &c->t.sum);
	expect(test, "tables of two", all.tables, 2, 2, 2, 6);
	expect(test, "used of two", all.used, 2, 2, 6, 4);
	expect(test, "empty of two", all.empty, 0, 0, 0, 2);
	KUNIT_EXPECT_EQ(test, mms_tables_all_bytes(g, &all), 14 * 4096ULL);
	KUNIT_EXPECT_EQ(test, mms_tables_mapped(&all), 2 * 4096ULL);
	KUNIT_EXPECT_EQ(test, all.swapped, 2 * 4096ULL);
}

/* ARM's short descriptors: four entries of the root, two pages of tables. */
static int read_arm(void *ctx, u64 phys, void *buf, size_t size)
{
	const u32 root[] = { 0x8c2cd831, 0x8c2cdc31, 0x8c2ce831, 0x8c2cec31 };

	memset(buf, 0, size);
	if (phys == 0x60004000)
		memcpy(buf, root, sizeof(root));
	return 0;
}

static void tables_beside_each_other(struct kunit *test)
{
	static const struct mms_arm_paging p = { .user_end = 0xbf000000, .phys_bits = 32 };
	const struct mms_pt_reader r = { .read = read_arm };
	struct counted *c = counted_new(test);
	struct mms_geometry g;

	mms_arm_geometry(&g, &p);
	mms_range_init(&c->t.w, &g, &r, 0x60004000, 0, 0xbeffffff);
	mms_tables_begin(&c->t);
	while (mms_range_chunk(&c->t.w, 1000) > 0)
		;
	mms_tables_end(&c->t);
	KUNIT_EXPECT_EQ(test, c->t.sum.tables[1], 4ULL);
	KUNIT_EXPECT_EQ(test, c->t.sum.pages[1], 2ULL);
	KUNIT_EXPECT_EQ(test, c->t.sum.empty[1], 4ULL);
	KUNIT_EXPECT_EQ(test, mms_tables_all_bytes(&g, &c->t.sum), 16384ULL + 8192);
}

static struct kunit_case tables_cases[] = {
	KUNIT_CASE(tables_hold),
	KUNIT_CASE(tables_in_parts),
	KUNIT_CASE(tables_that_could_go),
	KUNIT_CASE(tables_shared),
	KUNIT_CASE(tables_of_zeroes),
	KUNIT_CASE(tables_unread),
	KUNIT_CASE(tables_take),
	KUNIT_CASE(tables_beside_each_other),
	{}
};

struct kunit_suite mmscope_pt_tables_suite = {
	.name = "mmscope_pt_tables",
	.test_cases = tables_cases,
};
