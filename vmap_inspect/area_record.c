// SPDX-License-Identifier: GPL-2.0-only
/*
 * Areas and holes as records, and the keys of a file's first line about how they were
 * read. Formats what was read before; takes no locks.
 */
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <mmscope/core/live_symbols.h>
#include <mmscope/core/query.h>
#include "vmi.h"

/**
 * vmi_header() - in a file's first line, how areas were found
 * @v: the view
 * @t: the text
 *
 * Where the lists can't be read, areas are found by what is mapped: every file says
 * so, as its reader may read no other.
 */
void vmi_header(const struct mms_view *v, struct mms_text *t)
{
	mms_rec_str(t, "method", mms_vmap_method_name());
	if (mms_vmap_lists_unavailable())
		mms_rec_str(t, "lists_unavailable", mms_vmap_lists_unavailable());
	if (mms_vmap_owners_unavailable())
		mms_rec_str(t, "owners_unavailable", mms_vmap_owners_unavailable());
}

/**
 * vmi_rec_holds() - in a file's first line, in how many parts its snapshot was taken
 * @t: the text
 * @s: the snapshot
 *
 * In one, nothing lazily freed was reused meanwhile; in more, each area is where it was
 * at some moment of the snapshot.
 */
void vmi_rec_holds(struct mms_text *t, const struct mms_vmap_snapshot *s)
{
	if (s->holds)
		mms_rec_dec(t, "purge_lock_holds", s->holds);
}

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

/* Pages by node as NODE:PAGES,…; those of no known node as ?:PAGES. */
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
 * @index: its index in @b
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

/* The end of the space that contains @addr, or else the start of the next space. */
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
 * @hole: the hole; those of the free tree cover all addresses from 1 on, so what is in
 *	no space, such as user space, is left out
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
