// SPDX-License-Identifier: GPL-2.0-only
/* Page blocks got a bit of their own for isolation, and PB_migrate_skip a new name, in 6.17. */
#include <linux/mm.h>
#include <linux/mmzone.h>

int mms_probe(void);
int mms_probe(void)
{
	return PB_compact_skip + PAGEBLOCK_MIGRATETYPE_MASK + PAGEBLOCK_ISO_MASK;
}
