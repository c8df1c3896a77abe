// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_vas_i386: 32-bit x86's layouts, with PAE and without, for the three
 * splits of the 4 GiB. The Documentation has no page for them: expected is what
 * asm/pgtable_32_areas.h comes to, by hand, for FIXADDR_TOP 0xfffff000, a fixmap
 * of 601 pages (PAE) or 1116, and a cpu_entry_area of 32 CPUs with 13 pages each.
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
	struct mms_place at[MMS_I386_AT];
	u32 n;
	struct vas_golden want[16];
};

/*
 * PAE: FIXADDR_TOT_START is 0xfffff000 - 601 pages; the rest is aligned to 2 MiB:
 * CPU_ENTRY_AREA_BASE 417 pages lower, the LDT one page lower, PKMAP another;
 * VMALLOC_END two pages lower still, lowmem ends 128 MiB below that, and vmalloc
 * begins 8 MiB above lowmem.
 */
#define PAE_TOP								\
	[MMS_I386_PKMAP] = PLACE(0xff800000, 0xff9fffff),		\
	[MMS_I386_LDT] = PLACE(0xffa00000, 0xffbfffff),			\
	[MMS_I386_CPU_ENTRY] = PLACE(0xffc00000, 0xffda0fff),		\
	[MMS_I386_FIXMAP] = PLACE(0xffda6000, 0xffffffff)

#define WANT_PAE_TOP							\
	{ "hole", 0xff7fe000, 0xff7fffff },				\
	{ "pkmap", 0xff800000, 0xff9fffff },				\
	{ "ldt_remap", 0xffa00000, 0xffbfffff },			\
	{ "cpu_entry_area", 0xffc00000, 0xffda0fff },			\
	{ "hole", 0xffda1000, 0xffda5fff },				\
	{ "fixmap", 0xffda6000, 0xffffffff }

static const struct layout layouts[] = {
	{ "PAE, 3:1", {
		[MMS_I386_USER] = PLACE(0, 0xbfffffff),
		[MMS_I386_LOWMEM] = PLACE(0xc0000000, 0xf77fdfff),
		[MMS_I386_VMALLOC] = PLACE(0xf7ffe000, 0xff7fdfff),
		PAE_TOP,
	}, 10, {
		{ "user", 0, 0xbfffffff },
		{ "direct_map", 0xc0000000, 0xf77fdfff },
		{ "hole", 0xf77fe000, 0xf7ffdfff },	/* VMALLOC_OFFSET */
		{ "vmalloc", 0xf7ffe000, 0xff7fdfff },
		WANT_PAE_TOP,
	} },
	{ "PAE, 2:2", {
		[MMS_I386_USER] = PLACE(0, 0x7fffffff),
		[MMS_I386_LOWMEM] = PLACE(0x80000000, 0xf77fdfff),
		[MMS_I386_VMALLOC] = PLACE(0xf7ffe000, 0xff7fdfff),
		PAE_TOP,
	}, 10, {
		{ "user", 0, 0x7fffffff },
		{ "direct_map", 0x80000000, 0xf77fdfff },
		{ "hole", 0xf77fe000, 0xf7ffdfff },
		{ "vmalloc", 0xf7ffe000, 0xff7fdfff },
		WANT_PAE_TOP,
	} },
	{ "no PAE (all aligned to 4 MiB), 1:3, no LDT remap", {
		[MMS_I386_USER] = PLACE(0, 0x3fffffff),
		[MMS_I386_LOWMEM] = PLACE(0x40000000, 0xf6ffdfff),
		[MMS_I386_VMALLOC] = PLACE(0xf77fe000, 0xfeffdfff),
		[MMS_I386_PKMAP] = PLACE(0xff000000, 0xff3fffff),
		[MMS_I386_CPU_ENTRY] = PLACE(0xff800000, 0xff9a0fff),
		[MMS_I386_FIXMAP] = PLACE(0xffba3000, 0xffffffff),
	}, 10, {
		{ "user", 0, 0x3fffffff },
		{ "direct_map", 0x40000000, 0xf6ffdfff },
		{ "hole", 0xf6ffe000, 0xf77fdfff },
		{ "vmalloc", 0xf77fe000, 0xfeffdfff },
		{ "hole", 0xfeffe000, 0xfeffffff },
		{ "pkmap", 0xff000000, 0xff3fffff },
		{ "hole", 0xff400000, 0xff7fffff },
		{ "cpu_entry_area", 0xff800000, 0xff9a0fff },
		{ "hole", 0xff9a1000, 0xffba2fff },
		{ "fixmap", 0xffba3000, 0xffffffff },
	} },
};

