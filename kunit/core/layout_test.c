// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_core_layout: a struct as this module was compiled with it against the one
 * in a kernel's BTF. Only when every row agrees may it be read; anything else names
 * the row, in text fit for a bug report. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/core/layout.h>
#include <mmscope/core/text.h>

#include "btf_maker.h"
#include "../suites.h"

/* What the module was compiled with. */
struct mms_sample {
	u64 first;
	struct {
		u32 len;
		u32 room;
	} pool[3];
	u32 last;
	u32 unused;	/* the same size on every architecture */
};

static const struct mms_layout_member rows[] = {
	MMS_LAYOUT_SIZE(mms_sample),
	MMS_LAYOUT(mms_sample, first),
	MMS_LAYOUT_AT(mms_sample, "pool.room", pool[0].room),
	MMS_LAYOUT(mms_sample, last),
};

/* What the kernel has: the same, with @last where and as large as asked for. */
static void kernel_sample(struct btf_maker *m, u32 size, u32 last_at,
			  u32 last_bytes)
{
	u32 first = btf_maker_int(m, "u64", 8);
	u32 word = btf_maker_int(m, "u32", 4);
	u32 last = btf_maker_int(m, "last_t", last_bytes);
	u32 pool, pools;

	pool = btf_maker_type(m, "", MMS_BTF_STRUCT, 2, 8);
	btf_maker_member(m, "len", word, 0);
	btf_maker_member(m, "room", word, 32);
	pools = btf_maker_array(m, pool, 3);
	btf_maker_type(m, "mms_sample", MMS_BTF_STRUCT, 3, size);
	btf_maker_member(m, "first", first, 0);
	btf_maker_member(m, "pool", pools, 64);
	btf_maker_member(m, last_at ? "last" : "latest", last, last_at * 8);
}

static struct mms_layout compared(struct btf_maker *m)
{
	struct mms_layout l = MMS_LAYOUT_OF(mms_sample, rows);

	mms_layout_compare(btf_maker_parsed(m), &l);
	return l;
}

static void expect_record(struct kunit *test, const struct mms_layout *l,
			  const char *record)
{
	struct mms_text t;
	char buf[200];

	mms_text_init(&t, buf, sizeof(buf));
	mms_layout_show(&t, l, 1);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, record);
}

static void layout_agrees(struct kunit *test)
{
	struct btf_maker *m = btf_maker(test);
	struct mms_layout l;

	kernel_sample(m, sizeof(struct mms_sample), 32, 4);
	l = compared(m);
	KUNIT_EXPECT_TRUE(test, mms_layout_ok(&l, 1));
	expect_record(test, &l, "layout struct=mms_sample result=ok compared=4\n");
}

/* Another file of the kernel may have a struct of that name first. */
static void layout_agrees_with_the_second(struct kunit *test)
{
	struct btf_maker *m = btf_maker(test);
	struct mms_layout l;

	btf_maker_type(m, "mms_sample", MMS_BTF_STRUCT, 0, 4);
	kernel_sample(m, sizeof(struct mms_sample), 32, 4);
	l = compared(m);
	KUNIT_EXPECT_TRUE(test, mms_layout_ok(&l, 1));
	KUNIT_EXPECT_TRUE(test, !l.bad);
}

static void layout_differs(struct kunit *test)
{
	static const struct {
		u32 size;
		u32 last_at;
		u32 last_bytes;
		const char *record;
	} cases[] = {
		{ 48, 32, 4, "member=(size) offset=0x0 size=40 kernel_offset=0x0 kernel_size=48" },
		{ 40, 36, 4, "member=last offset=0x20 size=4 kernel_offset=0x24 kernel_size=4" },
		{ 40, 32, 8, "member=last offset=0x20 size=4 kernel_offset=0x20 kernel_size=8" },
		{ 40, 0, 4, "member=last offset=0x20 size=4 kernel=\"no such member\"" },
	};
	char record[200];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct btf_maker *m = btf_maker(test);
		struct mms_layout l;

		kernel_sample(m, cases[i].size, cases[i].last_at,
			      cases[i].last_bytes);
		l = compared(m);
		KUNIT_EXPECT_FALSE(test, mms_layout_ok(&l, 1));
		KUNIT_EXPECT_EQ(test, (int)l.result, (int)MMS_LAYOUT_MISMATCH);
		snprintf(record, sizeof(record),
			 "layout struct=mms_sample result=mismatch compared=4 %s\n",
			 cases[i].record);
		expect_record(test, &l, record);
		KUNIT_EXPECT_STREQ(test, mms_layout_reason(&l, 1),
				   "a struct differs from the running kernel's, see build");
	}
}

