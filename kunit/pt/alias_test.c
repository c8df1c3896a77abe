// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_pt_alias: sets of physical memory, and what maps a part of one, in tables
 * whose mappings the test made. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/pt/alias.h>

#include "../suites.h"
#include "tables.h"

#define X	(MMS_X86_PRESENT | MMS_X86_ACCESSED)
#define PSE	(TABLES_LEAF | MMS_X86_PSE | MMS_X86_NX)
#define FOUND_MAX	8

struct found {
	struct tables *m;
	struct mms_phys_range range[4];
	struct mms_phys_set set;
	struct mms_alias alias[FOUND_MAX];
	struct mms_alias_walk a;
};

static struct found *found_new(struct kunit *test)
{
	struct found *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, f);
	f->m = tables_new(test, 4);
	f->set.range = f->range;
	f->set.max = ARRAY_SIZE(f->range);
	return f;
}

static void add(struct kunit *test, struct found *f, u64 phys, u64 size, u64 va)
{
	const struct mms_run run = { .phys = phys, .size = size, .va = va };

	KUNIT_ASSERT_TRUE(test, mms_phys_set_add(&f->set, &run));
}

static void search(struct kunit *test, struct found *f, u8 perm, u32 max, u32 budget)
{
	int ret;

	mms_range_init(&f->a.w, &f->m->g, &f->m->r, TABLES_ROOT, TABLES_HALF, ~0ULL);
	mms_alias_start(&f->a, &f->set, perm, f->alias, max);
	do {
		ret = mms_range_chunk(&f->a.w, budget);
	} while (ret > 0);
	KUNIT_ASSERT_EQ(test, ret, 0);
}

static void expect(struct kunit *test, const struct found *f, u32 i, u64 va, u64 phys, u64 size,
		   u64 entries, u64 of)
{
	const struct mms_run *run = &f->alias[i].run;

	KUNIT_EXPECT_EQ_MSG(test, run->va, va, "alias %u", i);
	KUNIT_EXPECT_EQ_MSG(test, run->phys, phys, "alias %u", i);
	KUNIT_EXPECT_EQ_MSG(test, run->size, size, "alias %u", i);
	KUNIT_EXPECT_EQ_MSG(test, run->entries, entries, "alias %u", i);
	KUNIT_EXPECT_EQ_MSG(test, f->alias[i].of, of, "alias %u", i);
}

/* What follows in both address spaces is one range; there is room for so many. */
static void alias_set(struct kunit *test)
{
	const struct mms_run more = { .phys = 0x90000, .size = 0x1000, .va = 0x90000 };
	struct found *f = found_new(test);

	add(test, f, 0x8000, 0x1000, 0x4000);
	add(test, f, 0x9000, 0x1000, 0x5000);
	KUNIT_EXPECT_EQ(test, f->set.n, 1U);
	add(test, f, 0xa000, 0x1000, 0x9000);	/* follows in memory only */
	add(test, f, 0x5000, 0x1000, 0xa000);	/* in addresses only */
	add(test, f, 0x1000, 0x1000, 0x1000);
	KUNIT_EXPECT_EQ(test, f->set.n, 4U);
	KUNIT_EXPECT_FALSE(test, mms_phys_set_add(&f->set, &more));
	KUNIT_EXPECT_EQ(test, f->set.n, 4U);
	KUNIT_EXPECT_LT(test, mms_phys_range_cmp(&f->range[3], &f->range[0]), 0);
	KUNIT_EXPECT_GT(test, mms_phys_range_cmp(&f->range[0], &f->range[3]), 0);
	KUNIT_EXPECT_EQ(test, mms_phys_range_cmp(&f->range[0], &f->range[0]), 0);
}

