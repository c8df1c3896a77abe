// SPDX-License-Identifier: GPL-2.0-only
/* zone->pageset became zone->per_cpu_pageset in 5.14. */
#include <linux/mm.h>
#include <linux/mmzone.h>

int mms_probe(struct zone *z);
int mms_probe(struct zone *z)
{
	return this_cpu_ptr(z->per_cpu_pageset)->count;
}
