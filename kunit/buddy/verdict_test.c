// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_buddy_verdict: buddy_probe's selfchecks say violated when a record of
 * the allocator's is corrupted, name the first, and say ok before. Takes no
 * locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/buddy/verdict.h>

#include "../suites.h"

/* A check's detail, as its file would show it. */
static char buf[MMS_CHECK_DETAIL];
static struct mms_text text;

static struct mms_text *detail(void)
{
	return &text;
}

static const struct mms_buddy kernel = {
	.page_shift = 12, .nr_orders = 11, .block_order = 9, .nr_types = 5, .isolate = 4,
};

/* A node's Normal zone, 256 MiB from 4 GiB on. */
static const struct mms_zone normal = {
	.node = 1, .name = "Normal", .start_pfn = 0x100000, .spanned = 0x10000,
	.present = 0xf000, .managed = 0xe000, .free = 0x8000, .min = 10, .low = 20, .high = 30,
	.promo = MMS_UNKNOWN,
};

#define NAMED " node=1 zone=Normal"

static bool told_first(const char *what)
{
	return !strncmp(buf, what, strlen(what));
}

static int begin(struct kunit *test)
{
	mms_text_init(&text, buf, sizeof(buf));
	return 0;
}

static void corrupted_free(struct kunit *test)
{
	static const struct mms_free_sum good = {
		.listed = 1000, .isolated = 100, .counter = 900, .percpu = -5, .rereads = 2,
	};
	struct mms_buddy_sums t = {};
	struct mms_free_sum s = good;

	s.capped = true;
	mms_sums_add_free(&t, &normal, &s, detail());
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_free(&t, detail()), (int)MMS_SKIPPED);
	begin(test);
	mms_sums_add_free(&t, &normal, &good, detail());
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_free(&t, detail()), (int)MMS_OK);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, " zones=1 skipped_zones=1 listed_pages=1000 "
			   "isolated_pages=100 counter_pages=900 in_percpu_differences=-5 "
			   "rereads=2 unaccepted_pages=0");
	/* A guest's memory that is not accepted yet: in the counter, on no free list. */
	begin(test);
	s = good;
	s.counter += 512;
	s.unaccepted = 512;
	mms_sums_add_free(&t, &normal, &s, detail());
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_free(&t, detail()), (int)MMS_OK);
	KUNIT_EXPECT_TRUE(test, !!strstr(buf, " unaccepted_pages=512"));
	memset(&t, 0, sizeof(t));
	mms_sums_add_free(&t, &normal, &good, detail());
	t.skipped = 1;
	begin(test);
	s = good;
	s.counter++;
	mms_sums_add_free(&t, &normal, &s, detail());
	mms_sums_add_free(&t, &normal, &s, detail());
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_free(&t, detail()), (int)MMS_VIOLATED);
	KUNIT_EXPECT_TRUE(test, told_first(NAMED " zone_listed_pages=1000 "
					   "zone_counter_pages=901 zones=3 "));
}

static void corrupted_lists(struct kunit *test)
{
	static const struct mms_list_check good = {
		.entries = 7, .nr_free = 7, .other_type = 2,
	};
	unsigned int i;

	for (i = 0; i < 6; i++) {
		struct mms_list_check c = good, long_one = { .capped = true };
		struct mms_buddy_sums t = {};

		begin(test);
		mms_sums_add_list(&t, &normal, 0, &good, detail());
		mms_sums_add_list(&t, &normal, 1, &long_one, detail());
		KUNIT_EXPECT_EQ(test, text.len, (size_t)0);
		c.entries += i == 1;
		c.entries -= i == 2;
		c.not_free += i == 3;
		c.wrong_order += i == 4;
		c.faults += i == 5;
		c.first = 0x100040;
		mms_sums_add_list(&t, &normal, 6, &c, detail());
		KUNIT_EXPECT_EQ_MSG(test, (int)mms_verdict_lists(&t, detail()),
				    i ? (int)MMS_VIOLATED : (int)MMS_OK, "case %u", i);
		KUNIT_EXPECT_EQ(test, t.lengths, i == 1 || i == 2 ? 1ULL : 0ULL);
		KUNIT_EXPECT_EQ_MSG(test, told_first(NAMED " order=6 pfn=0x100040 orders=2 "
						     "skipped_long_orders=1 "),
				    (bool)(i != 0), "%s", buf);
	}
}

