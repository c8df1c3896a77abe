// SPDX-License-Identifier: GPL-2.0-only
/*
 * struct vmap_area.flags came in 6.3 (869176a09606, "mm/vmalloc.c: add flags to
 * mark vm_map_ram area").
 */
#include <linux/vmalloc.h>

unsigned long mms_probe(struct vmap_area *va);
unsigned long mms_probe(struct vmap_area *va)
{
	return va->flags;
}
