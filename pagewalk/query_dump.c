// SPDX-License-Identifier: GPL-2.0-only
/*
 * dump= queries: whose tables, which addresses, and the dump as it is read. The answer
 * keeps the process' struct mm_struct, not its memory.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mmscope/core/live_files.h>
#include <mmscope/pt/live.h>
#include <mmscope/vas/live.h>
#include "dump.h"
#include "pw.h"

#define FILTERS (MMS_Q_PERMS | MMS_Q_TYPE | MMS_Q_MIN_SIZE | MMS_Q_REGION)
#define WHICH (MMS_Q_RANGE | MMS_Q_PHYS)

/**
 * struct pw_dump_reader - one reader of an answer
 * @a: the answer, which outlives its readers
 * @d: the dump
 */
struct pw_dump_reader {
	const struct pw_answer *a;
	struct pw_dump *d;
};

/**
 * pw_dump_check() - what is wrong with the keys of a dump
 * @q: the query
 *
 * Return: static text, or NULL.
 */
const char *pw_dump_check(const struct mms_query *q)
{
	if (!(q->have & MMS_Q_DUMP))
		return q->have & FILTERS ? "perms=, type=, min_size= and region= go with dump=" :
		       NULL;
	if (q->have & ~(MMS_Q_DUMP | MMS_Q_PID | FILTERS | WHICH))
		return "a dump is narrowed by range=, phys= and region= only";
	if (q->have & MMS_Q_REGION && q->have & (MMS_Q_PID | MMS_Q_RANGE))
		return "a region is one of the kernel's, and the only range";
	return NULL;
}

/* From the first region of the kernel's half that has the name to the end of the last. */
static int find_region(struct pw_answer *a)
{
	const struct mms_region *r;
	struct mms_vas *vas = NULL;
	int err = mms_vas_take(&vas);

	if (err)
		return err == -ENOMEM || err == -EINTR ? err : -EOPNOTSUPP;
	a->no_walk = PW_NO_REGION;
	for (r = vas->region; r < vas->region + vas->nr; r++) {
		if (r->depth || strcmp(r->name, a->q.region) ||
		    mms_va_user(mms_geometry(), r->start))
			continue;
		if (a->no_walk)
			a->first = r->start;
		a->last = r->last;
		a->no_walk = PW_WALKED;
	}
	mms_vas_free(vas);
	return 0;
}

static int find_range(struct pw_answer *a)
{
	const struct mms_geometry *g = mms_geometry();

	if (a->q.have & MMS_Q_REGION)
		return find_region(a);
	a->first = a->mm ? 0 : mms_kernel_first();
	a->last = a->mm ? a->mm->task_size - 1 : mms_kernel_last();
	if (!(a->q.have & MMS_Q_RANGE))
		return 0;
	a->first = a->q.start;
	a->last = a->q.end - 1;
	if (!mms_va_canonical(g, a->first) || !mms_va_canonical(g, a->last) ||
	    mms_va_user(g, a->first) != mms_va_user(g, a->last) ||
	    (!a->mm && mms_va_user(g, a->first)))
		a->no_walk = PW_SPLIT;
	return 0;
}

/**
 * pw_dump_ask() - prepare the answer to a dump= query
 * @a: the answer; keeps the address space, for mmdrop()
 *
 * Context: process, may sleep.
 * Return: 0, -ESRCH, -EPERM, -ENOMEM, -EINTR, -EOPNOTSUPP.
 */
int pw_dump_ask(struct pw_answer *a)
{
	enum mms_mm_state state;
	struct mm_struct *mm;
	int err;

	a->pid = a->q.pid;
	if (!a->pid)
		return mms_kernel_pt_unavailable() ? -EOPNOTSUPP : find_range(a);
	err = mms_mm_get(a->pid, &mm, &state);
	if (err)
		return err;
	if (state != MMS_MM_OK) {
		a->no_walk = state == MMS_MM_KTHREAD ? PW_KTHREAD : PW_GONE;
		return 0;
	}
	mmgrab(mm);
	a->mm = mm;
	mms_mm_put(mm);
	return mms_user_pt_unavailable() ? -EOPNOTSUPP : find_range(a);
}

