/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names that the kernel keeps to itself: see live/buddy/zone_names.c.
 */
#ifndef MMSCOPE_BUDDY_ZONE_NAMES_H
#define MMSCOPE_BUDDY_ZONE_NAMES_H

#include <linux/mmzone.h>

/** mms_migratetype_names - by enum migratetype; NULL where this project knows none */
extern const char *const mms_migratetype_names[MIGRATE_TYPES];

/** mms_zone_stat_names - by enum zone_stat_item, as /proc/vmstat has them; likewise */
extern const char *const mms_zone_stat_names[NR_VM_ZONE_STAT_ITEMS];

#endif /* MMSCOPE_BUDDY_ZONE_NAMES_H */
