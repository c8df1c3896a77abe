// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_pt_arm64: arm64's page-table entries and geometries. Expected values
 * are composed by hand from the Arm ARM (DDI 0487 D8.3) and from PAGE_* of the
 * kernel's asm/pgtable-prot.h; indices and sizes are those of
 * Documentation/arch/arm64/memory.rst. Takes no locks.
 */
#include <linux/kernel.h>
#include <mmscope/pt/arm64.h>

#include "case.h"
#include "../suites.h"

/* asm/sysreg.h, mm/proc.S: normal, tagged, non-cacheable, two kinds of device. */
#define MAIR	0x000000040044f0ffULL

#define SOFT_6_12 { .prot_none = BIT_ULL(11), .none_if_useless = true,	\
		    .type_shift = 6, .type_bits = 5,				\
		    .offset_shift = 12, .offset_bits = 50 }

/* 4 KiB and 48 bits, as Debian has it. */
static const struct mms_arm64_paging p_6_12 = {
	.page_shift = 12, .va_bits = 48, .phys_bits = 48, .mair = MAIR,
	.optional = MMS_ARM64_DEVMAP | MMS_ARM64_UFFD_WP, .soft = SOFT_6_12,
};

#define GRANULE(p, v, o) { .page_shift = (p), .va_bits = (v), .phys_bits = 52,	\
			   .options = (o), .mair = MAIR, .soft = SOFT_6_12 }

static const struct mms_arm64_paging p_4k_39 = GRANULE(12, 39, 0);
static const struct mms_arm64_paging p_4k_52 = GRANULE(12, 52, MMS_ARM64_PA52);
static const struct mms_arm64_paging p_16k_36 = GRANULE(14, 36, 0);
static const struct mms_arm64_paging p_16k_47 = GRANULE(14, 47, 0);
static const struct mms_arm64_paging p_16k_48 = GRANULE(14, 48, 0);
static const struct mms_arm64_paging p_16k_52 = GRANULE(14, 52, MMS_ARM64_PA52);
static const struct mms_arm64_paging p_64k_42 = GRANULE(16, 42, 0);
static const struct mms_arm64_paging p_64k_48 = GRANULE(16, 48, 0);
static const struct mms_arm64_paging p_64k_52 = GRANULE(16, 52, MMS_ARM64_PA52);
static const struct mms_arm64_paging p_64k_48_root = {
	.page_shift = 16, .va_bits = 48, .root_bits = 10, .phys_bits = 48,
};

static u64 table(unsigned int level, u64 phys)
{
	return phys | 3;
}

