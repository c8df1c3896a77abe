// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_pt_custom: walks of tables that no x86-64 has: larger than a page,
 * as wide as an address, with a decoder that returns tables at every level; readers
 * that fail and visitors that stop. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/pt/shared.h>
#include <mmscope/pt/walk.h>

#include "../suites.h"

#define PAGE_64K	0x10000ULL
#define ROOT		PAGE_64K
#define LEVEL1		(2 * PAGE_64K)
#define ENTRIES		8192

/* Two tables of 64 KiB, and what was done with them. */
struct wide {
	struct mms_geometry g;
	struct mms_pt_reader r;
	u64 table[2][ENTRIES];
	u32 reads;
	u32 fail_at;		/* this read, counted from 1, fails */
	struct mms_range w;
	u32 runs;
	struct mms_run run[16];
	u32 entered;
	u32 left;
};

static int read_wide(void *ctx, u64 phys, void *buf, size_t size)
{
	struct wide *x = ctx;

	if (++x->reads == x->fail_at || phys < ROOT ||
	    phys + size > ROOT + sizeof(x->table))
		return -ENXIO;
	memcpy(buf, (u8 *)x->table + (phys - ROOT), size);
	return 0;
}

/* Bit 0: a table; bit 1: a leaf; both have their address in bits 16 up. */
static void decode(const struct mms_geometry *g, struct mms_pt_entry *e)
{
	e->phys = e->raw & ~(PAGE_64K - 1);
	e->perm = MMS_PERM_ALL;
	e->kind = e->raw & 1 ? MMS_PT_TABLE : e->raw & 2 ? MMS_PT_LEAF : MMS_PT_NONE;
}

static int note_run(struct mms_range *w, const struct mms_run *run)
{
	struct wide *x = w->ctx;

	if (x->runs < ARRAY_SIZE(x->run))
		x->run[x->runs] = *run;
	x->runs++;
	return 0;
}

static int refuse(struct mms_range *w, const struct mms_run *table, bool whole)
{
	return -EINTR;
}

static int count_enter(struct mms_range *w, const struct mms_run *table, bool whole)
{
	struct wide *x = w->ctx;

	x->entered += table->entries;	/* none where a walk is resumed in a table */
	return 0;
}

static void count_leave(struct mms_range *w, unsigned int level, bool whole)
{
	struct wide *x = w->ctx;

	x->left++;
}

static const struct mms_visitor noting = {
	.run = note_run,
	.enter = count_enter,
	.leave = count_leave,
};

/* Three levels of 64 KiB pages, the root with 2^@root_bits entries. */
static struct wide *wide_new(struct kunit *test, unsigned int root_bits)
{
	struct wide *x = kunit_kzalloc(test, sizeof(*x), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, x);
	mms_pt_fill_levels(&x->g, 2, 16, 13, root_bits);
	x->g.decode = decode;
	x->g.entry_size = 8;
	x->g.va_bits = 29 + root_bits;
	x->r.read = read_wide;
	x->r.ctx = x;
	return x;
}

static int walk_all(struct wide *x, u64 last, u32 budget)
{
	int ret;

	x->runs = 0;
	x->reads = 0;
	mms_range_init(&x->w, &x->g, &x->r, ROOT, 0, last);
	x->w.v = &noting;
	x->w.ctx = x;
	do
		ret = mms_range_chunk(&x->w, budget);
	while (ret > 0);
	return ret;
}

/* A table of 64 KiB is read in parts; none of it is missed or seen twice. */
static void custom_large_tables(struct kunit *test)
{
	static const u32 at[] = { 0, 511, 512, 513, 4095, 8191 };
	struct wide *x = wide_new(test, 13);
	u32 i;

	x->table[0][600] = LEVEL1 | 1;
	for (i = 0; i < ARRAY_SIZE(at); i++)
		x->table[1][at[i]] = (i + 1) * PAGE_64K | 2;
	KUNIT_EXPECT_EQ(test, walk_all(x, (1ULL << 41) - 1, 1U << 31), 0);
	KUNIT_ASSERT_EQ(test, x->runs, (u32)ARRAY_SIZE(at));
	for (i = 0; i < ARRAY_SIZE(at); i++) {
		KUNIT_EXPECT_EQ(test, x->run[i].va, (600ULL << 29) + at[i] * PAGE_64K);
		KUNIT_EXPECT_EQ(test, x->run[i].phys, (i + 1) * PAGE_64K);
	}
	KUNIT_EXPECT_EQ(test, walk_all(x, (1ULL << 41) - 1, 1), 0);
	KUNIT_EXPECT_EQ(test, x->runs, (u32)ARRAY_SIZE(at));
	/* The root goes away between two of its parts. */
	x->fail_at = 2;
	KUNIT_EXPECT_EQ(test, walk_all(x, (1ULL << 41) - 1, 1U << 31), -ENXIO);
}

