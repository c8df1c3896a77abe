// SPDX-License-Identifier: GPL-2.0-only
/*
 * One page frame, from a copy of its struct page: what it is used for.
 *
 * No reference is taken and no page lock: the struct page is copied with
 * copy_from_kernel_nofault() under mem_hotplug_lock and decoded afterwards, so
 * the page's users are not disturbed. It may change meanwhile: it is
 * copied again at the end, and a difference is reported as torn.
 */
#include <linux/fs.h>
#include <linux/hugetlb.h>
#include <linux/kernel.h>
#include <linux/memory_hotplug.h>
#include <linux/memremap.h>
#include <linux/page-flags.h>
#include <linux/pgtable.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <mmscope/buddy/frame.h>
#include <mmscope/buddy/live.h>
#include <mmscope/buddy/page.h>
#include <mmscope/core/live_hotplug.h>
#include <mmscope/core/live_symbols.h>
#include "../compat/mm.h"
#include "frame.h"

#define HUGETLB_HAS_TYPE (MMS_HAVE_PGTY || MMS_HAVE_PG_HUGETLB_TYPE)

/* huge_zero_pfn, ~0 while there is none. Each module's own (design.md 1). */
static const unsigned long *huge_zero;
/* Where memfd_secret()'s files have their operations. */
static unsigned long secret_ops;

/**
 * mms_page_setup() - resolve the symbols for decoding pages
 *
 * Context: module init.
 */
void mms_page_setup(void)
{
	if (IS_ENABLED(CONFIG_TRANSPARENT_HUGEPAGE) && !huge_zero)
		huge_zero = (void *)mms_symbol("huge_zero_pfn");
	if (IS_ENABLED(CONFIG_SECRETMEM) && !secret_ops)
		secret_ops = mms_symbol("secretmem_aops");
}

/* Copies of a page and of those pages of its compound page that describe it. */
struct copies {
	const struct page *page;
	const struct page *head;
	struct page own;
	struct page whole[4];
};

#if MMS_HAVE_FOLIO
static_assert(sizeof(struct folio) <= sizeof(((struct copies *)0)->whole));
#endif

static bool copy_from(struct page *to, const struct page *from, unsigned int pages)
{
	return !copy_from_kernel_nofault(to, from, pages * sizeof(*to));
}

/*
 * Is the copy a head page, of a compound page that contains the frame? Otherwise the
 * kernel's helpers must not see it: PageHuge() follows a tail's pointer to its head.
 */
static bool is_whole(struct copies *c, u64 pfn)
{
	return mms_page_flags(c->whole) & BIT(PG_head) && !mms_page_head(c->head, c->whole) &&
	       compound_order(c->whole) &&
	       mms_frame_in_block(pfn, pfn - (c->page - c->head), compound_order(c->whole),
				  MMS_FRAME_ORDER);
}

static bool copy_whole(struct copies *c, u64 pfn)
{
	const struct page *head = mms_frame_head(c->page, &c->own);
	bool compound = head || mms_page_flags(&c->own) & BIT(PG_head);

	c->head = head ?: c->page;
	memset(c->whole, 0, sizeof(c->whole));
	/* A wrong pointer must not be dereferenced, as page_to_pfn() may do. */
	if (head && (head > c->page || pfn_to_online_page(pfn - (c->page - head)) != head))
		return false;
	if (!compound) {
		c->whole[0] = c->own;
		return true;
	}
	if (!copy_from(c->whole, c->head, 2) || !is_whole(c, pfn))
		return false;
	return compound_order(c->whole) == 1 || copy_from(c->whole + 2, c->head + 2, 2);
}

/* Falls back to the page's own struct page, without the pointers in it. */
static void single(struct copies *c)
{
	c->head = c->page;
	memset(c->whole, 0, sizeof(c->whole));
	c->whole[0] = c->own;
}

static bool is_hugetlb(struct copies *c)
{
#if HUGETLB_HAS_TYPE
	return false;	/* known by its type */
#else
	return PageHuge(c->whole);
#endif
}

