/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bits of a page block and the kinds of per-CPU lists, spelled as the newest kernel
 * does. Only macros over those of linux/mmzone.h, so that tests can try them on the
 * declarations of kernels that are not at hand.
 */
#ifndef MMSCOPE_COMPAT_PAGEBLOCK_H
#define MMSCOPE_COMPAT_PAGEBLOCK_H

#if !MMS_HAVE_PAGEBLOCK_ISOLATE_BIT
/* Up to 6.16: isolated is a migratetype like others. */
#define PB_compact_skip PB_migrate_skip
#define PAGEBLOCK_MIGRATETYPE_MASK ((1UL << PB_migratetype_bits) - 1)
#define PAGEBLOCK_ISO_MASK 0UL
#elif !defined(PAGEBLOCK_MIGRATETYPE_MASK)
/* 6.17 and 6.18; not by MIGRATETYPE_MASK alone, which older kernels have, too. */
#define PAGEBLOCK_MIGRATETYPE_MASK MIGRATETYPE_MASK
#ifdef CONFIG_MEMORY_ISOLATION
#define PAGEBLOCK_ISO_MASK BIT(PB_migrate_isolate)
#else
#define PAGEBLOCK_ISO_MASK 0UL
#endif
#endif

/*
 * Lists of orders up to PAGE_ALLOC_COSTLY_ORDER, one per migratetype. 5.14 to 5.19 have
 * the same for transparent huge pages; since then those share one list or two.
 */
#if MMS_HAVE_PCP_ORDERS
#ifdef NR_LOWORDER_PCP_LISTS
#define MMS_PCP_LOW NR_LOWORDER_PCP_LISTS
#define MMS_PCP_THP_BY_TYPE 0
#else
#define MMS_PCP_LOW (MIGRATE_PCPTYPES * (PAGE_ALLOC_COSTLY_ORDER + 1))
#define MMS_PCP_THP_BY_TYPE 1
#endif
#else
#define NR_PCP_LISTS MIGRATE_PCPTYPES
#define MMS_PCP_LOW MIGRATE_PCPTYPES
#define MMS_PCP_THP_BY_TYPE 0
#endif

#endif /* MMSCOPE_COMPAT_PAGEBLOCK_H */
