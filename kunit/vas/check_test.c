// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_vas_check: what show_kernel_vas's selfchecks conclude. Each verdict gets a
 * sound map first, then the same with one thing corrupted, and must report that as
 * violated. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/vas/verdict.h>

#include "case.h"
#include "../suites.h"

#define ROOM 8
#define TEXT 0x4000ULL
#define DATA 0x8000ULL
#define RW (MMS_PERM_R | MMS_PERM_W)
#define RX (MMS_PERM_R | MMS_PERM_X)

/* A space of 64 KiB: an image with text and data, a window, holes around. */
static struct mms_vas *sound(struct kunit *test)
{
	static const struct mms_region rows[] = {
		{ .start = TEXT, .last = DATA + 0x1fff, .name = "kernel_image",
		  .kind = MMS_REGION_IMAGE, .gap = "rest", .gap_title = "(rest)",
		  .linear = true, .phys = 0x100000 },
		{ .start = TEXT, .last = TEXT + 0x1fff, .name = "text", .depth = 1,
		  .kind = MMS_REGION_PART, .linear = true, .phys = 0x100000 },
		{ .start = DATA, .last = DATA + 0x1fff, .name = "data", .depth = 1,
		  .kind = MMS_REGION_PART, .linear = true, .phys = 0x104000 },
		{ .start = 0xc000, .last = 0xcfff, .name = "window",
		  .kind = MMS_REGION_WINDOW },
	};
	struct mms_vas *v = region_case_new(test, ROOM, 0xffff);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		KUNIT_ASSERT_EQ(test, mms_vas_add(v, &rows[i]), 0);
	KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
	mms_vas_account(v, TEXT, TEXT + 0x1fff, 0, RX);
	mms_vas_account(v, DATA, DATA + 0x1fff, 0, RW);
	mms_vas_account(v, 0xc000, 0xcfff, 0, RW);
	return v;
}

static struct mms_region *named(const struct mms_vas *v, const char *name)
{
	return (struct mms_region *)mms_vas_named(v, name);
}

/* Selfcheck regions_tile. */
static void check_tiles(struct kunit *test)
{
	struct mms_vas *v = sound(test);
	u64 at = 0;

	KUNIT_EXPECT_EQ(test, (int)mms_vas_check(v, &at), (int)MMS_VAS_OK);
	named(v, "window")->last = 0xdfff;
	KUNIT_EXPECT_EQ(test, (int)mms_vas_check(v, &at), (int)MMS_VAS_OVERLAP);
	KUNIT_EXPECT_EQ(test, at, 0xd000ULL);
	v = sound(test);
	named(v, "window")->last = 0xcffe;
	KUNIT_EXPECT_EQ(test, (int)mms_vas_check(v, &at), (int)MMS_VAS_GAP);
	KUNIT_EXPECT_EQ(test, at, 0xcfffULL);
	v = sound(test);
	v->last = 0x1ffff;
	KUNIT_EXPECT_EQ(test, (int)mms_vas_check(v, &at), (int)MMS_VAS_GAP);
	KUNIT_EXPECT_EQ(test, at, 0x10000ULL);
}

/* Selfcheck mapped_is_named: one page in a hole. */
static void check_names(struct kunit *test)
{
	const struct mms_region *first;
	struct mms_vas *v = sound(test);

	KUNIT_EXPECT_EQ(test, mms_vas_unnamed(v, &first), 0ULL);
	KUNIT_EXPECT_TRUE(test, !first);
	mms_vas_account(v, 0xe000, 0xefff, 0, RW);
	KUNIT_EXPECT_EQ(test, mms_vas_unnamed(v, &first), 0x1000ULL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, first);
	KUNIT_EXPECT_EQ(test, first->start, 0xd000ULL);
}

