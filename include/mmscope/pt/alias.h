/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The way back: which addresses map given memory. A walk of a range notes each run that
 * maps a part of a set of physical ranges. Pure; no locks of its own.
 */
#ifndef MMSCOPE_PT_ALIAS_H
#define MMSCOPE_PT_ALIAS_H

#include <linux/types.h>
#include <mmscope/pt/walk.h>

/**
 * struct mms_phys_range - a stretch of physical memory
 * @phys: first byte
 * @last: last byte, inclusive
 * @va: an address that maps its first byte, the following ones mapping the rest; 0
 *	where none is known
 */
struct mms_phys_range {
	u64 phys;
	u64 last;
	u64 va;
};

/**
 * struct mms_phys_set - stretches of physical memory
 * @range: the stretches; for lookups ascending and disjoint (mms_phys_set_settle())
 * @n: how many
 * @max: room for how many
 */
struct mms_phys_set {
	struct mms_phys_range *range;
	u32 n;
	u32 max;
};

bool mms_phys_set_add(struct mms_phys_set *set, const struct mms_run *run);
int mms_phys_range_cmp(const void *a, const void *b);
void mms_phys_set_settle(struct mms_phys_set *set);

/**
 * struct mms_alias - addresses that map a part of a set
 * @run: what maps it, cut to the part; of kind MMS_PT_TABLE for a table that was met
 *	before and maps some of the set, which is not shown again
 * @of: an address of the set's that maps the same (mms_phys_range.va), 0 for none
 */
struct mms_alias {
	struct mms_run run;
	u64 of;
};

/**
 * struct mms_alias_walk - the search for what maps a set
 * @set: the set, settled
 * @perm: only what allows all of these is looked for, enum mms_perm bits
 * @found: the aliases, ascending by address; the caller's
 * @max: room for how many
 * @n: how many there are
 * @more: how many more were found
 * @rest: the address of the first of those
 * @runs: leaf runs examined
 * @unread: tables that could not be read: what they map is not found
 * @again: how often a table was met again, with the same permissions
 * @seen: tables met
 * @holders: tables that map a part of the set
 * @w: the walk; set up by the caller (mms_range_init()) before mms_alias_start()
 *
 * Large (about 27 KiB): allocate it.
 */
struct mms_alias_walk {
	const struct mms_phys_set *set;
	u8 perm;
	struct mms_alias *found;
	u32 max;
	u32 n;
	u64 more;
	u64 rest;
	u64 runs;
	u64 unread;
	u64 again;
	struct mms_seen seen;
	struct mms_holders holders;
	struct mms_range w;
};

void mms_alias_start(struct mms_alias_walk *a, const struct mms_phys_set *set, u8 perm,
		     struct mms_alias *found, u32 max);

#endif /* MMSCOPE_PT_ALIAS_H */
