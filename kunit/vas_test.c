// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_vas: each architecture's layout against its page of the kernel's
 * Documentation, line by line, and against boots whose layout is known. Takes
 * no locks.
 */
#include <kunit/test.h>
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/vas.h>

#include "region_case.h"
#include "suites.h"

#define ROOM 64
#define TB BIT_ULL(40)

struct golden {
	const char *name;
	u64 start;
	u64 last;
};

static struct mms_vas *x86_64_vas(struct kunit *test, const struct mms_x86_64_vas *p)
{
	struct mms_vas *v = region_case_new(test, ROOM, 0);
	u64 at = 0;

	KUNIT_ASSERT_EQ(test, mms_x86_64_vas_fill(v, p), 0);
	KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
	KUNIT_EXPECT_STREQ(test, mms_vas_fault_name(mms_vas_check(v, &at)), "none");
	KUNIT_EXPECT_EQ(test, at, 0ULL);
	return v;
}

static void expect_golden(struct kunit *test, const struct mms_region *r,
			  const struct golden *want, u32 n)
{
	for (; n; n--, r++, want++) {
		KUNIT_EXPECT_STREQ(test, r->name, want->name);
		KUNIT_EXPECT_EQ_MSG(test, r->start, want->start, "%s", want->name);
		KUNIT_EXPECT_EQ_MSG(test, r->last, want->last, "%s", want->name);
	}
}

/* What both paging modes share, "identical layout from here on". */
static const struct mms_x86_64_place doc_upper[MMS_X86_64_AT] = {
	[MMS_X86_64_CPU_ENTRY] = { 0xfffffe0000000000, TB / 2 },
	[MMS_X86_64_ESPFIX] = { 0xffffff0000000000, TB / 2 },
	[MMS_X86_64_EFI] = { 0xffffffef00000000, TB / 16 },
	[MMS_X86_64_IMAGE] = { 0xffffffff80000000, 512 << 20 },
	[MMS_X86_64_MODULES] = { 0xffffffffa0000000, 1520 << 20 },
	[MMS_X86_64_FIXMAP] = { 0xffffffffff579000, 0x87000 },
	[MMS_X86_64_VSYSCALL] = { 0xffffffffff600000, 0x1000 },
};

static const struct golden upper[] = {
	{ "hole", 0xfffffc0000000000, 0xfffffdffffffffff },
	{ "cpu_entry_area", 0xfffffe0000000000, 0xfffffe7fffffffff },
	{ "hole", 0xfffffe8000000000, 0xfffffeffffffffff },
	{ "espfix", 0xffffff0000000000, 0xffffff7fffffffff },
	{ "hole", 0xffffff8000000000, 0xffffffeeffffffff },
	{ "efi_runtime", 0xffffffef00000000, 0xfffffffeffffffff },
	{ "hole", 0xffffffff00000000, 0xffffffff7fffffff },
	{ "kernel_image", 0xffffffff80000000, 0xffffffff9fffffff },
	{ "modules", 0xffffffffa0000000, 0xfffffffffeffffff },
	{ "hole", 0xffffffffff000000, 0xffffffffff578fff },
	{ "fixmap", 0xffffffffff579000, 0xffffffffff5fffff },
	{ "vsyscall", 0xffffffffff600000, 0xffffffffff600fff },
	{ "hole", 0xffffffffff601000, 0xffffffffffffffff },
};

static const struct mms_x86_64_vas doc_4 = {
	.levels = 4,
	.at = {
		[MMS_X86_64_LDT] = { 0xffff880000000000, TB / 2 },
		[MMS_X86_64_DIRECT_MAP] = { 0xffff888000000000, 64 * TB },
		[MMS_X86_64_VMALLOC] = { 0xffffc90000000000, 32 * TB },
		[MMS_X86_64_VMEMMAP] = { 0xffffea0000000000, TB },
		[MMS_X86_64_KASAN] = { 0xffffec0000000000, 16 * TB },
	},
};

/* One of the Documentation's two maps: its lower half, and what both share. */
static struct mms_vas *doc_vas(struct kunit *test, const struct mms_x86_64_vas *lower)
{
	struct mms_x86_64_vas p = *lower;
	size_t i;

	for (i = 0; i < MMS_X86_64_AT; i++)
		if (doc_upper[i].size)
			p.at[i] = doc_upper[i];
	return x86_64_vas(test, &p);
}

