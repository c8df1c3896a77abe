// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_buddy: buddy arithmetic, and that every selfcheck of the allocator
 * says violated on corrupted input. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/buddy/buddy.h>

#include "../suites.h"

static const struct mms_buddy kernel = {
	.page_shift = 12,
	.nr_orders = 11,
	.block_order = 9,
	.nr_types = 5,
	.isolate = 4,
	.type = { "Unmovable", "Movable", "Reclaimable", "HighAtomic", "Isolate" },
};

static const struct mms_zone zone = {
	.name = "DMA32",
	.start_pfn = 0x1000,
	.spanned = 0x7efe0,
	.present = 0x7efe0,
	.managed = 500947,
	.free = 491158,
	.min = 11177,
	.low = 13971,
	.high = 16765,
	.promo = 19559,
};

static void buddy_arithmetic(struct kunit *test)
{
	unsigned int order;
	u64 pfn = 0x12345c00;

	KUNIT_EXPECT_EQ(test, mms_buddy_of(0x1000, 0), (u64)0x1001);
	KUNIT_EXPECT_EQ(test, mms_buddy_of(0x1001, 0), (u64)0x1000);
	KUNIT_EXPECT_EQ(test, mms_buddy_of(0x1400, 10), (u64)0x1000);
	KUNIT_EXPECT_EQ(test, mms_buddy_of(0, 40), 1ULL << 40);
	KUNIT_EXPECT_EQ(test, mms_buddy_head(0x17ff, 10), (u64)0x1400);
	KUNIT_EXPECT_EQ(test, mms_buddy_head(0x17ff, 0), (u64)0x17ff);
	for (order = 0; order < 10; order++) {
		u64 buddy = mms_buddy_of(pfn, order);

		/* Each other's buddies, halves of the same block. */
		KUNIT_EXPECT_EQ(test, mms_buddy_of(buddy, order), pfn);
		KUNIT_EXPECT_EQ(test, mms_buddy_head(pfn, order + 1),
				mms_buddy_head(buddy, order + 1));
	}
}

static void buddy_free_sum(struct kunit *test)
{
	static const u64 nr_free[11] = { 1, [3] = 2, [10] = 5 };
	struct mms_free_sum s = { .listed = 1000, .isolated = 512, .counter = 488 };

	KUNIT_EXPECT_EQ(test, mms_free_listed(nr_free, 11), (u64)(1 + 16 + 5120));
	KUNIT_EXPECT_TRUE(test, mms_free_sum_ok(&s));
	s.counter--;
	KUNIT_EXPECT_FALSE(test, mms_free_sum_ok(&s));
	s.counter += 2;
	KUNIT_EXPECT_FALSE(test, mms_free_sum_ok(&s));
	s.counter--;
	s.isolated = 0;
	KUNIT_EXPECT_FALSE(test, mms_free_sum_ok(&s));
}

static void buddy_list_check(struct kunit *test)
{
	const struct mms_list_check good = { .entries = 3, .nr_free = 3, .other_type = 1 };
	struct mms_list_check c = good;

	KUNIT_EXPECT_TRUE(test, mms_list_check_ok(&c));
	c.entries = 4;
	KUNIT_EXPECT_FALSE(test, mms_list_check_ok(&c));
	c.entries = 2;
	KUNIT_EXPECT_FALSE(test, mms_list_check_ok(&c));
	c = good;
	c.not_free = 1;
	KUNIT_EXPECT_FALSE(test, mms_list_check_ok(&c));
	c = good;
	c.wrong_order = 1;
	KUNIT_EXPECT_FALSE(test, mms_list_check_ok(&c));
	c = good;
	c.faults = 1;
	KUNIT_EXPECT_FALSE(test, mms_list_check_ok(&c));
}

