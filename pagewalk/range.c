// SPDX-License-Identifier: GPL-2.0-only
/*
 * range= queries: what a range of addresses holds, as runs of equal entries,
 * at most PW_RANGE_RUNS of them. The visitor runs under the locks of
 * live/ptread*.c and only writes to memory allocated before.
 */
#include <linux/atomic.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "pw.h"

/* What all answers kept may hold together: about 60 MiB. */
#define RUNS_MAX	(PW_RANGE_RUNS * 1024)

static atomic_long_t runs_kept;

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
	/* One too many: this one is looked at again when the walk goes on. */
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

/* Moves the runs to the answer, in no more memory than they take. */
static int keep(struct pw_answer *a, const struct collect *c)
{
	if (atomic_long_add_return(c->n, &runs_kept) > RUNS_MAX)
		goto refused;
	a->runs = kvmalloc_array(max(c->n, 1U), sizeof(*a->runs), GFP_KERNEL_ACCOUNT);
	if (!a->runs)
		goto refused;
	memcpy(a->runs, c->run, c->n * sizeof(*a->runs));
	a->nr_runs = c->n;
	return 0;
refused:
	atomic_long_sub(c->n, &runs_kept);
	return -ENOMEM;
}

/**
 * pw_range_run() - answer a range= query
 * @a: the answer; its query names the range
 * @mm: whose tables, NULL for the kernel's own
 *
 * Context: process, may sleep.
 * Return: 0, -ENOMEM, -EINTR, -EOPNOTSUPP.
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

/**
 * pw_range_free() - free what pw_range_run() left in an answer
 * @a: the answer
 */
void pw_range_free(struct pw_answer *a)
{
	if (!a->runs)
		return;
	atomic_long_sub(a->nr_runs, &runs_kept);
	kvfree(a->runs);
}
