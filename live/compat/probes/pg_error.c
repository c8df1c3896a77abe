// SPDX-License-Identifier: GPL-2.0-only
/* PG_error was a page flag until 6.11. */
#include <linux/mm.h>
#include <linux/mmzone.h>

int mms_probe(void);
int mms_probe(void)
{
	return PG_error;
}