/* Each geometry: its levels, and a walk to a page through all of them. */
static const struct {
	const struct mms_arm64_paging *p;
	struct pt_level_case level;
	u64 user_end;
	struct pt_path path;
} geometries[] = {
	{ &p_4k_39, { "4K/39", 3, { "PGD", "PMD", "PTE" }, { 30, 21, 12 }, { 9, 9, 9 }, "111" },
	  1ULL << 39, { "4K/39", 0xffffffc008603123, { 0x100, 0x43, 3 }, 0x80005703, 0x80005123 } },
	{ &p_6_12, { "4K/48", 4, { "PGD", "PUD", "PMD", "PTE" }, { 39, 30, 21, 12 },
		     { 9, 9, 9, 9 }, "0111" },
	  1ULL << 48, { "4K/48", 0xffff8000c8603fff, { 0x100, 3, 0x43, 3 }, 0x80005703,
			0x80005fff } },
	{ &p_4k_52, { "4K/52", 5, { "PGD", "P4D", "PUD", "PMD", "PTE" },
		      { 48, 39, 30, 21, 12 }, { 4, 9, 9, 9, 9 }, "01111" },
	  1ULL << 52, { "4K/52", 0xfff9800048603010, { 9, 0x100, 1, 0x43, 3 }, 0x80005703,
			0x000c000080005010 } },
	{ &p_16k_36, { "16K/36", 2, { "PGD", "PTE" }, { 25, 14 }, { 11, 11 }, "11" },
	  1ULL << 36, { "16K/36", 0xfffffff802004567, { 0x401, 1 }, 0x80008703, 0x80008567 } },
	{ &p_16k_47, { "16K/47", 3, { "PGD", "PMD", "PTE" }, { 36, 25, 14 },
		       { 11, 11, 11 }, "011" },
	  1ULL << 47, { "16K/47", 0xffffc00002004567, { 0x400, 1, 1 }, 0x80008703,
			0x80008567 } },
	{ &p_16k_48, { "16K/48", 4, { "PGD", "PUD", "PMD", "PTE" }, { 47, 36, 25, 14 },
		       { 1, 11, 11, 11 }, "0011" },
	  1ULL << 48, { "16K/48", 0xffff801006008567, { 1, 1, 3, 2 }, 0x80008703,
			0x80008567 } },
	{ &p_16k_52, { "16K/52", 4, { "PGD", "PUD", "PMD", "PTE" }, { 47, 36, 25, 14 },
		       { 5, 11, 11, 11 }, "0111" },
	  1ULL << 52, { "16K/52", 0xfff8801006008567, { 17, 1, 3, 2 }, 0x80008403,
			0x80008567 } },
	{ &p_64k_42, { "64K/42", 2, { "PGD", "PTE" }, { 29, 16 }, { 13, 13 }, "11" },
	  1ULL << 42, { "64K/42", 0xfffffe0020034567, { 0x1001, 3 }, 0x80050703,
			0x80054567 } },
	{ &p_64k_48, { "64K/48", 3, { "PGD", "PMD", "PTE" }, { 42, 29, 16 },
		       { 6, 13, 13 }, "011" },
	  1ULL << 48, { "64K/48", 0xffff800020034567, { 0x20, 1, 3 }, 0x80050703,
			0x80054567 } },
	{ &p_64k_52, { "64K/52", 3, { "PGD", "PMD", "PTE" }, { 42, 29, 16 },
		       { 10, 13, 13 }, "111" },
	  1ULL << 52, { "64K/52", 0xfff8000020034567, { 0x200, 1, 3 }, 0x8005a703,
			0x000a000080054567 } },
	/* A kernel for 52 bits on a CPU of 48: 1024 entries, the last 64 used. */
	{ &p_64k_48_root, { "64K/48 of 52", 3, { "PGD", "PMD", "PTE" }, { 42, 29, 16 },
			    { 10, 13, 13 }, "011" },
	  1ULL << 48, { "64K/48 of 52", 0xffff800020034567, { 0x3e0, 1, 3 }, 0x80050703,
			0x80054567 } },
};

static void arm64_geometries(struct kunit *test)
{
	struct mms_geometry g;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(geometries); i++) {
		u64 end = geometries[i].user_end;
		const char *what = geometries[i].level.what;

		mms_arm64_geometry(&g, geometries[i].p);
		pt_check_levels(test, &g, &geometries[i].level);
		KUNIT_EXPECT_EQ_MSG(test, g.user_end, end, "%s", what);
		KUNIT_EXPECT_TRUE_MSG(test, mms_va_canonical(&g, end - 1), "%s", what);
		KUNIT_EXPECT_FALSE_MSG(test, mms_va_canonical(&g, end), "%s", what);
		KUNIT_EXPECT_TRUE_MSG(test, mms_va_canonical(&g, -end), "%s", what);
		KUNIT_EXPECT_FALSE_MSG(test, mms_va_canonical(&g, -end - 1), "%s", what);
		KUNIT_EXPECT_TRUE_MSG(test, mms_va_user(&g, end - 1), "%s", what);
		KUNIT_EXPECT_FALSE_MSG(test, mms_va_user(&g, -end), "%s", what);
		pt_check_path(test, &g, &geometries[i].path, table);
	}
}

