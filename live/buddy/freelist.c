// SPDX-License-Identifier: GPL-2.0-only
/*
 * The free lists of a zone, counted and checked.
 *
 * Lists are walked under zone->lock with interrupts off, which is what keeps
 * them from changing, and for at most MMS_HOLD_STEPS entries per hold: a walk
 * of a long list under that lock stalls every CPU that allocates, and trips the
 * hard-lockup detector (why /proc/pagetypeinfo gives up at 100000). One order
 * is counted per hold; orders are not of the same moment. Allocations take
 * precedence: a contended lock is left to others for a while.
 */
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <mmscope/buddy/live.h>
#include <mmscope/core/live_hotplug.h>
#include "list_walk.h"
#include "../compat/mm.h"
#include "frame.h"

/* How often a contended lock is left to others before waiting for it. */
#define YIELDS 16

/* Called before zone->lock is taken, to let allocations go first. */
static void yield_zone(struct zone *z)
{
	unsigned int yields;

	for (yields = 0; yields < YIELDS && spin_is_locked(&z->lock); yields++)
		usleep_range(50, 100);
}

static void count_order(struct zone *z, unsigned int order, struct mms_freelists *f)
{
	const struct free_area *area = &z->free_area[order];
	struct mms_list_walk w = {};
	unsigned long flags;
	unsigned int type;
	u64 others = 0;
	int last;

	for (type = 0; type < MIGRATE_TYPES; type++)
		mms_list_walk_add(&w, &area->free_list[type]);
	yield_zone(z);
	spin_lock_irqsave(&z->lock, flags);
	f->nr_free[order] = area->nr_free;
	mms_list_walk_run(&w, 1, MMS_HOLD_STEPS);
	spin_unlock_irqrestore(&z->lock, flags);

	for (type = 0; type < MIGRATE_TYPES; type++) {
		f->blocks[order][type] = w.count[type];
		f->how[order][type] = w.at[type] ? MMS_CAPPED : MMS_WALKED;
		if (!w.at[type])
			others += w.count[type];
	}
	last = mms_list_walk_last(&w);
	if (last >= 0) {
		f->blocks[order][last] = f->nr_free[order] - others;
		f->how[order][last] = MMS_DERIVED;
	}
}

static bool is_capped(const struct mms_freelists *f, unsigned int order)
{
	unsigned int type;

	for (type = 0; type < MIGRATE_TYPES; type++)
		if (f->how[order][type] == MMS_CAPPED)
			return true;
	return false;
}

/*
 * Two long lists in one order: count that order's blocks by scanning page frames, a
 * bounded chunk at a time. Slow, but it stalls nobody.
 */
static int scan_capped(struct zone *z, struct mms_freelists *f, u32 capped)
{
	u64 pfn = z->zone_start_pfn, end = zone_end_pfn(z);
	struct mms_chunk *c;
	unsigned int i, order, type;
	int err = 0;

	c = kvmalloc(sizeof(*c), GFP_KERNEL_ACCOUNT);
	if (!c)
		return -ENOMEM;
	for (order = 0; order < NR_PAGE_ORDERS; order++) {
		for (type = 0; capped & BIT(order) && type < MIGRATE_TYPES; type++) {
			f->blocks[order][type] = 0;
			f->how[order][type] = MMS_SCANNED;
		}
	}
	for (; pfn < end && !err; pfn = c->next) {
		err = mms_hotplug_begin();
		if (err)
			break;
		mms_chunk_read(z, pfn, end, c);
		mms_hotplug_end();
		for (i = 0; i < c->nr_blocks; i++)
			if (capped & BIT(c->blocks[i].order))
				f->blocks[c->blocks[i].order][c->blocks[i].type]++;
		cond_resched();
		if (fatal_signal_pending(current))
			err = -EINTR;
	}
	kvfree(c);
	return err;
}

/**
 * mms_freelists_read() - count a zone's free blocks by order and migratetype
 * @z: the zone
 * @f: receives the counts
 *
 * Context: process, may sleep; without mms_hotplug_begin() held.
 * Return: 0, -ENOMEM, -EINTR after a fatal signal.
 */
int mms_freelists_read(struct zone *z, struct mms_freelists *f)
{
	unsigned int order;
	u32 capped = 0;

	memset(f, 0, sizeof(*f));
	for (order = 0; order < NR_PAGE_ORDERS; order++) {
		count_order(z, order, f);
		if (is_capped(f, order))
			capped |= BIT(order);
		cond_resched();
		if (fatal_signal_pending(current))
			return -EINTR;
	}
	return capped ? scan_capped(z, f, capped) : 0;
}

static void sum_isolated(const struct zone *z, struct mms_free_sum *s)
{
#ifdef CONFIG_MEMORY_ISOLATION
	unsigned int order, steps = 0;
	struct list_head *at;

	for (order = 0; order < NR_PAGE_ORDERS; order++) {
		list_for_each(at, &z->free_area[order].free_list[MIGRATE_ISOLATE]) {
			s->capped = steps++ >= MMS_HOLD_STEPS;
			if (s->capped)
				return;
			s->isolated += 1ULL << order;
		}
	}
#endif
}

