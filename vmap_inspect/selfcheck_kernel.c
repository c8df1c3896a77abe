// SPDX-License-Identifier: GPL-2.0-only
/*
 * The selfcheck file, second part: the areas against the kernel's own counters
 * and against its page tables. As in selfcheck.c only what is wrong in every snapshot
 * is violated; the verdicts are in lib/vmap/verdict_kernel.c. Takes only the locks of
 * the snapshots and the walks.
 */
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <mmscope/core/live_check.h>
#include <mmscope/vmap/verdict.h>
#include "vmi.h"

/* How often a counter is read before giving up because the kernel is too busy. */
#define COUNTER_TRIES 12

typedef bool (*sum_fn)(const struct mms_vmap_snapshot *s, u32 page_shift,
		       struct mms_vmap_counted *counted, u64 *listed);

static enum mms_result check_counter(struct mms_text *detail, sum_fn sum, bool late)
{
	struct mms_vmap_counted counted = {};
	struct mms_counter_looks l = { .late = late };
	u32 most = 1;
	struct vmi_look look;
	u64 listed = 0;
	bool usable;

	while (l.looks < most) {
		const char *reason = vmi_look_begin(&look, l.looks);

		if (reason)
			return mms_check_skip(detail, reason);
		/* One more, as the first has none to be compared with. */
		most = vmi_looks_most(&look, MMS_COUNTER_ALIKE + 1, COUNTER_TRIES);
		usable = sum(look.s, PAGE_SHIFT, &counted, &listed);
		vmi_look_end(&look);
		if (mms_counter_look(&l, &counted, listed, usable))
			break;
		usleep_range(4000, 8000);
	}
	return mms_verdict_counter(&l, detail);
}

/**
 * vmi_check_lazy_pages() - lazily freed pages against vmap_lazy_nr
 * @detail: the numbers compared
 *
 * Return: the verdict.
 */
enum mms_result vmi_check_lazy_pages(struct mms_text *detail)
{
	return check_counter(detail, mms_vmap_sum_lazy, false);
}

/**
 * vmi_check_vmalloc_pages() - nr_pages of all vmalloc() areas against
 * nr_vmalloc_pages or NR_VMALLOC
 * @detail: the numbers compared
 *
 * Return: the verdict.
 */
enum mms_result vmi_check_vmalloc_pages(struct mms_text *detail)
{
	if (mms_vmap_owners_unavailable())
		return mms_check_skip(detail, mms_vmap_owners_unavailable());
	return check_counter(detail, mms_vmap_sum_vmalloc, true);
}

/**
 * vmi_check_pooled() - areas found in the pools against the pools' lengths
 * @detail: the numbers compared
 *
 * Return: the verdict.
 */
enum mms_result vmi_check_pooled(struct mms_text *detail)
{
	if (!mms_vmap_unavailable() && !mms_vmap_has_pools())
		return mms_check_skip(detail, "this kernel keeps no pools");
	return check_counter(detail, mms_vmap_sum_pooled, false);
}

static void compare(const struct mms_vmap_snapshot *s,
		    const struct vmi_backings *b, struct mms_unbacked *u)
{
	u32 i;

	memset(u, 0, sizeof(*u));
	for (i = 0; i < s->count; i++)
		mms_unbacked_area(u, &s->areas[i], b->area[i].mapped, PAGE_SHIFT);
	mms_unbacked_outside(u, b->outside, b->first_outside);
	u->unread = b->unread;
}

/* The tables are walked now, so the snapshot shared by checks is too old. */
static const char *look_at_backing(struct mms_unbacked *u, u32 *most)
{
	struct vmi_backings b;
	struct vmi_look l;
	const char *reason = vmi_look_begin(&l, true);

	if (reason)
		return reason;
	*most = vmi_looks_most(&l, 2, VMI_TRIES);
	if (vmi_backings_take(&b, l.s))
		reason = "no memory, or interrupted";
	else if (b.unavailable)
		reason = b.unavailable;
	else
		compare(l.s, &b, u);
	if (!reason)
		vmi_backings_free(&b);
	vmi_look_end(&l);
	return reason;
}

/**
 * vmi_check_backing() - areas against the page tables
 * @detail: the numbers compared
 *
 * Return: the verdict.
 */
enum mms_result vmi_check_backing(struct mms_text *detail)
{
	struct mms_unbacked always = {}, now, whole;
	u32 try, looks = 0, most = 1;

	for (try = 0; try < most; try++) {
		const char *reason = look_at_backing(&now, &most);

		if (reason)
			return mms_check_skip(detail, reason);
		if (!now.unread) {
			whole = now;
			if (looks++)
				mms_unbacked_common(&always, &now);
			else
				always = now;
		}
		if (looks && !always.n)
			break;
		usleep_range(1000, 2000);
	}
	if (!looks)
		whole = now;
	whole.unread = now.unread;
	return mms_verdict_backing(&always, &whole, looks, detail);
}
