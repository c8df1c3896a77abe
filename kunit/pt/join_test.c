// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_pt_join: what a visitor that joins gets in one call, and that joined or
 * not the runs are the same. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/pt/arm64.h>

#include "../suites.h"
#include "tables.h"

#define PAGES(n)	((n) * 4096ULL)

static int note(struct mms_range *w, const struct mms_run *run)
{
	struct tables *m = w->ctx;

	if (m->runs < ARRAY_SIZE(m->run))
		m->run[m->runs] = *run;
	m->runs++;
	m->bytes += run->size;
	return 0;
}

static const struct mms_visitor joining = { .run = note, .joins = true };

static void walk_joining(struct kunit *test, struct tables *m, u64 start, u64 last, u32 budget)
{
	int ret;

	m->bytes = 0;
	m->runs = 0;
	mms_range_init(&m->w, &m->g, &m->r, TABLES_ROOT, start, last);
	m->w.v = &joining;
	m->w.ctx = m;
	do
		ret = mms_range_chunk(&m->w, budget);
	while (ret > 0);
	KUNIT_ASSERT_EQ(test, ret, 0);
}

/*
 * One table of x86-64: four pages in a row, one with another flag, one that was
 * written to, a jump, a hole, a bad one in sequence. By hand.
 */
static void join_neighbours(struct kunit *test)
{
	static const struct { u32 at, entries; u64 phys; } wanted[] = {
		{ 0, 4, 0x100000 }, { 4, 1, 0x104000 }, { 5, 1, 0x105000 },
		{ 6, 2, 0x200000 }, { 9, 2, 0x203000 }, { 11, 1, 0 }, { 12, 1, 0x206000 },
	};
	struct tables *m = tables_new(test, 4);
	u32 i;

	tables_map(m, TABLES_HALF, 0x100000, 6);
	m->frame[3][4] |= MMS_X86_NX;
	m->frame[3][5] |= MMS_X86_DIRTY;
	tables_map(m, TABLES_HALF + PAGES(6), 0x200000, 7);
	m->frame[3][8] = 0;
	m->frame[3][11] |= BIT_ULL(50);	/* no CPU of 46 bits has that address */
	walk_joining(test, m, TABLES_HALF, ~0ULL, 1U << 30);
	KUNIT_ASSERT_EQ(test, m->runs, (unsigned int)ARRAY_SIZE(wanted));
	for (i = 0; i < ARRAY_SIZE(wanted); i++) {
		const struct mms_run *run = &m->run[i];

		KUNIT_EXPECT_EQ_MSG(test, run->va, TABLES_HALF + PAGES(wanted[i].at), "%u", i);
		KUNIT_EXPECT_EQ_MSG(test, run->size, PAGES(wanted[i].entries), "%u", i);
		KUNIT_EXPECT_EQ_MSG(test, run->entries, (u64)wanted[i].entries, "%u", i);
		KUNIT_EXPECT_EQ_MSG(test, (int)run->kind,
				    (int)(wanted[i].phys ? MMS_PT_LEAF : MMS_PT_BAD), "%u", i);
		if (wanted[i].phys)
			KUNIT_EXPECT_EQ_MSG(test, run->phys, wanted[i].phys, "%u", i);
	}
}

/* A range joins entries that lie wholly in it; one that is cut is not joined. */
static void join_within_the_range(struct kunit *test)
{
	struct tables *m = tables_new(test, 4);
	u32 i;

	for (i = 0; i < 3; i++)
		tables_put(m, 2, TABLES_HALF + i * 0x200000ULL,
			   (0x40000000 + i * 0x200000ULL) | TABLES_LEAF | MMS_X86_PSE);
	walk_joining(test, m, TABLES_HALF + PAGES(1), TABLES_HALF + 0x400fff, 1U << 30);
	KUNIT_ASSERT_EQ(test, m->runs, 2U);
	KUNIT_EXPECT_EQ(test, m->run[0].phys, 0x40001000ULL);
	KUNIT_EXPECT_EQ(test, m->run[0].size, 0x3ff000ULL);
	KUNIT_EXPECT_EQ(test, m->run[0].entries, 2ULL);
	KUNIT_EXPECT_EQ(test, m->run[1].phys, 0x40400000ULL);
	KUNIT_EXPECT_EQ(test, m->run[1].size, 0x1000ULL);
}

