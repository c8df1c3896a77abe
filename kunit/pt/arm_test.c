// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_pt_arm: 32-bit ARM's short descriptors, in the CPU's copy and in
 * Linux'. Expected values are composed by hand from the Arm ARM (DDI 0406 B3.5)
 * and mm/proc-v7-2level.S; the PTEs are those an armhf oops prints as *pgd, *pte
 * and *ppte. Takes no locks.
 */
#include <linux/kernel.h>
#include <mmscope/pt/arm.h>

#include "case.h"
#include "../suites.h"

/* mm/proc-v7-2level.S: NMRR, PRRR. */
#define REMAP	0x40e040e0ff0a81a8ULL

static const struct mms_arm_paging p_linux = {
	.user_end = 0xbf000000, .phys_bits = 40, .memtype = REMAP,
	.soft = { .type_shift = 2, .type_bits = 5, .offset_shift = 8, .offset_bits = 24 },
};

static const struct mms_arm_paging p_hw = {
	.hw_copy = true, .user_end = 0xbf000000, .phys_bits = 32, .memtype = REMAP,
};

static u64 linux_table(unsigned int level, u64 phys)
{
	return phys | 0x811;	/* the CPU's half of the page, BIT4, table */
}

static u64 hw_table(unsigned int level, u64 phys)
{
	return phys | 0x11;
}

static void arm_geometry(struct kunit *test)
{
	static const struct pt_level_case level = {
		"2 levels", 2, { "PGD", "PTE" }, { 20, 12 }, { 12, 8 }, "11"
	};
	static const struct pt_path paths[] = {
		{ "Linux'", 0xbf123456, { 0xbf1, 0x23 }, 0x6e34565f, 0x6e345456 },
		{ "the CPU's", 0xbf123456, { 0xbf1, 0x23 }, 0x6e34545f, 0x6e345456 },
	};
	struct mms_geometry g;

	mms_arm_geometry(&g, &p_linux);
	KUNIT_EXPECT_EQ(test, (int)g.entry_size, 4);
	pt_check_levels(test, &g, &level);
	KUNIT_EXPECT_TRUE(test, mms_va_canonical(&g, 0xffffffff));
	KUNIT_EXPECT_FALSE(test, mms_va_canonical(&g, 0x100000000));
	KUNIT_EXPECT_TRUE(test, mms_va_user(&g, 0xbeffffff));
	KUNIT_EXPECT_FALSE(test, mms_va_user(&g, 0xbf000000));
	pt_check_path(test, &g, &paths[0], linux_table);
	mms_arm_geometry(&g, &p_hw);
	pt_check_levels(test, &g, &level);
	pt_check_path(test, &g, &paths[1], hw_table);
}

