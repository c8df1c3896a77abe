// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_vas_edges: edge cases of layouts: inconsistent tables, no room, spaces of
 * 32 bits, unusual drawings, and regions inside others. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/vas/arch.h>
#include <mmscope/vas/region.h>
#include <mmscope/vas/rows.h>

#include "case.h"
#include "../suites.h"

#define ROOM 32
#define TEXT_ROOM 4096

struct bounds {
	const char *name;	/* with a '.' in front: a part; "f…" names its gaps */
	u64 start;
	u64 last;
};

static struct mms_vas *layout(struct kunit *test, const struct bounds *b, u64 last)
{
	struct mms_vas *v = region_case_new(test, ROOM, last);

	v->leaf[0] = 0x1000;
	for (; b->name; b++) {
		bool part = b->name[0] == '.';
		struct mms_region r = {
			.start = b->start,
			.last = b->last,
			.base = b->start,
			.name = b->name + part,
			.title = b->name + part,
			.bounds = "test",
			.gap = b->name[0] == 'f' ? "rest" : NULL,
			.gap_title = "(rest)",
			.kind = part ? MMS_REGION_PART : MMS_REGION_WINDOW,
			.depth = part,
		};

		KUNIT_ASSERT_EQ(test, mms_vas_add(v, &r), 0);
	}
	return v;
}

static void expect_spelled(struct kunit *test, const struct mms_vas *v, const char *want)
{
	const struct mms_region *r;
	struct mms_text t = region_case_text(test, TEXT_ROOM);

	for (r = v->region; r < v->region + v->nr; r++)
		mms_put(&t, "%s%s %llx-%llx ", r->depth ? "." : "", r->name, r->start, r->last);
	KUNIT_EXPECT_STREQ(test, (const char *)t.buf, want);
}

static void expect_fault(struct kunit *test, const struct mms_vas *v, const char *fault, u64 at)
{
	u64 where = 0x55;

	KUNIT_EXPECT_STREQ(test, mms_vas_fault_name(mms_vas_check(v, &where)), fault);
	KUNIT_EXPECT_EQ(test, where, at);
}

/* A table's mistakes are kept for the check to find: nothing is filled twice. */
static void edges_keep_mistakes(struct kunit *test)
{
	static const struct bounds nested[] = {
		{ "a", 0, 0x8000 }, { "b", 0x1000, 0x1fff }, { "c", 0x9000, 0xffff }, {}
	};
	static const struct bounds parts[] = {
		{ "fa", 0, 0xffff }, { ".p", 0, 0x8fff }, { ".q", 0x1000, 0x1fff },
		{ ".r", 0xa000, 0x1ffff }, { ".s", 0xb000, 0xbfff }, {}
	};
	static const struct bounds reversed[] = {
		{ "fa", 0x1000, 0x8fff }, { ".p", 0x3000, 0x2000 }, { "z", 0xa000, 0x9000 }, {}
	};
	struct mms_vas *v = layout(test, nested, 0xffff);

	KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
	expect_spelled(test, v, "a 0-8000 b 1000-1fff hole 8001-8fff c 9000-ffff ");
	expect_fault(test, v, "overlap", 0x1000);
	v = layout(test, parts, 0xffff);
	KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
	expect_spelled(test, v, "fa 0-ffff .p 0-8fff .q 1000-1fff .rest 9000-9fff .r a000-1ffff .s b000-bfff ");
	expect_fault(test, v, "overlap", 0x1000);
	v = layout(test, reversed, 0xffff);
	KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
	expect_fault(test, v, "reversed", 0x3000);
}

/* Wherever the room ends, that is reported, and nothing is written past it. */
static void edges_no_room(struct kunit *test)
{
	static const struct bounds table[] = {
		{ "fa", 0x1000, 0x8fff }, { ".p", 0x2000, 0x2fff }, { "b", 0xa000, 0xafff }, {}
	};
	u32 room;

	/* 3 of its own, and hole, rest, rest, hole, hole. */
	for (room = 3; room < 8; room++) {
		struct mms_vas *v = layout(test, table, 0xffff);

		v->max = room;
		KUNIT_EXPECT_EQ(test, mms_vas_tile(v), -ENOSPC);
		KUNIT_EXPECT_EQ(test, v->nr, room);
		KUNIT_EXPECT_TRUE(test, !v->region[room].name);
		expect_fault(test, v, "no_room", 0);
	}
}

