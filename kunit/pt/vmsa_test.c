// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_pt_vmsa: the hardware's part of long descriptors: split addresses,
 * memory types, what tables restrict. Expected values are composed by hand from
 * the Arm ARM (DDI 0487 D8.3, D24.2). Takes no locks.
 */
#include <linux/kernel.h>
#include <mmscope/pt/arm64.h>

#include "case.h"
#include "../suites.h"

#define PA52(p)	{ .page_shift = (p), .va_bits = 52, .phys_bits = 52,	\
		  .options = MMS_ARM64_PA52 }

static const struct mms_arm64_paging p_4k_52 = PA52(12);
static const struct mms_arm64_paging p_16k_52 = PA52(14);
static const struct mms_arm64_paging p_64k_52 = PA52(16);
static const struct mms_arm64_paging p_4k_48 = {
	.page_shift = 12, .va_bits = 48, .phys_bits = 48,
};

/* Addresses of 52 bits, split (D8.3.1), and the bits that blocks lose to them. */
static void vmsa_pa52(struct kunit *test)
{
	static const struct pt_case k4[] = {
		{ "page, PA[51:50]", 4, false, 0x00eb000040001703, MMS_PT_LEAF, "rw--", 12,
		  0x000f000040001000, NULL, "valid accessed dbm pxn uxn dirty page" },
		{ "page, PA[51]", 4, false, 0x00e8000040001603, MMS_PT_LEAF, "rw--", 12,
		  0x0008000040001000 },
		{ "table", 0, false, 0x40001103, MMS_PT_TABLE, "rwxu", 0,
		  0x0004000040001000, NULL, "valid table" },
		{ "512G", 1, false, 0x00e9000000000501, MMS_PT_LEAF, "rw--", 39,
		  0x0005000000000000 },
		{ "2M, low bits are no address", 3, false, 0x00e800004020b401, MMS_PT_LEAF,
		  "rw--", 21, 0x40200000, NULL,
		  "valid accessed dbm pxn uxn dirty unknown=0xb000" },
		{ "256T", 0, false, 0x00e8000000000401, MMS_PT_BAD,
		  .bad = "no blocks at this level" },
	};
	static const struct pt_case k64[] = {
		{ "page, PA[51:48]", 2, false, 0x00e800004001f703, MMS_PT_LEAF, "rw--", 16,
		  0x000f000040010000, NULL,
		  "valid inner_shareable accessed dbm pxn uxn dirty page" },
		{ "table", 0, false, 0x4001a003, MMS_PT_TABLE, "rwxu", 0,
		  0x000a000040010000, NULL, "valid table" },
		{ "512M", 1, false, 0x00e8000060013701, MMS_PT_LEAF, "rw--", 29,
		  0x0003000060000000, NULL,
		  "valid inner_shareable accessed dbm pxn uxn dirty nt" },
		{ "16G, contiguous", 1, false, 0x00f8000460000701, MMS_PT_LEAF, "rw--", 34,
		  0x400000000 },
		{ "2M, contiguous", 2, false, 0x00f8000060010703, MMS_PT_LEAF, "rw--", 21,
		  0x60000000 },
		{ "4T", 0, false, 0x00e8040000001701, MMS_PT_LEAF, "rw--", 42,
		  0x0001040000000000 },
	};
	static const struct pt_case k16[] = {
		{ "2M, contiguous", 3, false, 0x00f8000060004403, MMS_PT_LEAF, "rw--", 21,
		  0x60000000 },
		{ "page, PA[49:48]", 3, false, 0x00eb000060004403, MMS_PT_LEAF, "rw--", 14,
		  0x0003000060004000 },
		{ "1G, contiguous", 2, false, 0x00f8000066000401, MMS_PT_LEAF, "rw--", 30,
		  0x40000000 },
		{ "64G, PA[51:50]", 1, false, 0x00f8001000000701, MMS_PT_LEAF, "rw--", 36,
		  0x000c001000000000 },
		{ "bits 13:12 are no address", 3, false, 0x60007403, MMS_PT_LEAF, NULL, 14,
		  0x60004000, NULL, "valid accessed page unknown=0x3000" },
	};
	struct mms_geometry g;

	mms_arm64_geometry(&g, &p_4k_52);
	pt_check_cases(test, &g, k4, ARRAY_SIZE(k4));
	mms_arm64_geometry(&g, &p_64k_52);
	pt_check_cases(test, &g, k64, ARRAY_SIZE(k64));
	mms_arm64_geometry(&g, &p_16k_52);
	pt_check_cases(test, &g, k16, ARRAY_SIZE(k16));
}

