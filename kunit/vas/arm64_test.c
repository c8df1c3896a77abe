// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_vas_arm64: arm64's layouts against the kernel's
 * Documentation/arch/arm64/memory.rst, line by line, and where that says nothing
 * (39, 42 and 47 bits, the places since 6.9) against asm/memory.h, calculated by
 * hand; with and without KASLR. Takes no locks.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/vas/arch.h>

#include "case.h"
#include "../suites.h"
#include "golden.h"

#define ROOM 40

struct layout {
	const char *what;
	u8 va_bits;
	struct mms_place at[MMS_ARM64_AT];
	u32 n;
	struct vas_golden want[16];
};

/* Every memory.rst has these from here on, up to the one of 6.12. */
#define DOC_UPPER							\
	[MMS_ARM64_FIXMAP] = PLACE(0xfffffbfff0000000, 0xfffffbfffdffffff),	\
	[MMS_ARM64_PCI_IO] = PLACE(0xfffffbfffe800000, 0xfffffbffff7fffff)

#define WANT_UPPER							\
	{ "fixmap", 0xfffffbfff0000000, 0xfffffbfffdffffff },		\
	{ "hole", 0xfffffbfffe000000, 0xfffffbfffe7fffff },		\
	{ "pci_io", 0xfffffbfffe800000, 0xfffffbffff7fffff },		\
	{ "hole", 0xfffffbffff800000, 0xfffffbffffffffff }

/* The same in asm/memory.h since 6.9, whatever the number of bits. */
#define TOP								\
	[MMS_ARM64_PCI_IO] = PLACE(0xffffffffc0800000, 0xffffffffc17fffff),	\
	[MMS_ARM64_FIXMAP] = PLACE(0xffffffffff427000, 0xffffffffff7fffff)

#define WANT_TOP							\
	{ "hole", 0xffffffffc0000000, 0xffffffffc07fffff },		\
	{ "pci_io", 0xffffffffc0800000, 0xffffffffc17fffff },		\
	{ "hole", 0xffffffffc1800000, 0xffffffffff426fff },		\
	{ "fixmap", 0xffffffffff427000, 0xffffffffff7fffff },		\
	{ "hole", 0xffffffffff800000, 0xffffffffffffffff }

