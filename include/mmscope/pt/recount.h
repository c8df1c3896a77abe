/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counting what page tables map entry by entry, for selfchecks: independent of
 * struct mms_summer, and finite even where a few tables are mapped millions of
 * times. Pure; no locks of its own.
 */
#ifndef MMSCOPE_PT_RECOUNT_H
#define MMSCOPE_PT_RECOUNT_H

#include <linux/types.h>
#include <mmscope/pt/walk.h>
#include <mmscope/vas/region.h>

/**
 * struct mms_recount_table - a table, and the sum of what it maps
 * @phys: the table, 0 for none
 * @start: first address it spans
 * @perm: permissions inherited on the way to it
 * @whole: it was walked from its start on, all it spans lies in the range, and all
 *	it leads to could be read
 * @sum: what it maps, as far as it was walked
 */
struct mms_recount_table {
	u64 phys;
	u64 start;
	u8 perm;
	bool whole;
	struct mms_mapped sum;
};

/**
 * struct mms_recount - a walk that counts entry by entry
 * @v: where to account it, or NULL
 * @unread: tables that could not be read
 * @repeats: how often a table was met again, and not read again
 * @open: the tables being walked, by the level of their entries; of open[0] only
 *	@sum counts
 * @known: the table of each level that was walked to its end last
 * @w: the walk; set up by its owner before mms_recount_start()
 *
 * Tables that are shared come one after the other, in neighbouring entries: so
 * the last of each level is all there is to remember. It is remembered from one
 * hold of the locks to the next, like everything else such a walk has counted.
 * Large (about 24 KiB): allocate it.
 */
struct mms_recount {
	struct mms_vas *v;
	u64 unread;
	u64 repeats;
	struct mms_recount_table open[MMS_PT_LEVELS];
	struct mms_recount_table known[MMS_PT_LEVELS];
	struct mms_range w;
};

void mms_recount_start(struct mms_recount *a, struct mms_vas *v);
const struct mms_mapped *mms_recount_total(struct mms_recount *a);

#endif /* MMSCOPE_PT_RECOUNT_H */
