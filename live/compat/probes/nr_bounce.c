// SPDX-License-Identifier: GPL-2.0-only
/* NR_BOUNCE went between 6.12 and 7.2. */
#include <linux/mm.h>
#include <linux/mmzone.h>

int mms_probe(void);
int mms_probe(void)
{
	return NR_BOUNCE;
}