static const struct layout layouts[] = {
	{ "memory.rst of 6.1: 4 KiB pages, 48 bits", 48, {
		[MMS_ARM64_LINEAR] = PLACE(0xffff000000000000, 0xffff7fffffffffff),
		[MMS_ARM64_MODULES] = PLACE(0xffff800000000000, 0xffff800007ffffff),
		[MMS_ARM64_VMALLOC] = PLACE(0xffff800008000000, 0xfffffbffefffffff),
		DOC_UPPER,
		[MMS_ARM64_VMEMMAP] = PLACE(0xfffffc0000000000, 0xfffffdffffffffff),
	}, 11, {
		{ "user", 0, 0x0000ffffffffffff },
		{ "noncanonical", 0x0001000000000000, 0xfffeffffffffffff },
		{ "direct_map", 0xffff000000000000, 0xffff7fffffffffff },
		{ "modules", 0xffff800000000000, 0xffff800007ffffff },
		{ "vmalloc", 0xffff800008000000, 0xfffffbffefffffff },
		WANT_UPPER,
		{ "vmemmap", 0xfffffc0000000000, 0xfffffdffffffffff },
		{ "hole", 0xfffffe0000000000, 0xffffffffffffffff },
	} },
	{ "memory.rst of 6.12: the same, and KASAN", 48, {
		[MMS_ARM64_LINEAR] = PLACE(0xffff000000000000, 0xffff5fffffffffff),
		[MMS_ARM64_KASAN] = PLACE(0xffff600000000000, 0xffff7fffffffffff),
		[MMS_ARM64_MODULES] = PLACE(0xffff800000000000, 0xffff80007fffffff),
		[MMS_ARM64_VMALLOC] = PLACE(0xffff800080000000, 0xfffffbffefffffff),
		DOC_UPPER,
		[MMS_ARM64_VMEMMAP] = PLACE(0xfffffc0000000000, 0xfffffdffffffffff),
	}, 12, {
		{ "user", 0, 0x0000ffffffffffff },
		{ "noncanonical", 0x0001000000000000, 0xfffeffffffffffff },
		{ "direct_map", 0xffff000000000000, 0xffff5fffffffffff },
		{ "kasan_shadow", 0xffff600000000000, 0xffff7fffffffffff },
		{ "modules", 0xffff800000000000, 0xffff80007fffffff },
		{ "vmalloc", 0xffff800080000000, 0xfffffbffefffffff },
		WANT_UPPER,
		{ "vmemmap", 0xfffffc0000000000, 0xfffffdffffffffff },
		{ "hole", 0xfffffe0000000000, 0xffffffffffffffff },
	} },
	{ "memory.rst of 6.12: 64 KiB pages, 52 bits, KASAN", 52, {
		[MMS_ARM64_LINEAR] = PLACE(0xfff0000000000000, 0xfffd7fffffffffff),
		[MMS_ARM64_KASAN] = PLACE(0xfffd800000000000, 0xffff7fffffffffff),
		[MMS_ARM64_MODULES] = PLACE(0xffff800000000000, 0xffff80007fffffff),
		[MMS_ARM64_VMALLOC] = PLACE(0xffff800080000000, 0xfffffbffefffffff),
		DOC_UPPER,
		[MMS_ARM64_VMEMMAP] = PLACE(0xfffffc0000000000, 0xffffffdfffffffff),
	}, 12, {
		{ "user", 0, 0x000fffffffffffff },
		{ "noncanonical", 0x0010000000000000, 0xffefffffffffffff },
		{ "direct_map", 0xfff0000000000000, 0xfffd7fffffffffff },
		{ "kasan_shadow", 0xfffd800000000000, 0xffff7fffffffffff },
		{ "modules", 0xffff800000000000, 0xffff80007fffffff },
		{ "vmalloc", 0xffff800080000000, 0xfffffbffefffffff },
		WANT_UPPER,
		{ "vmemmap", 0xfffffc0000000000, 0xffffffdfffffffff },
		{ "hole", 0xffffffe000000000, 0xffffffffffffffff },
	} },
	{ "asm/memory.h of 6.12: 4 KiB pages, 39 bits", 39, {
		[MMS_ARM64_LINEAR] = PLACE(0xffffff8000000000, 0xffffffbfffffffff),
		[MMS_ARM64_MODULES] = PLACE(0xffffffc000000000, 0xffffffc07fffffff),
		[MMS_ARM64_VMALLOC] = PLACE(0xffffffc080000000, 0xfffffffebf7fffff),
		[MMS_ARM64_VMEMMAP] = PLACE(0xfffffffec0000000, 0xffffffffbfffffff),
		TOP,
	}, 12, {
		{ "user", 0, 0x0000007fffffffff },
		{ "noncanonical", 0x0000008000000000, 0xffffff7fffffffff },
		{ "direct_map", 0xffffff8000000000, 0xffffffbfffffffff },
		{ "modules", 0xffffffc000000000, 0xffffffc07fffffff },
		{ "vmalloc", 0xffffffc080000000, 0xfffffffebf7fffff },
		{ "hole", 0xfffffffebf800000, 0xfffffffebfffffff },
		{ "vmemmap", 0xfffffffec0000000, 0xffffffffbfffffff },
		WANT_TOP,
	} },
	{ "asm/memory.h of 6.12: 64 KiB pages, 42 bits", 42, {
		[MMS_ARM64_LINEAR] = PLACE(0xfffffc0000000000, 0xfffffdffffffffff),
		[MMS_ARM64_MODULES] = PLACE(0xfffffe0000000000, 0xfffffe007fffffff),
		[MMS_ARM64_VMALLOC] = PLACE(0xfffffe0080000000, 0xffffffff3f7fffff),
		[MMS_ARM64_VMEMMAP] = PLACE(0xffffffff40000000, 0xffffffffbfffffff),
		TOP,
	}, 12, {
		{ "user", 0, 0x000003ffffffffff },
		{ "noncanonical", 0x0000040000000000, 0xfffffbffffffffff },
		{ "direct_map", 0xfffffc0000000000, 0xfffffdffffffffff },
		{ "modules", 0xfffffe0000000000, 0xfffffe007fffffff },
		{ "vmalloc", 0xfffffe0080000000, 0xffffffff3f7fffff },
		{ "hole", 0xffffffff3f800000, 0xffffffff3fffffff },
		{ "vmemmap", 0xffffffff40000000, 0xffffffffbfffffff },
		WANT_TOP,
	} },
	{ "asm/memory.h of 6.12: 16 KiB pages, 47 bits, KASAN", 47, {
		[MMS_ARM64_LINEAR] = PLACE(0xffff800000000000, 0xffffafffffffffff),
		[MMS_ARM64_KASAN] = PLACE(0xffffb00000000000, 0xffffbfffffffffff),
		[MMS_ARM64_MODULES] = PLACE(0xffffc00000000000, 0xffffc0007fffffff),
		[MMS_ARM64_VMALLOC] = PLACE(0xffffc00080000000, 0xffffffbfbf7fffff),
		[MMS_ARM64_VMEMMAP] = PLACE(0xffffffbfc0000000, 0xffffffffbfffffff),
		TOP,
	}, 13, {
		{ "user", 0, 0x00007fffffffffff },
		{ "noncanonical", 0x0000800000000000, 0xffff7fffffffffff },
		{ "direct_map", 0xffff800000000000, 0xffffafffffffffff },
		{ "kasan_shadow", 0xffffb00000000000, 0xffffbfffffffffff },
		{ "modules", 0xffffc00000000000, 0xffffc0007fffffff },
		{ "vmalloc", 0xffffc00080000000, 0xffffffbfbf7fffff },
		{ "hole", 0xffffffbfbf800000, 0xffffffbfbfffffff },
		{ "vmemmap", 0xffffffbfc0000000, 0xffffffffbfffffff },
		WANT_TOP,
	} },
};

