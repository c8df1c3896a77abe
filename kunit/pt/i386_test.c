// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_pt_i386: 32-bit x86's page-table entries, without and with PAE.
 * Expected values are composed by hand from the Intel SDM (vol. 3A 4.3, 4.4) and
 * asm/pgtable-2level.h, pgtable-3level.h. Takes no locks.
 */
#include <linux/kernel.h>
#include <mmscope/pt/i386.h>

#include "case.h"
#include "../suites.h"

/* How Linux programs IA32_PAT (mm/pat/memtype.c). */
#define PAT	0x0407050600070106ULL

static const struct mms_i386_paging p_2level = {
	.user_end = 0xc0000000, .phys_bits = 36, .pat = PAT,
};

static const struct mms_i386_paging p_pae = {
	.pae = true, .user_end = 0xc0000000, .phys_bits = 36, .pat = PAT, .nx = true,
};

static u64 table(unsigned int level, u64 phys)
{
	return phys | 0x67;
}

static u64 pae_table(unsigned int level, u64 phys)
{
	return phys | (level ? 0x67 : 0x01);
}

static void i386_geometries(struct kunit *test)
{
	static const struct pt_level_case level2 = {
		"2 levels", 2, { "PGD", "PTE" }, { 22, 12 }, { 10, 10 }, "11"
	};
	static const struct pt_level_case level3 = {
		"PAE", 3, { "PGD", "PMD", "PTE" }, { 30, 21, 12 }, { 2, 9, 9 }, "011"
	};
	static const struct pt_path paths[] = {
		{ "2 levels", 0xc0c03abc, { 0x303, 3 }, 0x01234163, 0x01234abc },
		{ "PAE", 0xc0c03abc, { 3, 6, 3 }, 0x8000000301234163, 0x301234abc },
	};
	struct mms_geometry g;

	mms_i386_geometry(&g, &p_2level);
	KUNIT_EXPECT_EQ(test, (int)g.entry_size, 4);
	KUNIT_EXPECT_TRUE(test, g.no_nx);
	pt_check_levels(test, &g, &level2);
	pt_check_path(test, &g, &paths[0], table);
	KUNIT_EXPECT_TRUE(test, mms_va_canonical(&g, 0xffffffff));
	KUNIT_EXPECT_FALSE(test, mms_va_canonical(&g, 0x100000000));
	KUNIT_EXPECT_TRUE(test, mms_va_user(&g, 0xbfffffff));
	KUNIT_EXPECT_FALSE(test, mms_va_user(&g, 0xc0000000));
	mms_i386_geometry(&g, &p_pae);
	KUNIT_EXPECT_EQ(test, (int)g.entry_size, 8);
	KUNIT_EXPECT_FALSE(test, g.no_nx);
	pt_check_levels(test, &g, &level3);
	pt_check_path(test, &g, &paths[1], pae_table);
	KUNIT_EXPECT_FALSE(test, mms_va_canonical(&g, 0x100000000));
}

