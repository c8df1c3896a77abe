// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the page tables really map of the areas of a snapshot: one walk over
 * each space, its leaves accounted to the areas in address order. The walk
 * takes init_mm's lock in bounded chunks (live/pt/read.c); areas may come and go
 * meanwhile, so what is mapped belongs to the moment of the walk, not to that
 * of the snapshot.
 */
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/slab.h>
#include <mmscope/core/find.h>
#include <mmscope/core/live_ram.h>
#include <mmscope/pt/live.h>
#include "vmi.h"

/**
 * struct area_iter - goes along the areas as their leaves are met, both in address order
 * @s: the areas
 * @b: what each gets
 * @ram: what of the physical addresses is memory
 * @at: the first area that a leaf still to come may lie in
 * @va_end: where the run being built ends
 * @phys_end: the physical address it would go on at
 * @owner: the area it is of
 */
struct area_iter {
	const struct mms_vmap_snapshot *s;
	struct vmi_backings *b;
	struct mms_ram ram;
	u32 at;
	u64 va_end;
	u64 phys_end;
	u32 owner;
};

static void outside(struct vmi_backings *b, u64 start, u64 bytes)
{
	if (!b->outside)
		b->first_outside = start;
	b->outside += bytes;
}

static void count_node(struct vmi_nids *n, int node, u32 pages)
{
	u32 i;

	for (i = 0; i < VMI_NIDS && node >= 0; i++) {
		if (n->pages[i] && n->nid[i] != node)
			continue;
		n->nid[i] = node;
		n->pages[i] += pages;
		return;
	}
	n->others += pages;
}

/* Memory or a device's, and whose memory. A leaf may reach over the end of either. */
static void account_run(struct area_iter *d, u64 phys, u64 bytes, bool huge)
{
	struct vmi_backing *area = &d->b->area[d->at];
	u64 part;

	for (; bytes; bytes -= part, phys += part) {
		part = bytes;
		if (!mms_ram_has(&d->ram, phys, &part)) {
			area->device += part;
			area->huge_device += huge ? part : 0;
		} else if (d->b->nids) {
			/* Nodes begin and end with sections, which no leaf is larger than. */
			count_node(&d->b->nids[d->at], mms_ram_node(phys), part >> PAGE_SHIFT);
		}
	}
}

static void inside(struct area_iter *d, const struct mms_run *leaf, u64 va,
		   u64 bytes)
{
	struct vmi_backing *area = &d->b->area[d->at];
	u64 phys = leaf->phys + (va - leaf->va);

	area->mapped += bytes;
	account_run(d, phys, bytes, leaf->size > PAGE_SIZE);
	if (leaf->size > PAGE_SIZE)
		area->huge += bytes;
	if (d->owner != d->at || d->va_end != va || d->phys_end != phys)
		area->runs++;
	d->owner = d->at;
	d->va_end = va + bytes;
	d->phys_end = phys + bytes;
}

/* Mostly it is the same area or the next; but any number may have nothing mapped. */
static void find_area(struct area_iter *d, u64 va)
{
	const struct mms_vmap_area *areas = d->s->areas;
	const u32 count = d->s->count;

	if (d->at < count && areas[d->at].end <= va)
		d->at++;
	if (d->at < count && areas[d->at].end <= va)
		d->at += MMS_COUNT_UPTO(areas + d->at, count - d->at, end, va);
}

/* A leaf may be larger than an area, and an area than a leaf. */
static int account_leaf(struct mms_range *w, const struct mms_run *run)
{
	struct area_iter *d = w->ctx;
	u64 va = run->va, end = run->va + run->size;

	if (mms_run_unread(run))
		d->b->unread++;
	if (run->kind != MMS_PT_LEAF)
		return 0;
	while (va < end) {
		const struct mms_vmap_area *a;
		u64 to = end;

		find_area(d, va);
		if (d->at == d->s->count) {
			outside(d->b, va, end - va);
			break;
		}
		a = &d->s->areas[d->at];
		if (a->start > va) {
			to = min(end, a->start);
			outside(d->b, va, to - va);
		} else {
			to = min(end, a->end);
			if (a->state == MMS_VMAP_BUSY)
				inside(d, run, va, to - va);
			else
				outside(d->b, va, to - va);
		}
		va = to;
	}
	return 0;
}

static const struct mms_visitor leaf_visitor = { .run = account_leaf };

static int walk_range(struct mms_range *w, struct area_iter *d, u64 start, u64 end)
{
	int err = mms_kernel_range_init(w, start, end - 1);

	if (err)
		return err;
	w->v = &leaf_visitor;
	w->ctx = d;
	do {
		err = mms_kernel_range_chunk(w);
	} while (err > 0);
	return err;
}

/* What lies in no space (32-bit ARM's lowmem has an area for CMA) by itself. */
static int walk_others(struct mms_range *w, struct area_iter *d)
{
	const struct mms_vmap_area *a = d->s->areas, *past = a + d->s->count;
	int err = 0;

	d->at = 0;
	for (; a < past && !err; a++)
		if (!mms_vmap_space_of(a->start))
			err = walk_range(w, d, a->start, a->end);
	return err;
}

/* Walks the spaces, but not what of them lies beyond a snapshot of a part. */
static int walk_all(struct area_iter *d)
{
	const struct mms_vmap_space *spaces;
	struct mms_range *w;
	u32 n, i;
	int err = 0;

	w = kvmalloc(sizeof(*w), GFP_KERNEL_ACCOUNT);
	if (!w)
		return -ENOMEM;
	spaces = mms_vmap_spaces(&n);
	for (i = 0; i < n && !err; i++) {
		/* Spaces need not come in address order. */
		d->at = 0;
		err = walk_range(w, d, spaces[i].start, spaces[i].end);
	}
	if (!err)
		err = walk_others(w, d);
	kvfree(w);
	return err;
}

/**
 * vmi_backings_take() - walk the page tables under the areas of a snapshot
 * @b: filled in; free it with vmi_backings_free()
 * @s: a snapshot of everything
 *
 * Return: 0, also when the tables can't be walked (@b says so); -ENOMEM,
 * -EINTR, -EAGAIN when memory kept being added.
 */
int vmi_backings_take(struct vmi_backings *b, const struct mms_vmap_snapshot *s)
{
	struct area_iter d = { .s = s, .b = b, .owner = ~0U };
	int err;

	memset(b, 0, sizeof(*b));
	b->unavailable = mms_kernel_pt_unavailable();
	if (b->unavailable)
		return 0;
	b->area = kvcalloc(max(s->count, 1U), sizeof(*b->area),
			   GFP_KERNEL_ACCOUNT);
	if (num_online_nodes() > 1)
		b->nids = kvcalloc(max(s->count, 1U), sizeof(*b->nids), GFP_KERNEL_ACCOUNT);
	err = b->area && (b->nids || num_online_nodes() == 1) ? mms_ram_read(&d.ram) : -ENOMEM;
	if (!err)
		err = walk_all(&d);
	mms_ram_free(&d.ram);
	if (err)
		vmi_backings_free(b);
	b->unread += s->unread;
	return err;
}

/**
 * vmi_backings_free() - free what vmi_backings_take() took
 * @b: the backings
 */
void vmi_backings_free(struct vmi_backings *b)
{
	kvfree(b->area);
	kvfree(b->nids);
	b->area = NULL;
	b->nids = NULL;
}
