// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_buddy_frag: the fragmentation indices against cases worked out by hand and
 * against what /sys/kernel/debug/extfrag said on a real kernel. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <mmscope/buddy/buddy.h>

#include "../suites.h"

#define ORDERS 11

struct frag_case {
	const char *what;
	u64 nr_free[ORDERS];
	unsigned int order;
	struct mms_contig sums;
	int unusable;
	int frag;
};

static const struct frag_case cases[] = {
	/* Nothing free: all of it counts as unusable, and there is no index. */
	{ "empty", {}, 3, { 0, 0, 0 }, 1000, 0 },
	/* Eight single pages: 1000 - (1000 + 8 * 1000 / 8) / 8 = 750. */
	{ "singles", { 8 }, 3, { 8, 8, 0 }, 1000, 750 },
	/* One block of half the size: 1000 - (1000 + 500) / 1 = -500. */
	{ "one half", { 1 }, 1, { 1, 1, 0 }, 1000, -500 },
	/* Plenty of blocks of half the size: 1000 - (1000 + 500 * 500) / 500. */
	{ "many halves", { [8] = 500 }, 9, { 128000, 500, 0 }, 1000, 498 },
	/* A suitable block: (12 - 8) / 12 of the pages are in smaller ones. */
	{ "suitable", { 4, [3] = 1 }, 3, { 12, 5, 1 }, 333, -1000 },
	/* A larger block serves as many as fit in it. */
	{ "larger", { [10] = 2 }, 4, { 2048, 2, 128 }, 0, -1000 },
	/* Order 0 can use everything there is. */
	{ "order 0", { 3, 5, [7] = 1 }, 0, { 141, 9, 141 }, 0, -1000 },
	/* Debian 6.12.117, zone DMA: extfrag printed 0.016, 0.050 and 0.186. */
	{ "real, 7", { [6] = 1, [7] = 1, [9] = 1, [10] = 3 }, 7, { 3776, 6, 29 }, 16, -1000 },
	{ "real, 9", { [6] = 1, [7] = 1, [9] = 1, [10] = 3 }, 9, { 3776, 6, 7 }, 50, -1000 },
	{ "real, 10", { [6] = 1, [7] = 1, [9] = 1, [10] = 3 }, 10, { 3776, 6, 3 }, 186, -1000 },
	/* 4 PiB of single pages: no product overflows. */
	{ "huge", { 1ULL << 40 }, 10, { 1ULL << 40, 1ULL << 40, 0 }, 1000, 1000 },
};

static void frag_cases(struct kunit *test)
{
	struct mms_contig c;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct frag_case *k = &cases[i];

		mms_contig_info(&c, k->nr_free, ORDERS, k->order);
		KUNIT_EXPECT_EQ_MSG(test, c.free_pages, k->sums.free_pages, "%s", k->what);
		KUNIT_EXPECT_EQ_MSG(test, c.free_blocks, k->sums.free_blocks, "%s", k->what);
		KUNIT_EXPECT_EQ_MSG(test, c.suitable, k->sums.suitable, "%s", k->what);
		KUNIT_EXPECT_EQ_MSG(test, mms_unusable_index(k->order, &c), k->unusable,
				    "%s", k->what);
		KUNIT_EXPECT_EQ_MSG(test, mms_frag_index(k->order, &c), k->frag,
				    "%s", k->what);
	}
}

/* The index never decreases with the order. */
static void frag_unusable_grows(struct kunit *test)
{
	static const u64 nr_free[ORDERS] = { 7, 3, 9, 1, 0, 4, 2, 0, 1, 1, 2 };
	struct mms_contig c;
	unsigned int order;
	int last = 0;

	for (order = 0; order < ORDERS; order++) {
		mms_contig_info(&c, nr_free, ORDERS, order);
		KUNIT_EXPECT_GE(test, mms_unusable_index(order, &c), last);
		last = mms_unusable_index(order, &c);
	}
}

static struct kunit_case frag_test_cases[] = {
	KUNIT_CASE(frag_cases),
	KUNIT_CASE(frag_unusable_grows),
	{}
};

struct kunit_suite mmscope_buddy_frag_suite = {
	.name = "mmscope_buddy_frag",
	.test_cases = frag_test_cases,
};
