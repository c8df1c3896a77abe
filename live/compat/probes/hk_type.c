// SPDX-License-Identifier: GPL-2.0-only
/* What CPUs are kept free of was a mask of HK_FLAG_*; one number each since 5.18. */
#include <linux/sched/isolation.h>

int mms_probe(void);
int mms_probe(void)
{
	return housekeeping_cpu(0, HK_TYPE_DOMAIN);
}