static s64 count_mappings(struct copies *c, const struct mms_page *p)
{
	bool anon = (unsigned long)c->whole->mapping & 1;
	s64 count = atomic_read(&c->own._mapcount) + 1;

	if (p->type_name && strcmp(p->type_name, "hugetlb"))
		return 0;
	if (p->type_name && HUGETLB_HAS_TYPE)
		count = 0;
	if (!p->compound)
		return count;
#if MMS_HAVE_PG_DOUBLE_MAP
	/* mm/util.c, __page_mapcount() */
	if (!anon && !is_hugetlb(c))
		return count;
	if (test_bit(PG_double_map, &c->whole[1].flags))
		count--;
#endif
	(void)anon;
#if MMS_HAVE_FOLIO_ENTIRE_MAPCOUNT
	count += folio_entire_mapcount((struct folio *)c->whole);
#else
	count += compound_mapcount(c->whole);
#endif
	return count;
}

static enum mms_page_state user_state(struct copies *c)
{
	unsigned long mapping = (unsigned long)READ_ONCE(c->whole->mapping);

	if ((mapping & 3) == 3)
		return MMS_PAGE_KSM;
	if (mapping & 1)
		return MMS_PAGE_ANON;
	if (!mapping || mapping & 3)
		return MMS_PAGE_KERNEL;
	if (mms_page_flags(c->whole) & BIT(PG_swapbacked))
		return MMS_PAGE_SHMEM;
	return MMS_PAGE_FILE;
}

/* Is it memfd_secret()'s? The file may be gone meanwhile. */
static bool is_secret(struct copies *c)
{
	const struct address_space *mapping = READ_ONCE(c->whole->mapping);
	unsigned long ops;

	return secret_ops &&
	       !copy_from_kernel_nofault(&ops, &mapping->a_ops, sizeof(ops)) && ops == secret_ops;
}

static void find_free(struct zone *z, struct mms_page *p)
{
	u64 head_pfn;
	int order, cpu;
	u8 pcp_order;

	order = mms_free_block_of(z, p->pfn, &head_pfn);
	if (order >= 0) {
		p->state = MMS_PAGE_BUDDY;
		p->order = order;
		p->head_pfn = head_pfn;
		return;
	}
	order = mms_unaccepted_around(p->pfn, &head_pfn);
	if (order >= 0) {
		p->state = MMS_PAGE_UNACCEPTED;
		p->order = order;
		p->head_pfn = head_pfn;
		return;
	}
	p->state = MMS_PAGE_UNREFERENCED;
	cpu = mms_pcp_holds(z, p->pfn, &head_pfn, &pcp_order);
	if (cpu >= 0) {
		p->state = MMS_PAGE_PCP;
		p->cpu = cpu;
		p->head_pfn = head_pfn;
		p->order = pcp_order;
	}
}

/* Does the type say what a page is used for? Free pages are found by their blocks. */
static bool is_used_type(const char *name)
{
	return strcmp(name, "buddy") && strcmp(name, "unaccepted");
}

/**
 * mms_page_huge_zero() - the huge page of zeroes
 *
 * Context: any, after mms_page_setup().
 * Return: the number of its first page frame; ~0 while there is none, or where it can't
 * be told.
 */
u64 mms_page_huge_zero(void)
{
	unsigned long pfn = huge_zero ? READ_ONCE(*huge_zero) : ~0UL;

	return pfn == ~0UL ? ~0ULL : pfn;
}

/* The zero page, or part of the huge zero page. */
static bool is_zeros(u64 pfn)
{
#ifdef CONFIG_TRANSPARENT_HUGEPAGE
	u64 huge = mms_page_huge_zero();

	if (huge != ~0ULL && pfn - huge < HPAGE_PMD_NR)
		return true;
#endif
	return is_zero_pfn(pfn);
}

