// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds where the direct map ends. It maps RAM as listed in the resource tree, and
 * device memory (ZONE_DEVICE: persistent memory, peer-to-peer DMA, a driver's), which
 * may lie terabytes above. No variable has that end: max_pfn does not cover it, or is
 * far too high. So the page tables are walked.
 *
 * Locks: those of live/pt/read.c, in bounded chunks.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mmscope/pt/live.h>
#include <mmscope/vas/live.h>
#include "../pt/read.h"

/* What a walk next to the direct map finds that belongs to it. */
struct beside {
	const struct mms_region *map;
	u64 first;
	u64 last;
	bool found;
};

/* A leaf that maps the physical address which the direct map has there. */
static int note_linear(struct mms_range *w, const struct mms_run *run)
{
	struct beside *b = w->ctx;

	if (run->kind != MMS_PT_LEAF || run->phys - b->map->phys != run->va - b->map->start)
		return 0;
	b->first = b->found ? min(b->first, run->va) : run->va;
	b->last = run->va + run->size - 1;
	b->found = true;
	return 0;
}

static int look_beside(struct mms_range *w, struct beside *b, u64 start, u64 last)
{
	static const struct mms_visitor visitor = { .run = note_linear, .joins = true };
	int err;

	b->found = false;
	if (start > last)
		return 0;
	err = mms_kernel_range_init(w, start, last);
	if (err)
		return err;
	w->v = &visitor;
	w->ctx = b;
	do {
		err = mms_kernel_range_chunk(w);
	} while (err > 0);
	return err;
}

/* The bounds between which @map has no neighbours. */
static void room_of(const struct mms_vas *v, const struct mms_region *map, u64 *start, u64 *last)
{
	const struct mms_region *r;

	*start = v->kernel;
	*last = v->last;
	for (r = v->region; r < v->region + v->nr; r++) {
		if (r->start > map->last)
			*last = min(*last, r->start - 1);
		else if (r->last < map->start)
			*start = max(*start, r->last + 1);
	}
	/* Below physical address 0 there is nothing. */
	*start = max(*start, map->start - min(map->phys, map->start));
}

static struct mms_region *direct_map(struct mms_vas *v)
{
	struct mms_region *r;

	for (r = v->region; r < v->region + v->nr; r++)
		if (r->linear && r->kind == MMS_REGION_WINDOW)
			return r;
	return NULL;
}

/**
 * mms_direct_map_extend() - extend the direct map to all of its mappings
 * @v: the layout: the architecture's regions, nothing else yet
 *
 * Only on 64 bits; on 32 it has no room to grow. Where the tables can't be walked it
 * is left unchanged.
 *
 * Context: process, may sleep.
 * Return: 0, -ENOMEM, -EINTR after a fatal signal.
 */
int mms_direct_map_extend(struct mms_vas *v)
{
	struct mms_region *map = direct_map(v);
	struct beside b = { .map = map };
	struct mms_range *w;
	u64 start, last;
	int err;

	if (!map || v->last <= U32_MAX || mms_kernel_pt_unavailable())
		return 0;
	w = kvmalloc(sizeof(*w), GFP_KERNEL_ACCOUNT);
	if (!w)
		return -ENOMEM;
	room_of(v, map, &start, &last);
	err = last > map->last ? look_beside(w, &b, map->last + 1, last) : 0;
	if (!err && b.found)
		map->last = b.last;
	if (!err)
		err = start < map->start ? look_beside(w, &b, start, map->start - 1) : 0;
	if (!err && b.found && b.first < map->start) {
		map->phys -= map->start - b.first;
		map->base -= map->start - b.first;
		map->start = b.first;
	}
	kvfree(w);
	return err;
}
