// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_pt_riscv: RISC-V's page-table entries and geometries. Expected values
 * are composed by hand from the privileged ISA (vol. II: Sv32 to Sv57, Svnapot,
 * Svpbmt) and from PAGE_* of the kernel's asm/pgtable.h. Takes no locks.
 */
#include <linux/kernel.h>
#include <mmscope/pt/riscv.h>

#include "case.h"
#include "../suites.h"

/* asm/pgtable.h: the type moved up by the exclusive bit in 6.3. */
#define SOFT { .prot_none = BIT_ULL(5), .type_shift = 7, .type_bits = 5,	\
	       .offset_shift = 12, .offset_bits = 52 }
#define SOFT_6_1 { .prot_none = BIT_ULL(5), .type_shift = 6, .type_bits = 5,	\
		   .offset_shift = 11, .offset_bits = 53 }

#define EXTENSIONS (MMS_RISCV_PBMT | MMS_RISCV_NAPOT)

static const struct mms_riscv_paging sv39 = {
	.levels = 3, .optional = MMS_RISCV_DEVMAP | EXTENSIONS, .soft = SOFT,
};

static const struct mms_riscv_paging sv48 = { .levels = 4, .soft = SOFT };
static const struct mms_riscv_paging sv57 = { .levels = 5, .soft = SOFT };
static const struct mms_riscv_paging sv32 = { .levels = 2, .user_end = 0xc0000000 };

static u64 table(unsigned int level, u64 phys)
{
	return phys >> 2 | 1;
}

static void riscv_geometries(struct kunit *test)
{
	static const struct {
		const struct mms_riscv_paging *p;
		struct pt_level_case level;
		u64 user_end, first;
		struct pt_path path;
	} cases[] = {
		{ &sv32, { "Sv32", 2, { "PGD", "PTE" }, { 22, 12 }, { 10, 10 }, "11" },
		  0xc0000000, 0xc0000000,
		  { "Sv32", 0xc0402abc, { 0x301, 2 }, 0xfffffce7, 0x3fffffabc } },
		{ &sv39, { "Sv39", 3, { "PGD", "PMD", "PTE" }, { 30, 21, 12 }, { 9, 9, 9 },
			   "111" },
		  1ULL << 38, 0xffffffc000000000,
		  { "Sv39", 0xffffffd840603abc, { 0x161, 3, 3 }, 0x200800e7, 0x80200abc } },
		{ &sv48, { "Sv48", 4, { "PGD", "PUD", "PMD", "PTE" }, { 39, 30, 21, 12 },
			   { 9, 9, 9, 9 }, "1111" },
		  1ULL << 47, 0xffff800000000000,
		  { "Sv48", 0xffffaf8040603abc, { 0x15f, 1, 3, 3 }, 0x200800e7,
		    0x80200abc } },
		{ &sv57, { "Sv57", 5, { "PGD", "P4D", "PUD", "PMD", "PTE" },
			   { 48, 39, 30, 21, 12 }, { 9, 9, 9, 9, 9 }, "11111" },
		  1ULL << 56, 0xff00000000000000,
		  { "Sv57", 0xff60008040603abc, { 0x160, 1, 1, 3, 3 }, 0x200800e7,
		    0x80200abc } },
	};
	struct mms_geometry g;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		u64 end = cases[i].user_end, first = cases[i].first;
		const char *what = cases[i].level.what;
		bool wide = cases[i].p->levels > 2;

		mms_riscv_geometry(&g, cases[i].p);
		pt_check_levels(test, &g, &cases[i].level);
		KUNIT_EXPECT_TRUE_MSG(test, mms_va_canonical(&g, end - 1), "%s", what);
		KUNIT_EXPECT_TRUE_MSG(test, mms_va_canonical(&g, first), "%s", what);
		KUNIT_EXPECT_EQ_MSG(test, mms_va_canonical(&g, end), (bool)!wide, "%s", what);
		KUNIT_EXPECT_EQ_MSG(test, mms_va_canonical(&g, first - 1), (bool)!wide, "%s", what);
		KUNIT_EXPECT_EQ_MSG(test, mms_va_canonical(&g, ~0ULL), wide, "%s", what);
		KUNIT_EXPECT_TRUE_MSG(test, mms_va_user(&g, end - 1), "%s", what);
		KUNIT_EXPECT_FALSE_MSG(test, mms_va_user(&g, first), "%s", what);
		pt_check_path(test, &g, &cases[i].path, table);
	}
}

