// SPDX-License-Identifier: GPL-2.0-only
/*
 * phys= and pfn= queries: every address of the kernel's half that maps given memory, with
 * the region and the vmap_area it lies in. Each is looked up after the walk, under the
 * locks of live/vas/vas.c and live/vmap/snapshot.c, so it may be newer than that.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <mmscope/buddy/live.h>
#include <mmscope/core/live_files.h>
#include <mmscope/pt/live.h>
#include <mmscope/vas/live.h>
#include <mmscope/vmap/live.h>
#include "aliases.h"

/**
 * struct search - a search for mappings
 * @range: the memory
 * @a: the walk
 * @found: what was found
 */
struct search {
	struct mms_phys_range range;
	struct mms_alias_walk a;
	struct mms_alias found[PW_ALIASES];
};

/* The memory in whole pages. */
static void set_range(struct mms_phys_range *r, const struct mms_query *q)
{
	u64 below = PAGE_SIZE - 1;

	if (q->have & MMS_Q_PFN) {
		r->phys = q->pfn << PAGE_SHIFT;
		r->last = r->phys | below;
	} else {
		r->phys = q->start & ~below;
		r->last = (q->end - 1) | below;
	}
	r->va = 0;
}

static struct pw_aliases *copy(const struct search *s)
{
	struct pw_aliases *x = mms_answer_alloc(struct_size(x, alias, s->a.n));
	u32 i;

	if (IS_ERR(x))
		return x;
	x->first = s->range.phys;
	x->last = s->range.last;
	x->runs = s->a.runs;
	x->unread = s->a.unread;
	x->more = s->a.more;
	x->rest = s->a.rest;
	x->n = s->a.n;
	for (i = 0; i < x->n; i++)
		x->alias[i].run = s->found[i].run;
	return x;
}

static int name_regions(struct pw_aliases *x)
{
	const struct mms_region *region, *part;
	struct mms_vas *v = NULL;
	int err = mms_vas_take(&v);
	u32 i;

	/* An architecture's refusal is no reason to keep the rest back. */
	if (err)
		return err == -ENOMEM || err == -EINTR ? err : 0;
	for (i = 0; i < x->n; i++) {
		region = mms_vas_find(v, x->alias[i].run.va, &part);
		x->alias[i].region = region ? region->name : NULL;
		x->alias[i].part = part ? part->name : NULL;
	}
	mms_vas_free(v);
	return 0;
}

static void name_area(struct pw_alias *alias, const struct mms_vmap_snapshot *s)
{
	const struct mms_vmap_area *area = mms_vmap_find(s->areas, s->count, alias->run.va);

	alias->has_area = area;
	if (!area)
		return;
	alias->area = area->kind;
	alias->caller = area->caller;
}

static int name_areas(struct pw_aliases *x)
{
	struct mms_vmap_snapshot s = {};
	int err = 0;
	u32 i;

	for (i = 0; i < x->n && !mms_vmap_space_of(x->alias[i].run.va);)
		i++;
	if (i == x->n || mms_vmap_unavailable())
		return 0;
	err = mms_vmap_snapshot(&s, mms_kernel_first(), mms_kernel_last());
	if (err)
		return err == -EAGAIN ? 0 : err;
	for (; i < x->n; i++)
		name_area(&x->alias[i], &s);
	mms_vmap_snapshot_free(&s);
	return 0;
}

static int read_page(struct pw_aliases *x)
{
	int err;

	if (mms_zone_layout_fault())
		return 0;
	err = mms_page_read(x->first >> PAGE_SHIFT, &x->page);
	x->has_page = !err;
	return err;
}

static struct pw_aliases *search(struct search *s, const struct mms_query *q)
{
	struct mms_phys_set set = { .range = &s->range, .n = 1, .max = 1 };
	struct pw_aliases *x;
	int err;

	set_range(&s->range, q);
	err = mms_kernel_aliases(&s->a, &set, 0, s->found, PW_ALIASES);
	if (err)
		return ERR_PTR(err);
	x = copy(s);
	if (IS_ERR(x))
		return x;
	err = read_page(x);
	if (!err)
		err = name_regions(x);
	if (!err)
		err = name_areas(x);
	if (!err)
		return x;
	mms_answer_free(x);
	return ERR_PTR(err);
}

/**
 * pw_aliases_find() - answer a phys= or pfn= query
 * @q: the query
 *
 * Context: process, may sleep.
 * Return: the answer, for mms_answer_free(); ERR_PTR of -ENOMEM, -E2BIG, -EINTR when
 * killed, -EOPNOTSUPP where mms_kernel_pt_unavailable().
 */
struct pw_aliases *pw_aliases_find(const struct mms_query *q)
{
	struct search *s = kvmalloc(sizeof(*s), GFP_KERNEL_ACCOUNT);
	struct pw_aliases *x;

	if (!s)
		return ERR_PTR(-ENOMEM);
	x = search(s, q);
	kvfree(s);
	return x;
}