static void i386_two_levels(struct kunit *test)
{
	static const struct pt_case cases[] = {
		{ "empty", 1, true, 0, MMS_PT_NONE, .flags = "" },
		{ "_PAGE_TABLE", 0, true, 0x00123067, MMS_PT_TABLE, "rwxu", 0, 0x123000, NULL,
		  "present write user accessed dirty" },
		{ "_KERNPG_TABLE", 0, false, 0x00123063, MMS_PT_TABLE, "rwx-", 0, 0x123000 },
		{ "PAGE_KERNEL", 1, false, 0x01234163, MMS_PT_LEAF, "rwx-", 12, 0x1234000,
		  "write-back", "present write accessed dirty global" },
		{ "PAGE_KERNEL_RO", 1, false, 0x01234161, MMS_PT_LEAF, "r-x-", 12, 0x1234000 },
		{ "last page", 1, false, 0xfffff163, MMS_PT_LEAF, "rwx-", 12, 0xfffff000 },
		{ "uncached", 1, false, 0xfec0017b, MMS_PT_LEAF, "rwx-", 12, 0xfec00000,
		  "uncached" },
		{ "write-combining", 1, false, 0xfd00016b, MMS_PT_LEAF, "rwx-", 12, 0xfd000000,
		  "write-combining" },
		{ "PAT", 1, false, 0xfd0001e3, MMS_PT_LEAF, "rwx-", 12, 0xfd000000,
		  "write-back", "present write accessed dirty global pat" },
		{ "4M", 0, false, 0x004001e3, MMS_PT_LEAF, "rwx-", 22, 0x400000, "write-back",
		  "present write accessed dirty global huge" },
		{ "4M, PAT and PWT", 0, false, 0xfd0011eb, MMS_PT_LEAF, "rwx-", 22, 0xfd000000,
		  "write-protected", "present write pwt accessed dirty global huge pat" },
		{ "4M, PSE-36", 0, false, 0x0041e1e3, MMS_PT_LEAF, "rwx-", 22, 0xf00400000 },
		{ "4M past 36 bits", 0, false, 0x004201e3, MMS_PT_BAD,
		  .phys = 0x1000400000, .bad = "address beyond the CPU's physical width" },
		{ "4M, bit 21", 0, false, 0x006001e3, MMS_PT_BAD,
		  .bad = "reserved bits below a huge page's address" },
		{ "saved_dirty", 1, true, 0x01234425, MMS_PT_LEAF, "r-xu", 12, 0x1234000, NULL,
		  "present user accessed saved_dirty" },
		{ "PAGE_NONE", 1, true, 0x01234120, MMS_PT_PROT_NONE, NULL, 12, 0x1234000,
		  "write-back", "accessed" },
		{ "4M, PROT_NONE", 0, true, 0x004001a0, MMS_PT_PROT_NONE, NULL, 22, 0x400000,
		  NULL, "accessed huge" },
		{ "4M, PROT_NONE, PSE-36", 0, true, 0x0041e1a0, MMS_PT_PROT_NONE, NULL, 22,
		  0xf00400000 },
		{ "swap", 1, true, 0x02468a86, MMS_PT_SWAP, .flags = "exclusive", .type = 3,
		  .offset = 0x12345 },
		{ "swap, all of it", 1, true, 0xfffffe3e, MMS_PT_SWAP, .flags = "", .type = 31,
		  .offset = 0x7fffff },
		/* The erratum that sets this is of 64-bit kernels only. */
		{ "swap, by chance accessed", 1, true, 0x20, MMS_PT_SWAP, .flags = "",
		  .type = 16, .offset = 0 },
		{ "set_memory_np()", 1, false, 0x01234062, MMS_PT_INVALID, "rwx-", 12, 0x1234000 },
		{ "set_memory_np(), 4M", 0, false, 0x004000e2, MMS_PT_INVALID, "rwx-", 22,
		  0x400000 },
		{ "no such PDE", 0, true, 0x00123066, MMS_PT_INVALID },
	};
	static const struct pt_case pse_only[] = {
		{ "PSE-36", 0, false, 0x004021e3, MMS_PT_BAD,
		  .bad = "address beyond the CPU's physical width" },
	};
	struct mms_i386_paging p = p_2level;
	struct mms_geometry g;

	mms_i386_geometry(&g, &p);
	pt_check_cases(test, &g, cases, ARRAY_SIZE(cases));
	p.phys_bits = 32;
	mms_i386_geometry(&g, &p);
	pt_check_cases(test, &g, pse_only, ARRAY_SIZE(pse_only));
}

