/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What page tables take and what they hold: tables by level, entries used, tables that
 * could go, and what is mapped by the size of the pages. Counts what a range walk
 * (walk.h) meets. Pure; takes no locks, any context.
 */
#ifndef MMSCOPE_PT_TABLES_H
#define MMSCOPE_PT_TABLES_H

#include <linux/types.h>
#include <mmscope/pt/walk.h>

/** MMS_TABLES_SHIFTS - sizes of pages told apart, by their log2 */
#define MMS_TABLES_SHIFTS 64

/**
 * struct mms_tables_sum - what a space's page tables add up to
 * @tables: tables by level of their entries, each counted once
 * @again: by level, how many more entries refer to a table that is counted already
 * @pages: by level, pages these tables lie in; of the root, see mms_tables_bytes()
 * @used: by level, entries of these tables that are not empty
 * @empty: by level, tables of which no entry is used; not the root
 * @mapped: bytes mapped, by log2 of the page's size; of neighbours that map one block
 *	together, that block's
 * @zero: of these, the bytes mapped to a page that is all zeroes
 * @no_access: bytes whose page is there, but may not be accessed (prot_none, numa_hint)
 * @swapped: bytes on swap devices
 * @other: entries that hold no page and are not empty: being moved, markers, ...
 * @unread: tables that could not be read
 */
struct mms_tables_sum {
	u64 tables[MMS_PT_LEVELS];
	u64 again[MMS_PT_LEVELS];
	u64 pages[MMS_PT_LEVELS];
	u64 used[MMS_PT_LEVELS];
	u64 empty[MMS_PT_LEVELS];
	u64 mapped[MMS_TABLES_SHIFTS];
	u64 zero;
	u64 no_access;
	u64 swapped;
	u64 other;
	u64 unread;
};

/**
 * struct mms_tables_share - what of one mapping (VMA) the tables hold
 * @start: its first byte
 * @end: the first byte past it
 * @mapped: bytes mapped
 * @huge: of these, by entries above the last level
 * @blocks: of these, by entries of the last level that map a larger block together
 * @zero: of these, to a page that is all zeroes
 * @no_access: bytes whose page is there, but may not be accessed
 * @swapped: bytes on swap devices
 */
struct mms_tables_share {
	u64 start;
	u64 end;
	u64 mapped;
	u64 huge;
	u64 blocks;
	u64 zero;
	u64 no_access;
	u64 swapped;
};

/**
 * struct mms_tables_at - the table of a level that a walk is in
 * @base: first address it spans
 * @page: the page it lies in; stays when the table is left
 * @used: entries used in it so far
 * @open: there is one
 * @again: it was counted before, where it was met first
 * @alone: it is the first in its page
 */
struct mms_tables_at {
	u64 base;
	u64 page;
	u64 used;
	bool open;
	bool again;
	bool alone;
};

/**
 * struct mms_tables - counts the tables of one space
 * @w: the walk, started by its owner before mms_tables_begin()
 * @once: pass over what lies below a table that was met before: in the kernel's half a
 *	few tables are mapped thousands of times
 * @zero: by level, the physical address of a page that is all zeroes, 0 for none
 * @at: the tables the walk is in
 * @seen: tables met
 * @share: mappings to share out what is found among, by address; NULL for none
 * @shares: how many there are
 * @share_at: the first that the walk is not past
 * @sum: the result, after mms_tables_end()
 *
 * In a process only its mappings are walked (live/pt/user.c), so that a table may be
 * entered once for each of them, and again after each chunk: it is the same table while
 * it spans the same addresses. Large (about 28 KiB): allocate it.
 */
struct mms_tables {
	struct mms_range w;
	bool once;
	u64 zero[MMS_PT_LEVELS];
	struct mms_tables_at at[MMS_PT_LEVELS];
	struct mms_seen seen;
	struct mms_tables_share *share;
	u32 shares;
	u32 share_at;
	struct mms_tables_sum sum;
};

void mms_tables_begin(struct mms_tables *t);
void mms_tables_end(struct mms_tables *t);
u64 mms_tables_bytes(const struct mms_geometry *g, const struct mms_tables_sum *sum,
		     unsigned int level);
u64 mms_tables_all_bytes(const struct mms_geometry *g, const struct mms_tables_sum *sum);
u64 mms_tables_mapped(const struct mms_tables_sum *sum);
void mms_tables_add(struct mms_tables_sum *to, const struct mms_tables_sum *from);

#endif /* MMSCOPE_PT_TABLES_H */
