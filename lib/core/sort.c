// SPDX-License-Identifier: GPL-2.0-only
/*
 * A natural merge sort that can pause after any element: see
 * include/mmscope/core/sort.h. It is stable: equal elements keep their order. Pure;
 * takes no locks.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/core/sort.h>

static const void *element(const struct mms_sort *s, u32 index)
{
	return s->from + (size_t)index * s->size;
}

static bool in_run(const struct mms_sort *s, u32 index)
{
	return index < s->count && s->cmp(element(s, index - 1), element(s, index)) <= 0;
}

/**
 * mms_sort_begin() - begin to sort
 * @s: filled in
 * @base: the elements
 * @scratch: room for as many; which of the two holds the result is in @s
 * @count: how many
 * @size: bytes of one
 * @cmp: compares two: below 0, 0, above 0
 */
void mms_sort_begin(struct mms_sort *s, void *base, void *scratch, u32 count, u32 size,
		    mms_cmp cmp)
{
	memset(s, 0, sizeof(*s));
	s->from = base;
	s->to = scratch;
	s->count = count;
	s->size = size;
	s->cmp = cmp;
}

static void begin_merge(struct mms_sort *s)
{
	s->left = s->at;
	s->right = s->mid;
	s->out = s->at;
	s->merging = true;
}

/* Extends a run by one element; the second run ends where the third begins. */
static void find_runs(struct mms_sort *s)
{
	if (s->mid == s->at) {
		s->mid++;
		s->end = 0;
	} else if (!s->end && in_run(s, s->mid)) {
		s->mid++;
	} else if (s->mid == s->count) {
		s->end = s->mid;
		begin_merge(s);
	} else if (!s->end) {
		s->end = s->mid + 1;
	} else if (in_run(s, s->end)) {
		s->end++;
	} else {
		begin_merge(s);
	}
}

/* The next two runs; after the last, the next pass. */
static void next_pair(struct mms_sort *s)
{
	s->merging = false;
	s->at = s->end;
	if (s->at == s->count) {
		swap(s->from, s->to);
		s->at = 0;
	}
	s->mid = s->at;
}

static void merge_one(struct mms_sort *s)
{
	bool left = s->left < s->mid &&
		    (s->right == s->end ||
		     s->cmp(element(s, s->left), element(s, s->right)) <= 0);

	memcpy(s->to + (size_t)s->out++ * s->size,
	       element(s, left ? s->left++ : s->right++), s->size);
	if (s->out == s->end)
		next_pair(s);
}

/**
 * mms_sort_step() - continue a sort
 * @s: the sort
 * @steps: elements looked at or moved before it returns
 *
 * Return: true when all are in order, in @s->from.
 */
bool mms_sort_step(struct mms_sort *s, u32 steps)
{
	if (s->count < 2)
		return true;
	for (; steps; steps--) {
		if (s->merging)
			merge_one(s);
		else
			find_runs(s);
		/* A single run is left: sorted. */
		if (!s->at && s->mid == s->count)
			return true;
	}
	return false;
}

/**
 * mms_sorted() - is an array in order already?
 * @base: the elements
 * @count: how many
 * @size: bytes of one
 * @cmp: compares two
 *
 * Return: true when they are in order.
 */
bool mms_sorted(const void *base, u32 count, u32 size, mms_cmp cmp)
{
	const char *at = base;
	u32 i;

	for (i = 1; i < count; i++, at += size)
		if (cmp(at, at + size) > 0)
			return false;
	return true;
}
