// SPDX-License-Identifier: GPL-2.0-only
/*
 * The zones of this kernel, found through exported variables (node_states, node_data),
 * and their counters.
 *
 * Counters are read without zone->lock: each is right by itself, but they are not of
 * the same moment. Callers hold mem_hotplug_lock (mms_hotplug_begin()): a zone's
 * per-CPU data is freed when the last of its memory is removed.
 */
#include <linux/cpumask.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/percpu.h>
#include <linux/string.h>
#include <mmscope/buddy/live.h>
#include <mmscope/buddy/page.h>
#include <mmscope/core/live_hotplug.h>
#include "../compat/mm.h"
#include "zone_names.h"

static_assert(NR_PAGE_ORDERS <= MMS_ORDERS);
static_assert(MIGRATE_TYPES <= MMS_TYPES);
static_assert(NR_VM_ZONE_STAT_ITEMS <= MMS_ZONE_STATS);
static_assert(MAX_NR_ZONES <= MMS_LOWMEM);

/* Static data of a shared object is each module's own (design.md 1). */
static struct mms_buddy here = {
	.page_shift = PAGE_SHIFT,
	.nr_orders = NR_PAGE_ORDERS,
	.nr_types = MIGRATE_TYPES,
#ifdef CONFIG_MEMORY_ISOLATION
	.isolate = MIGRATE_ISOLATE,
#else
	.isolate = -1,
#endif
#ifdef CONFIG_CMA
	.cma = MIGRATE_CMA,
#else
	.cma = -1,
#endif
	.reserve = MIGRATE_HIGHATOMIC,
};

/**
 * mms_buddy_setup() - note what is known at run time only
 *
 * Context: module init.
 */
void mms_buddy_setup(void)
{
	unsigned int type;

	here.block_order = pageblock_order;
	mms_page_setup();
	for (type = 0; type < MIGRATE_TYPES; type++)
		here.type[type] = mms_migratetype_names[type] ?: "unknown";
}

/**
 * mms_buddy_here() - the running kernel's orders and migratetypes
 *
 * Return: static data, the same on every call after mms_buddy_setup().
 */
const struct mms_buddy *mms_buddy_here(void)
{
	return &here;
}

/**
 * mms_zone_next() - the next zone that has memory, in node and zone order
 * @z: the last one, NULL for the first
 *
 * for_each_populated_zone() compiles in a module but does not link
 * (kernel-facts.md 0.3).
 *
 * Return: the zone, NULL after the last. Zones are never freed.
 */
struct zone *mms_zone_next(struct zone *z)
{
	int node = z ? zone_to_nid(z) : first_online_node;
	int index = z ? zone_idx(z) + 1 : 0;

	for (; node < MAX_NUMNODES; node = next_online_node(node), index = 0) {
		for (; index < MAX_NR_ZONES; index++) {
			z = &NODE_DATA(node)->node_zones[index];
			if (populated_zone(z))
				return z;
		}
	}
	return NULL;
}

static void read_stats(struct zone *z, struct mms_zone *rec)
{
	unsigned int i;

	for (i = 0; i < NR_VM_ZONE_STAT_ITEMS; i++) {
		if (!mms_zone_stat_names[i])
			continue;
		rec->stats[rec->nr_stats].name = mms_zone_stat_names[i];
		rec->stats[rec->nr_stats++].value = zone_page_state_snapshot(z, i);
	}
	rec->free = zone_page_state_snapshot(z, NR_FREE_PAGES);
	rec->free_cma = zone_page_state_snapshot(z, NR_FREE_CMA_PAGES);
}

static void read_marks(struct zone *z, struct mms_zone *rec)
{
	/*
	 * As wmark_pages(), except that the boost, which may change, is read once for
	 * all, or the watermarks might not be ascending.
	 */
	rec->boost = READ_ONCE(z->watermark_boost);
	rec->min = READ_ONCE(z->_watermark[WMARK_MIN]) + rec->boost;
	rec->low = READ_ONCE(z->_watermark[WMARK_LOW]) + rec->boost;
	rec->high = READ_ONCE(z->_watermark[WMARK_HIGH]) + rec->boost;
	rec->promo = MMS_UNKNOWN;
#if MMS_HAVE_WMARK_PROMO
	rec->promo = READ_ONCE(z->_watermark[WMARK_PROMO]) + rec->boost;
#endif
}

