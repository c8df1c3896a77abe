// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_pt_walk: the walk of one address: where it ends, with which permissions,
 * and whether what was read still holds. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "../suites.h"
#include "tables.h"

static void walk_mapped(struct kunit *test)
{
	static const unsigned int levels[] = { 4, 5 };
	struct mms_walk w;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		struct tables *m = tables_new(test, levels[i]);

		tables_put(m, levels[i] - 1, 0xffffa2e5c0123000ULL,
			   0x8000000012345000ULL | TABLES_LEAF);
		mms_walk_addr(&m->g, &m->r, TABLES_ROOT, 0xffffa2e5c0123abcULL, &w);
		KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_MAPPED);
		KUNIT_EXPECT_EQ(test, w.steps, levels[i]);
		KUNIT_EXPECT_EQ(test, w.phys, 0x12345abcULL);
		KUNIT_EXPECT_EQ(test, w.start, 0xffffa2e5c0123000ULL);
		KUNIT_EXPECT_EQ(test, w.size, 4096ULL);
		KUNIT_EXPECT_EQ(test, (int)w.perm, MMS_PERM_R | MMS_PERM_W);
		KUNIT_EXPECT_EQ(test, m->reads, levels[i]);
		KUNIT_EXPECT_TRUE(test, mms_walk_holds(&m->g, &m->r, &w));

		/* The CPU marks it dirty: still the same. Remapped: not. */
		tables_put(m, levels[i] - 1, 0xffffa2e5c0123000ULL,
			   0x8000000012345000ULL | TABLES_LEAF | MMS_X86_DIRTY);
		KUNIT_EXPECT_TRUE(test, mms_walk_holds(&m->g, &m->r, &w));
		tables_put(m, levels[i] - 1, 0xffffa2e5c0123000ULL,
			   0x8000000012346000ULL | TABLES_LEAF);
		KUNIT_EXPECT_FALSE(test, mms_walk_holds(&m->g, &m->r, &w));
	}
}

/* Each level may take away what the others grant. */
static void walk_effective_perms(struct kunit *test)
{
	struct tables *m = tables_new(test, 4);
	unsigned int level;
	struct mms_walk w;

	tables_put(m, 3, 0x400000, 0x7000 | TABLES_TABLE);
	mms_walk_addr(&m->g, &m->r, TABLES_ROOT, 0x400000, &w);
	KUNIT_EXPECT_EQ(test, (int)w.perm, MMS_PERM_ALL);
	for (level = 0; level < 4; level++) {
		u64 *e = &m->frame[(w.step[level].table - TABLES_ROOT) / 4096]
				  [w.step[level].index];
		u64 was = *e;

		*e = was & ~MMS_X86_RW;
		mms_walk_addr(&m->g, &m->r, TABLES_ROOT, 0x400000, &w);
		KUNIT_EXPECT_EQ(test, (int)w.perm, MMS_PERM_ALL & ~MMS_PERM_W);
		*e = was & ~MMS_X86_USER;
		mms_walk_addr(&m->g, &m->r, TABLES_ROOT, 0x400000, &w);
		KUNIT_EXPECT_EQ(test, (int)w.perm, MMS_PERM_ALL & ~MMS_PERM_U);
		*e = was | MMS_X86_NX;
		mms_walk_addr(&m->g, &m->r, TABLES_ROOT, 0x400000, &w);
		KUNIT_EXPECT_EQ(test, (int)w.perm, MMS_PERM_ALL & ~MMS_PERM_X);
		*e = was;
	}
}

