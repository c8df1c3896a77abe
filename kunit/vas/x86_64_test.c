// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_vas_x86_64: x86_64's layouts against the kernel's
 * Documentation/arch/x86/x86_64/mm.rst, line by line, and against boots that were
 * seen, with and without KASLR (there /proc/iomem, kallsyms and the page tables
 * agreed with what is below: tests/guests/vas/test_oracle.py and the selfchecks). Takes no
 * locks.
 */
#include <kunit/test.h>
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/vas/arch.h>

#include "case.h"
#include "../suites.h"
#include "golden.h"

#define ROOM 64
#define TB BIT_ULL(40)

struct boot {
	u8 levels;
	struct mms_place at[MMS_X86_64_AT];
};

struct layout {
	const char *what;
	struct boot p;
	u32 n;
	struct vas_golden want[26];
};

/* What both paging modes share, "identical layout from here on". */
#define DOC_UPPER							\
	[MMS_X86_64_CPU_ENTRY] = { 0xfffffe0000000000, TB / 2 },	\
	[MMS_X86_64_ESPFIX] = { 0xffffff0000000000, TB / 2 },		\
	[MMS_X86_64_EFI] = { 0xffffffef00000000, TB / 16 },		\
	[MMS_X86_64_IMAGE] = { 0xffffffff80000000, 512 << 20 },		\
	[MMS_X86_64_MODULES] = { 0xffffffffa0000000, 1520 << 20 },	\
	[MMS_X86_64_FIXMAP] = { 0xffffffffff579000, 0x87000 },		\
	[MMS_X86_64_VSYSCALL] = { 0xffffffffff600000, 0x1000 }

#define WANT_UPPER							\
	{ "hole", 0xfffffc0000000000, 0xfffffdffffffffff },		\
	{ "cpu_entry_area", 0xfffffe0000000000, 0xfffffe7fffffffff },	\
	{ "hole", 0xfffffe8000000000, 0xfffffeffffffffff },		\
	{ "espfix", 0xffffff0000000000, 0xffffff7fffffffff },		\
	{ "hole", 0xffffff8000000000, 0xffffffeeffffffff },		\
	{ "efi_runtime", 0xffffffef00000000, 0xfffffffeffffffff },	\
	{ "hole", 0xffffffff00000000, 0xffffffff7fffffff },		\
	{ "kernel_image", 0xffffffff80000000, 0xffffffff9fffffff },	\
	{ "modules", 0xffffffffa0000000, 0xfffffffffeffffff },		\
	{ "hole", 0xffffffffff000000, 0xffffffffff578fff },		\
	{ "fixmap", 0xffffffffff579000, 0xffffffffff5fffff },		\
	{ "vsyscall", 0xffffffffff600000, 0xffffffffff600fff },		\
	{ "hole", 0xffffffffff601000, 0xffffffffffffffff }

/* The same in every boot of Debian's. */
#define SEEN_UPPER							\
	[MMS_X86_64_CPU_ENTRY] = { 0xfffffe0000000000, TB / 2 },	\
	[MMS_X86_64_ESPFIX] = { 0xffffff0000000000, TB / 2 },		\
	[MMS_X86_64_EFI] = { 0xffffffef00000000, TB / 16 },		\
	[MMS_X86_64_MODULES] = { 0xffffffffc0000000, 0x3f000000 },	\
	[MMS_X86_64_VSYSCALL] = { 0xffffffffff600000, 0x1000 }

#define WANT_SEEN_UPPER							\
	{ "cpu_entry_area", 0xfffffe0000000000, 0xfffffe7fffffffff },	\
	{ "hole", 0xfffffe8000000000, 0xfffffeffffffffff },		\
	{ "espfix", 0xffffff0000000000, 0xffffff7fffffffff },		\
	{ "hole", 0xffffff8000000000, 0xffffffeeffffffff },		\
	{ "efi_runtime", 0xffffffef00000000, 0xfffffffeffffffff }