static void i386_pae(struct kunit *test)
{
	static const struct pt_case cases[] = {
		{ "PDPTE", 0, true, 0x0000000301234001, MMS_PT_TABLE, "rwxu", 0, 0x301234000,
		  NULL, "present" },
		{ "PDPTE, ignored bits", 0, true, 0x01234e01, MMS_PT_TABLE, "rwxu", 0, 0x1234000,
		  NULL, "present unknown=0xe00" },
		{ "PDPTE, bit 1", 0, true, 0x01234003, MMS_PT_BAD, .bad = "reserved bits set" },
		{ "PDPTE, as QEMU has it", 0, true, 0x01234021, MMS_PT_TABLE, "rwxu", 0, 0x1234000,
		  NULL, "present accessed" },
		{ "PDPTE, bit 6", 0, true, 0x01234041, MMS_PT_BAD, .bad = "reserved bits set" },
		{ "PDPTE, bit 63", 0, true, 0x8000000001234001, MMS_PT_BAD,
		  .bad = "reserved bits set" },
		{ "PDPTE past 36 bits", 0, true, 0x1001234001, MMS_PT_BAD,
		  .bad = "address beyond the CPU's physical width" },
		{ "PDPTE, not present", 0, true, 0x01234000, MMS_PT_INVALID },
		{ "no PDPTE", 0, true, 0, MMS_PT_NONE, .flags = "" },
		{ "_PAGE_TABLE", 1, true, 0x00123067, MMS_PT_TABLE, "rwxu", 0, 0x123000 },
		{ "table, NX", 1, true, 0x8000000000123067, MMS_PT_TABLE, "rw-u", 0, 0x123000 },
		{ "2M", 1, false, 0x80000000002001e3, MMS_PT_LEAF, "rw--", 21, 0x200000,
		  "write-back", "present write accessed dirty nx global huge" },
		{ "PAGE_KERNEL", 2, false, 0x8000000301234163, MMS_PT_LEAF, "rw--", 12,
		  0x301234000, "write-back", "present write accessed dirty nx global" },
		{ "PAGE_KERNEL_ROX", 2, false, 0x301234161, MMS_PT_LEAF, "r-x-", 12, 0x301234000 },
		{ "saved_dirty", 2, true, 0x8000000001234425, MMS_PT_LEAF, "r--u", 12, 0x1234000,
		  NULL, "present user accessed nx saved_dirty" },
		{ "bit 52", 2, true, 0x0010000001234067, MMS_PT_BAD, .bad = "reserved bits set" },
		{ "bit 59, no pkeys", 2, true, 0x0800000001234067, MMS_PT_BAD,
		  .bad = "reserved bits set" },
		{ "bit 62, table", 1, true, 0x4000000000123067, MMS_PT_BAD,
		  .bad = "reserved bits set" },
		{ "past 36 bits", 2, true, 0x1001234067, MMS_PT_BAD,
		  .bad = "address beyond the CPU's physical width" },
		{ "PAGE_NONE, inverted", 2, true, 0x000ffffffedcb120, MMS_PT_PROT_NONE, NULL, 12,
		  0x1234000, "write-back", "accessed" },
		{ "swap, inverted", 2, true, 0x1ffffffffdb97480, MMS_PT_SWAP,
		  .flags = "exclusive", .type = 3, .offset = 0x12345 },
		{ "set_memory_np()", 2, false, 0x800ffffffedcb062, MMS_PT_INVALID, "rw--", 12,
		  0x1234000 },
		{ "an erratum's dirty", 2, true, 0x40, MMS_PT_NONE },
		{ "no such PMD", 1, true, 0x00123066, MMS_PT_INVALID },
	};
	static const struct pt_case no_nx[] = {
		{ "PAGE_KERNEL", 2, false, 0x8000000001234163, MMS_PT_BAD,
		  .bad = "reserved bits set" },
		{ "swap, type 31", 2, true, 0xfffffffffdb97400, MMS_PT_SWAP, .flags = "",
		  .type = 31, .offset = 0x12345 },
	};
	struct mms_i386_paging p = p_pae;
	struct mms_geometry g;

	mms_i386_geometry(&g, &p);
	pt_check_cases(test, &g, cases, ARRAY_SIZE(cases));
	p.nx = false;
	mms_i386_geometry(&g, &p);
	pt_check_cases(test, &g, no_nx, ARRAY_SIZE(no_nx));
}

