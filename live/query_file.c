// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files that take queries. A write is one batch: every line is parsed before
 * the first is run, and the batch's answers replace those of the open file only
 * when every line was answered, so a bad write changes nothing.
 *
 * Answers belong to the open file; the latest batch of anyone is kept as well,
 * for a fresh open that writes nothing (design.md 2). Locks: latest_lock, and
 * seq_file's mutex while the answers of an open file are swapped.
 */
#include <linux/err.h>
#include <linux/kref.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mmscope/find.h>
#include <mmscope/symbols.h>
#include "live.h"

/* One write: bytes, and queries. Their answers are what bounds the memory. */
#define WRITE_MAX SZ_1M
#define BATCH_MAX 16384

/**
 * struct mms_answers - the answers to one batch
 * @ref: the open file's and the latest's references
 * @ops: who can show and free them
 * @file: what the batch was written to
 * @items: seq items over all of them
 * @n: answers
 * @answer: each answer, and the number of items before it
 */
struct mms_answers {
	struct kref ref;
	const struct mms_query_ops *ops;
	const struct mms_file *file;
	u64 items;
	unsigned int n;
	struct {
		void *data;
		u64 first;
	} answer[];
};

static DEFINE_MUTEX(latest_lock);
static struct mms_answers *latest;

static void answers_free(struct kref *ref)
{
	struct mms_answers *a = container_of(ref, struct mms_answers, ref);

	while (a->n)
		a->ops->free(a->answer[--a->n].data);
	kvfree(a);
}

/**
 * mms_answers_put() - drop a reference
 * @a: the answers; NULL is allowed
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

static void answers_set_latest(struct mms_answers *a)
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
 * mms_answers_forget() - free the latest answers; the module goes
 */
void mms_answers_forget(void)
{
	answers_set_latest(NULL);
}

/**
 * mms_answers_items() - how many items they are shown in
 * @a: the answers
 *
 * Return: the number of items.
 */
u64 mms_answers_items(const struct mms_answers *a)
{
	return a->items;
}

/**
 * mms_answers_show() - format one item
 * @t: the text
 * @a: the answers
 * @item: which item, below mms_answers_items()
 * @report: for eyes; needs ops->show_report
 */
void mms_answers_show(struct mms_text *t, const struct mms_answers *a,
		      u64 item, bool report)
{
	/* The first one's first item is 0: there is always one. */
	unsigned int i = MMS_COUNT_UPTO(a->answer, a->n, first, item) - 1;

	item -= a->answer[i].first;
	if (report)
		a->ops->show_report(t, a->answer[i].data, item);
	else
		a->ops->show(t, a->answer[i].data, item);
}

static int parse_one(const struct mms_query_ops *ops, const char *line,
		     size_t len, struct mms_query *q)
{
	int err = mms_query_parse(line, len, q);

	if (err)
		return err;
	if (q->have & ~ops->keys)
		return -EINVAL;
	return ops->check ? ops->check(q) : 0;
}

/* The number of queries in a batch whose every line is well formed. */
static int count_queries(const struct mms_query_ops *ops, const char *text,
			 const char *end, struct mms_query *q)
{
	const char *line;
	size_t len;
	int err, n = 0;

	while ((line = mms_query_next_line(&text, end, &len))) {
		err = parse_one(ops, line, len, q);
		if (err)
			return err;
		if (++n > BATCH_MAX)
			return -E2BIG;
		cond_resched();
	}
	return n ? n : -EINVAL;
}