static const struct layout layouts[] = {
	{ "mm.rst: 4 levels", {
		.levels = 4,
		.at = {
			[MMS_X86_64_LDT] = { 0xffff880000000000, TB / 2 },
			[MMS_X86_64_DIRECT_MAP] = { 0xffff888000000000, 64 * TB },
			[MMS_X86_64_VMALLOC] = { 0xffffc90000000000, 32 * TB },
			[MMS_X86_64_VMEMMAP] = { 0xffffea0000000000, TB },
			[MMS_X86_64_KASAN] = { 0xffffec0000000000, 16 * TB },
			DOC_UPPER,
		},
	}, 24, {
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
		WANT_UPPER,
	} },
	{ "mm.rst: 5 levels", {
		.levels = 5,
		.at = {
			[MMS_X86_64_LDT] = { 0xff10000000000000, 256 * TB },
			[MMS_X86_64_DIRECT_MAP] = { 0xff11000000000000, 32768 * TB },
			[MMS_X86_64_VMALLOC] = { 0xffa0000000000000, 12800 * TB },
			[MMS_X86_64_VMEMMAP] = { 0xffd4000000000000, 512 * TB },
			[MMS_X86_64_KASAN] = { 0xffdf000000000000, 0x20fc0000000000 },
			DOC_UPPER,
		},
	}, 24, {
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
		WANT_UPPER,
	} },
	{ "seen: Debian 6.12.117, 5 levels, 2 GiB, KASLR", {
		.levels = 5,
		.at = {
			[MMS_X86_64_LDT] = { 0xff10000000000000, 256 * TB },
			[MMS_X86_64_DIRECT_MAP] = { 0xff23e5f380000000, 0x7ffe0000 },
			/* Moved down. */
			[MMS_X86_64_VMALLOC] = { 0xff359e6180000000, 12800 * TB },
			[MMS_X86_64_VMEMMAP] = { 0xffdacdd980000000, 64 * TB },
			[MMS_X86_64_IMAGE] = { 0xffffffffac000000, 0x2e00000,
					       0xffffffff81000000, 0x54600000 },
			[MMS_X86_64_FIXMAP] = { 0xffffffffff1fe000, 0x402000 },
			SEEN_UPPER,
		},
	}, 24, {
		{ "user", 0, 0x00ffffffffffffff },
		{ "noncanonical", 0x0100000000000000, 0xfeffffffffffffff },
		{ "guard_hole", 0xff00000000000000, 0xff0fffffffffffff },
		{ "ldt_remap", 0xff10000000000000, 0xff10ffffffffffff },
		{ "hole", 0xff11000000000000, 0xff23e5f37fffffff },
		{ "direct_map", 0xff23e5f380000000, 0xff23e5f3fffdffff },
		{ "hole", 0xff23e5f3fffe0000, 0xff359e617fffffff },
		{ "vmalloc", 0xff359e6180000000, 0xff679e617fffffff },
		{ "hole", 0xff679e6180000000, 0xffdacdd97fffffff },
		{ "vmemmap", 0xffdacdd980000000, 0xffdb0dd97fffffff },
		{ "hole", 0xffdb0dd980000000, 0xfffffdffffffffff },
		WANT_SEEN_UPPER,
		{ "hole", 0xffffffff00000000, 0xffffffffabffffff },
		{ "kernel_image", 0xffffffffac000000, 0xffffffffaedfffff },
		{ "hole", 0xffffffffaee00000, 0xffffffffbfffffff },
		{ "modules", 0xffffffffc0000000, 0xfffffffffeffffff },
		{ "hole", 0xffffffffff000000, 0xffffffffff1fdfff },
		{ "fixmap", 0xffffffffff1fe000, 0xffffffffff5fffff },
		{ "vsyscall", 0xffffffffff600000, 0xffffffffff600fff },
		{ "hole", 0xffffffffff601000, 0xffffffffffffffff },
	} },
	{ "seen: Debian 6.12.117, 4 levels, 2 GiB, KASLR", {
		.levels = 4,
		.at = {
			[MMS_X86_64_DIRECT_MAP] = { 0xffff88de00000000, 0x7ffe0000 },
			[MMS_X86_64_VMALLOC] = { 0xffffd2e800000000, 32 * TB },
			[MMS_X86_64_VMEMMAP] = { 0xfffff9a100000000, TB },
			[MMS_X86_64_LDT] = { 0xffff880000000000, TB / 2 },
			[MMS_X86_64_IMAGE] = { 0xffffffff87800000, 0x2e00000,
					       0xffffffff81000000, 0x5fa00000 },
			[MMS_X86_64_FIXMAP] = { 0xffffffffff1fe000, 0x402000 },
			SEEN_UPPER,
		},
	}, 24, {
		{ "user", 0, 0x00007fffffffffff },
		{ "noncanonical", 0x0000800000000000, 0xffff7fffffffffff },
		{ "guard_hole", 0xffff800000000000, 0xffff87ffffffffff },
		{ "ldt_remap", 0xffff880000000000, 0xffff887fffffffff },
		{ "hole", 0xffff888000000000, 0xffff88ddffffffff },
		{ "direct_map", 0xffff88de00000000, 0xffff88de7ffdffff },
		{ "hole", 0xffff88de7ffe0000, 0xffffd2e7ffffffff },
		{ "vmalloc", 0xffffd2e800000000, 0xfffff2e7ffffffff },
		{ "hole", 0xfffff2e800000000, 0xfffff9a0ffffffff },
		{ "vmemmap", 0xfffff9a100000000, 0xfffffaa0ffffffff },
		{ "hole", 0xfffffaa100000000, 0xfffffdffffffffff },
		WANT_SEEN_UPPER,
		{ "hole", 0xffffffff00000000, 0xffffffff877fffff },
		{ "kernel_image", 0xffffffff87800000, 0xffffffff8a5fffff },
		{ "hole", 0xffffffff8a600000, 0xffffffffbfffffff },
		{ "modules", 0xffffffffc0000000, 0xfffffffffeffffff },
		{ "hole", 0xffffffffff000000, 0xffffffffff1fdfff },
		{ "fixmap", 0xffffffffff1fe000, 0xffffffffff5fffff },
		{ "vsyscall", 0xffffffffff600000, 0xffffffffff600fff },
		{ "hole", 0xffffffffff601000, 0xffffffffffffffff },
	} },
	{ "seen: Debian 7.2.12, 5 levels, 512 MiB, nokaslr", {
		.levels = 5,
		.at = {
			[MMS_X86_64_DIRECT_MAP] = { 0xff11000000000000, 0x1ffe0000 },
			[MMS_X86_64_VMALLOC] = { 0xffa0000000000000, 12800 * TB },
			[MMS_X86_64_VMEMMAP] = { 0xffd4000000000000, 64 * TB },
			[MMS_X86_64_LDT] = { 0xff10000000000000, 256 * TB },
			[MMS_X86_64_IMAGE] = { 0xffffffff81000000, 0x3400000,
					       0xffffffff81000000, 0x1000000 },
			[MMS_X86_64_FIXMAP] = { 0xffffffffff1fe000, 0x402000 },
			SEEN_UPPER,
		},
	}, 23, {
		{ "user", 0, 0x00ffffffffffffff },
		{ "noncanonical", 0x0100000000000000, 0xfeffffffffffffff },
		{ "guard_hole", 0xff00000000000000, 0xff0fffffffffffff },
		{ "ldt_remap", 0xff10000000000000, 0xff10ffffffffffff },
		{ "direct_map", 0xff11000000000000, 0xff1100001ffdffff },
		{ "hole", 0xff1100001ffe0000, 0xff9fffffffffffff },
		{ "vmalloc", 0xffa0000000000000, 0xffd1ffffffffffff },
		{ "hole", 0xffd2000000000000, 0xffd3ffffffffffff },
		{ "vmemmap", 0xffd4000000000000, 0xffd43fffffffffff },
		{ "hole", 0xffd4400000000000, 0xfffffdffffffffff },
		WANT_SEEN_UPPER,
		{ "hole", 0xffffffff00000000, 0xffffffff80ffffff },
		{ "kernel_image", 0xffffffff81000000, 0xffffffff843fffff },
		{ "hole", 0xffffffff84400000, 0xffffffffbfffffff },
		{ "modules", 0xffffffffc0000000, 0xfffffffffeffffff },
		{ "hole", 0xffffffffff000000, 0xffffffffff1fdfff },
		{ "fixmap", 0xffffffffff1fe000, 0xffffffffff5fffff },
		{ "vsyscall", 0xffffffffff600000, 0xffffffffff600fff },
		{ "hole", 0xffffffffff601000, 0xffffffffffffffff },
	} },
};