static void arm64_kernel_entries(struct kunit *test)
{
	static const struct pt_case cases[] = {
		{ "empty", 3, false, 0, MMS_PT_NONE, .flags = "" },
		{ "PAGE_KERNEL", 3, false, 0x00e8000040001703, MMS_PT_LEAF, "rw--", 12,
		  0x40001000, "write-back",
		  "valid inner_shareable accessed dbm pxn uxn dirty page" },
		{ "PAGE_KERNEL_ROX", 3, false, 0x00c0000040002783, MMS_PT_LEAF, "r-x-", 12,
		  0x40002000, "write-back",
		  "valid rdonly inner_shareable accessed uxn dirty page" },
		{ "PAGE_KERNEL_RO", 3, false, 0x00e0000040002783, MMS_PT_LEAF, "r---", 12,
		  0x40002000 },
		{ "PAGE_KERNEL_EXEC", 3, false, 0x00c8000040002703, MMS_PT_LEAF, "rwx-", 12,
		  0x40002000 },
		/* PXN tells the kernel, UXN processes. */
		{ "only UXN clear", 3, false, 0x00a8000040002703, MMS_PT_LEAF, "rw--", 12,
		  0x40002000 },
		{ "ioremap()", 3, false, 0x00e8000009000713, MMS_PT_LEAF, "rw--", 12,
		  0x9000000, "device-nGnRE" },
		{ "ioremap_wc()", 3, false, 0x00e800000900070b, MMS_PT_LEAF, "rw--", 12,
		  0x9000000, "non-cacheable" },
		{ "ioremap_np()", 3, false, 0x00e800000900070f, MMS_PT_LEAF, "rw--", 12,
		  0x9000000, "device-nGnRnE" },
		{ "tagged", 3, false, 0x00e8000040001707, MMS_PT_LEAF, "rw--", 12,
		  0x40001000, "write-back-tagged" },
		{ "2M of text, contiguous", 2, false, 0x00d0000042200781, MMS_PT_LEAF, "r-x-",
		  25, 0x42000000, "write-back",
		  "valid rdonly inner_shareable accessed cont uxn dirty" },
		{ "2M of the linear map", 2, false, 0x00e8000042200701, MMS_PT_LEAF, "rw--",
		  21, 0x42200000 },
		{ "1G", 1, false, 0x00e8000080000701, MMS_PT_LEAF, "rw--", 30, 0x80000000 },
		{ "64K in 16 PTEs", 3, false, 0x00f8000040013703, MMS_PT_LEAF, "rw--", 16,
		  0x40010000 },
		{ "BTI", 3, false, 0x00c4000040002783, MMS_PT_LEAF, "r-x-", 12, 0x40002000,
		  NULL, "valid rdonly inner_shareable accessed gp uxn dirty page" },
		/* An oops on a QEMU machine prints this as "pgd=10000000effff003". */
		{ "table, UXNTable", 0, false, 0x10000000effff003, MMS_PT_TABLE, "rwxu", 0,
		  0xeffff000, NULL, "valid table uxn_table" },
		{ "table, PXNTable", 0, false, 0x08000000effff003, MMS_PT_TABLE, "rw-u", 0,
		  0xeffff000, NULL, "valid table pxn_table" },
		{ "table, AF", 1, false, 0x10000000effff403, MMS_PT_TABLE, "rwxu", 0,
		  0xeffff000, NULL, "valid table accessed uxn_table" },
		{ "table, read-only", 1, false, 0x40000000effff003, MMS_PT_TABLE, "r-xu", 0,
		  0xeffff000, NULL, "valid table rdonly_table" },
		{ "table, no user", 2, false, 0x20000000effff003, MMS_PT_TABLE, "rwx-", 0,
		  0xeffff000, NULL, "valid table no_user_table" },
		{ "set_memory_valid(0)", 3, false, 0x00e8000040001702, MMS_PT_INVALID, "rw--", 12,
		  0x40001000, NULL, "inner_shareable accessed dbm pxn uxn dirty page" },
		{ "KPTI", 3, false, 0x00e8000040001f02, MMS_PT_INVALID, "rw--", 12, 0x40001000 },
		{ "one of a run, taken out", 3, false, 0x00f8000040013702, MMS_PT_INVALID, "rw--",
		  12, 0x40013000 },
		{ "block at the last level", 3, false, 0x00e8000040001701, MMS_PT_BAD,
		  .bad = "no blocks at the last level" },
		{ "block of 512G", 0, false, 0x00e8000000000701, MMS_PT_BAD,
		  .bad = "no blocks at this level" },
	};
	struct mms_geometry g;

	mms_arm64_geometry(&g, &p_6_12);
	pt_check_cases(test, &g, cases, ARRAY_SIZE(cases));
}

