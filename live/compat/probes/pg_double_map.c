// SPDX-License-Identifier: GPL-2.0-only
/* PG_double_map, which changed how a huge page's mappings are counted, went in 6.3. */
#include <linux/mm.h>

int mms_probe(void);
int mms_probe(void)
{
	return PG_double_map;
}
