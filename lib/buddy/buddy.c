// SPDX-License-Identifier: GPL-2.0-only
/*
 * Buddy arithmetic, and what must hold of every free block, free list and
 * zone. The selfchecks are these functions on live records; KUnit feeds them
 * corrupted ones. Takes no locks.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/buddy/buddy.h>
#include <mmscope/buddy/map.h>

/**
 * mms_buddy_of() - the block a free block would merge with
 * @pfn: first page frame of a block, a multiple of its size
 * @order: the block's order
 *
 * Return: the buddy's first page frame (mm/internal.h, __find_buddy_pfn()).
 */
u64 mms_buddy_of(u64 pfn, unsigned int order)
{
	return pfn ^ (1ULL << order);
}

/**
 * mms_buddy_head() - the block of an order a page frame lies in
 * @pfn: any page frame
 * @order: the order
 *
 * Return: the block's first page frame.
 */
u64 mms_buddy_head(u64 pfn, unsigned int order)
{
	return pfn & ~((1ULL << order) - 1);
}

/**
 * mms_free_listed() - the pages a zone's free blocks hold
 * @nr_free: free blocks per order
 * @nr_orders: entries of @nr_free
 *
 * Return: pages.
 */
u64 mms_free_listed(const u64 *nr_free, unsigned int nr_orders)
{
	u64 pages = 0;
	unsigned int o;

	for (o = 0; o < nr_orders; o++)
		pages += nr_free[o] << o;
	return pages;
}

/**
 * mms_free_sum_ok() - do the lists and the counter agree?
 * @s: both, measured in one hold of zone->lock
 *
 * The counter leaves isolated blocks out (mm/page_alloc.c, account_freepages()),
 * nr_free does not; and it includes unaccepted memory, which is on no free list
 * (__free_unaccepted()).
 *
 * Return: true when they agree to the page. Meaningless when @s->capped.
 */
bool mms_free_sum_ok(const struct mms_free_sum *s)
{
	return s->listed - s->isolated + s->unaccepted == s->counter;
}

/**
 * mms_list_check_ok() - are an order's free lists sound?
 * @c: what was found on them
 *
 * Page blocks of another migratetype than the list are no fault: up to 6.9 a
 * list may lag behind.
 *
 * Return: true when they are as long as nr_free, and every entry is a free block of
 * that order, aligned and in the zone. Meaningless when @c->capped.
 */
bool mms_list_check_ok(const struct mms_list_check *c)
{
	return c->entries == c->nr_free && !c->not_free && !c->wrong_order && !c->faults;
}

/**
 * mms_pcp_walked() - were all of a CPU's lists walked to their ends?
 * @pcp: the lists
 *
 * Return: true when they were; otherwise their sum proves nothing.
 */
bool mms_pcp_walked(const struct mms_pcp *pcp)
{
	unsigned int i;

	for (i = 0; i < pcp->nr_lists; i++)
		if (pcp->how[i] != MMS_WALKED)
			return false;
	return true;
}

/**
 * mms_pcp_listed() - the pages on a CPU's lists
 * @pcp: the lists
 *
 * Return: pages.
 */
u64 mms_pcp_listed(const struct mms_pcp *pcp)
{
	u64 pages = 0;
	unsigned int i;

	for (i = 0; i < pcp->nr_lists; i++)
		pages += pcp->pages[i];
	return pages;
}

/**
 * mms_pcp_kind() - what a per-CPU list is for
 * @s: which lists this kernel has
 * @list: its number
 * @order: out: the order of its pages
 * @type: out: their migratetype, MMS_PCP_ANY_TYPE when it serves several
 *
 * As order_to_pindex() and its reverse, mm/page_alloc.c (5.15 l.672, 6.1 l.733,
 * 6.12 l.537, 7.2 l.651).
 */
void mms_pcp_kind(const struct mms_pcp_shape *s, unsigned int list, u8 *order, u8 *type)
{
	*order = list < s->low ? list / s->types : s->high;
	*type = list % s->types;
	if (list >= s->low && !s->by_type)
		*type = list > s->low ? s->movable : MMS_PCP_ANY_TYPE;
}

/**
 * mms_map_fit() - does the map show the memory the allocator manages?
 * @s: the sums
 *
 * The allocator is given every page that is not reserved (__free_pages_core() clears
 * PG_reserved as it counts the page), and balloons take what they mark offline out
 * of the managed pages. There are exceptions: pages of a balloon that deflates on
 * OOM stay managed, and so do allocated pages that are marked reserved, as kexec and
 * some drivers do.
 *
 * Return: whether they agree, and if not, whether the difference is explained.
 */