static void buddy_block_faults(struct kunit *test)
{
	static const struct {
		struct mms_block block;
		enum mms_block_fault fault;
	} cases[] = {
		{ { 0x1000, 10, 1 }, MMS_BLOCK_OK },
		{ { 0x7ffdf, 0, 1 }, MMS_BLOCK_OK },
		{ { 0x1000, 11, 1 }, MMS_BLOCK_ORDER },
		{ { 0x1001, 1, 1 }, MMS_BLOCK_ALIGN },
		{ { 0x1200, 10, 1 }, MMS_BLOCK_ALIGN },
		{ { 0xfff, 0, 1 }, MMS_BLOCK_ZONE },
		{ { 0x7ffe0, 0, 1 }, MMS_BLOCK_ZONE },
		/* Starts in the zone, ends beyond it. */
		{ { 0x7ffc0, 6, 1 }, MMS_BLOCK_ZONE },
		{ { ~0ULL, 0, 1 }, MMS_BLOCK_ZONE },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ_MSG(test, (int)mms_block_fault(&cases[i].block, &zone, &kernel),
				    (int)cases[i].fault, "case %u", i);
	KUNIT_EXPECT_STREQ(test, mms_block_fault_name(MMS_BLOCK_OK), "none");
	KUNIT_EXPECT_STREQ(test, mms_block_fault_name(MMS_BLOCK_ORDER), "order");
	KUNIT_EXPECT_STREQ(test, mms_block_fault_name(MMS_BLOCK_ALIGN), "alignment");
	KUNIT_EXPECT_STREQ(test, mms_block_fault_name(MMS_BLOCK_ZONE), "outside_zone");
	KUNIT_EXPECT_STREQ(test, mms_block_fault_name(99), "unknown");
}

static void buddy_zone_faults(struct kunit *test)
{
	struct mms_zone z = zone;

	KUNIT_EXPECT_TRUE(test, !mms_zone_fault(&z));
	z.present = z.spanned + 1;
	KUNIT_EXPECT_STREQ(test, mms_zone_fault(&z), "present > spanned");
	z = zone;
	z.managed = z.present + 1;
	KUNIT_EXPECT_STREQ(test, mms_zone_fault(&z), "managed > present");
	z.present = MMS_UNKNOWN;
	KUNIT_EXPECT_TRUE(test, !mms_zone_fault(&z));
	z = zone;
	z.free = z.managed + 1;
	KUNIT_EXPECT_STREQ(test, mms_zone_fault(&z), "free > managed");
	z = zone;
	z.low = z.high + 1;
	KUNIT_EXPECT_STREQ(test, mms_zone_fault(&z), "watermarks not ascending");
	z = zone;
	z.min = z.low + 1;
	KUNIT_EXPECT_STREQ(test, mms_zone_fault(&z), "watermarks not ascending");
	z = zone;
	z.promo = z.high - 1;
	KUNIT_EXPECT_STREQ(test, mms_zone_fault(&z), "watermarks not ascending");
	z.promo = MMS_UNKNOWN;
	KUNIT_EXPECT_TRUE(test, !mms_zone_fault(&z));
}

static void buddy_pageblock_faults(struct kunit *test)
{
	const struct mms_pageblock good = {
		.pfn = 0x1200, .type = 1, .pages = 512, .reserved = 12, .offline = 200,
		.free = 300, .largest = 8,
	};
	struct mms_pageblock pb = good;

	KUNIT_EXPECT_TRUE(test, !mms_pageblock_fault(&pb, &kernel));
	pb.type = 5;
	KUNIT_EXPECT_STREQ(test, mms_pageblock_fault(&pb, &kernel), "unknown migratetype");
	pb = good;
	pb.pfn++;
	KUNIT_EXPECT_STREQ(test, mms_pageblock_fault(&pb, &kernel), "misaligned");
	pb = good;
	pb.pages++;
	KUNIT_EXPECT_STREQ(test, mms_pageblock_fault(&pb, &kernel),
			   "more pages than a page block has");
	pb = good;
	pb.free++;
	KUNIT_EXPECT_STREQ(test, mms_pageblock_fault(&pb, &kernel),
			   "free + reserved + offline > pages");
	pb = good;
	pb.largest = 11;
	KUNIT_EXPECT_STREQ(test, mms_pageblock_fault(&pb, &kernel),
			   "order beyond the largest");
	pb.free = 0;
	KUNIT_EXPECT_TRUE(test, !mms_pageblock_fault(&pb, &kernel));
}

static void buddy_pcp_lists(struct kunit *test)
{
	struct mms_pcp pcp = {
		.count = 12, .nr_lists = 3, .pages = { 1, 3, 8, 77 },
		.how = { MMS_WALKED, MMS_WALKED, MMS_WALKED, MMS_CAPPED },
	};

	KUNIT_EXPECT_TRUE(test, mms_pcp_walked(&pcp));
	KUNIT_EXPECT_EQ(test, mms_pcp_listed(&pcp), (u64)12);
	pcp.how[2] = MMS_DERIVED;
	KUNIT_EXPECT_FALSE(test, mms_pcp_walked(&pcp));
	pcp.nr_lists = 0;
	KUNIT_EXPECT_EQ(test, mms_pcp_listed(&pcp), (u64)0);
}

static void buddy_names(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, mms_type_name(&kernel, 0), "Unmovable");
	KUNIT_EXPECT_STREQ(test, mms_type_name(&kernel, 4), "Isolate");
	KUNIT_EXPECT_STREQ(test, mms_type_name(&kernel, 5), "unknown");
	KUNIT_EXPECT_STREQ(test, mms_type_name(&kernel, 255), "unknown");
	KUNIT_EXPECT_STREQ(test, mms_counted_name(MMS_WALKED), "walked");
	KUNIT_EXPECT_STREQ(test, mms_counted_name(MMS_DERIVED), "derived");
	KUNIT_EXPECT_STREQ(test, mms_counted_name(MMS_SCANNED), "scanned");
	KUNIT_EXPECT_STREQ(test, mms_counted_name(MMS_CAPPED), "capped");
	KUNIT_EXPECT_STREQ(test, mms_counted_name(9), "unknown");
}

