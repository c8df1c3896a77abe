// SPDX-License-Identifier: GPL-2.0-only
/*
 * The selfcheck file, first part: areas and holes compared with each other. Lists
 * change while they are read, so a check that finds something wrong repeats with
 * another snapshot (look.c), and only what is wrong each time is violated. The
 * verdicts are in lib/vmap/verdict.c. Takes only the locks of the snapshots. The checks
 * against the kernel's counters and page tables are in selfcheck_kernel.c.
 */
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <mmscope/core/live_check.h>
#include <mmscope/vmap/verdict.h>
#include "vmi.h"

static enum mms_result check_sorted(struct mms_text *detail)
{
	u32 wrong = 1, areas = 0, holes = 0, try, most = 1;
	struct vmi_look l;

	for (try = 0; wrong && try < most; try++) {
		const char *reason = vmi_look_begin(&l, try);

		if (reason)
			return mms_check_skip(detail, reason);
		most = vmi_looks_most(&l, 2, VMI_TRIES);
		wrong = mms_vmap_disorder(l.s);
		areas = l.s->count;
		holes = l.s->nholes;
		vmi_look_end(&l);
		if (wrong)
			usleep_range(1000, 2000);
	}
	return mms_verdict_sorted(areas, holes, wrong, try, detail);
}

static const char *tile_once(const struct mms_vmap_space *space, struct mms_vmap_tiling *t,
			     bool fresh, u32 *most, bool *usable)
{
	struct vmi_look l;
	const char *reason = vmi_look_begin(&l, fresh);

	if (reason)
		return reason;
	mms_vmap_tile(l.s->areas, l.s->count, l.s->holes, l.s->nholes, space->start,
		      space->end, t);
	*usable = !l.s->pools_cut;
	*most = vmi_looks_most(&l, 2, VMI_TRIES);
	vmi_look_end(&l);
	return NULL;
}

/* Repeats until the space is tiled without gaps, or the tries are used up. */
static enum mms_result tile(struct mms_text *detail,
			    const struct mms_vmap_space *space,
			    struct mms_tiling_looks *l)
{
	const u64 size = space->end - space->start;
	u32 try, most = 1;
	bool usable;

	for (try = 0; try < most; try++) {
		const char *reason = tile_once(space, &l->now, try, &most, &usable);

		if (reason)
			return mms_check_skip(detail, reason);
		if (!usable)
			continue;
		if (mms_tiling_look(l, size))
			break;
		usleep_range(1000, 2000);
	}
	if (!l->looks)
		return mms_check_skip(detail, "a pool kept changing while it was read");
	return mms_verdict_tiling(l, size, detail);
}

static enum mms_result check_tiling(struct mms_text *detail, u32 which)
{
	const struct mms_vmap_space *spaces;
	struct mms_tiling_looks *l;
	enum mms_result result;
	u32 n;

	spaces = mms_vmap_spaces(&n);
	if (which >= n)
		return mms_check_skip(detail, "modules have no space of their own here");
	/* Holes derived from areas fit always: nothing would be checked. */
	if (mms_vmap_lists_unavailable())
		return mms_check_skip(detail, mms_vmap_lists_unavailable());
	l = kzalloc(sizeof(*l), GFP_KERNEL_ACCOUNT);
	if (!l)
		return mms_check_skip(detail, "no memory");
	result = tile(detail, &spaces[which], l);
	kfree(l);
	return result;
}

static enum mms_result check_tiling_vmalloc(struct mms_text *detail)
{
	return check_tiling(detail, 0);
}

static enum mms_result check_tiling_modules(struct mms_text *detail)
{
	return check_tiling(detail, 1);
}

static int sum_orders(const struct mms_vmap_snapshot *s, struct mms_vmap_sums *sums)
{
	struct mms_vmap_order *o;
	int err = vmi_orders(s, &o);
	u32 i;

	if (err)
		return err;
	for (i = 0; i < MMS_VMAP_ORDERS; i++) {
		sums->areas += o[i].areas;
		sums->bytes += o[i].bytes;
		sums->pages += o[i].pages;
	}
	kvfree(o);
	return 0;
}

static int sum_callers(const struct mms_vmap_snapshot *s, struct mms_vmap_sums *sums)
{
	struct mms_vmap_caller *c;
	u32 n, i;
	int err = vmi_callers(s, NULL, &c, &n);

	if (err)
		return err;
	for (i = 0; i < n; i++) {
		sums->areas += c[i].areas;
		sums->bytes += c[i].bytes;
		sums->pages += c[i].pages;
	}
	kvfree(c);
	return 0;
}

static enum mms_result check_totals(struct mms_text *detail)
{
	struct mms_vmap_sums all = {}, orders = {}, callers = {};
	struct vmi_look l;
	const char *reason = vmi_look_begin(&l, false);
	int err;

	if (reason)
		return mms_check_skip(detail, reason);
	mms_vmap_sum_areas(l.s, &all);
	err = sum_orders(l.s, &orders);
	if (!err)
		err = sum_callers(l.s, &callers);
	vmi_look_end(&l);
	if (err)
		return mms_check_skip(detail, err == -ENOMEM ? "no memory" : "interrupted");
	return mms_verdict_totals(&all, &orders, &callers, detail);
}

static const struct mms_check vmi_checks[] = {
	{ "sorted_disjoint", check_sorted },
	{ "tiling_vmalloc", check_tiling_vmalloc },
	{ "tiling_modules", check_tiling_modules },
	{ "totals", check_totals },
	{ "lazy_pages", vmi_check_lazy_pages },
	{ "vmalloc_pages", vmi_check_vmalloc_pages },
	{ "pooled_areas", vmi_check_pooled },
	{ "backing", vmi_check_backing },
	{}
};

/**
 * vmi_check_open() - the open() of the selfcheck file
 * @v: the view
 *
 * Return: 0, -ENOMEM, -EINTR.
 */
int vmi_check_open(struct mms_view *v)
{
	int err = vmi_looks_begin();

	if (err)
		return err;
	err = mms_check_open(v, vmi_checks);
	vmi_looks_end();
	return err;
}
