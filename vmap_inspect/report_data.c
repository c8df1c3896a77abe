// SPDX-License-Identifier: GPL-2.0-only
/*
 * Gathers the data of /proc/vmap_inspect from one snapshot, so that all of its
 * numbers are consistent. Takes only the locks of the snapshot and the walk
 * (mmscope/vmap/live.h, backing.c).
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include "report.h"

/* What is mapped according to the area's vm_struct, where tables can't be walked. */
static struct vmi_backing by_vm_struct(const struct mms_vmap_area *a)
{
	u64 device = mms_vmap_device(a), ram = a->nr_pages << PAGE_SHIFT;

	return (struct vmi_backing) {
		.mapped = ram + device,
		.device = device,
		.huge = a->page_order ? ram : 0,
	};
}

static void add_to_kind(struct vmi_kind *k, const struct mms_vmap_area *a,
			const struct vmi_backing *backing)
{
	k->areas++;
	k->bytes += mms_vmap_data(a);
	k->ram += backing->mapped - backing->device;
	k->device += backing->device;
	k->runs += backing->runs;
	k->huge += backing->huge > backing->huge_device;
	k->huge_ram += backing->huge - backing->huge_device;
	k->huge_device += backing->huge_device;
}

static void gather_areas(struct vmi_report *r,
			 const struct mms_vmap_snapshot *s,
			 const struct vmi_backings *b)
{
	const struct mms_vmap_space *spaces, *space;
	u32 i, n;

	spaces = mms_vmap_spaces(&n);
	for (i = 0; i < s->count; i++) {
		const struct mms_vmap_area *a = &s->areas[i];
		struct vmi_backing backing;

		r->state_areas[a->state]++;
		r->state_bytes[a->state] += a->end - a->start;
		if (a->state != MMS_VMAP_BUSY)
			continue;
		backing = b->area ? b->area[i] : by_vm_struct(a);
		add_to_kind(&r->kind[a->kind], a, &backing);
		add_to_kind(&r->all, a, &backing);
		space = mms_vmap_space_of(a->start);
		if (space)
			add_to_kind(&r->in_space[space - spaces], a, &backing);
	}
}

/* Keeps a hole that is among the largest: insertion into a short sorted list. */
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
		err = vmi_callers(&s, &b, &r->caller, &r->ncallers);
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
