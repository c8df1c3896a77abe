// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_pt_recount: the walk that counts entry by entry. KASAN's zero shadow, half
 * an address space behind three tables, takes this walk and the sum a few hundred
 * reads, which are counted; and a table met again is counted as before only where it
 * is unchanged. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <mmscope/pt/recount.h>

#include "../vas/case.h"
#include "../suites.h"
#include "tables.h"

#define RWX (MMS_PERM_R | MMS_PERM_W | MMS_PERM_X)
#define RX (MMS_PERM_R | MMS_PERM_X)
#define HALF_BYTES BIT_ULL(47)

/* As in MMS_PT_CHUNK: what one hold of the locks may look at. */
#define HOLD 8192

struct case_data {
	struct tables *m;
	struct mms_recount *a;
	unsigned int chunks;
};

/* Walks a range and counts it; returns bytes, or ~0 after more than @most chunks. */
static u64 count(struct case_data *c, struct mms_vas *v, u64 start, u64 last, u32 budget,
		 unsigned int most)
{
	c->m->reads = 0;
	c->chunks = 0;
	mms_range_init(&c->a->w, &c->m->g, &c->m->r, TABLES_ROOT, start, last);
	mms_recount_start(c->a, v);
	do {
		if (c->chunks++ == most)
			return ~0ULL;
		cond_resched();
	} while (mms_range_chunk(&c->a->w, budget) > 0);
	return mms_mapped_bytes(mms_recount_total(c->a));
}

static struct case_data start(struct kunit *test, unsigned int levels)
{
	struct case_data c = {
		.m = tables_new(test, levels),
		.a = kunit_kzalloc(test, sizeof(*c.a), GFP_KERNEL),
	};

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, c.a);
	return c;
}

/*
 * As kasan_populate_early_shadow() makes it: each table has one entry 512 times, the
 * last one's being the zero page, read-only. @first entries of the root lead there.
 */
static void shadow(struct tables *m, u64 va, unsigned int roots)
{
	unsigned int i, level, first = mms_pt_index(&m->g, 0, va);

	tables_put(m, m->g.nr_levels - 1, va, 0x700000 | (TABLES_LEAF & ~MMS_X86_RW));
	for (i = 1; i < roots; i++)
		m->frame[0][first + i] = m->frame[0][first];
	for (level = 1; level < m->g.nr_levels; level++)
		for (i = 0; i < 512; i++)
			m->frame[m->used - m->g.nr_levels + level][i] =
				m->frame[m->used - m->g.nr_levels + level][0];
}

/* Half of the space is shadow: 2^35 entries of four levels, 2^44 of five. */
static void again_shadow(struct kunit *test)
{
	unsigned int levels, i;

	for (levels = 4; levels <= 5; levels++) {
		struct case_data c = start(test, levels);
		u64 half = levels == 4 ? TABLES_HALF : 0xff00000000000000ULL;
		u64 bytes = 0 - half;

		shadow(c.m, half, 256);
		KUNIT_EXPECT_EQ(test, count(&c, NULL, half, ~0ULL, HOLD, 60), bytes);
		KUNIT_EXPECT_EQ(test, mms_recount_total(c.a)->perm[RX], bytes);
		KUNIT_EXPECT_EQ(test, mms_recount_total(c.a)->level[0], bytes);
		KUNIT_EXPECT_LT(test, c.m->reads, 300U);
		/* The sum is the same, with as few reads. */
		c.m->reads = 0;
		mms_sum_init(&c.m->s, &c.m->g, &c.m->r, TABLES_ROOT, half, ~0ULL);
		KUNIT_EXPECT_GE(test, mms_sum_chunk(&c.m->s, HOLD), 0);
		while (mms_sum_chunk(&c.m->s, HOLD) > 0 && c.m->reads < 300)
			;
		KUNIT_EXPECT_LT(test, c.m->reads, 300U);
		KUNIT_EXPECT_EQ(test, mms_sum_bytes(&c.m->g, &c.m->s.open[0], 0, 0), bytes);
		/* One table of each level. */
		for (i = 1; i < levels; i++)
			KUNIT_EXPECT_EQ(test, c.m->s.open[0].tables[i] -
					c.m->s.open[0].again[i], 1ULL);
	}
}

