// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_pt_x86: what x86-64 page-table entries say. Golden entries from the
 * Intel SDM vol. 3A (tables 4-14 to 4-20, 12-10), from arch/x86/include/asm,
 * and from dumps of real kernels. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/core/text.h>
#include <mmscope/pt/pte.h>

#include "../suites.h"

/* What Linux programs: WB, WC, UC-, UC, WB, WP, UC-, WT (arch/x86/mm/pat). */
#define LINUX_PAT 0x0407050600070106ULL

static const struct mms_swap_kind swap_kinds[] = {
	{ 30, "migration_read", true },
	{ 31, "pte_marker", false },
	{}
};

static void geometry(struct mms_geometry *g, unsigned int levels)
{
	const struct mms_x86_paging p = {
		.levels = levels,
		.phys_mask = (1ULL << 52) - 1,
		.phys_bits = 46,
		.pat = LINUX_PAT,
		.devmap = MMS_X86_SOFTW4,
		.gbpages = true,
	};

	mms_x86_64_geometry(g, &p);
	g->swap_kinds = swap_kinds;
	g->pfn_bits = 34;
}

static const char *flags_of(const struct mms_pt_entry *e, char *buf, size_t size)
{
	struct mms_text t;

	mms_text_init(&t, buf, size);
	if (e->flags)
		mms_put_flags(&t, e->flags, e->flag_word);
	return buf;
}

static void pte_x86_shape(struct kunit *test)
{
	struct mms_geometry g;

	geometry(&g, 5);
	KUNIT_EXPECT_EQ(test, (int)g.nr_levels, 5);
	KUNIT_EXPECT_EQ(test, (int)g.va_bits, 57);
	KUNIT_EXPECT_STREQ(test, g.level[1].name, "P4D");
	KUNIT_EXPECT_EQ(test, mms_pt_span(&g, 0), 1ULL << 48);
	KUNIT_EXPECT_EQ(test, mms_pt_span(&g, 4), 4096ULL);
	KUNIT_EXPECT_EQ(test, g.user_end, 1ULL << 56);

	geometry(&g, 4);
	KUNIT_EXPECT_EQ(test, (int)g.nr_levels, 4);
	KUNIT_EXPECT_EQ(test, (int)g.va_bits, 48);
	KUNIT_EXPECT_STREQ(test, g.level[0].name, "PGD");
	KUNIT_EXPECT_STREQ(test, g.level[1].name, "PUD");
	KUNIT_EXPECT_EQ(test, mms_pt_span(&g, 0), 1ULL << 39);
	KUNIT_EXPECT_EQ(test, g.user_end, 1ULL << 47);
	KUNIT_EXPECT_FALSE(test, g.level[0].leaf);
	KUNIT_EXPECT_TRUE(test, g.level[1].leaf);
	KUNIT_EXPECT_TRUE(test, g.level[3].leaf);
}

static void pte_x86_indices(struct kunit *test)
{
	/* Seen in a 6.12 guest: init_mm's own page. */
	static const unsigned int five[] = { 511, 511, 510, 84, 361 };
	/* 0xffffa2e5c0123abc = ... 101000101 110010111 000000000 100100011 ... */
	static const unsigned int four[] = { 325, 407, 0, 291 };
	struct mms_geometry g;
	unsigned int i;

	geometry(&g, 5);
	for (i = 0; i < 5; i++)
		KUNIT_EXPECT_EQ(test, mms_pt_index(&g, i, 0xffffffff8a969140ULL), five[i]);
	geometry(&g, 4);
	for (i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, mms_pt_index(&g, i, 0xffffa2e5c0123abcULL), four[i]);
}

