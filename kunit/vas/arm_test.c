// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_vas_arm: 32-bit ARM's layouts against the kernel's
 * Documentation/arch/arm/memory.rst, line by line, for the three splits of the 4
 * GiB, with short descriptors and with LPAE (whose PKMAP is of the same 2 MiB).
 * Takes no locks.
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
	struct mms_place at[MMS_ARM_AT];
	u32 n;
	struct vas_golden want[24];
};

/* memory.rst from VMALLOC_END up. ITCM and DTCM: where the CPU has them. */
#define DOC_TOP								\
	[MMS_ARM_AT_PCI_IO] = PLACE(0xfee00000, 0xfeffffff),		\
	[MMS_ARM_AT_FDT] = PLACE(0xff800000, 0xffbfffff),		\
	[MMS_ARM_AT_FIXMAP] = PLACE(0xffc80000, 0xffefffff),		\
	[MMS_ARM_AT_VECTORS] = PLACE(0xffff0000, 0xffff0fff)

#define WANT_TOP							\
	{ "pci_io", 0xfee00000, 0xfeffffff },				\
	{ "vmalloc", 0xff000000, 0xff7fffff },				\
	{ "fdt", 0xff800000, 0xffbfffff },				\
	{ "hole", 0xffc00000, 0xffc7ffff },	/* guard region */	\
	{ "fixmap", 0xffc80000, 0xffefffff }

#define WANT_VECTORS							\
	{ "vectors", 0xffff0000, 0xffff0fff },				\
	{ "hole", 0xffff1000, 0xffffffff }	/* reserved, aliasing */

static const struct layout layouts[] = {
	{ "3:1, highmem", {
		[MMS_ARM_AT_USER] = PLACE(0, 0xbeffffff),
		[MMS_ARM_AT_MODULES] = PLACE(0xbf000000, 0xbfdfffff),
		[MMS_ARM_AT_PKMAP] = PLACE(0xbfe00000, 0xbfffffff),
		[MMS_ARM_AT_LOWMEM] = PLACE(0xc0000000, 0xef7fffff),
		[MMS_ARM_AT_VMALLOC] = PLACE(0xf0000000, 0xff7fffff),
		DOC_TOP,
	}, 14, {
		{ "user", 0, 0xbeffffff },
		{ "modules", 0xbf000000, 0xbfdfffff },
		{ "pkmap", 0xbfe00000, 0xbfffffff },
		{ "direct_map", 0xc0000000, 0xef7fffff },
		{ "hole", 0xef800000, 0xefffffff },
		{ "vmalloc", 0xf0000000, 0xfedfffff },
		WANT_TOP,
		{ "hole", 0xfff00000, 0xfffeffff },
		WANT_VECTORS,
	} },
	{ "3:1, no highmem, KASAN, memory inside the CPU", {
		[MMS_ARM_AT_USER] = PLACE(0, 0xb6dfffff),
		[MMS_ARM_AT_KASAN] = PLACE(0xb6e00000, 0xbeffffff),
		[MMS_ARM_AT_MODULES] = PLACE(0xbf000000, 0xbfffffff),
		[MMS_ARM_AT_LOWMEM] = PLACE(0xc0000000, 0xdfffffff),
		[MMS_ARM_AT_VMALLOC] = PLACE(0xe0800000, 0xff7fffff),
		DOC_TOP,
		[MMS_ARM_AT_ITCM] = PLACE(0xfffe0000, 0xfffe7fff),
		[MMS_ARM_AT_DTCM] = PLACE(0xfffe8000, 0xfffeffff),
	}, 16, {
		{ "user", 0, 0xb6dfffff },
		{ "kasan_shadow", 0xb6e00000, 0xbeffffff },
		{ "modules", 0xbf000000, 0xbfffffff },
		{ "direct_map", 0xc0000000, 0xdfffffff },
		{ "hole", 0xe0000000, 0xe07fffff },
		{ "vmalloc", 0xe0800000, 0xfedfffff },
		WANT_TOP,
		{ "hole", 0xfff00000, 0xfffdffff },
		{ "itcm", 0xfffe0000, 0xfffe7fff },
		{ "dtcm", 0xfffe8000, 0xfffeffff },
		WANT_VECTORS,
	} },
	{ "2:2", {
		[MMS_ARM_AT_USER] = PLACE(0, 0x7effffff),
		[MMS_ARM_AT_MODULES] = PLACE(0x7f000000, 0x7fdfffff),
		[MMS_ARM_AT_PKMAP] = PLACE(0x7fe00000, 0x7fffffff),
		[MMS_ARM_AT_LOWMEM] = PLACE(0x80000000, 0xef7fffff),
		[MMS_ARM_AT_VMALLOC] = PLACE(0xf0000000, 0xff7fffff),
		DOC_TOP,
	}, 14, {
		{ "user", 0, 0x7effffff },
		{ "modules", 0x7f000000, 0x7fdfffff },
		{ "pkmap", 0x7fe00000, 0x7fffffff },
		{ "direct_map", 0x80000000, 0xef7fffff },
		{ "hole", 0xef800000, 0xefffffff },
		{ "vmalloc", 0xf0000000, 0xfedfffff },
		WANT_TOP,
		{ "hole", 0xfff00000, 0xfffeffff },
		WANT_VECTORS,
	} },
	{ "1:3, Thumb-2: modules of 8 MiB, a hole below them", {
		[MMS_ARM_AT_USER] = PLACE(0, 0x3effffff),
		[MMS_ARM_AT_MODULES] = PLACE(0x3f800000, 0x3fdfffff),
		[MMS_ARM_AT_PKMAP] = PLACE(0x3fe00000, 0x3fffffff),
		[MMS_ARM_AT_LOWMEM] = PLACE(0x40000000, 0xef7fffff),
		[MMS_ARM_AT_VMALLOC] = PLACE(0xf0000000, 0xff7fffff),
		DOC_TOP,
	}, 15, {
		{ "user", 0, 0x3effffff },
		{ "hole", 0x3f000000, 0x3f7fffff },
		{ "modules", 0x3f800000, 0x3fdfffff },
		{ "pkmap", 0x3fe00000, 0x3fffffff },
		{ "direct_map", 0x40000000, 0xef7fffff },
		{ "hole", 0xef800000, 0xefffffff },
		{ "vmalloc", 0xf0000000, 0xfedfffff },
		WANT_TOP,
		{ "hole", 0xfff00000, 0xfffeffff },
		WANT_VECTORS,
	} },
};