static void arm_first_level(struct kunit *test)
{
	static const struct pt_case cases[] = {
		{ "empty", 0, false, 0, MMS_PT_NONE, .flags = "" },
		{ "*pgd of a process", 0, true, 0x8c2cd831, MMS_PT_TABLE, "rwxu", 0, 0x8c2cd000,
		  NULL, "table bit4 domain1" },
		{ "the second of the pair", 0, true, 0x8c2cdc31, MMS_PT_TABLE, "rwxu", 0,
		  0x8c2cd400 },
		{ "PXN, a process'", 0, true, 0x8c2cd835, MMS_PT_TABLE, "rwxu", 0, 0x8c2cd000,
		  NULL, "table pxn_table bit4 domain1" },
		{ "PXN, the kernel's", 0, false, 0x8c2cd815, MMS_PT_TABLE, "rw-u", 0,
		  0x8c2cd000, NULL, "table pxn_table bit4" },
		{ "no table of Linux'", 0, true, 0x8c2cd031, MMS_PT_BAD,
		  .bad = "not in the CPU's half of a page of tables" },
		{ "lowmem, text", 0, false, 0x6011140e, MMS_PT_LEAF, "rwx-", 20, 0x60100000,
		  "write-back", "section b c tex0 ap0 shared" },
		{ "lowmem", 0, false, 0x6011141e, MMS_PT_LEAF, "rw--", 20, 0x60100000,
		  "write-back", "section b c tex0 xn ap0 shared" },
		{ "PXN", 0, false, 0x6011140f, MMS_PT_LEAF, "rw--", 20, 0x60100000 },
		{ "rodata", 0, false, 0x6011941e, MMS_PT_LEAF, "r---", 20, 0x60100000 },
		{ "device", 0, false, 0x10111412, MMS_PT_LEAF, "rw--", 20, 0x10100000,
		  "device" },
		{ "a process', domain 15", 0, true, 0x60111dee, MMS_PT_LEAF, "rwxu", 20,
		  0x60100000, NULL, "section b c tex0 ap0 ap1 shared domain15" },
		{ "the same, PXN", 0, true, 0x60111def, MMS_PT_LEAF, "rwxu", 20, 0x60100000 },
		{ "16M", 0, false, 0x12b5154e, MMS_PT_LEAF, "rwx-", 24, 0xab12000000,
		  "write-back", "section b c tex0 ap0 shared supersection" },
		{ "a fault with bits", 0, true, 0x8c2cd004, MMS_PT_INVALID },
	};
	static const struct pt_case hw[] = {
		{ "*pgd", 0, true, 0x8c2cd831, MMS_PT_TABLE, "rwxu", 0, 0x8c2cd800 },
		{ "any table", 0, true, 0x8c2cd031, MMS_PT_TABLE, "rwxu", 0, 0x8c2cd000 },
		{ "16M past 32 bits", 0, false, 0x12b5154e, MMS_PT_BAD,
		  .bad = "address beyond the CPU's physical width" },
	};
	struct mms_geometry g;

	mms_arm_geometry(&g, &p_linux);
	pt_check_cases(test, &g, cases, ARRAY_SIZE(cases));
	mms_arm_geometry(&g, &p_hw);
	pt_check_cases(test, &g, hw, ARRAY_SIZE(hw));
}

static void arm_linux_ptes(struct kunit *test)
{
	static const struct pt_case cases[] = {
		{ "*pte, writable", 1, true, 0x6a34775f, MMS_PT_LEAF, "rw-u", 12, 0x6a347000,
		  "write-back", "present accessed writealloc dirty user xn shared" },
		{ "clean", 1, true, 0x6a34771f, MMS_PT_LEAF, "rw-u", 12, 0x6a347000 },
		{ "text", 1, true, 0x6a34759f, MMS_PT_LEAF, "r-xu", 12, 0x6a347000,
		  "write-back", "present accessed writealloc rdonly user shared" },
		{ "not young", 1, true, 0x6a34775d, MMS_PT_LEAF, "rw-u", 12, 0x6a347000 },
		{ "the kernel's", 1, false, 0x6e34565f, MMS_PT_LEAF, "rw--", 12, 0x6e345000 },
		{ "a module's text", 1, false, 0x6e3454df, MMS_PT_LEAF, "r-x-", 12, 0x6e345000 },
		{ "ioremap()", 1, false, 0x10000653, MMS_PT_LEAF, "rw--", 12, 0x10000000,
		  "device", "present accessed dev_shared dirty xn shared" },
		{ "PROT_NONE", 1, true, 0x6a347f9f, MMS_PT_PROT_NONE, NULL, 12, 0x6a347000,
		  "write-back", "present accessed writealloc rdonly user xn shared" },
		{ "swap", 1, true, 0x123458c, MMS_PT_SWAP, .flags = "exclusive", .type = 3,
		  .offset = 0x12345 },
		{ "swap, all of it", 1, true, 0xffffff7c, MMS_PT_SWAP, .flags = "", .type = 31,
		  .offset = 0xffffff },
		{ "not present, the kernel's", 1, false, 0x6e34565e, MMS_PT_INVALID, "rw--", 12,
		  0x6e345000 },
	};
	/* Until 6.3 the offset began at bit 7. */
	static const struct pt_case r6_1[] = {
		{ "swap", 1, true, 0x91a28c, MMS_PT_SWAP, .flags = "", .type = 3,
		  .offset = 0x12345 },
	};
	struct mms_arm_paging p = p_linux;
	struct mms_geometry g;
	struct mms_pt_entry e;

	mms_arm_geometry(&g, &p);
	pt_check_cases(test, &g, cases, ARRAY_SIZE(cases));
	mms_pt_decode(&g, 1, true, 0x6a34775f, &e);
	KUNIT_EXPECT_EQ(test, e.noise, MMS_ARM_L_YOUNG | MMS_ARM_L_DIRTY);
	p.soft.offset_shift = 7;
	p.soft.offset_bits = 25;
	mms_arm_geometry(&g, &p);
	pt_check_cases(test, &g, r6_1, ARRAY_SIZE(r6_1));
}

