// SPDX-License-Identifier: GPL-2.0-only
/*
 * The files blocks and pageblocks: every free block, every page block, in
 * address order, found by walking page frames. A machine has millions of them,
 * so they are read chunk by chunk as they are shown (live/buddy/pageblock.c says
 * under which locks); no lock is held in between, so a file is not an atomic
 * snapshot, but every line was true when its chunk was read.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <mmscope/core/live_hotplug.h>
#include "probe.h"

/* The position of a walk over all zones' page frames; @items were passed already. */
struct walk {
	struct zone *zone;
	struct mms_zone rec;
	bool done;
	u64 pfn;
	u64 items;
	unsigned int block;
	struct mms_pageblock pb;
	struct mms_chunk chunk;
};

/**
 * bp_scan_open() - blocks and pageblocks: start a walk of the page frames
 * @v: the view
 *
 * Return: 0 or -ENOMEM.
 */
int bp_scan_open(struct mms_view *v)
{
	struct walk *w = kvzalloc(sizeof(*w), GFP_KERNEL_ACCOUNT);

	v->data = w;
	return w ? 0 : -ENOMEM;
}

static void rewind_walk(struct walk *w)
{
	w->zone = NULL;
	w->done = false;
	w->rec.spanned = 0;
	w->rec.start_pfn = 0;
	w->pfn = 0;
	w->items = 0;
	w->block = 0;
	w->chunk.nr_blocks = 0;
}

/* Moves on to the next zone. With mms_hotplug_begin() held. */
static bool enter_next_zone(struct walk *w)
{
	w->zone = mms_zone_next(w->zone);
	if (!w->zone)
		return false;
	mms_zone_place(w->zone, &w->rec);
	w->pfn = w->rec.start_pfn;
	return true;
}

/* Steps until there is an item to show: 1; 0 past the end, -EINTR. */
static int advance(struct walk *w, bool (*step)(struct walk *w))
{
	bool found = false;
	int err;

	while (!found && !w->done) {
		err = mms_hotplug_begin();
		if (err)
			return err;
		if (!w->zone || w->pfn >= w->rec.start_pfn + w->rec.spanned)
			w->done = !enter_next_zone(w);
		if (!w->done)
			found = step(w);
		mms_hotplug_end();
		cond_resched();
		if (fatal_signal_pending(current))
			return -EINTR;
	}
	return found;
}

static bool step_chunk(struct walk *w)
{
	mms_chunk_read(w->zone, w->pfn, w->rec.start_pfn + w->rec.spanned, &w->chunk);
	w->pfn = w->chunk.next;
	w->block = 0;
	return w->chunk.nr_blocks;
}

static int next_block(struct walk *w)
{
	if (w->block + 1 < w->chunk.nr_blocks) {
		w->block++;
		return 1;
	}
	return advance(w, step_chunk);
}

static bool step_pageblock(struct walk *w)
{
	unsigned int order = mms_buddy_here()->block_order;

	mms_pageblock_read(w->zone, mms_buddy_head(w->pfn, order), &w->chunk, &w->pb);
	w->pfn = w->pb.pfn + (1ULL << order);
	return w->pb.pages;
}

static int next_pageblock(struct walk *w)
{
	return advance(w, step_pageblock);
}

/* Items are read in order; the last one may be sought again. */
static int seek_walk(struct walk *w, u64 index, int (*next)(struct walk *w))
{
	int there;

	if (index + 1 < w->items)
		rewind_walk(w);
	while (w->items <= index) {
		there = next(w);
		if (there <= 0)
			return there;
		w->items++;
	}
	return 1;
}

/**
 * bp_blocks_seek() - move to a free block
 * @v: the view
 * @index: which
 *
 * Return: 1, 0 past the last, -EINTR after a fatal signal.
 */
int bp_blocks_seek(struct mms_view *v, u64 index)
{
	return seek_walk(v->data, index, next_block);
}

/**
 * bp_blocks_show() - the current free block
 * @v: the view
 * @t: the text
 * @index: which, as sought
 */
void bp_blocks_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	const struct walk *w = v->data;

	mms_block_rec(t, &w->chunk.blocks[w->block], &w->rec, mms_buddy_here());
}

/**
 * bp_pageblocks_seek() - move to a page block
 * @v: the view
 * @index: which
 *
 * Return: 1, 0 past the last, -EINTR after a fatal signal.
 */
int bp_pageblocks_seek(struct mms_view *v, u64 index)
{
	return seek_walk(v->data, index, next_pageblock);
}

/**
 * bp_pageblocks_show() - the current page block
 * @v: the view
 * @t: the text
 * @index: which, as sought
 */
void bp_pageblocks_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	const struct walk *w = v->data;

	mms_pageblock_rec(t, &w->pb, &w->rec, mms_buddy_here());
}

/**
 * bp_pageblocks_header() - how large page blocks are
 * @v: the view
 * @t: the text
 */
void bp_pageblocks_header(const struct mms_view *v, struct mms_text *t)
{
	const struct mms_buddy *b = mms_buddy_here();

	mms_rec_dec(t, "pageblock_order", b->block_order);
	mms_rec_dec(t, "pageblock_size", 1ULL << (b->block_order + b->page_shift));
}