/* 64 bits of address: the mask of a root entry's span has no bit above it. */
static void custom_full_width(struct kunit *test)
{
	struct wide *x = wide_new(test, 13);

	x->g.level[0].shift = 51;
	x->g.va_bits = 64;
	x->table[0][8191] = 7 * PAGE_64K | 2;
	KUNIT_EXPECT_EQ(test, walk_all(x, ~0ULL, 1U << 31), 0);
	KUNIT_ASSERT_EQ(test, x->runs, 1U);
	KUNIT_EXPECT_EQ(test, x->run[0].va, 8191ULL << 51);
	KUNIT_EXPECT_EQ(test, x->run[0].size, 1ULL << 51);
}

/* A table at the last level: reported, but never followed. */
static void custom_endless_decoder(struct kunit *test)
{
	struct wide *x = wide_new(test, 5);
	struct mms_walk w;

	x->table[0][3] = LEVEL1 | 1;
	x->table[1][4] = ROOT | 1;
	mms_walk_addr(&x->g, &x->r, ROOT, (3ULL << 29) + 4 * PAGE_64K, &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_BAD);
	KUNIT_EXPECT_EQ(test, w.steps, 2U);
	KUNIT_EXPECT_EQ(test, walk_all(x, (1ULL << 33) - 1, 1U << 31), 0);
	KUNIT_ASSERT_EQ(test, x->runs, 1U);
	KUNIT_EXPECT_EQ(test, (int)x->run[0].kind, (int)MMS_PT_TABLE);
	KUNIT_EXPECT_EQ(test, x->run[0].level, (u8)1);
	KUNIT_EXPECT_EQ(test, x->run[0].phys, ROOT);
}

static void custom_visitors(struct kunit *test)
{
	static const struct mms_visitor refusing = { .run = note_run, .enter = refuse };
	struct wide *x = wide_new(test, 5);

	x->table[0][3] = LEVEL1 | 1;
	x->table[0][4] = 0x77770000 | 1;	/* no memory */
	x->table[1][4] = 7 * PAGE_64K | 2;
	mms_range_init(&x->w, &x->g, &x->r, ROOT, 0, (1ULL << 33) - 1);
	x->w.v = &refusing;
	x->w.ctx = x;
	KUNIT_EXPECT_EQ(test, mms_range_chunk(&x->w, 1000), -EINTR);
	/* Every table that is entered is left, readable or not. */
	KUNIT_EXPECT_EQ(test, walk_all(x, (1ULL << 33) - 1, 1U << 31), 0);
	KUNIT_EXPECT_EQ(test, x->runs, 2U);
	KUNIT_EXPECT_EQ(test, x->run[1].error, -ENXIO);
	KUNIT_EXPECT_EQ(test, x->entered, 2U);
	KUNIT_EXPECT_EQ(test, x->left, x->entered);
}

/* The page at physical 0 is never taken for a table met before. */
static void custom_seen(struct kunit *test)
{
	struct mms_seen *seen = kunit_kzalloc(test, sizeof(*seen), GFP_KERNEL);
	struct mms_run table = { .va = 0x1000, .phys = 0 };
	u64 va = 0;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, seen);
	KUNIT_EXPECT_FALSE(test, mms_seen_before(seen, &table, &va));
	table.va = 0x2000;
	KUNIT_EXPECT_FALSE(test, mms_seen_before(seen, &table, &va));
	table.phys = 0x5000;
	KUNIT_EXPECT_FALSE(test, mms_seen_before(seen, &table, &va));
	/* The same page as a table of another level means something else. */
	table.va = 0x3000;
	table.level = 1;
	KUNIT_EXPECT_FALSE(test, mms_seen_before(seen, &table, &va));
	table.va = 0x4000;
	KUNIT_EXPECT_TRUE(test, mms_seen_before(seen, &table, &va));
	KUNIT_EXPECT_EQ(test, va, 0x3000ULL);
}

static struct kunit_case custom_cases[] = {
	KUNIT_CASE(custom_large_tables),
	KUNIT_CASE(custom_full_width),
	KUNIT_CASE(custom_endless_decoder),
	KUNIT_CASE(custom_visitors),
	KUNIT_CASE(custom_seen),
	{}
};

struct kunit_suite mmscope_pt_custom_suite = {
	.name = "mmscope_pt_custom",
	.test_cases = custom_cases,
};
