// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_pt_pte: what the decoders of all architectures share: addresses and
 * their indices, the names of what was found, swap entries in each kernel's layout.
 * Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <mmscope/pt/arm.h>
#include <mmscope/pt/arm64.h>
#include <mmscope/pt/i386.h>
#include <mmscope/pt/riscv.h>
#include <mmscope/pt/shared.h>

#include "../suites.h"

static void pte_canonical(struct kunit *test)
{
	static const struct {
		u8 va_bits;
		u64 va;
		bool is;
	} cases[] = {
		{ 48, 0, true }, { 48, 0x00007fffffffffff, true },
		{ 48, 0x0000800000000000, false }, { 48, 0xffff7fffffffffff, false },
		{ 48, 0xffff800000000000, true }, { 48, U64_MAX, true },
		{ 57, 0x0000800000000000, true }, { 57, 0x0100000000000000, false },
		{ 57, 0xff00000000000000, true }, { 57, 0xfeffffffffffffff, false },
		{ 39, 0xffffffc000000000, true }, { 39, 0xffffffbfffffffff, false },
		/* Every 32-bit value is an address, and nothing else is. */
		{ 0, 0, true }, { 0, 0xffffffff, true }, { 0, 0x100000000, false },
		{ 0, U64_MAX, false },
	};
	struct mms_geometry g = { .user_end = 0x800000000000 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		g.va_bits = cases[i].va_bits;
		KUNIT_EXPECT_EQ_MSG(test, mms_va_canonical(&g, cases[i].va), cases[i].is,
				    "case %u", i);
	}
	KUNIT_EXPECT_TRUE(test, mms_va_user(&g, 0x7fffffffffff));
	KUNIT_EXPECT_FALSE(test, mms_va_user(&g, 0x800000000000));
}

/* VA_BITS of each kernel, or the machine's word size. */
static void pte_addr_bits(struct kunit *test)
{
	const struct mms_x86_paging x86[] = { { .levels = 4 }, { .levels = 5 } };
	const struct mms_arm64_paging arm64 = { .page_shift = 14, .va_bits = 47 };
	const struct mms_riscv_paging riscv[] = { { .levels = 2 }, { .levels = 3 } };
	const struct mms_arm_paging arm[] = { { .lpae = false }, { .lpae = true } };
	const struct mms_i386_paging x86_32[] = { { .pae = false }, { .pae = true } };
	struct mms_geometry g;
	u32 i;

	for (i = 0; i < 2; i++) {
		mms_x86_64_geometry(&g, &x86[i]);
		KUNIT_EXPECT_EQ(test, g.addr_bits, (u8)(i ? 57 : 48));
		mms_riscv_geometry(&g, &riscv[i]);
		KUNIT_EXPECT_EQ(test, g.addr_bits, (u8)(i ? 39 : 32));
		mms_arm_geometry(&g, &arm[i]);
		KUNIT_EXPECT_EQ(test, g.addr_bits, (u8)32);
		mms_i386_geometry(&g, &x86_32[i]);
		KUNIT_EXPECT_EQ(test, g.addr_bits, (u8)32);
	}
	mms_arm64_geometry(&g, &arm64);
	KUNIT_EXPECT_EQ(test, g.addr_bits, (u8)47);
}

static void pte_levels(struct kunit *test)
{
	struct mms_geometry g = {};

	/* arm64, 64 KiB pages, 52-bit addresses: 1024 entries in the root. */
	mms_pt_fill_levels(&g, 3, 16, 13, 10);
	KUNIT_EXPECT_EQ(test, g.nr_levels, (u8)3);
	KUNIT_EXPECT_STREQ(test, g.level[0].name, "PGD");
	KUNIT_EXPECT_STREQ(test, g.level[1].name, "PMD");
	KUNIT_EXPECT_STREQ(test, g.level[2].name, "PTE");
	KUNIT_EXPECT_FALSE(test, g.level[1].leaf);
	KUNIT_EXPECT_TRUE(test, g.level[2].leaf);
	KUNIT_EXPECT_EQ(test, mms_pt_span(&g, 0), 1ULL << 42);
	KUNIT_EXPECT_EQ(test, mms_pt_span(&g, 1), 1ULL << 29);
	KUNIT_EXPECT_EQ(test, mms_pt_span(&g, 2), 1ULL << 16);
	KUNIT_EXPECT_EQ(test, mms_pt_index(&g, 0, U64_MAX), 1023U);
	KUNIT_EXPECT_EQ(test, mms_pt_index(&g, 1, U64_MAX), 8191U);
	KUNIT_EXPECT_EQ(test, mms_pt_index(&g, 2, 0x12345678), 0x1234U);
	KUNIT_EXPECT_EQ(test, mms_pt_index(&g, 1, 0x60000000), 3U);
}

