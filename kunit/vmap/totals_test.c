// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_vmap_totals: vmap_areas summed up by order and by caller. Only busy
 * areas count, guard pages never; the sums over rows are the sums over areas.
 * Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/vmap/vmap.h>

#include "../suites.h"

#define PAGE 4096ULL

/* Pages with the guard, guard pages, state, page order, nr_pages, caller. */
#define AREA(pages, guards, what, huge, nr, who) {			\
	.start = 0x100000, .end = 0x100000 + (pages) * PAGE, \
	.guard = (guards) * PAGE, .state = (what), .page_order = (huge), \
	.nr_pages = (nr), .caller = (who) }

static const struct mms_vmap_area areas[] = {
	AREA(5, 1, MMS_VMAP_BUSY, 0, 4, 0x200),
	AREA(5, 1, MMS_VMAP_BUSY, 0, 4, 0x100),
	AREA(4, 1, MMS_VMAP_BUSY, 0, 3, 0x100),
	AREA(1, 0, MMS_VMAP_BUSY, 0, 0, 0),
	AREA(513, 1, MMS_VMAP_BUSY, 9, 512, 0x300),
	AREA(5, 1, MMS_VMAP_LAZY, 0, 0, 0),
	AREA(5, 1, MMS_VMAP_POOLED, 0, 0, 0),
};

static void totals_by_order(struct kunit *test)
{
	static const struct mms_vmap_range holes[] = {
		{ 0, PAGE }, { 0, 3 * PAGE }, { 0, 4 * PAGE }, { 0, 7 * PAGE },
	};
	struct mms_vmap_order *o;

	o = kunit_kzalloc(test, MMS_VMAP_ORDERS * sizeof(*o), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, o);
	memset(o, 0xff, MMS_VMAP_ORDERS * sizeof(*o));
	mms_vmap_orders(areas, ARRAY_SIZE(areas), holes, ARRAY_SIZE(holes), 12, o);
	KUNIT_EXPECT_EQ(test, o[0].areas, 1ULL);
	KUNIT_EXPECT_EQ(test, o[0].bytes, PAGE);
	KUNIT_EXPECT_EQ(test, o[0].pages, 0ULL);
	KUNIT_EXPECT_EQ(test, o[0].holes, 1ULL);
	KUNIT_EXPECT_EQ(test, o[1].areas, 0ULL);
	KUNIT_EXPECT_EQ(test, o[1].holes, 1ULL);
	/* 3 pages take 2^2 of them, and are 3 all the same. */
	KUNIT_EXPECT_EQ(test, o[2].areas, 3ULL);
	KUNIT_EXPECT_EQ(test, o[2].bytes, 11 * PAGE);
	KUNIT_EXPECT_EQ(test, o[2].pages, 11ULL);
	KUNIT_EXPECT_EQ(test, o[2].page_order_areas, 0ULL);
	KUNIT_EXPECT_EQ(test, o[2].holes, 2ULL);
	KUNIT_EXPECT_EQ(test, o[2].hole_bytes, 11 * PAGE);
	KUNIT_EXPECT_EQ(test, o[9].areas, 1ULL);
	KUNIT_EXPECT_EQ(test, o[9].page_order_areas, 1ULL);
	KUNIT_EXPECT_EQ(test, o[MMS_VMAP_ORDERS - 1].areas, 0ULL);
}

/* By insertion, to be independent of lib/core/sort.c. */
static void sort_rows(struct mms_vmap_caller *c, u32 n)
{
	u32 i, j;

	for (i = 1; i < n; i++) {
		struct mms_vmap_caller row = c[i];

		for (j = i; j && mms_vmap_caller_cmp(&c[j - 1], &row) > 0; j--)
			c[j] = c[j - 1];
		c[j] = row;
	}
}

/* As vmap_inspect does it: a row an area, then one a call site. */
static u32 rows_by_site(struct mms_vmap_caller *c)
{
	u32 n = mms_vmap_callers(areas, ARRAY_SIZE(areas), 12, c), i;

	sort_rows(c, n);
	n = mms_vmap_callers_merge(c, n);
	for (i = 0; i < n; i++)
		c[i].sites = 1;
	return n;
}

static void totals_by_caller(struct kunit *test)
{
	struct mms_vmap_caller c[ARRAY_SIZE(areas)];
	u32 n = rows_by_site(c);

	KUNIT_ASSERT_EQ(test, n, 4U);
	KUNIT_EXPECT_EQ(test, c[0].caller, 0ULL);
	KUNIT_EXPECT_EQ(test, c[0].areas, 1ULL);
	KUNIT_EXPECT_EQ(test, c[1].caller, 0x100ULL);
	KUNIT_EXPECT_EQ(test, c[1].sites, 1ULL);
	KUNIT_EXPECT_EQ(test, c[1].areas, 2ULL);
	KUNIT_EXPECT_EQ(test, c[1].bytes, 7 * PAGE);
	KUNIT_EXPECT_EQ(test, c[1].pages, 7ULL);
	KUNIT_EXPECT_EQ(test, c[1].page_order_areas, 0ULL);
	KUNIT_EXPECT_EQ(test, c[1].page_order_bytes, 0ULL);
	KUNIT_EXPECT_EQ(test, c[3].caller, 0x300ULL);
	KUNIT_EXPECT_EQ(test, c[3].page_order_areas, 1ULL);
	KUNIT_EXPECT_EQ(test, c[3].page_order_bytes, 512 * PAGE);
}