/* The last address there is: the next entry's would overflow into a flag. */
static void join_ends_with_the_address(struct kunit *test)
{
	const u64 last = MMS_X86_ADDR & ((1ULL << 46) - 1);
	struct tables *m = tables_new(test, 4);

	tables_put(m, 3, TABLES_HALF, last | TABLES_LEAF);
	tables_put(m, 3, TABLES_HALF + PAGES(1), (last | TABLES_LEAF) + 0x1000);
	walk_joining(test, m, TABLES_HALF, ~0ULL, 1U << 30);
	KUNIT_ASSERT_EQ(test, m->runs, 2U);
	KUNIT_EXPECT_EQ(test, (int)m->run[0].kind, (int)MMS_PT_LEAF);
	KUNIT_EXPECT_EQ(test, m->run[0].entries, 1ULL);
	KUNIT_EXPECT_EQ(test, (int)m->run[1].kind, (int)MMS_PT_BAD);
}

/* Swap entries look like consecutive addresses, but are not joined; a sum counts each. */
static void join_only_what_maps(struct kunit *test)
{
	const u64 swap = 0x07ffffffffcbca00ULL;
	struct tables *m = tables_new(test, 4);
	u32 i;

	for (i = 0; i < 3; i++)
		tables_put(m, 3, 0x400000 + PAGES(i), swap + PAGES(i));
	walk_joining(test, m, 0, TABLES_LAST_USER, 1U << 30);
	KUNIT_ASSERT_EQ(test, m->runs, 3U);
	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, (int)m->run[i].kind, (int)MMS_PT_SWAP);
	mms_sum_init(&m->s, &m->g, &m->r, TABLES_ROOT, 0, TABLES_LAST_USER);
	KUNIT_EXPECT_EQ(test, mms_sum_chunk(&m->s, 1U << 30), 0);
	KUNIT_EXPECT_EQ(test, m->s.open[0].other[MMS_PT_SWAP], 3ULL);
}

/* Markers are merged where equal, NUMA hints within one VMA. */
static void join_marks_and_hints(struct kunit *test)
{
	static const struct mms_flag marks[] = { { 4, 4, "guard" }, {} };
	static const struct mms_swap_kind kinds[] = {
		{ 0, "pte_marker", false, "marker", marks }, {}
	};
	/* Type 0, offset 4 and 5, as x86-64 writes them. */
	const u64 guard = (~4ULL << 14 >> 5) & ~0x1ffULL, other = (~5ULL << 14 >> 5) & ~0x1ffULL;
	struct tables *m = tables_new(test, 4);
	u32 i;

	m->g.swap_kinds = kinds;
	m->merge = true;
	for (i = 0; i < 8; i++)
		tables_put(m, 3, 0x400000 + i * 4096, i < 5 ? guard : other);
	for (; i < 10; i++)
		tables_put(m, 3, 0x400000 + i * 4096, 0x800fffffedcba924ULL - i * 4096);
	KUNIT_EXPECT_EQ(test, tables_walk(m, 0x400000, 0x4fffff, 1U << 30), 1);
	KUNIT_ASSERT_EQ(test, m->runs, 3U);
	KUNIT_EXPECT_EQ(test, m->run[0].entries, 5ULL);
	KUNIT_EXPECT_EQ(test, m->run[0].swap_offset, 4ULL);
	KUNIT_EXPECT_STREQ(test, mms_run_word(&m->run[0]), "marker");
	KUNIT_EXPECT_EQ(test, m->run[1].entries, 3ULL);
	KUNIT_EXPECT_STREQ(test, mms_run_word(&m->run[2]), "prot_none");
	/* The same in a VMA that allows access. */
	mms_range_init(&m->w, &m->g, &m->r, TABLES_ROOT, 0x400000, 0x4fffff);
	m->w.hints = true;
	m->w.v = &tables_visitor;
	m->w.ctx = m;
	m->runs = 0;
	KUNIT_EXPECT_EQ(test, mms_range_chunk(&m->w, 1U << 30), 0);
	KUNIT_ASSERT_EQ(test, m->runs, 3U);
	KUNIT_EXPECT_STREQ(test, mms_run_word(&m->run[0]), "marker");
	KUNIT_EXPECT_STREQ(test, mms_run_word(&m->run[2]), "numa_hint");
	KUNIT_EXPECT_EQ(test, m->run[2].entries, 2ULL);
}