/* Layouts that tiling never makes, as memory corruption might. */
static void edges_corrupted(struct kunit *test)
{
	static const struct bounds orphan[] = { { ".p", 0, 0xfff }, { "a", 0x1000, 0xffff }, {} };
	static const struct bounds before[] = {
		{ "a", 0, 0xfff }, { "b", 0x1000, 0xffff }, { ".p", 0x800, 0x1800 }, {}
	};
	static const struct bounds beyond[] = { { "a", 0, 0x1ffff }, {} };
	static const struct bounds unsorted[] = {
		{ "a", 0, 0x8fff }, { "c", 0x9000, 0xffff }, { "b", 0x2000, 0x2fff }, {}
	};
	static const struct bounds short_parts[] = {
		{ "fa", 0, 0xffff }, { ".p", 0, 0x7fff }, {}
	};
	static const struct bounds long_parts[] = {
		{ "fa", 0, 0x7fff }, { ".p", 0, 0x7fff }, { "b", 0x8000, 0xffff }, {}
	};
	struct mms_vas *v;

	expect_fault(test, layout(test, orphan, 0xffff), "part_outside", 0);
	expect_fault(test, layout(test, before, 0xffff), "part_outside", 0x800);
	expect_fault(test, layout(test, beyond, 0xffff), "overlap", 0x20000);
	expect_fault(test, layout(test, unsorted, 0xffff), "unsorted", 0x2000);
	expect_fault(test, layout(test, short_parts, 0xffff), "gap", 0x8000);
	v = layout(test, long_parts, 0xffff);
	expect_fault(test, v, "none", 0x55);
	v->region[1].last = 0x6fff;
	expect_fault(test, v, "gap", 0x7000);
}

/* Past the end of a 32-bit space there is nothing. */
static void edges_find(struct kunit *test)
{
	static const struct bounds table[] = {
		{ "user", 0, 0xbfffffff }, { "kernel", 0xc0000000, 0xffffffff },
		{ ".p", 0xc0000000, 0xc0000fff }, {}
	};
	struct mms_vas *v = layout(test, table, 0xffffffff);
	const struct mms_region *part;

	KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
	expect_fault(test, v, "none", 0x55);
	KUNIT_EXPECT_TRUE(test, !!mms_vas_find(v, 0xffffffff, &part));
	KUNIT_EXPECT_TRUE(test, !mms_vas_find(v, 0x100000000ULL, &part));
	/* Up to the very byte a region starts at; in a gap that has no name. */
	mms_vas_account(v, 0xbffff000, 0xc0000000, 0, MMS_PERM_R);
	mms_vas_account(v, 0xc0001000, 0xc0001fff, 0, MMS_PERM_R);
	KUNIT_EXPECT_EQ(test, mms_mapped_bytes(&v->region[0].mapped), 0x1000ULL);
	KUNIT_EXPECT_EQ(test, mms_mapped_bytes(&v->region[1].mapped), 0x1001ULL);
	KUNIT_EXPECT_EQ(test, mms_mapped_bytes(&v->region[2].mapped), 1ULL);
	/* Parts without a region are their own parent. */
	v->region[0].depth = 1;
	KUNIT_EXPECT_PTR_EQ(test, mms_vas_parent(v, &v->region[0]),
			    (const struct mms_region *)&v->region[0]);
	KUNIT_EXPECT_PTR_EQ(test, mms_vas_find(v, 0x1000, NULL),
			    (const struct mms_region *)&v->region[0]);
	mms_vas_account(v, 0x1000, 0x1fff, 0, MMS_PERM_R);
	KUNIT_EXPECT_EQ(test, mms_mapped_bytes(&v->region[0].mapped), 0x2000ULL);
}

/* The selfchecks at both ends of a layout. */
static void edges_compare(struct kunit *test)
{
	static const struct bounds table[] = {
		{ "user", 0, 0x7fff }, { "image", 0x8000, 0xffff },
		{ ".text", 0x8000, 0x8fff }, { ".data", 0xa000, 0xafff }, {}
	};
	struct mms_vas *v = layout(test, table, 0xffff), *other = layout(test, table, 0xffff);
	const struct mms_region *data = &v->region[3];
	struct mms_vas_compared c;

	KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
	v->region[1].phys = 0x100000;
	KUNIT_EXPECT_TRUE(test, mms_vas_compare(v, other, v, &c));
	KUNIT_EXPECT_EQ(test, c.same, 4U);
	other->region[3].start++;
	KUNIT_EXPECT_FALSE(test, mms_vas_compare(v, other, v, &c));
	KUNIT_EXPECT_TRUE(test, mms_region_at(v, data, 0x102000, 0x102fff));
	/* Bounds of another part; bounds of no part, up to the layout's end. */
	KUNIT_EXPECT_FALSE(test, mms_region_at(v, data, 0x100000, 0x100fff));
	KUNIT_EXPECT_FALSE(test, mms_region_at(v, &v->region[2], 0x102000, 0x102fff));
	KUNIT_EXPECT_FALSE(test, mms_region_at(v, data, 0x102001, 0x102fff));
}

