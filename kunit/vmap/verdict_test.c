// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_vmap_verdict: vmap_inspect's selfchecks of areas and holes among themselves
 * say violated when a snapshot is corrupted in every look, and not when only one
 * look shows a change in progress. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/vmap/verdict.h>

#include "verdict_case.h"
#include "../suites.h"

/* A check's detail, as its file would show it. */
static char buf[MMS_CHECK_DETAIL];

static struct mms_text *detail(void)
{
	static struct mms_text t;

	mms_text_init(&t, buf, sizeof(buf));
	return &t;
}

static enum mms_result sorted(const struct verdict_space *p)
{
	return mms_verdict_sorted(p->s.count, p->s.nholes, mms_vmap_disorder(&p->s), 5, detail());
}

static void corrupted_order(struct kunit *test)
{
	struct verdict_space p;

	verdict_space_fill(&p);
	KUNIT_EXPECT_EQ(test, (int)sorted(&p), (int)MMS_OK);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, " areas=3 holes=2 overlapping=0 looks=5");
	/* An area reaches a page into the next. */
	p.area[0].end += PAGE;
	KUNIT_EXPECT_EQ(test, (int)sorted(&p), (int)MMS_VIOLATED);
	KUNIT_EXPECT_TRUE(test, strstr(buf, " overlapping=1 "));
	/* A hole does. */
	verdict_space_fill(&p);
	p.hole[0].end = p.hole[1].start + 1;
	KUNIT_EXPECT_EQ(test, (int)sorted(&p), (int)MMS_VIOLATED);
	/* The snapshot met the same bytes twice. */
	verdict_space_fill(&p);
	p.s.conflicts = 1;
	KUNIT_EXPECT_EQ(test, (int)sorted(&p), (int)MMS_VIOLATED);
}

/* One look at the space; returns whether it was the last one needed. */
static bool look(const struct verdict_space *p, struct mms_tiling_looks *l)
{
	mms_vmap_tile(p->s.areas, p->s.count, p->s.holes, p->s.nholes, BASE, BASE + SIZE,
		      &l->now);
	return mms_tiling_look(l, SIZE);
}

static void corrupted_tiling(struct kunit *test)
{
	struct mms_tiling_looks *l = kunit_kzalloc(test, sizeof(*l), GFP_KERNEL);
	struct verdict_space p;
	unsigned int i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, l);
	verdict_space_fill(&p);
	KUNIT_EXPECT_TRUE(test, look(&p, l));
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_tiling(l, SIZE, detail()), (int)MMS_OK);
	KUNIT_EXPECT_TRUE(test, strstr(buf, " gap_bytes=0 overlap_bytes=0 looks=1"));

	/* A page in no area and no hole, in every look. */
	memset(l, 0, sizeof(*l));
	p.hole[0].start += PAGE;
	for (i = 0; i < 5; i++)
		KUNIT_EXPECT_FALSE(test, look(&p, l));
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_tiling(l, SIZE, detail()), (int)MMS_VIOLATED);
	KUNIT_EXPECT_TRUE_MSG(test, strstr(buf, " gap_bytes=4096 overlap_bytes=0 "
						"first_gap=0xffffc9000000a000 looks=5"), "%s", buf);

	/* A page in two areas. */
	memset(l, 0, sizeof(*l));
	verdict_space_fill(&p);
	p.area[0].end += PAGE;
	for (i = 0; i < 5; i++)
		KUNIT_EXPECT_FALSE(test, look(&p, l));
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_tiling(l, SIZE, detail()), (int)MMS_VIOLATED);
	KUNIT_EXPECT_TRUE(test, strstr(buf, " overlap_bytes=4096"));
}

/* An area between two lists is a gap once, then another one is, then none. */
static void moving_tiling(struct kunit *test)
{
	struct mms_tiling_looks *l = kunit_kzalloc(test, sizeof(*l), GFP_KERNEL);
	struct verdict_space p;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, l);
	verdict_space_fill(&p);
	p.hole[0].start += PAGE;
	KUNIT_EXPECT_FALSE(test, look(&p, l));
	verdict_space_fill(&p);
	p.hole[1].start += PAGE;
	KUNIT_EXPECT_TRUE(test, look(&p, l));
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_tiling(l, SIZE, detail()), (int)MMS_OK);
	KUNIT_EXPECT_TRUE(test, strstr(buf, " all_in_transit=yes"));
	/* In one more look, everything is there. */
	verdict_space_fill(&p);
	KUNIT_EXPECT_TRUE(test, look(&p, l));
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_tiling(l, SIZE, detail()), (int)MMS_OK);
	KUNIT_EXPECT_FALSE(test, !!strstr(buf, "all_in_transit"));

	memset(l, 0, sizeof(*l));
	p.hole[1].start += PAGE;
	KUNIT_EXPECT_FALSE(test, look(&p, l));
	verdict_space_fill(&p);
	KUNIT_EXPECT_TRUE(test, look(&p, l));
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_tiling(l, SIZE, detail()), (int)MMS_OK);
	KUNIT_EXPECT_TRUE(test, strstr(buf, " looks=2"));
}

static void corrupted_totals(struct kunit *test)
{
	struct mms_vmap_sums areas = {}, orders, callers;
	struct verdict_space p;
	unsigned int i;

	verdict_space_fill(&p);
	mms_vmap_sum_areas(&p.s, &areas);
	KUNIT_EXPECT_EQ(test, areas.areas, 1ULL);
	KUNIT_EXPECT_EQ(test, areas.bytes, 4 * PAGE);
	KUNIT_EXPECT_EQ(test, areas.pages, 4ULL);
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_totals(&areas, &areas, &areas, detail()),
			(int)MMS_OK);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, " areas=1 bytes=16384 nr_pages=4 "
			   "bytes_by_order=16384 bytes_by_caller=16384");
	for (i = 0; i < 6; i++) {
		orders = areas;
		callers = areas;
		orders.areas += i == 0;
		orders.bytes += i == 1;
		orders.pages += i == 2;
		callers.areas += i == 3;
		callers.bytes += i == 4;
		callers.pages += i == 5;
		KUNIT_EXPECT_EQ_MSG(test, (int)mms_verdict_totals(&areas, &orders, &callers,
								  detail()),
				    (int)MMS_VIOLATED, "case %u", i);
	}
}

static struct kunit_case verdict_vmap_cases[] = {
	KUNIT_CASE(corrupted_order),
	KUNIT_CASE(corrupted_tiling),
	KUNIT_CASE(moving_tiling),
	KUNIT_CASE(corrupted_totals),
	{}
};

struct kunit_suite mmscope_vmap_verdict_suite = {
	.name = "mmscope_vmap_verdict",
	.test_cases = verdict_vmap_cases,
};
