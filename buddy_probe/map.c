// SPDX-License-Identifier: GPL-2.0-only
/*
 * The map of all zones: what memory is used for, at a scale at which the machine fits
 * on a screen or two. Read page block by page block when the file is opened
 * (live/buddy/pageblock.c says under which locks), so it is not an atomic snapshot. Its
 * memory is bounded by the number of cells, not of pages.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <mmscope/core/live_hotplug.h>
#include "probe.h"

/**
 * bp_map_free() - free a map
 * @map: the map, may be NULL
 */
void bp_map_free(struct bp_map *map)
{
	if (!map)
		return;
	kvfree(map->zones);
	kvfree(map->cells);
	kfree(map);
}

static struct bp_map *alloc_map(const struct bp_zones *zones)
{
	struct bp_map *map = kzalloc(sizeof(*map), GFP_KERNEL_ACCOUNT);
	u64 spanned = 0;
	unsigned int i;

	if (!map)
		return NULL;
	for (i = 0; i < zones->nr; i++)
		spanned += zones->z[i].rec.spanned;
	map->cell = mms_map_cell(spanned, 1ULL << mms_buddy_here()->block_order,
				 BP_MAP_CELLS);
	map->zones = kvcalloc(zones->nr, sizeof(*map->zones), GFP_KERNEL_ACCOUNT);
	if (!map->zones)
		goto fail;
	for (; map->nr_zones < zones->nr; map->nr_zones++) {
		struct bp_map_zone *z = &map->zones[map->nr_zones];

		z->rec = zones->z[map->nr_zones].rec;
		z->first = map->nr_cells;
		z->nr = mms_map_cells(z->rec.start_pfn, z->rec.spanned, map->cell);
		map->nr_cells += z->nr;
	}
	map->cells = kvcalloc(map->nr_cells, sizeof(*map->cells), GFP_KERNEL_ACCOUNT);
	if (map->cells)
		return map;
fail:
	bp_map_free(map);
	return NULL;
}

static int fill_zone(struct bp_map *map, const struct bp_map_zone *mz, struct zone *z,
		     struct mms_chunk *scratch)
{
	const u64 pageblock = 1ULL << mms_buddy_here()->block_order;
	u64 first = mms_buddy_head(mz->rec.start_pfn, ilog2(map->cell));
	struct mms_pageblock pb;
	u64 i, pfn;
	int err;

	for (i = 0; i < mz->nr; i++)
		map->cells[mz->first + i].start_pfn = first + i * map->cell;
	for (pfn = round_down(mz->rec.start_pfn, pageblock);
	     pfn < mz->rec.start_pfn + mz->rec.spanned; pfn += pageblock) {
		err = mms_hotplug_begin();
		if (err)
			return err;
		mms_pageblock_read(z, pfn, scratch, &pb);
		mms_hotplug_end();
		if (pb.pages)
			mms_map_add(&map->cells[mz->first + ((pfn - first) >> ilog2(map->cell))],
				    &pb);
		cond_resched();
		if (fatal_signal_pending(current))
			return -EINTR;
	}
	return 0;
}

/**
 * bp_map_read() - read page frames into a new map
 * @zones: the zones to map
 *
 * Context: process, may sleep.
 * Return: the map, ERR_PTR(-ENOMEM or -EINTR).
 */
struct bp_map *bp_map_read(const struct bp_zones *zones)
{
	struct mms_chunk *scratch = kvmalloc(sizeof(*scratch), GFP_KERNEL_ACCOUNT);
	struct bp_map *map = scratch ? alloc_map(zones) : NULL;
	int err = map ? 0 : -ENOMEM;
	unsigned int i;

	for (i = 0; !err && i < zones->nr; i++)
		err = fill_zone(map, &map->zones[i], zones->z[i].zone, scratch);
	kvfree(scratch);
	if (!err)
		return map;
	bp_map_free(map);
	return ERR_PTR(err);
}

/**
 * bp_map_open() - map: one item per cell
 * @v: the view
 *
 * Return: 0 or -errno.
 */
int bp_map_open(struct mms_view *v)
{
	struct bp_zones *zones = bp_zones_read(false);
	struct bp_map *map;

	if (IS_ERR(zones))
		return PTR_ERR(zones);
	map = bp_map_read(zones);
	kvfree(zones);
	if (IS_ERR(map))
		return PTR_ERR(map);
	v->data = map;
	v->count = map->nr_cells;
	return 0;
}

/**
 * bp_map_header() - the map's scale
 * @v: the view
 * @t: the text
 */
void bp_map_header(const struct mms_view *v, struct mms_text *t)
{
	const struct bp_map *map = v->data;

	mms_rec_dec(t, "cell_pages", map->cell);
}

/**
 * bp_map_show() - one cell
 * @v: the view
 * @t: the text
 * @index: which
 */
void bp_map_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	const struct bp_map *map = v->data;
	unsigned int i = 0;

	while (index >= map->zones[i].first + map->zones[i].nr)
		i++;
	mms_map_rec(t, &map->cells[index], map->cell, &map->zones[i].rec, mms_buddy_here());
}

/**
 * bp_map_release() - free the map
 * @v: the view
 */
void bp_map_release(struct mms_view *v)
{
	bp_map_free(v->data);
}