static void alias_settle(struct kunit *test)
{
	static const struct mms_phys_range mixed[] = {
		{ 0x1000, 0x3fff, 0x10000 },
		{ 0x2000, 0x2fff, 0x20000 },	/* within */
		{ 0x3000, 0x5fff, 0x30000 },	/* its first page is taken */
		{ 0x6000, 0x6fff, 0x40000 },
	};
	struct found *f = found_new(test);

	memcpy(f->range, mixed, sizeof(mixed));
	f->set.n = ARRAY_SIZE(mixed);
	mms_phys_set_settle(&f->set);
	KUNIT_ASSERT_EQ(test, f->set.n, 3U);
	KUNIT_EXPECT_EQ(test, f->range[1].phys, 0x4000ULL);
	KUNIT_EXPECT_EQ(test, f->range[1].last, 0x5fffULL);
	KUNIT_EXPECT_EQ(test, f->range[1].va, 0x31000ULL);
	KUNIT_EXPECT_EQ(test, f->range[2].phys, 0x6000ULL);
}

/*
 * Text of three pages at 0x400000, mapped executable, in the middle of a huge page that
 * is writable, and once more by single pages.
 */
static void map_text(struct kunit *test, struct found *f)
{
	u64 text = TABLES_HALF + 0x80000000, i;

	add(test, f, 0x450000, 0x3000, text);
	tables_put(f->m, 2, TABLES_HALF, PSE);
	tables_put(f->m, 2, TABLES_HALF + 0x400000, 0x400000 | PSE);
	tables_put(f->m, 2, TABLES_HALF + 0x600000, 0x600000 | PSE);
	for (i = 0; i < 3; i++)
		tables_put(f->m, 3, text + i * 4096, (0x450000 + i * 4096) | X);
	tables_map(f->m, TABLES_HALF + 0xc0001000, 0x451000, 1);
	tables_map(f->m, TABLES_HALF + 0xc0002000, 0x453000, 1);	/* just past it */
	tables_map(f->m, TABLES_HALF + 0xc0003000, 0x44f000, 2);	/* its first is before it */
}

static void alias_found(struct kunit *test)
{
	static const u32 budgets[] = { 1, 9, 700, 1U << 31 };
	struct found *f = found_new(test);
	unsigned int i;

	map_text(test, f);
	for (i = 0; i < ARRAY_SIZE(budgets); i++) {
		search(test, f, 0, FOUND_MAX, budgets[i]);
		KUNIT_ASSERT_EQ_MSG(test, f->a.n, 4U, "budget %u", budgets[i]);
		expect(test, f, 0, TABLES_HALF + 0x450000, 0x450000, 0x3000, 1,
		       TABLES_HALF + 0x80000000);
		expect(test, f, 1, TABLES_HALF + 0x80000000, 0x450000, 0x3000, 3,
		       TABLES_HALF + 0x80000000);
		expect(test, f, 2, TABLES_HALF + 0xc0001000, 0x451000, 0x1000, 1,
		       TABLES_HALF + 0x80001000);
		expect(test, f, 3, TABLES_HALF + 0xc0004000, 0x450000, 0x1000, 1,
		       TABLES_HALF + 0x80000000);
		KUNIT_EXPECT_EQ(test, f->a.more, 0ULL);
	}
	search(test, f, MMS_PERM_W, FOUND_MAX, 1U << 31);
	KUNIT_ASSERT_EQ(test, f->a.n, 3U);
	KUNIT_EXPECT_EQ(test, f->alias[1].run.va, TABLES_HALF + 0xc0001000);
	/* What the levels above take away is not allowed. */
	tables_put(f->m, 0, TABLES_HALF, f->m->frame[0][256] & ~MMS_X86_RW);
	search(test, f, MMS_PERM_W, FOUND_MAX, 1U << 31);
	KUNIT_EXPECT_EQ(test, f->a.n, 0U);
}

/* What there is no room for is counted, and where it begins is told. */
static void alias_more(struct kunit *test)
{
	struct found *f = found_new(test);

	map_text(test, f);
	search(test, f, 0, 2, 1U << 31);
	KUNIT_EXPECT_EQ(test, f->a.n, 2U);
	KUNIT_EXPECT_EQ(test, f->a.more, 2ULL);
	KUNIT_EXPECT_EQ(test, f->a.rest, TABLES_HALF + 0xc0001000);
	search(test, f, 0, 0, 1U << 31);
	KUNIT_EXPECT_EQ(test, f->a.n, 0U);
	KUNIT_EXPECT_EQ(test, f->a.rest, TABLES_HALF + 0x450000);
}

