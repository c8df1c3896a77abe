// SPDX-License-Identifier: GPL-2.0-only
/* PG_double_map went in 6.3, and with it the odd way to count a huge page's mappings. */
#include <linux/mm.h>

int mms_probe(void);
int mms_probe(void)
{
	return PG_double_map;
}
