/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which CPUs are isolated, by the interface that probes/ finds, spelled as the
 * newest kernel spells it.
 */
#ifndef MMSCOPE_COMPAT_ISOLATION_H
#define MMSCOPE_COMPAT_ISOLATION_H

#include <linux/sched/isolation.h>
#include "compat.h"

#if !MMS_HAVE_HK_TYPE
#define HK_TYPE_DOMAIN HK_FLAG_DOMAIN
#define HK_TYPE_TICK HK_FLAG_TICK
#endif

#if !MMS_HAVE_CPU_IS_ISOLATED
#define cpu_is_isolated(cpu) (!housekeeping_cpu(cpu, HK_TYPE_DOMAIN))
#endif

/* Isolated: by isolcpus=, nohz_full=, or an isolated cpuset partition. */
static inline bool mms_cpu_isolated(int cpu)
{
	return cpu_is_isolated(cpu) || !housekeeping_cpu(cpu, HK_TYPE_DOMAIN) ||
	       !housekeeping_cpu(cpu, HK_TYPE_TICK);
}

#endif /* MMSCOPE_COMPAT_ISOLATION_H */
