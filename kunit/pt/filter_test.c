// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_pt_filter: which runs of a dump are taken, and what is cut off them. Takes no
 * locks.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <mmscope/pt/filter.h>

#include "../suites.h"
#include "tables.h"

#define R MMS_PERM_R
#define W MMS_PERM_W
#define X MMS_PERM_X
#define ALL .phys_last = ~0ULL

static const struct {
	const char *what;
	struct mms_filter f;
	struct mms_run run;
	bool taken;
} taken[] = {
	{ "everything", { ALL }, { .kind = MMS_PT_LEAF, .perm = R }, true },
	{ "what maps nothing", { ALL }, { .kind = MMS_PT_SWAP }, true },
	{ "nothing mapped", { ALL, .perm_set = R }, { .kind = MMS_PT_SWAP }, false },
	{ "not executable", { ALL, .perm_clear = X }, { .kind = MMS_PT_INVALID }, false },
	{ "writable", { ALL, .perm_set = W }, { .kind = MMS_PT_LEAF, .perm = R | W }, true },
	{ "both", { ALL, .perm_set = W | X }, { .kind = MMS_PT_LEAF, .perm = R | W }, false },
	{ "not the one", { ALL, .perm_set = R, .perm_clear = W },
	  { .kind = MMS_PT_LEAF, .perm = R | W }, false },
	{ "read-only", { ALL, .perm_set = R, .perm_clear = W },
	  { .kind = MMS_PT_LEAF, .perm = R | X }, true },
	{ "type", { ALL, .cache = "uncached" },
	  { .kind = MMS_PT_LEAF, .cache = "uncached" }, true },
	{ "another type", { ALL, .cache = "uncached" },
	  { .kind = MMS_PT_LEAF, .cache = "uncached-minus" }, false },
	{ "no type", { ALL, .cache = "uncached" }, { .kind = MMS_PT_LEAF }, false },
	{ "unread", { ALL, .perm_set = W }, { .kind = MMS_PT_TABLE, .error = -EIO }, true },
	{ "a table", { ALL, .perm_set = W }, { .kind = MMS_PT_TABLE }, false },
};

static void filter_takes(struct kunit *test)
{
	struct tables *m = tables_new(test, 4);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(taken); i++) {
		struct mms_run run = taken[i].run;

		run.size = 0x1000;
		run.level = 3;
		KUNIT_EXPECT_EQ_MSG(test, mms_filter_takes(&taken[i].f, &m->g, &run),
				    taken[i].taken, "%s", taken[i].what);
	}
}

/* A 2 MiB page and eight of 4 KiB; what of them is memory from @first to @last. */
static const struct {
	u8 level;
	u64 size;
	u64 first;
	u64 last;
	u64 va;		/* of what is left, 0: nothing is */
	u64 left;
	u64 entries;
} cuts[] = {
	{ 2, 0x200000, 0, ~0ULL, 0x40000000, 0x200000, 1 },
	{ 2, 0x200000, 0x801000, 0x801fff, 0x40001000, 0x1000, 1 },
	{ 2, 0x200000, 0, 0x7fffff, 0, 0, 0 },
	{ 2, 0x200000, 0, 0x800000, 0x40000000, 1, 1 },
	{ 2, 0x200000, 0xa00000, ~0ULL, 0, 0, 0 },
	{ 2, 0x200000, 0x9fffff, ~0ULL, 0x401fffff, 1, 1 },
	{ 3, 0x8000, 0x802000, 0x805fff, 0x40002000, 0x4000, 4 },
	{ 3, 0x8000, 0x802800, 0x8037ff, 0x40002800, 0x1000, 2 },
	{ 3, 0x8000, 0, 0x800fff, 0x40000000, 0x1000, 1 },
};

static void filter_cuts(struct kunit *test)
{
	struct tables *m = tables_new(test, 4);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cuts); i++) {
		const struct mms_filter f = {
			.phys_first = cuts[i].first,
			.phys_last = cuts[i].last,
		};
		struct mms_run run = {
			.kind = MMS_PT_LEAF,
			.level = cuts[i].level,
			.va = 0x40000000,
			.phys = 0x800000,
			.size = cuts[i].size,
			.entries = cuts[i].level == 3 ? 8 : 1,
		};

		KUNIT_EXPECT_EQ_MSG(test, mms_filter_takes(&f, &m->g, &run), !!cuts[i].va,
				    "cut %zu", i);
		if (!cuts[i].va)
			continue;
		KUNIT_EXPECT_EQ_MSG(test, run.va, cuts[i].va, "cut %zu", i);
		KUNIT_EXPECT_EQ_MSG(test, run.phys - 0x800000, run.va - 0x40000000, "cut %zu", i);
		KUNIT_EXPECT_EQ_MSG(test, run.size, cuts[i].left, "cut %zu", i);
		KUNIT_EXPECT_EQ_MSG(test, run.entries, cuts[i].entries, "cut %zu", i);
	}
}

static void filter_sizes(struct kunit *test)
{
	const struct mms_filter f = { ALL, .min_size = 0x2000 };
	struct mms_run run = { .kind = MMS_PT_LEAF, .size = 0x1fff };

	KUNIT_EXPECT_FALSE(test, mms_filter_large(&f, &run));
	run.size = 0x2000;
	KUNIT_EXPECT_TRUE(test, mms_filter_large(&f, &run));
	run.size = 0x1000;
	run.kind = MMS_PT_TABLE;
	KUNIT_EXPECT_FALSE(test, mms_filter_large(&f, &run));
	run.error = -EIO;
	KUNIT_EXPECT_TRUE(test, mms_filter_large(&f, &run));
}

static struct kunit_case filter_cases[] = {
	KUNIT_CASE(filter_takes),
	KUNIT_CASE(filter_cuts),
	KUNIT_CASE(filter_sizes),
	{ }
};

struct kunit_suite mmscope_pt_filter_suite = {
	.name = "mmscope_pt_filter",
	.test_cases = filter_cases,
};
