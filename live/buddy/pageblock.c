// SPDX-License-Identifier: GPL-2.0-only
/*
 * The migratetype of a page block. The bitmap is not freed while mem_hotplug_lock is
 * held (mms_hotplug_begin()); where the lock can't be found it may be, so it is read by
 * copy_from_kernel_nofault(). Takes no locks.
 */
#include <linux/kernel.h>
#include <linux/memory_hotplug.h>
#include <linux/uaccess.h>
#include <mmscope/buddy/live.h>
#include "../compat/mm.h"
#include "frame.h"

/**
 * mms_chunk_pages() - the largest chunk of frames to read in one go
 *
 * Return: the pages of a page block, but limited where blocks are large (arm64 64K).
 */
unsigned int mms_chunk_pages(void)
{
	return min_t(unsigned int, pageblock_nr_pages, MMS_CHUNK_PAGES);
}

/* The bits of a page block, 0 where there is no bitmap. */
static unsigned long read_bits(struct zone *z, u64 pfn)
{
	unsigned long word, bit;
	const unsigned long *map;

#ifdef CONFIG_SPARSEMEM
	if (pfn_to_section_nr(pfn) >= NR_MEM_SECTIONS || !valid_section(__pfn_to_section(pfn)))
		return 0;
	map = section_to_usemap(__pfn_to_section(pfn));
	pfn &= PAGES_PER_SECTION - 1;
#else
	map = z->pageblock_flags;
	pfn -= ALIGN_DOWN(z->zone_start_pfn, pageblock_nr_pages);
#endif
	bit = (pfn >> pageblock_order) * NR_PAGEBLOCK_BITS;
	if (!map || copy_from_kernel_nofault(&word, map + bit / BITS_PER_LONG, sizeof(word)))
		return 0;
	return word >> (bit % BITS_PER_LONG);
}

/**
 * mms_pageblock_bits() - the migratetype of the page block a frame lies in
 * @z: the frame's zone
 * @pfn: a frame that is online
 * @pb: out: @pb->type, @pb->skip and @pb->isolated
 *
 * As get_pfnblock_migratetype(), which is not exported: isolation overrides the
 * migratetype where it has a bit of its own.
 *
 * Return: the migratetype, enum migratetype of the kernel.
 */
u8 mms_pageblock_bits(struct zone *z, u64 pfn, struct mms_pageblock *pb)
{
	unsigned long bits = read_bits(z, pfn);

	pb->type = bits & PAGEBLOCK_MIGRATETYPE_MASK;
	pb->skip = bits & BIT(PB_compact_skip);
	pb->isolated = bits & PAGEBLOCK_ISO_MASK;
#ifdef CONFIG_MEMORY_ISOLATION
	if (pb->isolated)
		pb->type = MIGRATE_ISOLATE;
	pb->isolated = pb->type == MIGRATE_ISOLATE;
#endif
	return pb->type;
}
