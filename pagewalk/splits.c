// SPDX-License-Identifier: GPL-2.0-only
/*
 * The splits file: which slots of the direct map are mapped by smaller entries than
 * they could be, what in them is mapped otherwise, and whose that is. The walk goes on
 * as the file is read; what is held is a slot of each level, and some records. The
 * search runs under the locks of live/pt/read.c and only writes to memory allocated
 * before; owners are looked up after that.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "splits.h"

/* All that one run can end: a slot of each of at most 3 levels, and one held before. */
#define ITEMS (3 * (MMS_SLOT_STRETCHES + 2))

static struct pw_split_rec *new_item(struct pw_split_view *k, u8 type)
{
	struct pw_split_rec *item = &k->item[min_t(u32, k->items, ITEMS - 1)];

	if (k->items < ITEMS)
		k->items++;
	item->type = type;
	item->more = 0;
	return item;
}

/* Slots of that level that came before are complete. */
static void let_go(struct pw_split_view *k, unsigned int level)
{
	if (k->have[level])
		new_item(k, PW_SPLIT_SLOT)->slot = k->held[level];
	k->have[level] = false;
}

/* Under the walk's locks: notes a slot, and what of it deviates. */
static void note_slot(struct mms_splits *s, const struct mms_slot *slot)
{
	struct pw_split_view *k = s->ctx;
	unsigned int level = slot->level;
	struct pw_split_rec *item;
	unsigned int differs;
	struct mms_run run;
	u32 i;

	if (k->have[level] && mms_slot_merge(s->g, &k->held[level], slot))
		return;
	let_go(k, level);
	if (slot->kind == MMS_SLOT_UNIFORM) {
		k->held[level] = *slot;
		k->have[level] = true;
		return;
	}
	item = new_item(k, PW_SPLIT_SLOT);
	item->slot = *slot;
	item->more = s->open[level].unlisted;
	if (slot->kind != MMS_SLOT_SPLIT && slot->kind != MMS_SLOT_ABSENT)
		return;
	for (i = 0; i < s->open[level].n; i++) {
		differs = mms_splits_deviation(s, slot, i, &run);
		if (!differs)
			continue;
		item = new_item(k, PW_SPLIT_DEVIATION);
		item->run = run;
		item->differs = differs;
	}
}

static int note_run(struct mms_range *w, const struct mms_run *run)
{
	struct pw_split_view *k = w->ctx;

	k->unread += mms_run_unread(run);
	mms_splits_run(&k->s, run);
	return k->items > 0;
}

static const struct mms_visitor splits_visitor = { .run = note_run, .joins = true };

/* Starts on the next range of memory that the direct map has. Returns 0 past the last. */
static int next_range(struct pw_split_view *k)
{
	const struct mms_ram *ram = &k->owners.ram;
	u64 start, end, top = U64_MAX;
	int err;

	/* On 32 bits not all memory is in it. */
	if (IS_ENABLED(CONFIG_HIGHMEM))
		top = (u64)__pa((unsigned long)high_memory - 1) + 1;
	while (k->at < ram->n) {
		start = round_up(ram->range[k->at].start, PAGE_SIZE);
		end = round_down(min(ram->range[k->at].end, top), PAGE_SIZE);
		k->at++;
		if (start >= end)
			continue;
		mms_splits_range(&k->s, (unsigned long)__va(start),
				 (unsigned long)__va(start) + (end - start - 1), start);
		err = mms_kernel_range_init(&k->w, k->s.start, k->s.last);
		k->w.v = &splits_visitor;
		k->w.ctx = k;
		return err ? err : 1;
	}
	return 0;
}

/* Walks until a slot is complete. Returns 0 when all is walked and noted. */
static int walk_on(struct pw_split_view *k)
{
	unsigned int level;
	int ret = 1;

	k->items = 0;
	k->next_item = 0;
	k->done_bytes = 0;
	while (!k->items) {
		if (!k->walking) {
			ret = next_range(k);
			if (ret <= 0)
				return ret;
			k->walking = true;
		}
		ret = mms_kernel_range_chunk(&k->w);
		if (ret < 0)
			return ret;
		if (ret)
			continue;
		k->walking = false;
		mms_splits_end(&k->s);
		for (level = MMS_PT_LEVELS; level-- > 0; )
			let_go(k, level);
	}
	return 1;
}

/* All that deviates in the slot was met: counts it for the owners. */
static void end_slot(struct pw_split_view *k)
{
	unsigned int up = k->s.above[k->level];
	bool loss = k->kind == MMS_SLOT_SPLIT || k->kind == MMS_SLOT_ABSENT;
	struct pw_split_owner *o, *past = k->owners.owner + k->owners.n;
	u32 n = 0;

	if (!k->in_slot)
		return;
	k->in_slot = false;
	for (o = k->owners.owner; o < past; o++)
		n += !!o->sum[k->level].within;
	for (o = k->owners.owner; n && o < past; o++) {
		struct pw_split_sum *sum = &o->sum[k->level];

		if (loss && sum->within) {
			sum->bytes += sum->within;
			sum->slots++;
			sum->sole += n == 1;
		}
		/* A slot that is absent as a whole comes again in the one above. */
		if (k->kind == MMS_SLOT_SPLIT && up != k->level)
			o->sum[up].within += sum->within;
		sum->within = 0;
	}
}

