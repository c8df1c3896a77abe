// SPDX-License-Identifier: GPL-2.0-only
/* Housekeeping types were a mask of HK_FLAG_*; an enum, HK_TYPE_*, since 5.18. */
#include <linux/sched/isolation.h>

int mms_probe(void);
int mms_probe(void)
{
	return housekeeping_cpu(0, HK_TYPE_DOMAIN);
}