/* A sum over tables, level by level: the last level is single pages. */
static void edges_mapped_add(struct kunit *test)
{
	struct mms_geometry g = { .nr_levels = 3, .level = { { .shift = 30 }, { .shift = 21 },
							     { .shift = 12 } } };
	struct mms_pt_sum *sum = kunit_kzalloc(test, sizeof(*sum), GFP_KERNEL);
	struct mms_mapped m = {};

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, sum);
	sum->bytes[0][MMS_PERM_R] = 1ULL << 30;
	sum->bytes[1][MMS_PERM_R | MMS_PERM_W] = 2ULL << 21;
	sum->bytes[2][MMS_PERM_R | MMS_PERM_X] = 3ULL << 12;
	mms_mapped_add_sum(&m, &g, sum);
	mms_mapped_add_sum(&m, &g, sum);
	KUNIT_EXPECT_EQ(test, m.level[0], 6ULL << 12);
	KUNIT_EXPECT_EQ(test, m.level[1], 4ULL << 21);
	KUNIT_EXPECT_EQ(test, m.level[2], 2ULL << 30);
	KUNIT_EXPECT_EQ(test, m.perm[MMS_PERM_R | MMS_PERM_X], 6ULL << 12);
}

static void edges_draw(struct kunit *test)
{
	static const struct bounds table[] = {
		{ "fa", 0, 0xffff }, { ".p", 0x10, 0x7fff }, {}
	};
	struct mms_vas *v = layout(test, table, 0xffff);
	struct mms_text t = region_case_text(test, TEXT_ROOM);
	struct mms_region *p;
	u8 perm;

	KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
	p = &v->region[2];
	p->what = "a part is not in the legend";
	p->cpu = 1;
	/* Five permissions do not fit their column. */
	for (perm = 1; perm <= 5; perm++)
		p->mapped.perm[perm] = 0x1000;
	p->mapped.level[0] = 0x5000;
	mms_vas_draw_head(&t, v);
	mms_vas_draw(&t, v, &v->region[0]);
	mms_vas_draw_legend(&t, v);
	KUNIT_EXPECT_TRUE(test, !!strstr(t.buf, "p, CPU 0 "));
	KUNIT_EXPECT_TRUE(test, !!strstr(t.buf, " mixed "));
	/* 16 bytes of alignment are not worth a line, 32 KiB are. */
	KUNIT_EXPECT_TRUE(test, strstr(t.buf, "(rest)") && !strstr(t.buf, " 16 B "));
	KUNIT_EXPECT_TRUE(test, !strstr(t.buf, "legend"));
	/* A layout that was not walked has no columns for what is mapped. */
	v->unwalked = "why";
	t = region_case_text(test, TEXT_ROOM);
	mms_vas_draw_head(&t, v);
	KUNIT_EXPECT_TRUE(test, !strstr(t.buf, "allows") && strstr(t.buf, "size\n"));
}