static void i386_splits(struct kunit *test)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(layouts); i++) {
		const struct layout *l = &layouts[i];
		struct mms_vas *v = region_case_new(test, ROOM, 0);

		KUNIT_ASSERT_EQ(test, mms_i386_vas_fill(v, l->at), 0);
		vas_golden_tile(test, v);
		vas_golden_expect(test, v, l->want, l->n, l->what);
		KUNIT_EXPECT_EQ(test, v->last, 0xffffffffULL);
		KUNIT_EXPECT_EQ(test, v->kernel, l->want[1].start);
		KUNIT_EXPECT_EQ(test, v->va_bits, (u8)32);
	}
}

/* KASLR moves the image inside of lowmem, to where it is in memory, too. */
static void i386_kaslr(struct kunit *test)
{
	static const struct vas_golden want[] = {
		{ "direct_map", 0xc0000000, 0xcbffffff },
		{ "kernel_image", 0xcc000000, 0xcd3fffff },
		{ "direct_map", 0xcd400000, 0xf77fdfff },
	};
	struct mms_vas *v = region_case_new(test, ROOM, 0);
	struct mms_place at[MMS_I386_AT];

	memcpy(at, layouts[0].at, sizeof(at));
	at[MMS_I386_IMAGE].start = 0xcc000000;
	at[MMS_I386_IMAGE].size = 0x1400000;
	at[MMS_I386_IMAGE].base = 0xc1000000;
	at[MMS_I386_IMAGE].phys = 0xc000000;
	KUNIT_ASSERT_EQ(test, mms_i386_vas_fill(v, at), 0);
	vas_golden_tile(test, v);
	vas_golden_pieces(test, v, want, 0);
	KUNIT_EXPECT_EQ(test, mms_vas_named(v, "kernel_image")->base, 0xc1000000ULL);
	/* No addresses beyond 32 bits. */
	KUNIT_EXPECT_TRUE(test, !mms_vas_find(v, 0x100000000ULL, NULL));
	KUNIT_EXPECT_STREQ(test, mms_vas_find(v, 0xffffffff, NULL)->name, "fixmap");
}

static void i386_nonsense(struct kunit *test)
{
	struct mms_vas *v = region_case_new(test, ROOM, 0);
	struct mms_place at[MMS_I386_AT];
	u64 where = 0;

	memcpy(at, layouts[0].at, sizeof(at));
	/* More lowmem than fits below vmalloc. */
	at[MMS_I386_LOWMEM].size += 0x1000000;
	KUNIT_ASSERT_EQ(test, mms_i386_vas_fill(v, at), 0);
	KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
	KUNIT_EXPECT_STREQ(test, mms_vas_fault_name(mms_vas_check(v, &where)), "overlap");
	KUNIT_EXPECT_EQ(test, where, 0xf7ffe000ULL);
	at[MMS_I386_USER].size = 0;
	KUNIT_EXPECT_EQ(test, mms_i386_vas_fill(v, at), -EINVAL);
}

static struct kunit_case i386_cases[] = {
	KUNIT_CASE(i386_splits),
	KUNIT_CASE(i386_kaslr),
	KUNIT_CASE(i386_nonsense),
	{}
};

struct kunit_suite mmscope_vas_i386_suite = {
	.name = "mmscope_vas_i386",
	.test_cases = i386_cases,
};