static void *dump_open(const void *answer)
{
	const struct pw_answer *a = answer;
	struct mms_filter f = {
		.perm_set = a->q.perm_set,
		.perm_clear = a->q.perm_clear,
		.cache = a->q.have & MMS_Q_TYPE ? a->q.type : NULL,
		.phys_last = ~0ULL,
		.min_size = a->q.min_size,
	};
	struct pw_dump_reader *r;

	if (a->q.have & MMS_Q_PHYS) {
		f.phys_first = round_down(a->q.start, PAGE_SIZE);
		f.phys_last = (a->q.end - 1) | (PAGE_SIZE - 1);
	}
	r = kzalloc(sizeof(*r), GFP_KERNEL_ACCOUNT);
	if (!r)
		return ERR_PTR(-ENOMEM);
	r->a = a;
	r->d = pw_dump_new(a->mm, &f, a->q.have & MMS_Q_REGION ? a->q.region : NULL, a->first,
			   a->last);
	if (IS_ERR(r->d)) {
		int err = PTR_ERR(r->d);

		kfree(r);
		return ERR_PTR(err);
	}
	return r;
}

/* Behind the last run there is an item that says how it ended. */
static int dump_seek(void *stream, u64 index)
{
	const struct pw_dump_reader *r = stream;
	int there = pw_dump_seek(r->d, index);

	return there ? there : index == r->d->first + r->d->n;
}

static u64 bytes_of(const struct pw_dump *d)
{
	u64 bytes = d->bytes;
	unsigned int i;

	for (i = 0; i < d->n; i++)
		bytes += d->run[i].size;
	return bytes;
}

static void rec_end(struct mms_text *t, const struct pw_dump_reader *r)
{
	const struct pw_dump *d = r->d;

	mms_rec(t, "dump");
	mms_query_rec(t, &r->a->q);
	mms_rec_hex(t, "start", d->start);
	mms_rec_end_of(t, d->last);
	mms_rec_str(t, "result", d->end == PW_DUMP_EXITED ? "exiting" : "complete");
	mms_rec_dec(t, "runs", d->first + d->n);
	mms_rec_dec(t, "bytes", bytes_of(d));
	mms_rec_dec(t, "unread_tables", d->unread);
	mms_rec_bool(t, "atomic", false);
	mms_rec_end(t);
}

static void put_end(struct mms_text *t, const struct pw_dump_reader *r)
{
	const struct pw_dump *d = r->d;
	u64 runs = d->first + d->n;

	if (!runs)
		mms_put(t, "nothing");
	else
		mms_put(t, "\n%llu run%s, ", runs, runs == 1 ? "" : "s");
	if (runs)
		mms_put_size(t, bytes_of(d), 0);
	mms_put(t, d->end == PW_DUMP_EXITED ?
		"; the process has let go of its memory meanwhile\n\n" : "\n\n");
	if (d->unread)
		mms_put(t, "%llu page tables could not be read\n\n", d->unread);
}

static void dump_show(struct mms_text *t, void *stream, u64 index, bool report)
{
	const struct pw_dump_reader *r = stream;
	bool last = index == r->d->first + r->d->n;

	if (last && report)
		put_end(t, r);
	else if (last)
		rec_end(t, r);
	else if (report)
		pw_put_run(t, pw_dump_run(r->d, index));
	else
		pw_dump_rec(t, r->d, index);
}

static void dump_close(void *stream)
{
	struct pw_dump_reader *r = stream;

	pw_dump_free(r->d);
	kfree(r);
}

const struct mms_stream_ops pw_dump_stream = {
	.open = dump_open,
	.seek = dump_seek,
	.show = dump_show,
	.close = dump_close,
};