/* mm.rst, "Complete virtual memory map with 4-level page tables". */
static void vas_x86_64_4_levels(struct kunit *test)
{
	static const struct golden want[] = {
		{ "user", 0, 0x00007fffffffffff },
		{ "noncanonical", 0x0000800000000000, 0xffff7fffffffffff },
		{ "guard_hole", 0xffff800000000000, 0xffff87ffffffffff },
		{ "ldt_remap", 0xffff880000000000, 0xffff887fffffffff },
		{ "direct_map", 0xffff888000000000, 0xffffc87fffffffff },
		{ "hole", 0xffffc88000000000, 0xffffc8ffffffffff },
		{ "vmalloc", 0xffffc90000000000, 0xffffe8ffffffffff },
		{ "hole", 0xffffe90000000000, 0xffffe9ffffffffff },
		{ "vmemmap", 0xffffea0000000000, 0xffffeaffffffffff },
		{ "hole", 0xffffeb0000000000, 0xffffebffffffffff },
		{ "kasan_shadow", 0xffffec0000000000, 0xfffffbffffffffff },
	};
	const struct mms_vas *v = doc_vas(test, &doc_4);

	KUNIT_ASSERT_EQ(test, (size_t)v->nr, ARRAY_SIZE(want) + ARRAY_SIZE(upper));
	expect_golden(test, v->region, want, ARRAY_SIZE(want));
	expect_golden(test, v->region + ARRAY_SIZE(want), upper, ARRAY_SIZE(upper));
	KUNIT_EXPECT_EQ(test, v->kernel, 0xffff800000000000ULL);
	KUNIT_EXPECT_EQ(test, mms_vas_named(v, "direct_map")->base, 0xffff888000000000ULL);
	KUNIT_EXPECT_EQ(test, mms_vas_named(v, "vmalloc")->base, 0xffffc90000000000ULL);
	KUNIT_EXPECT_EQ(test, mms_vas_named(v, "vmemmap")->base, 0xffffea0000000000ULL);
}

/* mm.rst, "Complete virtual memory map with 5-level page tables". */
static void vas_x86_64_5_levels(struct kunit *test)
{
	static const struct mms_x86_64_vas doc_5 = {
		.levels = 5,
		.at = {
			[MMS_X86_64_LDT] = { 0xff10000000000000, 256 * TB },
			[MMS_X86_64_DIRECT_MAP] = { 0xff11000000000000, 32768 * TB },
			[MMS_X86_64_VMALLOC] = { 0xffa0000000000000, 12800 * TB },
			[MMS_X86_64_VMEMMAP] = { 0xffd4000000000000, 512 * TB },
			[MMS_X86_64_KASAN] = { 0xffdf000000000000, 0x20fc0000000000 },
			},
	};
	static const struct golden want[] = {
		{ "user", 0, 0x00ffffffffffffff },
		{ "noncanonical", 0x0100000000000000, 0xfeffffffffffffff },
		{ "guard_hole", 0xff00000000000000, 0xff0fffffffffffff },
		{ "ldt_remap", 0xff10000000000000, 0xff10ffffffffffff },
		{ "direct_map", 0xff11000000000000, 0xff90ffffffffffff },
		{ "hole", 0xff91000000000000, 0xff9fffffffffffff },
		{ "vmalloc", 0xffa0000000000000, 0xffd1ffffffffffff },
		{ "hole", 0xffd2000000000000, 0xffd3ffffffffffff },
		{ "vmemmap", 0xffd4000000000000, 0xffd5ffffffffffff },
		{ "hole", 0xffd6000000000000, 0xffdeffffffffffff },
		{ "kasan_shadow", 0xffdf000000000000, 0xfffffbffffffffff },
	};
	const struct mms_vas *v = doc_vas(test, &doc_5);

	KUNIT_ASSERT_EQ(test, (size_t)v->nr, ARRAY_SIZE(want) + ARRAY_SIZE(upper));
	expect_golden(test, v->region, want, ARRAY_SIZE(want));
	expect_golden(test, v->region + ARRAY_SIZE(want), upper, ARRAY_SIZE(upper));
	KUNIT_EXPECT_EQ(test, v->kernel, 0xff00000000000000ULL);
	KUNIT_EXPECT_EQ(test, mms_vas_named(v, "vmalloc")->base, 0xffa0000000000000ULL);
	KUNIT_EXPECT_EQ(test, mms_vas_named(v, "user")->base, 0ULL);
}

