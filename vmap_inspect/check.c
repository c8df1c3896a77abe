// SPDX-License-Identifier: GPL-2.0-only
/*
 * The selfcheck file, first part: areas and holes among themselves. The kernel
 * goes on while its lists are read, so a check that finds something wrong looks
 * again, and only what is wrong each time is violated. Takes no locks but those
 * of the snapshots (vmap_snapshot.h). The checks against the kernel's counters
 * and page tables are in check_kernel.c.
 */
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include "vmi.h"

/**
 * vmi_check_look() - take a snapshot for a check
 * @s: filled in when NULL is returned
 *
 * Return: why there is none, static text; NULL when there is.
 */
const char *vmi_check_look(struct mms_vmap_snapshot *s)
{
	const char *reason = mms_vmap_unavailable();
	int err;

	if (reason)
		return reason;
	err = mms_vmap_snapshot(s, 0, U64_MAX);
	if (!err)
		return NULL;
	return err == -ENOMEM ? "no memory" : "interrupted";
}

static u32 count_disorder(const struct mms_vmap_snapshot *s)
{
	u32 wrong = s->conflicts, i;

	for (i = 1; i < s->count; i++)
		wrong += s->areas[i].start < s->areas[i - 1].end;
	for (i = 1; i < s->nholes; i++)
		wrong += s->holes[i].start < s->holes[i - 1].end;
	return wrong;
}

static enum mms_result check_sorted(struct mms_text *detail)
{
	u32 wrong = 1, areas = 0, holes = 0, try;
	struct mms_vmap_snapshot s;

	for (try = 0; wrong && try < VMI_TRIES; try++) {
		const char *reason = vmi_check_look(&s);

		if (reason)
			return mms_check_skip(detail, reason);
		wrong = count_disorder(&s);
		areas = s.count;
		holes = s.nholes;
		mms_vmap_snapshot_free(&s);
		if (wrong)
			usleep_range(1000, 2000);
	}
	mms_rec_dec(detail, "areas", areas);
	mms_rec_dec(detail, "holes", holes);
	mms_rec_dec(detail, "overlapping", wrong);
	mms_rec_dec(detail, "looks", try);
	return wrong ? MMS_VIOLATED : MMS_OK;
}

static const char *tile_once(const struct mms_vmap_space *space,
			     struct mms_vmap_tiling *t)
{
	struct mms_vmap_snapshot s;
	const char *reason = vmi_check_look(&s);

	if (reason)
		return reason;
	mms_vmap_tile(s.areas, s.count, s.holes, s.nholes, space->start,
		      space->end, t);
	if (s.pools_cut)
		reason = "a pool kept changing while it was read";
	mms_vmap_snapshot_free(&s);
	return reason;
}

static void rec_tiling(struct mms_text *detail,
		       const struct mms_vmap_space *space,
		       const struct mms_vmap_tiling *t, u32 looks)
{
	mms_rec_dec(detail, "size", space->end - space->start);
	mms_rec_dec(detail, "busy", t->bytes[MMS_VMAP_BUSY]);
	mms_rec_dec(detail, "lazy", t->bytes[MMS_VMAP_LAZY]);
	mms_rec_dec(detail, "pooled", t->bytes[MMS_VMAP_POOLED]);
	mms_rec_dec(detail, "free", t->hole_bytes);
	mms_rec_dec(detail, "gap_bytes", t->gap_bytes);
	mms_rec_dec(detail, "overlap_bytes", t->overlap_bytes);
	if (t->gaps)
		mms_rec_hex(detail, "first_gap", t->gap[0].start);
	mms_rec_dec(detail, "looks", looks);
}

/*
 * An area on its way between two lists is a gap in one look; one that the
 * kernel lost is the same gap in every look. @t: two tilings to work in.
 */
static enum mms_result tile(struct mms_text *detail,
			    const struct mms_vmap_space *space,
			    struct mms_vmap_tiling *t)
{
	struct mms_vmap_tiling *first = t, *now = t + 1;
	const char *reason = NULL;
	bool seen = false;
	u32 look;

	for (look = 1; look <= VMI_TRIES; look++) {
		reason = tile_once(space, now);
		if (reason)
			continue;
		if (mms_vmap_tiles(now, space->end - space->start)) {
			rec_tiling(detail, space, now, look);
			return MMS_OK;
		}
		if (seen)
			mms_vmap_gaps_common(first, now);
		else
			*first = *now;
		if (seen && !first->gaps && !now->overlap_bytes) {
			rec_tiling(detail, space, now, look);
			mms_rec_bool(detail, "all_in_transit", true);
			return MMS_OK;
		}
		seen = true;
		usleep_range(1000, 2000);
	}
	if (!seen)
		return mms_check_skip(detail, reason);
	rec_tiling(detail, space, first, VMI_TRIES);
	return MMS_VIOLATED;
}

static enum mms_result check_tiling(struct mms_text *detail, u32 which)
{
	const struct mms_vmap_space *spaces;
	struct mms_vmap_tiling *t;
	enum mms_result result;
	u32 n;

	spaces = mms_vmap_spaces(&n);
	if (which >= n)
		return mms_check_skip(detail, "modules have no space of their own here");
	t = kcalloc(2, sizeof(*t), GFP_KERNEL_ACCOUNT);
	if (!t)
		return mms_check_skip(detail, "no memory");
	result = tile(detail, &spaces[which], t);
	kfree(t);
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

/**
 * struct sums - busy areas summed up one way
 * @areas: how many
 * @bytes: without guard pages
 * @pages: their nr_pages
 */
struct sums {
	u64 areas;
	u64 bytes;
	u64 pages;
};

static void sum_areas(const struct mms_vmap_snapshot *s, struct sums *sums)
{
	u32 i;

	for (i = 0; i < s->count; i++) {
		if (s->areas[i].state != MMS_VMAP_BUSY)
			continue;
		sums->areas++;
		sums->bytes += mms_vmap_data(&s->areas[i]);
		sums->pages += s->areas[i].nr_pages;
	}
}

static int sum_orders(const struct mms_vmap_snapshot *s, struct sums *sums)
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

static int sum_callers(const struct mms_vmap_snapshot *s, struct sums *sums)
{
	struct mms_vmap_caller *c;
	u32 n, i;
	int err = vmi_callers(s, &c, &n);

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
	struct sums all = {}, orders = {}, callers = {};
	struct mms_vmap_snapshot s;
	const char *reason = vmi_check_look(&s);
	int err;

	if (reason)
		return mms_check_skip(detail, reason);
	sum_areas(&s, &all);
	err = sum_orders(&s, &orders);
	if (!err)
		err = sum_callers(&s, &callers);
	mms_vmap_snapshot_free(&s);
	if (err)
		return mms_check_skip(detail, "no memory");
	mms_rec_dec(detail, "areas", all.areas);
	mms_rec_dec(detail, "bytes", all.bytes);
	mms_rec_dec(detail, "nr_pages", all.pages);
	mms_rec_dec(detail, "bytes_by_order", orders.bytes);
	mms_rec_dec(detail, "bytes_by_caller", callers.bytes);
	return memcmp(&all, &orders, sizeof(all)) ||
	       memcmp(&all, &callers, sizeof(all)) ? MMS_VIOLATED : MMS_OK;
}

const struct mms_check vmi_checks[] = {
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