static void pte_x86_canonical(struct kunit *test)
{
	static const struct {
		u64 va;
		bool four, five, user4, user5;
	} cases[] = {
		{ 0, true, true, true, true },
		{ 0x00007fffffffffffULL, true, true, true, true },
		{ 0x0000800000000000ULL, false, true, false, true },
		{ 0x00ffffffffffffffULL, false, true, false, true },
		{ 0x0100000000000000ULL, false, false, false, false },
		{ 0x8000000000000000ULL, false, false, false, false },
		{ 0xfeffffffffffffffULL, false, false, false, false },
		{ 0xff00000000000000ULL, false, true, false, false },
		{ 0xffff7fffffffffffULL, false, true, false, false },
		{ 0xffff800000000000ULL, true, true, false, false },
		{ ~0ULL, true, true, false, false },
	};
	struct mms_geometry four, five;
	unsigned int i;

	geometry(&four, 4);
	geometry(&five, 5);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		u64 va = cases[i].va;

		KUNIT_EXPECT_EQ_MSG(test, mms_va_canonical(&four, va), cases[i].four,
				    "0x%llx", va);
		KUNIT_EXPECT_EQ_MSG(test, mms_va_canonical(&five, va), cases[i].five,
				    "0x%llx", va);
		if (cases[i].four)
			KUNIT_EXPECT_EQ_MSG(test, mms_va_user(&four, va),
					    cases[i].user4, "0x%llx", va);
		if (cases[i].five)
			KUNIT_EXPECT_EQ_MSG(test, mms_va_user(&five, va),
					    cases[i].user5, "0x%llx", va);
	}
}

static void pte_x86_swap(struct kunit *test)
{
	static const struct {
		u64 raw;
		u8 type;
		u64 offset;
		const char *kind;
		const char *flags;
	} cases[] = {
		/* asm/pgtable_64.h: ~offset << 14 >> 5 | type << 59. */
		{ 0x07ffffffffcbca00ULL, 0, 0x1a1a, NULL, "" },
		{ 0x0fffffffffcbca0aULL, 1, 0x1a1a, NULL, "soft_dirty exclusive" },
		{ 0x07fffffffffffe04ULL, 0, 0, NULL, "uffd_wp" },
		{ 0xf7ffffffdb974200ULL, 30, 0x12345e, "migration_read", "" },
		{ 0xfffffffffffffc00ULL, 31, 1, "pte_marker", "" },
	};
	struct mms_geometry g;
	struct mms_pt_entry e;
	char flags[64];
	unsigned int i;

	geometry(&g, 4);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct mms_swap_kind *k;
		u64 raw = cases[i].raw;

		/* The encoding as in the kernel's macros. */
		KUNIT_ASSERT_EQ_MSG(test, raw & ~0x1ffULL,
				    ((~cases[i].offset << 14 >> 5) |
				     (u64)cases[i].type << 59) & ~0x1ffULL,
				    "case %u is not what the kernel would write", i);
		mms_pt_decode(&g, 3, true, raw, &e);
		KUNIT_EXPECT_EQ_MSG(test, (int)e.kind, (int)MMS_PT_SWAP, "0x%llx", raw);
		KUNIT_EXPECT_EQ_MSG(test, e.swap_type, cases[i].type, "0x%llx", raw);
		KUNIT_EXPECT_EQ_MSG(test, e.swap_offset, cases[i].offset, "0x%llx", raw);
		KUNIT_EXPECT_TRUE_MSG(test, !strcmp(flags_of(&e, flags, sizeof(flags)),
						    cases[i].flags), "%s", flags);
		k = mms_swap_kind(&g, &e);
		KUNIT_EXPECT_EQ_MSG(test, !!k, !!cases[i].kind, "0x%llx", raw);
		if (k && cases[i].kind)
			KUNIT_EXPECT_STREQ(test, k->name, cases[i].kind);
		/* There are no swap entries in the kernel's half. */
		mms_pt_decode(&g, 3, false, raw, &e);
		KUNIT_EXPECT_EQ_MSG(test, (int)e.kind, (int)MMS_PT_INVALID, "0x%llx", raw);
	}
}