/* What cpu_v7_set_pte_ext() makes of the PTEs above. */
static void arm_hw_ptes(struct kunit *test)
{
	static const struct pt_case cases[] = {
		{ "*ppte, writable", 1, true, 0x6a347c7f, MMS_PT_LEAF, "rw-u", 12, 0x6a347000,
		  "write-back", "b c ap0 ap1 shared ng tex0 small xn" },
		{ "clean", 1, true, 0x6a347e7f, MMS_PT_LEAF, "r--u", 12, 0x6a347000 },
		{ "text", 1, true, 0x6a347e7e, MMS_PT_LEAF, "r-xu", 12, 0x6a347000,
		  "write-back", "b c ap0 ap1 ap2 shared ng tex0 small" },
		{ "the kernel's", 1, false, 0x6e34545f, MMS_PT_LEAF, "rw--", 12, 0x6e345000 },
		{ "64K", 1, false, 0x6a34141d, MMS_PT_LEAF, "rwx-", 16, 0x6a340000,
		  "write-back", "b c ap0 shared tex0 large" },
		{ "64K, XN", 1, false, 0x6a34941d, MMS_PT_LEAF, "rw--", 16, 0x6a340000 },
		{ "64K, bit 6", 1, false, 0x6a34145d, MMS_PT_LEAF, "rwx-", 16, 0x6a340000, NULL,
		  "b c ap0 shared tex0 large unknown=0x40" },
		{ "a fault with bits", 1, true, 0x123458c, MMS_PT_INVALID },
	};
	/* AP[2:0], DDI 0406 table B3-8. */
	static const struct pt_case ap[] = {
		{ "000", 1, true, 0x6a347002, MMS_PT_LEAF, "----", 12, 0x6a347000 },
		{ "001", 1, true, 0x6a347012, MMS_PT_LEAF, "rwx-", 12, 0x6a347000 },
		{ "010", 1, true, 0x6a347022, MMS_PT_LEAF, "r-xu", 12, 0x6a347000 },
		{ "011", 1, true, 0x6a347032, MMS_PT_LEAF, "rwxu", 12, 0x6a347000 },
		{ "100", 1, true, 0x6a347202, MMS_PT_BAD, .bad = "reserved access permissions" },
		{ "101", 1, true, 0x6a347212, MMS_PT_LEAF, "r-x-", 12, 0x6a347000 },
		{ "110", 1, true, 0x6a347222, MMS_PT_LEAF, "r-xu", 12, 0x6a347000 },
		{ "111", 1, true, 0x6a347232, MMS_PT_LEAF, "r-xu", 12, 0x6a347000 },
	};
	struct mms_geometry g;

	mms_arm_geometry(&g, &p_hw);
	pt_check_cases(test, &g, cases, ARRAY_SIZE(cases));
	pt_check_cases(test, &g, ap, ARRAY_SIZE(ap));
}