/* Reads both once, in one hold of zone->lock. */
static void sum_once(struct zone *z, struct mms_free_sum *s)
{
	unsigned long flags;
	unsigned int order;
	u64 global;

	s->listed = 0;
	s->isolated = 0;
	yield_zone(z);
	spin_lock_irqsave(&z->lock, flags);
	for (order = 0; order < NR_PAGE_ORDERS; order++)
		s->listed += (u64)z->free_area[order].nr_free << order;
	sum_isolated(z, s);
#ifdef CONFIG_UNACCEPTED_MEMORY
	s->unaccepted = zone_page_state_snapshot(z, NR_UNACCEPTED);
#endif
	global = zone_page_state(z, NR_FREE_PAGES);
	s->counter = zone_page_state_snapshot(z, NR_FREE_PAGES);
	spin_unlock_irqrestore(&z->lock, flags);
	s->percpu = s->counter - global;
}

/**
 * mms_free_sum_read() - a zone's free pages by its lists and by its counter
 * @z: the zone
 * @s: receives both, of one hold of zone->lock
 *
 * Free pages are put on lists and counted under zone->lock, but the count goes to a
 * per-CPU difference first, and any CPU may at any moment fold its difference into the
 * zone's counter (refresh_cpu_vm_stats()), without that lock: between the two steps of
 * that a reader misses it. So both are read again, a bounded number of times, until
 * they agree; the lock is dropped in between, as each reading loops over all CPUs. With
 * more CPUs than one hold may loop over nothing is reported. (5.10 subtracts an
 * allocated page just after unlocking: retrying covers that too.)
 *
 * Context: process, may sleep; mms_hotplug_begin() held.
 */
void mms_free_sum_read(struct zone *z, struct mms_free_sum *s)
{
	const unsigned int most = 64;

	mms_hotplug_assert();
	memset(s, 0, sizeof(*s));
	s->capped = num_online_cpus() > MMS_HOLD_STEPS;
	while (!s->capped) {
		sum_once(z, s);
		if (s->capped || mms_free_sum_ok(s) || s->rereads == most)
			break;
		s->rereads++;
		cond_resched();
	}
}

/* Checks the copy of an entry after unlocking; the page itself may have changed. */
static void check_entry(const struct mms_zone *rec, struct zone *z, unsigned int order,
			const struct mms_entries *entries, unsigned int i,
			struct mms_list_check *c)
{
	struct mms_block block = { .order = order, .type = entries->e[i].type };
	bool not_free = !entries->e[i].buddy;
	bool other_order = !not_free && entries->e[i].order != order;
	struct mms_pageblock pb;
	bool fault;

	fault = !mms_frame_pfn(entries->e[i].page, &block.pfn) ||
		mms_block_fault(&block, rec, mms_buddy_here()) != MMS_BLOCK_OK;
	c->not_free += not_free;
	c->wrong_order += other_order;
	c->faults += fault;
	if ((fault || not_free || other_order) && !c->first)
		c->first = block.pfn;
	if (!fault && mms_pageblock_bits(z, block.pfn, &pb) != block.type)
		c->other_type++;
}

/* Copies the entries of the lists, at most one more than nr_free. */
static void copy_entries(struct free_area *area, struct mms_entries *entries, u64 most)
{
	unsigned int type, nr = 0;
	struct list_head *at;

	for (type = 0; type < MIGRATE_TYPES; type++) {
		list_for_each(at, &area->free_list[type]) {
			struct page *page = list_entry(at, struct page, lru);

			if (nr > most || nr == ARRAY_SIZE(entries->e))
				break;
			entries->e[nr].page = page;
			entries->e[nr].order = page_private(page);
			entries->e[nr].buddy = PageBuddy(page);
			entries->e[nr++].type = type;
		}
	}
	entries->nr = nr;
}

/**
 * mms_freelist_check() - check every entry of an order's free lists
 * @z: the zone
 * @rec: its span, read since mms_hotplug_begin()
 * @order: the order
 * @scratch: room to work in
 * @c: what was found
 *
 * The entries' struct pages are read directly: zone->lock keeps them on the lists.
 * Whatever can be checked on copies is checked after unlocking.
 *
 * Context: process, may sleep; mms_hotplug_begin() held; one hold of zone->lock,
 * fewer than MMS_HOLD_STEPS entries.
 */
void mms_freelist_check(struct zone *z, const struct mms_zone *rec, unsigned int order,
			struct mms_entries *scratch, struct mms_list_check *c)
{
	struct free_area *area = &z->free_area[order];
	unsigned long flags;
	unsigned int i;

	mms_hotplug_assert();
	memset(c, 0, sizeof(*c));
	scratch->nr = 0;
	yield_zone(z);
	spin_lock_irqsave(&z->lock, flags);
	c->nr_free = area->nr_free;
	/* One entry more than nr_free shows the fault: there must be room for it. */
	c->capped = c->nr_free >= ARRAY_SIZE(scratch->e);
	if (!c->capped)
		copy_entries(area, scratch, c->nr_free);
	spin_unlock_irqrestore(&z->lock, flags);
	c->entries = scratch->nr;
	for (i = 0; i < scratch->nr; i++)
		check_entry(rec, z, order, scratch, i, c);
}
