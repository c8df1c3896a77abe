// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_kaslr: how many places there were to choose from, by hand and from the
 * kernel's own formulas. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/bits.h>
#include <linux/kernel.h>
#include <mmscope/kaslr.h>

#include "suites.h"

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
 * area, of which 64 + 32 + 1 are taken: 20.5 TiB of chance, a third of it for the
 * first, in steps of 1 GiB: 6997.33, so 6998 places.
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

	/* Nothing was drawn: half of all is the second one's, all the third's. */
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

/* Bases that no draw can have given. */
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

static struct kunit_case kaslr_cases[] = {
	KUNIT_CASE(kaslr_log2),
	KUNIT_CASE(kaslr_memory),
	KUNIT_CASE(kaslr_impossible),
	KUNIT_CASE(kaslr_image),
	{}
};

struct kunit_suite mmscope_kaslr_suite = {
	.name = "mmscope_kaslr",
	.test_cases = kaslr_cases,
};
