// SPDX-License-Identifier: GPL-2.0-only
/*
 * The selfcheck file, first part: areas and holes among themselves. The kernel
 * goes on while its lists are read, so a check that finds something wrong looks
 * again, and only what is wrong each time is violated. All of them begin with the same
 * look, and the more areas there are the fewer others follow. The verdicts are
 * lib/vmap/judge.c's. Takes no locks but one of its own and those of the snapshots
 * (mmscope/vmap/live.h). The checks against the kernel's counters and page tables
 * are in check_kernel.c.
 */
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <mmscope/core/judge.h>
#include "vmi.h"

/*
 * The look that all checks of one selfcheck begin with; the mutex is held from its
 * first check to its last.
 */
static DEFINE_MUTEX(shared_lock);
static struct mms_vmap_snapshot shared;
static bool have_shared;

static const char *take(struct mms_vmap_snapshot *s)
{
	int err = mms_vmap_snapshot(s, 0, U64_MAX);

	if (!err)
		return NULL;
	return err == -ENOMEM ? "no memory" : "interrupted";
}

/**
 * vmi_look_begin() - have a snapshot for a check
 * @l: filled in when NULL is returned; give it back with vmi_look_end()
 * @fresh: what the other checks began with will not do
 *
 * Return: why there is none, static text; NULL when there is.
 */
const char *vmi_look_begin(struct vmi_look *l, bool fresh)
{
	const char *reason = mms_vmap_unavailable();

	if (reason)
		return reason;
	if (fresh) {
		l->s = &l->own;
		return take(&l->own);
	}
	l->s = &shared;
	if (!have_shared)
		reason = take(&shared);
	have_shared = !reason;
	return reason;
}

/**
 * vmi_look_end() - the check has seen enough of it
 * @l: the look
 */
void vmi_look_end(struct vmi_look *l)
{
	if (l->s == &l->own)
		mms_vmap_snapshot_free(&l->own);
}

/**
 * vmi_looks_most() - how often a check may look again
 * @l: a look
 * @least: looks it takes to find anything violated
 * @most: looks at a machine with few areas
 *
 * Return: how often in all; fewer the more areas there are.
 */
u32 vmi_looks_most(const struct vmi_look *l, u32 least, u32 most)
{
	return clamp_t(u32, VMI_AREAS_LOOKED_AT / max(l->s->count, 1U), least, most);
}

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
	return mms_judge_sorted(areas, holes, wrong, try, detail);
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

/* Looks until the space is tiled, or it is clear that it never is. */
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
	return mms_judge_tiling(l, size, detail);
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
	/* Holes that are what areas leave would tile with anything. */
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
	return mms_judge_totals(&all, &orders, &callers, detail);
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
	int err = mutex_lock_killable(&shared_lock);

	if (err)
		return err;
	err = mms_check_open(v, vmi_checks);
	if (have_shared)
		mms_vmap_snapshot_free(&shared);
	have_shared = false;
	mutex_unlock(&shared_lock);
	return err;
}
