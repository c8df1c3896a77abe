// SPDX-License-Identifier: GPL-2.0-only
/*
 * Swap entries: which of their types are no swap devices (migration, markers, …)
 * depends on the kernel's configuration and release (include/linux/swap.h). Takes no
 * locks.
 */
#include <linux/build_bug.h>
#include <linux/mm.h>
#include <linux/swap.h>
#include <linux/swapops.h>
#include <mmscope/pt/shared.h>
#include "read.h"

/* Bits of a PTE marker; which of them a kernel uses changed (5.19, 6.6, 6.13). */
#define MARK_UFFD_WP	BIT_ULL(0)
#define MARK_POISONED	BIT_ULL(1)
#define MARK_GUARD	BIT_ULL(2)

#ifdef PTE_MARKER_UFFD_WP
static_assert(PTE_MARKER_UFFD_WP == MARK_UFFD_WP);
#endif
#ifdef PTE_MARKER_POISONED
static_assert(PTE_MARKER_POISONED == MARK_POISONED);
#endif
#ifdef PTE_MARKER_GUARD
static_assert(PTE_MARKER_GUARD == MARK_GUARD);
#endif

#ifdef SWP_PTE_MARKER
static const struct mms_flag marks[] = {
	MMS_FLAG_BIT(MARK_UFFD_WP, "uffd_wp"),
	MMS_FLAG_BIT(MARK_POISONED, "poisoned"),
	MMS_FLAG_BIT(MARK_GUARD, "guard"),
	{}
};
#endif

/*
 * The types beyond those of swap devices, by this kernel's configuration; some exist
 * without CONFIG_SWAP as well.
 */
static const struct mms_swap_kind swap_kinds[] = {
#ifdef CONFIG_MEMORY_FAILURE
	{ SWP_HWPOISON, "hwpoison", true },
#endif
#ifdef CONFIG_MIGRATION
	{ SWP_MIGRATION_READ, "migration_read", true, "migration" },
	{ SWP_MIGRATION_WRITE, "migration_write", true, "migration" },
#ifdef SWP_MIGRATION_READ_EXCLUSIVE	/* since 5.19 */
	{ SWP_MIGRATION_READ_EXCLUSIVE, "migration_read_exclusive", true, "migration" },
#endif
#endif
#ifdef CONFIG_DEVICE_PRIVATE
	{ SWP_DEVICE_READ, "device_read", true, "device_private" },
	{ SWP_DEVICE_WRITE, "device_write", true, "device_private" },
#ifdef SWP_DEVICE_EXCLUSIVE		/* since 6.15 */
	{ SWP_DEVICE_EXCLUSIVE, "device_exclusive", true, "device_exclusive" },
#elif defined(SWP_DEVICE_EXCLUSIVE_READ)
	{ SWP_DEVICE_EXCLUSIVE_READ, "device_exclusive_read", true, "device_exclusive" },
	{ SWP_DEVICE_EXCLUSIVE_WRITE, "device_exclusive_write", true, "device_exclusive" },
#endif
#endif
#ifdef SWP_PTE_MARKER			/* since 5.19 */
	{ SWP_PTE_MARKER, "pte_marker", false, "marker", marks },
#endif
#ifdef SWP_SWAPIN_ERROR			/* 5.19 to 6.1; a marker since */
	{ SWP_SWAPIN_ERROR, "swapin_error", false },
#endif
	{}
};

/**
 * mms_swap_kinds() - fill in this kernel's types of swap entries
 * @g: the geometry
 */
void mms_swap_kinds(struct mms_geometry *g)
{
	g->swap_kinds = swap_kinds;
#ifdef SWP_PFN_BITS			/* since 6.1 */
	g->pfn_bits = SWP_PFN_BITS;
#else
	g->pfn_bits = SWP_TYPE_SHIFT;
#endif
}
