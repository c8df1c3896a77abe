// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_buddy_map: how many pages a cell covers, how it is drawn, and that the
 * totals notice a missing page. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/buddy/buddy.h>
#include <mmscope/buddy/map.h>

#include "case.h"
#include "../suites.h"

static void map_scale(struct kunit *test)
{
	/* 2 GiB in 2 MiB page blocks fit as they are; 64 GiB need 64 MiB cells. */
	KUNIT_EXPECT_EQ(test, mms_map_cell(1ULL << 19, 512, 1024), (u64)512);
	KUNIT_EXPECT_EQ(test, mms_map_cell((1ULL << 19) + 1024, 512, 1024), (u64)1024);
	KUNIT_EXPECT_EQ(test, mms_map_cell(1ULL << 24, 512, 1024), (u64)16384);
	KUNIT_EXPECT_EQ(test, mms_map_cell(0, 512, 1024), (u64)512);
	KUNIT_EXPECT_EQ(test, mms_map_cell(~0ULL, 512, 1), 1ULL << 62);
}

static void map_cells(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, mms_map_cells(0x1000, 0x1000, 512), (u64)8);
	/* A zone that starts and ends inside cells. */
	KUNIT_EXPECT_EQ(test, mms_map_cells(1, 4095, 512), (u64)8);
	KUNIT_EXPECT_EQ(test, mms_map_cells(511, 2, 512), (u64)2);
	KUNIT_EXPECT_EQ(test, mms_map_cells(0x1000, 0x7efe0, 512), (u64)1016);
}

static void map_adds_up(struct kunit *test)
{
	struct mms_pageblock pb = {
		.type = 1, .pages = 512, .reserved = 12, .offline = 100, .free = 400,
		.poisoned = 1, .unaccepted = 2,
	};
	struct mms_cell cell = {};

	mms_map_add(&cell, &pb);
	mms_map_add(&cell, &pb);
	KUNIT_EXPECT_EQ(test, cell.pages, (u64)1024);
	KUNIT_EXPECT_EQ(test, cell.reserved, (u64)24);
	KUNIT_EXPECT_EQ(test, cell.offline, (u64)200);
	KUNIT_EXPECT_EQ(test, cell.free, (u64)800);
	KUNIT_EXPECT_EQ(test, cell.poisoned, (u64)2);
	KUNIT_EXPECT_EQ(test, cell.unaccepted, (u64)4);
	KUNIT_EXPECT_EQ(test, cell.blocks[1], (u32)2);
	/* Wholly reserved: counted, but its migratetype means nothing. */
	pb.type = 0;
	pb.reserved = 512;
	mms_map_add(&cell, &pb);
	KUNIT_EXPECT_EQ(test, cell.pages, (u64)1536);
	KUNIT_EXPECT_EQ(test, cell.blocks[0], (u32)0);
	/* A migratetype that no kernel has must not be counted. */
	pb.type = MMS_TYPES;
	pb.reserved = 0;
	mms_map_add(&cell, &pb);
	KUNIT_EXPECT_EQ(test, cell.pages, (u64)2048);
}

