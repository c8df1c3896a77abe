// SPDX-License-Identifier: GPL-2.0-only
/*
 * mms_device - memory of a device that does not exist: struct pages and a mapping in the
 * direct map for physical addresses far above RAM, as for persistent memory or
 * peer-to-peer DMA (ZONE_DEVICE). Nothing is there, so it must not be accessed. Tests
 * only; takes no locks.
 */
#include <linux/err.h>
#include <linux/memremap.h>
#include <linux/mm.h>
#include <linux/module.h>

static ulong phys = 1UL << 36;
module_param(phys, ulong, 0400);
MODULE_PARM_DESC(phys, "physical address of its first byte");

static ulong size = 1UL << 28;
module_param(size, ulong, 0400);
MODULE_PARM_DESC(size, "bytes");

static struct dev_pagemap map = { .type = MEMORY_DEVICE_GENERIC, .nr_range = 1 };

static int __init mms_device_init(void)
{
	void *at;

	map.range.start = phys;
	map.range.end = phys + size - 1;
	at = memremap_pages(&map, NUMA_NO_NODE);
	return PTR_ERR_OR_ZERO(at);
}

static void __exit mms_device_exit(void)
{
	memunmap_pages(&map);
}

module_init(mms_device_init);
module_exit(mms_device_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Memory of a device that there isn't");
