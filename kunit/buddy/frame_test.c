// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_buddy_frame: numbers from a struct page are refused before they are used
 * as indexes. The layouts are those of Debian's kernels: where SECTIONS_PGSHIFT,
 * NODES_PGSHIFT and ZONES_PGSHIFT lie there (include/linux/mm.h,
 * include/linux/page-flags-layout.h), counted by hand.
 */
#include <linux/kernel.h>
#include <mmscope/buddy/frame.h>

#include "../suites.h"

/* amd64: node in bits 54-63, zone in 51-53, five zones of eight numbers. */
static const struct mms_frame_bits amd64 = {
	.node = { 54, 10 }, .zone = { 51, 3 }, .nr_nodes = 1024, .nr_zones = 5, .unset = ~0ULL,
};

/* x86_32 with PAE and SPARSEMEM: section in 28-31, zone in 26-27, one node. */
static const struct mms_frame_bits x86_32 = {
	.section = { 28, 4 }, .zone = { 26, 2 }, .nr_nodes = 1, .nr_zones = 4,
	.unset = 0xffffffffULL,
};

/* A kernel of 3 nodes, encoded in two bits: one value is no node. */
static const struct mms_frame_bits three = {
	.node = { 62, 2 }, .zone = { 60, 2 }, .nr_nodes = 3, .nr_zones = 3, .unset = ~0ULL,
};

static void places(struct kunit *test)
{
	static const struct {
		const struct mms_frame_bits *b;
		u64 flags;
		u64 section;
		enum mms_frame_fault fault;
		u32 node;
		u32 zone;
	} cases[] = {
		{ &amd64, 0, 0, MMS_FRAME_OK, 0, 0 },
		{ &amd64, 0, 7, MMS_FRAME_OK, 0, 0 },
		{ &amd64, ~0ULL, 0, MMS_FRAME_UNSET, 0, 0 },
		/* Zone Normal of node 1; other flags do not matter. */
		{ &amd64, 0x00500000000a0fffULL, 0, MMS_FRAME_OK, 1, 2 },
		/* 0x7ffe0 of a 2 GiB machine: zone number MAX_NR_ZONES, PG_reserved. */
		{ &amd64, 0x0028000000001000ULL, 0, MMS_FRAME_ZONE, 0, 0 },
		{ &amd64, 0x0038000000000000ULL, 0, MMS_FRAME_ZONE, 0, 0 },
		{ &amd64, 0xffe0000000000000ULL, 0, MMS_FRAME_OK, 1023, 4 },
		{ &x86_32, 0, 0, MMS_FRAME_OK, 0, 0 },
		{ &x86_32, 0, 3, MMS_FRAME_SECTION, 0, 0 },
		{ &x86_32, 0x3c000000, 3, MMS_FRAME_OK, 0, 3 },
		{ &x86_32, 0x3c000000, 2, MMS_FRAME_SECTION, 0, 0 },
		{ &x86_32, 0xffffffff, 15, MMS_FRAME_UNSET, 0, 0 },
		{ &three, 0x9000000000000000ULL, 0, MMS_FRAME_OK, 2, 1 },
		{ &three, 0xc000000000000000ULL, 0, MMS_FRAME_NODE, 0, 0 },
		{ &three, 0x3000000000000000ULL, 0, MMS_FRAME_ZONE, 0, 0 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct mms_frame_place at = { .node = 77, .zone = 77 }, want = at;

		if (cases[i].fault == MMS_FRAME_OK) {
			want.node = cases[i].node;
			want.zone = cases[i].zone;
		}

		KUNIT_EXPECT_EQ_MSG(test, (int)mms_frame_place(cases[i].b, cases[i].flags,
							       cases[i].section, &at),
				    (int)cases[i].fault, "case %u", i);
		KUNIT_EXPECT_EQ_MSG(test, at.node, want.node, "case %u", i);
		KUNIT_EXPECT_EQ_MSG(test, at.zone, want.zone, "case %u", i);
	}
}

/* Whatever a word holds, what is returned is within bounds. */
static void noise(struct kunit *test)
{
	static const struct mms_frame_bits *const all[] = { &amd64, &x86_32, &three };
	u64 word = 0x9e3779b97f4a7c15ULL;
	unsigned int i, k, fine = 0;

	for (i = 0; i < 10000; i++) {
		word ^= word << 13;
		word ^= word >> 7;
		word ^= word << 17;
		for (k = 0; k < ARRAY_SIZE(all); k++) {
			struct mms_frame_place at;

			if (mms_frame_place(all[k], word & all[k]->unset, word >> 60, &at) !=
			    MMS_FRAME_OK)
				continue;
			fine++;
			KUNIT_EXPECT_LT(test, at.node, all[k]->nr_nodes);
			KUNIT_EXPECT_LT(test, at.zone, all[k]->nr_zones);
		}
	}
	KUNIT_EXPECT_GT(test, fine, 5000U);
}

/* The key of a zone is what its frames' words have under the mask. */
static void keys(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, mms_frame_mask(&amd64), 0xfff8000000000000ULL);
	KUNIT_EXPECT_EQ(test, mms_frame_key(&amd64, 9, 1, 2), 0x0050000000000000ULL);
	KUNIT_EXPECT_EQ(test, mms_frame_mask(&x86_32), 0xfc000000ULL);
	KUNIT_EXPECT_EQ(test, mms_frame_key(&x86_32, 3, 0, 2), 0x38000000ULL);
	KUNIT_EXPECT_EQ(test, mms_frame_key(&x86_32, 3, 5, 2), 0x38000000ULL);
	KUNIT_EXPECT_EQ(test, mms_frame_key(&three, 3, 2, 1), 0x9000000000000000ULL);
}

static void blocks(struct kunit *test)
{
	static const struct {
		u64 pfn;
		u64 head;
		u64 order;
		unsigned int most;
		bool in;
	} cases[] = {
		{ 0x1000, 0x1000, 0, 10, true },
		{ 0x1001, 0x1000, 0, 10, false },
		{ 0x13ff, 0x1000, 10, 10, true },
		{ 0x1400, 0x1000, 10, 10, false },
		{ 0x0fff, 0x1000, 10, 10, false },
		{ 0x1000, 0x1000, 11, 10, false },
		{ 0x1001, 0x1001, 1, 10, false },
		{ 0x1001, 0x1001, 0, 10, true },
		{ 0x1200, 0x1200, 10, 10, false },
		/* What the order's word may hold where it is not an order. */
		{ 0x1000, 0x1000, ~0ULL, 10, false },
		{ 0x1000, 0x1000, 64, 22, false },
		{ 0x1000, 0x1000, 0xffff888000001000ULL, 22, false },
		{ 0x400000, 0x400000, 22, 22, true },
		{ 0x7fffff, 0x400000, 22, 22, true },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ_MSG(test, mms_frame_in_block(cases[i].pfn, cases[i].head,
							     cases[i].order, cases[i].most),
				    cases[i].in, "case %u", i);
}

static struct kunit_case frame_cases[] = {
	KUNIT_CASE(places),
	KUNIT_CASE(noise),
	KUNIT_CASE(keys),
	KUNIT_CASE(blocks),
	{}
};

struct kunit_suite mmscope_buddy_frame_suite = {
	.name = "mmscope_buddy_frame",
	.test_cases = frame_cases,
};
