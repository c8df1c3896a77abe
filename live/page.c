// SPDX-License-Identifier: GPL-2.0-only
/*
 * One page frame, from a copy of its struct page: what it is used for.
 *
 * No reference is taken and no page lock: the struct page is copied with
 * copy_from_kernel_nofault() under mem_hotplug_lock and decoded afterwards, so
 * looking can't disturb who uses the page. It may change meanwhile: it is
 * copied again at the end, and a difference is reported as torn.
 */
#include <linux/hugetlb.h>
#include <linux/kernel.h>
#include <linux/memory_hotplug.h>
#include <linux/page-flags.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <mmscope/hotplug.h>
#include <mmscope/live_buddy.h>
#include <mmscope/page.h>
#include <mmscope/frame.h>
#include "compat/mm.h"
#include "frame.h"

#define FLAG(name) { BIT_ULL(PG_##name), BIT_ULL(PG_##name), #name }

/* Names of enum pageflags' bits, without what some of them mean to some users. */
static const struct mms_flag flag_names[] = {
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

/* The type shares its word with the mapcount: between these it is a type. */
#if MMS_HAVE_PGTY
#define TYPE_BASE 0xf0000000u
#define TYPE_END 0xff000000u
#define TYPE(name) { 0xff000000u, (u32)PGTY_##name << 24, #name }
#else
/* One bit a type, and it is clear. 6.11 moved the bits and both bounds. */
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

/* Copies of a page and of as much of its head as says what the whole is. */
struct copies {
	const struct page *page;
	const struct page *head;
	struct page own;
	struct page whole[4];
};

#if MMS_HAVE_FOLIO
static_assert(sizeof(struct folio) <= sizeof(((struct copies *)0)->whole));
#endif

static const char *type_of(u32 word)
{
	const struct mms_flag *row;

	if (word < TYPE_BASE || word >= TYPE_END)
		return NULL;
	for (row = type_names; row->name; row++)
		if ((word & row->mask) == row->value)
			return row->name;
	return "unknown";
}

static bool copy_from(struct page *to, const struct page *from, unsigned int pages)
{
	return !copy_from_kernel_nofault(to, from, pages * sizeof(*to));
}

/*
 * Is what was copied a head, and of a page that the frame can be part of? Whoever
 * is handed something else may follow it: PageHuge() goes from a tail to its head.
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

/* Only its own words are believed, and no part of it that leads elsewhere. */
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
	p->state = MMS_PAGE_UNREFERENCED;
	cpu = mms_pcp_holds(z, p->pfn, &head_pfn, &pcp_order);
	if (cpu >= 0) {
		p->state = MMS_PAGE_PCP;
		p->cpu = cpu;
		p->head_pfn = head_pfn;
		p->order = pcp_order;
	}
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
	p->type_name = type_of(word);
	p->page_type = p->type_name ? word : 0;
#if MMS_HAVE_PG_SLAB
	if (flags & BIT(PG_slab))
		p->type_name = "slab";
#endif
	if (p->compound && is_hugetlb(c))
		p->type_name = "hugetlb";
	p->mapcount = count_mappings(c, p);

	if (p->type_name && strcmp(p->type_name, "buddy"))
		p->state = MMS_PAGE_TYPED;
	else if (flags & BIT(PG_reserved))
		p->state = MMS_PAGE_RESERVED;
	else if (p->type_name || !p->refcount)
		find_free(z, p);
	else
		p->state = user_state(c);
}

static bool changed(struct copies *c)
{
	struct page again;

	return !copy_from(&again, c->page, 1) ||
	       mms_page_flags(&again) != mms_page_flags(&c->own) ||
	       mms_frame_head(c->page, &again) != mms_frame_head(c->page, &c->own) ||
	       READ_ONCE(again.page_type) != READ_ONCE(c->own.page_type);
}

/* No zone spans it: nothing that its struct page points to is followed. */
static void of_no_zone(const struct page *copy, struct mms_page *p)
{
	p->state = MMS_PAGE_RESERVED;
	p->node = MMS_NO_NODE;
	strscpy(p->zone, "none", sizeof(p->zone));
	p->migratetype = 0xff;
	p->flags = mms_page_flags(copy);
	p->refcount = atomic_read(&copy->_refcount);
}

static void read_page(struct mms_page *p)
{
	struct mms_pageblock pb;
	struct copies c;
	struct zone *z;

	c.page = pfn_to_online_page(p->pfn);
	if (!mms_frame_copy(&c.own, p->pfn))
		return;
	z = mms_frame_zone(&c.own, p->pfn);
	if (!z) {
		of_no_zone(&c.own, p);
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
 * @p: out: what was found; @p->state is MMS_PAGE_NONE where there is none
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
	p->flag_names = flag_names;
	if (pfn > ULONG_MAX)
		return 0;
	err = mms_hotplug_begin();
	if (err)
		return err;
	read_page(p);
	mms_hotplug_end();
	return 0;
}
