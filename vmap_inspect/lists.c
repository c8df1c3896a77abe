// SPDX-License-Identifier: GPL-2.0-only
/*
 * The free, lazy and pools files: addresses without an allocated area. The snapshot is
 * taken when the file is opened, under the locks of mmscope/vmap/live.h.
 */
#include <linux/slab.h>
#include "vmi.h"

/**
 * vmi_snapshot_header() - as vmi_header(), for a file that holds its snapshot
 * @v: the view
 * @t: the text
 */
void vmi_snapshot_header(const struct mms_view *v, struct mms_text *t)
{
	vmi_header(v, t);
	vmi_rec_holds(t, v->data);
}

/* Takes a snapshot and keeps only the areas of one state. */
static int open_state(struct mms_view *v, u8 state)
{
	struct mms_vmap_snapshot *s;
	u32 kept = 0, i;
	int err;

	v->unavailable = mms_vmap_lists_unavailable();
	if (v->unavailable)
		return 0;
	s = kzalloc(sizeof(*s), GFP_KERNEL_ACCOUNT);
	if (!s)
		return -ENOMEM;
	err = mms_vmap_snapshot(s, 0, U64_MAX);
	if (err) {
		kfree(s);
		return err;
	}
	for (i = 0; i < s->count; i++)
		if (s->areas[i].state == state)
			s->areas[kept++] = s->areas[i];
	s->count = kept;
	v->data = s;
	v->count = kept;
	return 0;
}

/**
 * vmi_free_open() - take the snapshot of the holes
 * @v: the view
 *
 * Return: 0, -ENOMEM, -EINTR, -EAGAIN.
 */
int vmi_free_open(struct mms_view *v)
{
	int err = open_state(v, MMS_VMAP_BUSY);

	if (!err && !v->unavailable)
		v->count = ((struct mms_vmap_snapshot *)v->data)->nholes;
	return err;
}

/**
 * vmi_free_show() - format one hole
 * @v: the view
 * @t: the text
 * @index: which
 */
void vmi_free_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	const struct mms_vmap_snapshot *s = v->data;

	vmi_hole_rec(t, &s->holes[index]);
}

/**
 * vmi_lazy_open() - take the snapshot of lazily freed areas
 * @v: the view
 *
 * Return: 0, -ENOMEM, -EINTR, -EAGAIN.
 */
int vmi_lazy_open(struct mms_view *v)
{
	return open_state(v, MMS_VMAP_LAZY);
}

/**
 * vmi_lazy_show() - format one lazily freed range
 * @v: the view
 * @t: the text
 * @index: which
 */
void vmi_lazy_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	const struct mms_vmap_snapshot *s = v->data;

	vmi_area_rec(t, &s->areas[index], NULL, 0);
}

/**
 * vmi_pools_open() - take the snapshot of areas in pools
 * @v: the view
 *
 * Return: 0, -ENOMEM, -EINTR, -EAGAIN.
 */
int vmi_pools_open(struct mms_view *v)
{
	int err = open_state(v, MMS_VMAP_POOLED);

	if (!err && !v->unavailable && !mms_vmap_has_pools()) {
		vmi_snapshot_release(v);
		v->data = NULL;
		v->unavailable = "this kernel keeps no pools of freed areas (they came in 6.9)";
	}
	return err;
}

/**
 * vmi_pools_show() - format one area in a pool
 * @v: the view
 * @t: the text
 * @index: which
 */
void vmi_pools_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	const struct mms_vmap_snapshot *s = v->data;

	vmi_area_rec(t, &s->areas[index], NULL, 0);
}

/**
 * vmi_snapshot_release() - free the snapshot of one of these files
 * @v: the view
 */
void vmi_snapshot_release(struct mms_view *v)
{
	mms_vmap_snapshot_free(v->data);
	kfree(v->data);
}
