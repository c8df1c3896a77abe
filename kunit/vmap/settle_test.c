// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_vmap_settle: areas that were read list by list. An area that moved between
 * lists meanwhile is seen once, in its later state; over two holds of
 * vmap_purge_lock what was read later counts; overlaps without an explanation are
 * counted as conflicts. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/vmap/vmap.h>

#include "../suites.h"
#include "case.h"

static void expect_areas(struct kunit *test, const struct shot *s,
			 const struct item *want)
{
	u32 i;

	for (i = 0; want[i].end; i++) {
		KUNIT_ASSERT_LT(test, i, s->count);
		KUNIT_EXPECT_EQ(test, s->area[i].state, want[i].state);
		KUNIT_EXPECT_EQ(test, s->area[i].start, want[i].start);
		KUNIT_EXPECT_EQ(test, s->area[i].end, want[i].end);
	}
	KUNIT_EXPECT_EQ(test, s->count, i);
}

static void vmap_sorts(struct kunit *test)
{
	static const struct item script[] = {
		{ BUSY, 50, 60 }, { LAZY, 10, 20 }, { BUSY, 20, 30 },
		{ POOLED, 90, 95 }, { BUSY, 0, 10 }, {}
	};
	static const struct item want[] = {
		{ BUSY, 0, 10 }, { LAZY, 10, 20 }, { BUSY, 20, 30 },
		{ BUSY, 50, 60 }, { POOLED, 90, 95 }, {}
	};
	struct shot *s = settled(test, script);

	expect_areas(test, s, want);
	KUNIT_EXPECT_EQ(test, s->conflicts, 0U);
}

/* Each moved on while the lists were read; the later state counts. */
static void vmap_drops_what_areas_were(struct kunit *test)
{
	static const struct item script[] = {
		/* pooled, then allocated; pooled, allocated and freed again */
		{ POOLED, 10, 20 }, { BUSY, 10, 20 },
		{ POOLED, 30, 40 }, { BUSY, 30, 40 }, { LAZY, 30, 40 },
		/* three areas freed, and merged into one with what was there */
		{ BUSY, 60, 70 }, { BUSY, 70, 75 }, { BUSY, 75, 80 },
		{ LAZY, 50, 90 }, {}
	};
	static const struct item want[] = {
		{ BUSY, 10, 20 }, { LAZY, 30, 40 }, { LAZY, 50, 90 }, {}
	};
	struct shot *s = settled(test, script);

	expect_areas(test, s, want);
	KUNIT_EXPECT_EQ(test, s->conflicts, 0U);
}

/* No transition gives these; they stay, and are counted. */
static void vmap_counts_conflicts(struct kunit *test)
{
	static const struct item scripts[][3] = {
		{ { BUSY, 10, 20 }, { BUSY, 10, 20 }, {} },
		{ { BUSY, 10, 20 }, { BUSY, 15, 25 }, {} },
		{ { BUSY, 10, 20 }, { LAZY, 15, 25 }, {} },
		{ { LAZY, 10, 20 }, { BUSY, 15, 25 }, {} },
		{ { LAZY, 10, 20 }, { LAZY, 12, 18 }, {} },
		{ { POOLED, 10, 20 }, { BUSY, 10, 15 }, {} },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(scripts); i++) {
		struct shot *s = tiled(test, scripts[i], 10, 25);

		KUNIT_EXPECT_EQ_MSG(test, s->conflicts, 1U, "script %u", i);
		KUNIT_EXPECT_EQ_MSG(test, s->count, 2U, "script %u", i);
		KUNIT_EXPECT_FALSE(test, mms_vmap_tiles(&s->tiling, 15));
	}
}

/*
 * The lock was dropped in between: what was read later is true, whatever it
 * overlaps. The numbers behind the addresses are the holds of vmap_purge_lock.
 */
static void vmap_believes_the_later_hold(struct kunit *test)
{
	static const struct {
		struct item script[5];
		struct item want[4];
	} cases[] = {
		/* freed, purged and allocated again: larger, smaller, shifted */
		{ { { BUSY, 10, 20, 1 }, { BUSY, 5, 25, 2 }, {} }, { { BUSY, 5, 25 }, {} } },
		{ { { BUSY, 10, 40, 1 }, { BUSY, 20, 30, 2 }, {} }, { { BUSY, 20, 30 }, {} } },
		{ { { BUSY, 10, 20, 2 }, { BUSY, 15, 25, 1 }, {} }, { { BUSY, 10, 20 }, {} } },
		{ { { BUSY, 10, 20, 1 }, { BUSY, 15, 25, 2 }, {} }, { { BUSY, 15, 25 }, {} } },
		/* an earlier state, but seen later: freed, purged and allocated again */
		{ { { LAZY, 10, 20, 1 }, { BUSY, 10, 20, 2 }, {} }, { { BUSY, 10, 20 }, {} } },
		{ { { BUSY, 10, 20, 1 }, { POOLED, 10, 20, 2 }, {} }, { { POOLED, 10, 20 }, {} } },
		/* each replaces the one before it, though it is replaced itself */
		{ { { BUSY, 10, 20, 1 }, { BUSY, 15, 40, 2 }, { BUSY, 30, 50, 3 }, {} },
		  { { BUSY, 30, 50 }, {} } },
		/* an area that is gone still replaces what was read before it */
		{ { { BUSY, 0, 100, 2 }, { LAZY, 10, 20, 3 }, { BUSY, 50, 60, 1 }, {} },
		  { { LAZY, 10, 20 }, {} } },
		/* but not what was read in its own hold */
		{ { { BUSY, 10, 40, 1 }, { BUSY, 20, 30, 2 }, { BUSY, 35, 38, 1 }, {} },
		  { { BUSY, 20, 30 }, { BUSY, 35, 38 }, {} } },
		/* neighbours without overlap are kept */
		{ { { BUSY, 0, 10, 1 }, { BUSY, 10, 20, 2 }, { BUSY, 20, 30, 1 }, {} },
		  { { BUSY, 0, 10 }, { BUSY, 10, 20 }, { BUSY, 20, 30 }, {} } },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct shot *s = settled(test, cases[i].script);

		expect_areas(test, s, cases[i].want);
		KUNIT_EXPECT_EQ_MSG(test, s->conflicts, 0U, "case %u", i);
	}
}