/* Seen: Debian 6.12.117, 5 levels, 2 GiB, KASLR: vmalloc moved down. */
static const struct mms_x86_64_vas debian_5 = {
	.levels = 5,
	.image_phys = 0x54600000,
	.at = {
		[MMS_X86_64_LDT] = { 0xff10000000000000, 256 * TB },
		[MMS_X86_64_DIRECT_MAP] = { 0xff23e5f380000000, 0x7ffe0000 },
		[MMS_X86_64_VMALLOC] = { 0xff359e6180000000, 12800 * TB },
		[MMS_X86_64_VMEMMAP] = { 0xffdacdd980000000, 64 * TB },
		[MMS_X86_64_CPU_ENTRY] = { 0xfffffe0000000000, TB / 2 },
		[MMS_X86_64_ESPFIX] = { 0xffffff0000000000, TB / 2 },
		[MMS_X86_64_EFI] = { 0xffffffef00000000, TB / 16 },
		[MMS_X86_64_IMAGE] = { 0xffffffffac000000, 0x2e00000,
				       0xffffffff81000000 },
		[MMS_X86_64_MODULES] = { 0xffffffffc0000000, 0x3f000000 },
		[MMS_X86_64_FIXMAP] = { 0xffffffffff1fe000, 0x402000 },
		[MMS_X86_64_VSYSCALL] = { 0xffffffffff600000, 0x1000 },
	},
};

static void vas_x86_64_kaslr(struct kunit *test)
{
	const struct mms_vas *v = x86_64_vas(test, &debian_5);
	const struct mms_region *image = mms_vas_named(v, "kernel_image");
	struct mms_x86_64_vas p = debian_5;

	KUNIT_EXPECT_EQ(test, image->start - image->base, 0x2b000000ULL);
	KUNIT_EXPECT_EQ(test, image->phys, 0x54600000ULL);
	KUNIT_EXPECT_TRUE(test, image->linear);
	KUNIT_EXPECT_EQ(test, mms_vas_named(v, "direct_map")->phys, 0ULL);
	/* A kernel configured to start elsewhere says so. */
	p.at[MMS_X86_64_IMAGE].base = 0xffffffff82000000;
	KUNIT_EXPECT_EQ(test, mms_vas_named(x86_64_vas(test, &p), "kernel_image")->base,
			0xffffffff82000000ULL);
	KUNIT_EXPECT_TRUE(test, !mms_vas_named(v, "kasan_shadow"));
	KUNIT_EXPECT_EQ(test, (int)mms_vas_find(v, 0xff23e5f3fffdffffULL, NULL)->kind,
			(int)MMS_REGION_WINDOW);
	KUNIT_EXPECT_EQ(test, (int)mms_vas_find(v, 0xff23e5f3fffe0000ULL, NULL)->kind,
			(int)MMS_REGION_HOLE);
	KUNIT_EXPECT_EQ(test, (int)mms_vas_find(v, 0xfeffffffffffffffULL, NULL)->kind,
			(int)MMS_REGION_NONCANONICAL);
}

/* Places no kernel would choose are caught, not drawn as if they were right. */
static void vas_x86_64_nonsense(struct kunit *test)
{
	struct mms_x86_64_vas p = debian_5;
	struct mms_vas *v = region_case_new(test, ROOM, 0);
	u64 at = 0;

	p.levels = 3;
	KUNIT_EXPECT_EQ(test, mms_x86_64_vas_fill(v, &p), -EINVAL);
	p.levels = 6;
	KUNIT_EXPECT_EQ(test, mms_x86_64_vas_fill(v, &p), -EINVAL);
	p.levels = 5;
	p.at[MMS_X86_64_VMALLOC].start = p.at[MMS_X86_64_DIRECT_MAP].start + 0x1000;
	KUNIT_ASSERT_EQ(test, mms_x86_64_vas_fill(v, &p), 0);
	KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
	KUNIT_EXPECT_STREQ(test, mms_vas_fault_name(mms_vas_check(v, &at)), "overlap");
	KUNIT_EXPECT_EQ(test, at, p.at[MMS_X86_64_VMALLOC].start);
	v = region_case_new(test, ROOM, 0);
	v->max = 3;
	KUNIT_EXPECT_EQ(test, mms_x86_64_vas_fill(v, &debian_5), -ENOSPC);
}

static struct kunit_case vas_cases[] = {
	KUNIT_CASE(vas_x86_64_4_levels),
	KUNIT_CASE(vas_x86_64_5_levels),
	KUNIT_CASE(vas_x86_64_kaslr),
	KUNIT_CASE(vas_x86_64_nonsense),
	{}
};

struct kunit_suite mmscope_vas_suite = {
	.name = "mmscope_vas",
	.test_cases = vas_cases,
};