static void i386_every_bit(struct kunit *test)
{
	static const struct pt_bits pte = { "PTE", 1, true, 0x1, {
		"present", "write", "user", "pwt", "pcd", "accessed", "dirty", "pat", "global",
		"special", "saved_dirty", "soft_dirty", [12 ... 31] = PT_ADDRESS } };
	static const struct pt_bits huge = { "4M", 0, true, 0x81, {
		"present", "write", "user", "pwt", "pcd", "accessed", "dirty", "huge", "global",
		"special", "saved_dirty", "soft_dirty", "pat", [13 ... 20] = PT_ADDRESS,
		[22 ... 31] = PT_ADDRESS } };
	static const struct pt_bits pde = { "PDE", 0, true, 0x1, {
		"present", "write", "user", "pwt", "pcd", "accessed", "dirty",
		/* Bit 7 makes it 4 MiB. */
		"huge", [12 ... 31] = PT_ADDRESS } };
	static const struct pt_bits pdpte = { "PDPTE", 0, true, 0x1, {
		"present", [3] = "pwt", [4] = "pcd", [5] = "accessed", [12 ... 51] = PT_ADDRESS } };
	static const struct pt_bits pae_pte = { "PAE PTE", 2, true, 0x1, {
		"present", "write", "user", "pwt", "pcd", "accessed", "dirty", "pat", "global",
		"special", "saved_dirty", "soft_dirty", [12 ... 51] = PT_ADDRESS,
		[63] = "nx" } };
	struct mms_geometry g;

	mms_i386_geometry(&g, &p_2level);
	pt_check_bits(test, &g, &pte);
	pt_check_bits(test, &g, &huge);
	pt_check_bits(test, &g, &pde);
	mms_i386_geometry(&g, &p_pae);
	pt_check_bits(test, &g, &pdpte);
	pt_check_bits(test, &g, &pae_pte);
}

static void i386_walks(struct kunit *test)
{
	static const struct pt_slot slots[] = {
		{ 0x1000 + 0x300 * 4, 0x004001e3 },	/* 4M, rwx */
		{ 0x1000 + 0x301 * 4, 0x00002063 },
		{ 0x1000 + 0x020 * 4, 0x00002067 },
		{ 0x2000 + 5 * 4, 0x01234165 },		/* r-x, user */
	};
	static const struct pt_walk_case cases[] = {
		{ 0xc0123456, MMS_WALK_MAPPED, 1, { 0x300 }, 0x523456, 0xc0000000, 4 << 20,
		  "rwx-" },
		{ 0xc0405abc, MMS_WALK_MAPPED, 2, { 0x301, 5 }, 0x1234abc, 0xc0405000, 4096,
		  "r-x-" },
		{ 0x08005abc, MMS_WALK_MAPPED, 2, { 0x20, 5 }, 0x1234abc, 0x08005000, 4096,
		  "r-xu" },
		{ 0xc0406000, MMS_WALK_EMPTY, 2, { 0x301, 6 }, 0, 0xc0406000, 4096 },
		{ 0, MMS_WALK_EMPTY, 1, { 0 }, 0, 0, 4 << 20 },
		{ 0x100000000, MMS_WALK_NON_CANONICAL },
	};
	static const struct pt_slot pae_slots[] = {
		{ 0x1000 + 3 * 8, 0x2001 },
		{ 0x1000 + 0 * 8, 0x3001 },
		{ 0x2000 + 0 * 8, 0x00000003002001e3 },	/* 2M, rwx */
		{ 0x2000 + 1 * 8, 0x8000000000004063 },	/* NX for all below */
		{ 0x3000 + 64 * 8, 0x0000000000004067 },
		{ 0x4000 + 5 * 8, 0x0000000301234165 },	/* r-x, user */
	};
	static const struct pt_walk_case pae_cases[] = {
		{ 0xc0123456, MMS_WALK_MAPPED, 2, { 3, 0 }, 0x300323456, 0xc0000000, 2 << 20,
		  "rwx-" },
		{ 0xc0205abc, MMS_WALK_MAPPED, 3, { 3, 1, 5 }, 0x301234abc, 0xc0205000, 4096,
		  "r---" },
		{ 0x08005abc, MMS_WALK_MAPPED, 3, { 0, 64, 5 }, 0x301234abc, 0x08005000, 4096,
		  "r-xu" },
		{ 0x40000000, MMS_WALK_EMPTY, 1, { 1 }, 0, 0x40000000, 1 << 30 },
	};
	struct pt_memory m = { .root = 0x1000, .slot = slots, .slots = ARRAY_SIZE(slots) };
	struct mms_geometry g;

	mms_i386_geometry(&g, &p_2level);
	pt_check_walks(test, &g, &m, cases, ARRAY_SIZE(cases));
	KUNIT_EXPECT_EQ(test, pt_sum_pages(test, &g, &m, 0, 0xffffffff), 1026ULL);
	m.slot = pae_slots;
	m.slots = ARRAY_SIZE(pae_slots);
	mms_i386_geometry(&g, &p_pae);
	pt_check_walks(test, &g, &m, pae_cases, ARRAY_SIZE(pae_cases));
	KUNIT_EXPECT_EQ(test, pt_sum_pages(test, &g, &m, 0, 0xffffffff), 514ULL);
}

