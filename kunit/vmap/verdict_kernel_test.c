// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_vmap_verdict_kernel: vmap_inspect's selfchecks against the kernel's counters
 * and its page tables say violated when these differ in every look, and not where
 * what is compared changes or can't be read. Takes no locks.
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

typedef bool (*sum_fn)(const struct mms_vmap_snapshot *s, u32 page_shift,
		       struct mms_vmap_counted *counted, u64 *listed);

/* Looks until it is decided, at most twelve times as the module does. */
static enum mms_result count(const struct verdict_space *p, sum_fn sum)
{
	struct mms_counter_looks l = {};
	struct mms_vmap_counted counted;
	bool usable, over = false;
	u64 listed;

	while (!over && l.looks < 12) {
		usable = sum(&p->s, 12, &counted, &listed);
		over = mms_counter_look(&l, &counted, listed, usable);
	}
	return mms_verdict_counter(&l, detail());
}

static void corrupted_counters(struct kunit *test)
{
	struct verdict_space p;

	/* lazy_pages: the kernel counts one more than its lists hold. */
	verdict_space_fill(&p);
	KUNIT_EXPECT_EQ(test, (int)count(&p, mms_vmap_sum_lazy), (int)MMS_OK);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, " listed=5 kernel=5 looks=1");
	p.s.lazy_pages.before = 6;
	p.s.lazy_pages.after = 6;
	KUNIT_EXPECT_EQ(test, (int)count(&p, mms_vmap_sum_lazy), (int)MMS_VIOLATED);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, " listed=5 kernel=6 looks=4");

	/* vmalloc_pages: an area has a page more than the kernel counted. */
	verdict_space_fill(&p);
	KUNIT_EXPECT_EQ(test, (int)count(&p, mms_vmap_sum_vmalloc), (int)MMS_OK);
	p.area[0].nr_pages++;
	KUNIT_EXPECT_EQ(test, (int)count(&p, mms_vmap_sum_vmalloc), (int)MMS_VIOLATED);

	/* pooled_areas: the pools' counts say two, one was found. */
	verdict_space_fill(&p);
	KUNIT_EXPECT_EQ(test, (int)count(&p, mms_vmap_sum_pooled), (int)MMS_OK);
	p.s.pooled_areas = 2;
	KUNIT_EXPECT_EQ(test, (int)count(&p, mms_vmap_sum_pooled), (int)MMS_VIOLATED);
}

/* A difference while numbers change, or can't be compared, proves nothing. */
static void unusable_counters(struct kunit *test)
{
	struct mms_counter_looks l = {};
	struct mms_vmap_counted c = { .known = true };
	struct verdict_space p;
	unsigned int i;

	verdict_space_fill(&p);
	p.s.lazy_pages.known = false;
	KUNIT_EXPECT_EQ(test, (int)count(&p, mms_vmap_sum_lazy), (int)MMS_SKIPPED);
	KUNIT_EXPECT_TRUE(test, strstr(buf, "counter was not found"));
	verdict_space_fill(&p);
	p.s.lazy_pages.before = 6;
	KUNIT_EXPECT_EQ(test, (int)count(&p, mms_vmap_sum_lazy), (int)MMS_SKIPPED);
	KUNIT_EXPECT_TRUE(test, strstr(buf, "kept changing"));
	verdict_space_fill(&p);
	p.area[0].nr_pages++;
	p.area[0].making = true;
	KUNIT_EXPECT_EQ(test, (int)count(&p, mms_vmap_sum_vmalloc), (int)MMS_SKIPPED);
	verdict_space_fill(&p);
	p.s.pooled_areas = 2;
	p.s.pools_cut = true;
	KUNIT_EXPECT_EQ(test, (int)count(&p, mms_vmap_sum_pooled), (int)MMS_SKIPPED);
	/* A counter that moves from look to look, the lists behind it. */
	for (i = 0; i < 12; i++) {
		c.before = 100 + i;
		c.after = 100 + i;
		KUNIT_EXPECT_FALSE(test, mms_counter_look(&l, &c, 50, true));
	}
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_counter(&l, detail()), (int)MMS_SKIPPED);
	/* One pair of equal looks proves nothing yet. */
	l = (struct mms_counter_looks){ .known = true, .listed = 1, .alike = 1 };
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_counter(&l, detail()), (int)MMS_SKIPPED);
}

/*
 * riscv64 6.12, for seconds after a load: vfree() of the module's symbol table had
 * unlinked 926 pages, which it counts until their permissions are reset.
 */
