// SPDX-License-Identifier: GPL-2.0-only
/* PG_mappedtodisk gave its bit to PG_owner_2 in 6.12. */
#include <linux/mm.h>
#include <linux/mmzone.h>

int mms_probe(void);
int mms_probe(void)
{
	return PG_owner_2;
}
