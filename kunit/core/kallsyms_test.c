// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_core_kallsyms: names found in /proc/kallsyms as it is read. The lines are those of
 * a Debian 6.12 (addresses changed), or malformed on purpose; expectations are by
 * hand.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <mmscope/core/kallsyms.h>

#include "../suites.h"

static const char table[] =
	"0000000000000000 A fixed_percpu_data\n"
	"0000000000000000 A __per_cpu_start\n"
	"0000000000039000 A __per_cpu_end\n"
	"ffffffff81000000 T _stext\n"
	"ffffffff81000000 T _text\n"
	"ffffffff81000140 t level\n"
	"ffffffff81000a40 t level\n"
	"ffffffff82369140 D init_mm\n"
	"ffffffff8293aa80 T start_kernel\n"
	"ffffffffc0512000 t level\t[ext4]\n"
	"ffffffffc0513000 d init_mmx\t[ext4]\n"
	"ffffffffc0514000 t cleanup_module\t[ext4]\n"
	"ffffffffc0614000 t cleanup_module\t[jbd2]\n"
	"ffffffffc0700000 t bpf_prog_6deef7357e7b4530\t[bpf]\n";

#define WANT 13

static const struct {
	const char *name;
	u64 addr;
	u32 count;
} found[WANT] = {
	{ "init_mm", 0xffffffff82369140, 1 },
	{ "start_kernel", 0xffffffff8293aa80, 1 },
	/* The first of three, as the kernel itself would choose. */
	{ "level", 0xffffffff81000140, 3 },
	{ "ext4:level", 0xffffffffc0512000, 1 },
	{ "jbd2:cleanup_module", 0xffffffffc0614000, 1 },
	{ "cleanup_module", 0xffffffffc0514000, 2 },
	{ "bpf_prog_6deef7357e7b4530", 0xffffffffc0700000, 1 },
	/* Its address is 0. */
	{ "fixed_percpu_data", 0, 1 },
	{ "__per_cpu_end", 0x39000, 1 },
	/* Neither a prefix of a name nor a longer name, nor another module's. */
	{ "init_m", 0, 0 },
	{ "init_mm_", 0, 0 },
	{ "jbd2:level", 0, 0 },
	{ "ext4:init_mm", 0, 0 },
};

static struct mms_ksym want[WANT];
static struct mms_ksyms search;

static void begin(void)
{
	unsigned int i;

	for (i = 0; i < WANT; i++)
		mms_ksym_set(&want[i], found[i].name, strlen(found[i].name));
	sort(want, WANT, sizeof(*want), mms_ksym_cmp, NULL);
	mms_ksyms_init(&search, want, WANT);
}

static void expect_found(struct kunit *test, size_t piece)
{
	unsigned int i;

	KUNIT_EXPECT_EQ_MSG(test, search.missing, 4U, "in pieces of %zu", piece);
	KUNIT_EXPECT_TRUE(test, search.shown);
	for (i = 0; i < WANT; i++) {
		const struct mms_ksym *k = mms_ksyms_find(&search, found[i].name,
							  strlen(found[i].name));

		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, k);
		KUNIT_EXPECT_EQ_MSG(test, k->addr, found[i].addr, "%s in pieces of %zu",
				    found[i].name, piece);
		KUNIT_EXPECT_EQ_MSG(test, k->count, found[i].count, "%s in pieces of %zu",
				    found[i].name, piece);
	}
	KUNIT_EXPECT_TRUE(test, !mms_ksyms_find(&search, "_text", 5));
}

/* A read() ends anywhere in a line: in pieces of every length. */
static void names_found(struct kunit *test)
{
	const size_t len = sizeof(table) - 1;
	size_t piece, at;

	for (piece = 1; piece <= len; piece++) {
		begin();
		for (at = 0; at < len; at += piece)
			mms_ksyms_feed(&search, table + at, min(piece, len - at));
		expect_found(test, piece);
	}
}

/* kptr_restrict shows 0 for all of them, which is not their address. */
static void nothing_shown(struct kunit *test)
{
	static const char hidden[] =
		"0000000000000000 T _text\n"
		"0000000000000000 D init_mm\n"
		"00000000 t level\t[ext4]\n";

	begin();
	mms_ksyms_feed(&search, hidden, sizeof(hidden) - 1);
	KUNIT_EXPECT_FALSE(test, search.shown);
	mms_ksyms_feed(&search, "c0100000 T _text\n", 17);
	KUNIT_EXPECT_TRUE(test, search.shown);
}

