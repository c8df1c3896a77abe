// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_vmap_areas: snapshots of vmap_areas made by hand. An area that moved
 * between lists while they were read is seen once, in its later state; bytes that
 * are lost or in two areas are not hidden, but keep the space from tiling. Sums are
 * in totals_test.c. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <mmscope/vmap/vmap.h>

#include "../suites.h"
#include "case.h"

static void vmap_orders_of_sizes(struct kunit *test)
{
	static const struct {
		u64 bytes;
		u32 area;
		u32 hole;
	} cases[] = {
		{ 0, 0, 0 }, { 1, 0, 0 }, { 4096, 0, 0 }, { 4097, 1, 0 },
		{ 8192, 1, 1 }, { 12288, 2, 1 }, { 16384, 2, 2 },
		{ 2097152, 9, 9 }, { 2097153, 10, 9 },
		{ 1ULL << 63, 51, 51 }, { U64_MAX, 52, 51 },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		KUNIT_EXPECT_EQ_MSG(test, mms_vmap_order(cases[i].bytes, 12),
				    cases[i].area, "%llu", cases[i].bytes);
		KUNIT_EXPECT_EQ_MSG(test, mms_vmap_hole_order(cases[i].bytes, 12),
				    cases[i].hole, "%llu", cases[i].bytes);
	}
	/* 64 KiB pages */
	KUNIT_EXPECT_EQ(test, mms_vmap_order(65537, 16), 1U);
	KUNIT_EXPECT_EQ(test, mms_vmap_hole_order(65536 * 3, 16), 1U);
	/* However large: there is a row for its order. */
	KUNIT_EXPECT_EQ(test, mms_vmap_order(U64_MAX, 16), 48U);
	KUNIT_EXPECT_EQ(test, mms_vmap_order(U64_MAX, 0), MMS_VMAP_ORDERS - 1U);
	KUNIT_EXPECT_EQ(test, mms_vmap_hole_order(U64_MAX, 0), MMS_VMAP_ORDERS - 1U);
}

static void vmap_data_is_without_guard(struct kunit *test)
{
	struct mms_vmap_area a = { .start = 0x1000, .end = 0x4000 };

	KUNIT_EXPECT_EQ(test, mms_vmap_data(&a), 0x3000ULL);
	a.guard = 0x1000;
	KUNIT_EXPECT_EQ(test, mms_vmap_data(&a), 0x2000ULL);
	a.guard = 0x3000;
	KUNIT_EXPECT_EQ(test, mms_vmap_data(&a), 0ULL);
	a.guard = 0x10000;
	KUNIT_EXPECT_EQ(test, mms_vmap_data(&a), 0ULL);
}

static void vmap_names(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, mms_vmap_kind_name(MMS_VMAP_VMALLOC), "vmalloc");
	KUNIT_EXPECT_STREQ(test, mms_vmap_kind_name(MMS_VMAP_OTHER), "other");
	KUNIT_EXPECT_STREQ(test, mms_vmap_kind_name(MMS_VMAP_MAPPED), "mapped");
	KUNIT_EXPECT_STREQ(test, mms_vmap_kind_name(200), "unknown");
	KUNIT_EXPECT_STREQ(test, mms_vmap_state_name(LAZY), "lazy");
	KUNIT_EXPECT_STREQ(test, mms_vmap_state_name(200), "unknown");
}

static void expect_holes(struct kunit *test, const struct shot *s,
			 const struct mms_vmap_range *want)
{
	u32 i;

	for (i = 0; want[i].end; i++) {
		KUNIT_ASSERT_LT(test, i, s->nholes);
		KUNIT_EXPECT_EQ(test, s->hole[i].start, want[i].start);
		KUNIT_EXPECT_EQ(test, s->hole[i].end, want[i].end);
	}
	KUNIT_EXPECT_EQ(test, s->nholes, i);
}

/* What was allocated out of a free range after the free tree was read. */
static void vmap_cuts_holes(struct kunit *test)
{
	static const struct item script[] = {
		{ FREE, 0, 100 }, { BUSY, 0, 10 }, { BUSY, 20, 30 },
		{ LAZY, 30, 40 }, { BUSY, 90, 110 },
		{ FREE, 120, 130 }, { BUSY, 120, 130 },
		{ FREE, 140, 150 }, { BUSY, 150, 155 }, {}
	};
	static const struct mms_vmap_range want[] = {
		{ 10, 20 }, { 40, 90 }, { 140, 150 }, {}
	};
	struct shot *s = settled(test, script);
	struct mms_vmap_range few[2] = {};

	expect_holes(test, s, want);
	/* With too little room it returns how much is needed, and writes no more. */
	KUNIT_EXPECT_EQ(test, mms_vmap_holes(s->free, s->nfree, s->area, s->count,
					     few, 1), 3U);
	KUNIT_EXPECT_EQ(test, few[0].end, 20ULL);
	KUNIT_EXPECT_EQ(test, few[1].end, 0ULL);
	KUNIT_EXPECT_EQ(test, mms_vmap_holes(s->free, s->nfree, s->area, s->count,
					     NULL, 0), 3U);
}