static void show_slot(struct pw_split_view *k, const struct pw_split_rec *item)
{
	end_slot(k);
	k->next_item++;
	if (item->slot.kind != MMS_SLOT_UNIFORM) {
		k->in_slot = true;
		k->level = item->slot.level;
		k->kind = item->slot.kind;
	}
	if (item->slot.kind != MMS_SLOT_CUT)
		k->rec[k->n++] = *item;
}

/* Can a piece be part of the record before it? */
static bool extends(const struct pw_split_rec *last, const struct pw_split_rec *item,
		    const struct pw_piece *p, u64 done)
{
	const struct pw_piece *q = &last->piece;

	return last->type == PW_SPLIT_DEVIATION && last->run.va >= item->run.va &&
	       last->run.va + last->run.size == item->run.va + done &&
	       q->owner == p->owner && q->use == p->use && !q->alias == !p->alias;
}

/* Shows a deviation, or as much of it as there is room for, by owner. */
static int show_deviation(struct pw_split_view *k, const struct pw_split_rec *item)
{
	struct pw_split_rec *rec;
	struct pw_piece p;
	int err;

	while (k->done_bytes < item->run.size) {
		if (fatal_signal_pending(current))
			return -EINTR;
		err = pw_owner_of(&k->owners, item->run.phys + k->done_bytes,
				  item->run.size - k->done_bytes, &p);
		if (err)
			return err;
		rec = k->n ? &k->rec[k->n - 1] : NULL;
		if (rec && extends(rec, item, &p, k->done_bytes)) {
			rec->run.size += p.size;
		} else {
			if (k->n == PW_SPLIT_RECS)
				return 0;
			rec = &k->rec[k->n++];
			*rec = *item;
			rec->piece = p;
			rec->run.va += k->done_bytes;
			rec->run.phys += k->done_bytes;
			rec->run.size = p.size;
		}
		k->owners.owner[p.owner].sum[k->level].within += p.size;
		k->done_bytes += p.size;
		cond_resched();
	}
	k->done_bytes = 0;
	k->next_item++;
	return 0;
}

static int show_items(struct pw_split_view *k)
{
	int err = 0;

	while (!err && k->next_item < k->items && k->n < PW_SPLIT_RECS) {
		const struct pw_split_rec *item = &k->item[k->next_item];

		if (item->type == PW_SPLIT_SLOT)
			show_slot(k, item);
		else
			err = show_deviation(k, item);
	}
	return err;
}

/* Replaces the records by those that follow them; there are none after the last. */
static int refill(struct pw_split_view *k)
{
	int ret = k->by_pages ? 0 : 1;

	k->first += k->n;
	k->n = 0;
	while (ret > 0 && !k->n) {
		if (k->next_item == k->items)
			ret = walk_on(k);
		if (ret > 0)
			ret = show_items(k) ?: 1;
	}
	if (ret < 0)
		return ret;
	if (!ret)
		end_slot(k);
	while (!ret && k->n < PW_SPLIT_RECS && pw_splits_tail(k, &k->rec[k->n]))
		k->n++;
	return 0;
}

static void restart(struct pw_split_view *k)
{
	mms_splits_init(&k->s, mms_geometry(), k->owners.usual_known ? &k->owners.usual : NULL,
			note_slot, k);
	memset(k->have, 0, sizeof(k->have));
	k->owners.n = 0;
	k->owners.area_last = 0;
	k->at = 0;
	k->walking = false;
	k->items = 0;
	k->next_item = 0;
	k->done_bytes = 0;
	k->in_slot = false;
	k->unread = 0;
	k->tail = 0;
	k->first = 0;
	k->n = 0;
}

/**
 * pw_splits_open() - the open() of the splits file
 * @v: the view
 *
 * Return: 0, -ENOMEM, -EINTR when killed, -EAGAIN when memory kept being added.
 */
int pw_splits_open(struct mms_view *v)
{
	struct pw_split_view *k;
	int err = -ENOMEM;

	v->unavailable = mms_kernel_pt_unavailable();
	if (v->unavailable)
		return 0;
	k = kvzalloc(sizeof(*k), GFP_KERNEL_ACCOUNT);
	if (!k)
		return -ENOMEM;
	k->by_pages = mms_direct_map_by_pages();
	k->item = kvmalloc_array(ITEMS, sizeof(*k->item), GFP_KERNEL_ACCOUNT);
	if (k->item)
		err = pw_owners_take(&k->owners);
	if (!err)
		err = mms_direct_map_splits(&k->level2, &k->level3, &k->uncounted);
	if (k->uncounted)
		err = 0;
	v->data = k;
	if (err) {
		pw_splits_release(v);
		v->data = NULL;
		return err;
	}
	restart(k);
	return 0;
}

/**
 * pw_splits_seek() - make one record available
 * @v: the view
 * @index: which; before what is held, the walk starts over
 *
 * Return: 1, 0 past the last, -EINTR when killed, -errno of the root table.
 */
int pw_splits_seek(struct mms_view *v, u64 index)
{
	struct pw_split_view *k = v->data;
	int err;

	if (index < k->first)
		restart(k);
	while (index >= k->first + k->n) {
		err = refill(k);
		if (err)
			return err;
		if (!k->n)
			return 0;
	}
	return 1;
}

/**
 * pw_splits_release() - free the view
 * @v: the view
 */
void pw_splits_release(struct mms_view *v)
{
	struct pw_split_view *k = v->data;

	if (!k)
		return;
	pw_owners_free(&k->owners);
	kvfree(k->item);
	kvfree(k);
}