/* Of two that are wrong the first is named, both are counted. */
static void corrupted_twice(struct kunit *test)
{
	const struct mms_list_check c = { .entries = 1, .first = 0x100040 };
	const struct mms_free_sum s = { .listed = 5, .counter = 5, .percpu = -3 };
	struct mms_buddy_sums t = {}, free = {};

	begin(test);
	mms_sums_add_list(&t, &normal, 3, &c, detail());
	mms_sums_add_list(&t, &normal, 4, &c, detail());
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_lists(&t, detail()), (int)MMS_VIOLATED);
	KUNIT_EXPECT_TRUE(test, told_first(NAMED " order=3 pfn=0x100040 orders=2 "));
	KUNIT_EXPECT_FALSE(test, !!strstr(buf, "order=4"));
	KUNIT_EXPECT_TRUE(test, !!strstr(buf, " wrong_lengths=2 "));
	begin(test);
	mms_sums_add_free(&free, &normal, &s, detail());
	mms_sums_add_free(&free, &normal, &s, detail());
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_free(&free, detail()), (int)MMS_OK);
	KUNIT_EXPECT_TRUE(test, !!strstr(buf, " in_percpu_differences=-6 "));
}

static void corrupted_blocks(struct kunit *test)
{
	static const struct {
		struct mms_block block;
		const char *fault;
	} cases[] = {
		{ { 0x100010, 4, 0 }, NULL },
		{ { 0x100011, 4, 0 }, "alignment" },
		{ { 0x100010, 11, 0 }, "order" },
		{ { 0x0ffff0, 4, 0 }, "outside_zone" },
		{ { 0x110000, 4, 0 }, "outside_zone" },
		{ { 0x100008, 3, 0 }, "overlap" },
	};
	static const struct mms_block before = { 0x100000, 4, 0 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *fault = cases[i].fault;
		struct mms_buddy_sums t = {};

		begin(test);
		mms_sums_add_block(&t, &normal, &kernel, &before, detail());
		mms_sums_add_block(&t, &normal, &kernel, &cases[i].block, detail());
		KUNIT_EXPECT_EQ_MSG(test, (int)mms_verdict_blocks(&t, detail()),
				    fault ? (int)MMS_VIOLATED : (int)MMS_OK, "row %u", i);
		KUNIT_EXPECT_EQ(test, t.blocks, 2ULL);
		if (fault)
			KUNIT_EXPECT_TRUE_MSG(test, strstr(buf, fault), "%s", buf);
		/* Wrong again: counted, not named. */
		mms_sums_add_block(&t, &normal, &kernel, &cases[1].block, detail());
		KUNIT_EXPECT_EQ(test, t.wrong, fault ? 2ULL : 1ULL);
	}
}

static void corrupted_pageblocks(struct kunit *test)
{
	static const struct mms_pageblock good = {
		.pfn = 0x100200, .type = 1, .pages = 512, .reserved = 12, .free = 500, .largest = 8,
	};
	unsigned int i;

	for (i = 0; i < 6; i++) {
		struct mms_pageblock pb = good;
		struct mms_buddy_sums t = {};

		begin(test);
		pb.type = i == 1 ? 5 : pb.type;
		pb.pfn += i == 2;
		pb.pages = i == 3 ? 513 : pb.pages;
		pb.offline += i == 4;
		pb.largest = i == 5 ? 11 : pb.largest;
		mms_sums_add_pageblock(&t, &normal, &kernel, &pb, detail());
		mms_sums_add_pageblock(&t, &normal, &kernel, &pb, detail());
		KUNIT_EXPECT_EQ_MSG(test, (int)mms_verdict_pageblocks(&t, detail()),
				    i ? (int)MMS_VIOLATED : (int)MMS_OK, "case %u", i);
		KUNIT_EXPECT_EQ(test, t.wrong, i ? 2ULL : 0ULL);
		KUNIT_EXPECT_EQ(test, told_first(NAMED " pfn=0x10020"), (bool)(i != 0));
	}
	KUNIT_EXPECT_TRUE(test, strstr(buf, " fault=\"order beyond the largest\" "
					    "pageblocks=2 wrong=2"));
}

