// SPDX-License-Identifier: GPL-2.0-only
/*
 * Keeps the answers to queries: each open file has those it asked for, and a fresh
 * open that asks nothing shows the latest of anyone (design.md 2). All together take
 * at most MMS_ANSWERS_MAX bytes of memory, whatever their kind. Locks: latest_lock.
 */
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mmscope/core/find.h>
#include "open_file.h"

/* Bytes that all answers take; each module has its own counter (design.md 1). */
static atomic_long_t kept;
static DEFINE_MUTEX(latest_lock);
static struct mms_answers *latest;

/* An allocation for answers, and how many bytes of it are counted in kept. */
struct piece {
	u64 counts;
	u64 data[];
};

/* @counted false exempts from the limit: small, and a refusal must always fit. */
static void *alloc(size_t bytes, bool counted)
{
	size_t all = bytes + sizeof(struct piece), counts = counted ? all : 0;
	struct piece *p = NULL;
	bool fits;

	if (bytes > MMS_ANSWERS_MAX)
		return ERR_PTR(-E2BIG);
	fits = atomic_long_add_return(counts, &kept) <= MMS_ANSWERS_MAX || !counted;
	if (fits)
		p = kvzalloc(all, GFP_KERNEL_ACCOUNT);
	if (!p) {
		atomic_long_sub(counts, &kept);
		return ERR_PTR(fits ? -ENOMEM : -E2BIG);
	}
	p->counts = counts;
	return p->data;
}

/**
 * mms_answer_alloc() - memory for a part of an answer
 * @bytes: how much
 *
 * Context: may sleep.
 * Return: zeroed memory for mms_answer_free(), ERR_PTR(-ENOMEM), or
 * ERR_PTR(-E2BIG) when all answers would exceed MMS_ANSWERS_MAX.
 */
void *mms_answer_alloc(size_t bytes)
{
	return alloc(bytes, true);
}

/**
 * mms_answer_free() - free memory of an answer
 * @p: from mms_answer_alloc(); NULL is allowed
 */
void mms_answer_free(void *p)
{
	struct piece *piece;

	if (!p)
		return;
	piece = container_of(p, struct piece, data);
	atomic_long_sub(piece->counts, &kept);
	kvfree(piece);
}

/**
 * mms_answers_new() - allocate the answers to a batch, none so far
 * @f: the file it was written to
 * @kind: what the write leads to
 * @n: how many there will be
 *
 * Return: the answers, or ERR_PTR(-ENOMEM), ERR_PTR(-E2BIG).
 */
struct mms_answers *mms_answers_new(const struct mms_file *f, enum mms_answers_kind kind,
				    u32 n)
{
	struct mms_answers *a;

	a = alloc(struct_size(a, answer, n), n);
	if (IS_ERR(a))
		return a;
	kref_init(&a->ref);
	a->file = f;
	a->ops = f->query;
	a->kind = kind;
	a->asker = get_pid(task_tgid(current));
	return a;
}

/**
 * mms_answers_add() - add the answer to one more query
 * @a: the answers; must have room for it
 * @q: the query
 * @data: its answer, or an ERR_PTR
 *
 * Return: 0, or the error that @data holds.
 */
int mms_answers_add(struct mms_answers *a, const struct mms_query *q, void *data)
{
	const struct mms_query_ops *ops = a->ops;

	if (IS_ERR(data))
		return PTR_ERR(data);
	if (!a->n && ops->inside)
		a->inside = ops->inside(data);
	a->of_process |= ops->of_process ? ops->of_process(data) : q->have & MMS_Q_PID;
	a->of_other |= q->have & MMS_Q_PID;
	a->streams = ops->streams && ops->streams(data);
	a->answer[a->n].data = data;
	a->answer[a->n++].first = a->items;
	a->items += ops->items ? ops->items(data) : 1;
	return 0;
}

static void answers_free(struct kref *ref)
{
	struct mms_answers *a = container_of(ref, struct mms_answers, ref);

	while (a->n) {
		a->ops->free(a->answer[--a->n].data);
		cond_resched();
	}
	put_pid(a->asker);
	mms_answer_free(a);
}

