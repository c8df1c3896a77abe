// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_buddy_text: golden strings of the allocator's records and tables, and
 * that no line of a report is wider than 100 columns. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/buddy/buddy.h>
#include <mmscope/buddy/map.h>
#include <mmscope/buddy/page.h>

#include "case.h"
#include "../suites.h"

#define ROOM 2048

static char buf[ROOM];

static const struct mms_zone zone = {
	.node = 1,
	.name = "Normal",
	.start_pfn = 0x100000,
	.spanned = 0x80000,
	.present = MMS_UNKNOWN,
	.managed = 500000,
	.free = 250000,
	.min = 1000,
	.low = 1250,
	.high = 1500,
	.promo = MMS_UNKNOWN,
	.free_highatomic = MMS_UNKNOWN,
	.isolated_blocks = 2,
	.pcp_batch = 63,
	.pcp_high = MMS_UNKNOWN,
	.pcp_high_max = MMS_UNKNOWN,
	.poisoned = MMS_UNKNOWN,
	.nr_lowmem = 2,
	.lowmem_reserve = { 7, 0 },
	.nr_stats = 1,
	.stats = { { "nr_free_pages", 250000 } },
	.nr_free = { 2, [9] = 1 },
};

static struct mms_text *start(struct mms_text *t)
{
	mms_text_init(t, buf, sizeof(buf));
	return t;
}

static size_t widest(void)
{
	size_t most = 0;
	const char *line = buf;

	while (*line) {
		const char *end = strchrnul(line, '\n');

		most = max_t(size_t, most, end - line);
		line = *end ? end + 1 : end;
	}
	return most;
}

/* A record, word by word: its type and its keys, in this order, and no more. */
static void expect_words(struct kunit *test, const char *const *words)
{
	const char *at = buf;

	for (; *words; words++) {
		if (!strstarts(at, *words)) {
			KUNIT_FAIL(test, "not \"%s\" but \"%s\"", *words, at);
			return;
		}
		at += strlen(*words);
		KUNIT_EXPECT_EQ(test, *at, (char)(words[1] ? ' ' : '\n'));
		at++;
	}
	KUNIT_EXPECT_STREQ(test, at, "");
}

#define EXPECT_RECORD(test, ...) \
	expect_words(test, (const char *const[]){ __VA_ARGS__, NULL })

static void text_zone_record(struct kunit *test)
{
	struct mms_text t;

	/* Counters this kernel does not keep have no key. */
	mms_zone_rec(start(&t), &zone);
	EXPECT_RECORD(test, "zone", "node=1", "zone=Normal", "start_pfn=0x100000",
		      "end_pfn=0x180000", "spanned_pages=524288", "managed_pages=500000",
		      "cma_pages=0", "free_pages=250000", "min_pages=1000", "low_pages=1250",
		      "high_pages=1500", "boost_pages=0", "reserved_highatomic_pages=0",
		      "isolated_pageblocks=2", "pcp_batch_pages=63", "contiguous=no",
		      "lowmem_reserve_pages=7,0", "nr_free_pages=250000");
}

/* A kernel that keeps all but the number of isolated page blocks. */
static void text_zone_record_whole(struct kunit *test)
{
	struct mms_zone z = zone;
	struct mms_text t;

	z.present = 510000;
	z.cma = MMS_UNKNOWN;
	z.promo = 1750;
	z.free_highatomic = 3;
	z.isolated_blocks = MMS_UNKNOWN;
	z.pcp_high = 0;		/* known to be 0 */
	z.pcp_high_max = 9;
	z.poisoned = 2;
	z.contiguous = true;
	z.nr_lowmem = 0;
	z.nr_stats = 0;
	mms_zone_rec(start(&t), &z);
	EXPECT_RECORD(test, "zone", "node=1", "zone=Normal", "start_pfn=0x100000",
		      "end_pfn=0x180000", "spanned_pages=524288", "present_pages=510000",
		      "managed_pages=500000", "free_pages=250000",
		      "min_pages=1000", "low_pages=1250", "high_pages=1500",
		      "promo_pages=1750", "boost_pages=0", "reserved_highatomic_pages=0",
		      "free_highatomic_pages=3", "pcp_batch_pages=63", "pcp_high_pages=0",
		      "pcp_high_max_pages=9", "contiguous=yes", "lowmem_reserve_pages=",
		      "hwpoison_pages=2");
}

