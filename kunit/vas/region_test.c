// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_vas_region: the model of an address space. Whatever the table of regions
 * has, the tiled layout covers every address once or mms_vas_check() reports the
 * fault; lookups find, and mappings are accounted to, only the region that contains
 * the address. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/vas/region.h>

#include "case.h"
#include "../suites.h"

#define ROOM 32
#define TOP 0xffffffffffffffffULL

static void put(struct kunit *test, struct mms_vas *v, const char *name, u64 start,
		u64 last, u8 depth)
{
	struct mms_region r = {
		.start = start,
		.last = last,
		.base = start,
		.name = name,
		.title = name,
		.bounds = "test",
		.kind = depth ? MMS_REGION_PART : MMS_REGION_WINDOW,
		.depth = depth,
	};

	if (!depth && name[0] == 'f') {		/* "filled": names its gaps */
		r.gap = "rest";
		r.gap_title = "(rest)";
	}
	KUNIT_ASSERT_EQ(test, mms_vas_add(v, &r), 0);
}

/* The layout as `name start-last` lines, parts indented. */
static const char *spell(struct kunit *test, const struct mms_vas *v)
{
	char *buf = kunit_kzalloc(test, 2048, GFP_KERNEL);
	const struct mms_region *r;
	struct mms_text t;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, buf);
	mms_text_init(&t, buf, 2048);
	for (r = v->region; r < v->region + v->nr; r++)
		mms_put(&t, "%s%s %llx-%llx\n", r->depth ? " " : "", r->name,
			r->start, r->last);
	KUNIT_EXPECT_FALSE(test, t.full);
	return buf;
}

static void expect_tiled(struct kunit *test, struct mms_vas *v, const char *want)
{
	u64 at = 0;

	KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
	KUNIT_EXPECT_STREQ(test, spell(test, v), want);
	KUNIT_EXPECT_STREQ(test, mms_vas_fault_name(mms_vas_check(v, &at)), "none");
	KUNIT_EXPECT_EQ(test, at, 0ULL);
}

static void region_fills_holes(struct kunit *test)
{
	struct mms_vas *v = region_case_new(test, ROOM, TOP);

	/* Unsorted, with the first and the last byte of the space free. */
	put(test, v, "b", 0x5000, 0x5fff, 0);
	put(test, v, "c", 0x6000, 0xfffffffffffffffeULL, 0);
	put(test, v, "a", 1, 0xfff, 0);
	expect_tiled(test, v,
		     "hole 0-0\n"
		     "a 1-fff\n"
		     "hole 1000-4fff\n"
		     "b 5000-5fff\n"
		     "c 6000-fffffffffffffffe\n"
		     "hole ffffffffffffffff-ffffffffffffffff\n");
}

static void region_needs_no_holes(struct kunit *test)
{
	struct mms_vas *v = region_case_new(test, ROOM, 0xffffffff);

	put(test, v, "kernel", 0xc0000000, 0xffffffff, 0);
	put(test, v, "user", 0, 0xbfffffff, 0);
	expect_tiled(test, v, "user 0-bfffffff\nkernel c0000000-ffffffff\n");
}

static void region_empty_space(struct kunit *test)
{
	expect_tiled(test, region_case_new(test, ROOM, TOP), "hole 0-ffffffffffffffff\n");
	expect_tiled(test, region_case_new(test, ROOM, 0), "hole 0-0\n");
}

static void region_fills_parts(struct kunit *test)
{
	struct mms_vas *v = region_case_new(test, ROOM, TOP);

	/* Parts that start and end where their region does, and that do not. */
	put(test, v, "fa", 0, 0xffff, 0);
	put(test, v, "fb", 0x10000, 0x1ffff, 0);
	put(test, v, "p3", 0x18000, 0x18fff, 1);
	put(test, v, "p1", 0, 0xfff, 1);
	put(test, v, "p2", 0xf000, 0xffff, 1);
	put(test, v, "fc", 0xfffffffffffff000ULL, TOP, 0);
	put(test, v, "p4", TOP, TOP, 1);
	expect_tiled(test, v,
		     "fa 0-ffff\n p1 0-fff\n rest 1000-efff\n p2 f000-ffff\n"
		     "fb 10000-1ffff\n rest 10000-17fff\n p3 18000-18fff\n"
		     " rest 19000-1ffff\n"
		     "hole 20000-ffffffffffffefff\n"
		     "fc fffffffffffff000-ffffffffffffffff\n"
		     " rest fffffffffffff000-fffffffffffffffe\n"
		     " p4 ffffffffffffffff-ffffffffffffffff\n");
}