static void riscv_entries(struct kunit *test)
{
	static const struct pt_case cases[] = {
		{ "empty", 2, false, 0, MMS_PT_NONE, .flags = "" },
		{ "PAGE_KERNEL", 2, false, 0x200800e7, MMS_PT_LEAF, "rw--", 12, 0x80200000,
		  "pma", "valid global read write accessed dirty" },
		{ "PAGE_KERNEL_READ_EXEC", 2, false, 0x200800eb, MMS_PT_LEAF, "r-x-", 12,
		  0x80200000 },
		{ "PAGE_KERNEL_EXEC", 2, false, 0x200800ef, MMS_PT_LEAF, "rwx-", 12, 0x80200000 },
		{ "PAGE_KERNEL_READ", 2, false, 0x200800e3, MMS_PT_LEAF, "r---", 12, 0x80200000 },
		{ "2M", 1, false, 0x200800e7, MMS_PT_LEAF, "rw--", 21, 0x80200000 },
		{ "1G", 0, false, 0x200000e7, MMS_PT_LEAF, "rw--", 30, 0x80000000 },
		{ "PAGE_WRITE, dirty", 2, true, 0x200800d7, MMS_PT_LEAF, "rw-u", 12, 0x80200000,
		  "pma", "valid read write user accessed dirty" },
		{ "PAGE_EXEC", 2, true, 0x20080059, MMS_PT_LEAF, "--xu", 12, 0x80200000 },
		{ "special, devmap", 2, true, 0x20080353, MMS_PT_LEAF, "r--u", 12, 0x80200000,
		  NULL, "valid special read user accessed devmap" },
		{ "last page of 56 bits", 2, false, 0x003ffffffffffce7, MMS_PT_LEAF, "rw--", 12,
		  0x00fffffffffff000 },
		{ "ioremap()", 2, false, 0x40000000040000e7, MMS_PT_LEAF, "rw--", 12, 0x10000000,
		  "io", "valid global read write accessed dirty pbmt_io" },
		{ "ioremap_wc()", 2, false, 0x20000000040000e7, MMS_PT_LEAF, "rw--", 12,
		  0x10000000, "non-cacheable",
		  "valid global read write accessed dirty pbmt_nc" },
		{ "64K napot", 2, false, 0x80000000200820e7, MMS_PT_LEAF, "rw--", 16,
		  0x80200000, "pma", "valid global read write accessed dirty napot" },
		{ "table", 0, false, 0x20080001, MMS_PT_TABLE, "rwxu", 0, 0x80200000, NULL,
		  "valid" },
		{ "table, global", 1, false, 0x20080021, MMS_PT_TABLE, "rwxu", 0, 0x80200000,
		  NULL, "valid global" },
		{ "set_direct_map_invalid()", 2, false, 0x200800e6, MMS_PT_INVALID, "rw--", 12,
		  0x80200000 },
	};
	struct mms_geometry g;
	struct mms_pt_entry e;

	mms_riscv_geometry(&g, &sv39);
	pt_check_cases(test, &g, cases, ARRAY_SIZE(cases));
	mms_pt_decode(&g, 2, true, 0x200800d7, &e);
	KUNIT_EXPECT_EQ(test, e.noise, MMS_RISCV_ACCESSED | MMS_RISCV_DIRTY);
}