static void text_freelist_record(struct kunit *test)
{
	struct mms_freelists *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);
	const char *line;
	struct mms_text t;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, f);
	f->nr_free[3] = 9;
	f->blocks[3][0] = 4;
	f->blocks[3][1] = 5;
	f->how[3][1] = MMS_DERIVED;
	mms_freelist_rec(start(&t), f, &zone, &kernel, 3);
	KUNIT_EXPECT_TRUE(test, strstarts(buf, "order node=1 zone=Normal order=3 blocks=9"));
	KUNIT_EXPECT_TRUE(test, !!strstr(buf, " blocks=9 pages=72\n"));
	line = strstr(buf, " blocks=4");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, line);
	KUNIT_EXPECT_TRUE(test, strstarts(line, " blocks=4 pages=32 counted=walked\n"));
	line = strstr(buf, " blocks=5");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, line);
	KUNIT_EXPECT_TRUE(test, strstarts(line, " blocks=5 pages=40 counted=derived\n"));
}

static void text_small_records(struct kunit *test)
{
	struct mms_freelists *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);
	const struct mms_block block = { 0x100400, 10, 1 };
	struct mms_pageblock pb = {
		.pfn = 0x100200, .type = 5, .isolated = true, .pages = 500, .free = 3, .largest = 1,
	};
	struct mms_text t;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, f);
	mms_block_rec(start(&t), &block, &zone, &kernel);
	EXPECT_RECORD(test, "block", "node=1", "zone=Normal", "pfn=0x100400",
		      "phys=0x100400000", "order=10", "size=4194304", "migratetype=Movable");
	f->blocks[0][0] = 1;
	f->blocks[0][3] = 1;
	f->blocks[9][4] = 1;
	mms_frag_rec(start(&t), &zone, f, &kernel, 9);
	EXPECT_RECORD(test, "fragmentation", "node=1", "zone=Normal", "order=9",
		      "free_pages=514", "free_blocks=3", "suitable_blocks=1",
		      "unusable_per_1000=3", "extfrag_per_1000=-1000",
		      "unmovable_free_pages=1", "unmovable_suitable_blocks=0",
		      "unmovable_unusable_per_1000=1000", "unmovable_extfrag_per_1000=-1");
	mms_pageblock_rec(start(&t), &pb, &zone, &kernel);
	EXPECT_RECORD(test, "pageblock", "node=1", "zone=Normal", "pfn=0x100200",
		      "end_pfn=0x100400", "migratetype=Isolate", "isolated=yes", "skip=no",
		      "pages=500", "free_pages=3", "reserved_pages=0", "offline_pages=0",
		      "largest_order=1", "hwpoison_pages=0", "unaccepted_pages=0");
	/* Nothing free: there is no largest free block. */
	pb.free = 0;
	pb.skip = true;
	pb.poisoned = 1;
	pb.unaccepted = 2;
	mms_pageblock_rec(start(&t), &pb, &zone, &kernel);
	EXPECT_RECORD(test, "pageblock", "node=1", "zone=Normal", "pfn=0x100200",
		      "end_pfn=0x100400", "migratetype=Isolate", "isolated=yes", "skip=yes",
		      "pages=500", "free_pages=0", "reserved_pages=0", "offline_pages=0",
		      "hwpoison_pages=1", "unaccepted_pages=2");
}

static void text_map_record(struct kunit *test)
{
	const struct mms_cell cell = {
		.start_pfn = 0x100000, .pages = 1000, .free = 24, .unaccepted = 3,
		.blocks = { 0, 2 },
	};
	struct mms_text t;

	mms_map_rec(start(&t), &cell, 1024, &zone, &kernel);
	EXPECT_RECORD(test, "cell", "node=1", "zone=Normal", "start_pfn=0x100000",
		      "end_pfn=0x100400", "pages=1000", "free_pages=24", "reserved_pages=0",
		      "offline_pages=0", "blocks_Unmovable=0", "blocks_Movable=2",
		      "blocks_Reclaimable=0", "blocks_HighAtomic=0", "blocks_CMA=0",
		      "blocks_Isolate=0", "drawn=\"#\"", "hwpoison_pages=0", "unaccepted_pages=3");
}

/* A report's line in two halves, so that it fits into a source line. */
static void expect_line(struct kunit *test, const char *left, const char *right)
{
	const char *rest = buf + strlen(left);

	if (!strstarts(buf, left))
		KUNIT_FAIL(test, "not \"%s\" but \"%s\"", left, buf);
	else
		KUNIT_EXPECT_STREQ(test, rest, right);
	KUNIT_EXPECT_LE(test, widest(), (size_t)MMS_TEXT_WIDTH);
}