/* Whatever the chunk size, everything is found, each page at its address. */
static void join_in_chunks(struct kunit *test)
{
	struct tables *m = tables_new(test, 4);
	u32 budget, i;

	tables_map(m, TABLES_HALF, 0x100000, 700);
	for (budget = 1; budget < 2000; budget = budget * 3 + 1) {
		u64 at = TABLES_HALF;

		walk_joining(test, m, TABLES_HALF, ~0ULL, budget);
		KUNIT_EXPECT_EQ_MSG(test, m->bytes, PAGES(700), "chunks of %u", budget);
		/* One per table: no entry of a row comes by itself. */
		KUNIT_ASSERT_EQ_MSG(test, m->runs, 2U, "chunks of %u", budget);
		for (i = 0; i < m->runs; i++) {
			KUNIT_EXPECT_EQ(test, m->run[i].va, at);
			KUNIT_EXPECT_EQ(test, m->run[i].phys, 0x100000 + at - TABLES_HALF);
			at += m->run[i].size;
		}
	}
	/* A visitor that does not join gets each. */
	KUNIT_EXPECT_GT(test, tables_walk(m, TABLES_HALF, ~0ULL, 1U << 30), 0);
	KUNIT_EXPECT_EQ(test, m->runs, 700U);
}

/* asm/pgtable-prot.h: PAGE_KERNEL of the linear map, in MAIR's second byte. */
#define ARM64_PAGE	(MMS_VMSA_VALID | MMS_VMSA_TABLE | BIT_ULL(2) | MMS_VMSA_SH |	\
			 MMS_VMSA_AF | MMS_VMSA_DBM | MMS_VMSA_PXN | MMS_VMSA_UXN |	\
			 MMS_VMSA_DIRTY)

/* One table of arm64's at the root's place: the last level of three. */
static struct tables *arm64_tables(struct kunit *test, u8 phys_bits, u32 options)
{
	const struct mms_arm64_paging p = {
		.page_shift = 12, .va_bits = options ? 52 : 39, .phys_bits = phys_bits,
		.options = options, .mair = 0x000000040044f0ffULL,
	};
	struct tables *m = tables_new(test, 4);
	unsigned int i;

	mms_arm64_geometry(&m->g, &p);
	for (i = 0; i + 1 < m->g.nr_levels; i++)
		m->frame[i][0] = (TABLES_ROOT + PAGES(i + 1)) | 3;
	return m;
}

static void walk_arm64(struct kunit *test, struct tables *m)
{
	walk_joining(test, m, 0, m->g.user_end - 1, 1U << 30);
}