static void walk_endings(struct kunit *test)
{
	struct tables *m = tables_new(test, 5);
	struct mms_walk w;

	/* Nothing at all: the root's entry covers 2^48 bytes. */
	mms_walk_addr(&m->g, &m->r, TABLES_ROOT, 0xff12345678901234ULL, &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_EMPTY);
	KUNIT_EXPECT_EQ(test, w.steps, 1U);
	KUNIT_EXPECT_EQ(test, w.start, 0xff12000000000000ULL);
	KUNIT_EXPECT_EQ(test, w.size, 1ULL << 48);

	/* A huge page, looked at in its middle. */
	tables_put(m, 3, 0xffff888000200000ULL, 0x600000 | TABLES_LEAF | MMS_X86_PSE);
	mms_walk_addr(&m->g, &m->r, TABLES_ROOT, 0xffff8880002abcdeULL, &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_MAPPED);
	KUNIT_EXPECT_EQ(test, w.steps, 4U);
	KUNIT_EXPECT_EQ(test, w.phys, 0x6abcdeULL);
	KUNIT_EXPECT_EQ(test, w.start, 0xffff888000200000ULL);
	KUNIT_EXPECT_EQ(test, w.size, 1ULL << 21);

	/* Beside it, an empty PMD entry. */
	mms_walk_addr(&m->g, &m->r, TABLES_ROOT, 0xffff888000400000ULL, &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_EMPTY);
	KUNIT_EXPECT_EQ(test, w.steps, 4U);
	KUNIT_EXPECT_EQ(test, w.size, 1ULL << 21);

	/* Swap, PROT_NONE, reserved bits, a table that is no memory. */
	tables_put(m, 4, 0x400000, 0x07ffffffffcbca00ULL);
	tables_put(m, 4, 0x401000, 0x800fffffedcba924ULL);
	tables_put(m, 4, 0x402000, 0x0000400012345025ULL);
	tables_put(m, 3, 0x600000, 0x400056789000ULL | TABLES_TABLE);
	mms_walk_addr(&m->g, &m->r, TABLES_ROOT, 0x400123, &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_SWAP);
	mms_walk_addr(&m->g, &m->r, TABLES_ROOT, 0x401123, &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_PROT_NONE);
	KUNIT_EXPECT_EQ(test, w.phys, 0x12345123ULL);
	KUNIT_EXPECT_EQ(test, (int)w.perm, 0);
	mms_walk_addr(&m->g, &m->r, TABLES_ROOT, 0x402123, &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_BAD);
	mms_walk_addr(&m->g, &m->r, TABLES_ROOT, 0x600123, &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_BAD);

	/* No address: nothing is read. */
	m->reads = 0;
	mms_walk_addr(&m->g, &m->r, TABLES_ROOT, 0x8000000000000000ULL, &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_NON_CANONICAL);
	KUNIT_EXPECT_EQ(test, w.steps, 0U);
	KUNIT_EXPECT_EQ(test, m->reads, 0U);
}

/* A table where there is no memory; and whether that is still true. */
static void walk_unreadable(struct kunit *test)
{
	struct tables *m = tables_new(test, 5);
	struct mms_walk w;

	tables_put(m, 3, 0x600000, 0x23456789000ULL | TABLES_TABLE);
	mms_walk_addr(&m->g, &m->r, TABLES_ROOT, 0x600123, &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_UNREADABLE);
	KUNIT_EXPECT_EQ(test, w.error, -ENXIO);
	KUNIT_EXPECT_EQ(test, w.step[w.steps - 1].table, 0x23456789000ULL);
	KUNIT_EXPECT_TRUE(test, mms_walk_holds(&m->g, &m->r, &w));

	/* What was readable no longer is: the walk does not hold. */
	w.result = MMS_WALK_EMPTY;
	KUNIT_EXPECT_FALSE(test, mms_walk_holds(&m->g, &m->r, &w));
	/* The unreadable table's parent changed. */
	w.result = MMS_WALK_UNREADABLE;
	tables_put(m, 3, 0x600000, 0);
	KUNIT_EXPECT_FALSE(test, mms_walk_holds(&m->g, &m->r, &w));
}

