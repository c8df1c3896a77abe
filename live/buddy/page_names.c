// SPDX-License-Identifier: GPL-2.0-only
/*
 * The names of the flags and types of this kernel's struct pages. Takes no locks.
 */
#include <linux/bits.h>
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <mmscope/core/text.h>
#include "../compat/mm.h"
#include "frame.h"

#define FLAG(name) { BIT_ULL(PG_##name), BIT_ULL(PG_##name), #name }

/* Names of enum pageflags' bits, without the aliases that some users give them. */
const struct mms_flag mms_page_flag_names[] = {
	FLAG(locked), FLAG(writeback), FLAG(referenced), FLAG(uptodate), FLAG(dirty),
	FLAG(lru), FLAG(head), FLAG(waiters), FLAG(active), FLAG(workingset),
	FLAG(owner_priv_1), FLAG(arch_1), FLAG(reserved), FLAG(private), FLAG(private_2),
	FLAG(reclaim), FLAG(swapbacked), FLAG(unevictable),
#if MMS_HAVE_PG_ERROR
	FLAG(error),
#endif
#if MMS_HAVE_PG_SLAB
	FLAG(slab),
#endif
#if MMS_HAVE_PG_OWNER_2
	FLAG(owner_2),
#else
	FLAG(mappedtodisk),
#endif
#if MMS_HAVE_PG_DROPBEHIND
	FLAG(dropbehind),
#endif
#ifdef CONFIG_MMU
	FLAG(mlocked),
#endif
#ifdef CONFIG_ARCH_USES_PG_UNCACHED
	FLAG(uncached),
#endif
#ifdef CONFIG_MEMORY_FAILURE
	FLAG(hwpoison),
#endif
#if defined(CONFIG_PAGE_IDLE_FLAG) && defined(CONFIG_64BIT)
	FLAG(young), FLAG(idle),
#endif
#if MMS_HAVE_PG_ARCH_2
	FLAG(arch_2),
#endif
#if MMS_HAVE_PG_ARCH_3
	FLAG(arch_3),
#endif
	{}
};

/* The type shares its word with the mapcount: values in this range are types. */
#if MMS_HAVE_PGTY
#define TYPE_BASE 0xf0000000u
#define TYPE_END 0xff000000u
#define TYPE(name) { 0xff000000u, (u32)PGTY_##name << 24, #name }
#else
/* One bit per type, which is cleared to set it. 6.11 moved the bits and both bounds. */
#define TYPE_BASE ((u32)PAGE_TYPE_BASE)
#define TYPE_END ((u32)PAGE_MAPCOUNT_RESERVE)
#define TYPE(name) { TYPE_BASE | (u32)PG_##name, TYPE_BASE, #name }
#endif
#define HUGETLB_HAS_TYPE (MMS_HAVE_PGTY || MMS_HAVE_PG_HUGETLB_TYPE)

static const struct mms_flag type_names[] = {
	TYPE(buddy), TYPE(offline), TYPE(table), TYPE(guard),
#if HUGETLB_HAS_TYPE
	TYPE(hugetlb),
#endif
#if !MMS_HAVE_PG_SLAB
	TYPE(slab),
#endif
#if MMS_HAVE_PGTY
	TYPE(zsmalloc), TYPE(unaccepted),
#endif
#if MMS_HAVE_PGTY_LARGE_KMALLOC
	TYPE(large_kmalloc),
#endif
	{}
};

/**
 * mms_page_type() - the name of a page's type
 * @word: the word that holds the type or the mapcount
 *
 * Return: static text; NULL when it is no type.
 */
const char *mms_page_type(u32 word)
{
	const struct mms_flag *row;

	if (word < TYPE_BASE || word >= TYPE_END)
		return NULL;
	for (row = type_names; row->name; row++)
		if ((word & row->mask) == row->value)
			return row->name;
	return "unknown";
}