/* Selfcheck counts_agree. */
static void check_counts(struct kunit *test)
{
	struct mms_vas *before = sound(test), *other = sound(test), *after = sound(test);
	struct mms_vas_compared c;

	KUNIT_EXPECT_TRUE(test, mms_vas_compare(before, other, after, &c));
	KUNIT_EXPECT_EQ(test, c.same, before->nr);
	KUNIT_EXPECT_EQ(test, c.changing + c.differ, 0U);
	KUNIT_EXPECT_TRUE(test, !c.first);

	/* The same bytes, of which one page with another permission. */
	named(other, "window")->mapped.perm[RW] = 0;
	named(other, "window")->mapped.perm[RX] = 0x1000;
	KUNIT_EXPECT_TRUE(test, mms_vas_compare(before, other, after, &c));
	KUNIT_EXPECT_EQ(test, c.differ, 1U);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, c.first);
	KUNIT_EXPECT_STREQ(test, c.first->name, "window");

	/* The lowest that differs is named; one that changed meanwhile is not compared. */
	named(other, "data")->mapped.level[0] -= 0x1000;
	KUNIT_EXPECT_TRUE(test, mms_vas_compare(before, other, after, &c));
	KUNIT_EXPECT_EQ(test, c.differ, 2U);
	KUNIT_EXPECT_STREQ(test, c.first->name, "data");
	named(after, "window")->mapped.level[1] += 0x1000;
	KUNIT_EXPECT_TRUE(test, mms_vas_compare(before, other, after, &c));
	KUNIT_EXPECT_EQ(test, c.differ, 1U);
	KUNIT_EXPECT_EQ(test, c.changing, 1U);

	/* Another layout can't be compared at all. */
	after->region[1].last++;
	KUNIT_EXPECT_FALSE(test, mms_vas_compare(before, other, after, &c));
	other->nr--;
	KUNIT_EXPECT_FALSE(test, mms_vas_compare(before, other, before, &c));
}

/* Selfcheck text_not_writable. */
static void check_readonly(struct kunit *test)
{
	struct mms_region *text = named(sound(test), "text");

	KUNIT_EXPECT_TRUE(test, mms_region_readonly(text, 0));
	KUNIT_EXPECT_FALSE(test, mms_region_readonly(text, 1));
	text->mapped.perm[RX] -= 0x1000;
	text->mapped.perm[RW] += 0x1000;
	KUNIT_EXPECT_FALSE(test, mms_region_readonly(text, 0));
	text = named(sound(test), "text");
	text->mapped.level[0] -= 0x1000;
	text->mapped.perm[RX] -= 0x1000;
	KUNIT_EXPECT_FALSE(test, mms_region_readonly(text, 0));
}

/* Selfcheck nothing_wx. */
static void check_wx(struct kunit *test)
{
	const struct mms_region *first;
	struct mms_vas *v = sound(test);

	KUNIT_EXPECT_EQ(test, mms_vas_wx(v, &first), 0ULL);
	mms_vas_account(v, 0xc000, 0xcfff, 0, RW | RX);
	KUNIT_EXPECT_EQ(test, mms_vas_wx(v, &first), 0x1000ULL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, first);
	KUNIT_EXPECT_STREQ(test, first->name, "window");
}

/* Selfcheck image_agrees_with_iomem. */
static void check_places(struct kunit *test)
{
	const struct mms_vas *v = sound(test);
	const struct mms_region *text = named(v, "text"), *data = named(v, "data");

	KUNIT_EXPECT_TRUE(test, mms_region_at(v, data, 0x104000, 0x105fff));
	KUNIT_EXPECT_FALSE(test, mms_region_at(v, data, 0x104001, 0x105fff));
	KUNIT_EXPECT_FALSE(test, mms_region_at(v, data, 0x104000, 0x105ffe));
	KUNIT_EXPECT_FALSE(test, mms_region_at(v, data, 0x103fff, 0x105fff));
	KUNIT_EXPECT_FALSE(test, mms_region_at(v, data, 0x104000, 0x106000));
	KUNIT_EXPECT_FALSE(test, mms_region_at(v, data, 0x204000, 0x205fff));
	/* Another part's bounds do not match, but bounds around both do. */
	KUNIT_EXPECT_FALSE(test, mms_region_at(v, data, 0x100000, 0x101fff));
	KUNIT_EXPECT_TRUE(test, mms_region_at(v, data, 0x100000, 0x105fff));
	KUNIT_EXPECT_TRUE(test, mms_region_at(v, text, 0x100000, 0x103fff));
}