static void arm64_user_entries(struct kunit *test)
{
	static const struct pt_case cases[] = {
		{ "PAGE_SHARED, clean", 3, true, 0x0068000050000fc3, MMS_PT_LEAF, "rw-u", 12,
		  0x50000000, "write-back",
		  "valid user rdonly inner_shareable accessed ng dbm pxn uxn page" },
		{ "PAGE_SHARED, dirty", 3, true, 0x00e8000050000f43, MMS_PT_LEAF, "rw-u", 12,
		  0x50000000 },
		{ "PAGE_SHARED_EXEC", 3, true, 0x0028000050000fc3, MMS_PT_LEAF, "rwxu", 12,
		  0x50000000 },
		{ "PAGE_READONLY", 3, true, 0x0060000050000fc3, MMS_PT_LEAF, "r--u", 12,
		  0x50000000 },
		{ "PAGE_READONLY_EXEC", 3, true, 0x0020000050000fc3, MMS_PT_LEAF, "r-xu", 12,
		  0x50000000 },
		{ "PAGE_EXECONLY", 3, true, 0x0020000050000f83, MMS_PT_LEAF, "--xu", 12,
		  0x50000000 },
		{ "contpte", 3, true, 0x0078000050013fc3, MMS_PT_LEAF, "rw-u", 16, 0x50010000 },
		{ "THP", 2, true, 0x0068000050200fc1, MMS_PT_LEAF, "rw-u", 21, 0x50200000 },
		{ "uffd-wp, special", 3, true, 0x0560000050000fc3, MMS_PT_LEAF, "r--u", 12,
		  0x50000000, NULL,
		  "valid user rdonly inner_shareable accessed ng pxn uxn special uffd_wp page" },
		{ "devmap", 3, true, 0x0260000050000fc3, MMS_PT_LEAF, "r--u", 12, 0x50000000,
		  NULL, "valid user rdonly inner_shareable accessed ng pxn uxn devmap page" },
		{ "no pkeys here", 3, true, 0x1060000050000003, MMS_PT_LEAF, "rw--", 12,
		  0x50000000, NULL, "valid pxn uxn page unknown=0x1000000000000000" },
		{ "table, PXNTable", 2, true, 0x08000000effff003, MMS_PT_TABLE, "rwxu", 0,
		  0xeffff000 },
		{ "table, UXNTable", 2, true, 0x10000000effff003, MMS_PT_TABLE, "rw-u", 0,
		  0xeffff000 },
		{ "PAGE_NONE", 3, true, 0x0060000050000f82, MMS_PT_PROT_NONE, NULL, 12,
		  0x50000000, "write-back",
		  "rdonly inner_shareable accessed pxn uxn page" },
		{ "THP, PROT_NONE", 2, true, 0x0060000050200f80, MMS_PT_PROT_NONE, NULL, 21,
		  0x50200000 },
		/* pmd_mkinvalid() uses the same bit; the permissions of processes are kept. */
		{ "THP being split", 2, true, 0x0068000050200fc0, MMS_PT_INVALID, "rw-u", 21,
		  0x50200000 },
		{ "the same, read-only", 2, true, 0x00600000502008c0, MMS_PT_INVALID, "r--u", 21,
		  0x50200000 },
		{ "the same, executable only", 2, true, 0x0020000050200f80, MMS_PT_INVALID,
		  "--xu", 21, 0x50200000 },
		{ "swap", 3, true, 0x123450c4, MMS_PT_SWAP, .flags = "exclusive",
		  .type = 3, .offset = 0x12345 },
		{ "swap, all of it", 3, true, 0x3ffffffffffff7c8, MMS_PT_SWAP,
		  .flags = "uffd_wp", .type = 31, .offset = (1ULL << 50) - 1 },
		{ "swap, a bit too many", 3, true, 0x40000000123450c0, MMS_PT_SWAP,
		  .flags = "unknown=0x4000000000000000", .type = 3, .offset = 0x12345 },
		{ "THP, migrating", 2, true, 0x123456c0, MMS_PT_SWAP, .flags = "",
		  .type = 27, .offset = 0x12345 },
		{ "not valid above leaves", 0, true, 0x123456c0, MMS_PT_INVALID },
	};
	struct mms_geometry g;

	mms_arm64_geometry(&g, &p_6_12);
	pt_check_cases(test, &g, cases, ARRAY_SIZE(cases));
}