#define DEBIAN_5 (&layouts[2])

/* Tiles the layout, which must be sound. */
static struct mms_vas *x86_64_vas(struct kunit *test, const struct boot *p)
{
	struct mms_vas *v = region_case_new(test, ROOM, 0);

	KUNIT_ASSERT_EQ(test, mms_x86_64_vas_fill(v, p->levels, p->at), 0);
	vas_golden_tile(test, v);
	return v;
}

static void vas_x86_64_layouts(struct kunit *test)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(layouts); i++) {
		const struct layout *l = &layouts[i];
		const struct mms_vas *v = x86_64_vas(test, &l->p);
		bool five = l->p.levels == 5;

		vas_golden_expect(test, v, l->want, l->n, l->what);
		KUNIT_EXPECT_EQ(test, v->last, ~0ULL);
		KUNIT_EXPECT_EQ(test, v->va_bits, (u8)(five ? 57 : 48));
		KUNIT_EXPECT_EQ(test, v->kernel, five ? 0xff00000000000000ULL :
							0xffff800000000000ULL);
		/* Where they are without KASLR: mm.rst. */
		KUNIT_EXPECT_EQ(test, mms_vas_named(v, "direct_map")->base,
				five ? 0xff11000000000000ULL : 0xffff888000000000ULL);
		KUNIT_EXPECT_EQ(test, mms_vas_named(v, "vmalloc")->base,
				five ? 0xffa0000000000000ULL : 0xffffc90000000000ULL);
		KUNIT_EXPECT_EQ(test, mms_vas_named(v, "vmemmap")->base,
				five ? 0xffd4000000000000ULL : 0xffffea0000000000ULL);
		KUNIT_EXPECT_EQ(test, mms_vas_named(v, "user")->base, 0ULL);
	}
}