/* Each has the name, but not in the kernel's format. */
static void lines_passed_over(struct kunit *test)
{
	static const char *const lines[] = {
		"", "init_mm", " D init_mm", "ffffffff81000000", "ffffffff81000000 D",
		"ffffffff81000000 D ", "ffffffff81000000D init_mm", "ffffffff81000000 Dinit_mm",
		"ffffffff81000000 DD init_mm", "g1000000 D init_mm", "-1000000 D init_mm",
		/* 17 digits are no address. */
		"1ffffffff81000000 D init_mm",
		"ffffffff81000000 D init_mm ", "ffffffff81000000 D init_mm\t",
		"ffffffff81000000 D init_mm\t[", "ffffffff81000000 D init_mm\t[]",
		"ffffffff81000000 D init_mm\t[ext4", "ffffffff81000000 D init_mm\text4]",
		"ffffffff81000000 D x\t[init_mm]", "ffffffff81000000 D init_mm\t[a]\t[b",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		begin();
		mms_ksyms_feed(&search, lines[i], strlen(lines[i]));
		mms_ksyms_feed(&search, "\n", 1);
		KUNIT_EXPECT_EQ_MSG(test, search.missing, (u32)WANT, "%s", lines[i]);
		/* And the next line is still read. */
		mms_ksyms_feed(&search, "c1000000 D init_mm\n", 19);
		KUNIT_EXPECT_EQ_MSG(test, search.missing, (u32)WANT - 1, "behind %s", lines[i]);
	}
}

/* Of any length: nothing is written past the room for a line. */
static void long_lines(struct kunit *test)
{
	static const char tail[] = "D init_mm\nc1000000 D init_mm\n";
	size_t len, i;

	for (len = MMS_KSYM_LINE - 40; len < 3 * MMS_KSYM_LINE; len++) {
		begin();
		for (i = 0; i < len; i++)
			mms_ksyms_feed(&search, i ? "x" : "1", 1);
		mms_ksyms_feed(&search, tail, sizeof(tail) - 1);
		KUNIT_EXPECT_EQ_MSG(test, search.missing, (u32)WANT - 1, "%zu", len);
		KUNIT_EXPECT_EQ_MSG(test, mms_ksyms_find(&search, "init_mm", 7)->addr,
				    0xc1000000ULL, "%zu", len);
	}
	/* Up to the longest. */
	for (len = 1; len <= MMS_KSYM_LINE; len++) {
		begin();
		mms_ksyms_feed(&search, "c1000000 D ", 11);
		for (i = 11; i < len; i++)
			mms_ksyms_feed(&search, "n", 1);
		KUNIT_EXPECT_FALSE_MSG(test, search.skip, "%zu", len);
	}
	mms_ksyms_feed(&search, "n", 1);
	KUNIT_EXPECT_TRUE(test, search.skip);
}

static void nothing_wanted(struct kunit *test)
{
	mms_ksyms_init(&search, want, 0);
	mms_ksyms_feed(&search, table, sizeof(table) - 1);
	KUNIT_EXPECT_EQ(test, search.missing, 0U);
	KUNIT_EXPECT_TRUE(test, search.shown);
	KUNIT_EXPECT_TRUE(test, !mms_ksyms_find(&search, "init_mm", 7));
}

/* Asked for twice in a batch: both have it. */
static void asked_twice(struct kunit *test)
{
	struct mms_ksym twice[2];

	mms_ksym_set(&twice[0], "init_mm", 7);
	mms_ksym_set(&twice[1], "init_mm", 7);
	mms_ksyms_init(&search, twice, 2);
	mms_ksyms_feed(&search, table, sizeof(table) - 1);
	KUNIT_EXPECT_EQ(test, search.missing, 0U);
	KUNIT_EXPECT_EQ(test, twice[0].addr, 0xffffffff82369140ULL);
	KUNIT_EXPECT_EQ(test, twice[1].addr, 0xffffffff82369140ULL);
	KUNIT_EXPECT_EQ(test, twice[1].count, 1U);
}

static struct kunit_case kallsyms_cases[] = {
	KUNIT_CASE(names_found),
	KUNIT_CASE(nothing_shown),
	KUNIT_CASE(lines_passed_over),
	KUNIT_CASE(long_lines),
	KUNIT_CASE(nothing_wanted),
	KUNIT_CASE(asked_twice),
	{}
};

struct kunit_suite mmscope_core_kallsyms_suite = {
	.name = "mmscope_core_kallsyms",
	.test_cases = kallsyms_cases,
};