static void arm64_every_bit(struct kunit *test)
{
	static const struct pt_bits page = { "page", 3, true, 0x3, {
		"valid", "page", "attr1", "attr2", "attr4", "ns", "user", "rdonly",
		"sh_reserved", "outer_shareable", "accessed", "ng",
		[12 ... 47] = PT_ADDRESS, [50] = "gp", [51] = "dbm", [52] = "cont",
		[53] = "pxn", [54] = "uxn", [55] = "dirty", [56] = "special",
		[57] = "devmap", [58] = "uffd_wp" } };
	static const struct pt_bits block = { "block", 2, true, 0x1, {
		/* Bit 1 would make it a table; see below. */
		"valid", "table", "attr1", "attr2", "attr4", "ns", "user", "rdonly",
		"sh_reserved", "outer_shareable", "accessed", "ng", [16] = "nt",
		[21 ... 47] = PT_ADDRESS, [50] = "gp", [51] = "dbm", [52] = "cont",
		[53] = "pxn", [54] = "uxn", [55] = "dirty", [56] = "special",
		[57] = "devmap", [58] = "uffd_wp" } };
	static const struct pt_bits table_bits = { "table", 1, false, 0x3, {
		"valid", "table", [10] = "accessed", [12 ... 47] = PT_ADDRESS,
		[59] = "pxn_table", [60] = "uxn_table", [61] = "no_user_table",
		[62] = "rdonly_table", [63] = "ns_table" } };
	struct mms_geometry g;

	mms_arm64_geometry(&g, &p_6_12);
	pt_check_bits(test, &g, &page);
	pt_check_bits(test, &g, &block);
	pt_check_bits(test, &g, &table_bits);
}

/* Protection keys, where the machine has them. */
static void arm64_pkeys(struct kunit *test)
{
	static const struct pt_case cases[] = {
		{ "pkey 5", 3, true, 0x5060000050000fc3, MMS_PT_LEAF, "r--u", 12, 0x50000000,
		  NULL, "valid user rdonly inner_shareable accessed ng pxn uxn pkey5 page" },
		{ "pkey 7", 2, true, 0x7060000050200fc1, MMS_PT_LEAF, "r--u", 21, 0x50200000,
		  NULL, "valid user rdonly inner_shareable accessed ng pxn uxn pkey7" },
	};
	struct mms_arm64_paging p = p_6_12;
	struct mms_geometry g;
	struct mms_pt_entry e;

	p.optional = MMS_ARM64_OPTIONAL;
	mms_arm64_geometry(&g, &p);
	pt_check_cases(test, &g, cases, ARRAY_SIZE(cases));
	mms_pt_decode(&g, 3, true, 0x5060000050000fc3, &e);
	KUNIT_EXPECT_EQ(test, e.pkey, 5);
	/* The kernel's half has none, nor has a machine without them. */
	mms_pt_decode(&g, 3, false, 0x5060000050000fc3, &e);
	KUNIT_EXPECT_EQ(test, e.pkey, 0);
	mms_arm64_geometry(&g, &p_6_12);
	mms_pt_decode(&g, 3, true, 0x5060000050000fc3, &e);
	KUNIT_EXPECT_EQ(test, e.pkey, 0);
}

/* Only what the CPU changes by itself may differ between two reads. */
static void arm64_noise(struct kunit *test)
{
	struct mms_geometry g;
	struct mms_pt_entry e;

	mms_arm64_geometry(&g, &p_6_12);
	mms_pt_decode(&g, 3, true, 0x0068000050000fc3, &e);
	KUNIT_EXPECT_EQ(test, e.noise, MMS_VMSA_AF | MMS_VMSA_RDONLY);
	mms_pt_decode(&g, 3, true, 0x0060000050000fc3, &e);
	KUNIT_EXPECT_EQ(test, e.noise, MMS_VMSA_AF);
	mms_pt_decode(&g, 1, false, 0x10000000effff403, &e);
	KUNIT_EXPECT_EQ(test, e.noise, MMS_VMSA_AF);
}