/* Areas that overlap must neither cause a hang nor overlapping holes. */
static void vmap_cuts_holes_by_overlapping_areas(struct kunit *test)
{
	static const struct item script[] = {
		{ FREE, 0, 100 }, { BUSY, 10, 60 }, { BUSY, 20, 30 },
		{ BUSY, 50, 70 }, {}
	};
	static const struct mms_vmap_range want[] = {
		{ 0, 10 }, { 70, 100 }, {}
	};
	/* One area over the end of a free range and the start of the next. */
	static const struct item across[] = {
		{ FREE, 0, 100 }, { BUSY, 90, 130 }, { FREE, 120, 140 }, {}
	};
	static const struct mms_vmap_range want_across[] = { { 0, 90 }, { 130, 140 }, {} };

	expect_holes(test, settled(test, script), want);
	expect_holes(test, settled(test, across), want_across);
}

static void vmap_tiles_exactly(struct kunit *test)
{
	static const struct item script[] = {
		{ FREE, 1, 30 }, { BUSY, 30, 40 }, { LAZY, 40, 45 },
		{ POOLED, 45, 50 }, { FREE, 50, 70 }, { BUSY, 70, 100 },
		{ FREE, 100, U64_MAX }, {}
	};
	struct shot *s = tiled(test, script, 10, 200);
	struct mms_vmap_tiling *t = &s->tiling;

	KUNIT_EXPECT_TRUE(test, mms_vmap_tiles(t, 190));
	KUNIT_EXPECT_FALSE(test, mms_vmap_tiles(t, 191));
	KUNIT_EXPECT_EQ(test, t->bytes[BUSY], 40ULL);
	KUNIT_EXPECT_EQ(test, t->bytes[LAZY], 5ULL);
	KUNIT_EXPECT_EQ(test, t->bytes[POOLED], 5ULL);
	KUNIT_EXPECT_EQ(test, t->hole_bytes, 140ULL);
	KUNIT_EXPECT_EQ(test, t->holes, 3U);
	KUNIT_EXPECT_EQ(test, t->largest, 100ULL);
	KUNIT_EXPECT_EQ(test, t->areas[BUSY], 2U);
	/* No areas and no holes cover an empty space, and no other. */
	mms_vmap_tile(NULL, 0, NULL, 0, 10, 10, t);
	KUNIT_EXPECT_TRUE(test, mms_vmap_tiles(t, 0));
	mms_vmap_tile(NULL, 0, NULL, 0, 10, 20, t);
	KUNIT_EXPECT_EQ(test, t->gap_bytes, 10ULL);
	/* What lies outside the space is not counted. */
	s = tiled(test, script, 40, 110);
	KUNIT_EXPECT_TRUE(test, mms_vmap_tiles(&s->tiling, 70));
	KUNIT_EXPECT_EQ(test, s->tiling.areas[BUSY], 1U);
	/* The largest hole need not be the last. */
	KUNIT_EXPECT_EQ(test, s->tiling.largest, 20ULL);
	/* An area of an unknown state covers its bytes, but is not counted by state. */
	s->area[0].state = 7;
	mms_vmap_tile(s->area, 1, NULL, 0, 30, 40, t);
	KUNIT_EXPECT_EQ(test, t->gaps, 0U);
	KUNIT_EXPECT_FALSE(test, mms_vmap_tiles(t, 10));
}

static void vmap_finds_gaps_and_overlaps(struct kunit *test)
{
	static const struct item gaps[] = {
		{ BUSY, 10, 20 }, { FREE, 25, 30 }, { LAZY, 30, 40 }, {}
	};
	static const struct item overlap[] = {
		{ FREE, 0, 20 }, { BUSY, 20, 40 }, { BUSY, 30, 50 }, { BUSY, 42, 44 }, {}
	};
	struct shot *s = tiled(test, gaps, 0, 50);
	struct mms_vmap_tiling *t = &s->tiling;

	KUNIT_EXPECT_FALSE(test, mms_vmap_tiles(t, 50));
	KUNIT_EXPECT_EQ(test, t->gaps, 3U);
	KUNIT_EXPECT_EQ(test, t->gap_bytes, 25ULL);
	KUNIT_EXPECT_EQ(test, t->gap[0].start, 0ULL);
	KUNIT_EXPECT_EQ(test, t->gap[0].end, 10ULL);
	KUNIT_EXPECT_EQ(test, t->gap[1].start, 20ULL);
	KUNIT_EXPECT_EQ(test, t->gap[1].end, 25ULL);
	KUNIT_EXPECT_EQ(test, t->gap[2].start, 40ULL);
	KUNIT_EXPECT_EQ(test, t->gap[2].end, 50ULL);

	s = tiled(test, overlap, 0, 50);
	KUNIT_EXPECT_FALSE(test, mms_vmap_tiles(&s->tiling, 50));
	KUNIT_EXPECT_EQ(test, s->tiling.overlap_bytes, 12ULL);
	KUNIT_EXPECT_EQ(test, s->tiling.gaps, 0U);
}

