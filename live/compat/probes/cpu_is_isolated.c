// SPDX-License-Identifier: GPL-2.0-only
/* cpu_is_isolated(), for all ways to isolate a CPU: since 6.3, cpuset partitions since 6.8. */
#include <linux/sched/isolation.h>

int mms_probe(void);
int mms_probe(void)
{
	return cpu_is_isolated(0);
}