/* One run that maps several ranges, and a range that several runs map. */
static void alias_several(struct kunit *test)
{
	struct found *f = found_new(test);

	add(test, f, 0x401000, 0x1000, 0);
	add(test, f, 0x403000, 0x1fe000, 0);	/* up to 0x600fff */
	tables_put(f->m, 2, TABLES_HALF, 0x400000 | PSE);
	tables_put(f->m, 2, TABLES_HALF + 0x40000000, 0x600000 | PSE);
	search(test, f, 0, FOUND_MAX, 1U << 31);
	KUNIT_ASSERT_EQ(test, f->a.n, 3U);
	expect(test, f, 0, TABLES_HALF + 0x1000, 0x401000, 0x1000, 1, 0);
	expect(test, f, 1, TABLES_HALF + 0x3000, 0x403000, 0x1fd000, 1, 0);
	expect(test, f, 2, TABLES_HALF + 0x40000000, 0x600000, 0x1000, 1, 0);
	KUNIT_EXPECT_EQ(test, f->a.runs, 2ULL);
	/* Neighbours in one run, which are executed at addresses far from each other. */
	f->set.n = 0;
	add(test, f, 0x401000, 0x1000, TABLES_HALF + 0x80000000);
	add(test, f, 0x402000, 0x1000, TABLES_HALF + 0x90000000);
	search(test, f, 0, FOUND_MAX, 1U << 31);
	KUNIT_ASSERT_EQ(test, f->a.n, 2U);
	expect(test, f, 1, TABLES_HALF + 0x2000, 0x402000, 0x1000, 1, TABLES_HALF + 0x90000000);
}

/* A table mapped twice is shown once, then that it comes again; one without any is not. */
static void alias_again(struct kunit *test)
{
	struct found *f = found_new(test);

	add(test, f, 0x450000, 0x1000, 0);
	tables_map(f->m, TABLES_HALF, 0x44f000, 2);
	tables_map(f->m, TABLES_HALF + 0x200000, 0x10000, 2);
	tables_put(f->m, 2, TABLES_HALF + 0x40000000, f->m->frame[2][0]);
	tables_put(f->m, 2, TABLES_HALF + 0x40200000, f->m->frame[2][0]);
	tables_put(f->m, 2, TABLES_HALF + 0x40400000, f->m->frame[2][1]);
	search(test, f, 0, FOUND_MAX, 1U << 31);
	KUNIT_ASSERT_EQ(test, f->a.n, 2U);
	expect(test, f, 0, TABLES_HALF + 0x1000, 0x450000, 0x1000, 1, 0);
	KUNIT_EXPECT_EQ(test, (int)f->alias[1].run.kind, (int)MMS_PT_TABLE);
	KUNIT_EXPECT_EQ(test, f->alias[1].run.va, TABLES_HALF + 0x40000000);
	KUNIT_EXPECT_EQ(test, f->alias[1].run.entries, 2ULL);
	KUNIT_EXPECT_EQ(test, f->alias[1].run.alias, TABLES_HALF);
	KUNIT_EXPECT_EQ(test, f->a.again, 3ULL);
}

/* An empty set, an unreadable table. */
static void alias_edges(struct kunit *test)
{
	struct found *f = found_new(test);

	tables_map(f->m, TABLES_HALF, 0x450000, 1);
	tables_put(f->m, 2, TABLES_HALF + 0x40000000, 0x7777000 | TABLES_TABLE);
	search(test, f, 0, FOUND_MAX, 1U << 31);
	KUNIT_EXPECT_EQ(test, f->a.n, 0U);
	KUNIT_EXPECT_EQ(test, f->a.runs, 1ULL);
	KUNIT_EXPECT_EQ(test, f->a.unread, 1ULL);
}

static struct kunit_case alias_cases[] = {
	KUNIT_CASE(alias_set),
	KUNIT_CASE(alias_settle),
	KUNIT_CASE(alias_found),
	KUNIT_CASE(alias_more),
	KUNIT_CASE(alias_several),
	KUNIT_CASE(alias_again),
	KUNIT_CASE(alias_edges),
	{ }
};

struct kunit_suite mmscope_pt_alias_suite = {
	.name = "mmscope_pt_alias",
	.test_cases = alias_cases,
};