static void pte_x86_pat(struct kunit *test)
{
	static const char * const linux_pat[8] = {
		"write-back", "write-combining", "uncached-minus", "uncached",
		"write-back", "write-protected", "uncached-minus", "write-through",
	};
	static const char * const reset_pat[8] = {
		"write-back", "write-through", "uncached-minus", "uncached",
		"write-back", "write-through", "uncached-minus", "uncached",
	};
	struct mms_geometry g;
	struct mms_pt_entry e;
	unsigned int n;

	geometry(&g, 4);
	for (n = 0; n < 8; n++) {
		u64 raw = MMS_X86_PRESENT | (n & 1 ? MMS_X86_PWT : 0) |
			  (n & 2 ? MMS_X86_PCD : 0);

		g.memtype = LINUX_PAT;
		mms_pt_decode(&g, 3, false, raw | (n & 4 ? MMS_X86_PAT : 0), &e);
		KUNIT_EXPECT_STREQ(test, e.cache, linux_pat[n]);
		mms_pt_decode(&g, 2, false, raw | MMS_X86_PSE |
			      (n & 4 ? MMS_X86_PAT_LARGE : 0), &e);
		KUNIT_EXPECT_STREQ(test, e.cache, linux_pat[n]);
		g.memtype = 0x0007040600070406ULL;
		mms_pt_decode(&g, 3, false, raw | (n & 4 ? MMS_X86_PAT : 0), &e);
		KUNIT_EXPECT_STREQ(test, e.cache, reset_pat[n]);
		g.memtype = 0x0202020203030303ULL;
		mms_pt_decode(&g, 3, false, raw, &e);
		KUNIT_EXPECT_STREQ(test, e.cache, "reserved");
	}
}

/* What depends on the machine: encryption, 1 GiB pages, PTI, where devmap is. */
static void pte_x86_machines(struct kunit *test)
{
	struct mms_x86_paging p = {
		.levels = 4,
		.phys_mask = ((1ULL << 52) - 1) & ~(1ULL << 51),
		.phys_bits = 43,
		.enc_mask = 1ULL << 51,
		.devmap = MMS_X86_SOFTW5,
		.pat = LINUX_PAT,
		.pti = true,
	};
	struct mms_geometry g;
	struct mms_pt_entry e;
	char flags[128];

	mms_x86_64_geometry(&g, &p);
	mms_pt_decode(&g, 3, false, 0x8008000012345063ULL, &e);
	KUNIT_EXPECT_EQ(test, e.phys, 0x12345000ULL);
	KUNIT_EXPECT_STREQ(test, flags_of(&e, flags, sizeof(flags)),
			   "present write accessed dirty nx encrypted");
	mms_pt_decode(&g, 2, false, 0x0008000012345063ULL, &e);
	KUNIT_EXPECT_EQ(test, (int)e.kind, (int)MMS_PT_TABLE);
	KUNIT_EXPECT_EQ(test, e.phys, 0x12345000ULL);
	KUNIT_EXPECT_STREQ(test, flags_of(&e, flags, sizeof(flags)),
			   "present write accessed dirty encrypted");
	mms_pt_decode(&g, 3, true, 0x0400000012345025ULL, &e);
	KUNIT_EXPECT_STREQ(test, flags_of(&e, flags, sizeof(flags)),
			   "present user accessed devmap");
	/* No 1 GiB pages: the CPU faults on such an entry. */
	mms_pt_decode(&g, 1, false, 0x00000000c00000e3ULL, &e);
	KUNIT_EXPECT_EQ(test, (int)e.kind, (int)MMS_PT_BAD);
	/* PTI's NX on the root's user half is not the process'. */
	mms_pt_decode(&g, 0, true, 0x8000000012345067ULL, &e);
	KUNIT_EXPECT_TRUE(test, e.perm & MMS_PERM_X);
	mms_pt_decode(&g, 0, false, 0x8000000012345067ULL, &e);
	KUNIT_EXPECT_FALSE(test, e.perm & MMS_PERM_X);
	mms_pt_decode(&g, 1, true, 0x8000000012345067ULL, &e);
	KUNIT_EXPECT_FALSE(test, e.perm & MMS_PERM_X);
}

static struct kunit_case pte_x86_cases[] = {
	KUNIT_CASE(pte_x86_shape),
	KUNIT_CASE(pte_x86_indices),
	KUNIT_CASE(pte_x86_canonical),
	KUNIT_CASE(pte_x86_swap),
	KUNIT_CASE(pte_x86_pat),
	KUNIT_CASE(pte_x86_machines),
	{}
};

struct kunit_suite mmscope_pt_x86_suite = {
	.name = "mmscope_pt_x86",
	.test_cases = pte_x86_cases,
};
