// SPDX-License-Identifier: GPL-2.0-only
/*
 * Gathers what /proc/vmap_inspect shows from one snapshot, so that all of its
 * numbers belong together. Takes no locks but those of the snapshot and the
 * walk (vmap_snapshot.h, backing.c).
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include "report.h"

static void add_to_kind(struct vmi_kind *k, const struct mms_vmap_area *a,
			const struct vmi_backing *backing)
{
	u64 bytes = mms_vmap_data(a);
	u64 huge = a->page_order ? bytes : 0;

	k->areas++;
	k->bytes += bytes;
	if (backing) {
		k->mapped += backing->mapped;
		k->runs += backing->runs;
		huge = backing->huge;
	}
	k->huge += !!huge;
	k->huge_bytes += huge;
}

static void gather_areas(struct vmi_report *r,
			 const struct mms_vmap_snapshot *s,
			 const struct vmi_backings *b)
{
	u32 i;

	for (i = 0; i < s->count; i++) {
		const struct mms_vmap_area *a = &s->areas[i];
		const struct vmi_backing *backing;

		r->state_areas[a->state]++;
		r->state_bytes[a->state] += a->end - a->start;
		if (a->state != MMS_VMAP_BUSY)
			continue;
		backing = b->area ? &b->area[i] : NULL;
		add_to_kind(&r->kind[a->kind], a, backing);
		add_to_kind(&r->all, a, backing);
	}
}

/* Keep it if it is among the largest: insertion into a short sorted list. */
static void offer_hole(struct vmi_report *r, u64 start, u64 end)
{
	u32 i = r->nholes;

	if (i == VMI_TOP_HOLES) {
		i--;
		if (r->hole[i].end - r->hole[i].start >= end - start)
			return;
	} else {
		r->nholes++;
	}
	while (i && r->hole[i - 1].end - r->hole[i - 1].start < end - start) {
		r->hole[i] = r->hole[i - 1];
		i--;
	}
	r->hole[i].start = start;
	r->hole[i].end = end;
}

static void gather_spaces(struct vmi_report *r,
			  const struct mms_vmap_snapshot *s)
{
	const struct mms_vmap_space *spaces;
	u32 n, i, j;

	spaces = mms_vmap_spaces(&n);
	r->nspaces = min_t(u32, n, VMI_SPACES);
	for (i = 0; i < r->nspaces; i++) {
		r->space[i] = spaces[i];
		mms_vmap_tile(s->areas, s->count, s->holes, s->nholes,
			      spaces[i].start, spaces[i].end, &r->tiling[i]);
		r->gap_bytes += r->tiling[i].gap_bytes;
		for (j = 0; j < s->nholes; j++) {
			u64 start = max(s->holes[j].start, spaces[i].start);
			u64 end = min(s->holes[j].end, spaces[i].end);

			if (start < end)
				offer_hole(r, start, end);
		}
	}
}

static int gather(struct vmi_report *r)
{
	struct mms_vmap_snapshot s;
	struct vmi_backings b = {};
	int err;

	err = mms_vmap_snapshot(&s, 0, U64_MAX);
	if (err)
		return err;
	err = vmi_backings_take(&b, &s);
	if (!err) {
		r->unmapped_reason = b.unavailable;
		r->unread = b.unread;
		gather_areas(r, &s, &b);
		gather_spaces(r, &s);
		err = vmi_orders(&s, &r->order);
	}
	if (!err)
		err = vmi_callers(&s, &r->caller, &r->ncallers);
	vmi_backings_free(&b);
	mms_vmap_snapshot_free(&s);
	return err;
}

/**
 * vmi_report_gather() - take a snapshot and sum it up
 *
 * Return: the summary, or ERR_PTR(-ENOMEM, -EINTR, -EAGAIN).
 */
struct vmi_report *vmi_report_gather(void)
{
	struct vmi_report *r = kvzalloc(sizeof(*r), GFP_KERNEL_ACCOUNT);
	int err;

	if (!r)
		return ERR_PTR(-ENOMEM);
	err = gather(r);
	if (err) {
		vmi_report_free(r);
		return ERR_PTR(err);
	}
	return r;
}

/**
 * vmi_report_free() - free a summary
 * @r: the summary
 */
void vmi_report_free(struct vmi_report *r)
{
	kvfree(r->order);
	kvfree(r->caller);
	kvfree(r);
}