/* A check's detail, as the file would show it. */
static char buf[MMS_CHECK_DETAIL];

static struct mms_text *detail(void)
{
	static struct mms_text t;

	mms_text_init(&t, buf, sizeof(buf));
	return &t;
}

/* What the file shows of a sound map. */
static void verdicts_ok(struct kunit *test)
{
	struct mms_vas *v = sound(test);
	const struct mms_vas_compared c = { .same = 5, .changing = 1 };

	KUNIT_EXPECT_EQ(test, (int)mms_verdict_tile(v, detail()), (int)MMS_OK);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, " regions=5 holes=3 parts=3 fault=none");
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_named(v, detail()), (int)MMS_OK);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, " mapped=20480 unnamed=0");
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_readonly(named(v, "text"), 0, detail()),
			(int)MMS_OK);
	KUNIT_EXPECT_STREQ(test, (const char *)buf,
			   " text_mapped=8192 text_writable=0 text_alias_writable=0");
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_compared(&c, NULL, detail()), (int)MMS_OK);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, " same=5 changing=1 differ=0");
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_wx(v, detail()), (int)MMS_OK);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, " wx=0");
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_section(v, named(v, "data"), 0x104000,
						       0x105fff, detail()), (int)MMS_OK);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, " data=same");
}

/* The same of a map with one thing corrupted at a time. */
static void verdicts_violated(struct kunit *test)
{
	const struct mms_vas_compared c = { .same = 5, .differ = 1 };
	struct mms_vas *v = sound(test);

	named(v, "window")->last = 0xcffe;
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_tile(v, detail()), (int)MMS_VIOLATED);
	KUNIT_EXPECT_TRUE_MSG(test, strstr(buf, " at=0xcfff"), "%s", buf);
	v = sound(test);
	mms_vas_account(v, 0xe000, 0xefff, 0, RW);
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_named(v, detail()), (int)MMS_VIOLATED);
	KUNIT_EXPECT_STREQ(test, (const char *)buf,
			   " mapped=24576 unnamed=4096 first_hole=0xd000 end=0x10000");
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_readonly(named(v, "text"), 4096, detail()),
			(int)MMS_VIOLATED);
	KUNIT_EXPECT_TRUE(test, strstr(buf, " text_writable=0 text_alias_writable=4096"));
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_readonly(named(v, "data"), 0, detail()),
			(int)MMS_VIOLATED);
	KUNIT_EXPECT_TRUE(test, strstr(buf, " data_writable=8192 "));
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_compared(&c, "window", detail()), (int)MMS_VIOLATED);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, " same=5 changing=0 differ=1 first=window");
	mms_vas_account(v, 0xc000, 0xcfff, 0, RW | RX);
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_wx(v, detail()), (int)MMS_VIOLATED);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, " wx=4096 first_in=window");
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_section(v, named(v, "data"), 0x204000,
						       0x205fff, detail()), (int)MMS_VIOLATED);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, " data=differs data_here=0x104000-0x106000 "
			   "data_iomem=0x204000-0x206000");
}

static struct kunit_case region_check_cases[] = {
	KUNIT_CASE(check_tiles),
	KUNIT_CASE(check_names),
	KUNIT_CASE(check_counts),
	KUNIT_CASE(check_readonly),
	KUNIT_CASE(check_wx),
	KUNIT_CASE(check_places),
	KUNIT_CASE(verdicts_ok),
	KUNIT_CASE(verdicts_violated),
	{}
};

struct kunit_suite mmscope_vas_check_suite = {
	.name = "mmscope_vas_check",
	.test_cases = region_check_cases,
};
