// SPDX-License-Identifier: GPL-2.0-only
/*
 * The selfcheck file, second part: the areas against the kernel's own counters
 * and against its page tables. As in check.c only what is wrong in every look
 * is violated. Takes no locks but those of the snapshots and the walks.
 */
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include "vmi.h"

/* Areas whose backing is followed from one look to the next. */
#define TRACKED 16

/* Looks at a counter, and how many alike make a difference a violation. */
#define COUNTER_TRIES 12
#define COUNTER_ALIKE 3

/*
 * The kernel counts pages a while before or after their area is on a list: all
 * the time it takes to allocate or free them. So a difference means something
 * only when neither the counter nor the lists move from look to look.
 */
static enum mms_result check_counter(struct mms_text *detail,
				     bool (*sum)(const struct mms_vmap_snapshot *s,
						 struct mms_vmap_counted *counted,
						 u64 *listed))
{
	u64 listed = 0, last_listed = 0, last_kernel = 0;
	struct mms_vmap_counted counted = {};
	struct mms_vmap_snapshot s;
	u32 look, alike = 0;
	bool equal = false;

	for (look = 0; look < COUNTER_TRIES && !equal && alike < COUNTER_ALIKE; look++) {
		const char *reason = vmi_check_look(&s);
		bool usable;

		if (reason)
			return mms_check_skip(detail, reason);
		usable = sum(&s, &counted, &listed);
		mms_vmap_snapshot_free(&s);
		if (!counted.known)
			return mms_check_skip(detail, "the kernel's counter was not found");
		usable &= counted.before == counted.after;
		equal = usable && listed == counted.after;
		if (usable && listed == last_listed && counted.after == last_kernel)
			alike++;
		else
			alike = 0;
		last_listed = listed;
		last_kernel = counted.after;
		if (!equal)
			usleep_range(4000, 8000);
	}
	mms_rec_dec(detail, "listed", listed);
	mms_rec_dec(detail, "kernel", counted.after);
	mms_rec_dec(detail, "looks", look);
	if (equal)
		return MMS_OK;
	return alike == COUNTER_ALIKE ? MMS_VIOLATED :
	       mms_check_skip(detail, "the lists kept changing while they were read");
}

static bool sum_lazy(const struct mms_vmap_snapshot *s,
		     struct mms_vmap_counted *counted, u64 *listed)
{
	u32 i;

	*counted = s->lazy_pages;
	*listed = 0;
	for (i = 0; i < s->count; i++)
		if (s->areas[i].state == MMS_VMAP_LAZY)
			*listed += (s->areas[i].end - s->areas[i].start) >>
				   PAGE_SHIFT;
	return true;
}

/**
 * vmi_check_lazy_pages() - lazily freed pages against vmap_lazy_nr
 * @detail: the numbers compared
 *
 * Return: the verdict.
 */
enum mms_result vmi_check_lazy_pages(struct mms_text *detail)
{
	return check_counter(detail, sum_lazy);
}

/* The pages of an area in the making are counted, but not yet in nr_pages. */
static bool sum_vmalloc(const struct mms_vmap_snapshot *s,
			struct mms_vmap_counted *counted, u64 *listed)
{
	bool usable = true;
	u32 i;

	*counted = s->vmalloc_pages;
	*listed = 0;
	for (i = 0; i < s->count; i++) {
		if (s->areas[i].making)
			usable = false;
		if (s->areas[i].kind == MMS_VMAP_VMALLOC)
			*listed += s->areas[i].nr_pages;
	}
	return usable;
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
	return check_counter(detail, sum_vmalloc);
}

/* Both are read under the pools' own locks; one that was cut tells nothing. */
static bool sum_pooled(const struct mms_vmap_snapshot *s,
		       struct mms_vmap_counted *counted, u64 *listed)
{
	u32 i;

