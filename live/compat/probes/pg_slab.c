// SPDX-License-Identifier: GPL-2.0-only
/* PG_slab was a page flag until 6.10, then became a page type. */
#include <linux/mm.h>
#include <linux/mmzone.h>

int mms_probe(void);
int mms_probe(void)
{
	return PG_slab;
}
