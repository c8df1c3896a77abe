// SPDX-License-Identifier: GPL-2.0-only
/*
 * The per-CPU page lists: pages that are free but on no buddy list.
 *
 * Counts and limits are plain reads. The lists themselves are walked under
 * pcp->lock with interrupts off, at most MMS_HOLD_STEPS entries per hold (the
 * longest need not be walked: its length follows from the count). An allocation
 * that meets the lock held goes to the buddy lists instead (pcp_spin_trylock()).
 * Kernels without that lock let only their own CPU look, so there the lists are
 * unavailable.
 */
#include <linux/cpumask.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <mmscope/live_buddy.h>
#include "abreast.h"
#include "compat/mm.h"

static_assert(NR_PCP_LISTS <= MMS_PCP_LISTS && MMS_PCP_LISTS <= MMS_ABREAST);

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

/**
 * mms_pcp_list() - what a per-CPU list is for
 * @list: its number
 * @order: out: the order of its pages
 * @type: out: their migratetype, MMS_PCP_ANY_TYPE when it serves several
 *
 * As order_to_pindex(), mm/page_alloc.c (6.1 l.733, 7.2 l.651): one list per
 * migratetype and order up to 3, then two for transparent huge pages, the
 * second for movable ones.
 */
void mms_pcp_list(unsigned int list, u8 *order, u8 *type)
{
	*order = list / MIGRATE_PCPTYPES;
	*type = list % MIGRATE_PCPTYPES;
#if MMS_HAVE_PCP_ORDERS && defined(CONFIG_TRANSPARENT_HUGEPAGE)
	if (list >= NR_LOWORDER_PCP_LISTS) {
		*order = pageblock_order;
		*type = list > NR_LOWORDER_PCP_LISTS ? MIGRATE_MOVABLE : MMS_PCP_ANY_TYPE;
	}
#endif
}

#if MMS_HAVE_PCP_LOCK
static void read_lists(struct per_cpu_pages *from, bool all, struct mms_pcp *pcp)
{
	struct mms_abreast w = {};
	unsigned long flags;
	unsigned int list;
	u64 others = 0;
	u8 order, type;
	int last;

	pcp->nr_lists = NR_PCP_LISTS;
	for (list = 0; list < NR_PCP_LISTS; list++)
		mms_abreast_add(&w, &from->lists[list]);
	spin_lock_irqsave(&from->lock, flags);
	pcp->count = from->count;
	mms_abreast_walk(&w, all ? 0 : 1, MMS_HOLD_STEPS);
	spin_unlock_irqrestore(&from->lock, flags);

	for (list = 0; list < NR_PCP_LISTS; list++) {
		mms_pcp_list(list, &order, &type);
		pcp->pages[list] = w.count[list] << order;
		pcp->how[list] = w.at[list] ? MMS_CAPPED : MMS_WALKED;
		if (!w.at[list])
			others += pcp->pages[list];
	}
	last = mms_abreast_last(&w);
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
 * @pcp: where they go
 */
void mms_pcp_count(struct zone *z, unsigned int cpu, struct mms_pcp *pcp)
{
	struct per_cpu_pages *from = mms_zone_pcp(z, cpu);

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
 * @all: walk the longest list too, to see whether it is as long as it must be
 * @pcp: where they go
 */
void mms_pcp_read(struct zone *z, unsigned int cpu, bool all, struct mms_pcp *pcp)
{
	mms_pcp_count(z, cpu, pcp);
#if MMS_HAVE_PCP_LOCK
	read_lists(mms_zone_pcp(z, cpu), all, pcp);
#endif
}

#if MMS_HAVE_PCP_LOCK
/* Search one CPU's lists, bounded as all walks are. */
static bool holds(struct per_cpu_pages *pcp, const struct page *page,
		  const struct page **head, u8 *order)
{
	unsigned int list, steps = 0;
	struct list_head *at;
	unsigned long flags;
	bool found = false;
	u8 type;

	spin_lock_irqsave(&pcp->lock, flags);
	for (list = 0; list < NR_PCP_LISTS && !found; list++) {
		mms_pcp_list(list, order, &type);
		list_for_each(at, &pcp->lists[list]) {
			*head = list_entry(at, struct page, lru);
			found = page >= *head && page < *head + (1UL << *order);
			if (found || steps++ >= MMS_HOLD_STEPS)
				break;
		}
	}
	spin_unlock_irqrestore(&pcp->lock, flags);
	return found;
}
#endif

/**
 * mms_pcp_holds() - is a page on a per-CPU list?
 * @z: its zone
 * @page: the page, compared but never dereferenced
 * @head: out: the first page of the run it lies in there
 * @order: out: log2 of the pages of that
 *
 * Context: process, may sleep.
 * Return: the CPU whose list it is on, -1 when it is on none; also when a list
 * is too long to be searched to its end.
 */
int mms_pcp_holds(struct zone *z, const struct page *page,
		  const struct page **head, u8 *order)
{
#if MMS_HAVE_PCP_LOCK
	int cpu;

	for_each_online_cpu(cpu) {
		if (holds(mms_zone_pcp(z, cpu), page, head, order))
			return cpu;
	}
#endif
	return -1;
}
