// SPDX-License-Identifier: GPL-2.0-only
/* Per-CPU page lists keep orders above 0 since 5.14. */
#include <linux/mm.h>
#include <linux/mmzone.h>

int mms_probe(void);
int mms_probe(void)
{
	return NR_PCP_LISTS;
}
