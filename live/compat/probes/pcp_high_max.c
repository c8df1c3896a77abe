// SPDX-License-Identifier: GPL-2.0-only
/* Per-CPU page lists size themselves between high_min and high_max since 6.7. */
#include <linux/mm.h>
#include <linux/mmzone.h>

int mms_probe(struct zone *z, struct per_cpu_pages *pcp);
int mms_probe(struct zone *z, struct per_cpu_pages *pcp)
{
	return pcp->high_min + pcp->high_max + z->pageset_high_max;
}
