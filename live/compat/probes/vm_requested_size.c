// SPDX-License-Identifier: GPL-2.0-only
/*
 * struct vm_struct.requested_size came in 6.15 (a0309faf1cb0, "mm: vmalloc:
 * support more granular vrealloc() sizing"); stable kernels have it too.
 */
#include <linux/vmalloc.h>

unsigned long mms_probe(struct vm_struct *vm);
unsigned long mms_probe(struct vm_struct *vm)
{
	return vm->requested_size;
}
