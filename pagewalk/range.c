// SPDX-License-Identifier: GPL-2.0-only
/*
 * range= queries: what a range of addresses maps, as runs of equal entries,
 * at most PW_RANGE_RUNS of them. The visitor runs under the locks of
 * live/pt/ and only writes to memory allocated before.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "pw.h"

struct collect {
	struct mms_range w;
	u32 n;
	struct mms_run run[PW_RANGE_RUNS];
};

static int collect_run(struct mms_range *w, const struct mms_run *run)
{
	struct collect *c = w->ctx;

	if (c->n && mms_run_merge(&c->run[c->n - 1], run))
		return 0;
	/* One too many: not consumed, the walk may be resumed at this run. */
	if (c->n == PW_RANGE_RUNS)
		return -E2BIG;
	c->run[c->n++] = *run;
	return 0;
}

static const struct mms_visitor collector = { .run = collect_run, .joins = true };

static int collect(struct collect *c, struct mm_struct *mm, u64 start, u64 last)
{
	int err = 0;

	c->n = 0;
	if (mm)
		mms_user_range_init(mm, &c->w, start, last);
	else
		err = mms_kernel_range_init(&c->w, start, last);
	if (err)
		return err;
	c->w.v = &collector;
	c->w.ctx = c;
	do {
		if (mm)
			err = mms_user_range_chunk(mm, &c->w);
		else
			err = mms_kernel_range_chunk(&c->w);
	} while (err > 0);
	return err;
}

/* Copies the runs to the answer, in memory of exactly their size. */
static int keep(struct pw_answer *a, const struct collect *c)
{
	struct mms_run *runs = mms_answer_alloc(c->n * sizeof(*runs));

	if (IS_ERR(runs))
		return PTR_ERR(runs);
	memcpy(runs, c->run, c->n * sizeof(*runs));
	a->runs = runs;
	a->nr_runs = c->n;
	return 0;
}

/**
 * pw_range_run() - answer a range= query
 * @a: the answer; its query names the range
 * @mm: whose tables, NULL for the kernel's own
 *
 * Context: process, may sleep.
 * Return: 0, -ENOMEM, -E2BIG, -EINTR, -EOPNOTSUPP.
 */
int pw_range_run(struct pw_answer *a, struct mm_struct *mm)
{
	const struct mms_geometry *g = mms_geometry();
	u64 start = a->q.start, last = a->q.end - 1;
	struct collect *c;
	int err;

	if (!mms_va_canonical(g, start) || !mms_va_canonical(g, last) ||
	    mms_va_user(g, start) != mms_va_user(g, last)) {
		a->no_walk = PW_SPLIT;
		return 0;
	}
	c = kvmalloc(sizeof(*c), GFP_KERNEL_ACCOUNT);
	if (!c)
		return -ENOMEM;
	err = collect(c, mm, start, last);
	if (err == -E2BIG) {
		struct mms_run *end = &c->run[c->n - 1];

		a->next = end->va + end->size;
		err = 0;
	}
	if (!err)
		err = keep(a, c);
	kvfree(c);
	return err;
}
