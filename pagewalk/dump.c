// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dumps: what tables map, as runs of equal entries, filtered as they are met. Too much to
 * hold at once, so the walk continues as the dump is read, one buffer of runs at a time;
 * changes meanwhile may or may not be seen. The visitor runs under the locks of live/pt/
 * and only writes to memory allocated before.
 *
 * A process is not kept from exiting by who reads its dump: its address space is pinned
 * for a buffer at a time.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mmscope/pt/live.h>
#include <mmscope/vas/live.h>
#include "dump.h"
#include "pw.h"

static void push(struct pw_dump *d, const struct mms_run *run)
{
	if (mms_filter_large(&d->f, run))
		d->run[d->n++] = *run;
}

/* Extends the last run, or ends it and begins another. */
static void append(struct pw_dump *d, const struct mms_run *run)
{
	if (d->have_pending && mms_run_merge(&d->pending, run))
		return;
	if (d->have_pending)
		push(d, &d->pending);
	d->pending = *run;
	d->have_pending = true;
}

/* Several regions may have one name, with others between them (i386: the direct map). */
static bool in_region(const struct pw_dump *d, const struct mms_run *run)
{
	const struct mms_region *region;

	if (!d->region)
		return true;
	region = d->vas ? mms_vas_find(d->vas, run->va, NULL) : NULL;
	return region && !strcmp(region->name, d->region);
}

static int dump_run(struct mms_range *w, const struct mms_run *found)
{
	struct pw_dump *d = w->ctx;
	struct mms_run run = *found;

	d->unread += mms_run_unread(&run);
	if (!in_region(d, &run) || !mms_filter_takes(&d->f, w->g, &run))
		return 0;
	if (run.kind == MMS_PT_LEAF)
		mms_holders_note(&d->holders, w, run.level);
	append(d, &run);
	return d->n == PW_DUMP_RUNS;
}

/* A table that was shown before is shown as its alias, in one line. */
static int dump_enter(struct mms_range *w, const struct mms_run *table, bool whole)
{
	struct pw_dump *d = w->ctx;
	struct mms_run again = *table;

	/* With the buffer full, the walk could not be stopped at this table. */
	if (!whole || d->n == PW_DUMP_RUNS - 1 ||
	    !mms_seen_before(&d->seen, table, &again.alias))
		return 0;
	again.entries = 1;
	if ((d->region || !mms_filter_takes_all(&d->f)) &&
	    !mms_holders_have(&d->holders, table->phys))
		return 1;
	append(d, &again);
	return 1;
}

static const struct mms_visitor dump_visitor = {
	.run = dump_run,
	.enter = dump_enter,
	.joins = true,
};

/* Of a process every table is shown where it is. */
static const struct mms_visitor user_visitor = {
	.run = dump_run,
	.joins = true,
};

static int restart(struct pw_dump *d)
{
	int err = 0;

	if (d->mm)
		mms_user_range_init(d->mm, &d->w, d->start, d->last);
	else
		err = mms_kernel_range_init(&d->w, d->start, d->last);
	d->w.v = d->mm ? &user_visitor : &dump_visitor;
	d->w.ctx = d;
	memset(&d->seen, 0, sizeof(d->seen));
	memset(&d->holders, 0, sizeof(d->holders));
	d->have_pending = false;
	d->end = PW_DUMP_GOES_ON;
	d->first = 0;
	d->bytes = 0;
	d->unread = 0;
	d->n = 0;
	return err;
}

static int chunk(struct pw_dump *d)
{
	int ret;

	if (!d->mm)
		return mms_kernel_range_chunk(&d->w);
	if (!mmget_not_zero(d->mm)) {
		d->end = PW_DUMP_EXITED;
		return 0;
	}
	ret = mms_user_range_chunk(d->mm, &d->w);
	mmput(d->mm);
	return ret;
}

/* Replaces the buffer by the runs that follow it. */
static int refill(struct pw_dump *d)
{
	int ret = 1;

	for (; d->n; d->n--, d->first++)
		d->bytes += d->run[d->n - 1].size;
	while (ret > 0 && !d->n)
		ret = chunk(d);
	if (ret)
		return min(ret, 0);
	if (d->have_pending && d->n < PW_DUMP_RUNS) {
		push(d, &d->pending);
		d->have_pending = false;
	}
	if (d->end == PW_DUMP_GOES_ON && !d->have_pending)
		d->end = PW_DUMP_COMPLETE;
	return 0;
}

/**
 * pw_dump_new() - begin a dump
 * @mm: whose tables; somebody else keeps the struct for as long as the dump. NULL for the
 *	kernel's own
 * @f: what is wanted
 * @region: the region that is wanted, of the kernel's half; NULL for all. It outlives the
 *	dump
 * @start: first address
 * @last: last address, inclusive, in the same half
 *
 * Context: process, may sleep.
 * Return: the dump, for pw_dump_free(); ERR_PTR of -ENOMEM, -EINTR, -EOPNOTSUPP where
 * mms_kernel_pt_unavailable().
 */
struct pw_dump *pw_dump_new(struct mm_struct *mm, const struct mms_filter *f,
			    const char *region, u64 start, u64 last)
{
	struct pw_dump *d = kvzalloc(sizeof(*d), GFP_KERNEL_ACCOUNT);
	int err;

	if (!d)
		return ERR_PTR(-ENOMEM);
	d->mm = mm;
	d->f = *f;
	d->region = region;
	d->start = start;
	d->last = last;
	err = restart(d);
	/* An architecture's refusal is no reason to keep the rest back. */
	if (!err && !mms_va_user(mms_geometry(), start)) {
		err = mms_vas_take(&d->vas);
		if (err != -ENOMEM && err != -EINTR)
			err = 0;
	}
	if (!err)
		return d;
	pw_dump_free(d);
	return ERR_PTR(err);
}

/**
 * pw_dump_seek() - make one run available
 * @d: the dump
 * @index: which; before what is buffered, the walk starts over
 *
 * Context: process, may sleep.
 * Return: 1, 0 past the last (@d->end says how it ended), -EINTR when killed, -errno of
 * the root table.
 */
int pw_dump_seek(struct pw_dump *d, u64 index)
{
	int err = 0;

	if (index < d->first)
		err = restart(d);
	while (!err && index >= d->first + d->n) {
		if (d->end != PW_DUMP_GOES_ON)
			return 0;
		err = refill(d);
	}
	return err ? err : 1;
}

/**
 * pw_dump_run() - one run
 * @d: the dump
 * @index: which, made available by pw_dump_seek()
 *
 * Return: the run.
 */
const struct mms_run *pw_dump_run(const struct pw_dump *d, u64 index)
{
	return &d->run[index - d->first];
}

/**
 * pw_dump_rec() - one run, as a record
 * @t: the text
 * @d: the dump
 * @index: which, made available by pw_dump_seek()
 */
void pw_dump_rec(struct mms_text *t, const struct pw_dump *d, u64 index)
{
	const struct mms_run *run = pw_dump_run(d, index);
	const struct mms_region *region, *part;

	pw_rec_run_keys(t, "run", run);
	if (d->vas) {
		region = mms_vas_find(d->vas, run->va, &part);
		if (region)
			mms_rec_str(t, "region", region->name);
		if (part)
			mms_rec_str(t, "part", part->name);
	}
	mms_rec_end(t);
}

/**
 * pw_dump_free() - end a dump
 * @d: the dump, or NULL
 */
void pw_dump_free(struct pw_dump *d)
{
	if (d)
		mms_vas_free(d->vas);
	kvfree(d);
}