/* A bit field cannot be read like the member it was compiled as. */
static void layout_refuses_bit_fields(struct kunit *test)
{
	static const struct mms_layout_member row[] = { MMS_LAYOUT(mms_sample, first) };
	struct mms_layout l = MMS_LAYOUT_OF(mms_sample, row);
	struct btf_maker *m = btf_maker(test);
	u32 id = btf_maker_int(m, "u64", 8);

	btf_maker_type(m, "mms_sample", MMS_BTF_STRUCT | BTF_MAKER_KFLAG, 1, 40);
	btf_maker_member(m, "first", id, 63 << 24);
	mms_layout_compare(btf_maker_parsed(m), &l);
	KUNIT_EXPECT_EQ(test, (int)l.result, (int)MMS_LAYOUT_MISMATCH);
	/* Results of an earlier comparison are not shown for an absent struct. */
	l.result = MMS_LAYOUT_ABSENT;
	expect_record(test, &l, "layout struct=mms_sample result=absent compared=1\n");
	/* Where the member is not known, none is named. */
	l.result = MMS_LAYOUT_MISMATCH;
	l.bad = NULL;
	expect_record(test, &l, "layout struct=mms_sample result=mismatch compared=1\n");
}

static void layout_is_absent(struct kunit *test)
{
	struct btf_maker *m = btf_maker(test);
	struct mms_layout l;

	btf_maker_int(m, "mms_sample", 4);
	l = compared(m);
	KUNIT_EXPECT_FALSE(test, mms_layout_ok(&l, 1));
	expect_record(test, &l, "layout struct=mms_sample result=absent compared=4\n");
	KUNIT_EXPECT_STREQ(test, mms_layout_reason(&l, 1),
			   "the kernel's BTF lacks a struct, see build");
}

/* One that was never compared is as good as one that differs. */
static void layout_needs_every_struct(struct kunit *test)
{
	struct mms_layout l[] = {
		{ .type = "one", .result = MMS_LAYOUT_OK },
		{ .type = "two", .result = MMS_LAYOUT_UNCHECKED },
	};

	KUNIT_EXPECT_TRUE(test, mms_layout_ok(l, 1));
	KUNIT_EXPECT_FALSE(test, mms_layout_ok(l, 2));
	KUNIT_EXPECT_STREQ(test, mms_layout_reason(l, 2),
			   "struct layouts were not checked");
	l[1].result = MMS_LAYOUT_NO_BTF;
	KUNIT_EXPECT_FALSE(test, mms_layout_ok(l, 2));
	KUNIT_EXPECT_STREQ(test, mms_layout_reason(l, 2),
			   "the kernel has no BTF to check struct layouts by");
}

/* Public structs: without BTF the headers are trusted, but never against it. */
static void layout_fault_of_public_structs(struct kunit *test)
{
	static const struct {
		enum mms_layout_result result;
		const char *fault;
	} cases[] = {
		{ MMS_LAYOUT_OK, NULL },
		{ MMS_LAYOUT_NO_BTF, NULL },
		{ MMS_LAYOUT_UNCHECKED, "struct layouts were not checked" },
		{ MMS_LAYOUT_MISMATCH, "a struct differs from the running kernel's, see build" },
		{ MMS_LAYOUT_ABSENT, "the kernel's BTF lacks a struct, see build" },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct mms_layout l[] = {
			{ .type = "one", .result = MMS_LAYOUT_NO_BTF },
			{ .type = "two", .result = cases[i].result },
		};

		KUNIT_EXPECT_TRUE(test, !mms_layout_fault(l, 1));
		if (cases[i].fault)
			KUNIT_EXPECT_STREQ(test, mms_layout_fault(l, 2), cases[i].fault);
		else
			KUNIT_EXPECT_TRUE_MSG(test, !mms_layout_fault(l, 2), "case %u", i);
	}
	KUNIT_EXPECT_TRUE(test, !mms_layout_fault(NULL, 0));
}

static struct kunit_case layout_cases[] = {
	KUNIT_CASE(layout_agrees),
	KUNIT_CASE(layout_agrees_with_the_second),
	KUNIT_CASE(layout_differs),
	KUNIT_CASE(layout_refuses_bit_fields),
	KUNIT_CASE(layout_is_absent),
	KUNIT_CASE(layout_needs_every_struct),
	KUNIT_CASE(layout_fault_of_public_structs),
	{}
};

struct kunit_suite mmscope_core_layout_suite = {
	.name = "mmscope_core_layout",
	.test_cases = layout_cases,
};