static void counters_late(struct kunit *test)
{
	static const struct {
		u64 listed;
		u64 kernel;
		bool late;
		enum mms_result result;
		u32 looks;
	} cases[] = {
		{ 3383, 4309, true, MMS_SKIPPED, 12 },
		{ 3383, 4309, false, MMS_VIOLATED, 4 },
		/* Nothing is listed before it is counted. */
		{ 4309, 3383, true, MMS_VIOLATED, 4 },
		{ 3383, 3383, true, MMS_OK, 1 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct mms_vmap_counted c = {
			.known = true,
			.before = cases[i].kernel,
			.after = cases[i].kernel,
		};
		struct mms_counter_looks l = { .late = cases[i].late };

		while (!mms_counter_look(&l, &c, cases[i].listed, true) && l.looks < 12)
			;
		KUNIT_EXPECT_EQ_MSG(test, (int)mms_verdict_counter(&l, detail()),
				    (int)cases[i].result, "case %u: %s", i, buf);
		KUNIT_EXPECT_EQ_MSG(test, l.looks, cases[i].looks, "case %u", i);
	}
	KUNIT_EXPECT_STREQ(test, (const char *)buf, " listed=3383 kernel=3383 looks=1");
}

/* One look at what is mapped: @mapped bytes in the busy area, @outside elsewhere. */
static struct mms_unbacked backed(const struct verdict_space *p, u64 mapped, u64 outside)
{
	struct mms_unbacked u = {};

	mms_unbacked_area(&u, &p->area[0], mapped, 12);
	mms_unbacked_area(&u, &p->area[1], 5 * PAGE, 12);
	mms_unbacked_outside(&u, outside, BASE + 30 * PAGE);
	return u;
}

/* More than can be named are still counted, and nothing is written past the array. */
static void crowded_backing(struct kunit *test)
{
	struct mms_unbacked u = {};
	struct verdict_space p;
	unsigned int i;

	verdict_space_fill(&p);
	for (i = 0; i < MMS_UNBACKED + 2; i++)
		mms_unbacked_area(&u, &p.area[0], SIZE, 12);
	mms_unbacked_outside(&u, PAGE, BASE);
	KUNIT_EXPECT_EQ(test, u.n, (u32)MMS_UNBACKED);
	KUNIT_EXPECT_EQ(test, u.areas, MMS_UNBACKED + 2ULL);
	KUNIT_EXPECT_EQ(test, u.outside, PAGE);
}

static void corrupted_backing(struct kunit *test)
{
	static const struct {
		u64 mapped;
		u64 outside;
		bool uncounted;
		u32 n;
	} cases[] = {
		{ 4 * PAGE, 0, false, 0 },	/* all is well */
		{ 3 * PAGE, 0, false, 1 },	/* a page is missing */
		{ 5 * PAGE, 0, false, 1 },	/* the guard page is mapped */
		{ 4 * PAGE, PAGE, false, 1 },	/* a page outside any area is */
		{ 5 * PAGE, PAGE, false, 2 },
		{ 2 * PAGE, 0, true, 0 },	/* the kernel doesn't count this one's pages */
		{ 5 * PAGE, 0, true, 1 },
	};
	struct mms_unbacked always, now;
	struct verdict_space p;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		verdict_space_fill(&p);
		if (cases[i].uncounted)
			p.area[0].nr_pages = 0;
		now = backed(&p, cases[i].mapped, cases[i].outside);
		always = now;
		mms_unbacked_common(&always, &now);
		KUNIT_EXPECT_EQ_MSG(test, always.n, cases[i].n, "case %u", i);
		KUNIT_EXPECT_EQ_MSG(test, (int)mms_verdict_backing(&always, &now, 5, detail()),
				    always.n ? (int)MMS_VIOLATED : (int)MMS_OK, "row %u", i);
	}
	/* Wrong in one look and right in the next, or wrong elsewhere. */
	verdict_space_fill(&p);
	always = backed(&p, 3 * PAGE, 0);
	now = backed(&p, 4 * PAGE, PAGE);
	mms_unbacked_common(&always, &now);
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_backing(&always, &now, 2, detail()), (int)MMS_OK);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, " mapped=16384 areas_compared=1 "
			   "areas_differing=0 outside=0 looks=2 unread_tables=0");
	/* The same the other way round. */
	always = backed(&p, 4 * PAGE, PAGE);
	now = backed(&p, 3 * PAGE, 0);
	mms_unbacked_common(&always, &now);
	KUNIT_EXPECT_EQ(test, always.n, 0U);
	/* An area being allocated is not compared; more are wrong than are followed. */
	p.area[0].making = true;
	now = backed(&p, 0, 0);
	KUNIT_EXPECT_EQ(test, now.n, 0U);
	p.area[0].making = false;
	for (i = 0; i < 2 * MMS_UNBACKED; i++)
		mms_unbacked_area(&now, &p.area[0], 0, 12);
	KUNIT_EXPECT_EQ(test, now.n, (u32)MMS_UNBACKED);
	KUNIT_EXPECT_EQ(test, now.areas, 2ULL * MMS_UNBACKED);
}

/* Where tables could not be read in any look, too little is mapped: no verdict. */
static void unread_backing(struct kunit *test)
{
	struct mms_unbacked always = {}, now;
	struct verdict_space p;

	verdict_space_fill(&p);
	now = backed(&p, 3 * PAGE, 0);
	now.unread = 2;
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_backing(&always, &now, 0, detail()),
			(int)MMS_SKIPPED);
	KUNIT_EXPECT_TRUE_MSG(test, strstr(buf, " unread_tables=2 reason=\"some page tables"),
			      "%s", buf);
	/* An earlier look read all of them, and nothing was wrong. */
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_backing(&always, &now, 1, detail()), (int)MMS_OK);
	/* Something was wrong in it, but no second look confirmed that. */
	always = backed(&p, 4 * PAGE, PAGE);
	KUNIT_ASSERT_GT(test, always.n, 0U);
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_backing(&always, &now, 1, detail()),
			(int)MMS_SKIPPED);
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_backing(&always, &now, 2, detail()),
			(int)MMS_VIOLATED);
}

static struct kunit_case verdict_vmap_kernel_cases[] = {
	KUNIT_CASE(corrupted_counters),
	KUNIT_CASE(unusable_counters),
	KUNIT_CASE(counters_late),
	KUNIT_CASE(crowded_backing),
	KUNIT_CASE(corrupted_backing),
	KUNIT_CASE(unread_backing),
	{}
};

struct kunit_suite mmscope_vmap_verdict_kernel_suite = {
	.name = "mmscope_vmap_verdict_kernel",
	.test_cases = verdict_vmap_kernel_cases,
};