/* arm64's linear map: page by page, as Debian has it. */
static void join_arm64(struct kunit *test)
{
	struct tables *m = arm64_tables(test, 40, 0);
	u64 *pte = m->frame[2];
	u32 i;

	for (i = 0; i < 512; i++)
		pte[i] = PAGES(i) | 0x40000000 | ARM64_PAGE;
	pte[100] ^= MMS_VMSA_DBM | MMS_VMSA_RDONLY;
	pte[300] &= ~MMS_VMSA_VALID;
	walk_arm64(test, m);
	KUNIT_ASSERT_EQ(test, m->runs, 5U);
	KUNIT_EXPECT_EQ(test, m->run[0].entries, 100ULL);
	KUNIT_EXPECT_EQ(test, m->run[0].perm, (u8)(MMS_PERM_R | MMS_PERM_W));
	KUNIT_EXPECT_EQ(test, m->run[1].entries, 1ULL);
	KUNIT_EXPECT_EQ(test, m->run[1].perm, (u8)MMS_PERM_R);
	KUNIT_EXPECT_EQ(test, m->run[2].entries, 199ULL);
	KUNIT_EXPECT_EQ(test, m->run[2].phys, 0x40000000 + PAGES(101));
	KUNIT_EXPECT_NE(test, (int)m->run[3].kind, (int)MMS_PT_LEAF);
	KUNIT_EXPECT_EQ(test, m->run[4].entries, 211ULL);
	/* As a sum: the same bytes by permission, and few calls: one costs 16 entries. */
	mms_sum_init(&m->s, &m->g, &m->r, TABLES_ROOT, 0, m->g.user_end - 1);
	KUNIT_EXPECT_EQ(test, mms_sum_chunk(&m->s, 1U << 30), 0);
	KUNIT_EXPECT_EQ(test, mms_sum_bytes(&m->g, &m->s.open[0], MMS_PERM_W, MMS_PERM_W),
			PAGES(510));
	KUNIT_EXPECT_EQ(test, mms_sum_bytes(&m->g, &m->s.open[0], MMS_PERM_W, 0), PAGES(1));
	KUNIT_EXPECT_GT(test, m->s.w.budget, (1LL << 30) - 2000);
}

/*
 * A contiguous block's entries may lie where the CPU can't tell what they mean:
 * each is found as the walk of its address finds it.
 */
static void join_arm64_contiguous(struct kunit *test)
{
	struct tables *m = arm64_tables(test, 40, 0);
	u32 i;

	for (i = 0; i < 16; i++)
		m->frame[2][i] = PAGES(i + 1) | ARM64_PAGE | MMS_VMSA_CONT;
	walk_arm64(test, m);
	KUNIT_ASSERT_EQ(test, m->runs, 16U);
	/* By the 64 KiB the entry names, not by the entry: i + 1 wraps at the last. */
	for (i = 0; i < 15; i++)
		KUNIT_EXPECT_EQ(test, m->run[i].phys, PAGES(i));
	KUNIT_EXPECT_EQ(test, m->run[15].phys, 0x10000 + PAGES(15));
}

/* Bits 51:50 of an address are in bits 9:8: past 2^50 another run begins. */
static void join_arm64_52_bits(struct kunit *test)
{
	struct tables *m = arm64_tables(test, 52, MMS_ARM64_PA52);
	const u64 attrs = ARM64_PAGE & ~MMS_VMSA_SH;
	u64 *pte = m->frame[4];

	pte[0] = ((1ULL << 50) - PAGES(2)) | attrs;
	pte[1] = ((1ULL << 50) - PAGES(1)) | attrs;
	pte[2] = BIT_ULL(8) | attrs;
	pte[3] = BIT_ULL(8) | PAGES(1) | attrs;
	walk_arm64(test, m);
	KUNIT_ASSERT_EQ(test, m->runs, 2U);
	KUNIT_EXPECT_EQ(test, m->run[0].phys, (1ULL << 50) - PAGES(2));
	KUNIT_EXPECT_EQ(test, m->run[0].entries, 2ULL);
	KUNIT_EXPECT_EQ(test, m->run[1].phys, 1ULL << 50);
	KUNIT_EXPECT_EQ(test, m->run[1].entries, 2ULL);
}

static struct kunit_case join_cases[] = {
	KUNIT_CASE(join_neighbours),
	KUNIT_CASE(join_within_the_range),
	KUNIT_CASE(join_ends_with_the_address),
	KUNIT_CASE(join_only_what_maps),
	KUNIT_CASE(join_marks_and_hints),
	KUNIT_CASE(join_in_chunks),
	KUNIT_CASE(join_arm64),
	KUNIT_CASE(join_arm64_contiguous),
	KUNIT_CASE(join_arm64_52_bits),
	{}
};

struct kunit_suite mmscope_pt_join_suite = {
	.name = "mmscope_pt_join",
	.test_cases = join_cases,
};
