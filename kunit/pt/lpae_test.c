// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_pt_lpae: 32-bit ARM's long descriptors. Expected values are composed
 * by hand from the Arm ARM (DDI 0406 B3.6), L_PTE_* and L_PMD_* of
 * asm/pgtable-3level.h and mm/proc-v7-3level.S. Takes no locks.
 */
#include <linux/kernel.h>
#include <mmscope/pt/arm.h>
#include <mmscope/pt/arm64.h>

#include "case.h"
#include "../suites.h"

/* mm/proc-v7-3level.S: MAIR1, MAIR0. */
#define MAIR	0xff000004eeaa4400ULL

static const struct mms_arm_paging p_lpae = {
	.lpae = true, .user_end = 0xbf000000, .phys_bits = 36, .memtype = MAIR,
	.soft = { .type_shift = 2, .type_bits = 5, .offset_shift = 8, .offset_bits = 24 },
};

static u64 table(unsigned int level, u64 phys)
{
	return phys | 3;
}

static void lpae_geometry(struct kunit *test)
{
	static const struct pt_level_case level = {
		"LPAE", 3, { "PGD", "PMD", "PTE" }, { 30, 21, 12 }, { 2, 9, 9 }, "111"
	};
	static const struct pt_path path = {
		"LPAE", 0xc0603abc, { 3, 3, 3 }, 0x00c000026000171f, 0x260001abc
	};
	struct mms_geometry g;

	mms_arm_geometry(&g, &p_lpae);
	KUNIT_EXPECT_EQ(test, (int)g.entry_size, 8);
	pt_check_levels(test, &g, &level);
	KUNIT_EXPECT_TRUE(test, mms_va_canonical(&g, 0xffffffff));
	KUNIT_EXPECT_FALSE(test, mms_va_canonical(&g, 0x100000000));
	KUNIT_EXPECT_FALSE(test, mms_va_user(&g, 0xbf000000));
	pt_check_path(test, &g, &path, table);
}

static void lpae_kernel_entries(struct kunit *test)
{
	static const struct pt_case cases[] = {
		{ "empty", 2, false, 0, MMS_PT_NONE, .flags = "" },
		{ "swapper_pg_dir", 0, false, 0x0080000060003003, MMS_PT_TABLE, "rwxu", 0,
		  0x60003000, NULL, "valid table swapper" },
		{ "table", 1, false, 0x60003003, MMS_PT_TABLE, "rwxu", 0, 0x60003000, NULL,
		  "valid table" },
		{ "table, PXNTable", 1, false, 0x0800000060003003, MMS_PT_TABLE, "rw-u", 0,
		  0x60003000, NULL, "valid table pxn_table" },
		{ "table, XNTable", 1, false, 0x1000000060003003, MMS_PT_TABLE, "rw-u", 0,
		  0x60003000, NULL, "valid table xn_table" },
		{ "table, APTable", 1, false, 0x6000000060003003, MMS_PT_TABLE, "r-x-", 0,
		  0x60003000, NULL, "valid table no_user_table rdonly_table" },
		{ "PAGE_KERNEL", 2, false, 0x00c000006000171f, MMS_PT_LEAF, "rw--", 12, 0x60001000,
		  "write-back", "valid attr7 inner_shareable accessed xn dirty page" },
		{ "a module's text", 2, false, 0x048000006000179f, MMS_PT_LEAF, "r-x-", 12,
		  0x60001000, NULL,
		  "valid attr7 hw_rdonly inner_shareable accessed dirty rdonly page" },
		{ "PXN", 2, false, 0x00a000006000171f, MMS_PT_LEAF, "rw--", 12, 0x60001000 },
		{ "ioremap()", 2, false, 0x00c0000010000713, MMS_PT_LEAF, "rw--", 12, 0x10000000,
		  "device-nGnRE" },
		{ "2M, text", 1, false, 0x040000006020079d, MMS_PT_LEAF, "r-x-", 21, 0x60200000,
		  "write-back", "valid attr7 hw_rdonly inner_shareable accessed rdonly" },
		{ "2M, lowmem", 1, false, 0x004000006020071d, MMS_PT_LEAF, "rw--", 21, 0x60200000 },
		{ "2M, read-only to the CPU", 1, false, 0x004000006020079d, MMS_PT_LEAF, "r---",
		  21, 0x60200000 },
		{ "1G", 0, false, 0x004000004000071d, MMS_PT_LEAF, "rw--", 30, 0x40000000 },
		{ "64K, contiguous", 2, false, 0x00d000006001371f, MMS_PT_LEAF, "rw--", 16,
		  0x60010000 },
		{ "last page of 36 bits", 2, false, 0x00c0000ffffff71f, MMS_PT_LEAF, "rw--", 12,
		  0xffffff000 },
		{ "first past them", 2, false, 0x00c000100000071f, MMS_PT_BAD,
		  .bad = "address beyond the CPU's physical width" },
		{ "no page", 2, false, 0x00c000006000171d, MMS_PT_BAD,
		  .bad = "no blocks at the last level" },
		{ "not valid", 2, false, 0x00c000006000171e, MMS_PT_INVALID, "rw--", 12,
		  0x60001000 },
	};
	struct mms_geometry g;

	mms_arm_geometry(&g, &p_lpae);
	pt_check_cases(test, &g, cases, ARRAY_SIZE(cases));
}

