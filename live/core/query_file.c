// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files that take queries. A write is one batch: every line is parsed before
 * the first is run, and there are answers only when every line was answered.
 * A refused batch keeps the line at fault and the reason in place of answers, for the
 * next reader of the file (live/core/answers.c).
 *
 * Locks: seq_file's mutex while the answers of an open file are swapped.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <mmscope/core/live_symbols.h>
#include "open_file.h"

/**
 * struct batch - a write being processed
 * @ops: answers the queries
 * @text: first byte of the text written
 * @end: the first byte past it
 * @line: the current line; NULL for none
 * @len: its length
 * @q: the query in it
 * @fault: what is wrong with it
 * @nr_names: symbols in all queries
 * @name_chars: the sum of their lengths
 * @names: the symbols looked up
 * @answers: the outcome; allocated up front as a refusal, so that an error can be
 *	reported even when memory runs out
 */
struct batch {
	const struct mms_query_ops *ops;
	const char *text;
	const char *end;
	const char *line;
	size_t len;
	struct mms_query q;
	struct mms_query_fault fault;
	u32 nr_names;
	size_t name_chars;
	struct mms_names *names;
	struct mms_answers *answers;
};

static void give_reason(struct batch *b, int err)
{
	u32 key;

	b->fault.reason = mms_query_error_reason(err, &key);
	b->fault.column = b->line ? mms_query_column(b->line, b->len, key) : 0;
}

/*
 * Fills in the refusal; returns the error, which is that of the syntax (lib/core/query.c),
 * of a symbol (names.c) or of whoever looks for the process.
 */
static int refuse(struct batch *b, int err)
{
	struct mms_query_refusal *r = &b->answers->refusal;
	const char *at;

	if (!b->fault.reason)
		give_reason(b, err);
	r->fault = b->fault;
	r->err = err;
	r->keys = b->ops->keys | MMS_Q_AS;
	if (!b->line)
		return err;
	r->line = 1;
	for (at = b->text; (at = memchr(at, '\n', b->line - at)); at++)
		r->line++;
	b->answers->records |= mms_query_column(b->line, b->len, MMS_Q_AS);
	mms_query_quote(b->answers->asked, b->line, b->len);
	return err;
}

static int parse_line(struct batch *b)
{
	const struct mms_query_ops *ops = b->ops;
	int err = mms_query_parse(b->line, b->len, ops->keys | MMS_Q_AS, &b->q, &b->fault);

	if (err)
		return err;
	b->answers->records |= b->q.have & MMS_Q_AS;
	b->q.have &= ~MMS_Q_AS;
	b->fault.reason = ops->check ? ops->check(&b->q) : NULL;
	b->fault.column = mms_query_column(b->line, b->len, MMS_Q_PID) ?: 1;
	return b->fault.reason ? -EINVAL : 0;
}

/* Makes the next line the current one of @b; false at the end. */
static bool next_line(struct batch *b, const char **at)
{
	b->line = mms_query_next_line(at, b->end, &b->len);
	cond_resched();
	return b->line;
}

/* Counts the queries of a batch; -errno unless every line is well formed. */
static int count_queries(struct batch *b)
{
	const char *at = b->text, *cut = mms_query_cut(b->text, b->end);
	int err, n = 0;

	if (cut) {
		b->line = cut;
		b->len = b->end - cut;
		b->fault.column = b->len + 1;
		b->fault.reason = "no newline at its end: the write was cut, by the shell?";
		return -EINVAL;
	}
	while (next_line(b, &at)) {
		err = parse_line(b);
		if (err)
			return err;
		if (fatal_signal_pending(current))
			return -EINTR;
		n++;
		b->nr_names += !!(b->q.have & MMS_Q_SYM);
		b->name_chars += strlen(b->q.sym);
	}
	if (!n)
		b->fault.reason = "no query in it";
	return n ? n : -EINVAL;
}

/* Looks up the symbols of all queries in one go: reading /proc/kallsyms takes long. */
static int find_names(struct batch *b)
{
	const char *at = b->text;

	if (!b->nr_names)
		return 0;
	b->names = mms_names_new(b->nr_names, b->name_chars);
	if (!b->names)
		return -ENOMEM;
	while (next_line(b, &at))
		if (!parse_line(b) && b->q.have & MMS_Q_SYM)
			mms_names_add(b->names, b->q.sym);
	return mms_names_search(b->names);
}

