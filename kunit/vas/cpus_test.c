// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_vas_cpus: what a machine of 8192 CPUs costs. Each has a part of its
 * own in the layout; looking up, showing and counting all of them takes a few steps
 * each, not one for each part that lies before it. Steps are counted, not timed.
 * Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/vas/region.h>

#include "case.h"
#include "../suites.h"
#include "../pt/tables.h"

#define CPUS 8192
#define SPAN 0x10000ULL		/* of one CPU; half of it is its part */
#define AREA (TABLES_HALF + 0x40000000ULL)
#define AREA_SIZE (CPUS * SPAN)

/* A binary search in that many, and a few steps from there. */
#define STEPS_EACH 20

static struct mms_vas *layout(struct kunit *test, u32 cpus, u64 *steps)
{
	struct mms_vas *v = region_case_new(test, cpus + 8, ~0ULL);
	struct mms_region r = {
		.start = AREA,
		.last = AREA + AREA_SIZE - 1,
		.base = AREA,
		.name = "area",
		.title = "area",
		.bounds = "test",
		.kind = MMS_REGION_WINDOW,
	};

	KUNIT_ASSERT_EQ(test, mms_vas_add(v, &r), 0);
	r.name = "part";
	r.title = "part";
	r.kind = MMS_REGION_PART;
	r.depth = 1;
	for (r.cpu = 1; r.cpu <= cpus; r.cpu++) {
		r.start = AREA + (r.cpu - 1) * SPAN;
		r.last = r.start + SPAN / 2 - 1;
		r.base = r.start;
		KUNIT_ASSERT_EQ(test, mms_vas_add(v, &r), 0);
	}
	KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
	*steps = 0;
	v->steps = steps;
	return v;
}

/* An object of each CPU is looked up, as the objects file does for every one. */
static void cpus_found(struct kunit *test)
{
	const struct mms_region *part;
	struct mms_vas *v;
	u64 steps;
	u32 i;

	v = layout(test, CPUS, &steps);
	for (i = 0; i < CPUS; i++) {
		const struct mms_region *r = mms_vas_find(v, AREA + i * SPAN + 8, &part);

		KUNIT_ASSERT_TRUE(test, r && !strcmp(r->name, "area"));
		KUNIT_ASSERT_TRUE(test, part && part->cpu == i + 1);
		r = mms_vas_find(v, AREA + i * SPAN + SPAN / 2, &part);
		KUNIT_ASSERT_TRUE(test, r && !strcmp(r->name, "area") && !part);
	}
	KUNIT_EXPECT_GE(test, steps, 2ULL * CPUS);
	KUNIT_EXPECT_LE(test, steps, 2ULL * CPUS * STEPS_EACH);
}

/* The record of each part names its region. */
static void cpus_shown(struct kunit *test)
{
	struct mms_vas *v;
	struct mms_text t;
	char buf[512];
	u64 steps;
	u32 i;

	v = layout(test, CPUS, &steps);
	for (i = 0; i < v->nr; i++) {
		mms_text_init(&t, buf, sizeof(buf));
		mms_region_rec(&t, v, &v->region[i]);
		if (v->region[i].depth)
			KUNIT_ASSERT_TRUE(test, !!strstr(buf, "part region=area name=part cpu="));
	}
	KUNIT_EXPECT_GE(test, steps, (u64)CPUS);
	KUNIT_EXPECT_LE(test, steps, (u64)CPUS * 2);
}

/* What is mapped, run by run. */
static void cpus_accounted(struct kunit *test)
{
	struct mms_mapped m = { .level = { 4096 }, .perm = { [MMS_PERM_R] = 4096 } };
	struct mms_vas *v;
	u64 steps;
	u32 i;

	v = layout(test, CPUS, &steps);
	for (i = 0; i < CPUS; i++)
		mms_vas_account(v, AREA + i * SPAN, AREA + i * SPAN + 4095, 0, MMS_PERM_R);
	KUNIT_EXPECT_GE(test, steps, (u64)CPUS);
	KUNIT_EXPECT_LE(test, steps, (u64)CPUS * STEPS_EACH);
	/* One run over all of it visits each part and each gap once. */
	steps = 0;
	mms_vas_account(v, AREA, AREA + AREA_SIZE - 1, 0, MMS_PERM_W);
	KUNIT_EXPECT_LE(test, steps, (u64)CPUS * 2 + STEPS_EACH);
	/* The sum of a table. */
	steps = 0;
	for (i = 0; i < CPUS; i++)
		KUNIT_ASSERT_TRUE(test, mms_vas_account_sum(v, AREA + i * SPAN,
							    AREA + i * SPAN + 4095, &m));
	KUNIT_EXPECT_LE(test, steps, (u64)CPUS * STEPS_EACH);
	for (i = 0; i < v->nr; i++)
		if (v->region[i].depth)
			KUNIT_ASSERT_EQ(test, v->region[i].mapped.perm[MMS_PERM_R], 8192ULL);
	/* Where two meet it is not known which has how much; nor past the end of a part. */
	KUNIT_EXPECT_FALSE(test, mms_vas_account_sum(v, AREA, AREA + SPAN, &m));
	KUNIT_EXPECT_FALSE(test, mms_vas_account_sum(v, AREA, AREA + SPAN / 2, &m));
	KUNIT_EXPECT_TRUE(test, mms_vas_account_sum(v, AREA + SPAN / 2, AREA + SPAN - 1, &m));
	KUNIT_EXPECT_TRUE(test, mms_vas_account_sum(v, AREA, AREA + SPAN / 2 - 1, &m));
}

/* The walk over a layout reads as many tables as there are parts and gaps. */
static void cpus_walked(struct kunit *test)
{
	struct tables *m = tables_new(test, 4);
	struct mms_vas_sum *x = kunit_kzalloc(test, sizeof(*x), GFP_KERNEL);
	static const u32 cpus[] = { CPUS / 8, CPUS };
	struct mms_vas *v;
	unsigned int i;
	u64 steps;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, x);
	tables_map(m, AREA, 0x100000, 512);
	for (i = 0; i < ARRAY_SIZE(cpus); i++) {
		v = layout(test, cpus[i], &steps);
		v->first = TABLES_HALF;
		m->reads = 0;
		mms_vas_sum_init(x, v, &m->g, &m->r, TABLES_ROOT);
		while (mms_vas_sum_chunk(x, 8192) > 0)
			;
		KUNIT_EXPECT_EQ(test, mms_mapped_bytes(&v->region[1].mapped), 512ULL << 12);
		KUNIT_EXPECT_LE_MSG(test, m->reads, cpus[i] * 2 * 4 + 100, "%u reads", m->reads);
	}
}

static struct kunit_case cpus_cases[] = {
	KUNIT_CASE(cpus_found),
	KUNIT_CASE(cpus_shown),
	KUNIT_CASE(cpus_accounted),
	KUNIT_CASE(cpus_walked),
	{}
};

struct kunit_suite mmscope_vas_cpus_suite = {
	.name = "mmscope_vas_cpus",
	.test_cases = cpus_cases,
};
