// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_pt_arm64_kernels: how arm64's kernels use the entries that the CPU leaves
 * to them, release by release, and combinations of bits that had no meaning before.
 * Expected values are composed by hand from asm/pgtable-prot.h and asm/pgtable.h of
 * 5.10 to 7.2. Takes no locks.
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
#define SOFT_6_1 { .prot_none = BIT_ULL(58), .split = BIT_ULL(59), .type_shift = 3,	\
		   .type_bits = 5, .offset_shift = 8, .offset_bits = 50 }
#define SOFT_5_10 { .prot_none = BIT_ULL(58), .split = BIT_ULL(59), .type_shift = 2,	\
		    .type_bits = 6, .offset_shift = 8, .offset_bits = 50 }

static const struct mms_arm64_paging p_6_12 = {
	.page_shift = 12, .va_bits = 48, .phys_bits = 48, .mair = MAIR,
	.optional = MMS_ARM64_DEVMAP | MMS_ARM64_UFFD_WP, .soft = SOFT_6_12,
};

static const struct mms_arm64_paging p_6_1 = {
	.page_shift = 12, .va_bits = 48, .phys_bits = 40, .mair = MAIR,
	.optional = MMS_ARM64_DEVMAP, .soft = SOFT_6_1,
};

static const struct mms_arm64_paging p_5_10 = {
	.page_shift = 12, .va_bits = 48, .phys_bits = 48, .mair = MAIR,
	.optional = MMS_ARM64_DEVMAP, .soft = SOFT_5_10,
};

/* Guarded control stacks, since 6.13: asm/pgtable-prot.h, _PAGE_GCS and _PAGE_GCS_RO. */
static void arm64_gcs(struct kunit *test)
{
	static const struct pt_case with[] = {
		{ "PAGE_GCS", 3, true, 0x0048000050000f43, MMS_PT_LEAF, "r--u", 12, 0x50000000,
		  "write-back", "valid user inner_shareable accessed ng dbm uxn gcs page" },
		{ "PAGE_GCS_RO", 3, true, 0x0040000050000f43, MMS_PT_LEAF, "r--u", 12,
		  0x50000000, NULL, "valid user inner_shareable accessed ng uxn gcs page" },
		{ "PAGE_SHARED", 3, true, 0x0068000050000f43, MMS_PT_LEAF, "rw-u", 12, 0x50000000,
		  NULL, "valid user inner_shareable accessed ng dbm pxn uxn page" },
		{ "the kernel's", 3, false, 0x0048000050000f43, MMS_PT_LEAF, "rw-u", 12,
		  0x50000000, NULL, "valid user inner_shareable accessed ng dbm uxn page" },
	};
	/* Without them that combination is unused. */
	static const struct pt_case without[] = {
		{ "no GCS", 3, true, 0x0048000050000f43, MMS_PT_LEAF, "rw-u", 12, 0x50000000,
		  NULL, "valid user inner_shareable accessed ng dbm uxn page" },
	};
	struct mms_arm64_paging p = p_6_12;
	struct mms_geometry g;

	mms_arm64_geometry(&g, &p);
	pt_check_cases(test, &g, without, ARRAY_SIZE(without));
	p.options |= MMS_ARM64_GCS;
	mms_arm64_geometry(&g, &p);
	pt_check_cases(test, &g, with, ARRAY_SIZE(with));
}

/* What older kernels do with entries that aren't valid. */
static void arm64_releases(struct kunit *test)
{
	static const struct pt_case r6_1[] = {
		{ "PAGE_NONE", 3, true, 0x0460000050000f82, MMS_PT_PROT_NONE, NULL, 12,
		  0x50000000, NULL, "rdonly inner_shareable accessed ng pxn uxn page" },
		{ "THP being split", 2, true, 0x0868000050200fc0, MMS_PT_INVALID, "rw-u", 21,
		  0x50200000 },
		{ "swap", 3, true, 0x123451c, MMS_PT_SWAP, .flags = "exclusive",
		  .type = 3, .offset = 0x12345 },
		{ "THP, migrating", 2, true, 0x12345d8, MMS_PT_SWAP, .flags = "",
		  .type = 27, .offset = 0x12345 },
		{ "no uffd-wp yet", 3, true, 0x0460000050000003, MMS_PT_LEAF, "rw--", 12,
		  0x50000000, NULL, "valid pxn uxn page unknown=0x400000000000000" },
		{ "last address of 40 bits", 3, false, 0x00e800fffffff703, MMS_PT_LEAF, "rw--",
		  12, 0xfffffff000 },
		{ "first past 40 bits", 3, false, 0x00e8010000000703, MMS_PT_BAD,
		  .phys = 0x10000000000, .bad = "address beyond the CPU's physical width" },
		{ "two reasons, the first told", 3, false, 0x00e8010000000701, MMS_PT_BAD,
		  .bad = "address beyond the CPU's physical width" },
		{ "table past 40 bits", 1, false, 0x10000000003, MMS_PT_BAD,
		  .phys = 0x10000000000, .bad = "address beyond the CPU's physical width" },
	};
	static const struct pt_case r5_10[] = {
		{ "swap", 3, true, 0x12345fc, MMS_PT_SWAP, .flags = "", .type = 63,
		  .offset = 0x12345 },
	};
	struct mms_geometry g;

	mms_arm64_geometry(&g, &p_6_1);
	pt_check_cases(test, &g, r6_1, ARRAY_SIZE(r6_1));
	mms_arm64_geometry(&g, &p_5_10);
	pt_check_cases(test, &g, r5_10, ARRAY_SIZE(r5_10));
}

static struct kunit_case kernels_cases[] = {
	KUNIT_CASE(arm64_gcs),
	KUNIT_CASE(arm64_releases),
	{ }
};

struct kunit_suite mmscope_pt_arm64_kernels_suite = {
	.name = "mmscope_pt_arm64_kernels",
	.test_cases = kernels_cases,
};