static void region_leaves_parts(struct kunit *test)
{
	struct mms_vas *v = region_case_new(test, ROOM, 0xfff);

	/* No name for gaps: none is made; no parts: nothing to fill. */
	put(test, v, "a", 0, 0x7ff, 0);
	put(test, v, "p", 0x100, 0x1ff, 1);
	put(test, v, "fb", 0x800, 0xfff, 0);
	expect_tiled(test, v, "a 0-7ff\n p 100-1ff\nfb 800-fff\n");
}

static void region_has_no_room(struct kunit *test)
{
	struct mms_vas *v = region_case_new(test, ROOM, TOP);
	struct mms_region r = { .name = "late" };
	u64 at = 1;

	v->max = 2;
	put(test, v, "a", 0x1000, 0x1fff, 0);
	put(test, v, "b", 0x3000, 0x3fff, 0);
	KUNIT_EXPECT_EQ(test, mms_vas_tile(v), -ENOSPC);
	KUNIT_EXPECT_EQ(test, mms_vas_add(v, &r), -ENOSPC);
	KUNIT_EXPECT_STREQ(test, mms_vas_fault_name(mms_vas_check(v, &at)), "no_room");
}

static void region_sees_faults(struct kunit *test)
{
	static const struct {
		const char *what;
		u64 bounds[3][3];	/* start, last, depth */
		const char *fault;
		u64 at;
	} cases[] = {
		{ "by one byte", { { 0, 0x1000 }, { 0x1000, 0x1fff }, { 0x2000, TOP } },
		  "overlap", 0x1000 },
		{ "the same twice", { { 0, 0xfff }, { 0, 0xfff }, { 0x1000, TOP } },
		  "overlap", 0 },
		{ "one inside the other", { { 0, TOP }, { 0x1000, 0x1fff },
					    { 0x3000, 0x3fff } }, "overlap", 0x1000 },
		{ "ends before it starts", { { 0, 0xfff }, { 0x2000, 0x1000 },
					     { 0x3000, TOP } }, "reversed", 0x2000 },
		{ "part past its region", { { 0, 0xfff }, { 0xf00, 0x1000, 1 },
					    { 0x1000, TOP } }, "part_outside", 0xf00 },
		{ "part in a hole", { { 0x1000, 0x1fff }, { 0x10, 0x1f, 1 },
				      { 0x2000, TOP } }, "part_outside", 0x10 },
		{ "parts overlap", { { 0, TOP }, { 0x1000, 0x2000, 1 },
				     { 0x2000, 0x3000, 1 } }, "overlap", 0x2000 },
	};
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct mms_vas *v = region_case_new(test, ROOM, TOP);
		u64 at = 0x55;

		for (j = 0; j < 3; j++)
			put(test, v, "r", cases[i].bounds[j][0], cases[i].bounds[j][1],
			    cases[i].bounds[j][2]);
		mms_vas_tile(v);
		KUNIT_EXPECT_STREQ_MSG(test, mms_vas_fault_name(mms_vas_check(v, &at)),
				       cases[i].fault, "%s", cases[i].what);
		KUNIT_EXPECT_EQ_MSG(test, at, cases[i].at, "%s", cases[i].what);
	}
}

/* A sound layout that was corrupted afterwards. */
static void region_sees_corruption(struct kunit *test)
{
	struct mms_vas *v = region_case_new(test, ROOM, TOP);
	struct mms_region swap;
	u64 at = 0;

	put(test, v, "fa", 0x1000, 0x1fff, 0);
	put(test, v, "p", 0x1100, 0x11ff, 1);
	expect_tiled(test, v, "hole 0-fff\nfa 1000-1fff\n rest 1000-10ff\n p 1100-11ff\n"
			      " rest 1200-1fff\nhole 2000-ffffffffffffffff\n");
	v->region[3].last--;
	KUNIT_EXPECT_STREQ(test, mms_vas_fault_name(mms_vas_check(v, &at)), "gap");
	KUNIT_EXPECT_EQ(test, at, 0x11ffULL);
	v->region[3].last++;
	v->region[4].last--;
	KUNIT_EXPECT_STREQ(test, mms_vas_fault_name(mms_vas_check(v, &at)), "gap");
	KUNIT_EXPECT_EQ(test, at, 0x1fffULL);
	v->region[4].last++;
	v->region[0].start++;
	KUNIT_EXPECT_STREQ(test, mms_vas_fault_name(mms_vas_check(v, &at)), "gap");
	KUNIT_EXPECT_EQ(test, at, 0ULL);
	v->region[0].start--;
	v->nr--;
	KUNIT_EXPECT_STREQ(test, mms_vas_fault_name(mms_vas_check(v, &at)), "gap");
	KUNIT_EXPECT_EQ(test, at, 0x2000ULL);
	v->nr++;
	swap = v->region[0];
	v->region[0] = v->region[5];
	v->region[5] = swap;
	KUNIT_EXPECT_STREQ(test, mms_vas_fault_name(mms_vas_check(v, &at)), "gap");
	v->nr = 0;
	KUNIT_EXPECT_STREQ(test, mms_vas_fault_name(mms_vas_check(v, &at)), "gap");
	KUNIT_EXPECT_STREQ(test, mms_vas_fault_name(99), "unknown");
}

