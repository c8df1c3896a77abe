// SPDX-License-Identifier: GPL-2.0-only
/* x86 counts splits of its direct map, since 5.13 (575299ea18a8). */
#include <linux/vm_event_item.h>

int mms_probe(void);
int mms_probe(void)
{
	return DIRECT_MAP_LEVEL2_SPLIT + DIRECT_MAP_LEVEL3_SPLIT;
}
