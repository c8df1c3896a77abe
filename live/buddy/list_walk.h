/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counting several lists whose total is known, without walking the longest: all are
 * walked in lockstep, and when one is left its length is the remainder. So the cost is
 * that of the second longest, which is usually short.
 */
#ifndef MMSCOPE_LIVE_BUDDY_LIST_WALK_H
#define MMSCOPE_LIVE_BUDDY_LIST_WALK_H

#include <linux/list.h>
#include <linux/types.h>

/** MMS_LIST_WALK - the most lists that can be walked in lockstep */
#define MMS_LIST_WALK 24

/**
 * struct mms_list_walk - lists being counted
 * @nr: how many
 * @unfinished: how many of them have not been walked to their end
 * @head: the lists
 * @at: the entry reached; NULL when that list is done
 * @count: entries counted so far
 */
struct mms_list_walk {
	unsigned int nr;
	unsigned int unfinished;
	const struct list_head *head[MMS_LIST_WALK];
	const struct list_head *at[MMS_LIST_WALK];
	u64 count[MMS_LIST_WALK];
};

void mms_list_walk_add(struct mms_list_walk *w, const struct list_head *list);
void mms_list_walk_run(struct mms_list_walk *w, unsigned int leave, unsigned int steps);
int mms_list_walk_last(const struct mms_list_walk *w);

#endif /* MMSCOPE_LIVE_BUDDY_LIST_WALK_H */