static void map_characters(struct kunit *test)
{
	static const struct {
		char drawn;
		struct mms_cell cell;
	} cases[] = {
		{ ' ', {} },
		{ '=', { .pages = 512, .reserved = 512 } },
		{ '-', { .pages = 512, .offline = 512 } },
		{ '-', { .pages = 512, .offline = 400, .reserved = 112 } },
		{ '!', { .pages = 512, .reserved = 512, .poisoned = 1 } },
		{ '!', { .pages = 512, .free = 511, .poisoned = 1 } },
		{ ':', { .pages = 512, .unaccepted = 512 } },
		{ ':', { .pages = 512, .unaccepted = 400, .free = 100, .reserved = 12 } },
		{ '#', { .pages = 512, .unaccepted = 400, .free = 1, .blocks = { 0, 1 } } },
		{ '.', { .pages = 512, .free = 512, .blocks = { 0, 1 } } },
		{ '.', { .pages = 512, .free = 500, .reserved = 12, .blocks = { 1 } } },
		{ '#', { .pages = 512, .blocks = { 0, 1 } } },
		/* One page in 20 free is still full, one more is not. */
		{ '#', { .pages = 400, .free = 20, .blocks = { 0, 1 } } },
		{ 'o', { .pages = 400, .free = 21, .blocks = { 0, 1 } } },
		{ 'o', { .pages = 512, .free = 511, .blocks = { 0, 1 } } },
		{ 'U', { .pages = 512, .blocks = { 1 } } },
		{ 'u', { .pages = 512, .free = 100, .blocks = { 1 } } },
		{ 'R', { .pages = 512, .blocks = { [2] = 1 } } },
		{ 'r', { .pages = 512, .free = 100, .blocks = { [2] = 1 } } },
		{ 'H', { .pages = 512, .blocks = { [3] = 1 } } },
		{ 'c', { .pages = 512, .free = 100, .blocks = { [4] = 1 } } },
		{ 'I', { .pages = 512, .blocks = { [5] = 1 } } },
		/* The commonest migratetype wins, the first of equals. */
		{ 'R', { .pages = 4096, .blocks = { 2, 3, 4, 0, 1 } } },
		{ 'U', { .pages = 1024, .blocks = { 1, 1 } } },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ_MSG(test, (int)mms_map_char(&cases[i].cell, &kernel),
				    (int)cases[i].drawn, "case %u", i);
}

static void map_row(struct kunit *test)
{
	static struct mms_cell cells[MMS_MAP_ROW];
	struct mms_text t;
	char buf[256];
	unsigned int i;

	memset(cells, 0, sizeof(cells));
	for (i = 0; i < MMS_MAP_ROW; i++) {
		cells[i].start_pfn = 0x123456789000 + 512 * i;
		cells[i].pages = 512;
		cells[i].free = i < 32 ? 512 : 0;
		cells[i].blocks[1] = 1;
	}
	mms_text_init(&t, buf, sizeof(buf));
	mms_map_put_row(&t, cells, 3, &kernel);
	KUNIT_EXPECT_TRUE(test, strstarts(buf, "0x123456789000 |...|   "));
	KUNIT_EXPECT_TRUE(test, !!strstr(buf, "| "));
	KUNIT_EXPECT_STREQ(test, (const char *)buf + 16 + MMS_MAP_ROW + 1, " 100 % free\n");
	mms_text_init(&t, buf, sizeof(buf));
	mms_map_put_row(&t, cells, MMS_MAP_ROW, &kernel);
	KUNIT_EXPECT_TRUE(test, !!strstr(buf, " 50 % free\n"));
	KUNIT_EXPECT_LE(test, t.len, (size_t)MMS_TEXT_WIDTH + 1);
	/* The share is of usable pages, as in the zone's heading. */
	for (i = 0; i < MMS_MAP_ROW; i++) {
		/* 16 * 256 and 16 * 128 pages, 16 * 256 and 16 * 64 of them free. */
		cells[i].reserved = 256;
		cells[i].offline = i < 16 ? 0 : 128;
		cells[i].free = i < 16 ? 256 : 64;
	}
	mms_text_init(&t, buf, sizeof(buf));
	mms_map_put_row(&t, cells, 32, &kernel);
	KUNIT_EXPECT_TRUE(test, !!strstr(buf, " 83 % free\n"));
	/* A row of holes has no share to show. */
	memset(cells, 0, sizeof(cells));
	mms_text_init(&t, buf, sizeof(buf));
	mms_map_put_row(&t, cells, 2, &kernel);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, "0x0         |  |\n");
}

static void map_totals(struct kunit *test)
{
	static const struct {
		struct mms_map_sum sum;
		enum mms_map_fit fit;
	} cases[] = {
		{ { .pages = 524255, .reserved = 19468, .managed = 504787 }, MMS_MAP_SAME },
		{ { .pages = 100, .reserved = 10, .offline = 5, .managed = 85 }, MMS_MAP_SAME },
		/* A page is missing from the map, or is in it but not managed. */
		{ { .pages = 84, .managed = 85 }, MMS_MAP_WRONG },
		{ { .pages = 101, .reserved = 10, .offline = 5, .managed = 85 }, MMS_MAP_WRONG },
		{ { .pages = 100, .reserved = 10, .managed = 101, .image = true }, MMS_MAP_WRONG },
		/* A kexec image of 4 pages; without one, from an unknown source; a driver's. */
		{ { .pages = 100, .reserved = 14, .managed = 90, .image = true },
		  MMS_MAP_EXPLAINED },
		{ { .pages = 100, .reserved = 14, .managed = 90 }, MMS_MAP_UNSURE },
		/* A balloon that deflates on OOM, alone and with such pages. */
		{ { .pages = 100, .reserved = 10, .offline = 20, .managed = 90 },
		  MMS_MAP_EXPLAINED },
		{ { .pages = 100, .reserved = 10, .offline = 20, .managed = 91 }, MMS_MAP_UNSURE },
		/* Added memory whose struct pages lie in it. */
		{ { .pages = 102, .reserved = 10, .managed = 90, .own_memmap = true },
		  MMS_MAP_UNSURE },
		{ { .pages = 102, .reserved = 10, .managed = 90, .image = true }, MMS_MAP_WRONG },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ_MSG(test, (int)mms_map_fit(&cases[i].sum), (int)cases[i].fit,
				    "case %u", i);
}

static struct kunit_case map_test_cases[] = {
	KUNIT_CASE(map_scale),
	KUNIT_CASE(map_cells),
	KUNIT_CASE(map_adds_up),
	KUNIT_CASE(map_characters),
	KUNIT_CASE(map_row),
	KUNIT_CASE(map_totals),
	{}
};

struct kunit_suite mmscope_buddy_map_suite = {
	.name = "mmscope_buddy_map",
	.test_cases = map_test_cases,
};