enum mms_map_fit mms_map_fit(const struct mms_map_sum *s)
{
	u64 unmarked = s->pages - s->reserved - s->offline;

	if (s->managed == unmarked)
		return MMS_MAP_SAME;
	if (s->managed < unmarked)
		return s->own_memmap ? MMS_MAP_UNSURE : MMS_MAP_WRONG;
	if (s->managed > s->pages)
		return MMS_MAP_WRONG;
	if (s->managed == unmarked + s->offline || s->image)
		return MMS_MAP_EXPLAINED;
	return MMS_MAP_UNSURE;
}

/**
 * mms_block_fault() - what is wrong with a free block?
 * @block: the block
 * @z: the zone whose list it is on
 * @b: the kernel's orders
 *
 * Return: MMS_BLOCK_OK when nothing is.
 */
enum mms_block_fault mms_block_fault(const struct mms_block *block,
				     const struct mms_zone *z,
				     const struct mms_buddy *b)
{
	u64 end = z->start_pfn + z->spanned;

	if (block->order >= b->nr_orders)
		return MMS_BLOCK_ORDER;
	if (mms_buddy_head(block->pfn, block->order) != block->pfn)
		return MMS_BLOCK_ALIGN;
	if (block->pfn < z->start_pfn || block->pfn >= end ||
	    end - block->pfn < 1ULL << block->order)
		return MMS_BLOCK_ZONE;
	return MMS_BLOCK_OK;
}

/**
 * mms_block_fault_name() - a fault as a record spells it
 * @fault: the fault
 *
 * Return: static text.
 */
const char *mms_block_fault_name(enum mms_block_fault fault)
{
	static const char *const names[] = {
		[MMS_BLOCK_OK] = "none",
		[MMS_BLOCK_ORDER] = "order",
		[MMS_BLOCK_ALIGN] = "alignment",
		[MMS_BLOCK_ZONE] = "outside_zone",
	};

	return (unsigned int)fault < ARRAY_SIZE(names) ? names[fault] : "unknown";
}

/**
 * mms_type_name() - a migratetype's name
 * @b: the kernel's migratetypes
 * @type: the migratetype, any number
 *
 * Return: static text; "unknown" for a number this kernel has no name for.
 */
const char *mms_type_name(const struct mms_buddy *b, unsigned int type)
{
	return type < b->nr_types ? b->type[type] : "unknown";
}

/**
 * mms_counted_name() - how a list was counted, as a record spells it
 * @how: enum mms_counted
 *
 * Return: static text.
 */
const char *mms_counted_name(enum mms_counted how)
{
	static const char *const names[] = {
		[MMS_WALKED] = "walked",
		[MMS_DERIVED] = "derived",
		[MMS_SCANNED] = "scanned",
		[MMS_CAPPED] = "capped",
	};

	return (unsigned int)how < ARRAY_SIZE(names) ? names[how] : "unknown";
}

/**
 * mms_zone_fault() - do a zone's own numbers contradict each other?
 * @z: the zone
 *
 * Return: static text naming the rule that is broken, NULL when none is.
 */
const char *mms_zone_fault(const struct mms_zone *z)
{
	if (z->present != MMS_UNKNOWN && z->present > z->spanned)
		return "present > spanned";
	if (z->present != MMS_UNKNOWN && z->managed > z->present)
		return "managed > present";
	if (z->free > z->managed)
		return "free > managed";
	if (z->min > z->low || z->low > z->high)
		return "watermarks not ascending";
	if (z->promo != MMS_UNKNOWN && z->high > z->promo)
		return "watermarks not ascending";
	return NULL;
}

/**
 * mms_pageblock_fault() - do a page block's own numbers contradict each other?
 * @pb: the page block
 * @b: the kernel's migratetypes and page block size
 *
 * Return: static text naming the rule that is broken, NULL when none is.
 */
const char *mms_pageblock_fault(const struct mms_pageblock *pb,
				const struct mms_buddy *b)
{
	if (pb->type >= b->nr_types)
		return "unknown migratetype";
	if (mms_buddy_head(pb->pfn, b->block_order) != pb->pfn)
		return "misaligned";
	if (pb->pages > 1ULL << b->block_order)
		return "more pages than a page block has";
	if ((u64)pb->free + pb->reserved + pb->offline > pb->pages)
		return "free + reserved + offline > pages";
	if (pb->free && pb->largest >= b->nr_orders)
		return "order beyond the largest";
	return NULL;
}