static void riscv_bad_entries(struct kunit *test)
{
	static const struct pt_case cases[] = {
		{ "write only", 2, false, 0x200800e5, MMS_PT_BAD,
		  .bad = "write without read is reserved" },
		{ "write and execute", 2, true, 0x2008005d, MMS_PT_BAD,
		  .bad = "write without read is reserved" },
		{ "misaligned 2M", 1, false, 0x200804e7, MMS_PT_BAD,
		  .bad = "misaligned huge page" },
		{ "misaligned 1G", 0, false, 0x200800e7, MMS_PT_BAD,
		  .bad = "misaligned huge page" },
		{ "bit 54", 2, false, 0x00400000200800e7, MMS_PT_BAD, .bad = "reserved bits set" },
		{ "bit 60", 2, false, 0x10000000200800e7, MMS_PT_BAD, .bad = "reserved bits set" },
		{ "PBMT 3", 2, false, 0x60000000200800e7, MMS_PT_BAD,
		  .bad = "reserved memory type" },
		{ "napot of another size", 2, false, 0x80000000200810e7, MMS_PT_BAD,
		  .bad = "reserved napot size" },
		{ "napot 2M", 1, false, 0x80000000200820e7, MMS_PT_BAD,
		  .bad = "no napot pages at this level" },
		{ "table below the PTEs", 2, false, 0x20080001, MMS_PT_BAD,
		  .bad = "no tables below the last level" },
		{ "table, user", 1, true, 0x20080011, MMS_PT_BAD,
		  .bad = "bits reserved in a reference to a table" },
		{ "table, accessed", 1, true, 0x20080041, MMS_PT_BAD,
		  .bad = "bits reserved in a reference to a table" },
		{ "table, dirty", 1, true, 0x20080081, MMS_PT_BAD,
		  .bad = "bits reserved in a reference to a table" },
		{ "table, PBMT", 1, true, 0x4000000020080001, MMS_PT_BAD,
		  .bad = "bits reserved in a reference to a table" },
		{ "table, napot", 1, true, 0x8000000020080001, MMS_PT_BAD,
		  .bad = "bits reserved in a reference to a table" },
	};
	/* Without the extensions, their bits are reserved. */
	static const struct pt_case plain[] = {
		{ "PBMT", 3, false, 0x40000000200800e7, MMS_PT_BAD, .bad = "reserved bits set" },
		{ "napot", 3, false, 0x80000000200820e7, MMS_PT_BAD, .bad = "reserved bits set" },
		{ "no devmap", 3, true, 0x20080253, MMS_PT_LEAF, "r--u", 12, 0x80200000, NULL,
		  "valid read user accessed unknown=0x200" },
	};
	struct mms_geometry g;

	mms_riscv_geometry(&g, &sv39);
	pt_check_cases(test, &g, cases, ARRAY_SIZE(cases));
	mms_riscv_geometry(&g, &sv48);
	pt_check_cases(test, &g, plain, ARRAY_SIZE(plain));
}

/* Zicfiss: W without R is a shadow stack, which asm/pgtable.h calls PAGE_SHADOWSTACK. */
static void riscv_shadow_stack(struct kunit *test)
{
	static const struct pt_case with[] = {
		{ "shadow stack", 2, true, 0x200800d5, MMS_PT_LEAF, "r--u", 12, 0x80200000, "pma",
		  "valid write user accessed dirty shadow_stack" },
		{ "page", 2, true, 0x200800d7, MMS_PT_LEAF, "rw-u", 12, 0x80200000, NULL,
		  "valid read write user accessed dirty" },
		{ "W and X are reserved still", 2, true, 0x200800dd, MMS_PT_BAD,
		  .bad = "write without read is reserved" },
	};
	static const struct pt_case without[] = {
		{ "no Zicfiss", 2, true, 0x200800d5, MMS_PT_BAD,
		  .bad = "write without read is reserved" },
	};
	struct mms_riscv_paging p = sv39;
	struct mms_geometry g;

	mms_riscv_geometry(&g, &p);
	pt_check_cases(test, &g, without, ARRAY_SIZE(without));
	p.shadow_stack = true;
	mms_riscv_geometry(&g, &p);
	pt_check_cases(test, &g, with, ARRAY_SIZE(with));
}