/* A kernel's half: a contiguous run of pages, of blocks, a table that restricts. */
static void arm64_walks(struct kunit *test)
{
	static const struct pt_slot slots[] = {
		{ 0x1000 + 256 * 8, 0x1000000000002003 },	/* PGD 256: UXNTable */
		{ 0x2000 + 0, 0x3003 },				/* PUD 0 */
		{ 0x2000 + 1 * 8, 0x0800000000004003 },		/* PUD 1: PXNTable */
		{ 0x2000 + 2 * 8, 0x00c8000080000701 },		/* PUD 2: 1G, rwx */
		{ 0x3000 + 16 * 8, 0x00d0000042000781 },	/* PMD 16, 17 of a run, r-x */
		{ 0x3000 + 17 * 8, 0x00d0000042200781 },
		{ 0x3000 + 511 * 8, 0x5003 },			/* PMD 511 */
		{ 0x4000 + 0, 0x00c8000044000701 },		/* PMD: 2M, rwx */
		{ 0x5000 + 16 * 8, 0x00f8000040010703 },	/* PTE 16, 17 of a run, rw */
		{ 0x5000 + 17 * 8, 0x00f8000040011703 },
		{ 0x5000 + 511 * 8, 0x00e8000040fff703 },
	};
	static const struct pt_walk_case cases[] = {
		{ 0xffff800002234567, MMS_WALK_MAPPED, 3, { 256, 0, 17 }, 0x42234567,
		  0xffff800002000000, 32 << 20, "r-x-" },
		{ 0xffff80003fe11abc, MMS_WALK_MAPPED, 4, { 256, 0, 511, 17 }, 0x40011abc,
		  0xffff80003fe10000, 64 << 10, "rw--" },
		{ 0xffff80003fffffff, MMS_WALK_MAPPED, 4, { 256, 0, 511, 511 }, 0x40ffffff,
		  0xffff80003ffff000, 4096, "rw--" },
		{ 0xffff800040000000, MMS_WALK_MAPPED, 3, { 256, 1, 0 }, 0x44000000,
		  0xffff800040000000, 2 << 20, "rw--" },
		{ 0xffff800081234567, MMS_WALK_MAPPED, 2, { 256, 2 }, 0x81234567,
		  0xffff800080000000, 1 << 30, "rwx-" },
		{ 0xffff800000000000, MMS_WALK_EMPTY, 3, { 256, 0, 0 }, 0,
		  0xffff800000000000, 2 << 20 },
		{ 0xffff000000000000, MMS_WALK_EMPTY, 1, { 0 }, 0, 0xffff000000000000,
		  512ULL << 30 },
		{ 0x0000800000000000, MMS_WALK_EMPTY, 3, { 256, 0, 0 }, 0, 0x0000800000000000,
		  2 << 20 },
		{ 0x0001000000000000, MMS_WALK_NON_CANONICAL },
	};
	struct pt_memory m = { .root = 0x1000, .slot = slots, .slots = ARRAY_SIZE(slots) };
	struct mms_geometry g;

	mms_arm64_geometry(&g, &p_6_12);
	pt_check_walks(test, &g, &m, cases, ARRAY_SIZE(cases));
	/* Two 2M, three 4K, 2M, 1G: runs are seen entry by entry. */
	KUNIT_EXPECT_EQ(test, pt_sum_pages(test, &g, &m, 0xffff000000000000, ~0ULL),
			3 * 512ULL + 3 + (1 << 18));
}

static struct kunit_case arm64_cases[] = {
	KUNIT_CASE(arm64_geometries),
	KUNIT_CASE(arm64_kernel_entries),
	KUNIT_CASE(arm64_user_entries),
	KUNIT_CASE(arm64_every_bit),
	KUNIT_CASE(arm64_pkeys),
	KUNIT_CASE(arm64_noise),
	KUNIT_CASE(arm64_walks),
	{ }
};

struct kunit_suite mmscope_pt_arm64_suite = {
	.name = "mmscope_pt_arm64",
	.test_cases = arm64_cases,
};
