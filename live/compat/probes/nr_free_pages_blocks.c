// SPDX-License-Identifier: GPL-2.0-only
/* NR_FREE_PAGES_BLOCKS, free pages in whole page blocks, came with 6.16. */
#include <linux/mm.h>
#include <linux/mmzone.h>

int mms_probe(void);
int mms_probe(void)
{
	return NR_FREE_PAGES_BLOCKS;
}