static int run_line(struct batch *b, struct mms_answers *a)
{
	struct mms_query *q = &b->q;
	int err = parse_line(b);

	if (err)
		return err;
	if (a->streams) {
		b->fault.column = 1;
		b->fault.reason = "a dump is the last of what is asked: ask this by itself";
		return -EINVAL;
	}
	if (q->have & MMS_Q_SYM) {
		err = mms_names_addr(b->names, q->sym, &q->addr, &b->fault.reason);
		b->fault.column = mms_query_column(b->line, b->len, MMS_Q_SYM);
		if (err)
			return err;
		b->fault.reason = NULL;
		q->have |= MMS_Q_ADDR;
	}
	if (!a->n)
		mms_query_quote(a->asked, b->line, b->len);
	return mms_answers_add(a, q, b->ops->run(q));
}

/* Answers every line; the answers replace the refusal in @b. */
static int run_batch(struct batch *b)
{
	const struct mms_file *f = b->answers->file;
	struct mms_answers *a;
	const char *at = b->text;
	int err, n = count_queries(b);

	if (n < 0)
		return n;
	a = mms_answers_new(f, MMS_ANSWERED, n);
	err = PTR_ERR_OR_ZERO(a);
	if (err)
		return err;
	a->records = b->answers->records;
	err = find_names(b);
	while (!err && next_line(b, &at)) {
		err = run_line(b, a);
		if (fatal_signal_pending(current))
			err = -EINTR;
	}
	mms_names_free(b->names);
	if (err) {
		mms_answers_put(a);
		return err;
	}
	mms_answers_put(b->answers);
	b->answers = a;
	return 0;
}

/*
 * Makes @a what is read from now on, from the start. Also done by a failed write, whose
 * *@pos the VFS ignores: the old answers go. Another task may be reading the same open
 * file for long: if killed while waiting for it nothing changes.
 */
static int replace_answers(struct file *file, loff_t *pos, struct mms_answers *a)
{
	struct seq_file *s = file->private_data;
	struct mms_open *o = s->private;
	struct mms_answers *old;

	if (mutex_lock_killable(&s->lock)) {
		mms_answers_put(a);
		return -EINTR;
	}
	mms_stream_end(o);
	old = o->answers;
	o->answers = a;
	o->own = a;
	mms_answers_set_latest(a);
	mutex_unlock(&s->lock);
	mms_answers_put(old);
	*pos = 0;
	file->f_pos = 0;
	return 0;
}

/* Answers a whole write that was copied to kernel memory. */
static int answer_text(struct batch *b, const struct mms_file *f, const char *text, size_t len)
{
	b->ops = f->query;
	b->text = text;
	b->end = text + len;
	if (mms_query_is_help(b->text, b->end)) {
		b->answers->kind = MMS_HELP;
		return 0;
	}
	return run_batch(b);
}

static int answer_user(struct batch *b, const struct mms_file *f, const char __user *ubuf,
		       size_t len)
{
	char *text = mms_answer_alloc(len);
	int err = PTR_ERR_OR_ZERO(text);

	b->ops = f->query;
	if (err)
		return refuse(b, err);
	err = -EFAULT;
	if (!copy_from_user(text, ubuf, len))
		err = answer_text(b, f, text, len);
	if (err && err != -EFAULT && err != -EINTR)
		err = refuse(b, err);
	mms_answer_free(text);
	return err;
}

/**
 * mms_query_write() - the write() of every query file
 * @file: the open file
 * @ubuf: `key=value …` lines
 * @len: bytes
 * @pos: set to 0, so that the next read starts at the first answer
 *
 * Context: process, may sleep.
 * Return: @len, or -EINVAL, -E2BIG, -ESRCH, -ENOENT, -EPERM, -ENOMEM, -EINTR;
 * then nothing was answered, and the file shows why. -EFAULT, -EINTR and an empty
 * write change nothing.
 */
ssize_t mms_query_write(struct file *file, const char __user *ubuf,
			size_t len, loff_t *pos)
{
	const struct seq_file *s = file->private_data;
	const struct mms_file *f = ((struct mms_open *)s->private)->view.file;
	struct batch *b;
	int err = -ENOMEM, late;

	if (!f->query || !len)
		return -EINVAL;
	b = kzalloc(sizeof(*b), GFP_KERNEL);
	if (!b)
		goto out;
	b->answers = mms_answers_new(f, MMS_REFUSED, 0);
	if (IS_ERR(b->answers)) {
		err = PTR_ERR(b->answers);
		goto out;
	}
	err = answer_user(b, f, ubuf, len);
	if (err == -EFAULT || err == -EINTR) {
		mms_answers_put(b->answers);
	} else {
		late = replace_answers(file, pos, b->answers);
		err = late ?: err;
	}
	kfree(b);
	return err ? err : len;
out:
	kfree(b);
	/* No memory to report the error in the file. */
	return replace_answers(file, pos, NULL) ?: err;
}
