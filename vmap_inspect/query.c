// SPDX-License-Identifier: GPL-2.0-only
/*
 * Queries: what is at an address or in a range. Only the parts of the kernel's trees
 * that are asked for are read, so that many queries cost little; locks are held only
 * while a snapshot is taken (mmscope/vmap/live.h).
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mmscope/core/query.h>
#include <mmscope/pt/live.h>
#include "query.h"

static void query_free(void *answer)
{
	mms_answer_free(answer);
}

/* One allocation for the answer and all arrays in it. */
static struct vmi_answer *answer_alloc(const struct mms_query *q, u32 areas,
				       u32 holes)
{
	struct vmi_answer *a;
	size_t bytes = sizeof(*a) + (areas + holes) * sizeof(a->piece[0]) +
		       areas * sizeof(*a->areas) + holes * sizeof(*a->holes);

	/* The query is last, allocated no further than the end of its sym. */
	a = mms_answer_alloc(bytes + mms_query_size(q));
	if (IS_ERR(a))
		return a;
	a->count = areas + holes;
	a->areas = (void *)&a->piece[a->count];
	a->holes = (void *)&a->areas[areas];
	a->q = (void *)&a->holes[holes];
	memcpy(a->q, q, mms_query_size(q));
	return a;
}

/*
 * Without the lists an answer has no holes: what is not allocated may be lazily freed,
 * and for a part of a space holes are not known at all.
 */
static struct vmi_answer *from_snapshot(const struct mms_query *q,
					const struct mms_vmap_snapshot *s)
{
	u32 nholes = mms_vmap_lists_unavailable() ? 0 : s->nholes, i = 0, j = 0, n;
	struct vmi_answer *a = answer_alloc(q, s->count, nholes);

	if (IS_ERR(a))
		return a;
	memcpy(a->areas, s->areas, s->count * sizeof(*a->areas));
	memcpy(a->holes, s->holes, nholes * sizeof(*a->holes));
	for (n = 0; n < a->count; n++) {
		bool hole = i == s->count ||
			    (j < nholes &&
			     s->holes[j].start < s->areas[i].start);

		a->piece[n].hole = hole;
		a->piece[n].index = hole ? j++ : i++;
	}
	return a;
}

/* The free tree includes user space too: only what is in the spaces is a hole. */
static void clip_hole(struct vmi_answer *a)
{
	const struct mms_vmap_space *space = mms_vmap_space_of(a->q->addr);

	if (!a->count || !a->piece[0].hole)
		return;
	if (!space) {
		a->count = 0;
		return;
	}
	a->holes[0].start = max(a->holes[0].start, space->start);
	a->holes[0].end = min(a->holes[0].end, space->end);
}

static int walk_page(struct vmi_answer *a)
{
	struct mms_walk *w;
	int err;

	if (mms_kernel_pt_unavailable())
		return 0;
	w = kmalloc(sizeof(*w), GFP_KERNEL_ACCOUNT);
	if (!w)
		return -ENOMEM;
	err = mms_kernel_walk_addr(a->q->addr, w);
	if (!err) {
		a->walked = true;
		a->mapped = w->result == MMS_WALK_MAPPED;
		a->phys = w->phys;
		a->leaf = w->size;
	}
	kfree(w);
	return err;
}

static void *query_run(const struct mms_query *q)
{
	u64 start = q->have & MMS_Q_RANGE ? q->start : q->addr;
	u64 end = q->have & MMS_Q_RANGE ? q->end : q->addr + 1;
	struct mms_vmap_snapshot s;
	struct vmi_answer *a;
	int err = 0;

	if (mms_vmap_unavailable()) {
		a = answer_alloc(q, 0, 0);
		if (!IS_ERR(a))
			a->unavailable = mms_vmap_unavailable();
		return a;
	}
	/* The end of the last byte wraps to 0; nothing is ever allocated there. */
	err = mms_vmap_snapshot(&s, start, end ? end : U64_MAX);
	if (err)
		return ERR_PTR(err);
	a = from_snapshot(q, &s);
	mms_vmap_snapshot_free(&s);
	if (IS_ERR(a) || q->have & MMS_Q_RANGE)
		return a;
	clip_hole(a);
	if (!a->count && !mms_vmap_space_of(q->addr))
		return a;
	err = walk_page(a);
	if (err) {
		query_free(a);
		return ERR_PTR(err);
	}
	return a;
}

static u64 query_items(const void *answer)
{
	const struct vmi_answer *a = answer;

	return 1 + a->count;
}

static void show_question(struct mms_text *t, const struct vmi_answer *a)
{
	mms_rec(t, "query");
	mms_query_rec(t, a->q);
	if (a->unavailable) {
		mms_rec_str(t, "unavailable", a->unavailable);
	} else if (a->q->have & MMS_Q_RANGE) {
		mms_rec_dec(t, "items", a->count);
		if (mms_vmap_lists_unavailable())
			mms_rec_str(t, "holes_unavailable", mms_vmap_lists_unavailable());
	} else {
		mms_rec_str(t, "state", vmi_addr_state(a));
		if (a->count && !a->piece[0].hole)
			mms_rec_hex(t, "offset", a->q->addr - a->areas[0].start);
		if (a->walked)
			mms_rec_bool(t, "mapped", a->mapped);
		if (a->mapped) {
			mms_rec_hex(t, "phys", a->phys);
			mms_rec_dec(t, "leaf", a->leaf);
		}
	}
	mms_rec_end(t);
}

static void query_show(struct mms_text *t, const void *answer, u64 item)
{
	const struct vmi_answer *a = answer;
	const struct vmi_piece *piece;

	if (!item) {
		show_question(t, a);
		return;
	}
	piece = &a->piece[item - 1];
	if (piece->hole)
		vmi_hole_rec(t, &a->holes[piece->index]);
	else
		vmi_area_rec(t, &a->areas[piece->index], NULL, 0);
}

const struct mms_query_ops vmi_query = {
	.keys = MMS_Q_ADDR | MMS_Q_SYM | MMS_Q_RANGE,
	.run = query_run,
	.items = query_items,
	.report_items = vmi_query_report_items,
	.show = query_show,
	.show_report = vmi_query_report,
	.free = query_free,
};
