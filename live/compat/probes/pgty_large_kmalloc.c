// SPDX-License-Identifier: GPL-2.0-only
/* Large kmalloc pages have a type since 6.15. */
#include <linux/mm.h>
#include <linux/mmzone.h>

int mms_probe(void);
int mms_probe(void)
{
	return PGTY_large_kmalloc;
}
