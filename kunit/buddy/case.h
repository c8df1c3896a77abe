/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel configuration of the allocator's suites: x86-64 with CMA and memory
 * isolation, 4 KiB pages, 2 MiB page blocks. Takes no locks.
 */
#ifndef MMSCOPE_KUNIT_BUDDY_CASE_H
#define MMSCOPE_KUNIT_BUDDY_CASE_H

#include <mmscope/buddy/buddy.h>

static const struct mms_buddy kernel = {
	.page_shift = 12,
	.nr_orders = 11,
	.block_order = 9,
	.nr_types = 6,
	.isolate = 5,
	.cma = 4,
	.reserve = 3,
	.type = { "Unmovable", "Movable", "Reclaimable", "HighAtomic", "CMA", "Isolate" },
};

#endif /* MMSCOPE_KUNIT_BUDDY_CASE_H */