static void decode(struct zone *z, struct copies *c, struct mms_page *p)
{
	u32 word = READ_ONCE(c->whole->page_type);
	unsigned long flags = mms_page_flags(c->whole);

	p->flags = flags;
	p->tail_flags = mms_page_flags(&c->own);
	p->compound = !p->torn && flags & BIT(PG_head);
	p->head_pfn = p->pfn - (c->page - c->head);
	p->order = p->compound ? compound_order(c->whole) : 0;
	p->refcount = atomic_read(&c->whole->_refcount);
	p->type_name = mms_page_type(word);
	p->page_type = p->type_name ? word : 0;
#if MMS_HAVE_PG_SLAB
	if (flags & BIT(PG_slab))
		p->type_name = "slab";
#endif
	if (p->compound && is_hugetlb(c))
		p->type_name = "hugetlb";
	p->mapcount = count_mappings(c, p);

	if (mms_frame_is_poisoned(flags) || mms_frame_is_poisoned(p->tail_flags))
		p->state = MMS_PAGE_HWPOISON;
	else if (is_zeros(p->pfn))
		p->state = MMS_PAGE_ZERO;
	else if (p->type_name && is_used_type(p->type_name))
		p->state = MMS_PAGE_TYPED;
	else if (flags & BIT(PG_reserved))
		p->state = MMS_PAGE_RESERVED;
	else if (p->type_name || !p->refcount)
		find_free(z, p);
	else
		p->state = user_state(c);
	p->secret = p->state == MMS_PAGE_FILE && is_secret(c);
}

static bool changed(struct copies *c)
{
	struct page again;

	return !copy_from(&again, c->page, 1) ||
	       mms_page_flags(&again) != mms_page_flags(&c->own) ||
	       mms_frame_head(c->page, &again) != mms_frame_head(c->page, &c->own) ||
	       READ_ONCE(again.page_type) != READ_ONCE(c->own.page_type);
}

/* Fills in the zone and the page's own fields, following no pointers of the page. */
static void of_zone(const struct page *copy, struct mms_page *p)
{
	struct zone *z = mms_frame_zone(copy, p->pfn);

	p->node = z ? zone_to_nid(z) : MMS_NO_NODE;
	strscpy(p->zone, z ? z->name : "none", sizeof(p->zone));
	p->migratetype = 0xff;
	p->flags = mms_page_flags(copy);
	p->refcount = atomic_read(&copy->_refcount);
}

/* A frame with a struct page but not online: device memory, or offline. */
static void not_online(struct mms_page *p)
{
#if defined(CONFIG_ZONE_DEVICE) || defined(CONFIG_MEMORY_HOTPLUG)
	struct page copy;

	if (!pfn_valid(p->pfn))
		return;
	p->state = MMS_PAGE_OFFLINE;
	if (copy_from(&copy, pfn_to_page(p->pfn), 1) && mms_page_flags(&copy) != ~0UL &&
	    is_zone_device_page(&copy)) {
		p->state = MMS_PAGE_DEVICE;
		of_zone(&copy, p);
	}
#endif
}

static void read_page(struct mms_page *p)
{
	struct mms_pageblock pb;
	struct copies c;
	struct zone *z;

	c.page = pfn_to_online_page(p->pfn);
	if (!c.page)
		not_online(p);
	if (!mms_frame_copy(&c.own, p->pfn))
		return;
	z = mms_frame_zone(&c.own, p->pfn);
	if (!z) {
		p->state = MMS_PAGE_RESERVED;
		of_zone(&c.own, p);
		return;
	}
	p->node = zone_to_nid(z);
	strscpy(p->zone, z->name, sizeof(p->zone));
	p->migratetype = mms_pageblock_bits(z, p->pfn, &pb);
	if (!copy_whole(&c, p->pfn)) {
		/* It stopped being a tail between two reads, or is torn. */
		single(&c);
		p->torn = true;
	}
	decode(z, &c, p);
	p->torn |= changed(&c);
}

/**
 * mms_page_read() - what a page frame is used for
 * @pfn: the frame, any number
 * @p: out: what was found; @p->state is MMS_PAGE_NONE where there is no page
 *
 * Context: process, may sleep; without mms_hotplug_begin() held.
 * Return: 0, -EINTR when killed.
 */
int mms_page_read(u64 pfn, struct mms_page *p)
{
	int err;

	memset(p, 0, sizeof(*p));
	p->pfn = pfn;
	p->head_pfn = pfn;
	p->flags_mask = BIT_ULL(__NR_PAGEFLAGS) - 1;
	p->flag_names = mms_page_flag_names;
	if (pfn > ULONG_MAX)
		return 0;
	err = mms_hotplug_begin();
	if (err)
		return err;
	read_page(p);
	mms_hotplug_end();
	return 0;
}