static void text_table(struct kunit *test)
{
	struct mms_freelists *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);
	struct mms_text t;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, f);
	f->nr_free[1] = 12;
	f->blocks[1][0] = 5;
	f->blocks[1][1] = 7;
	f->how[1][0] = MMS_CAPPED;
	f->how[1][1] = MMS_SCANNED;
	f->how[1][5] = MMS_CAPPED;	/* before any was seen */
	mms_freelists_put_head(start(&t), &kernel);
	expect_line(test, "order    block     free Unmovable Movable Reclaimable HighAtomic",
		    "     CMA Isolate unusable   extfrag\n");
	mms_freelists_put(start(&t), f, &kernel, 1);
	expect_line(test, "    1    8 KiB       12        >5      ~7           -          -",
		    "       -      >0    0.000 available\n");
	mms_freelists_put(start(&t), f, &kernel, 2);
	expect_line(test, "    2   16 KiB        -         -       -           -          -",
		    "       -       -    1.000     0.417\n");
	/* In CMA only: usable by movable requests alone. */
	f->nr_free[5] = 1;
	f->blocks[5][4] = 1;
	mms_freelists_put(start(&t), f, &kernel, 2);
	expect_line(test, "    2   16 KiB        -         -       -           -          -",
		    "       -       -    1.000   movable\n");
	mms_freelists_put(start(&t), f, &kernel, 5);
	expect_line(test, "    5  128 KiB        1         -       -           -          -",
		    "       1       -    1.000   movable\n");
	f->blocks[5][4] = 0;
	f->nr_free[5] = 0;
	f->nr_free[1] = 1;
	f->blocks[1][0] = 1;
	f->blocks[1][1] = 0;
	mms_freelists_put(start(&t), f, &kernel, 2);
	expect_line(test, "    2   16 KiB        -         -       -           -          -",
		    "       -       -    1.000    -0.500\n");
}

static void text_zone_heading(struct kunit *test)
{
	struct mms_zone z = zone;
	struct mms_text t;

	mms_zone_put(start(&t), &z, &kernel);
	KUNIT_EXPECT_TRUE(test, strstarts(buf, "node 1, zone Normal   1.90 GiB managed, 976 MiB "));
	KUNIT_EXPECT_TRUE(test, !!strstr(buf, "watermarks 3.90 MiB / 4.88 MiB / 5.85 MiB\n"));
	KUNIT_EXPECT_TRUE(test, !!strstr(buf, "\npfn 0x100000-0x180000 [####"));
	KUNIT_EXPECT_TRUE(test, !!strstr(buf, "....]  50 % free\n"));
	z.free_cma = 65536;
	mms_zone_put(start(&t), &z, &kernel);
	KUNIT_EXPECT_TRUE(test, !!strstr(buf, " 256 MiB of the free memory is CMA's"));
	z.free_cma = 0;
	/* The largest numbers still fit, and more free than managed is no underflow. */
	z.node = 1023;
	strscpy(z.name, "DMA32", sizeof(z.name));
	z.start_pfn = 1ULL << 36;
	z.spanned = 1ULL << 36;
	z.managed = (1ULL << 36) - 1;
	z.free = 1ULL << 36;
	z.min = (1ULL << 33) + 12345;
	z.low = (1ULL << 34) + 12345;
	z.high = (1ULL << 35) + 12345;
	mms_zone_put(start(&t), &z, &kernel);
	KUNIT_EXPECT_LE(test, widest(), (size_t)MMS_TEXT_WIDTH);
	KUNIT_EXPECT_TRUE(test, !!strstr(buf, "100 % free"));
	z.managed = 0;
	mms_zone_put(start(&t), &z, &kernel);
	KUNIT_EXPECT_TRUE(test, !!strstr(buf, "]   0 % free"));
}

static void text_legend(struct kunit *test)
{
	struct mms_text t;

	mms_map_put_legend(start(&t), &kernel);
	KUNIT_EXPECT_LE(test, widest(), (size_t)MMS_TEXT_WIDTH);
	KUNIT_EXPECT_TRUE(test, !!strstr(buf, "C c CMA"));
	KUNIT_EXPECT_TRUE(test, !strstr(buf, "M m"));
}

static const struct mms_flag flags[] = {
	{ 1, 1, "locked" }, { 0x40, 0x40, "head" }, {}
};

/* A query may name a frame beyond all physical addresses. */
static void text_page_far(struct kunit *test)
{
	struct mms_page p = { .pfn = 0xfffffffffffff, .state = MMS_PAGE_NONE };
	struct mms_text t;

	mms_page_rec_keys(start(&t), &p, &kernel);
	KUNIT_EXPECT_TRUE(test, strstr(buf, " phys=0xfffffffffffff000 state=none "));
	p.pfn = 0x10000000000000;
	mms_page_rec_keys(start(&t), &p, &kernel);
	KUNIT_EXPECT_TRUE(test, strstr(buf, " pfn=0x10000000000000 state=none "));
}

