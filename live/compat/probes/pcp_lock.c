// SPDX-License-Identifier: GPL-2.0-only
/* Per-CPU page lists got a lock of their own in 6.0; before, only their CPU may look. */
#include <linux/mm.h>
#include <linux/mmzone.h>

spinlock_t *mms_probe(struct per_cpu_pages *pcp);
spinlock_t *mms_probe(struct per_cpu_pages *pcp)
{
	return &pcp->lock;
}