/* Two call sites of one function become one row, of two sites. */
static void totals_by_function(struct kunit *test)
{
	struct mms_vmap_caller c[ARRAY_SIZE(areas)];
	u32 n = rows_by_site(c), i;

	for (i = 0; i < n; i++)
		if (c[i].caller == 0x200)
			c[i].caller = 0x100;
	c[n] = c[n - 1];	/* the one of huge pages */
	sort_rows(c, ++n);
	n = mms_vmap_callers_merge(c, n);
	KUNIT_ASSERT_EQ(test, n, 3U);
	KUNIT_EXPECT_EQ(test, c[2].page_order_areas, 2ULL);
	KUNIT_EXPECT_EQ(test, c[2].page_order_bytes, 1024 * PAGE);
	KUNIT_EXPECT_EQ(test, c[1].sites, 2ULL);
	KUNIT_EXPECT_EQ(test, c[1].areas, 3ULL);
	KUNIT_EXPECT_EQ(test, c[1].bytes, 11 * PAGE);
	KUNIT_EXPECT_EQ(test, c[1].pages, 11ULL);
	mms_vmap_callers_by_bytes(c, n);
	KUNIT_EXPECT_EQ(test, c[0].caller, 0x300ULL);
	KUNIT_EXPECT_EQ(test, c[1].caller, 0x100ULL);
	KUNIT_EXPECT_EQ(test, c[2].caller, 0ULL);
}

/* Rows of equal amounts are in a fixed order, whatever order they came in. */
static void totals_of_equal_callers(struct kunit *test)
{
	struct mms_vmap_caller c[] = {
		{ .caller = 3, .bytes = 8 }, { .caller = 1, .bytes = 8 },
		{ .caller = 2, .bytes = 9 }, { .caller = 5, .bytes = 7 },
		{ .caller = 4, .bytes = 8 }, { .caller = 4, .bytes = 8 },
	};

	mms_vmap_callers_by_bytes(c, ARRAY_SIZE(c));
	KUNIT_EXPECT_EQ(test, c[0].caller, 2ULL);
	KUNIT_EXPECT_EQ(test, c[1].caller, 1ULL);
	KUNIT_EXPECT_EQ(test, c[2].caller, 3ULL);
	KUNIT_EXPECT_EQ(test, c[3].caller, 4ULL);
	KUNIT_EXPECT_EQ(test, c[4].caller, 4ULL);
	KUNIT_EXPECT_EQ(test, c[5].caller, 5ULL);
}

static void totals_of_nothing(struct kunit *test)
{
	struct mms_vmap_caller c = { .caller = 7 };
	struct mms_vmap_order *o;

	o = kunit_kzalloc(test, MMS_VMAP_ORDERS * sizeof(*o), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, o);
	mms_vmap_orders(NULL, 0, NULL, 0, 12, o);
	KUNIT_EXPECT_EQ(test, o[0].areas, 0ULL);
	KUNIT_EXPECT_EQ(test, mms_vmap_callers(NULL, 0, 12, &c), 0U);
	KUNIT_EXPECT_EQ(test, c.caller, 7ULL);
}

/*
 * ioremap() maps devices: no memory, however large; what the kernel does not count
 * is not invented.
 */
static void totals_keep_devices_apart(struct kunit *test)
{
	static const struct mms_vmap_area some[] = {
		{ .end = 257 * PAGE, .guard = PAGE, .state = MMS_VMAP_BUSY,
		  .kind = MMS_VMAP_IOREMAP, .caller = 1 },
		{ .end = 257 * PAGE, .guard = PAGE, .state = MMS_VMAP_BUSY,
		  .kind = MMS_VMAP_VMALLOC, .nr_pages = 256, .caller = 1 },
		{ .end = 257 * PAGE, .guard = PAGE, .state = MMS_VMAP_BUSY,
		  .kind = MMS_VMAP_RAM, .caller = 1 },
		{ .end = 257 * PAGE, .guard = PAGE, .state = MMS_VMAP_LAZY },
	};
	struct mms_vmap_caller c[ARRAY_SIZE(some)];
	struct mms_vmap_order *o;

	o = kunit_kzalloc(test, MMS_VMAP_ORDERS * sizeof(*o), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, o);
	mms_vmap_orders(some, ARRAY_SIZE(some), NULL, 0, 12, o);
	KUNIT_EXPECT_EQ(test, o[8].areas, 3ULL);
	KUNIT_EXPECT_EQ(test, o[8].device_areas, 1ULL);
	KUNIT_EXPECT_EQ(test, o[8].device_bytes, 256 * PAGE);
	KUNIT_ASSERT_EQ(test, mms_vmap_callers(some, ARRAY_SIZE(some), 12, c), 3U);
	KUNIT_ASSERT_EQ(test, mms_vmap_callers_merge(c, 3), 1U);
	KUNIT_EXPECT_EQ(test, c[0].bytes, 3 * 256 * PAGE);
	KUNIT_EXPECT_EQ(test, c[0].ram, 256 * PAGE);
	KUNIT_EXPECT_EQ(test, c[0].device, 256 * PAGE);
}

static struct kunit_case totals_cases[] = {
	KUNIT_CASE(totals_by_order),
	KUNIT_CASE(totals_by_caller),
	KUNIT_CASE(totals_by_function),
	KUNIT_CASE(totals_of_equal_callers),
	KUNIT_CASE(totals_of_nothing),
	KUNIT_CASE(totals_keep_devices_apart),
	{}
};

struct kunit_suite mmscope_vmap_totals_suite = {
	.name = "mmscope_vmap_totals",
	.test_cases = totals_cases,
};
