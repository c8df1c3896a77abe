// SPDX-License-Identifier: GPL-2.0-only
/* WMARK_PROMO, the watermark of NUMA promotion, came with 5.18. */
#include <linux/mm.h>
#include <linux/mmzone.h>

unsigned long mms_probe(struct zone *z);
unsigned long mms_probe(struct zone *z)
{
	return z->_watermark[WMARK_PROMO];
}