/* Memory types by TEX[0], C, B, as the comment in proc-v7-2level.S has them. */
static void arm_memory_types(struct kunit *test)
{
	static const char * const name[8] = {
		"strongly-ordered", "non-cacheable", "write-through", "write-back",
		"device", "strongly-ordered", "strongly-ordered", "write-back",
	};
	struct mms_arm_paging p = p_hw;
	struct mms_geometry g;
	struct mms_pt_entry e;
	unsigned int n;

	for (n = 0; n < 16; n++) {
		mms_arm_geometry(&g, &p_linux);
		mms_pt_decode(&g, 1, false, 0x6e345643 | n << 2, &e);
		KUNIT_EXPECT_STREQ_MSG(test, e.cache, name[n & 7], "L_PTE_MT %u", n);
		mms_arm_geometry(&g, &p_hw);
		mms_pt_decode(&g, 1, false, 0x6e345412 | (n & 3) << 2 | (n & 4) << 4, &e);
		KUNIT_EXPECT_STREQ_MSG(test, e.cache, name[n & 7], "PTE %u", n);
		mms_pt_decode(&g, 0, false, 0x60110402 | (n & 3) << 2 | (n & 4) << 10, &e);
		KUNIT_EXPECT_STREQ_MSG(test, e.cache, name[n & 7], "section %u", n);
	}
	/* Inner write-back, outer not cached; and the reserved type. */
	p.memtype = 0x0000000c000ac00aULL;
	mms_arm_geometry(&g, &p);
	mms_pt_decode(&g, 1, false, 0x6e345416, &e);
	KUNIT_EXPECT_STREQ(test, e.cache, "mixed");
	mms_pt_decode(&g, 1, false, 0x6e34545e, &e);
	KUNIT_EXPECT_STREQ(test, e.cache, "reserved");
}

static void arm_every_bit(struct kunit *test)
{
	static const struct pt_bits table = { "table", 0, false, 0x1, {
		"table", "section", "pxn_table", "ns", "bit4", "domain1", "domain2", "domain4",
		"domain8", NULL, [10 ... 31] = PT_ADDRESS } };
	static const struct pt_bits section = { "section", 0, false, 0x2, {
		"pxn", "section", "b", "c", "xn", "domain1", "domain2", "domain4", "domain8",
		NULL, "ap0", "ap1", "tex0", "tex1", "tex2", "ap2", "shared", "ng",
		"supersection", "ns", [20 ... 31] = PT_ADDRESS } };
	static const struct pt_bits super = { "supersection", 0, false, 0x40002, {
		"pxn", "section", "b", "c", "xn", [5 ... 8] = PT_ADDRESS, [10] = "ap0",
		"ap1", "tex0", "tex1", "tex2", "ap2", "shared", "ng", "supersection", "ns",
		[20 ... 31] = PT_ADDRESS } };
	static const struct pt_bits small = { "small", 1, true, 0x2, {
		"xn", "small", "b", "c", "ap0", "ap1", "tex0", "tex1", "tex2", "ap2", "shared",
		"ng", [12 ... 31] = PT_ADDRESS } };
	/* Bit 1 makes it a small page, with XN. */
	static const struct pt_bits large = { "large", 1, true, 0x1, {
		"large", "small", "b", "c", "ap0", "ap1", [9] = "ap2", "shared", "ng", "tex0",
		"tex1", "tex2", "xn", [16 ... 31] = PT_ADDRESS } };
	static const struct pt_bits own = { "Linux'", 1, true, 0x1, {
		"present", "accessed", "bufferable", "writethrough", "dev_shared", "mt8",
		"dirty", "rdonly", "user", "xn", "shared", PT_KIND,
		[12 ... 31] = PT_ADDRESS } };
	struct mms_geometry g;

	mms_arm_geometry(&g, &p_hw);
	pt_check_bits(test, &g, &table);
	pt_check_bits(test, &g, &section);
	pt_check_bits(test, &g, &super);
	pt_check_bits(test, &g, &small);
	pt_check_bits(test, &g, &large);
	mms_arm_geometry(&g, &p_linux);
	pt_check_bits(test, &g, &own);
}

