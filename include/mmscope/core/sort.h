/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A merge sort that can pause and resume: the kernel's sort() of some hundred
 * thousand records keeps a CPU for as long as it takes. What is sorted here was read
 * from trees, one after the other, so it is mostly in order already: sorted runs are
 * found and merged. Pure: no locks, any context.
 */
#ifndef MMSCOPE_CORE_SORT_H
#define MMSCOPE_CORE_SORT_H

#include <linux/types.h>

typedef int (*mms_cmp)(const void *a, const void *b);

/**
 * struct mms_sort - the state of a sort
 * @from: the elements; when mms_sort_step() returns true, in order
 * @to: where they are merged into next; @from and it change places
 * @cmp: compares two elements
 * @count: elements
 * @size: bytes of one
 * @at: where the two runs being merged begin
 * @mid: where the second begins
 * @end: where it ends
 * @left: the next element of the first
 * @right: the next element of the second
 * @out: where the next merged element goes
 * @merging: both runs are known
 */
struct mms_sort {
	char *from;
	char *to;
	mms_cmp cmp;
	u32 count;
	u32 size;
	u32 at;
	u32 mid;
	u32 end;
	u32 left;
	u32 right;
	u32 out;
	bool merging;
};

void mms_sort_begin(struct mms_sort *s, void *base, void *scratch, u32 count, u32 size,
		    mms_cmp cmp);
bool mms_sort_step(struct mms_sort *s, u32 steps);
bool mms_sorted(const void *base, u32 count, u32 size, mms_cmp cmp);

#endif /* MMSCOPE_CORE_SORT_H */
