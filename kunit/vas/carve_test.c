// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_vas_carve: a part put inside others: what is left of them, where that is
 * in memory, and what happens without room. Worked out by hand. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <mmscope/vas/region.h>

#include "case.h"
#include "../suites.h"

#define ROOM 8

struct bounds {
	const char *name;
	u64 start;
	u64 last;
};

/* A direct map from 0x1000 on whose RAM is two ranges with a hole between them. */
static struct mms_vas *direct_map(struct kunit *test)
{
	static const struct mms_region parts[] = {
		{ .name = "direct_map", .start = 0x1000, .last = 0x8fff, .gap = "not_ram",
		  .linear = true },
		{ .name = "ram", .start = 0x1000, .last = 0x3fff, .base = 0x101000,
		  .depth = 1, .linear = true },
		{ .name = "ram", .start = 0x6000, .last = 0x8fff, .base = 0x106000,
		  .phys = 0x5000, .depth = 1, .linear = true },
	};
	struct mms_vas *v = region_case_new(test, ROOM, ~0ULL);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(parts); i++)
		KUNIT_ASSERT_EQ(test, mms_vas_add(v, &parts[i]), 0);
	return v;
}

static int carve(struct mms_vas *v, u64 start, u64 last)
{
	const struct mms_region part = {
		.name = "pool", .start = start, .last = last, .base = start, .depth = 1,
	};

	return mms_vas_carve(v, &part);
}

static void carve_pieces(struct kunit *test)
{
	static const struct {
		u64 start;
		u64 last;
		struct bounds want[6];
	} cases[] = {
		/* In the middle of one; at its ends; all of it. */
		{ 0x2000, 0x2fff, { { "ram", 0x1000, 0x1fff }, { "pool", 0x2000, 0x2fff },
				    { "ram", 0x3000, 0x3fff }, { "ram", 0x6000, 0x8fff } } },
		{ 0x1000, 0x1fff, { { "pool", 0x1000, 0x1fff }, { "ram", 0x2000, 0x3fff },
				    { "ram", 0x6000, 0x8fff } } },
		{ 0x3000, 0x3fff, { { "ram", 0x1000, 0x2fff }, { "pool", 0x3000, 0x3fff },
				    { "ram", 0x6000, 0x8fff } } },
		{ 0x1000, 0x3fff, { { "pool", 0x1000, 0x3fff }, { "ram", 0x6000, 0x8fff } } },
		/* From one into the other; over both; beside them. */
		{ 0x3000, 0x6fff, { { "ram", 0x1000, 0x2fff }, { "pool", 0x3000, 0x6fff },
				    { "ram", 0x7000, 0x8fff } } },
		{ 0x1000, 0x8fff, { { "pool", 0x1000, 0x8fff } } },
		{ 0x4000, 0x5fff, { { "ram", 0x1000, 0x3fff }, { "pool", 0x4000, 0x5fff },
				    { "ram", 0x6000, 0x8fff } } },
		/* One byte of each. */
		{ 0x3fff, 0x6000, { { "ram", 0x1000, 0x3ffe }, { "pool", 0x3fff, 0x6000 },
				    { "ram", 0x6001, 0x8fff } } },
	};
	size_t i;
	u32 n;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct mms_vas *v = direct_map(test);
		const struct mms_region *r = v->region;

		KUNIT_EXPECT_EQ(test, carve(v, cases[i].start, cases[i].last), 0);
		KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
		KUNIT_EXPECT_EQ(test, (int)mms_vas_check(v, NULL), (int)MMS_VAS_OK);
		for (n = 0; n < ARRAY_SIZE(cases[i].want) && cases[i].want[n].name; n++) {
			do {
				r++;
			} while (r < v->region + v->nr && (!r->depth || r->kind == MMS_REGION_GAP));
			KUNIT_ASSERT_TRUE_MSG(test, r < v->region + v->nr, "case %zu", i);
			KUNIT_EXPECT_STREQ_MSG(test, r->name, cases[i].want[n].name, "case %zu", i);
			KUNIT_EXPECT_EQ_MSG(test, r->start, cases[i].want[n].start, "case %zu", i);
			KUNIT_EXPECT_EQ_MSG(test, r->last, cases[i].want[n].last, "case %zu", i);
		}
	}
}

/* The pieces keep their physical addresses and the distance from their base. */
static void carve_phys(struct kunit *test)
{
	struct mms_vas *v = direct_map(test);
	const struct mms_region *r;

	KUNIT_EXPECT_EQ(test, carve(v, 0x7000, 0x7fff), 0);
	KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
	mms_vas_find(v, 0x6000, &r);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, r);
	KUNIT_EXPECT_EQ(test, r->phys, 0x5000ULL);
	KUNIT_EXPECT_EQ(test, r->base, 0x106000ULL);
	mms_vas_find(v, 0x8000, &r);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, r);
	KUNIT_EXPECT_EQ(test, r->phys, 0x7000ULL);
	KUNIT_EXPECT_EQ(test, r->base, 0x108000ULL);
}

static void carve_without_room(struct kunit *test)
{
	struct mms_vas *v = direct_map(test);

	v->max = v->nr + 1;
	KUNIT_EXPECT_EQ(test, carve(v, 0x2000, 0x2fff), -ENOSPC);
	KUNIT_EXPECT_EQ(test, v->dropped, 1U);
	v = direct_map(test);
	v->max = v->nr;
	KUNIT_EXPECT_EQ(test, carve(v, 0x3000, 0x3fff), -ENOSPC);
	KUNIT_EXPECT_EQ(test, v->dropped, 1U);
	KUNIT_EXPECT_EQ(test, carve(v, 0x7000, 0x7fff), -ENOSPC);
	KUNIT_EXPECT_EQ(test, v->dropped, 3U);
}

static struct kunit_case carve_cases[] = {
	KUNIT_CASE(carve_pieces),
	KUNIT_CASE(carve_phys),
	KUNIT_CASE(carve_without_room),
	{}
};

struct kunit_suite mmscope_vas_carve_suite = {
	.name = "mmscope_vas_carve",
	.test_cases = carve_cases,
};
