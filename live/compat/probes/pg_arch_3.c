// SPDX-License-Identifier: GPL-2.0-only
/* PG_arch_3 exists where an architecture needs it. */
#include <linux/mm.h>
#include <linux/mmzone.h>

int mms_probe(void);
int mms_probe(void)
{
	return PG_arch_3;
}
