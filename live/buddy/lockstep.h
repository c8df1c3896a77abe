/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counting several lists of which the total is known, without walking the
 * longest: all are walked abreast, and when one is left its length is the rest.
 * So the cost is that of the second longest, which is usually short.
 */
#ifndef MMSCOPE_LIVE_BUDDY_ABREAST_H
#define MMSCOPE_LIVE_BUDDY_ABREAST_H

#include <linux/list.h>
#include <linux/types.h>

/** MMS_ABREAST - the most lists that can be walked abreast */
#define MMS_ABREAST 24

/**
 * struct mms_abreast - lists being counted
 * @nr: how many
 * @unfinished: how many of them have not been walked to their end
 * @head: the lists
 * @at: the entry reached; NULL when that list is done
 * @count: entries counted so far
 */
struct mms_abreast {
	unsigned int nr;
	unsigned int unfinished;
	const struct list_head *head[MMS_ABREAST];
	const struct list_head *at[MMS_ABREAST];
	u64 count[MMS_ABREAST];
};

void mms_abreast_add(struct mms_abreast *w, const struct list_head *list);
void mms_abreast_walk(struct mms_abreast *w, unsigned int leave, unsigned int steps);
int mms_abreast_last(const struct mms_abreast *w);

#endif /* MMSCOPE_LIVE_BUDDY_ABREAST_H */
