// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_vas_sum: one walk over a layout counts for every region and part the same
 * as a walk entry by entry, wherever the bounds lie and however small the chunks
 * are. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <mmscope/vas/region.h>

#include "case.h"
#include "../suites.h"
#include "../pt/tables.h"

#define ROOM 32
#define BIG BIT_ULL(30)

static void put(struct kunit *test, struct mms_vas *v, const char *name, u64 start,
		u64 size, u8 depth)
{
	struct mms_region r = {
		.start = start,
		.last = start + size - 1,
		.name = name,
		.title = name,
		.kind = depth ? MMS_REGION_PART : MMS_REGION_WINDOW,
		.depth = depth,
		.gap = depth || name[0] == 'o' ? NULL : "rest",	/* "open" */
		.gap_title = "(rest)",
	};

	KUNIT_ASSERT_EQ(test, mms_vas_add(v, &r), 0);
}

/* Bounds inside pages, large pages and tables, and at the top. */
static struct mms_vas *layout(struct kunit *test)
{
	struct mms_vas *v = region_case_new(test, ROOM, ~0ULL);

	put(test, v, "user", 0, BIT_ULL(47), 0);
	put(test, v, "a", TABLES_HALF, 0x301000, 0);
	put(test, v, "a1", TABLES_HALF + 0x1f80, 0x14, 1);
	put(test, v, "a2", TABLES_HALF + 0x2000, 0x1fe800, 1);
	put(test, v, "huge", TABLES_HALF + BIG, BIG + 0x12345, 0);
	put(test, v, "huge1", TABLES_HALF + BIG + 0x123456, 0x234567, 1);
	put(test, v, "open", TABLES_HALF + 0x500000, 0x100000, 0);
	put(test, v, "open1", TABLES_HALF + 0x510000, 0x1000, 1);
	put(test, v, "shared", TABLES_HALF + 2 * BIG + 0x400000, BIG, 0);
	put(test, v, "top", ~0ULL - 0xfff, 0x1000, 0);
	KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
	return v;
}

/* Pages, two large ones and a very large one, one table mapped 512 times. */
static struct tables *mapped(struct kunit *test)
{
	struct tables *m = tables_new(test, 4);
	u64 shared = TABLES_HALF + 2 * BIG;
	unsigned int i;

	tables_map(m, TABLES_HALF, 0x100000, 3);
	tables_map(m, TABLES_HALF + 0x5000, 0x200000, 600);
	tables_put(m, 3, TABLES_HALF + 0x7000, 0x300000 | TABLES_LEAF | MMS_X86_NX);
	tables_put(m, 3, TABLES_HALF + 0x9000, 0);
	tables_put(m, 3, TABLES_HALF + 0xb000, 0x309000 | (TABLES_LEAF & ~MMS_X86_ACCESSED));
	tables_map(m, TABLES_HALF + 0x510000, 0x700000, 16);
	tables_put(m, 1, TABLES_HALF + BIG, BIG | MMS_X86_PSE | TABLES_LEAF);
	tables_map(m, shared, 0x400000, 512);
	for (i = 1; i < 512; i++)
		tables_put(m, 2, shared + i * 0x200000ULL,
			   m->frame[m->used - 2][0] ^ (i == 300 ? MMS_X86_RW : 0));
	tables_put(m, 2, shared + BIG, 0x600000 | MMS_X86_PSE | TABLES_LEAF);
	tables_put(m, 2, shared + BIG + 0x200000, 0x400000 | MMS_X86_PSE | TABLES_LEAF);
	tables_map(m, ~0ULL - 0xfff, 0x500000, 1);
	return m;
}

static int account_run(struct mms_range *w, const struct mms_run *run)
{
	if (run->kind == MMS_PT_LEAF)
		mms_vas_account(w->ctx, run->va, run->va + run->size - 1,
				w->g->nr_levels - 1 - run->level, run->perm);
	return 0;
}

static const struct mms_visitor accountant = { .run = account_run };

static struct mms_vas *entry_by_entry(struct kunit *test, struct tables *m)
{
	struct mms_vas *v = layout(test);

