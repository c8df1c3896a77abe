// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_vas_riscv: riscv64's layouts against the kernel's
 * Documentation/arch/riscv/vm-layout.rst, line by line, and with the image moved
 * by KASLR. Takes no locks.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <mmscope/vas/arch.h>

#include "case.h"
#include "../suites.h"
#include "golden.h"

#define ROOM 40

struct layout {
	const char *what;
	u8 va_bits;
	struct mms_place at[MMS_RISCV_AT];
	u32 n;
	struct vas_golden want[14];
};

/* "Identical layout to the 39-bit one from here on" */
#define DOC_UPPER							\
	[MMS_RISCV_MODULES] = PLACE(0xffffffff00000000, 0xffffffff7fffffff),	\
	[MMS_RISCV_IMAGE] = PLACE(0xffffffff80000000, 0xffffffffffffffff)

#define WANT_UPPER							\
	{ "modules", 0xffffffff00000000, 0xffffffff7fffffff },		\
	{ "kernel_image", 0xffffffff80000000, 0xffffffffffffffff }

static const struct layout layouts[] = {
	{ "vm-layout.rst: Sv39", 39, {
		[MMS_RISCV_FIXMAP] = PLACE(0xffffffc4fea00000, 0xffffffc4feffffff),
		[MMS_RISCV_PCI_IO] = PLACE(0xffffffc4ff000000, 0xffffffc4ffffffff),
		[MMS_RISCV_VMEMMAP] = PLACE(0xffffffc500000000, 0xffffffc5ffffffff),
		[MMS_RISCV_VMALLOC] = PLACE(0xffffffc600000000, 0xffffffd5ffffffff),
		[MMS_RISCV_LINEAR] = PLACE(0xffffffd600000000, 0xfffffff5ffffffff),
		[MMS_RISCV_KASAN] = PLACE(0xfffffff700000000, 0xfffffffeffffffff),
		DOC_UPPER,
	}, 12, {
		{ "user", 0, 0x0000003fffffffff },
		{ "noncanonical", 0x0000004000000000, 0xffffffbfffffffff },
		{ "hole", 0xffffffc000000000, 0xffffffc4fe9fffff },
		{ "fixmap", 0xffffffc4fea00000, 0xffffffc4feffffff },
		{ "pci_io", 0xffffffc4ff000000, 0xffffffc4ffffffff },
		{ "vmemmap", 0xffffffc500000000, 0xffffffc5ffffffff },
		{ "vmalloc", 0xffffffc600000000, 0xffffffd5ffffffff },
		{ "direct_map", 0xffffffd600000000, 0xfffffff5ffffffff },
		{ "hole", 0xfffffff600000000, 0xfffffff6ffffffff },
		{ "kasan_shadow", 0xfffffff700000000, 0xfffffffeffffffff },
		WANT_UPPER,
	} },
	{ "vm-layout.rst of 6.1: Sv39, as it was up to 6.8", 39, {
		[MMS_RISCV_FIXMAP] = PLACE(0xffffffc6fea00000, 0xffffffc6feffffff),
		[MMS_RISCV_PCI_IO] = PLACE(0xffffffc6ff000000, 0xffffffc6ffffffff),
		[MMS_RISCV_VMEMMAP] = PLACE(0xffffffc700000000, 0xffffffc7ffffffff),
		[MMS_RISCV_VMALLOC] = PLACE(0xffffffc800000000, 0xffffffd7ffffffff),
		[MMS_RISCV_LINEAR] = PLACE(0xffffffd800000000, 0xfffffff6ffffffff),
		[MMS_RISCV_KASAN] = PLACE(0xfffffff700000000, 0xfffffffeffffffff),
		DOC_UPPER,
	}, 11, {
		{ "user", 0, 0x0000003fffffffff },
		{ "noncanonical", 0x0000004000000000, 0xffffffbfffffffff },
		{ "hole", 0xffffffc000000000, 0xffffffc6fe9fffff },
		{ "fixmap", 0xffffffc6fea00000, 0xffffffc6feffffff },
		{ "pci_io", 0xffffffc6ff000000, 0xffffffc6ffffffff },
		{ "vmemmap", 0xffffffc700000000, 0xffffffc7ffffffff },
		{ "vmalloc", 0xffffffc800000000, 0xffffffd7ffffffff },
		{ "direct_map", 0xffffffd800000000, 0xfffffff6ffffffff },
		{ "kasan_shadow", 0xfffffff700000000, 0xfffffffeffffffff },
		WANT_UPPER,
	} },
	{ "vm-layout.rst: Sv48", 48, {
		[MMS_RISCV_FIXMAP] = PLACE(0xffff8d7ffea00000, 0xffff8d7ffeffffff),
		[MMS_RISCV_PCI_IO] = PLACE(0xffff8d7fff000000, 0xffff8d7fffffffff),
		[MMS_RISCV_VMEMMAP] = PLACE(0xffff8d8000000000, 0xffff8f7fffffffff),
		[MMS_RISCV_VMALLOC] = PLACE(0xffff8f8000000000, 0xffffaf7fffffffff),
		[MMS_RISCV_LINEAR] = PLACE(0xffffaf8000000000, 0xffffef7fffffffff),
		[MMS_RISCV_KASAN] = PLACE(0xffffef8000000000, 0xfffffffeffffffff),
		DOC_UPPER,
	}, 11, {
		{ "user", 0, 0x00007fffffffffff },
		{ "noncanonical", 0x0000800000000000, 0xffff7fffffffffff },
		{ "hole", 0xffff800000000000, 0xffff8d7ffe9fffff },
		{ "fixmap", 0xffff8d7ffea00000, 0xffff8d7ffeffffff },
		{ "pci_io", 0xffff8d7fff000000, 0xffff8d7fffffffff },
		{ "vmemmap", 0xffff8d8000000000, 0xffff8f7fffffffff },
		{ "vmalloc", 0xffff8f8000000000, 0xffffaf7fffffffff },
		{ "direct_map", 0xffffaf8000000000, 0xffffef7fffffffff },
		{ "kasan_shadow", 0xffffef8000000000, 0xfffffffeffffffff },
		WANT_UPPER,
	} },
	{ "vm-layout.rst: Sv57", 57, {
		[MMS_RISCV_FIXMAP] = PLACE(0xff1bfffffea00000, 0xff1bfffffeffffff),
		[MMS_RISCV_PCI_IO] = PLACE(0xff1bffffff000000, 0xff1bffffffffffff),
		[MMS_RISCV_VMEMMAP] = PLACE(0xff1c000000000000, 0xff1fffffffffffff),
		[MMS_RISCV_VMALLOC] = PLACE(0xff20000000000000, 0xff5fffffffffffff),
		[MMS_RISCV_LINEAR] = PLACE(0xff60000000000000, 0xffdeffffffffffff),
		[MMS_RISCV_KASAN] = PLACE(0xffdf000000000000, 0xfffffffeffffffff),
		DOC_UPPER,
	}, 11, {
		{ "user", 0, 0x00ffffffffffffff },
		{ "noncanonical", 0x0100000000000000, 0xfeffffffffffffff },
		{ "hole", 0xff00000000000000, 0xff1bfffffe9fffff },
		{ "fixmap", 0xff1bfffffea00000, 0xff1bfffffeffffff },
		{ "pci_io", 0xff1bffffff000000, 0xff1bffffffffffff },
		{ "vmemmap", 0xff1c000000000000, 0xff1fffffffffffff },
		{ "vmalloc", 0xff20000000000000, 0xff5fffffffffffff },
		{ "direct_map", 0xff60000000000000, 0xffdeffffffffffff },
		{ "kasan_shadow", 0xffdf000000000000, 0xfffffffeffffffff },
		WANT_UPPER,
	} },
};