static void arm_documented(struct kunit *test)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(layouts); i++) {
		const struct layout *l = &layouts[i];
		struct mms_vas *v = region_case_new(test, ROOM, 0);

		KUNIT_ASSERT_EQ(test, mms_arm_vas_fill(v, l->at), 0);
		vas_golden_tile(test, v);
		vas_golden_expect(test, v, l->want, l->n, l->what);
		KUNIT_EXPECT_EQ(test, v->last, 0xffffffffULL);
		/* The kernel's part begins with the modules', or KASAN's shadow. */
		KUNIT_EXPECT_EQ(test, v->kernel, l->want[0].last + 1);
		KUNIT_EXPECT_EQ(test, v->va_bits, (u8)32);
		KUNIT_EXPECT_EQ(test, v->first, 0ULL);
	}
}

/* The image in the middle of lowmem: three pieces, each with its own memory. */
static void arm_image(struct kunit *test)
{
	static const struct vas_golden want[] = {
		{ "direct_map", 0xc0000000, 0xc01fffff },
		{ "kernel_image", 0xc0200000, 0xc1ffffff },
		{ "direct_map", 0xc2000000, 0xef7fffff },
	};
	struct mms_vas *v = region_case_new(test, ROOM, 0);
	struct mms_place at[MMS_ARM_AT];

	memcpy(at, layouts[0].at, sizeof(at));
	at[MMS_ARM_AT_LOWMEM].phys = 0x40000000;
	at[MMS_ARM_AT_IMAGE].start = 0xc0200000;
	at[MMS_ARM_AT_IMAGE].size = 0x1e00000;
	at[MMS_ARM_AT_IMAGE].phys = 0x40200000;
	KUNIT_ASSERT_EQ(test, mms_arm_vas_fill(v, at), 0);
	vas_golden_tile(test, v);
	vas_golden_pieces(test, v, want, 0x40000000);
	KUNIT_EXPECT_EQ(test, mms_vas_named(v, "kernel_image")->base, 0xc0200000ULL);
}

static void arm_nonsense(struct kunit *test)
{
	struct mms_vas *v = region_case_new(test, 6, 0);
	struct mms_place at[MMS_ARM_AT];

	memcpy(at, layouts[0].at, sizeof(at));
	KUNIT_EXPECT_EQ(test, mms_arm_vas_fill(v, at), -ENOSPC);
	at[MMS_ARM_AT_USER].size = 0;
	KUNIT_EXPECT_EQ(test, mms_arm_vas_fill(v, at), -EINVAL);
}

static struct kunit_case arm_cases[] = {
	KUNIT_CASE(arm_documented),
	KUNIT_CASE(arm_image),
	KUNIT_CASE(arm_nonsense),
	{}
};

struct kunit_suite mmscope_vas_arm_suite = {
	.name = "mmscope_vas_arm",
	.test_cases = arm_cases,
};