static void pte_names(struct kunit *test)
{
	static const char *const kinds[MMS_PT_KINDS] = {
		[MMS_PT_NONE] = "none", [MMS_PT_TABLE] = "table", [MMS_PT_LEAF] = "leaf",
		[MMS_PT_PROT_NONE] = "prot_none", [MMS_PT_SWAP] = "swap",
		[MMS_PT_INVALID] = "invalid", [MMS_PT_BAD] = "bad",
	};
	char buf[MMS_PERM_TEXT];
	int i;

	for (i = 0; i < MMS_PT_KINDS; i++)
		KUNIT_EXPECT_STREQ(test, mms_pt_kind_name(i), kinds[i]);
	KUNIT_EXPECT_STREQ(test, mms_pt_kind_name(MMS_PT_KINDS), "unknown");
	KUNIT_EXPECT_STREQ(test, mms_perm_text(MMS_PERM_R, buf), "r--");
	KUNIT_EXPECT_STREQ(test, mms_perm_text(MMS_PERM_W, buf), "-w-");
	KUNIT_EXPECT_STREQ(test, mms_perm_text(MMS_PERM_X | MMS_PERM_U, buf), "--x");
	KUNIT_EXPECT_STREQ(test, mms_perm_text(MMS_PERM_U, buf), "---");
}

static void pte_swap_kinds(struct kunit *test)
{
	static const struct mms_swap_kind kinds[] = {
		{ 27, "hwpoison", true }, { 30, "migration_read", true }, {}
	};
	struct mms_geometry g = { .pfn_bits = 34 };
	struct mms_pt_entry e = { .swap_type = 30 };

	/* A kernel whose types are not known: all may be devices. */
	KUNIT_EXPECT_TRUE(test, !mms_swap_kind(&g, &e));
	g.swap_kinds = kinds;
	KUNIT_EXPECT_PTR_EQ(test, mms_swap_kind(&g, &e), &kinds[1]);
	e.swap_type = 0;
	KUNIT_EXPECT_TRUE(test, !mms_swap_kind(&g, &e));
	/* Since 5.19 the bits above the pfn say accessed and dirty. */
	e.swap_offset = 3ULL << 34 | 0x12345;
	KUNIT_EXPECT_EQ(test, mms_swap_pfn(&g, e.swap_offset), 0x12345ULL);
}

