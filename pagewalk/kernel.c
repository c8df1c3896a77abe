// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel file: everything the kernel's half maps, as runs of equal entries.
 * Too much to hold at once, so the walk continues as the file is read, one buffer of
 * runs at a time; changes meanwhile may or may not be seen. The visitor runs under
 * the locks of live/pt/read.c and only writes to memory allocated before.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "pw.h"

#define BUFFER_RUNS 256

/**
 * struct kernel_view - one reader of the kernel file
 * @w: the walk
 * @pending: the last run, which the next entries may still extend
 * @have_pending: @pending is valid
 * @seen: tables shown already
 * @first: the index of run[0] among all
 * @n: runs in the buffer
 * @run: the buffer
 */
struct kernel_view {
	struct mms_range w;
	struct mms_run pending;
	bool have_pending;
	struct mms_seen seen;
	u64 first;
	unsigned int n;
	struct mms_run run[BUFFER_RUNS];
};

static int kernel_run(struct mms_range *w, const struct mms_run *run)
{
	struct kernel_view *k = w->ctx;

	if (k->have_pending) {
		if (mms_run_merge(&k->pending, run))
			return 0;
		k->run[k->n++] = k->pending;
	}
	k->pending = *run;
	k->have_pending = true;
	return k->n == BUFFER_RUNS;
}

/* A table that was shown before is shown as its alias, in one line. */
static int kernel_enter(struct mms_range *w, const struct mms_run *table, bool whole)
{
	struct kernel_view *k = w->ctx;
	struct mms_run again = *table;

	/* With the buffer full, the walk could not be stopped at this table. */
	if (!whole || k->n == BUFFER_RUNS - 1 ||
	    !mms_seen_before(&k->seen, table, &again.alias))
		return 0;
	again.entries = 1;
	kernel_run(w, &again);
	return 1;
}

static const struct mms_visitor kernel_visitor = {
	.run = kernel_run,
	.enter = kernel_enter,
	.joins = true,
};

static int restart(struct kernel_view *k)
{
	int err = mms_kernel_range_init(&k->w, mms_kernel_first(),
					mms_kernel_last());

	k->w.v = &kernel_visitor;
	k->w.ctx = k;
	memset(&k->seen, 0, sizeof(k->seen));
	k->have_pending = false;
	k->first = 0;
	k->n = 0;
	return err;
}

/* Replaces the buffer by the runs that follow it. */
static int refill(struct kernel_view *k)
{
	int ret = 1;

	k->first += k->n;
	k->n = 0;
	while (ret > 0 && !k->n)
		ret = mms_kernel_range_chunk(&k->w);
	if (!ret && k->n < BUFFER_RUNS && k->have_pending) {
		k->run[k->n++] = k->pending;
		k->have_pending = false;
	}
	return ret < 0 ? ret : 0;
}

/**
 * pw_kernel_open() - the open() of the kernel file
 * @v: the view
 *
 * Return: 0 or -ENOMEM.
 */
int pw_kernel_open(struct mms_view *v)
{
	struct kernel_view *k;

	v->unavailable = mms_kernel_pt_unavailable();
	if (v->unavailable)
		return 0;
	k = kvmalloc(sizeof(*k), GFP_KERNEL_ACCOUNT);
	if (!k)
		return -ENOMEM;
	v->data = k;
	return restart(k);
}

/**
 * pw_kernel_seek() - make one run available
 * @v: the view
 * @index: which; before what is buffered, the walk starts over
 *
 * Return: 1, 0 past the last, -EINTR when killed, -errno of the root table.
 */
int pw_kernel_seek(struct mms_view *v, u64 index)
{
	struct kernel_view *k = v->data;
	int err = 0;

	if (index < k->first)
		err = restart(k);
	while (!err && index >= k->first + k->n) {
		err = refill(k);
		if (!err && !k->n)
			return 0;
	}
	return err ? err : 1;
}

/**
 * pw_kernel_header() - the file's own keys in its first line
 * @v: the view
 * @t: the text
 */
void pw_kernel_header(const struct mms_view *v, struct mms_text *t)
{
	mms_rec_bool(t, "atomic", false);
}

/**
 * pw_kernel_show() - format one run
 * @v: the view
 * @t: the text
 * @index: which, made available by pw_kernel_seek()
 */
void pw_kernel_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	struct kernel_view *k = v->data;

	pw_rec_run(t, "run", &k->run[index - k->first]);
}

/**
 * pw_kernel_release() - free the view
 * @v: the view
 */
void pw_kernel_release(struct mms_view *v)
{
	kvfree(v->data);
}