/* Looks for the symbols of all the queries at once: it takes long. NULL for none. */
static struct mms_names *find_names(const struct mms_query_ops *ops, const char *text,
				    const char *end, struct mms_query *q)
{
	const char *line, *at = text;
	struct mms_names *names;
	size_t len, chars = 0;
	u32 n = 0;
	int err;

	while ((line = mms_query_next_line(&at, end, &len))) {
		if (!parse_one(ops, line, len, q) && q->have & MMS_Q_SYM) {
			chars += strlen(q->sym);
			n++;
		}
		cond_resched();
	}
	if (!n)
		return NULL;
	names = mms_names_new(n, chars);
	if (!names)
		return ERR_PTR(-ENOMEM);
	while ((line = mms_query_next_line(&text, end, &len))) {
		if (!parse_one(ops, line, len, q) && q->have & MMS_Q_SYM)
			mms_names_add(names, q->sym);
		cond_resched();
	}
	err = mms_names_search(names);
	if (!err)
		return names;
	mms_names_free(names);
	return ERR_PTR(err);
}

static int run_one(struct mms_answers *a, const struct mms_names *names,
		   struct mms_query *q)
{
	const char *why;
	void *data;
	int err;

	if (q->have & MMS_Q_SYM) {
		err = mms_names_addr(names, q->sym, &q->addr, &why);
		if (err)
			return err;
		q->have |= MMS_Q_ADDR;
	}
	data = a->ops->run(q);
	if (IS_ERR(data))
		return PTR_ERR(data);
	a->answer[a->n].data = data;
	a->answer[a->n++].first = a->items;
	a->items += a->ops->items ? a->ops->items(data) : 1;
	return 0;
}

static struct mms_answers *run_batch(const struct mms_query_ops *ops,
				     const char *text, const char *end,
				     struct mms_query *q)
{
	struct mms_names *names;
	struct mms_answers *a;
	const char *line;
	size_t len;
	int n, err = 0;

	n = count_queries(ops, text, end, q);
	if (n < 0)
		return ERR_PTR(n);
	a = kvzalloc(struct_size(a, answer, n), GFP_KERNEL_ACCOUNT);
	if (!a)
		return ERR_PTR(-ENOMEM);
	kref_init(&a->ref);
	a->ops = ops;
	names = find_names(ops, text, end, q);
	if (IS_ERR(names)) {
		mms_answers_put(a);
		return ERR_CAST(names);
	}
	while (!err && (line = mms_query_next_line(&text, end, &len))) {
		err = parse_one(ops, line, len, q) ?: run_one(a, names, q);
		cond_resched();
		if (fatal_signal_pending(current))
			err = -EINTR;
	}
	mms_names_free(names);
	if (err) {
		mms_answers_put(a);
		return ERR_PTR(err);
	}
	return a;
}

/**
 * mms_query_write() - the write() of every query file
 * @file: the open file
 * @ubuf: `key=value …` lines
 * @len: bytes; more than 1 MiB is refused
 * @pos: set to 0, so that the next read starts at the first answer
 *
 * Context: process, may sleep.
 * Return: @len, or -EINVAL, -E2BIG, -ESRCH, -ENOENT, -EPERM, -ENOMEM, -EINTR;
 * then nothing has changed.
 */
ssize_t mms_query_write(struct file *file, const char __user *ubuf,
			size_t len, loff_t *pos)
{
	struct seq_file *s = file->private_data;
	struct mms_open *o = s->private;
	struct mms_answers *a, *old;
	struct mms_query *q;
	char *text;

	if (!o->view.file->query || !len)
		return -EINVAL;
	if (len > WRITE_MAX)
		return -E2BIG;
	text = vmemdup_user(ubuf, len);
	if (IS_ERR(text))
		return PTR_ERR(text);
	q = kmalloc(sizeof(*q), GFP_KERNEL);
	a = q ? run_batch(o->view.file->query, text, text + len, q) :
		ERR_PTR(-ENOMEM);
	kfree(q);
	kvfree(text);
	if (IS_ERR(a))
		return PTR_ERR(a);
	a->file = o->view.file;
	answers_set_latest(a);
	mutex_lock(&s->lock);
	old = o->answers;
	o->answers = a;
	mutex_unlock(&s->lock);
	mms_answers_put(old);
	*pos = 0;
	return len;
}
