// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_vas_kaslr: how many places KASLR had to choose from, by hand and from the
 * kernel's own formulas. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/bits.h>
#include <linux/kernel.h>
#include <mmscope/vas/kaslr.h>

#include "../suites.h"

#define GB BIT_ULL(30)
#define TB BIT_ULL(40)

/* Values from a calculator: 100 * log2, rounded down. */
static void kaslr_log2(struct kunit *test)
{
	static const struct {
		u64 n;
		u32 centi;
	} cases[] = {
		{ 1, 0 }, { 2, 100 }, { 3, 158 }, { 10, 332 }, { 487, 892 }, { 512, 900 },
		{ 25089, 1461 }, { BIT_ULL(31) + 1, 3100 }, { BIT_ULL(32) - 1, 3199 },
		{ 1ULL << 63, 6300 }, { ~0ULL, 6399 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ_MSG(test, mms_log2_centi(cases[i].n), cases[i].centi,
				    "log2 of %llu", cases[i].n);
}

/*
 * 4 levels with ZONE_DEVICE: 117.5 TiB from __PAGE_OFFSET_BASE_L4 to the CPU entry
 * area, of which 64 + 32 + 1 are taken: 20.5 TiB to randomise in, a third of it for
 * the first, in steps of 1 GiB: 6997.33, so 6998 places.
 */
static const struct mms_x86_64_memory unmoved = {
	.start = 0xffff888000000000ULL,
	.end = 0xfffffe0000000000ULL,
	.base = { 0xffff888000000000ULL, 0xffffc88040000000ULL, 0xffffe88080000000ULL },
	.size_tb = { 64, 32, 1 },
};

static void kaslr_memory(struct kunit *test)
{
	struct mms_x86_64_memory m = unmoved;
	u64 slots[3];

	/* The first was not moved: the second may use half of all, the third everything. */
	KUNIT_ASSERT_TRUE(test, mms_x86_64_memory_slots(&m, slots));
	KUNIT_EXPECT_EQ(test, slots[0], 6998ULL);
	KUNIT_EXPECT_EQ(test, slots[1], 10497ULL);
	KUNIT_EXPECT_EQ(test, slots[2], 20993ULL);
	/* The first took 1000 GiB, which the others no longer have. */
	m.base[0] += 1000 * GB;
	m.base[1] += 1000 * GB;
	m.base[2] += 1000 * GB;
	KUNIT_ASSERT_TRUE(test, mms_x86_64_memory_slots(&m, slots));
	KUNIT_EXPECT_EQ(test, slots[0], 6998ULL);
	KUNIT_EXPECT_EQ(test, slots[1], 9997ULL);
	KUNIT_EXPECT_EQ(test, slots[2], 19993ULL);
	/* The most it can draw, and one more. */
	m = unmoved;
	m.base[0] += 6997 * GB;
	m.base[1] += 6997 * GB;
	m.base[2] += 6997 * GB;
	KUNIT_EXPECT_TRUE(test, mms_x86_64_memory_slots(&m, slots));
	m.base[0] += GB;
	KUNIT_EXPECT_FALSE(test, mms_x86_64_memory_slots(&m, slots));
}

/*
 * How much the direct map got of the 61182 TiB that 5 levels have for the three, 12800
 * of which are vmalloc's. Untrimmed it is 4096, and 64 its struct pages': 44222 TiB are
 * left, a third of which has 15094443 places. Trimmed to 2 GiB of memory and the
 * padding it is 11 and 1: 48370 TiB, 16510294 places.
 */
static void kaslr_trimmed(struct kunit *test)
{
	static const struct {
		u64 physmem_end, ram_last, map, pages, places;
	} cases[] = {
		{ BIT_ULL(52) - 1, 2 * GB - 1, 4096, 64, 15094443 },
		{ 0, 2 * GB - 1, 11, 1, 16510294 },
		{ 11 * TB - 1, 2 * GB - 1, 11, 1, 16510294 },
		/* Memory added since does not count where the kernel has the variable. */
		{ 11 * TB - 1, 30 * TB - 1, 11, 1, 16510294 },
		/* A byte into the second TiB; more than there are addresses for. */
		{ 0, TB, 12, 1, 16509953 },
		{ 0, 5000 * TB - 1, 4096, 64, 15094443 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct mms_x86_64_memory m = {
			.start = 0xff11000000000000ULL,
			.end = 0xfffffe0000000000ULL,
			.size_tb = { 0, 12800, cases[i].pages },
		};
		u64 slots[3] = {};

		m.size_tb[0] = mms_x86_64_map_tb(cases[i].physmem_end, cases[i].ram_last, 10,
						 4096);
		KUNIT_EXPECT_EQ_MSG(test, m.size_tb[0], cases[i].map, "case %u", i);
		m.base[0] = m.start;
		m.base[1] = m.base[0] + (m.size_tb[0] << 40) + GB;
		m.base[2] = m.base[1] + (m.size_tb[1] << 40) + GB;
		KUNIT_EXPECT_TRUE(test, mms_x86_64_memory_slots(&m, slots));
		KUNIT_EXPECT_EQ_MSG(test, slots[0], cases[i].places, "case %u", i);
	}
}

/* Bases that randomisation can't have given. */
static void kaslr_impossible(struct kunit *test)
{
	struct mms_x86_64_memory m = unmoved;
	u64 slots[3];

	m.base[1] = m.base[0] + 63 * TB;
	KUNIT_EXPECT_FALSE(test, mms_x86_64_memory_slots(&m, slots));
	m = unmoved;
	m.base[2] += 4096;
	KUNIT_EXPECT_FALSE(test, mms_x86_64_memory_slots(&m, slots));
	m = unmoved;
	m.size_tb[0] = 128;
	KUNIT_EXPECT_FALSE(test, mms_x86_64_memory_slots(&m, slots));
	m = unmoved;
	m.base[0] -= GB;
	KUNIT_EXPECT_FALSE(test, mms_x86_64_memory_slots(&m, slots));
}

static void kaslr_image(struct kunit *test)
{
	/* 1 GiB, from 16 MiB on, 46 MiB of image, 2 MiB steps: 482 places. */
	KUNIT_EXPECT_EQ(test, mms_kaslr_slots(16 << 20, GB, 46 << 20, 2 << 20), 482ULL);
	/* It just fits; it does not; there is nothing. */
	KUNIT_EXPECT_EQ(test, mms_kaslr_slots(0x200000, 0x400000, 0x200000, 0x200000), 1ULL);
	KUNIT_EXPECT_EQ(test, mms_kaslr_slots(0x200001, 0x400000, 0x200000, 0x200000), 0ULL);
	KUNIT_EXPECT_EQ(test, mms_kaslr_slots(0x200001, 0x600000, 0x200000, 0x200000), 1ULL);
	KUNIT_EXPECT_EQ(test, mms_kaslr_slots(0x400000, 0x400000, 0, 0x200000), 0ULL);
	KUNIT_EXPECT_EQ(test, mms_kaslr_slots(0x600000, 0x400000, 0, 0x200000), 0ULL);
	KUNIT_EXPECT_EQ(test, mms_kaslr_slots(1, 0x600000, 0x100000, 0x200000), 2ULL);
	KUNIT_EXPECT_EQ(test, mms_kaslr_slots(0x200000, 0x400000, 0x300000, 0x200000), 0ULL);
}

/*
 * 2 GiB as QEMU's q35 machine gives it to i386: to 639 KiB, and from 1 MiB on, with
 * the image at 16 MiB in the middle of the direct map.
 */
static void kaslr_ram(struct kunit *test)
{
	static struct mms_region r[] = {
		{ .start = 0xc0000000, .last = 0xc0ffffff, .kind = MMS_REGION_WINDOW },
		{ .start = 0xc0001000, .last = 0xc009fbff, .phys = 0x1000,
		  .kind = MMS_REGION_RAM, .depth = 1 },
		{ .start = 0xc0100000, .last = 0xc0ffffff, .phys = 0x100000,
		  .kind = MMS_REGION_RAM, .depth = 1 },
		{ .start = 0xc1000000, .last = 0xc1bfffff, .phys = 0x1000000,
		  .kind = MMS_REGION_IMAGE },
		{ .start = 0xc1c00000, .last = 0xffffffff, .kind = MMS_REGION_WINDOW },
		{ .start = 0xc1c00000, .last = 0xf77fdfff, .phys = 0x1c00000,
		  .kind = MMS_REGION_RAM, .depth = 1 },
	};
	/* 64 bits: two ranges of memory; what lies above is not memory, but the image. */
	static struct mms_region apart[] = {
		{ .start = 0x10000000, .last = 0x1fffffff, .kind = MMS_REGION_WINDOW },
		{ .start = 0x10000000, .last = 0x10ffffff, .phys = 0x40000000,
		  .kind = MMS_REGION_RAM, .depth = 1 },
		{ .start = 0x18000000, .last = 0x18ffffff, .phys = 0x48000000,
		  .kind = MMS_REGION_RAM, .depth = 1 },
		{ .start = 0x80000000, .last = 0x803fffff, .phys = 0x49000000,
		  .kind = MMS_REGION_IMAGE },
	};
	struct mms_vas v = { .region = r, .nr = ARRAY_SIZE(r) };

	/* 16 MiB to 512 MiB, 12 MiB of image, 16 MiB steps: 16, 32 … 496: 31 places. */
	KUNIT_EXPECT_EQ(test, mms_kaslr_ram_slots(&v, 16 << 20, 512 << 20, 12 << 20, 16 << 20),
			31ULL);
	/* From 0 on, 64 KiB in steps of as much: 0x10000 … 0x80000, 0x100000 … 0x1ff0000. */
	KUNIT_EXPECT_EQ(test, mms_kaslr_ram_slots(&v, 0, 32 << 20, 0x10000, 0x10000),
			8ULL + 0x1f0);
	/* Too large for any. */
	KUNIT_EXPECT_EQ(test, mms_kaslr_ram_slots(&v, 0, ~0ULL, GB, 0x10000), 0ULL);
	v.region = apart;
	v.nr = ARRAY_SIZE(apart);
	/* 16 MiB twice, 4 MiB of image, 2 MiB steps: 7 places in each. */
	KUNIT_EXPECT_EQ(test, mms_kaslr_ram_slots(&v, 0, ~0ULL, 4 << 20, 2 << 20), 14ULL);
	KUNIT_EXPECT_EQ(test, mms_kaslr_ram_slots(&v, 0x40800000, ~0ULL, 4 << 20, 2 << 20),
			10ULL);
	KUNIT_EXPECT_EQ(test, mms_kaslr_ram_slots(&v, 0x48800000, ~0ULL, 4 << 20, 2 << 20),
			3ULL);
	v.nr = 0;
	KUNIT_EXPECT_EQ(test, mms_kaslr_ram_slots(&v, 0, ~0ULL, 4096, 4096), 0ULL);
}

/* By hand, from VMALLOC_END, KIMAGE_VADDR and VA_BITS_MIN of the release. */
static void kaslr_arm64_image(struct kunit *test)
{
	static const struct {
		const char *what;
		u64 window;
		unsigned int va_bits_min;
		u64 slots;
	} cases[] = {
		/* 2^46 bytes, from 2^45 on. */
		{ "6.1, 48 bits", 0, 48, 1ULL << 25 },
		{ "6.1, 39 bits", 0, 39, 1ULL << 16 },
		/*
		 * vmemmap is 2^40 bytes for 2^46 of pages (64 bytes each 4 KiB) below -1 GiB
		 * when the CPU has 48 bits; vmalloc ends 8 MiB before. From -2^47 + 2 GiB
		 * that is 2^47 - 2^41 - 3 GiB - 8 MiB: 66058748 steps. With 52 bits vmemmap
		 * is 2^46 - 2^41 bytes, and vmalloc 34601468 steps.
		 */
		{ "6.12, 48 bits", (1ULL << 47) - (1ULL << 41) - 3 * GB - (8 << 20), 0, 33029374 },
		{ "6.12, 52 bits", 34601468ULL << 21, 0, 17300734 },
		/* Half of 5 steps is 2.5, from 1.25 on to 3.75: steps 1, 2 and 3. */
		{ "odd", 5ULL << 21, 0, 3 },
		/* Half of 8 is 4, from 2 on to 6; of 6 it is 3, from 1.5 on to 4.5. */
		{ "even", 8ULL << 21, 0, 4 },
		{ "six", 6ULL << 21, 0, 4 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ_MSG(test,
				    mms_arm64_image_slots(cases[i].window, cases[i].va_bits_min),
				    cases[i].slots, "%s", cases[i].what);
}

static void kaslr_arm64_linear(struct kunit *test)
{
	/* 2^47 bytes, a CPU of 44 bits: 112 TiB in steps of 1 GiB, more than seeds. */
	KUNIT_EXPECT_EQ(test, mms_arm64_linear_slots(1ULL << 47, 1ULL << 44, 30), 65536ULL);
	/* 39 bits: 256 GiB; a CPU of 36 bits leaves 192 GiB. Of 40: nothing. */
	KUNIT_EXPECT_EQ(test, mms_arm64_linear_slots(256 * GB, 64 * GB, 30), 192ULL);
	KUNIT_EXPECT_EQ(test, mms_arm64_linear_slots(256 * GB, TB, 30), 1ULL);
	/* Exactly one step: (1 * seed) >> 16 is 0. None. Less than one. */
	KUNIT_EXPECT_EQ(test, mms_arm64_linear_slots(65 * GB, 64 * GB, 30), 1ULL);
	KUNIT_EXPECT_EQ(test, mms_arm64_linear_slots(64 * GB, 64 * GB, 30), 1ULL);
	KUNIT_EXPECT_EQ(test, mms_arm64_linear_slots(66 * GB, 64 * GB, 30), 2ULL);
	KUNIT_EXPECT_EQ(test, mms_arm64_linear_slots(64 * GB + 1, 64 * GB, 30), 1ULL);
}

static void kaslr_riscv_image(struct kunit *test)
{
	/* 1 GiB holds 512 steps of 2 MiB; 30 MiB of image are 15, 30 MiB + 1 round up. */
	KUNIT_EXPECT_EQ(test, mms_riscv_image_slots(30 << 20, GB, 2 << 20), 497ULL);
	KUNIT_EXPECT_EQ(test, mms_riscv_image_slots((30 << 20) + 1, GB, 2 << 20), 496ULL);
	KUNIT_EXPECT_EQ(test, mms_riscv_image_slots(GB, GB, 2 << 20), 0ULL);
	KUNIT_EXPECT_EQ(test, mms_riscv_image_slots(2 * GB, GB, 2 << 20), 0ULL);
}

static struct kunit_case kaslr_cases[] = {
	KUNIT_CASE(kaslr_log2),
	KUNIT_CASE(kaslr_memory),
	KUNIT_CASE(kaslr_impossible),
	KUNIT_CASE(kaslr_trimmed),
	KUNIT_CASE(kaslr_image),
	KUNIT_CASE(kaslr_ram),
	KUNIT_CASE(kaslr_arm64_image),
	KUNIT_CASE(kaslr_arm64_linear),
	KUNIT_CASE(kaslr_riscv_image),
	{}
};

struct kunit_suite mmscope_vas_kaslr_suite = {
	.name = "mmscope_vas_kaslr",
	.test_cases = kaslr_cases,
};
