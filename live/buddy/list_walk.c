// SPDX-License-Identifier: GPL-2.0-only
/*
 * See live/buddy/list_walk.h. Takes no locks: the caller holds the lists' own.
 */
#include <linux/kernel.h>
#include "list_walk.h"

/**
 * mms_list_walk_add() - add a list to be counted
 * @w: the lists; zeroed before the first
 * @list: its head; not read yet
 */
void mms_list_walk_add(struct mms_list_walk *w, const struct list_head *list)
{
	w->head[w->nr] = list;
	w->at[w->nr] = list;
	w->nr++;
	w->unfinished++;
}

/* Entries of a list before the next list's turn. */
#define STRIDE 16

/* Advances STRIDE entries on every list not done; returns how many in all. */
static unsigned int step_all(struct mms_list_walk *w)
{
	unsigned int i, n, done = 0;

	for (i = 0; i < w->nr; i++) {
		const struct list_head *at = w->at[i], *head = w->head[i];

		if (!at)
			continue;
		for (n = 0; n < STRIDE; n++) {
			at = at->next;
			if (at == head)
				break;
		}
		w->count[i] += n;
		done += n + 1;
		w->at[i] = at;
		if (at != head)
			continue;
		w->at[i] = NULL;
		w->unfinished--;
	}
	return done;
}

/**
 * mms_list_walk_run() - count until @leave lists are left or @steps entries were seen
 * @w: the lists
 * @leave: lists to leave uncounted: 1 where the longest follows from the total,
 *	0 to count all entries
 * @steps: how many entries may be visited, roughly
 *
 * Context: any, with the lock held that keeps the lists from changing.
 */
void mms_list_walk_run(struct mms_list_walk *w, unsigned int leave, unsigned int steps)
{
	unsigned int done = 0;

	while (w->unfinished > leave && done < steps)
		done += step_all(w);
}

/**
 * mms_list_walk_last() - the one list whose length follows from the total
 * @w: the lists
 *
 * Return: its number; -1 when all are done, or more than one is not.
 */
int mms_list_walk_last(const struct mms_list_walk *w)
{
	unsigned int i;

	for (i = 0; w->unfinished == 1 && i < w->nr; i++)
		if (w->at[i])
			return i;
	return -1;
}
