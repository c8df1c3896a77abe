/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Snapshots of vmap_areas made from a script of what is on the kernel's lists, for the
 * suites of lib/vmap/areas.c and lib/vmap/settle.c.
 */
#ifndef MMSCOPE_KUNIT_VMAP_CASE_H
#define MMSCOPE_KUNIT_VMAP_CASE_H

#include <kunit/test.h>
#include <mmscope/vmap/vmap.h>

#define FREE	0xff	/* in a script: a range of the free tree, not an area */
#define POOLED	MMS_VMAP_POOLED
#define BUSY	MMS_VMAP_BUSY
#define LAZY	MMS_VMAP_LAZY

#define ROOM	16

/* One entry of one of the kernel's lists. */
struct item {
	u8 state;
	u64 start;
	u64 end;
	u32 hold;
};

/* A snapshot as read, and settled. */
struct shot {
	struct mms_vmap_area area[ROOM];
	u32 count;
	struct mms_vmap_range free[ROOM];
	u32 nfree;
	struct mms_vmap_range hole[ROOM];
	u32 nholes;
	u32 conflicts;
	struct mms_vmap_tiling tiling;
};

struct shot *settled(struct kunit *test, const struct item *item);
struct shot *tiled(struct kunit *test, const struct item *item, u64 start, u64 end);

#endif /* MMSCOPE_KUNIT_VMAP_CASE_H */