static void riscv_absent(struct kunit *test)
{
	static const struct pt_case r6_12[] = {
		{ "PAGE_NONE", 2, true, 0x20080022, MMS_PT_PROT_NONE, "r---", 12, 0x80200000,
		  "pma", "read" },
		{ "swap", 2, true, 0x123451c0, MMS_PT_SWAP, .flags = "exclusive", .type = 3,
		  .offset = 0x12345 },
		{ "swap, all of it", 2, true, 0xffffffffffffff80, MMS_PT_SWAP, .flags = "",
		  .type = 31, .offset = (1ULL << 52) - 1 },
		{ "THP, migrating", 1, true, 0x12345d80, MMS_PT_SWAP, .flags = "", .type = 27,
		  .offset = 0x12345 },
		{ "THP being split", 1, true, 0x200800d6, MMS_PT_INVALID, "rw-u", 21,
		  0x80200000 },
		{ "the same, executable only", 1, true, 0x20080058, MMS_PT_INVALID, "--xu", 21,
		  0x80200000 },
	};
	static const struct pt_case r6_1[] = {
		{ "swap", 2, true, 0x91a28c0, MMS_PT_SWAP, .flags = "", .type = 3,
		  .offset = 0x12345 },
	};
	/* Svrsw60t59b: two more bits for software, in swap entries as well. */
	static const struct pt_case r7_2[] = {
		{ "swap", 2, true, 0x123451d8, MMS_PT_SWAP,
		  .flags = "soft_dirty uffd_wp exclusive", .type = 3, .offset = 0x12345 },
		{ "THP, migrating", 1, true, 0x12345d88, MMS_PT_SWAP, .flags = "soft_dirty",
		  .type = 27, .offset = 0x12345 },
		{ "page", 2, true, 0x18000000200800d7, MMS_PT_LEAF, "rw-u", 12, 0x80200000, NULL,
		  "valid read write user accessed dirty soft_dirty uffd_wp" },
	};
	struct mms_riscv_paging p = sv39;
	struct mms_geometry g;

	mms_riscv_geometry(&g, &p);
	pt_check_cases(test, &g, r6_12, ARRAY_SIZE(r6_12));
	p.optional = EXTENSIONS | MMS_RISCV_SOFT_DIRTY | MMS_RISCV_UFFD_WP;
	mms_riscv_geometry(&g, &p);
	pt_check_cases(test, &g, r7_2, ARRAY_SIZE(r7_2));
	p.soft = (struct mms_soft_pte)SOFT_6_1;
	mms_riscv_geometry(&g, &p);
	pt_check_cases(test, &g, r6_1, ARRAY_SIZE(r6_1));
}

/* asm/pgtable-64.h, _PAGE_PMA_THEAD, _PAGE_NOCACHE_THEAD, _PAGE_IO_THEAD. */
static void riscv_thead(struct kunit *test)
{
	static const struct pt_case cases[] = {
		{ "PMA", 2, false, 0x70000000200800e7, MMS_PT_LEAF, "rw--", 12, 0x80200000, "pma",
		  "valid global read write accessed dirty shareable bufferable cacheable" },
		{ "NC", 2, false, 0x30000000200800e7, MMS_PT_LEAF, "rw--", 12, 0x80200000,
		  "non-cacheable" },
		{ "IO", 2, false, 0x90000000200800e7, MMS_PT_LEAF, "rw--", 12, 0x80200000, "io" },
		{ "none of them", 2, false, 0x68000000200800e7, MMS_PT_LEAF, "rw--", 12,
		  0x80200000, "unknown" },
		{ "bit 58", 2, false, 0x74000000200800e7, MMS_PT_BAD, .bad = "reserved bits set" },
	};
	struct mms_riscv_paging p = { .levels = 3, .thead = true };
	struct mms_geometry g;

	mms_riscv_geometry(&g, &p);
	pt_check_cases(test, &g, cases, ARRAY_SIZE(cases));
}

static void riscv_every_bit(struct kunit *test)
{
	static const struct pt_bits leaf = { "leaf", 2, true, 0x3, {
		"valid", "read", "write", "exec", "user", "global", "accessed", "dirty",
		"special", "devmap", [10 ... 53] = PT_ADDRESS, [61] = "pbmt_nc",
		[62] = "pbmt_io", [63] = "napot" } };
	/* Bits 1 to 3 make it a leaf. */
	static const struct pt_bits ref = { "table", 0, false, 0x1, {
		"valid", "read", "write", "exec", [5] = "global", [8] = "special",
		[10 ... 53] = PT_ADDRESS } };
	static const struct pt_bits narrow = { "Sv32", 1, true, 0x3, {
		"valid", "read", "write", "exec", "user", "global", "accessed", "dirty",
		"special", NULL, [10 ... 31] = PT_ADDRESS } };
	struct mms_geometry g;

	mms_riscv_geometry(&g, &sv39);
	pt_check_bits(test, &g, &leaf);
	pt_check_bits(test, &g, &ref);
	mms_riscv_geometry(&g, &sv32);
	pt_check_bits(test, &g, &narrow);
}