static void read_pcp_limits(struct zone *z, struct mms_zone *rec)
{
#if MMS_HAVE_PCP_HIGH_MAX
	rec->pcp_high = READ_ONCE(z->pageset_high_min);
	rec->pcp_high_max = READ_ONCE(z->pageset_high_max);
	rec->pcp_batch = READ_ONCE(z->pageset_batch);
#elif MMS_HAVE_ZONE_PAGESET_HIGH
	rec->pcp_high = READ_ONCE(z->pageset_high);
	rec->pcp_high_max = MMS_UNKNOWN;
	rec->pcp_batch = READ_ONCE(z->pageset_batch);
#else
	/* All CPUs have the same (pageset_set_high_and_batch()). */
	const struct per_cpu_pages *pcp = mms_zone_pcp(z, cpumask_first(cpu_possible_mask));

	rec->pcp_high = READ_ONCE(pcp->high);
	rec->pcp_high_max = MMS_UNKNOWN;
	rec->pcp_batch = READ_ONCE(pcp->batch);
#endif
}

static u64 read_cma(struct zone *z)
{
#if MMS_HAVE_ZONE_CMA_PAGES
	return zone_cma_pages(z);
#else
	return IS_ENABLED(CONFIG_CMA) ? MMS_UNKNOWN : 0;
#endif
}

/**
 * mms_zone_place() - copy a zone's identity and span only
 * @z: the zone
 * @rec: receives the node, the index, the name and the span; the rest is 0
 *
 * Cheaper than mms_zone_read(): each counter there takes a loop over all CPUs.
 *
 * Context: mms_hotplug_begin() held, which keeps the span consistent.
 */
void mms_zone_place(struct zone *z, struct mms_zone *rec)
{
	mms_hotplug_assert();
	memset(rec, 0, sizeof(*rec));
	rec->node = zone_to_nid(z);
	rec->index = zone_idx(z);
	strscpy(rec->name, z->name, sizeof(rec->name));
	rec->start_pfn = z->zone_start_pfn;
	rec->spanned = z->spanned_pages;
}

/**
 * mms_zone_read() - copy a zone's counters
 * @z: the zone
 * @rec: receives them
 *
 * Context: mms_hotplug_begin() held: it keeps spans and present pages consistent, and
 * the per-CPU counters from being freed.
 */
void mms_zone_read(struct zone *z, struct mms_zone *rec)
{
	unsigned int i;

	mms_zone_place(z, rec);
	rec->contiguous = READ_ONCE(z->contiguous);
	rec->present = z->present_pages;
	rec->managed = zone_managed_pages(z);
	rec->cma = read_cma(z);
	rec->reserved_highatomic = READ_ONCE(z->nr_reserved_highatomic);
	rec->free_highatomic = MMS_UNKNOWN;
#if MMS_HAVE_NR_FREE_HIGHATOMIC
	rec->free_highatomic = READ_ONCE(z->nr_free_highatomic);
#endif
	rec->isolated_blocks = MMS_UNKNOWN;
#ifdef CONFIG_MEMORY_ISOLATION
	rec->isolated_blocks = READ_ONCE(z->nr_isolate_pageblock);
#endif
	read_marks(z, rec);
	read_pcp_limits(z, rec);
	rec->poisoned = MMS_UNKNOWN;
	rec->nr_lowmem = MAX_NR_ZONES;
	for (i = 0; i < MAX_NR_ZONES; i++)
		rec->lowmem_reserve[i] = READ_ONCE(z->lowmem_reserve[i]);
	read_stats(z, rec);
	for (i = 0; i < NR_PAGE_ORDERS; i++)
		rec->nr_free[i] = READ_ONCE(z->free_area[i].nr_free);
}
