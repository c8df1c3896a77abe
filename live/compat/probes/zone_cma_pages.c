// SPDX-License-Identifier: GPL-2.0-only
/* How many of a zone's pages are CMA's, since 5.12. */
#include <linux/mm.h>
#include <linux/mmzone.h>

unsigned long mms_probe(struct zone *z);
unsigned long mms_probe(struct zone *z)
{
	return zone_cma_pages(z);
}