/* How far KASLR had moved the boots that were seen; not at all with nokaslr. */
static void vas_x86_64_slides(struct kunit *test)
{
	static const struct {
		u64 image;
		u64 direct_map;
		u64 image_phys;
	} seen[] = {
		{ 0x2b000000, 0x12e5f380000000, 0x54600000 },
		{ 0x6800000, 0x5e00000000, 0x5fa00000 },
		{ 0, 0, 0x1000000 },
	};
	size_t i;

	KUNIT_ASSERT_EQ(test, ARRAY_SIZE(layouts), 2 + ARRAY_SIZE(seen));
	for (i = 0; i < ARRAY_SIZE(seen); i++) {
		const struct layout *l = &layouts[2 + i];
		const struct mms_vas *v = x86_64_vas(test, &l->p);
		const struct mms_region *image = mms_vas_named(v, "kernel_image");
		const struct mms_region *map = mms_vas_named(v, "direct_map");

		KUNIT_EXPECT_EQ_MSG(test, image->start - image->base, seen[i].image,
				    "%s", l->what);
		KUNIT_EXPECT_EQ_MSG(test, map->start - map->base, seen[i].direct_map,
				    "%s", l->what);
		KUNIT_EXPECT_EQ_MSG(test, image->phys, seen[i].image_phys, "%s", l->what);
		KUNIT_EXPECT_TRUE(test, image->linear);
		KUNIT_EXPECT_EQ(test, map->phys, 0ULL);
	}
}

static void vas_x86_64_lookups(struct kunit *test)
{
	const struct mms_vas *v = x86_64_vas(test, &DEBIAN_5->p);
	struct boot p = DEBIAN_5->p;

	/* A kernel that is configured to start elsewhere has another base. */
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

/* Places that no kernel would choose are reported, not drawn as if they were right. */
static void vas_x86_64_nonsense(struct kunit *test)
{
	struct boot p = DEBIAN_5->p;
	struct mms_vas *v = region_case_new(test, ROOM, 0);
	u64 at = 0;

	p.levels = 3;
	KUNIT_EXPECT_EQ(test, mms_x86_64_vas_fill(v, p.levels, p.at), -EINVAL);
	p.levels = 6;
	KUNIT_EXPECT_EQ(test, mms_x86_64_vas_fill(v, p.levels, p.at), -EINVAL);
	p.levels = 5;
	p.at[MMS_X86_64_VMALLOC].start = p.at[MMS_X86_64_DIRECT_MAP].start + 0x1000;
	KUNIT_ASSERT_EQ(test, mms_x86_64_vas_fill(v, p.levels, p.at), 0);
	KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
	KUNIT_EXPECT_STREQ(test, mms_vas_fault_name(mms_vas_check(v, &at)), "overlap");
	KUNIT_EXPECT_EQ(test, at, p.at[MMS_X86_64_VMALLOC].start);
	v = region_case_new(test, ROOM, 0);
	v->max = 3;
	KUNIT_EXPECT_EQ(test, mms_x86_64_vas_fill(v, 5, DEBIAN_5->p.at), -ENOSPC);
}

/* With FRED there is no IDT, which is not a failure to find it. */
static void vas_no_idt(struct kunit *test)
{
	KUNIT_EXPECT_PTR_EQ(test, mms_x86_no_idt(0xfffffe0000000000ULL, false),
			    (const char *)NULL);
	KUNIT_EXPECT_PTR_EQ(test, mms_x86_no_idt(0xfffffe0000000000ULL, true),
			    (const char *)NULL);
	KUNIT_EXPECT_STREQ(test, mms_x86_no_idt(0, true),
			   "FRED: the CPU enters the kernel without an IDT");
	KUNIT_EXPECT_STREQ(test, mms_x86_no_idt(0, false), "the CPU was told of none");
}

static struct kunit_case vas_cases[] = {
	KUNIT_CASE(vas_x86_64_layouts),
	KUNIT_CASE(vas_x86_64_slides),
	KUNIT_CASE(vas_x86_64_lookups),
	KUNIT_CASE(vas_x86_64_nonsense),
	KUNIT_CASE(vas_no_idt),
	{}
};

struct kunit_suite mmscope_vas_x86_64_suite = {
	.name = "mmscope_vas_x86_64",
	.test_cases = vas_cases,
};
