/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which runs of a dump are wanted. Pure; no locks.
 */
#ifndef MMSCOPE_PT_FILTER_H
#define MMSCOPE_PT_FILTER_H

#include <linux/types.h>
#include <mmscope/pt/walk.h>

/**
 * struct mms_filter - what is wanted of a dump
 * @perm_set: what a run must allow, enum mms_perm bits
 * @perm_clear: what it must not allow
 * @cache: its memory type, as mms_run.cache spells it; NULL for any
 * @phys_first: first byte of the physical memory it must map some of
 * @phys_last: last byte of that, inclusive; ~0 for all
 * @min_size: the least bytes a run, merged with its neighbours, must have
 *
 * All zeros but @phys_last takes everything.
 */
struct mms_filter {
	u8 perm_set;
	u8 perm_clear;
	const char *cache;
	u64 phys_first;
	u64 phys_last;
	u64 min_size;
};

bool mms_filter_takes_all(const struct mms_filter *f);
bool mms_filter_takes(const struct mms_filter *f, const struct mms_geometry *g,
		      struct mms_run *run);
bool mms_filter_large(const struct mms_filter *f, const struct mms_run *run);

#endif /* MMSCOPE_PT_FILTER_H */
