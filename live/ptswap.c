// SPDX-License-Identifier: GPL-2.0-only
/*
 * The entries that are no page but say where one is: which of their types are no
 * swap devices depends on the kernel's configuration and release
 * (include/linux/swap.h). Takes no locks.
 */
#include <linux/mm.h>
#include <linux/swap.h>
#include <linux/swapops.h>
#include "ptread.h"

#ifdef CONFIG_SWAP
/* The types beyond the swap devices, by this kernel's configuration. */
static const struct mms_swap_kind swap_kinds[] = {
#ifdef CONFIG_MEMORY_FAILURE
	{ SWP_HWPOISON, "hwpoison", true },
#endif
#ifdef CONFIG_MIGRATION
	{ SWP_MIGRATION_READ, "migration_read", true },
	{ SWP_MIGRATION_WRITE, "migration_write", true },
#ifdef SWP_MIGRATION_READ_EXCLUSIVE	/* since 5.19 */
	{ SWP_MIGRATION_READ_EXCLUSIVE, "migration_read_exclusive", true },
#endif
#endif
#ifdef CONFIG_DEVICE_PRIVATE
	{ SWP_DEVICE_READ, "device_read", true },
	{ SWP_DEVICE_WRITE, "device_write", true },
#ifdef SWP_DEVICE_EXCLUSIVE		/* since 6.15 */
	{ SWP_DEVICE_EXCLUSIVE, "device_exclusive", true },
#elif defined(SWP_DEVICE_EXCLUSIVE_READ)
	{ SWP_DEVICE_EXCLUSIVE_READ, "device_exclusive_read", true },
	{ SWP_DEVICE_EXCLUSIVE_WRITE, "device_exclusive_write", true },
#endif
#endif
#ifdef SWP_PTE_MARKER			/* since 5.19 */
	{ SWP_PTE_MARKER, "pte_marker", false },
#endif
	{}
};
#endif

/**
 * mms_swap_kinds() - tell a geometry this kernel's types of swap entries
 * @g: the geometry
 */
void mms_swap_kinds(struct mms_geometry *g)
{
#ifdef CONFIG_SWAP
	g->swap_kinds = swap_kinds;
#ifdef SWP_PFN_BITS			/* since 6.1 */
	g->pfn_bits = SWP_PFN_BITS;
#else
	g->pfn_bits = SWP_TYPE_SHIFT;
#endif
#endif
}
