// SPDX-License-Identifier: GPL-2.0-only
/*
 * The areas file: every allocated vmap_area in address order, and what the
 * page tables map of it. The snapshot is taken when the file is opened; takes
 * no locks besides (mmscope/vmap/live.h, backing.c).
 */
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/slab.h>
#include <mmscope/core/live_symbols.h>
#include <mmscope/core/query.h>
#include "vmi.h"

/**
 * struct vmi_areas - what an open areas file holds
 * @s: the snapshot
 * @b: what is mapped
 */
struct vmi_areas {
	struct mms_vmap_snapshot s;
	struct vmi_backings b;
};

static const char *space_name(u64 addr)
{
	const struct mms_vmap_space *space = mms_vmap_space_of(addr);

	return space ? space->name : "other";
}

static void rec_origin(struct mms_text *t, const struct mms_vmap_area *a)
{
	char name[MMS_SYM_LEN];

	mms_rec_str(t, "kind", mms_vmap_kind_name(a->kind));
	mms_rec_hex(t, "vm_flags", a->flags);
	mms_rec_flags(t, "flags", mms_vmap_flags, a->flags);
	if (a->caller) {
		mms_symbol_name(a->caller, name, sizeof(name));
		mms_rec_str(t, "caller", name);
	}
	if (a->has_phys)
		mms_rec_hex(t, "phys", a->phys);
	if (a->requested)
		mms_rec_dec(t, "requested", a->requested);
}

/* Pages by node, NODE:PAGES and so on; what is of no node that is known as ?:PAGES. */
static void rec_nids(struct mms_text *t, const struct vmi_backings *b, u32 index)
{
	const struct vmi_backing *area = &b->area[index];
	const struct vmi_nids *n = b->nids ? &b->nids[index] : NULL;
	u32 i;

	if (area->mapped == area->device)
		return;
	mms_put(t, " nid=");
	if (!n) {
		mms_put(t, "%u:%llu", first_online_node,
			(area->mapped - area->device) >> PAGE_SHIFT);
		return;
	}
	for (i = 0; i < VMI_NIDS && n->pages[i]; i++)
		mms_put(t, "%s%u:%u", i ? "," : "", n->nid[i], n->pages[i]);
	if (n->others)
		mms_put(t, "%s?:%u", i ? "," : "", n->others);
}

static void rec_backing(struct mms_text *t, const struct vmi_backings *b, u32 index)
{
	const struct vmi_backing *area = &b->area[index];

	mms_rec_dec(t, "mapped", area->mapped);
	mms_rec_dec(t, "mapped_huge", area->huge);
	mms_rec_dec(t, "runs", area->runs);
	mms_rec_dec(t, "mapped_device", area->device);
	rec_nids(t, b, index);
}

/**
 * vmi_area_rec() - one area as a record, whatever state it is in
 * @t: the text
 * @a: the area
 * @b: what is mapped of it and others; NULL when not known
 * @index: which of them it is
 */
void vmi_area_rec(struct mms_text *t, const struct mms_vmap_area *a,
		  const struct vmi_backings *b, u32 index)
{
	bool busy = a->state == MMS_VMAP_BUSY;

	mms_rec(t, busy ? "area" : mms_vmap_state_name(a->state));
	mms_rec_hex(t, "start", a->start);
	mms_rec_hex(t, "end", a->end);
	mms_rec_dec(t, "size", a->end - a->start);
	if (busy) {
		mms_rec_dec(t, "guard", a->guard);
		mms_rec_dec(t, "order", mms_vmap_order(mms_vmap_data(a),
						       PAGE_SHIFT));
		mms_rec_dec(t, "page_order", a->page_order);
		mms_rec_dec(t, "nr_pages", a->nr_pages);
		rec_origin(t, a);
	} else {
		mms_rec_dec(t, "pages", (a->end - a->start) >> PAGE_SHIFT);
	}
	mms_rec_str(t, "space", space_name(a->start));
	if (a->node != MMS_VMAP_NO_NODE)
		mms_rec_dec(t, "vmap_node", a->node);
	if (b && b->area)
		rec_backing(t, b, index);
	mms_rec_end(t);
}

/* Where the space that @addr is in, or the place between spaces, ends. */
static u64 piece_end(u64 addr, u64 end)
{
	const struct mms_vmap_space *space;
	u32 n, i;

	space = mms_vmap_spaces(&n);
	for (i = 0; i < n; i++) {
		if (space[i].start > addr)
			end = min(end, space[i].start);
		if (space[i].end > addr)
			end = min(end, space[i].end);
	}
	return end;
}

/**
 * vmi_hole_rec() - one hole as records, one for each space it reaches into
 * @t: the text
 * @hole: the hole; the free tree's reach from 1 to the end, so what lies in no
 *	space, user space among it, is left out
 */
void vmi_hole_rec(struct mms_text *t, const struct mms_vmap_range *hole)
{
	u64 at, end;

	for (at = hole->start; at < hole->end; at = end) {
		end = piece_end(at, hole->end);
		if (!mms_vmap_space_of(at))
			continue;
		mms_rec(t, "hole");
		mms_rec_hex(t, "start", at);
		mms_rec_hex(t, "end", end);
		mms_rec_dec(t, "size", end - at);
		mms_rec_dec(t, "order", mms_vmap_hole_order(end - at,
							    PAGE_SHIFT));
		mms_rec_str(t, "space", space_name(at));
		mms_rec_end(t);
	}
}

/**
 * vmi_areas_open() - take the snapshot and walk the tables below it
 * @v: the view
 *
 * Return: 0, -ENOMEM, -EINTR, -EAGAIN.
 */
int vmi_areas_open(struct mms_view *v)
{
	struct vmi_areas *areas;
	int err;

	v->unavailable = mms_vmap_unavailable();
	if (v->unavailable)
		return 0;
	areas = kzalloc(sizeof(*areas), GFP_KERNEL_ACCOUNT);
	if (!areas)
		return -ENOMEM;
	err = mms_vmap_snapshot(&areas->s, 0, U64_MAX);
	if (!err)
		err = vmi_backings_take(&areas->b, &areas->s);
	if (err) {
		mms_vmap_snapshot_free(&areas->s);
		kfree(areas);
		return err;
	}
	v->data = areas;
	v->count = areas->s.count;
	return 0;
}

/**
 * vmi_areas_header() - where areas are from, and what of the page tables is missing
 * @v: the view
 * @t: the text
 */
void vmi_areas_header(const struct mms_view *v, struct mms_text *t)
{
	const struct vmi_areas *areas = v->data;

	vmi_header(v, t);
	if (areas->b.unavailable)
		mms_rec_str(t, "mapped_unavailable", areas->b.unavailable);
	else
		mms_rec_dec(t, "unread_tables", areas->b.unread);
	vmi_rec_holds(t, &areas->s);
}

/**
 * vmi_areas_show() - format one area; what is not busy gives nothing
 * @v: the view
 * @t: the text
 * @index: which
 */
void vmi_areas_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	const struct vmi_areas *areas = v->data;
	const struct mms_vmap_area *a = &areas->s.areas[index];

	if (a->state == MMS_VMAP_BUSY)
		vmi_area_rec(t, a, &areas->b, index);
}

/**
 * vmi_areas_release() - free the snapshot
 * @v: the view
 */
void vmi_areas_release(struct mms_view *v)
{
	struct vmi_areas *areas = v->data;

	mms_vmap_snapshot_free(&areas->s);
	vmi_backings_free(&areas->b);
	kfree(areas);
}