static void riscv_walks(struct kunit *test)
{
	static const struct pt_slot slots[] = {
		{ 0x1000 + 256 * 8, 0x00000801 },		/* PGD 256: 0x2000 */
		{ 0x1000 + 257 * 8, 0x200000ef },		/* PGD 257: 1G, rwx */
		{ 0x2000 + 0, 0x200800eb },			/* PMD 0: 2M, r-x */
		{ 0x2000 + 511 * 8, 0x00000c01 },		/* PMD 511: 0x3000 */
		{ 0x3000 + 16 * 8, 0x80000000201020e7 },	/* 64K napot */
		{ 0x3000 + 17 * 8, 0x80000000201020e7 },
		{ 0x3000 + 511 * 8, 0x201400e3 },
	};
	static const struct pt_walk_case cases[] = {
		{ 0xffffffc000123456, MMS_WALK_MAPPED, 2, { 256, 0 }, 0x80323456,
		  0xffffffc000000000, 2 << 20, "r-x-" },
		{ 0xffffffc03fe11abc, MMS_WALK_MAPPED, 3, { 256, 511, 17 }, 0x80401abc,
		  0xffffffc03fe10000, 64 << 10, "rw--" },
		{ 0xffffffc03fffffff, MMS_WALK_MAPPED, 3, { 256, 511, 511 }, 0x80500fff,
		  0xffffffc03ffff000, 4096, "r---" },
		{ 0xffffffc041234567, MMS_WALK_MAPPED, 1, { 257 }, 0x81234567,
		  0xffffffc040000000, 1 << 30, "rwx-" },
		{ 0xffffffc000200000, MMS_WALK_EMPTY, 2, { 256, 1 }, 0, 0xffffffc000200000,
		  2 << 20 },
		{ 0x0000004000000000, MMS_WALK_NON_CANONICAL },
	};
	struct pt_memory m = { .root = 0x1000, .slot = slots, .slots = ARRAY_SIZE(slots) };
	struct mms_geometry g;

	mms_riscv_geometry(&g, &sv39);
	pt_check_walks(test, &g, &m, cases, ARRAY_SIZE(cases));
	KUNIT_EXPECT_EQ(test, pt_sum_pages(test, &g, &m, 0xffffffc000000000, ~0ULL),
			512ULL + 3 + (1 << 18));
}

/* Seen in QEMU guests running Debian's 6.12.107; addresses as the CPU translated. */
static void riscv_seen(struct kunit *test)
{
	static const struct pt_case cases[] = {
		{ "linear map, 2M", 3, false, 0x220800e7, MMS_PT_LEAF, "rw--", 21, 0x88200000 },
		{ "its PUD", 2, false, 0x2ffff401, MMS_PT_TABLE, "rwxu", 0, 0xbfffd000 },
		{ "kernel text, 2M", 3, false, 0x201000eb, MMS_PT_LEAF, "r-x-", 21, 0x80400000 },
		{ "vmalloc", 4, false, 0x20c40ce7, MMS_PT_LEAF, "rw--", 12, 0x83103000 },
		{ "a module's text", 4, false, 0x20d090eb, MMS_PT_LEAF, "r-x-", 12, 0x83424000 },
		{ "a process' stack", 4, true, 0x204278d7, MMS_PT_LEAF, "rw-u", 12, 0x8109e000 },
		{ "a process' text", 4, true, 0x208b205b, MMS_PT_LEAF, "r-xu", 12, 0x822c8000 },
	};
	struct mms_geometry g;

	mms_riscv_geometry(&g, &sv57);
	pt_check_cases(test, &g, cases, ARRAY_SIZE(cases));
}

static struct kunit_case riscv_cases[] = {
	KUNIT_CASE(riscv_geometries),
	KUNIT_CASE(riscv_entries),
	KUNIT_CASE(riscv_bad_entries),
	KUNIT_CASE(riscv_shadow_stack),
	KUNIT_CASE(riscv_absent),
	KUNIT_CASE(riscv_thead),
	KUNIT_CASE(riscv_every_bit),
	KUNIT_CASE(riscv_walks),
	KUNIT_CASE(riscv_seen),
	{ }
};

struct kunit_suite mmscope_pt_riscv_suite = {
	.name = "mmscope_pt_riscv",
	.test_cases = riscv_cases,
};