static void walk_names(struct kunit *test)
{
	static const char *const names[] = {
		[MMS_WALK_MAPPED] = "mapped", [MMS_WALK_EMPTY] = "not_mapped",
		[MMS_WALK_PROT_NONE] = "prot_none", [MMS_WALK_SWAP] = "swap",
		[MMS_WALK_INVALID] = "invalid", [MMS_WALK_BAD] = "bad_entry",
		[MMS_WALK_UNREADABLE] = "unreadable",
		[MMS_WALK_NON_CANONICAL] = "non_canonical",
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		KUNIT_EXPECT_STREQ(test, mms_walk_result_name(i), names[i]);
	KUNIT_EXPECT_STREQ(test, mms_walk_result_name(99), "unknown");
}

/* A key that denies data accesses leaves the permission to execute. */
static void walk_keys(struct kunit *test)
{
	struct tables *m = tables_new(test, 4);
	const u64 page = 0x12345000 | TABLES_LEAF | MMS_X86_USER;
	struct mms_walk w;
	u64 i;

	for (i = 0; i < 3; i++)
		tables_put(m, 3, 0x400000 + i * 4096, page | i << MMS_X86_PKEY_SHIFT);
	for (i = 0; i < 3; i++) {
		u8 wanted = i == 1 ? MMS_PERM_X | MMS_PERM_U : MMS_PERM_ALL;

		mms_walk_addr(&m->g, &m->r, TABLES_ROOT, 0x400000 + i * 4096, &w);
		KUNIT_EXPECT_EQ(test, (u64)mms_walk_last(&w)->e.pkey, i);
		mms_walk_take_key(&w, 0);
		KUNIT_EXPECT_EQ(test, (int)w.perm, (int)MMS_PERM_ALL);
		mms_walk_take_key(&w, 1);
		KUNIT_EXPECT_EQ(test, (int)w.perm, (int)wanted);
	}
	/* The same of a range; the kernel's half has no keys. */
	mms_range_init(&m->w, &m->g, &m->r, TABLES_ROOT, 0x400000, 0x402fff);
	m->w.v = &tables_visitor;
	m->w.ctx = m;
	m->w.exec_key = 1;
	KUNIT_EXPECT_EQ(test, mms_range_chunk(&m->w, 1U << 30), 0);
	KUNIT_ASSERT_EQ(test, m->runs, 3U);
	for (i = 0; i < 3; i++) {
		u8 wanted = i == 1 ? MMS_PERM_X | MMS_PERM_U : MMS_PERM_ALL;

		KUNIT_EXPECT_EQ(test, (u64)m->run[i].pkey, i);
		KUNIT_EXPECT_EQ(test, (int)m->run[i].perm, (int)wanted);
	}
	tables_put(m, 3, TABLES_HALF, page | 1ULL << MMS_X86_PKEY_SHIFT);
	mms_walk_addr(&m->g, &m->r, TABLES_ROOT, TABLES_HALF, &w);
	mms_walk_take_key(&w, 1);
	KUNIT_EXPECT_EQ(test, (int)w.perm, (int)MMS_PERM_ALL);
}

/* Records name special swap entries by their type. */
static void walk_words(struct kunit *test)
{
	static const struct mms_swap_kind kinds[] = {
		{ 7, "migration_read", true, "migration" }, { 8, "hwpoison", true }, {}
	};
	const struct mms_geometry g = { .swap_kinds = kinds };
	struct mms_walk *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, w);
	w->steps = 1;
	w->result = MMS_WALK_SWAP;
	KUNIT_EXPECT_STREQ(test, mms_walk_word(&g, w), "swap");
	w->step[0].e.swap_type = 7;
	KUNIT_EXPECT_STREQ(test, mms_walk_word(&g, w), "migration");
	w->step[0].e.swap_type = 8;
	KUNIT_EXPECT_STREQ(test, mms_walk_word(&g, w), "hwpoison");
	w->result = MMS_WALK_PROT_NONE;
	KUNIT_EXPECT_STREQ(test, mms_walk_word(&g, w), "prot_none");
	w->hint = true;
	KUNIT_EXPECT_STREQ(test, mms_walk_word(&g, w), "numa_hint");
	w->result = MMS_WALK_MAPPED;
	KUNIT_EXPECT_STREQ(test, mms_walk_word(&g, w), "mapped");
}

static struct kunit_case walk_cases[] = {
	KUNIT_CASE(walk_mapped),
	KUNIT_CASE(walk_effective_perms),
	KUNIT_CASE(walk_endings),
	KUNIT_CASE(walk_unreadable),
	KUNIT_CASE(walk_names),
	KUNIT_CASE(walk_words),
	KUNIT_CASE(walk_keys),
	{}
};

struct kunit_suite mmscope_pt_walk_suite = {
	.name = "mmscope_pt_walk",
	.test_cases = walk_cases,
};
