// SPDX-License-Identifier: GPL-2.0-only
/*
 * The areas file: every allocated vmap_area in address order, and what the
 * page tables map of it. The snapshot is taken when the file is opened, under the
 * locks of mmscope/vmap/live.h and backing.c; takes no others.
 */
#include <linux/slab.h>
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
 * vmi_areas_header() - how areas were found, and what of the page tables is missing
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
 * vmi_areas_show() - format one area; nothing for one that is not busy
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
