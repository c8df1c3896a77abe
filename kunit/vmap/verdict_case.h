/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The space for the suites of vmap_inspect's verdicts: a sound snapshot, for a case
 * to corrupt.
 */
#ifndef MMSCOPE_KUNIT_VMAP_VERDICT_CASE_H
#define MMSCOPE_KUNIT_VMAP_VERDICT_CASE_H

#include <mmscope/vmap/snapshot.h>

#define PAGE	4096ULL
#define BASE	0xffffc90000000000ULL
#define SIZE	(64 * PAGE)

/**
 * struct verdict_space - one space as a snapshot shows it
 * @area: three areas: vmalloc()ed, freed, kept in a pool
 * @hole: the holes between and after them
 * @s: the snapshot of these
 */
struct verdict_space {
	struct mms_vmap_area area[3];
	struct mms_vmap_range hole[2];
	struct mms_vmap_snapshot s;
};

void verdict_space_fill(struct verdict_space *p);

#endif /* MMSCOPE_KUNIT_VMAP_VERDICT_CASE_H */
