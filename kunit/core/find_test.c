// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_core_find: how many keys of a sorted array are at most a value. Every expected
 * number was counted by hand. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <mmscope/core/find.h>

#include "../suites.h"

/* The key is neither the first nor the only member. */
struct thing {
	u32 other;
	u64 key;
	char name[3];
};

static const struct thing things[] = {
	{ 9, 10, "a" }, { 8, 20, "b" }, { 7, 20, "c" }, { 6, 30, "d" },
	{ 5, 1ULL << 40, "e" }, { 4, ~0ULL, "f" },
};

static void find_counts(struct kunit *test)
{
	static const struct {
		u64 value;
		u32 n;
		u32 count;
	} cases[] = {
		{ 0, 6, 0 }, { 9, 6, 0 }, { 10, 6, 1 }, { 11, 6, 1 }, { 19, 6, 1 },
		/* Equal keys all count. */
		{ 20, 6, 3 }, { 21, 6, 3 }, { 29, 6, 3 }, { 30, 6, 4 },
		/* The upper half of the key is not lost. */
		{ U32_MAX, 6, 4 }, { (1ULL << 40) - 1, 6, 4 }, { 1ULL << 40, 6, 5 },
		{ ~0ULL - 1, 6, 5 }, { ~0ULL, 6, 6 },
		/* Parts of it, down to none. */
		{ 20, 2, 2 }, { 20, 1, 1 }, { 9, 1, 0 }, { ~0ULL, 5, 5 }, { ~0ULL, 0, 0 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ_MSG(test,
				    MMS_COUNT_UPTO(things, cases[i].n, key, cases[i].value),
				    cases[i].count, "%llu of %u", cases[i].value, cases[i].n);
}

/* Arrays of odd numbers of every length up to 40, searched for every number around them. */
static void find_every_length(struct kunit *test)
{
	u64 odd[40];
	u32 n, i;

	for (i = 0; i < ARRAY_SIZE(odd); i++)
		odd[i] = 2 * i + 1;
	for (n = 0; n <= ARRAY_SIZE(odd); n++)
		for (i = 0; i <= 2 * n + 1; i++)
			KUNIT_EXPECT_EQ_MSG(test, mms_count_upto(odd, sizeof(*odd), n, i),
					    min((i + 1) / 2, n), "%u of %u", i, n);
}

static struct kunit_case find_cases[] = {
	KUNIT_CASE(find_counts),
	KUNIT_CASE(find_every_length),
	{}
};

struct kunit_suite mmscope_core_find_suite = {
	.name = "mmscope_core_find",
	.test_cases = find_cases,
};