/* DDI 0487 D24.2.x, MAIR_EL1: what an attribute byte means. */
static void vmsa_memory_types(struct kunit *test)
{
	static const struct {
		u8 attr;
		const char *name;
	} cases[] = {
		{ 0x00, "device-nGnRnE" }, { 0x04, "device-nGnRE" }, { 0x08, "device-nGRE" },
		{ 0x0c, "device-GRE" }, { 0x02, "reserved" }, { 0x01, "reserved" },
		{ 0x44, "non-cacheable" },
		{ 0xff, "write-back" }, { 0xee, "write-back" }, { 0x77, "write-back" },
		{ 0xbb, "write-through" }, { 0xaa, "write-through" }, { 0x33, "write-through" },
		{ 0x4f, "mixed" }, { 0xbf, "mixed" }, { 0xf4, "mixed" },
		{ 0xf0, "write-back-tagged" }, { 0x40, "reserved" },
	};
	struct mms_arm64_paging p = p_4k_48;
	struct mms_geometry g;
	struct mms_pt_entry e;
	unsigned int n;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		for (n = 0; n < 8; n++) {
			/* All other bytes hold a device. */
			p.mair = 0x0404040404040404ULL & ~(0xffULL << (8 * n));
			p.mair |= (u64)cases[i].attr << (8 * n);
			mms_arm64_geometry(&g, &p);
			mms_pt_decode(&g, 3, false, 0x703 | n << 2, &e);
			KUNIT_EXPECT_STREQ_MSG(test, e.cache, cases[i].name, "0x%x at %u",
					       cases[i].attr, n);
		}
	}
}

/* Tables that restrict what is below them, unless TCR_EL1.HPD says otherwise. */
static void vmsa_hierarchy(struct kunit *test)
{
	static const struct pt_case hpd_user[] = {
		{ "user's table", 1, true, 0x78000000effff003, MMS_PT_TABLE, "rwxu", 0,
		  0xeffff000 },
		{ "kernel's table", 1, false, 0x78000000effff003, MMS_PT_TABLE, "r---", 0,
		  0xeffff000 },
	};
	static const struct pt_case hpd_kernel[] = {
		{ "user's table", 1, true, 0x78000000effff003, MMS_PT_TABLE, "r---", 0,
		  0xeffff000 },
		{ "kernel's table", 1, false, 0x78000000effff003, MMS_PT_TABLE, "rwxu", 0,
		  0xeffff000 },
	};
	struct mms_arm64_paging p = p_4k_48;
	struct mms_geometry g;

	p.options = MMS_ARM64_HPD_USER;
	mms_arm64_geometry(&g, &p);
	pt_check_cases(test, &g, hpd_user, ARRAY_SIZE(hpd_user));
	p.options = MMS_ARM64_HPD_KERNEL;
	mms_arm64_geometry(&g, &p);
	pt_check_cases(test, &g, hpd_kernel, ARRAY_SIZE(hpd_kernel));
}

/* Seen in QEMU guests running Debian's 6.12.117; addresses as the CPU translated. */
static void vmsa_seen(struct kunit *test)
{
	static const struct pt_case k4[] = {
		{ "linear map, 4K", 4, false, 0xe8000043969407, MMS_PT_LEAF, "rw--", 12,
		  0x43969000, NULL, "valid attr1 accessed dbm pxn uxn dirty page" },
		{ "its PGD", 0, false, 0x180000007ffff003, MMS_PT_TABLE, "rw-u", 0, 0x7ffff000,
		  NULL, "valid table pxn_table uxn_table" },
		{ "kernel text, 2M", 3, false, 0xc0000040400481, MMS_PT_LEAF, "r-x-", 21,
		  0x40400000 },
		{ "kernel data, 64K", 4, false, 0xf8000042889403, MMS_PT_LEAF, "rw--", 16,
		  0x42880000 },
		{ "a process' text", 4, true, 0x2000007a81ecc3, MMS_PT_LEAF, "r-xu", 12,
		  0x7a81e000 },
		{ "a process' stack", 4, true, 0xe800004286fc43, MMS_PT_LEAF, "rw-u", 12,
		  0x4286f000 },
	};
	static const struct pt_case k16[] = {
		{ "kernel text, 2M of 16K", 3, false, 0xd00000405a4483, MMS_PT_LEAF, "r-x-", 21,
		  0x40400000 },
		{ "a module's text", 3, false, 0xc0000044d08483, MMS_PT_LEAF, "r-x-", 14,
		  0x44d08000 },
	};
	struct mms_geometry g;

	mms_arm64_geometry(&g, &p_4k_52);
	pt_check_cases(test, &g, k4, ARRAY_SIZE(k4));
	mms_arm64_geometry(&g, &p_16k_52);
	pt_check_cases(test, &g, k16, ARRAY_SIZE(k16));
}

static struct kunit_case vmsa_cases[] = {
	KUNIT_CASE(vmsa_pa52),
	KUNIT_CASE(vmsa_memory_types),
	KUNIT_CASE(vmsa_hierarchy),
	KUNIT_CASE(vmsa_seen),
	{ }
};

struct kunit_suite mmscope_pt_vmsa_suite = {
	.name = "mmscope_pt_vmsa",
	.test_cases = vmsa_cases,
};
