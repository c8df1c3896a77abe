// SPDX-License-Identifier: GPL-2.0-only
/*
 * The per-CPU page lists: pages that are free but on no buddy list.
 *
 * Counts and limits are plain reads. The lists themselves are walked under
 * pcp->lock with interrupts off, at most MMS_HOLD_STEPS entries per hold (the
 * longest need not be walked: its length follows from the count). An allocation
 * that finds the lock held goes to the buddy lists instead (pcp_spin_trylock()).
 * On kernels without that lock only the lists' own CPU may access them, so they
 * are unavailable.
 */
#include <linux/cpumask.h>
#include <linux/list.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <mmscope/buddy/live.h>
#include <mmscope/core/live_hotplug.h>
#include "list_walk.h"
#include "../compat/mm.h"
#include "frame.h"

static_assert(NR_PCP_LISTS <= MMS_PCP_LISTS && MMS_PCP_LISTS <= MMS_LIST_WALK);

/**
 * mms_pcp_lists_unavailable() - can per-CPU lists be walked?
 *
 * Return: NULL when they can, else static text saying why not.
 */
const char *mms_pcp_lists_unavailable(void)
{
#if MMS_HAVE_PCP_LOCK
	return NULL;
#else
	return "this kernel's per-CPU lists have no lock: only their own CPU may look";
#endif
}

/*
 * The order of the lists for huge pages. Up to 6.9 it is pageblock_order, even where
 * that is smaller than a huge page; since 6.10 it is HPAGE_PMD_ORDER. No header tells
 * which; page types as numbers came at about that time.
 */
static unsigned int high_order(void)
{
#ifdef CONFIG_TRANSPARENT_HUGEPAGE
	if (MMS_HAVE_PGTY)
		return HPAGE_PMD_ORDER;
#endif
	return pageblock_order;
}

/**
 * mms_pcp_list() - what a per-CPU list is for
 * @list: its number
 * @order: out: the order of its pages
 * @type: out: their migratetype, MMS_PCP_ANY_TYPE when it serves several
 */
void mms_pcp_list(unsigned int list, u8 *order, u8 *type)
{
	const struct mms_pcp_shape shape = {
		.types = MIGRATE_PCPTYPES, .low = MMS_PCP_LOW, .by_type = MMS_PCP_THP_BY_TYPE,
		.high = high_order(), .movable = MIGRATE_MOVABLE,
	};

	mms_pcp_kind(&shape, list, order, type);
}

#if MMS_HAVE_PCP_LOCK
static void read_lists(struct per_cpu_pages *from, bool all, struct mms_pcp *pcp)
{
	struct mms_list_walk w = {};
	unsigned long flags;
	unsigned int list;
	u64 others = 0;
	u8 order, type;
	int last;

	pcp->nr_lists = NR_PCP_LISTS;
	for (list = 0; list < NR_PCP_LISTS; list++)
		mms_list_walk_add(&w, &from->lists[list]);
	spin_lock_irqsave(&from->lock, flags);
	pcp->count = from->count;
	mms_list_walk_run(&w, all ? 0 : 1, MMS_HOLD_STEPS);
	spin_unlock_irqrestore(&from->lock, flags);

	for (list = 0; list < NR_PCP_LISTS; list++) {
		mms_pcp_list(list, &order, &type);
		pcp->pages[list] = w.count[list] << order;
		pcp->how[list] = w.at[list] ? MMS_CAPPED : MMS_WALKED;
		if (!w.at[list])
			others += pcp->pages[list];
	}
	last = mms_list_walk_last(&w);
	if (last >= 0) {
		pcp->pages[last] = pcp->count - others;
		pcp->how[last] = MMS_DERIVED;
	}
}
#endif

/**
 * mms_pcp_count() - copy one CPU's count and limits of one zone, not its lists
 * @z: the zone
 * @cpu: the CPU, possible
 * @pcp: receives them
 *
 * Context: mms_hotplug_begin() held.
 */
void mms_pcp_count(struct zone *z, unsigned int cpu, struct mms_pcp *pcp)
{
	struct per_cpu_pages *from = mms_zone_pcp(z, cpu);

	mms_hotplug_assert();
	memset(pcp, 0, sizeof(*pcp));
	pcp->cpu = cpu;
	pcp->count = READ_ONCE(from->count);
	pcp->high = READ_ONCE(from->high);
	pcp->high_min = MMS_UNKNOWN;
	pcp->high_max = MMS_UNKNOWN;
#if MMS_HAVE_PCP_HIGH_MAX
	pcp->high_min = READ_ONCE(from->high_min);
	pcp->high_max = READ_ONCE(from->high_max);
#endif
	pcp->batch = READ_ONCE(from->batch);
}