static void arm64_documented(struct kunit *test)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(layouts); i++) {
		const struct layout *l = &layouts[i];
		struct mms_vas *v = region_case_new(test, ROOM, 0);

		KUNIT_ASSERT_EQ(test, mms_arm64_vas_fill(v, l->va_bits, l->at), 0);
		vas_golden_tile(test, v);
		vas_golden_expect(test, v, l->want, l->n, l->what);
		KUNIT_EXPECT_EQ(test, v->kernel, -(1ULL << l->va_bits));
		/* User space has another root: this one does not map it. */
		KUNIT_EXPECT_EQ(test, v->first, v->kernel);
		KUNIT_EXPECT_EQ(test, v->va_bits, l->va_bits);
	}
}

/* Seen: Debian 6.12.117, 52 bits, 2 GiB at 1 GiB. */
static const struct mms_place debian[MMS_ARM64_AT] = {
	[MMS_ARM64_LINEAR] = { 0xfff0000000000000, 2048ULL << 20, 0, 0x40000000 },
	[MMS_ARM64_MODULES] = PLACE(0xffff800000000000, 0xffff80007fffffff),
	[MMS_ARM64_VMALLOC] = PLACE(0xffff800080000000, 0xffffc1ffbf7fffff),
	[MMS_ARM64_VMEMMAP] = PLACE(0xffffc1ffc0000000, 0xffffffffbfffffff),
	TOP,
};

static struct mms_vas *with_image(struct kunit *test, u64 start)
{
	struct mms_place at[MMS_ARM64_AT];
	struct mms_vas *v = region_case_new(test, ROOM, 0);

	memcpy(at, debian, sizeof(at));
	at[MMS_ARM64_IMAGE].start = start;
	at[MMS_ARM64_IMAGE].size = 0x2b30000;
	at[MMS_ARM64_IMAGE].base = 0xffff800080000000;
	at[MMS_ARM64_IMAGE].phys = 0x40200000;
	KUNIT_ASSERT_EQ(test, mms_arm64_vas_fill(v, 52, at), 0);
	vas_golden_tile(test, v);
	return v;
}

/* nokaslr: the image is where vmalloc begins, which therefore begins after it. */
static void arm64_nokaslr(struct kunit *test)
{
	static const struct vas_golden want[] = {
		{ "user", 0, 0x000fffffffffffff },
		{ "noncanonical", 0x0010000000000000, 0xffefffffffffffff },
		{ "direct_map", 0xfff0000000000000, 0xfff000007fffffff },
		{ "hole", 0xfff0000080000000, 0xffff7fffffffffff },
		{ "modules", 0xffff800000000000, 0xffff80007fffffff },
		{ "kernel_image", 0xffff800080000000, 0xffff800082b2ffff },
		{ "vmalloc", 0xffff800082b30000, 0xffffc1ffbf7fffff },
		{ "hole", 0xffffc1ffbf800000, 0xffffc1ffbfffffff },
		{ "vmemmap", 0xffffc1ffc0000000, 0xffffffffbfffffff },
		WANT_TOP,
	};
	const struct mms_vas *v = with_image(test, 0xffff800080000000);
	const struct mms_region *image = mms_vas_named(v, "kernel_image");

	vas_golden_expect(test, v, want, ARRAY_SIZE(want), __func__);
	KUNIT_EXPECT_EQ(test, image->start, image->base);
	KUNIT_EXPECT_EQ(test, mms_vas_named(v, "vmalloc")->base, 0xffff800082b30000ULL);
}

