// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/buddy_probe: for each node and zone a table of orders by migratetypes with the
 * fragmentation indices, then the map. The same snapshots as the record files, taken
 * at open(); see buddy_probe/zones.c and buddy_probe/map.c for the locks.
 */
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/slab.h>
#include <linux/utsname.h>
#include <mmscope/core/live_hotplug.h>
#include "probe.h"

/* Its items: a title, a table per zone, the map's heading, a map per zone, the notes. */
struct report {
	struct bp_zones *zones;
	struct bp_map *map;
	u64 pcp;
};

/* Free pages on per-CPU lists, which the tables of the buddy lists don't include. */
static int count_pcp(const struct bp_zones *zones, u64 *pages)
{
	struct mms_pcp pcp;
	unsigned int i, cpu;
	int err;

	for (i = 0; i < zones->nr; i++) {
		err = mms_hotplug_begin();
		if (err)
			return err;
		for_each_online_cpu(cpu) {
			mms_pcp_count(zones->z[i].zone, cpu, &pcp);
			*pages += pcp.count;
		}
		mms_hotplug_end();
	}
	return 0;
}

/**
 * bp_report_open() - take the snapshots
 * @v: the view
 *
 * Return: 0 or -errno.
 */
int bp_report_open(struct mms_view *v)
{
	struct report *r = kzalloc(sizeof(*r), GFP_KERNEL_ACCOUNT);
	int err;

	if (!r)
		return -ENOMEM;
	r->zones = bp_zones_read(true);
	err = PTR_ERR_OR_ZERO(r->zones);
	if (err)
		goto fail_zones;
	err = count_pcp(r->zones, &r->pcp);
	if (err)
		goto fail_map;
	r->map = bp_map_read(r->zones);
	err = PTR_ERR_OR_ZERO(r->map);
	if (err)
		goto fail_map;
	v->data = r;
	v->count = 2 * r->zones->nr + 3;
	return 0;

fail_map:
	kvfree(r->zones);
fail_zones:
	kfree(r);
	return err;
}

static void put_sums(struct mms_text *t, const struct bp_zones *zones, u64 pcp, u64 poisoned)
{
	const struct mms_buddy *b = mms_buddy_here();
	u64 free = 0, cma = 0, managed = 0, largest[MMS_ORDERS] = {};
	unsigned int i, order;

	for (i = 0; i < zones->nr; i++) {
		free += zones->z[i].rec.free;
		cma += zones->z[i].rec.free_cma;
		managed += zones->z[i].rec.managed;
		for (order = 0; order < b->nr_orders; order++)
			largest[order] += zones->z[i].lists.nr_free[order];
	}
	mms_put_size(t, free << b->page_shift, 0);
	mms_put(t, " of ");
	mms_put_size(t, managed << b->page_shift, 0);
	mms_put(t, " free, and ");
	mms_put_size(t, pcp << b->page_shift, 0);
	mms_put(t, " in per-CPU lists");
	for (order = b->nr_orders; order-- > 0 && !largest[order];)
		;
	if (order < b->nr_orders) {
		mms_put(t, "; largest free block ");
		mms_put_size(t, 1ULL << (order + b->page_shift), 0);
		mms_put(t, ", %llu of them", largest[order]);
	}
	if (cma) {
		mms_put(t, "\n");
		mms_put_size(t, cma << b->page_shift, 0);
		mms_put(t, " of the free memory for movable requests only (CMA), ");
		mms_put_size(t, (free - min(free, cma)) << b->page_shift, 0);
		mms_put(t, " for others, too");
	}
	if (poisoned)
		mms_put(t, "\n%llu page%s broken (hwpoison), ! in the map", poisoned,
			poisoned == 1 ? " is" : "s are");
	mms_put(t, "\n");
}

static u64 poisoned_pages(const struct bp_map *map)
{
	u64 i, pages = 0;

	for (i = 0; i < map->nr_cells; i++)
		pages += map->cells[i].poisoned;
	return pages;
}

static void put_title(struct mms_text *t, const struct report *r)
{
	const struct mms_buddy *b = mms_buddy_here();
	unsigned int zones = r->zones->nr, nodes = num_online_nodes();

	mms_put(t, "Buddy allocator   %s %s, %u zone%s of %u node%s, page blocks of ",
		init_utsname()->release, init_utsname()->machine, zones,
		zones == 1 ? "" : "s", nodes, nodes == 1 ? "" : "s");
	mms_put_size(t, 1ULL << (b->block_order + b->page_shift), 0);
	mms_put(t, "\n");
	put_sums(t, r->zones, r->pcp, poisoned_pages(r->map));
}

static void put_zone(struct mms_text *t, const struct bp_zone *z)
{
	const struct mms_buddy *b = mms_buddy_here();
	unsigned int order;

	mms_put(t, "\n");
	mms_zone_put(t, &z->rec, b);
	mms_freelists_put_head(t, b);
	for (order = 0; order < b->nr_orders; order++)
		mms_freelists_put(t, &z->lists, b, order);
}

static void put_map_head(struct mms_text *t, const struct bp_map *map)
{
	const struct mms_buddy *b = mms_buddy_here();

	mms_put(t, "\nMap, 1 character = ");
	mms_put_size(t, map->cell << b->page_shift, 0);
	mms_put(t, "\n");
	mms_map_put_legend(t, b);
}

static void put_map(struct mms_text *t, const struct bp_map *map, unsigned int zone)
{
	const struct bp_map_zone *z = &map->zones[zone];
	u64 i;

	mms_put(t, "\nnode %u, zone %s\n", z->rec.node, z->rec.name);
	for (i = 0; i < z->nr; i += MMS_MAP_ROW)
		mms_map_put_row(t, &map->cells[z->first + i],
				min_t(u64, z->nr - i, MMS_MAP_ROW), mms_buddy_here());
}

static void put_notes(struct mms_text *t)
{
	mms_put(t, "\nwatermarks  min / low / high: below low kswapd reclaims until high is reached\n");
	mms_put(t, "unusable    share of the free memory in blocks too small for the order\n");
	mms_put(t, "extfrag     available, or why the order fails: 0 no memory, 1 fragmentation\n");
	mms_put(t, "            both for unmovable requests; movable: for others alone\n");
}

/**
 * bp_report_show() - one part of the report
 * @v: the view
 * @t: the text
 * @index: which part
 */
void bp_report_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	const struct report *r = v->data;
	u64 nr = r->zones->nr;

	if (!index)
		put_title(t, r);
	else if (index <= nr)
		put_zone(t, &r->zones->z[index - 1]);
	else if (index == nr + 1)
		put_map_head(t, r->map);
	else if (index < 2 * nr + 2)
		put_map(t, r->map, index - nr - 2);
	else
		put_notes(t);
}

/**
 * bp_report_release() - free the snapshots
 * @v: the view
 */
void bp_report_release(struct mms_view *v)
{
	struct report *r = v->data;

	bp_map_free(r->map);
	kvfree(r->zones);
	kfree(r);
}