/* With bounds in the middle of the shadow each region gets its share; and all is counted. */
static void again_layout(struct kunit *test)
{
	static const u64 bound[] = {
		0, TABLES_HALF, TABLES_HALF + 0x123456789000ULL, TABLES_HALF + 0x12345678a000ULL,
	};
	struct case_data c = start(test, 4);
	struct mms_vas *v = region_case_new(test, 16, ~0ULL);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bound); i++) {
		struct mms_region r = {
			.name = "r", .title = "r", .start = bound[i],
			.last = i + 1 < ARRAY_SIZE(bound) ? bound[i + 1] - 1 : ~0ULL,
		};

		KUNIT_ASSERT_EQ(test, mms_vas_add(v, &r), 0);
	}
	KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
	shadow(c.m, TABLES_HALF, 256);
	KUNIT_EXPECT_EQ(test, count(&c, v, TABLES_HALF, ~0ULL, HOLD, 100), HALF_BYTES);
	KUNIT_EXPECT_LT(test, c.m->reads, 600U);
	KUNIT_EXPECT_EQ(test, mms_mapped_bytes(&v->region[0].mapped), 0ULL);
	for (i = 1; i < v->nr; i++)
		KUNIT_EXPECT_EQ_MSG(test, v->region[i].mapped.perm[RX],
				    mms_region_size(&v->region[i]), "region %u", i);
}

/* Tables of its own, and one that is shared, in chunks of any size. */
static void again_counts(struct kunit *test)
{
	struct case_data c = start(test, 4);
	const u64 shared = TABLES_HALF + 0x40000000;
	u64 pmd, wanted;
	u32 budget;
	unsigned int i;

	tables_map(c.m, TABLES_HALF, 0x100000, 600);
	tables_put(c.m, 3, TABLES_HALF + 0x5000, 0);
	tables_put(c.m, 2, TABLES_HALF + 0x800000, 0x800000 | MMS_X86_PSE | TABLES_LEAF);
	tables_put(c.m, 1, TABLES_HALF + 0x80000000, 0x40000000 | MMS_X86_PSE | TABLES_LEAF);
	tables_map(c.m, shared, 0x400000, 300);
	pmd = c.m->frame[c.m->used - 2][0];
	for (i = 1; i < 40; i++)
		tables_put(c.m, 2, shared + i * 0x200000ULL, pmd);
	/* Made read-only by the entry above, it is another table. */
	tables_put(c.m, 2, shared + 40 * 0x200000ULL, pmd & ~MMS_X86_RW);
	wanted = (599ULL << 12) + (2ULL << 20) + (1ULL << 30) + (41 * 300ULL << 12);
	for (budget = 1; budget < 100000; budget = budget * 3 + 1) {
		KUNIT_EXPECT_EQ_MSG(test, count(&c, NULL, TABLES_HALF, ~0ULL, budget, 30000),
				    wanted, "budget %u", budget);
		KUNIT_EXPECT_EQ_MSG(test, mms_recount_total(c.a)->perm[RX], 300ULL << 12,
				    "budget %u", budget);
		KUNIT_EXPECT_EQ_MSG(test, c.a->repeats, 39ULL, "budget %u", budget);
	}
	/* Half of a shared table, at either end, is not counted as the table. */
	KUNIT_EXPECT_EQ(test, count(&c, NULL, shared + 0x1000, shared + 0x500fff, HOLD, 9),
			299ULL * 4096 + 300 * 4096 + 257 * 4096);
}

/* A table that could not be read, or that changed meanwhile, is not remembered. */
static void again_unknown(struct kunit *test)
{
	struct case_data c = start(test, 4);
	const u64 gone = (TABLES_ROOT + 4096ULL * TABLES_FRAMES) | TABLES_TABLE;

	u64 good;

	tables_map(c.m, TABLES_HALF, 0x100000, 512);
	/* Unreadable tables are counted each time, and so are those that lead to them. */
	tables_put(c.m, 2, TABLES_HALF + 0x200000, gone);
	tables_put(c.m, 2, TABLES_HALF + 0x400000, gone);
	tables_put(c.m, 1, TABLES_HALF + 0x40000000, c.m->frame[1][0]);
	KUNIT_EXPECT_EQ(test, count(&c, NULL, TABLES_HALF, ~0ULL, HOLD, 99), 4ULL << 20);
	KUNIT_EXPECT_EQ(test, c.a->unread, 4ULL);

	/* Resumed in a table that has become another: both are counted as far as walked. */
	c = start(test, 4);
	tables_map(c.m, TABLES_HALF, 0x100000, 512);
	good = c.m->frame[2][0];
	tables_map(c.m, TABLES_HALF + 0x200000, 0x500000, 512);
	c.m->reads = 0;
	mms_range_init(&c.a->w, &c.m->g, &c.m->r, TABLES_ROOT, TABLES_HALF, ~0ULL);
	mms_recount_start(c.a, NULL);
	/* Four tables, three entries on the way, a hundred visited. */
	KUNIT_ASSERT_EQ(test, mms_range_chunk(&c.a->w, 4 * 8 + 3 + 100 * 17), 1);
	KUNIT_ASSERT_EQ(test, c.a->w.next, TABLES_HALF + 100 * 4096);
	c.m->frame[2][0] = c.m->frame[2][1];
	c.m->frame[2][1] = good;
	while (mms_range_chunk(&c.a->w, HOLD) > 0)
		;
	KUNIT_EXPECT_EQ(test, mms_mapped_bytes(mms_recount_total(c.a)), 4ULL << 20);
	KUNIT_EXPECT_EQ(test, c.a->repeats, 0ULL);
}

