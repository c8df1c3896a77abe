// SPDX-License-Identifier: GPL-2.0-only
/*
 * vmalloc_huge() came in 5.18 (559089e0a93d, "vmalloc: replace VM_NO_HUGE_VMAP
 * with VM_ALLOW_HUGE_VMAP").
 */
#include <linux/vmalloc.h>

void *mms_probe(unsigned long size);
void *mms_probe(unsigned long size)
{
	return vmalloc_huge(size, GFP_KERNEL);
}