/* An unexplained overlap in the later hold is still a conflict. */
static void vmap_conflicts_within_a_hold(struct kunit *test)
{
	static const struct item script[] = {
		{ BUSY, 10, 40, 1 }, { BUSY, 10, 20, 2 }, { BUSY, 15, 25, 2 }, {}
	};
	static const struct item want[] = { { BUSY, 10, 20 }, { BUSY, 15, 25 }, {} };
	struct shot *s = settled(test, script);

	expect_areas(test, s, want);
	KUNIT_EXPECT_EQ(test, s->conflicts, 1U);
}

/* However many overlap each other: nothing is written past the array. */
static void vmap_settles_towers(struct kunit *test)
{
	struct mms_vmap_area *a;
	const u32 n = 100;
	u32 conflicts, i;

	a = kunit_kzalloc(test, n * sizeof(*a), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, a);
	for (i = 0; i < n; i++) {
		a[i].start = i;
		a[i].end = 1000 - i;
		a[i].state = BUSY;
	}
	KUNIT_EXPECT_EQ(test, mms_vmap_settle(a, n, &conflicts), n);
	KUNIT_EXPECT_EQ(test, conflicts, n - 1);
	/* The last was read last, and is all that is left. */
	for (i = 0; i < n; i++)
		a[i].hold = i + 1;
	KUNIT_EXPECT_EQ(test, mms_vmap_settle(a, n, &conflicts), 1U);
	KUNIT_EXPECT_EQ(test, a[0].hold, n);
	KUNIT_EXPECT_EQ(test, conflicts, 0U);
	/* Those that are gone are dropped before one that is not. */
	memset(a, 0, n * sizeof(*a));
	for (i = 0; i < 10; i++) {
		a[i].start = i;
		a[i].end = i < 9 ? 1000 : 500;
		a[i].state = BUSY;
		a[i].hold = i + 1;
	}
	a[10].start = 400;
	a[10].end = 401;
	a[10].state = BUSY;
	a[10].hold = 20;
	KUNIT_EXPECT_EQ(test, mms_vmap_settle(a, 11, &conflicts), 1U);
	KUNIT_EXPECT_EQ(test, a[0].start, 400ULL);
}

/* Of more than there is room for, the ones with the lowest ends are dropped. */
static void vmap_keeps_the_longest_in_mind(struct kunit *test)
{
	struct mms_vmap_area *a;
	const u32 n = 11;
	u32 conflicts, i;

	a = kunit_kzalloc(test, n * sizeof(*a), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, a);
	for (i = 0; i < n; i++) {
		a[i].start = i;
		a[i].end = 1000 + i;
		a[i].state = BUSY;
		a[i].hold = 1;
	}
	a[8].end = 2000;
	a[9].end = 3000;
	/* Read later, in the last two. */
	a[10].start = 1500;
	a[10].end = 1501;
	a[10].hold = 2;
	KUNIT_EXPECT_EQ(test, mms_vmap_settle(a, n, &conflicts), 9U);
	KUNIT_EXPECT_EQ(test, a[7].end, 1007ULL);
	KUNIT_EXPECT_EQ(test, a[8].start, 1500ULL);
}

static void vmap_orders_ranges(struct kunit *test)
{
	const struct mms_vmap_range low = { 10, 20 }, high = { 15, 18 };

	KUNIT_EXPECT_LT(test, mms_vmap_range_cmp(&low, &high), 0);
	KUNIT_EXPECT_GT(test, mms_vmap_range_cmp(&high, &low), 0);
	KUNIT_EXPECT_EQ(test, mms_vmap_range_cmp(&low, &low), 0);
}

static struct kunit_case settle_cases[] = {
	KUNIT_CASE(vmap_sorts),
	KUNIT_CASE(vmap_drops_what_areas_were),
	KUNIT_CASE(vmap_counts_conflicts),
	KUNIT_CASE(vmap_believes_the_later_hold),
	KUNIT_CASE(vmap_conflicts_within_a_hold),
	KUNIT_CASE(vmap_settles_towers),
	KUNIT_CASE(vmap_keeps_the_longest_in_mind),
	KUNIT_CASE(vmap_orders_ranges),
	{}
};

struct kunit_suite mmscope_vmap_settle_suite = {
	.name = "mmscope_vmap_settle",
	.test_cases = settle_cases,
};
