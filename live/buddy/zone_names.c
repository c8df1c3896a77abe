// SPDX-License-Identifier: GPL-2.0-only
/*
 * The names of this kernel's migratetypes and of the counters of its zones.
 */
#include <linux/mmzone.h>
#include "../compat/mm.h"
#include "zone_names.h"

/* migratetype_names[] is not exported. */
const char *const mms_migratetype_names[MIGRATE_TYPES] = {
	[MIGRATE_UNMOVABLE] = "Unmovable",
	[MIGRATE_MOVABLE] = "Movable",
	[MIGRATE_RECLAIMABLE] = "Reclaimable",
	[MIGRATE_HIGHATOMIC] = "HighAtomic",
#ifdef CONFIG_CMA
	[MIGRATE_CMA] = "CMA",
#endif
#ifdef CONFIG_MEMORY_ISOLATION
	[MIGRATE_ISOLATE] = "Isolate",
#endif
};

/* Nor is vmstat_text[]. */
const char *const mms_zone_stat_names[NR_VM_ZONE_STAT_ITEMS] = {
	[NR_FREE_PAGES] = "nr_free_pages",
#if MMS_HAVE_NR_FREE_PAGES_BLOCKS
	[NR_FREE_PAGES_BLOCKS] = "nr_free_pages_blocks",
#endif
	[NR_ZONE_INACTIVE_ANON] = "nr_zone_inactive_anon",
	[NR_ZONE_ACTIVE_ANON] = "nr_zone_active_anon",
	[NR_ZONE_INACTIVE_FILE] = "nr_zone_inactive_file",
	[NR_ZONE_ACTIVE_FILE] = "nr_zone_active_file",
	[NR_ZONE_UNEVICTABLE] = "nr_zone_unevictable",
	[NR_ZONE_WRITE_PENDING] = "nr_zone_write_pending",
	[NR_MLOCK] = "nr_mlock",
#if MMS_HAVE_ZONE_NR_PAGETABLE
	[NR_PAGETABLE] = "nr_page_table_pages",
#endif
#if MMS_HAVE_NR_BOUNCE
	[NR_BOUNCE] = "nr_bounce",
#endif
#if IS_ENABLED(CONFIG_ZSMALLOC)
	[NR_ZSPAGES] = "nr_zspages",
#endif
	[NR_FREE_CMA_PAGES] = "nr_free_cma",
#ifdef CONFIG_UNACCEPTED_MEMORY
	[NR_UNACCEPTED] = "nr_unaccepted",
#endif
};