	mms_range_init(&m->w, &m->g, &m->r, TABLES_ROOT, TABLES_HALF, ~0ULL);
	m->w.v = &accountant;
	m->w.ctx = v;
	while (mms_range_chunk(&m->w, 5000) > 0)
		cond_resched();
	return v;
}

static struct mms_vas *in_one_walk(struct kunit *test, struct tables *m, u32 budget)
{
	struct mms_vas_sum *x = kunit_kzalloc(test, sizeof(*x), GFP_KERNEL);
	struct mms_vas *v = layout(test);
	int ret;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, x);
	mms_vas_sum_init(x, v, &m->g, &m->r, TABLES_ROOT);
	do {
		ret = mms_vas_sum_chunk(x, budget);
		cond_resched();
	} while (ret > 0);
	KUNIT_EXPECT_EQ(test, ret, 0);
	return v;
}

static void region_sum_is_exact(struct kunit *test)
{
	static const u32 budgets[] = { 1U << 30, 8192, 700, 3 };
	struct tables *m = mapped(test);
	struct mms_vas *want = entry_by_entry(test, m), *got;
	u32 i, b;

	/* By hand. */
	KUNIT_EXPECT_EQ(test, mms_mapped_bytes(&mms_vas_named(want, "top")->mapped), 0x1000ULL);
	KUNIT_EXPECT_EQ(test, mms_mapped_bytes(&mms_vas_named(want, "a1")->mapped), 0x14ULL);
	KUNIT_EXPECT_EQ(test, mms_mapped_bytes(&mms_vas_named(want, "huge1")->mapped),
			0x234567ULL);
	for (b = 0; b < ARRAY_SIZE(budgets); b++) {
		got = in_one_walk(test, m, budgets[b]);
		KUNIT_EXPECT_EQ(test, got->unread, 0ULL);
		for (i = 0; i < want->nr; i++) {
			KUNIT_EXPECT_EQ_MSG(test, memcmp(&got->region[i].mapped,
							 &want->region[i].mapped,
							 sizeof(struct mms_mapped)), 0,
					    "%s at 0x%llx, chunks of %u: %llu bytes, not %llu",
					    want->region[i].name, want->region[i].start,
					    budgets[b], mms_mapped_bytes(&got->region[i].mapped),
					    mms_mapped_bytes(&want->region[i].mapped));
		}
	}
}

/* A table mapped 512 times over is read a few times, not 512. */
static void region_sum_reads_once(struct kunit *test)
{
	struct tables *m = mapped(test);
	unsigned int plain;

	m->reads = 0;
	entry_by_entry(test, m);
	plain = m->reads;
	m->reads = 0;
	in_one_walk(test, m, 1U << 30);
	KUNIT_EXPECT_GT(test, plain, 500U);
	KUNIT_EXPECT_LT(test, m->reads, 160U);
}

/* What can't be read is reported as missing; no root is an error. */
static void region_sum_unreadable(struct kunit *test)
{
	struct mms_vas_sum *x = kunit_kzalloc(test, sizeof(*x), GFP_KERNEL);
	struct tables *m = mapped(test);
	struct mms_vas *v;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, x);
	tables_put(m, 2, TABLES_HALF + 2 * BIG + 0x800000, 0x23456789000ULL | TABLES_TABLE);
	v = in_one_walk(test, m, 8192);
	KUNIT_EXPECT_EQ(test, v->unread, 1ULL);
	mms_vas_sum_init(x, v, &m->g, &m->r, 0x23456789000ULL);
	KUNIT_EXPECT_LT(test, mms_vas_sum_chunk(x, 100), 0);
}

static struct kunit_case region_sum_cases[] = {
	KUNIT_CASE(region_sum_is_exact),
	KUNIT_CASE(region_sum_reads_once),
	KUNIT_CASE(region_sum_unreadable),
	{}
};

struct kunit_suite mmscope_vas_sum_suite = {
	.name = "mmscope_vas_sum",
	.test_cases = region_sum_cases,
};
