// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel itself knows of its direct map being split. Locks: those of
 * all_vm_events(), which keeps CPUs online while it sums up.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmstat.h>
#include <mmscope/pt/live.h>
#include "../compat/compat.h"

/**
 * mms_direct_map_by_pages() - is the direct map mapped by pages on purpose
 *
 * Return: why, static text; NULL when it is not.
 */
const char *mms_direct_map_by_pages(void)
{
	if (debug_pagealloc_enabled())
		return "debug_pagealloc takes each free page out of it";
	return NULL;
}

/**
 * mms_direct_map_splits() - how often the kernel split an entry since boot
 * @level2: out: entries of the level above pages
 * @level3: out: entries of the level above that
 * @why: out: why it is not known, static text, where it is not
 *
 * Context: process, may sleep.
 * Return: 0; -ENOENT where it is not known, -ENOMEM.
 */
int mms_direct_map_splits(u64 *level2, u64 *level3, const char **why)
{
#if MMS_HAVE_DIRECT_MAP_SPLITS && defined(CONFIG_VM_EVENT_COUNTERS)
	unsigned long *events = kcalloc(NR_VM_EVENT_ITEMS, sizeof(*events), GFP_KERNEL_ACCOUNT);

	if (!events)
		return -ENOMEM;
	all_vm_events(events);
	*level2 = events[DIRECT_MAP_LEVEL2_SPLIT];
	*level3 = events[DIRECT_MAP_LEVEL3_SPLIT];
	kfree(events);
	return 0;
#else
	*why = "this kernel does not count them";
	return -ENOENT;
#endif
}