/**
 * mms_answers_put() - drop a reference
 * @a: the answers; NULL is allowed
 *
 * Context: may sleep.
 */
void mms_answers_put(struct mms_answers *a)
{
	if (a)
		kref_put(&a->ref, answers_free);
}

/**
 * mms_answers_latest() - a reference to the latest batch's answers
 * @asked: only if the batch was written to this file; NULL for any
 *
 * Return: the answers, NULL before the first query.
 */
struct mms_answers *mms_answers_latest(const struct mms_file *asked)
{
	struct mms_answers *a;

	mutex_lock(&latest_lock);
	a = latest;
	if (a && asked && a->file != asked)
		a = NULL;
	if (a)
		kref_get(&a->ref);
	mutex_unlock(&latest_lock);
	return a;
}

/**
 * mms_answers_set_latest() - make these the latest, which other opens read
 * @a: the answers; NULL for none, as before the first query
 */
void mms_answers_set_latest(struct mms_answers *a)
{
	struct mms_answers *old;

	if (a)
		kref_get(&a->ref);
	mutex_lock(&latest_lock);
	old = latest;
	latest = a;
	mutex_unlock(&latest_lock);
	mms_answers_put(old);
}

/**
 * mms_answers_visible() - may this reader see the answers?
 * @a: the answers
 * @file: the open file they are read from
 *
 * Answers about a process are shown if both the opener of the file and its reader
 * were allowed to ask for them; or to the process itself.
 *
 * Context: process, the reader's.
 * Return: true if it may.
 */
bool mms_answers_visible(const struct mms_answers *a, const struct file *file)
{
	return !a->of_process || (!a->of_other && a->asker == task_tgid(current)) ||
	       mms_may_look_into_processes(file);
}

static u64 report_items_of(const struct mms_answers *a, u32 i)
{
	if (a->ops->report_items)
		return a->ops->report_items(a->answer[i].data);
	return a->ops->items ? a->ops->items(a->answer[i].data) : 1;
}

/**
 * mms_answers_items() - the number of seq_file items the answers take
 * @a: the answers
 * @report: as a report, which shows the first ones only
 *
 * Return: the number of items.
 */
u64 mms_answers_items(const struct mms_answers *a, bool report)
{
	u32 i, shown = min_t(u32, a->n, MMS_REPORT_ANSWERS);
	u64 items = a->n > shown;

	if (a->kind != MMS_ANSWERED)
		return 1;
	if (!report)
		return a->items;
	for (i = 0; i < shown; i++)
		items += report_items_of(a, i);
	return items;
}

static void show_report(struct mms_text *t, const struct mms_answers *a, u64 item)
{
	u32 i, shown = min_t(u32, a->n, MMS_REPORT_ANSWERS);

	for (i = 0; i < shown; i++) {
		u64 items = report_items_of(a, i);

		if (item < items) {
			a->ops->show_report(t, a->answer[i].data, item);
			return;
		}
		item -= items;
	}
	mms_put(t, "%u of %u answers are shown. All of them: ask with as=records.\n\n",
		shown, a->n);
}

static void show_record(struct mms_text *t, const struct mms_answers *a, u64 item)
{
	/* The first answer's first item is 0: the count is never 0. */
	u32 i = MMS_COUNT_UPTO(a->answer, a->n, first, item) - 1;

	a->ops->show(t, a->answer[i].data, item - a->answer[i].first);
}

/**
 * mms_answers_show() - format one item
 * @t: the text
 * @a: the answers
 * @item: which item, below mms_answers_items()
 * @report: as a report, else as records
 */
void mms_answers_show(struct mms_text *t, const struct mms_answers *a, u64 item,
		      bool report)
{
	if (a->kind == MMS_REFUSED && report)
		mms_query_refusal_put(t, &a->refusal, a->asked);
	else if (a->kind == MMS_REFUSED)
		mms_query_refusal_rec(t, &a->refusal, a->asked);
	else if (report)
		show_report(t, a, item);
	else
		show_record(t, a, item);
}