static void region_finds(struct kunit *test)
{
	static const struct {
		u64 addr;
		const char *region;
		const char *part;
	} cases[] = {
		{ 0, "hole", NULL }, { 0xfff, "hole", NULL }, { 0x1000, "a", NULL },
		{ 0x10ff, "a", NULL }, { 0x1100, "a", "p" }, { 0x11ff, "a", "p" },
		{ 0x1200, "a", NULL }, { 0x1fff, "a", NULL }, { 0x2000, "hole", NULL },
		{ 0x8000000000000000ULL, "hole", NULL },
		{ 0xffffffffffffefffULL, "hole", NULL },
		{ 0xfffffffffffff000ULL, "z", "q" }, { TOP, "z", "q" },
	};
	struct mms_vas *empty = region_case_new(test, ROOM, TOP);
	struct mms_vas *v = region_case_new(test, ROOM, TOP);
	const struct mms_region *region, *part;
	size_t i;

	put(test, v, "a", 0x1000, 0x1fff, 0);
	put(test, v, "p", 0x1100, 0x11ff, 1);
	put(test, v, "z", 0xfffffffffffff000ULL, TOP, 0);
	put(test, v, "q", 0xfffffffffffff000ULL, TOP, 1);
	KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		region = mms_vas_find(v, cases[i].addr, &part);
		KUNIT_ASSERT_TRUE(test, !!region);
		KUNIT_EXPECT_STREQ(test, region->name, cases[i].region);
		KUNIT_EXPECT_STREQ(test, part ? part->name : "-", cases[i].part ?: "-");
		KUNIT_EXPECT_PTR_EQ(test, mms_vas_find(v, cases[i].addr, NULL), region);
	}
	KUNIT_EXPECT_TRUE(test, !mms_vas_find(empty, 0, &part));
	KUNIT_EXPECT_STREQ(test, mms_vas_named(v, "q")->name, "q");
	KUNIT_EXPECT_TRUE(test, !mms_vas_named(v, "nobody"));
	KUNIT_EXPECT_EQ(test, mms_region_size(mms_vas_named(v, "z")), 0x1000ULL);
}

static u64 mapped(const struct mms_vas *v, const char *name)
{
	return mms_mapped_bytes(&mms_vas_named(v, name)->mapped);
}

