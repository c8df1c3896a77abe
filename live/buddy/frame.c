// SPDX-License-Identifier: GPL-2.0-only
/*
 * See live/buddy/frame.h; the checks themselves are in lib/buddy/frame.c. The kernel's own
 * page_zone() and page_to_pfn() use fields of struct page as an index: they are only
 * called, if at all, after those checks.
 */
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/uaccess.h>
#include <mmscope/buddy/buddy.h>
#include <mmscope/buddy/frame.h>
#include "../compat/mm.h"
#include "frame.h"

static const struct mms_frame_bits bits = {
	.section = { SECTIONS_PGSHIFT, SECTIONS_WIDTH },
	.node = { NODES_PGSHIFT, NODES_WIDTH },
	.zone = { ZONES_PGSHIFT, ZONES_WIDTH },
	.nr_nodes = MAX_NUMNODES,
	.nr_zones = MAX_NR_ZONES,
	.unset = ~0UL,
};

static u64 section_of(u64 pfn)
{
#ifdef CONFIG_SPARSEMEM
	return pfn_to_section_nr(pfn);
#else
	return 0;
#endif
}

/**
 * mms_frame_copy() - copy a frame's struct page
 * @copy: receives it
 * @pfn: the frame, any number that fits an unsigned long
 *
 * Return: whether there is an initialised struct page.
 */
bool mms_frame_copy(struct page *copy, u64 pfn)
{
	const struct page *page = pfn_to_online_page(pfn);

	if (!page || copy_from_kernel_nofault(copy, page, sizeof(*copy)))
		return false;
	return mms_page_flags(copy) != ~0UL;
}

/**
 * mms_frame_head() - the head of the compound page that a page is a tail of
 * @page: the page
 * @copy: a copy of it
 *
 * Where a huge page's vmemmap is optimised (hugetlb_free_vmemmap=on, 5.14 to at least
 * 6.18), the first struct page of each vmemmap page looks like the head: whether it is
 * one is told by the second, as in page_fixed_fake_head().
 *
 * Return: the head it names, any address; NULL when it is no tail.
 */
const struct page *mms_frame_head(const struct page *page, const struct page *copy)
{
	const struct page *head = mms_page_head(page, copy);
#if !MMS_HAVE_COMPOUND_INFO
	struct page second;

	if (!head && mms_page_flags(copy) & BIT(PG_head) &&
	    IS_ALIGNED((unsigned long)page, PAGE_SIZE) &&
	    !copy_from_kernel_nofault(&second, page + 1, sizeof(second))) {
		head = mms_page_head(page + 1, &second);
		if (head == page)
			return NULL;
	}
#endif
	return head;
}

/**
 * mms_frame_pfn() - the frame that an address is the struct page of
 * @page: the address, anything
 * @pfn: out: the frame
 *
 * Return: whether it is the address of a struct page.
 */
bool mms_frame_pfn(const struct page *page, u64 *pfn)
{
	unsigned long at;
#if defined(CONFIG_SPARSEMEM) && !defined(CONFIG_SPARSEMEM_VMEMMAP)
	struct page copy;

	/* page_to_pfn() looks up the section that the struct page names. */
	if (copy_from_kernel_nofault(&copy, page, sizeof(copy)) ||
	    page_to_section(&copy) >= NR_MEM_SECTIONS ||
	    !valid_section_nr(page_to_section(&copy)))
		return false;
#endif
	at = page_to_pfn(page);
	/*
	 * The compiler may assume that subtracted pointers are whole struct pages apart
	 * and drop the comparison below.
	 */
	OPTIMIZER_HIDE_VAR(at);
	*pfn = at;
	return pfn_valid(at) && pfn_to_page(at) == page;
}

/**
 * mms_frame_zone() - the zone a frame belongs to
 * @copy: a copy of its struct page
 * @pfn: the frame, one that has a struct page
 *
 * Return: the zone; NULL where the struct page names none, or one that does not span
 * the frame: it is not known then.
 */
struct zone *mms_frame_zone(const struct page *copy, u64 pfn)
{
	struct mms_frame_place at;
	struct zone *z;

	if (mms_frame_place(&bits, mms_page_flags(copy), section_of(pfn), &at) != MMS_FRAME_OK)
		return NULL;
#ifdef NODE_NOT_IN_PAGE_FLAGS
	/* May look up a table by section number, which was checked above. */
	at.node = page_to_nid(copy);
#endif
	if (at.node >= MAX_NUMNODES || !node_online(at.node))
		return NULL;
	z = &NODE_DATA(at.node)->node_zones[at.zone];
	return zone_spans_pfn(z, pfn) ? z : NULL;
}

/**
 * mms_unaccepted_around() - the unaccepted block a frame is part of
 * @pfn: the frame
 * @head: out: the block's first frame
 *
 * Return: the block's order, -1 when there is none.
 */
int mms_unaccepted_around(u64 pfn, u64 *head)
{
	struct page copy;

	*head = mms_buddy_head(pfn, NR_PAGE_ORDERS - 1);
	if (mms_frame_copy(&copy, *head) && mms_frame_is_unaccepted(&copy))
		return NR_PAGE_ORDERS - 1;
	return -1;
}

/**
 * mms_frame_zone_key() - the bits of flags that all frames of a zone share
 * @z: the zone
 * @pfn: one of the frames; the others are of the same section
 * @mask: out: the bits of the flags word that are the same
 * @key: out: their value
 */
void mms_frame_zone_key(struct zone *z, u64 pfn, unsigned long *mask, unsigned long *key)
{
	*mask = mms_frame_mask(&bits);
	*key = mms_frame_key(&bits, section_of(pfn), zone_to_nid(z), zone_idx(z));
}