/* More gaps than can be kept are still counted. */
static void vmap_counts_every_gap(struct kunit *test)
{
	struct mms_vmap_tiling *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL), *again;
	struct mms_vmap_range hole[MMS_VMAP_GAPS + 4];
	u32 i;

	again = kunit_kzalloc(test, sizeof(*again), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, t);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, again);
	for (i = 0; i < ARRAY_SIZE(hole); i++) {
		hole[i].start = i * 10 + 1;
		hole[i].end = i * 10 + 10;
	}
	mms_vmap_tile(NULL, 0, hole, ARRAY_SIZE(hole), 0, hole[i - 1].end + 5, t);
	KUNIT_EXPECT_EQ(test, t->gaps, (u32)ARRAY_SIZE(hole) + 1);
	KUNIT_EXPECT_EQ(test, t->gap_bytes, (u64)ARRAY_SIZE(hole) + 5);
	/* Those that two snapshots share, too: half of each of these. */
	for (i = 0; i < MMS_VMAP_GAPS; i++) {
		t->gap[i].start = i * 20;
		t->gap[i].end = i * 20 + 20;
		again->gap[i].start = i * 20 + 10;
		again->gap[i].end = i * 20 + 30;
	}
	again->gaps = MMS_VMAP_GAPS;
	mms_vmap_gaps_common(t, again);
	KUNIT_EXPECT_EQ(test, t->gaps, 2U * MMS_VMAP_GAPS - 1);
	KUNIT_EXPECT_EQ(test, t->gap_bytes, 10ULL * (2 * MMS_VMAP_GAPS - 1));
}

static void vmap_keeps_gaps_seen_twice(struct kunit *test)
{
	static const struct item first[] = {
		{ FREE, 0, 10 }, { FREE, 20, 30 }, { FREE, 50, 60 }, {}
	};
	static const struct item again[] = {
		{ FREE, 0, 25 }, { FREE, 35, 45 }, { FREE, 50, 60 }, {}
	};
	struct shot *s = tiled(test, first, 0, 60);
	struct shot *later = tiled(test, again, 0, 60);

	/* 10-20 was in transit; of 30-50 only 30-35 and 45-50 were both times. */
	mms_vmap_gaps_common(&s->tiling, &later->tiling);
	KUNIT_EXPECT_EQ(test, s->tiling.gaps, 2U);
	KUNIT_EXPECT_EQ(test, s->tiling.gap_bytes, 10ULL);
	KUNIT_EXPECT_EQ(test, s->tiling.gap[0].start, 30ULL);
	KUNIT_EXPECT_EQ(test, s->tiling.gap[1].start, 45ULL);
	KUNIT_EXPECT_FALSE(test, mms_vmap_tiles(&s->tiling, 60));
	/* A look without gaps leaves none in common. */
	memset(&later->tiling, 0, sizeof(later->tiling));
	mms_vmap_gaps_common(&s->tiling, &later->tiling);
	KUNIT_EXPECT_EQ(test, s->tiling.gaps, 0U);
	KUNIT_EXPECT_EQ(test, s->tiling.gap_bytes, 0ULL);
}

static void vmap_finds_areas(struct kunit *test)
{
	static const struct mms_vmap_area areas[] = {
		{ .start = 10, .end = 20 }, { .start = 20, .end = 25 }, { .start = 30, .end = 31 },
	};
	static const struct {
		u64 va;
		int at;
	} wanted[] = {
		{ 9, -1 }, { 10, 0 }, { 19, 0 }, { 20, 1 }, { 24, 1 }, { 25, -1 }, { 30, 2 },
		{ 31, -1 }, { ~0ULL, -1 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wanted); i++)
		KUNIT_EXPECT_PTR_EQ_MSG(test, mms_vmap_find(areas, ARRAY_SIZE(areas), wanted[i].va),
					wanted[i].at < 0 ? NULL : &areas[wanted[i].at], "%llu",
					wanted[i].va);
	KUNIT_EXPECT_FALSE(test, mms_vmap_find(areas, 0, 10));
}

static struct kunit_case vmap_cases[] = {
	KUNIT_CASE(vmap_finds_areas),
	KUNIT_CASE(vmap_orders_of_sizes),
	KUNIT_CASE(vmap_data_is_without_guard),
	KUNIT_CASE(vmap_names),
	KUNIT_CASE(vmap_cuts_holes),
	KUNIT_CASE(vmap_cuts_holes_by_overlapping_areas),
	KUNIT_CASE(vmap_tiles_exactly),
	KUNIT_CASE(vmap_finds_gaps_and_overlaps),
	KUNIT_CASE(vmap_counts_every_gap),
	KUNIT_CASE(vmap_keeps_gaps_seen_twice),
	{}
};

struct kunit_suite mmscope_vmap_areas_suite = {
	.name = "mmscope_vmap_areas",
	.test_cases = vmap_cases,
};