static void region_accounts(struct kunit *test)
{
	struct mms_vas *v = region_case_new(test, ROOM, TOP);
	const struct mms_mapped *m;

	put(test, v, "fa", 0x1000, 0x4fff, 0);
	put(test, v, "p", 0x2000, 0x2fff, 1);
	put(test, v, "z", 0xfffffffffffff000ULL, TOP, 0);
	KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
	/* Across a hole, the region, its gap and its part, into the next hole. */
	mms_vas_account(v, 0, 0x5fff, 1, MMS_PERM_R | MMS_PERM_X);
	KUNIT_EXPECT_EQ(test, mms_mapped_bytes(&v->region[0].mapped), 0x1000ULL);
	KUNIT_EXPECT_EQ(test, mapped(v, "fa"), 0x4000ULL);
	KUNIT_EXPECT_EQ(test, mapped(v, "rest"), 0x1000ULL);
	KUNIT_EXPECT_EQ(test, mapped(v, "p"), 0x1000ULL);
	mms_vas_account(v, 0x2800, 0x2800, 0, MMS_PERM_R | MMS_PERM_W);
	m = &mms_vas_named(v, "p")->mapped;
	KUNIT_EXPECT_EQ(test, m->level[0], 1ULL);
	KUNIT_EXPECT_EQ(test, m->level[1], 0x1000ULL);
	KUNIT_EXPECT_EQ(test, mms_mapped_perm(m, MMS_PERM_W), 1ULL);
	KUNIT_EXPECT_EQ(test, mms_mapped_perm(m, MMS_PERM_R), 0x1001ULL);
	KUNIT_EXPECT_EQ(test, mms_mapped_perm(m, MMS_PERM_W | MMS_PERM_X), 0ULL);
	/* The top of the space, and invalid arguments. */
	mms_vas_account(v, TOP, TOP, 0, MMS_PERM_R);
	mms_vas_account(v, 0xfffffffffffff000ULL, TOP, 2, MMS_PERM_R);
	KUNIT_EXPECT_EQ(test, mapped(v, "z"), 0x1001ULL);
	mms_vas_account(v, 0x2800, 0x2fff, MMS_PT_LEVELS, MMS_PERM_R);
	mms_vas_account(v, 0x2800, 0x2fff, 0, MMS_PERM_COMBOS);
	KUNIT_EXPECT_EQ(test, mapped(v, "p"), 0x1001ULL);
}

/* The verdicts of the selfcheck, on page tables as they must not be. */
static void region_verdicts_on_mappings(struct kunit *test)
{
	struct mms_vas *v = region_case_new(test, ROOM, TOP);
	const struct mms_region *first;

	put(test, v, "fa", 0x1000, 0x4fff, 0);
	put(test, v, "p", 0x2000, 0x2fff, 1);
	put(test, v, "b", 0x8000, 0x8fff, 0);
	KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
	/* In a region, its part and its gap: named, and not both w and x. */
	mms_vas_account(v, 0x1000, 0x2fff, 0, MMS_PERM_R | MMS_PERM_W);
	mms_vas_account(v, 0x3000, 0x4fff, 0, MMS_PERM_R | MMS_PERM_X);
	KUNIT_EXPECT_EQ(test, mms_vas_unnamed(v, &first), 0ULL);
	KUNIT_EXPECT_TRUE(test, !first);
	KUNIT_EXPECT_EQ(test, mms_vas_wx(v, &first), 0ULL);
	KUNIT_EXPECT_TRUE(test, !first);
	/* A page past the end of its region. */
	mms_vas_account(v, 0x8000, 0x9fff, 0, MMS_PERM_R);
	KUNIT_EXPECT_EQ(test, mms_vas_unnamed(v, &first), 0x1000ULL);
	KUNIT_ASSERT_TRUE(test, !!first);
	KUNIT_EXPECT_EQ(test, first->start, 0x9000ULL);
	/* One below all regions: the first is named, both are counted. */
	mms_vas_account(v, 0, 0xfff, 1, MMS_PERM_ALL);
	KUNIT_EXPECT_EQ(test, mms_vas_unnamed(v, &first), 0x2000ULL);
	KUNIT_EXPECT_EQ(test, first->start, 0ULL);
	KUNIT_EXPECT_EQ(test, mms_vas_unnamed(v, NULL), 0x2000ULL);
	KUNIT_EXPECT_EQ(test, mms_vas_wx(v, &first), 0x1000ULL);
	KUNIT_EXPECT_STREQ(test, first->name, "hole");
	/* In a part: counted once, not for the region and the part. */
	mms_vas_account(v, 0x2000, 0x27ff, 0, MMS_PERM_ALL);
	KUNIT_EXPECT_EQ(test, mms_vas_wx(v, NULL), 0x1800ULL);
}

static struct kunit_case region_cases[] = {
	KUNIT_CASE(region_fills_holes),
	KUNIT_CASE(region_needs_no_holes),
	KUNIT_CASE(region_empty_space),
	KUNIT_CASE(region_fills_parts),
	KUNIT_CASE(region_leaves_parts),
	KUNIT_CASE(region_has_no_room),
	KUNIT_CASE(region_sees_faults),
	KUNIT_CASE(region_sees_corruption),
	KUNIT_CASE(region_finds),
	KUNIT_CASE(region_accounts),
	KUNIT_CASE(region_verdicts_on_mappings),
	{}
};

struct kunit_suite mmscope_vas_region_suite = {
	.name = "mmscope_vas_region",
	.test_cases = region_cases,
};
