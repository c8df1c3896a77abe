// SPDX-License-Identifier: GPL-2.0-only
/* struct vmap_area.purge_list went in 5.11 (96e2db456135, "mm/vmalloc: rework the drain logic"). */
#include <linux/vmalloc.h>

struct llist_node *mms_probe(struct vmap_area *va);
struct llist_node *mms_probe(struct vmap_area *va)
{
	return &va->purge_list;
}