static void edges_records(struct kunit *test)
{
	static const char *const kinds[] = {
		[MMS_REGION_USER] = "user", [MMS_REGION_WINDOW] = "window",
		[MMS_REGION_IMAGE] = "image", [MMS_REGION_PER_MM] = "per_mm",
		[MMS_REGION_GUARD] = "guard", [MMS_REGION_NONCANONICAL] = "noncanonical",
		[MMS_REGION_HOLE] = "hole", [MMS_REGION_PART] = "part",
		[MMS_REGION_RAM] = "ram", [MMS_REGION_GAP] = "gap",
	};
	static const struct bounds table[] = { { "a", 0, 0xffff }, { ".p", 0x1000, 0x1fff }, {} };
	struct mms_vas *v = layout(test, table, 0xffff);
	struct mms_text t = region_case_text(test, TEXT_ROOM);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		KUNIT_EXPECT_STREQ(test, mms_region_kind_name(i), kinds[i]);
	KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
	v->region[0].kind = 99;
	v->region[1].cpu = 1;
	mms_vas_account(v, 0, 0xfff, 0, MMS_PERM_R | MMS_PERM_U);
	mms_region_rec(&t, v, &v->region[0]);
	mms_region_rec(&t, v, &v->region[1]);
	KUNIT_EXPECT_TRUE(test, !!strstr(t.buf, " kind=unknown "));
	KUNIT_EXPECT_TRUE(test, !!strstr(t.buf, " perms=ur--:4096\n"));
	KUNIT_EXPECT_TRUE(test, !!strstr(t.buf, "part region=a name=p cpu=0 "));
	t = region_case_text(test, TEXT_ROOM);
	mms_rec_slide(&t, 0x5000, 0x3000);
	mms_rec_slide(&t, 0x3000, 0x3000);
	KUNIT_EXPECT_STREQ(test, (const char *)t.buf,
			   " base=0x3000 slide=0x2000 base=0x3000 slide=0x0");
}

/* One region inside another: the outer becomes the pieces around it. */
static void edges_places(struct kunit *test)
{
	static const struct mms_vas_row rows[] = {
		{ .name = "outer", .title = "outer", .kind = MMS_REGION_WINDOW, .linear = true },
		{ .name = "low", .title = "low", .kind = MMS_REGION_WINDOW },
		{ .name = "high", .title = "high", .kind = MMS_REGION_WINDOW },
		{ .name = "none", .title = "none", .kind = MMS_REGION_WINDOW },
		{ .name = "twin", .title = "twin", .kind = MMS_REGION_WINDOW },
	};
	struct mms_place at[ARRAY_SIZE(rows)] = {
		{ .start = 0x1000, .size = 0x9000, .phys = 0x100000 },
		{ .start = 0x5000, .size = 0x1000 },
		{ .start = 0x7000, .size = 0x1000 },
		{ .start = 0x6000 },
		{ .start = 0x7000, .size = 0x1000 },
	};
	static const struct bounds none[] = { {} };
	struct mms_vas *v = layout(test, none, 0xffff);
	u32 room;

	KUNIT_ASSERT_EQ(test, mms_vas_place(v, rows, at, ARRAY_SIZE(rows)), 0);
	/* Of two with the same bounds the later is the inner: nothing is left of the first. */
	expect_spelled(test, v, "outer 1000-4fff outer 6000-6fff outer 8000-9fff low 5000-5fff twin 7000-7fff ");
	KUNIT_EXPECT_EQ(test, v->region[2].phys, 0x107000ULL);
	KUNIT_EXPECT_EQ(test, v->region[2].base, 0x8000ULL);
	/* The inner ones in the other order, and at both ends. */
	at[1].start = 0x9000;
	at[2].start = 0x1000;
	at[4].size = 0;
	at[0].base = 0x2000;
	v = layout(test, none, 0xffff);
	KUNIT_ASSERT_EQ(test, mms_vas_place(v, rows, at, ARRAY_SIZE(rows)), 0);
	expect_spelled(test, v, "outer 2000-8fff low 9000-9fff high 1000-1fff ");
	KUNIT_EXPECT_EQ(test, v->region[0].base, 0x3000ULL);
	for (room = 0; room < 3; room++) {
		v->nr = 0;
		v->max = room;
		KUNIT_EXPECT_EQ(test, mms_vas_place(v, rows, at, ARRAY_SIZE(rows)), -ENOSPC);
	}
	at[1].start = 0x5000;
	v->nr = 0;
	v->max = 0;
	KUNIT_EXPECT_EQ(test, mms_vas_place(v, rows, at, ARRAY_SIZE(rows)), -ENOSPC);
}

static struct kunit_case edges_cases[] = {
	KUNIT_CASE(edges_keep_mistakes),
	KUNIT_CASE(edges_no_room),
	KUNIT_CASE(edges_corrupted),
	KUNIT_CASE(edges_find),
	KUNIT_CASE(edges_compare),
	KUNIT_CASE(edges_mapped_add),
	KUNIT_CASE(edges_draw),
	KUNIT_CASE(edges_records),
	KUNIT_CASE(edges_places),
	{}
};

struct kunit_suite mmscope_vas_edges_suite = {
	.name = "mmscope_vas_edges",
	.test_cases = edges_cases,
};