/* With KASLR it is somewhere in the middle half of vmalloc: two pieces. */
static void arm64_kaslr(struct kunit *test)
{
	static const struct vas_golden want[] = {
		{ "user", 0, 0x000fffffffffffff },
		{ "noncanonical", 0x0010000000000000, 0xffefffffffffffff },
		{ "direct_map", 0xfff0000000000000, 0xfff000007fffffff },
		{ "hole", 0xfff0000080000000, 0xffff7fffffffffff },
		{ "modules", 0xffff800000000000, 0xffff80007fffffff },
		{ "vmalloc", 0xffff800080000000, 0xffffa10eb1dfffff },
		{ "kernel_image", 0xffffa10eb1e00000, 0xffffa10eb492ffff },
		{ "vmalloc", 0xffffa10eb4930000, 0xffffc1ffbf7fffff },
		{ "hole", 0xffffc1ffbf800000, 0xffffc1ffbfffffff },
		{ "vmemmap", 0xffffc1ffc0000000, 0xffffffffbfffffff },
		WANT_TOP,
	};
	const struct mms_vas *v = with_image(test, 0xffffa10eb1e00000);
	const struct mms_region *image = mms_vas_named(v, "kernel_image");

	vas_golden_expect(test, v, want, ARRAY_SIZE(want), __func__);
	KUNIT_EXPECT_EQ(test, image->start - image->base, 0x210e31e00000ULL);
	KUNIT_EXPECT_EQ(test, image->phys, 0x40200000ULL);
	KUNIT_EXPECT_TRUE(test, image->linear);
	KUNIT_EXPECT_EQ(test, image[1].base, image[1].start);
	KUNIT_EXPECT_FALSE(test, image[1].linear);
}

/*
 * Seen: Debian 6.1.176 on a CPU of 44 physical bits, where the linear map is moved,
 * too, by whole gigabytes.
 */
static void arm64_linear_moved(struct kunit *test)
{
	struct mms_place at[MMS_ARM64_AT];
	struct mms_vas *v = region_case_new(test, ROOM, 0);
	const struct mms_region *map;

	memcpy(at, debian, sizeof(at));
	at[MMS_ARM64_LINEAR].start = 0xffff1a6280000000;
	at[MMS_ARM64_LINEAR].base = 0xffff000000000000;
	KUNIT_ASSERT_EQ(test, mms_arm64_vas_fill(v, 48, at), 0);
	vas_golden_tile(test, v);
	map = mms_vas_named(v, "direct_map");
	KUNIT_EXPECT_EQ(test, map->start - map->base, 0x1a6280000000ULL);
	KUNIT_EXPECT_EQ(test, map->phys, 0x40000000ULL);
	/* The rest of the window does not belong to it. */
	KUNIT_EXPECT_STREQ(test, map[-1].name, "hole");
	KUNIT_EXPECT_EQ(test, map[-1].start, 0xffff000000000000ULL);
	KUNIT_EXPECT_STREQ(test, map[1].name, "hole");
	KUNIT_EXPECT_EQ(test, map[1].last, 0xffff7fffffffffffULL);
}

static void arm64_nonsense(struct kunit *test)
{
	struct mms_place at[MMS_ARM64_AT];
	struct mms_vas *v = region_case_new(test, ROOM, 0);
	u64 where = 0;

	KUNIT_EXPECT_EQ(test, mms_arm64_vas_fill(v, 35, debian), -EINVAL);
	KUNIT_EXPECT_EQ(test, mms_arm64_vas_fill(v, 53, debian), -EINVAL);
	KUNIT_EXPECT_EQ(test, v->nr, 0U);
	memcpy(at, debian, sizeof(at));
	at[MMS_ARM64_MODULES].size += 0x1000;
	KUNIT_ASSERT_EQ(test, mms_arm64_vas_fill(v, 52, at), 0);
	KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
	KUNIT_EXPECT_STREQ(test, mms_vas_fault_name(mms_vas_check(v, &where)), "overlap");
	KUNIT_EXPECT_EQ(test, where, 0xffff800080000000ULL);
	v = region_case_new(test, 4, 0);
	KUNIT_EXPECT_EQ(test, mms_arm64_vas_fill(v, 52, debian), -ENOSPC);
	KUNIT_EXPECT_EQ(test, v->dropped, 1U);
}

static struct kunit_case arm64_cases[] = {
	KUNIT_CASE(arm64_documented),
	KUNIT_CASE(arm64_nokaslr),
	KUNIT_CASE(arm64_kaslr),
	KUNIT_CASE(arm64_linear_moved),
	KUNIT_CASE(arm64_nonsense),
	{}
};

struct kunit_suite mmscope_vas_arm64_suite = {
	.name = "mmscope_vas_arm64",
	.test_cases = arm64_cases,
};
