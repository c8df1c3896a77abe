// SPDX-License-Identifier: GPL-2.0-only
/* NR_VMALLOC took the place of nr_vmalloc_pages between 6.12 and 7.2. */
#include <linux/mmzone.h>

int mms_probe(void);
int mms_probe(void)
{
	return NR_VMALLOC;
}