	counted->known = true;
	counted->before = s->pooled_areas;
	counted->after = s->pooled_areas;
	*listed = 0;
	for (i = 0; i < s->count; i++)
		*listed += s->areas[i].state == MMS_VMAP_POOLED;
	return !s->pools_cut;
}

/**
 * vmi_check_pooled() - areas met in the pools against the pools' lengths
 * @detail: the numbers compared
 *
 * Return: the verdict.
 */
enum mms_result vmi_check_pooled(struct mms_text *detail)
{
	if (!mms_vmap_unavailable() && !mms_vmap_has_pools())
		return mms_check_skip(detail, "this kernel keeps no pools");
	return check_counter(detail, sum_pooled);
}

/**
 * struct unbacked - what is mapped other than it should be
 * @areas: areas in which it is
 * @outside: bytes mapped outside any busy area
 * @checked: areas whose nr_pages said what to expect
 * @mapped: bytes mapped in all areas
 * @n: addresses in @at
 * @at: the first of those areas, and the first mapped address outside
 */
struct unbacked {
	u64 areas;
	u64 outside;
	u64 checked;
	u64 mapped;
	u32 n;
	u64 at[TRACKED];
};

static void track(struct unbacked *u, u64 addr)
{
	if (u->n < TRACKED)
		u->at[u->n++] = addr;
}

/*
 * Where the kernel counts an area's pages, exactly those are mapped; elsewhere
 * never more than its size without the guard page.
 */
static void compare(const struct mms_vmap_snapshot *s,
		    const struct vmi_backings *b, struct unbacked *u)
{
	u32 i;

	memset(u, 0, sizeof(*u));
	for (i = 0; i < s->count; i++) {
		const struct mms_vmap_area *a = &s->areas[i];
		u64 mapped = b->area[i].mapped;

		if (a->state != MMS_VMAP_BUSY || a->making)
			continue;
		u->mapped += mapped;
		u->checked += !!a->nr_pages;
		if (mapped <= mms_vmap_data(a) &&
		    (!a->nr_pages || mapped == a->nr_pages << PAGE_SHIFT))
			continue;
		u->areas++;
		track(u, a->start);
	}
	u->outside = b->outside;
	if (b->outside)
		track(u, b->first_outside);
}

/* Keeps in @u only what @now has too. */
static void keep_common(struct unbacked *u, const struct unbacked *now)
{
	u32 kept = 0, i, j;

	for (i = 0; i < u->n; i++)
		for (j = 0; j < now->n; j++)
			if (u->at[i] == now->at[j]) {
				u->at[kept++] = u->at[i];
				break;
			}
	u->n = kept;
}

static const char *look_at_backing(struct unbacked *u)
{
	struct mms_vmap_snapshot s;
	struct vmi_backings b;
	const char *reason = vmi_check_look(&s);

	if (reason)
		return reason;
	if (vmi_backings_take(&b, &s))
		reason = "no memory, or interrupted";
	else if (b.unavailable)
		reason = b.unavailable;
	else
		compare(&s, &b, u);
	if (!reason)
		vmi_backings_free(&b);
	mms_vmap_snapshot_free(&s);
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
	struct unbacked always, now;
	u32 look;

	for (look = 1; look <= VMI_TRIES; look++) {
		const char *reason = look_at_backing(&now);

		if (reason)
			return mms_check_skip(detail, reason);
		if (look == 1)
			always = now;
		else
			keep_common(&always, &now);
		if (!always.n)
			break;
		usleep_range(1000, 2000);
	}
	mms_rec_dec(detail, "mapped", now.mapped);
	mms_rec_dec(detail, "areas_compared", now.checked);
	mms_rec_dec(detail, "areas_differing", always.n ? now.areas : 0);
	mms_rec_dec(detail, "outside", always.n ? now.outside : 0);
	if (always.n)
		mms_rec_hex(detail, "first", always.at[0]);
	mms_rec_dec(detail, "looks", min_t(u32, look, VMI_TRIES));
	return always.n ? MMS_VIOLATED : MMS_OK;
}
