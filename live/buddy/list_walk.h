/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counting several lists whose total is known, without walking the longest: all are
 * walked in lockstep, and when one is left its length is the remainder. So the cost is
 * that of the second longest, which is usually short.
 */
#ifndef MMSCOPE_LIVE_BUDDY_LOCKSTEP_H
#define MMSCOPE_LIVE_BUDDY_LOCKSTEP_H

#include <linux/list.h>
#include <linux/types.h>

/** MMS_LOCKSTEP - the most lists that can be walked in lockstep */
#define MMS_LOCKSTEP 24

/**
 * struct mms_lockstep - lists being counted
 * @nr: how many
 * @unfinished: how many of them have not been walked to their end
 * @head: the lists
 * @at: the entry reached; NULL when that list is done
 * @count: entries counted so far
 */
struct mms_lockstep {
	unsigned int nr;
	unsigned int unfinished;
	const struct list_head *head[MMS_LOCKSTEP];
	const struct list_head *at[MMS_LOCKSTEP];
	u64 count[MMS_LOCKSTEP];
};

void mms_lockstep_add(struct mms_lockstep *w, const struct list_head *list);
void mms_lockstep_walk(struct mms_lockstep *w, unsigned int leave, unsigned int steps);
int mms_lockstep_last(const struct mms_lockstep *w);

#endif /* MMSCOPE_LIVE_BUDDY_LOCKSTEP_H */
