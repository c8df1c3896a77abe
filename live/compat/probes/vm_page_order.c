// SPDX-License-Identifier: GPL-2.0-only
/*
 * struct vm_struct.page_order came in 5.13 (121e6f3258fe, "mm/vmalloc: hugepage
 * vmalloc mappings"), on architectures with huge vmalloc.
 */
#include <linux/vmalloc.h>

unsigned int mms_probe(struct vm_struct *vm);
unsigned int mms_probe(struct vm_struct *vm)
{
	return vm->page_order;
}