/*
 * Walks 100 of the 512 pages of a first table, whose second and third are one, masks
 * the entry that led to it with @keep, and walks on.
 */
static struct mms_mapped changed(struct kunit *test, struct case_data *c, u64 keep)
{
	*c = start(test, 4);
	tables_map(c->m, TABLES_HALF, 0x100000, 512);
	tables_map(c->m, TABLES_HALF + 0x200000, 0x500000, 512);
	c->m->frame[2][2] = c->m->frame[2][1];
	mms_range_init(&c->a->w, &c->m->g, &c->m->r, TABLES_ROOT, TABLES_HALF, ~0ULL);
	mms_recount_start(c->a, NULL);
	KUNIT_EXPECT_EQ(test, mms_range_chunk(&c->a->w, 4 * 8 + 3 + 100 * 17), 1);
	KUNIT_EXPECT_EQ(test, c->a->w.next, TABLES_HALF + 100 * 4096);
	c->m->frame[2][0] &= keep;
	while (mms_range_chunk(&c->a->w, HOLD) > 0)
		cond_resched();
	return *mms_recount_total(c->a);
}

/* A table that changes between two holds is not remembered. */
static void again_changes(struct kunit *test)
{
	struct case_data c;
	struct mms_mapped m;
	u64 first;

	/* Gone: the next table has nothing of it. */
	m = changed(test, &c, 0);
	KUNIT_EXPECT_EQ(test, m.perm[RWX], (100ULL + 2 * 512) << 12);
	KUNIT_EXPECT_EQ(test, c.a->repeats, 1ULL);
	/* Read-only since: not the writable one that comes next. */
	m = changed(test, &c, ~MMS_X86_RW);
	KUNIT_EXPECT_EQ(test, m.perm[RWX], (100ULL + 2 * 512) << 12);
	KUNIT_EXPECT_EQ(test, m.perm[RX], 412ULL << 12);

	c = start(test, 4);
	tables_map(c.m, TABLES_HALF, 0x100000, 512);
	first = c.m->frame[2][0];
	c.m->frame[2][1] = first;
	mms_range_init(&c.a->w, &c.m->g, &c.m->r, TABLES_ROOT, TABLES_HALF, ~0ULL);
	mms_recount_start(c.a, NULL);
	KUNIT_ASSERT_EQ(test, mms_range_chunk(&c.a->w, 4 * 8 + 3 + 100 * 17), 1);
	c.m->frame[2][0] = first & ~MMS_X86_RW;
	while (mms_range_chunk(&c.a->w, HOLD) > 0)
		cond_resched();
	KUNIT_EXPECT_EQ(test, mms_recount_total(c.a)->perm[RWX], (100ULL + 512) << 12);
	KUNIT_EXPECT_EQ(test, mms_recount_total(c.a)->perm[RX], 412ULL << 12);

	/* Nor are the tables above one that changed. */
	c = start(test, 4);
	tables_map(c.m, TABLES_HALF, 0x100000, 512);
	tables_map(c.m, TABLES_HALF + 0x200000, 0x500000, 256);
	tables_put(c.m, 1, TABLES_HALF + 0x40000000, c.m->frame[1][0]);
	mms_range_init(&c.a->w, &c.m->g, &c.m->r, TABLES_ROOT, TABLES_HALF, ~0ULL);
	mms_recount_start(c.a, NULL);
	KUNIT_ASSERT_EQ(test, mms_range_chunk(&c.a->w, 4 * 8 + 3 + 100 * 17), 1);
	c.m->frame[2][0] = 0;
	while (mms_range_chunk(&c.a->w, HOLD) > 0)
		cond_resched();
	KUNIT_EXPECT_EQ(test, mms_mapped_bytes(mms_recount_total(c.a)), (100ULL + 512) << 12);
	KUNIT_EXPECT_EQ(test, c.a->repeats, 1ULL);
}

static struct kunit_case again_cases[] = {
	KUNIT_CASE(again_shadow),
	KUNIT_CASE(again_layout),
	KUNIT_CASE(again_counts),
	KUNIT_CASE(again_unknown),
	KUNIT_CASE(again_changes),
	{}
};

struct kunit_suite mmscope_pt_recount_suite = {
	.name = "mmscope_pt_recount",
	.test_cases = again_cases,
};