static void corrupted_pcp(struct kunit *test)
{
	struct mms_pcp pcp = { .cpu = 3, .count = 60, .nr_lists = 3, .pages = { 10, 20, 30 } };
	struct mms_buddy_sums t = {};

	mms_sums_add_pcp(&t, &normal, &pcp, detail());
	pcp.how[1] = MMS_CAPPED;
	mms_sums_add_pcp(&t, &normal, &pcp, detail());
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_pcp(&t, detail()), (int)MMS_OK);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, " compared=1 skipped_long=1 count_pages=60 "
			   "listed_pages=60 wrong=0");
	begin(test);
	pcp.how[1] = MMS_WALKED;
	pcp.pages[1]--;
	mms_sums_add_pcp(&t, &normal, &pcp, detail());
	pcp.cpu = 4;
	mms_sums_add_pcp(&t, &normal, &pcp, detail());
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_pcp(&t, detail()), (int)MMS_VIOLATED);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, NAMED " cpu=3 compared=3 skipped_long=1 "
			   "count_pages=180 listed_pages=178 wrong=2");
}

static void corrupted_zones(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < 6; i++) {
		struct mms_buddy_sums t = {};
		struct mms_zone z = normal;

		begin(test);
		z.present = i == 1 ? z.spanned + 1 : z.present;
		z.managed = i == 2 ? z.present + 1 : z.managed;
		z.free = i == 3 ? z.managed + 1 : z.free;
		z.low = i == 4 ? z.high + 1 : z.low;
		z.promo = i == 5 ? z.high - 1 : z.promo;
		mms_sums_add_zone(&t, &normal, detail());
		mms_sums_add_zone(&t, &z, detail());
		mms_sums_add_zone(&t, &z, detail());
		KUNIT_EXPECT_EQ_MSG(test, (int)mms_verdict_zones(&t, detail()),
				    i ? (int)MMS_VIOLATED : (int)MMS_OK, "case %u", i);
		KUNIT_EXPECT_EQ(test, told_first(NAMED " fault=\""), (bool)(i != 0));
	}
	KUNIT_EXPECT_TRUE(test, strstr(buf, " zones=3 wrong=2"));
}

static void corrupted_map(struct kunit *test)
{
	struct mms_map_sum sum = { .pages = 100, .reserved = 10, .offline = 5, .managed = 85 };

	KUNIT_EXPECT_EQ(test, (int)mms_verdict_map(&sum, 1, detail()), (int)MMS_OK);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, " map_pages=100 reserved_pages=10 "
			   "offline_pages=5 managed_pages=85 looks=1");
	/* Of pages that are marked, and in use: certain where the cause is known. */
	begin(test);
	sum.managed = 88;
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_map(&sum, 3, detail()), (int)MMS_SKIPPED);
	KUNIT_EXPECT_TRUE(test, strstr(buf, " looks=3 reason=\"pages in use are marked"));
	sum.image = true;
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_map(&sum, 3, detail()), (int)MMS_OK);
	sum.managed = 84;
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_map(&sum, 3, detail()), (int)MMS_VIOLATED);
	begin(test);
	sum.own_memmap = true;
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_map(&sum, 3, detail()), (int)MMS_SKIPPED);
	KUNIT_EXPECT_TRUE(test, strstr(buf, " reason=\"memory that was added"));
	sum.managed = 101;
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_map(&sum, 3, detail()), (int)MMS_VIOLATED);
}

static struct kunit_case verdict_buddy_cases[] = {
	KUNIT_CASE(corrupted_free),
	KUNIT_CASE(corrupted_lists),
	KUNIT_CASE(corrupted_twice),
	KUNIT_CASE(corrupted_blocks),
	KUNIT_CASE(corrupted_pageblocks),
	KUNIT_CASE(corrupted_pcp),
	KUNIT_CASE(corrupted_zones),
	KUNIT_CASE(corrupted_map),
	{}
};

struct kunit_suite mmscope_buddy_verdict_suite = {
	.name = "mmscope_buddy_verdict",
	.init = begin,
	.test_cases = verdict_buddy_cases,
};
