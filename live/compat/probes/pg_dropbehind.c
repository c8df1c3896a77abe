// SPDX-License-Identifier: GPL-2.0-only
/* PG_dropbehind came with 6.14. */
#include <linux/mm.h>
#include <linux/mmzone.h>

int mms_probe(void);
int mms_probe(void)
{
	return PG_dropbehind;
}
