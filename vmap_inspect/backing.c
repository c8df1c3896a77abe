// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the page tables map of the areas of a snapshot: one walk over each space, its
 * leaves accounted to the areas in address order. The walk takes init_mm's lock in
 * bounded chunks (live/pt/read.c); areas may be added and freed meanwhile, so the
 * mappings are of the time of the walk, not of the snapshot.
 */
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/slab.h>
#include <mmscope/core/find.h>
#include <mmscope/core/live_ram.h>
#include <mmscope/pt/live.h>
#include "vmi.h"

/**
 * struct area_iter - iterates over areas and their leaves, both in address order
 * @s: the areas
 * @b: what is mapped of each
 * @ram: the physical addresses that are memory
 * @at: the first area that may contain the next leaf
 * @va_end: end of the physically contiguous run so far
 * @phys_end: the physical address at which the run would continue
 * @owner: the area of the run
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

/* Accounts bytes to memory, by node, or to devices. A leaf may contain both. */
static void account_run(struct area_iter *it, u64 phys, u64 bytes, bool huge)
{
	struct vmi_backing *area = &it->b->area[it->at];
	u64 part;

	for (; bytes; bytes -= part, phys += part) {
		part = bytes;
		if (!mms_ram_has(&it->ram, phys, &part)) {
			area->device += part;
			area->huge_device += huge ? part : 0;
		} else if (it->b->nids) {
			/* A node consists of sections, and no leaf is larger than one. */
			count_node(&it->b->nids[it->at], mms_ram_node(phys), part >> PAGE_SHIFT);
		}
	}
}

static void inside(struct area_iter *it, const struct mms_run *leaf, u64 va,
		   u64 bytes)
{
	struct vmi_backing *area = &it->b->area[it->at];
	u64 phys = leaf->phys + (va - leaf->va);

	area->mapped += bytes;
	account_run(it, phys, bytes, leaf->size > PAGE_SIZE);
	if (leaf->size > PAGE_SIZE)
		area->huge += bytes;
	if (it->owner != it->at || it->va_end != va || it->phys_end != phys)
		area->runs++;
	it->owner = it->at;
	it->va_end = va + bytes;
	it->phys_end = phys + bytes;
}

/* Mostly the same area or the next; but any number of areas may have nothing mapped. */
static void find_area(struct area_iter *it, u64 va)
{
	const struct mms_vmap_area *areas = it->s->areas;
	const u32 count = it->s->count;

	if (it->at < count && areas[it->at].end <= va)
		it->at++;
	if (it->at < count && areas[it->at].end <= va)
		it->at += MMS_COUNT_UPTO(areas + it->at, count - it->at, end, va);
}

/* Accounts a leaf to the areas it maps; it may span several, and an area several leaves. */
static int account_leaf(struct mms_range *w, const struct mms_run *run)
{
	struct area_iter *it = w->ctx;
	u64 va = run->va, end = run->va + run->size;

	if (mms_run_unread(run))
		it->b->unread++;
	if (run->kind != MMS_PT_LEAF)
		return 0;
	while (va < end) {
		const struct mms_vmap_area *a;
		u64 to = end;

		find_area(it, va);
		if (it->at == it->s->count) {
			outside(it->b, va, end - va);
			break;
		}
		a = &it->s->areas[it->at];
		if (a->start > va) {
			to = min(end, a->start);
			outside(it->b, va, to - va);
		} else {
			to = min(end, a->end);
			if (a->state == MMS_VMAP_BUSY)
				inside(it, run, va, to - va);
			else
				outside(it->b, va, to - va);
		}
		va = to;
	}
	return 0;
}

static const struct mms_visitor leaf_visitor = { .run = account_leaf };

static int walk_range(struct mms_range *w, struct area_iter *it, u64 start, u64 end)
{
	int err = mms_kernel_range_init(w, start, end - 1);

	if (err)
		return err;
	w->v = &leaf_visitor;
	w->ctx = it;
	do {
		err = mms_kernel_range_chunk(w);
	} while (err > 0);
	return err;
}

/* Walks areas outside of the spaces (32-bit ARM has one for CMA in lowmem) one by one. */
static int walk_others(struct mms_range *w, struct area_iter *it)
{
	const struct mms_vmap_area *a = it->s->areas, *past = a + it->s->count;
	int err = 0;

	it->at = 0;
	for (; a < past && !err; a++)
		if (!mms_vmap_space_of(a->start))
			err = walk_range(w, it, a->start, a->end);
	return err;
}

/* Walks the spaces, only as far as the snapshot reaches. */
static int walk_all(struct area_iter *it)
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
		/* Spaces may be in any order. */
		it->at = 0;
		err = walk_range(w, it, spaces[i].start, spaces[i].end);
	}
	if (!err)
		err = walk_others(w, it);
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
	struct area_iter it = { .s = s, .b = b, .owner = ~0U };
	int err;

	memset(b, 0, sizeof(*b));
	b->unavailable = mms_kernel_pt_unavailable();
	if (b->unavailable)
		return 0;
	b->area = kvcalloc(max(s->count, 1U), sizeof(*b->area),
			   GFP_KERNEL_ACCOUNT);
	if (num_online_nodes() > 1)
		b->nids = kvcalloc(max(s->count, 1U), sizeof(*b->nids), GFP_KERNEL_ACCOUNT);
	err = b->area && (b->nids || num_online_nodes() == 1) ? mms_ram_read(&it.ram) : -ENOMEM;
	if (!err)
		err = walk_all(&it);
	mms_ram_free(&it.ram);
	if (err)
		vmi_backings_free(b);
	b->unread += s->unread;
	return err;
}

/**
 * vmi_backings_free() - free what vmi_backings_take() allocated
 * @b: the backings
 */
void vmi_backings_free(struct vmi_backings *b)
{
	kvfree(b->area);
	kvfree(b->nids);
	b->area = NULL;
	b->nids = NULL;
}
