// SPDX-License-Identifier: GPL-2.0-only
/* zone->nr_free_highatomic came with 6.13 and was backported to 6.12. */
#include <linux/mm.h>
#include <linux/mmzone.h>

unsigned long mms_probe(struct zone *z);
unsigned long mms_probe(struct zone *z)
{
	return z->nr_free_highatomic;
}