/* Both copies of the same tables say the same. */
static void arm_walks(struct kunit *test)
{
	static const struct pt_slot slots[] = {
		{ 0x60004000 + 0xbf0 * 4, 0x6f000811 },	/* a pair of tables */
		{ 0x60004000 + 0xbf1 * 4, 0x6f000c11 },
		{ 0x60004000 + 0xc00 * 4, 0x6001140e },	/* a pair of sections */
		{ 0x60004000 + 0xc01 * 4, 0x6021140e },
		{ 0x60004000 + 0xf51 * 4, 0x12b5154e },	/* one of 16 */
		{ 0x6f000000 + 1 * 4, 0x6e34565f },
		{ 0x6f000400 + 1 * 4, 0x6e3464df },
		{ 0x6f000800 + 1 * 4, 0x6e34545f },
		{ 0x6f000c00 + 1 * 4, 0x6e34665e },
	};
	static const struct pt_walk_case cases[] = {
		{ 0xc0008123, MMS_WALK_MAPPED, 1, { 0xc00 }, 0x60008123, 0xc0000000, 1 << 20,
		  "rwx-" },
		{ 0xc01fffff, MMS_WALK_MAPPED, 1, { 0xc01 }, 0x602fffff, 0xc0100000, 1 << 20,
		  "rwx-" },
		{ 0xbf001234, MMS_WALK_MAPPED, 2, { 0xbf0, 1 }, 0x6e345234, 0xbf001000, 4096,
		  "rw--" },
		{ 0xbf101234, MMS_WALK_MAPPED, 2, { 0xbf1, 1 }, 0x6e346234, 0xbf101000, 4096,
		  "r-x-" },
		{ 0xbf100000, MMS_WALK_EMPTY, 2, { 0xbf1, 0 }, 0, 0xbf100000, 4096 },
		{ 0xbf200000, MMS_WALK_EMPTY, 1, { 0xbf2 }, 0, 0xbf200000, 1 << 20 },
		{ 0xf5123456, MMS_WALK_MAPPED, 1, { 0xf51 }, 0xab12123456, 0xf5000000,
		  16 << 20, "rwx-" },
		{ 0x100000000, MMS_WALK_NON_CANONICAL },
	};
	struct pt_memory m = { .root = 0x60004000, .slot = slots, .slots = ARRAY_SIZE(slots) };
	struct mms_arm_paging p = p_linux;
	struct mms_geometry g;

	mms_arm_geometry(&g, &p);
	pt_check_walks(test, &g, &m, cases, ARRAY_SIZE(cases));
	KUNIT_EXPECT_EQ(test, pt_sum_pages(test, &g, &m, 0xbf000000, 0xffffffff), 770ULL);
	p.hw_copy = true;
	mms_arm_geometry(&g, &p);
	pt_check_walks(test, &g, &m, cases, ARRAY_SIZE(cases));
	KUNIT_EXPECT_EQ(test, pt_sum_pages(test, &g, &m, 0xbf000000, 0xffffffff), 770ULL);
}

/* Seen in QEMU guests running Debian's 6.1.176; addresses as the CPU translated. */
static void arm_seen(struct kunit *test)
{
	static const struct pt_case cases[] = {
		{ "lowmem", 0, false, 0x41c1141e, MMS_PT_LEAF, "rw--", 20, 0x41c00000,
		  "write-back", "section b c tex0 xn ap0 shared" },
		{ "kernel text", 0, false, 0x4051940e, MMS_PT_LEAF, "r-x-", 20, 0x40500000,
		  NULL, "section b c tex0 ap0 ap2 shared" },
		{ "vmalloc, a pair's second", 0, false, 0x41d97c11, MMS_PT_TABLE, "rwxu", 0,
		  0x41d97400, NULL, "table bit4" },
		{ "vmalloc", 1, false, 0xbea7765f, MMS_PT_LEAF, "rw--", 12, 0xbea77000 },
		{ "a module's text", 1, false, 0xbea844df, MMS_PT_LEAF, "r-x-", 12, 0xbea84000 },
		{ "a process' table", 0, true, 0xbe9d4c35, MMS_PT_TABLE, "rwxu", 0, 0xbe9d4400,
		  NULL, "table pxn_table bit4 domain1" },
		{ "a process' text", 1, true, 0xbe0df59f, MMS_PT_LEAF, "r-xu", 12, 0xbe0df000 },
	};
	struct mms_geometry g;

	mms_arm_geometry(&g, &p_linux);
	pt_check_cases(test, &g, cases, ARRAY_SIZE(cases));
}

static struct kunit_case arm_cases[] = {
	KUNIT_CASE(arm_geometry),
	KUNIT_CASE(arm_first_level),
	KUNIT_CASE(arm_linux_ptes),
	KUNIT_CASE(arm_hw_ptes),
	KUNIT_CASE(arm_memory_types),
	KUNIT_CASE(arm_every_bit),
	KUNIT_CASE(arm_walks),
	KUNIT_CASE(arm_seen),
	{ }
};

struct kunit_suite mmscope_pt_arm_suite = {
	.name = "mmscope_pt_arm",
	.test_cases = arm_cases,
};
