// SPDX-License-Identifier: GPL-2.0-only
/*
 * PG_slab was a page flag until 6.9. In 6.10 and 6.11 the same name is a page
 * type (46df8e73a4a3), a mask and no bit's number; in 6.12 it is PGTY_slab.
 */
#include <linux/build_bug.h>
#include <linux/mm.h>
#include <linux/mmzone.h>

int mms_probe(void);
int mms_probe(void)
{
	return PG_slab;
}

static_assert((int)PG_slab < (int)__NR_PAGEFLAGS);