static void text_page(struct kunit *test)
{
	struct mms_page p = {
		.pfn = 0x1b33, .state = MMS_PAGE_KERNEL, .zone = "DMA32", .flags = 0xff0000c0,
		.tail_flags = 0xff000005, .flags_mask = 0xffffff, .flag_names = flags,
		.head_pfn = 0x1b20, .order = 5, .compound = true, .refcount = 1,
	};
	struct mms_text t;

	mms_rec(start(&t), "page");
	mms_page_rec_keys(&t, &p, &kernel);
	mms_rec_end(&t);
	EXPECT_RECORD(test, "page", "pfn=0x1b33", "phys=0x1b33000", "state=kernel", "node=0",
		      "zone=DMA32", "order=5", "head_pfn=0x1b20", "compound=yes", "refcount=1",
		      "mapcount=0", "migratetype=Unmovable", "flags=0xff0000c0",
		      "flag_names=head,unknown=0x80", "tail_flags=0xff000005");
	p.state = MMS_PAGE_TYPED;
	p.type_name = "slab";
	p.page_type = 0xf5000000;
	p.torn = true;
	mms_page_rec_keys(start(&t), &p, &kernel);
	KUNIT_EXPECT_TRUE(test, !!strstr(buf, " state=slab "));
	KUNIT_EXPECT_TRUE(test, !!strstr(buf, " page_type=0xf5000000 torn=yes"));
	p.state = MMS_PAGE_PCP;
	p.cpu = 3;
	mms_page_rec_keys(start(&t), &p, &kernel);
	KUNIT_EXPECT_TRUE(test, strstr(buf, " state=pcp ") && strstr(buf, " cpu=3 "));
	p.state = MMS_PAGE_NONE;
	mms_page_rec_keys(start(&t), &p, &kernel);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, " pfn=0x1b33 phys=0x1b33000 state=none "
			   "note=\"no struct page: a hole, or a device's registers\"");
	/* One page alone, whose type has no name; a head; nothing the head's own. */
	p.state = MMS_PAGE_TYPED;
	p.type_name = NULL;
	p.compound = false;
	p.torn = false;
	p.page_type = 0;
	KUNIT_EXPECT_STREQ(test, mms_page_use(&p), "typed");
	mms_page_rec_keys(start(&t), &p, &kernel);
	KUNIT_EXPECT_TRUE(test, strstr(buf, " compound=no ") && !strstr(buf, "cpu="));
	KUNIT_EXPECT_TRUE(test, !strstr(buf, "tail_flags") && !strstr(buf, "page_type"));
	p.compound = true;
	p.head_pfn = p.pfn;
	mms_page_rec_keys(start(&t), &p, &kernel);
	KUNIT_EXPECT_TRUE(test, strstr(buf, " compound=yes ") && !strstr(buf, "tail_flags"));
	p.state = MMS_PAGE_ANON;
	p.type_name = "left over";
	KUNIT_EXPECT_STREQ(test, mms_page_use(&p), "anon");
	p.state = MMS_PAGE_TYPED;
	KUNIT_EXPECT_STREQ(test, mms_page_use(&p), "left over");
	p.state = 99;
	KUNIT_EXPECT_STREQ(test, mms_page_use(&p), "unknown");
	mms_page_rec_keys(start(&t), &p, &kernel);
	KUNIT_EXPECT_TRUE(test, !!strstr(buf, " state=unknown "));
	KUNIT_EXPECT_STREQ(test, mms_page_state_name(MMS_PAGE_SHMEM), "shmem");
	KUNIT_EXPECT_STREQ(test, mms_page_state_name(99), "unknown");
}

static struct kunit_case buddy_text_test_cases[] = {
	KUNIT_CASE(text_zone_record),
	KUNIT_CASE(text_zone_record_whole),
	KUNIT_CASE(text_freelist_record),
	KUNIT_CASE(text_small_records),
	KUNIT_CASE(text_map_record),
	KUNIT_CASE(text_table),
	KUNIT_CASE(text_zone_heading),
	KUNIT_CASE(text_legend),
	KUNIT_CASE(text_page),
	KUNIT_CASE(text_page_far),
	{}
};

struct kunit_suite mmscope_buddy_text_suite = {
	.name = "mmscope_buddy_text",
	.test_cases = buddy_text_test_cases,
};