/* What each entry without a page is called, in reports and in records. */
static void pte_swap_words(struct kunit *test)
{
	static const struct mms_flag marks[] = { { 1, 1, "uffd_wp" }, { 4, 4, "guard" }, {} };
	static const struct mms_swap_kind kinds[] = {
		{ 26, "migration_read", true, "migration" }, { 27, "hwpoison", true },
		{ 30, "pte_marker", false, "marker", marks }, { 31, "swapin_error", false }, {}
	};
	static const struct {
		u8 type;
		u64 offset;
		const char *word, *eyes, *record;
	} cases[] = {
		{ 0, 5, "swap", "swap 0, offset 0x5",
		  " swap_type=0 swap_offset=0x5 swap_kind=device" },
		{ 26, 3ULL << 34 | 0x77, "migration", "migration_read, page frame 0x77",
		  " swap_type=26 swap_offset=0xc00000077 swap_kind=migration_read swap_pfn=0x77" },
		{ 27, 0x5a5, "hwpoison", "hwpoison, page frame 0x5a5",
		  " swap_type=27 swap_offset=0x5a5 swap_kind=hwpoison swap_pfn=0x5a5" },
		{ 30, 4, "marker", "marker: guard",
		  " swap_type=30 swap_offset=0x4 swap_kind=pte_marker marks=guard" },
		{ 30, 9, "marker", "marker: uffd_wp unknown=0x8",
		  " swap_type=30 swap_offset=0x9 swap_kind=pte_marker marks=uffd_wp,unknown=0x8" },
		{ 31, 0x12, "swapin_error", "swapin_error, 0x12",
		  " swap_type=31 swap_offset=0x12 swap_kind=swapin_error" },
	};
	struct mms_geometry g = { .pfn_bits = 34, .swap_kinds = kinds };
	struct mms_text t;
	char buf[128];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct mms_pt_entry e = { .swap_type = cases[i].type };
		const struct mms_swap_kind *k = mms_swap_kind(&g, &e);

		KUNIT_EXPECT_STREQ(test, mms_swap_word(k), cases[i].word);
		mms_text_init(&t, buf, sizeof(buf));
		mms_put_swap(&t, &g, k, cases[i].type, cases[i].offset);
		KUNIT_EXPECT_STREQ(test, (const char *)buf, cases[i].eyes);
		mms_text_init(&t, buf, sizeof(buf));
		mms_rec_swap(&t, &g, k, cases[i].type, cases[i].offset);
		KUNIT_EXPECT_STREQ(test, (const char *)buf, cases[i].record);
	}
}

static void pte_swap_layouts(struct kunit *test)
{
	static const struct mms_flag flags[] = { { 1, 1, "one" }, {} };
	/* arm64, 6.10: type in 6-10, offset in 12-61. */
	struct mms_geometry g = { .soft = {
		.type_shift = 6, .type_bits = 5, .offset_shift = 12, .offset_bits = 50,
	} };
	struct mms_pt_entry e = { .raw = 0xfffffffffffff7e1ULL };

	mms_pt_decode_swap(&g, &e, flags);
	KUNIT_EXPECT_EQ(test, (int)e.kind, (int)MMS_PT_SWAP);
	KUNIT_EXPECT_EQ(test, e.swap_type, (u8)31);
	KUNIT_EXPECT_EQ(test, e.swap_offset, (1ULL << 50) - 1);
	KUNIT_EXPECT_EQ(test, e.flag_word, 0xc000000000000021ULL);
	KUNIT_EXPECT_PTR_EQ(test, e.flags, &flags[0]);
	/* A kernel whose offset is not known: its bits are shown. */
	g.soft.offset_bits = 0;
	mms_pt_decode_swap(&g, &e, flags);
	KUNIT_EXPECT_EQ(test, e.swap_offset, 0ULL);
	KUNIT_EXPECT_EQ(test, e.flag_word, 0xfffffffffffff021ULL);
}

static void pte_first_reason_stays(struct kunit *test)
{
	struct mms_pt_entry e = { .kind = MMS_PT_LEAF };

	mms_pt_bad(&e, "first");
	mms_pt_bad(&e, "second");
	KUNIT_EXPECT_EQ(test, (int)e.kind, (int)MMS_PT_BAD);
	KUNIT_EXPECT_STREQ(test, e.bad, "first");
}

static struct kunit_case pte_cases[] = {
	KUNIT_CASE(pte_canonical),
	KUNIT_CASE(pte_addr_bits),
	KUNIT_CASE(pte_levels),
	KUNIT_CASE(pte_names),
	KUNIT_CASE(pte_swap_kinds),
	KUNIT_CASE(pte_swap_words),
	KUNIT_CASE(pte_swap_layouts),
	KUNIT_CASE(pte_first_reason_stays),
	{}
};

struct kunit_suite mmscope_pt_pte_suite = {
	.name = "mmscope_pt_pte",
	.test_cases = pte_cases,
};
