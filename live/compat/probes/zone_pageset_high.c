// SPDX-License-Identifier: GPL-2.0-only
/* What the zone's per-CPU lists may hold is kept in the zone too, since 5.11. */
#include <linux/mm.h>
#include <linux/mmzone.h>

int mms_probe(struct zone *z);
int mms_probe(struct zone *z)
{
	return z->pageset_batch;
}