/* Seen in QEMU guests running Debian's 6.1.176; addresses as the CPU translated. */
static void i386_seen(struct kunit *test)
{
	static const struct pt_case two[] = {
		{ "linear map, 4M", 0, false, 0x010001e3, MMS_PT_LEAF, "rwx-", 22, 0x1000000 },
		{ "kernel text, 4M", 0, false, 0x030001e1, MMS_PT_LEAF, "r-x-", 22, 0x3000000 },
		{ "a module's text", 1, false, 0x7f9f1161, MMS_PT_LEAF, "r-x-", 12, 0x7f9f1000 },
		{ "a process' stack", 1, true, 0x7fe7f067, MMS_PT_LEAF, "rwxu", 12, 0x7fe7f000 },
	};
	static const struct pt_case pae[] = {
		{ "PDPTE", 0, false, 0x16e94021, MMS_PT_TABLE, "rwxu", 0, 0x16e94000 },
		{ "linear map, 2M", 1, false, 0x80000000012001e3, MMS_PT_LEAF, "rw--", 21,
		  0x1200000 },
		{ "kernel text, 2M", 1, false, 0x162001e1, MMS_PT_LEAF, "r-x-", 21, 0x16200000 },
		{ "vmalloc", 2, false, 0x800000007f8ea163, MMS_PT_LEAF, "rw--", 12, 0x7f8ea000 },
		{ "a process' text", 2, true, 0x7ff48025, MMS_PT_LEAF, "r-xu", 12, 0x7ff48000 },
	};
	struct mms_geometry g;

	mms_i386_geometry(&g, &p_2level);
	pt_check_cases(test, &g, two, ARRAY_SIZE(two));
	mms_i386_geometry(&g, &p_pae);
	pt_check_cases(test, &g, pae, ARRAY_SIZE(pae));
}

static struct kunit_case i386_cases[] = {
	KUNIT_CASE(i386_geometries),
	KUNIT_CASE(i386_two_levels),
	KUNIT_CASE(i386_pae),
	KUNIT_CASE(i386_every_bit),
	KUNIT_CASE(i386_walks),
	KUNIT_CASE(i386_seen),
	{ }
};

struct kunit_suite mmscope_pt_i386_suite = {
	.name = "mmscope_pt_i386",
	.test_cases = i386_cases,
};