static void riscv_documented(struct kunit *test)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(layouts); i++) {
		const struct layout *l = &layouts[i];
		struct mms_vas *v = region_case_new(test, ROOM, 0);

		KUNIT_ASSERT_EQ(test, mms_riscv_vas_fill(v, l->va_bits, l->at), 0);
		vas_golden_tile(test, v);
		vas_golden_expect(test, v, l->want, l->n, l->what);
		KUNIT_EXPECT_EQ(test, v->kernel, -(1ULL << (l->va_bits - 1)));
		KUNIT_EXPECT_EQ(test, v->first, 0ULL);
		KUNIT_EXPECT_EQ(test, v->va_bits, l->va_bits);
	}
}

/*
 * Moved by 162 MiB: modules end where the image begins, and begin 2 GiB below
 * its end, which leaves holes at both ends of what the Documentation shows.
 */
static void riscv_kaslr(struct kunit *test)
{
	static const struct vas_golden want[] = {
		{ "user", 0, 0x00ffffffffffffff },
		{ "noncanonical", 0x0100000000000000, 0xfeffffffffffffff },
		{ "hole", 0xff00000000000000, 0xff1fffffffffffff },
		{ "vmalloc", 0xff20000000000000, 0xff5fffffffffffff },
		{ "direct_map", 0xff60000000000000, 0xff6000007fffffff },
		{ "hole", 0xff60000080000000, 0xffffffff0c1fffff },
		{ "modules", 0xffffffff0c200000, 0xffffffff8a1fffff },
		{ "kernel_image", 0xffffffff8a200000, 0xffffffff8c1fffff },
		{ "hole", 0xffffffff8c200000, 0xffffffffffffffff },
	};
	static const struct mms_place at[MMS_RISCV_AT] = {
		[MMS_RISCV_VMALLOC] = PLACE(0xff20000000000000, 0xff5fffffffffffff),
		[MMS_RISCV_LINEAR] = { 0xff60000000000000, 2048ULL << 20, 0, 0x80000000 },
		[MMS_RISCV_MODULES] = PLACE(0xffffffff0c200000, 0xffffffff8a1fffff),
		[MMS_RISCV_IMAGE] = { 0xffffffff8a200000, 0x2000000,
				      0xffffffff80000000, 0x80200000 },
	};
	struct mms_vas *v = region_case_new(test, ROOM, 0);
	const struct mms_region *image;

	KUNIT_ASSERT_EQ(test, mms_riscv_vas_fill(v, 57, at), 0);
	vas_golden_tile(test, v);
	vas_golden_expect(test, v, want, ARRAY_SIZE(want), __func__);
	image = mms_vas_named(v, "kernel_image");
	KUNIT_EXPECT_EQ(test, image->start - image->base, 162ULL << 20);
	KUNIT_EXPECT_EQ(test, image->phys, 0x80200000ULL);
	KUNIT_EXPECT_EQ(test, mms_vas_named(v, "direct_map")->phys, 0x80000000ULL);
	KUNIT_EXPECT_EQ(test, mms_vas_named(v, "modules")->base, 0xffffffff0c200000ULL);
}

static void riscv_nonsense(struct kunit *test)
{
	static const u8 bits[] = { 32, 38, 40, 47, 56, 58, 64 };
	struct mms_vas *v = region_case_new(test, 3, 0);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bits); i++)
		KUNIT_EXPECT_EQ(test, mms_riscv_vas_fill(v, bits[i], layouts[0].at), -EINVAL);
	KUNIT_EXPECT_EQ(test, v->nr, 0U);
	KUNIT_EXPECT_EQ(test, mms_riscv_vas_fill(v, 39, layouts[0].at), -ENOSPC);
}

static struct kunit_case riscv_cases[] = {
	KUNIT_CASE(riscv_documented),
	KUNIT_CASE(riscv_kaslr),
	KUNIT_CASE(riscv_nonsense),
	{}
};

struct kunit_suite mmscope_vas_riscv_suite = {
	.name = "mmscope_vas_riscv",
	.test_cases = riscv_cases,
};
