/* SPDX-License-Identifier: GPL-2.0-only */
/* For user space: one kind of memory is like the other. No locks. */
#ifndef HOST_LINUX_VMALLOC_H
#define HOST_LINUX_VMALLOC_H

#include <linux/kernel.h>

#define vzalloc(size)	calloc(1, size)
#define vfree(p)	free(p)

#endif /* HOST_LINUX_VMALLOC_H */
