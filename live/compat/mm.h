/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Differences between kernels in zones, page blocks, per-CPU lists and struct
 * page, found by probes/, spelled as the newest kernel spells them.
 */
#ifndef MMSCOPE_COMPAT_MM_H
#define MMSCOPE_COMPAT_MM_H

#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/pageblock-flags.h>
#include "compat.h"
#include "pageblock.h"

/*
 * New in 6.8. MAX_ORDER, which was there before, is the number of orders until
 * 6.3 and the highest order since: the size of the array says which, backports or not.
 */
#ifndef NR_PAGE_ORDERS
#define NR_PAGE_ORDERS ARRAY_SIZE(((struct zone *)0)->free_area)
#endif

#if !MMS_HAVE_KMAP_LOCAL_PAGE
#define kmap_local_page(page) kmap_atomic(page)
#define kunmap_local(map) kunmap_atomic(map)
#endif

/* The address of a struct page's flags word. */
static inline const unsigned long *mms_page_flags_at(const struct page *page)
{
#if MMS_HAVE_PAGE_FLAGS_F
	return &page->flags.f;
#else
	return &page->flags;
#endif
}

/* The flags word of a copied struct page. */
static inline unsigned long mms_page_flags(const struct page *copy)
{
	return *mms_page_flags_at(copy);
}

/* Is a frame poisoned (memory failure)? By its flags word. */
static inline bool mms_frame_is_poisoned(unsigned long flags)
{
#ifdef CONFIG_MEMORY_FAILURE
	return flags & BIT(PG_hwpoison);
#else
	return false;
#endif
}

/*
 * Is it the first page of a block of unaccepted memory? A guest under TDX or SEV-SNP
 * accepts memory from its hypervisor as needed, in blocks of the largest order. Up to
 * 6.11 struct pages do not tell.
 */
static inline bool mms_frame_is_unaccepted(const struct page *copy)
{
#if MMS_HAVE_PGTY
	return PageUnaccepted(copy);
#else
	return false;
#endif
}

/*
 * The head page of the compound page that @page, whose copy is @copy, is a
 * tail of; NULL when it is no tail. In 7.2 a tail may hold a mask to be
 * applied to its own address, so a copy alone is not enough.
 */
static inline const struct page *mms_page_head(const struct page *page,
					       const struct page *copy)
{
#if MMS_HAVE_COMPOUND_INFO
	unsigned long info = copy->compound_info;

	if ((info & 1) && compound_info_has_mask())
		return (const struct page *)((unsigned long)page & info);
#else
	unsigned long info = copy->compound_head;
#endif
	return info & 1 ? (const struct page *)(info - 1) : NULL;
}

static inline struct per_cpu_pages *mms_zone_pcp(struct zone *z, int cpu)
{
#if MMS_HAVE_PER_CPU_PAGESET
	return per_cpu_ptr(z->per_cpu_pageset, cpu);
#else
	return &per_cpu_ptr(z->pageset, cpu)->pcp;
#endif
}

#endif /* MMSCOPE_COMPAT_MM_H */