static void lpae_user_entries(struct kunit *test)
{
	static const struct pt_case cases[] = {
		{ "writable, clean", 2, true, 0x0040000060001fdf, MMS_PT_LEAF, "rw-u", 12,
		  0x60001000, "write-back",
		  "valid attr7 user hw_rdonly inner_shareable accessed ng xn page" },
		{ "writable, dirty", 2, true, 0x00c0000060001f5f, MMS_PT_LEAF, "rw-u", 12,
		  0x60001000 },
		{ "dirty, yet the CPU may not", 2, true, 0x00c0000060001fdf, MMS_PT_LEAF, "r--u",
		  12, 0x60001000 },
		{ "read-only", 2, true, 0x0440000060001fdf, MMS_PT_LEAF, "r--u", 12, 0x60001000 },
		{ "text", 2, true, 0x0400000060001fdf, MMS_PT_LEAF, "r-xu", 12, 0x60001000 },
		/* The kernel may not run it; the process may. */
		{ "text, PXN", 2, true, 0x0420000060001fdf, MMS_PT_LEAF, "r-xu", 12, 0x60001000 },
		{ "special", 2, true, 0x0540000060001fdf, MMS_PT_LEAF, "r--u", 12, 0x60001000,
		  NULL,
		  "valid attr7 user hw_rdonly inner_shareable accessed ng xn special rdonly page" },
		{ "table, PXNTable", 1, true, 0x0800000060003003, MMS_PT_TABLE, "rwxu", 0,
		  0x60003000 },
		{ "table, XNTable", 1, true, 0x1000000060003003, MMS_PT_TABLE, "rw-u", 0,
		  0x60003000 },
		{ "PROT_NONE", 2, true, 0x0640000060001fde, MMS_PT_PROT_NONE, "r--u", 12,
		  0x60001000, "write-back",
		  "attr7 user hw_rdonly inner_shareable accessed ng xn rdonly page" },
		{ "THP, PROT_NONE", 1, true, 0x0640000060200fdc, MMS_PT_PROT_NONE, NULL, 21,
		  0x60200000 },
		{ "THP being split", 1, true, 0x0040000060200fdc, MMS_PT_INVALID, "rw-u", 21,
		  0x60200000 },
		{ "swap", 2, true, 0x123458c, MMS_PT_SWAP, .flags = "exclusive", .type = 3,
		  .offset = 0x12345 },
	};
	struct mms_geometry g;
	struct mms_pt_entry e;

	mms_arm_geometry(&g, &p_lpae);
	pt_check_cases(test, &g, cases, ARRAY_SIZE(cases));
	/* Accessed and dirty are software's, and hw_rdonly follows dirty. */
	mms_pt_decode(&g, 2, true, 0x0040000060001fdf, &e);
	KUNIT_EXPECT_EQ(test, e.noise, MMS_VMSA_AF | MMS_VMSA_DIRTY | MMS_VMSA_RDONLY);
	mms_pt_decode(&g, 2, false, 0x00c000006000171f, &e);
	KUNIT_EXPECT_EQ(test, e.noise, MMS_VMSA_AF | MMS_VMSA_DIRTY);
}

static void lpae_every_bit(struct kunit *test)
{
	static const struct pt_bits page = { "page", 2, true, 0x3, {
		"valid", "page", "attr1", "attr2", "attr4", "ns", "user", "hw_rdonly",
		"sh_reserved", "outer_shareable", "accessed", "ng", [12 ... 39] = PT_ADDRESS,
		[52] = "cont", [53] = "pxn", [54] = "xn", [55] = "dirty", [56] = "special",
		[58] = "rdonly" } };
	static const struct pt_bits block = { "block", 1, true, 0x1, {
		/* Bit 1 makes it a table. */
		"valid", "table", "attr1", "attr2", "attr4", "ns", "user", "hw_rdonly",
		"sh_reserved", "outer_shareable", "accessed", "ng", [21 ... 39] = PT_ADDRESS,
		[52] = "cont", [53] = "pxn", [54] = "xn", [55] = "dirty", [56] = "special",
		[58] = "rdonly" } };
	static const struct pt_bits root = { "root", 0, false, 0x3, {
		"valid", "table", [12 ... 39] = PT_ADDRESS, [55] = "swapper",
		[59] = "pxn_table", [60] = "xn_table", [61] = "no_user_table",
		[62] = "rdonly_table", [63] = "ns_table" } };
	struct mms_geometry g;

	mms_arm_geometry(&g, &p_lpae);
	pt_check_bits(test, &g, &page);
	pt_check_bits(test, &g, &block);
	pt_check_bits(test, &g, &root);
}

