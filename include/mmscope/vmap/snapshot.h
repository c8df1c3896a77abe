/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a snapshot of the vmap_areas holds, as plain records. Pure; no locks, any context.
 * How one is taken is in mmscope/vmap/live.h.
 */
#ifndef MMSCOPE_VMAP_SNAPSHOT_H
#define MMSCOPE_VMAP_SNAPSHOT_H

#include <linux/types.h>
#include <mmscope/vmap/vmap.h>

/**
 * struct mms_vmap_counted - one of the kernel's counters around a snapshot
 * @known: this kernel has it
 * @before: its value before the lists it counts were read
 * @after: its value after that
 */
struct mms_vmap_counted {
	bool known;
	u64 before;
	u64 after;
};

/**
 * struct mms_vmap_snapshot - areas and holes, by value
 * @areas: areas in address order, without overlaps but @conflicts
 * @count: how many
 * @holes: free ranges of the free tree that are in none of @areas, in address order
 * @nholes: how many; with mms_vmap_lists_unavailable() they are what no area
 *	takes, and there are none in a snapshot of a part
 * @conflicts: areas that overlap another in a way no transition explains
 * @holds: how often vmap_purge_lock was taken: in one hold, nothing lazily freed was
 *	reused meanwhile; 0 where areas are found without the lists
 * @pools_cut: a pool kept changing and was read in part only
 * @lazy_pages: the kernel's count of lazily freed pages, guards included
 * @vmalloc_pages: the kernel's count of pages in vmalloc() areas
 * @pooled_areas: what the pools themselves say they hold
 * @unread: page tables that could not be read where areas were looked for in
 *	them (mms_vmap_lists_unavailable()): areas may be missing; else 0
 */
struct mms_vmap_snapshot {
	struct mms_vmap_area *areas;
	u32 count;
	struct mms_vmap_range *holes;
	u32 nholes;
	u32 conflicts;
	u32 holds;
	bool pools_cut;
	struct mms_vmap_counted lazy_pages;
	struct mms_vmap_counted vmalloc_pages;
	u64 pooled_areas;
	u64 unread;
};

#endif /* MMSCOPE_VMAP_SNAPSHOT_H */