/**
 * mms_pcp_read() - copy one CPU's page lists of one zone
 * @z: the zone
 * @cpu: the CPU, possible
 * @all: walk the longest list too, to check its length
 * @pcp: receives them
 *
 * Context: mms_hotplug_begin() held.
 */
void mms_pcp_read(struct zone *z, unsigned int cpu, bool all, struct mms_pcp *pcp)
{
	mms_pcp_count(z, cpu, pcp);
#if MMS_HAVE_PCP_LOCK
	read_lists(mms_zone_pcp(z, cpu), all, pcp);
#endif
}

#if MMS_HAVE_PCP_LOCK
/* The CPU that owns the list with this head, or -1. */
static int whose_head(struct zone *z, const struct list_head *at, unsigned int *list)
{
	int cpu;

	for_each_online_cpu(cpu) {
		const struct list_head *lists = mms_zone_pcp(z, cpu)->lists;

		if (at >= lists && at < lists + NR_PCP_LISTS) {
			*list = at - lists;
			return cpu;
		}
	}
	return -1;
}

/* The most entries a list of the zone may have: a list is no longer than pcp->count. */
static unsigned int longest(struct zone *z)
{
	unsigned int most = 0;
	int cpu;

	for_each_online_cpu(cpu)
		most = max_t(int, most, READ_ONCE(mms_zone_pcp(z, cpu)->count));
	return most;
}

static bool is_held(const struct page *page)
{
	struct page copy;

	return copy_from_kernel_nofault(&copy, page, sizeof(copy)) ||
	       atomic_read(&copy._refcount);
}

/*
 * Follows the list a page is on to its head, which identifies the list. The lru of a
 * page on no list is poisoned, points to itself or to something else. Pages with
 * references may be on long other lists (LRU), which are not followed. An entry that
 * is no struct page is the list's head, or unrelated.
 */
static int follow(struct zone *z, const struct page *page, unsigned int *list)
{
	const struct list_head *at = &page->lru, *next, *back;
	unsigned int steps = 0, most = 0;
	u64 pfn;

	if (is_held(page))
		return -1;
	do {
		if (copy_from_kernel_nofault(&next, &at->next, sizeof(next)) || next == at ||
		    copy_from_kernel_nofault(&back, &next->prev, sizeof(back)) || back != at)
			return -1;
		if (!mms_frame_pfn(list_entry(next, struct page, lru), &pfn))
			return whose_head(z, next, list);
		at = next;
		/* The list may grow a little meanwhile. */
		most = most ?: longest(z) + 64;
		if (steps % MMS_HOLD_STEPS == 0)
			cond_resched();
	} while (steps++ < most);
	return -1;
}
#endif

/**
 * mms_pcp_holds() - is a page on a per-CPU list?
 * @z: its zone
 * @pfn: the page, without references
 * @head: out: the first page frame of the listed block, if it is on a list
 * @order: out: that block's order, if it is on a list
 *
 * Follows the list from the page on, without the list's lock: the hold would be too
 * long on long lists. A list that changes meanwhile shows as an entry that does not
 * point back, which ends the search.
 *
 * Context: process, may sleep; mms_hotplug_begin() held.
 * Return: the CPU whose list it is on, -1 when it is on none or was not found.
 */
int mms_pcp_holds(struct zone *z, u64 pfn, u64 *head, u8 *order)
{
#if MMS_HAVE_PCP_LOCK
	unsigned int list, o;
	const struct page *page;
	u64 first;
	u8 type;
	int cpu;

	mms_hotplug_assert();
	for (o = 0; o < NR_PAGE_ORDERS; o++) {
		first = mms_buddy_head(pfn, o);
		if (o && first == mms_buddy_head(pfn, o - 1))
			continue;
		page = pfn_to_online_page(first);
		cpu = page ? follow(z, page, &list) : -1;
		if (cpu < 0)
			continue;
		mms_pcp_list(list, order, &type);
		*head = first;
		if (pfn - first < 1ULL << *order)
			return cpu;
	}
#endif
	return -1;
}