/* Which lists are for what, by hand from order_to_pindex() of each kernel. */
static void buddy_pcp_kinds(struct kunit *test)
{
	static const struct mms_pcp_shape v5_10 = { .types = 3, .low = 3, .high = 9, .movable = 1 };
	static const struct mms_pcp_shape v5_15 = {
		.types = 3, .low = 12, .by_type = true, .high = 9, .movable = 1,
	};
	static const struct mms_pcp_shape v6_12 = {
		.types = 3, .low = 12, .high = 11, .movable = 1,
	};
	static const struct {
		const struct mms_pcp_shape *s;
		unsigned int list;
		u8 order;
		u8 type;
	} cases[] = {
		{ &v5_10, 0, 0, 0 }, { &v5_10, 2, 0, 2 },
		{ &v5_15, 0, 0, 0 }, { &v5_15, 4, 1, 1 }, { &v5_15, 11, 3, 2 },
		{ &v5_15, 12, 9, 0 }, { &v5_15, 13, 9, 1 }, { &v5_15, 14, 9, 2 },
		{ &v6_12, 0, 0, 0 }, { &v6_12, 11, 3, 2 },
		{ &v6_12, 12, 11, MMS_PCP_ANY_TYPE }, { &v6_12, 13, 11, 1 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		u8 order = 99, type = 99;

		mms_pcp_kind(cases[i].s, cases[i].list, &order, &type);
		KUNIT_EXPECT_EQ_MSG(test, order, cases[i].order, "case %u", i);
		KUNIT_EXPECT_EQ_MSG(test, type, cases[i].type, "case %u", i);
	}
}

static struct kunit_case buddy_test_cases[] = {
	KUNIT_CASE(buddy_arithmetic),
	KUNIT_CASE(buddy_free_sum),
	KUNIT_CASE(buddy_list_check),
	KUNIT_CASE(buddy_block_faults),
	KUNIT_CASE(buddy_zone_faults),
	KUNIT_CASE(buddy_pageblock_faults),
	KUNIT_CASE(buddy_pcp_lists),
	KUNIT_CASE(buddy_pcp_kinds),
	KUNIT_CASE(buddy_names),
	{}
};

struct kunit_suite mmscope_buddy_suite = {
	.name = "mmscope_buddy",
	.test_cases = buddy_test_cases,
};
