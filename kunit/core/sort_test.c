// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_core_sort: records in any order are sorted, none is lost, equal ones keep
 * their order; a step does no more than its budget; and input of a few sorted runs,
 * as areas read from trees are, costs a few steps a record. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/core/sort.h>

#include "../suites.h"

#define MOST 5000

/* Three words, so that a wrong size is noticed; @id is the original index. */
struct item {
	u32 key;
	u32 id;
	u32 not_id;
};

static u32 compared;

static int by_key(const void *pa, const void *pb)
{
	const struct item *a = pa, *b = pb;

	compared++;
	return a->key < b->key ? -1 : a->key > b->key;
}

struct room {
	struct item *base;
	struct item *scratch;
	bool seen[MOST];
};

static struct room *room(struct kunit *test)
{
	struct room *r = kunit_kzalloc(test, sizeof(*r), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, r);
	r->base = kunit_kzalloc(test, MOST * sizeof(*r->base), GFP_KERNEL);
	r->scratch = kunit_kzalloc(test, MOST * sizeof(*r->base), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, r->base);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, r->scratch);
	return r;
}

/* Patterns of keys; the numbers of ANSI C's rand() where it should look random. */
enum pattern { UP, DOWN, EQUAL, RUNS, RANDOM, FEW_KEYS, PATTERNS };

static void fill(struct room *r, u32 n, enum pattern pattern)
{
	u32 next = 1, i;

	memset(r->seen, 0, sizeof(r->seen));
	for (i = 0; i < n; i++) {
		next = next * 1103515245 + 12345;
		r->base[i].key = pattern == UP ? i :
				 pattern == DOWN ? n - i :
				 pattern == EQUAL ? 7 :
				 pattern == RUNS ? i % (n / 3 + 1) :
				 pattern == RANDOM ? next >> 8 : next >> 16 & 3;
		r->base[i].id = i;
		r->base[i].not_id = ~i;
	}
}

/* Sorts by steps of so many; how many steps that took. */
static u32 sorted(struct room *r, struct mms_sort *s, u32 n, u32 step)
{
	u32 calls = 1;

	mms_sort_begin(s, r->base, r->scratch, n, sizeof(*r->base), by_key);
	while (!mms_sort_step(s, step))
		calls++;
	return calls;
}

static void expect_sorted(struct kunit *test, struct room *r, const struct mms_sort *s, u32 n,
			  enum pattern pattern)
{
	const struct item *item = (struct item *)s->from;
	u32 wrong = 0, unstable = 0, lost = 0, i;

	for (i = 0; i < n; i++) {
		wrong += i && item[i - 1].key > item[i].key;
		unstable += i && item[i - 1].key == item[i].key && item[i - 1].id > item[i].id;
		if (item[i].id < n && item[i].not_id == ~item[i].id)
			r->seen[item[i].id] = true;
	}
	for (i = 0; i < n; i++)
		lost += !r->seen[i];
	KUNIT_EXPECT_EQ_MSG(test, wrong, 0U, "%u of pattern %d", n, pattern);
	KUNIT_EXPECT_EQ_MSG(test, unstable, 0U, "%u of pattern %d", n, pattern);
	KUNIT_EXPECT_EQ_MSG(test, lost, 0U, "%u of pattern %d", n, pattern);
}

static void sort_orders(struct kunit *test)
{
	static const u32 counts[] = { 0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 100, 1000, MOST };
	struct room *r = room(test);
	struct mms_sort s;
	u32 pattern, i;

	for (i = 0; i < ARRAY_SIZE(counts); i++) {
		for (pattern = 0; pattern < PATTERNS; pattern++) {
			fill(r, counts[i], pattern);
			sorted(r, &s, counts[i], 1 + counts[i] / 3);
			expect_sorted(test, r, &s, counts[i], pattern);
			KUNIT_EXPECT_TRUE(test, mms_sorted(s.from, counts[i],
							   sizeof(struct item), by_key));
		}
	}
}

/* Paused after every single step. */
static void sort_is_left_anywhere(struct kunit *test)
{
	struct room *r = room(test);
	struct mms_sort s;
	u32 pattern;

	for (pattern = 0; pattern < PATTERNS; pattern++) {
		fill(r, 100, pattern);
		sorted(r, &s, 100, 1);
		expect_sorted(test, r, &s, 100, pattern);
	}
}

/* A step compares at most once for each element it was given. */
static void sort_step_is_bounded(struct kunit *test)
{
	struct room *r = room(test);
	struct mms_sort s;
	bool done;

	fill(r, MOST, RANDOM);
	mms_sort_begin(&s, r->base, r->scratch, MOST, sizeof(*r->base), by_key);
	do {
		compared = 0;
		done = mms_sort_step(&s, 64);
		KUNIT_EXPECT_LE(test, compared, 64U);
	} while (!done);
}

/* Steps a record, by hand: n * (log2(runs) + 1) * 2, and something for the ends. */
static void sort_of_runs_is_cheap(struct kunit *test)
{
	struct room *r = room(test);
	struct mms_sort s;

	fill(r, MOST, UP);
	KUNIT_EXPECT_LE(test, sorted(r, &s, MOST, 1), MOST + 2U);
	KUNIT_EXPECT_PTR_EQ(test, (void *)s.from, (void *)r->base);
	fill(r, MOST, RUNS);	/* three */
	KUNIT_EXPECT_LE(test, sorted(r, &s, MOST, 1), 5U * MOST + 20);
	fill(r, MOST, RANDOM);	/* runs of two: 2^12 > 2,500 */
	KUNIT_EXPECT_LE(test, sorted(r, &s, MOST, 1), 2U * 13 * MOST + 2 * MOST);
}

static void sort_tells_what_is_sorted(struct kunit *test)
{
	struct item item[] = { { .key = 1 }, { .key = 1 }, { .key = 2 }, { .key = 0 } };

	KUNIT_EXPECT_TRUE(test, mms_sorted(item, 0, sizeof(*item), by_key));
	KUNIT_EXPECT_TRUE(test, mms_sorted(item, 3, sizeof(*item), by_key));
	KUNIT_EXPECT_FALSE(test, mms_sorted(item, 4, sizeof(*item), by_key));
	KUNIT_EXPECT_FALSE(test, mms_sorted(item + 2, 2, sizeof(*item), by_key));
}

static struct kunit_case sort_cases[] = {
	KUNIT_CASE(sort_orders),
	KUNIT_CASE(sort_is_left_anywhere),
	KUNIT_CASE(sort_step_is_bounded),
	KUNIT_CASE(sort_of_runs_is_cheap),
	KUNIT_CASE(sort_tells_what_is_sorted),
	{}
};

struct kunit_suite mmscope_core_sort_suite = {
	.name = "mmscope_core_sort",
	.test_cases = sort_cases,
};