static void lpae_walks(struct kunit *test)
{
	static const struct pt_slot slots[] = {
		{ 0x1000 + 2 * 8, 0x0800000000002003 },		/* GiB 2: PXNTable */
		{ 0x1000 + 3 * 8, 0x0080000000003003 },		/* GiB 3 */
		{ 0x2000 + 504 * 8, 0x000000006020071d },	/* 2M, rwx */
		{ 0x3000 + 1 * 8, 0x040000006020079d },		/* 2M, r-x */
		{ 0x3000 + 511 * 8, 0x4003 },
		{ 0x4000 + 511 * 8, 0x00c000027000171f },	/* 4K, rw- */
	};
	static const struct pt_walk_case cases[] = {
		{ 0xbf012345, MMS_WALK_MAPPED, 2, { 2, 504 }, 0x60212345, 0xbf000000, 2 << 20,
		  "rw--" },
		{ 0xc0212345, MMS_WALK_MAPPED, 2, { 3, 1 }, 0x60212345, 0xc0200000, 2 << 20,
		  "r-x-" },
		{ 0xffffffff, MMS_WALK_MAPPED, 3, { 3, 511, 511 }, 0x270001fff, 0xfffff000,
		  4096, "rw--" },
		{ 0xc0000000, MMS_WALK_EMPTY, 2, { 3, 0 }, 0, 0xc0000000, 2 << 20 },
		{ 0x10000, MMS_WALK_EMPTY, 1, { 0 }, 0, 0, 1 << 30 },
		{ 0x100000000, MMS_WALK_NON_CANONICAL },
	};
	struct pt_memory m = { .root = 0x1000, .slot = slots, .slots = ARRAY_SIZE(slots) };
	struct mms_geometry g;

	mms_arm_geometry(&g, &p_lpae);
	pt_check_walks(test, &g, &m, cases, ARRAY_SIZE(cases));
	KUNIT_EXPECT_EQ(test, pt_sum_pages(test, &g, &m, 0xbf000000, 0xffffffff), 1025ULL);
}

/* Seen in QEMU guests running Debian's 6.1.176; addresses as the CPU translated. */
static void lpae_seen(struct kunit *test)
{
	static const struct pt_case cases[] = {
		{ "swapper_pg_dir", 0, false, 0x80000040207003, MMS_PT_TABLE, "rwxu", 0,
		  0x40207000, NULL, "valid table swapper" },
		{ "lowmem", 1, false, 0x4000004240071d, MMS_PT_LEAF, "rw--", 21, 0x42400000,
		  "write-back", "valid attr7 inner_shareable accessed xn" },
		{ "kernel text", 1, false, 0x40000004060079d, MMS_PT_LEAF, "r-x-", 21, 0x40600000,
		  NULL, "valid attr7 hw_rdonly inner_shareable accessed rdonly" },
		{ "a module's text", 2, false, 0x4800000bea8d79f, MMS_PT_LEAF, "r-x-", 12,
		  0xbea8d000 },
		{ "a process' stack", 2, true, 0xe00000be113f5f, MMS_PT_LEAF, "rw-u", 12,
		  0xbe113000 },
		{ "a process' text", 2, true, 0x4200000be0a3fdf, MMS_PT_LEAF, "r-xu", 12,
		  0xbe0a3000 },
	};
	struct mms_geometry g;

	mms_arm_geometry(&g, &p_lpae);
	pt_check_cases(test, &g, cases, ARRAY_SIZE(cases));
}

static struct kunit_case lpae_cases[] = {
	KUNIT_CASE(lpae_geometry),
	KUNIT_CASE(lpae_kernel_entries),
	KUNIT_CASE(lpae_user_entries),
	KUNIT_CASE(lpae_every_bit),
	KUNIT_CASE(lpae_walks),
	KUNIT_CASE(lpae_seen),
	{ }
};

struct kunit_suite mmscope_pt_lpae_suite = {
	.name = "mmscope_pt_lpae",
	.test_cases = lpae_cases,
};
