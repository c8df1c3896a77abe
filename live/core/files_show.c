// SPDX-License-Identifier: GPL-2.0-only
/*
 * The contents of a module's files: one seq_file implementation for both file systems,
 * whose items are the header of records, answers, the file's own items, help. Texts
 * are formatted straight into seq_file's buffer. Takes no locks of its own; seq_file's
 * mutex serialises the readers of one open file.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/utsname.h>
#include <mmscope/core/live_files.h>
#include "open_file.h"

/* Static data of a shared object is each module's own (design.md 1). */
static const struct mms_module *module_files;

/**
 * mms_files_show_setup() - set the module whose files are shown
 * @m: the module
 *
 * Context: module init.
 */
void mms_files_show_setup(const struct mms_module *m)
{
	module_files = m;
}

/* Page-table levels in use now: x86 and riscv fold at run time. */
static unsigned int paging_levels(void)
{
	return 5 - mm_p4d_folded(current->mm) - mm_pud_folded(current->mm) -
	       mm_pmd_folded(current->mm);
}

/* The part of a file that an item belongs to. */
enum part {
	PART_END,
	PART_HEADER,
	PART_ASKED,
	PART_ANSWER,
	PART_STREAM,
	PART_HIDDEN,
	PART_VIEW,
	PART_HELP,
};

/* In records: the file's own format, or asked for by a query (as=records). */
static bool as_records(const struct mms_open *o)
{
	return !o->view.file->report || (o->answers && o->answers->records);
}

static bool asks_help(const struct mms_open *o)
{
	return !o->answers || o->answers->kind == MMS_HELP;
}

/* How many items of answers come instead of, or before, the file's own. */
static u64 answer_items(const struct mms_open *o)
{
	return !o->answers || o->hidden ? 1 : mms_answers_items(o->answers, !as_records(o));
}

static enum part answer_part(const struct mms_open *o)
{
	return asks_help(o) ? PART_HELP : o->hidden ? PART_HIDDEN : PART_ANSWER;
}

/**
 * mms_view_take() - have a file's snapshot taken, if there is none yet
 * @o: the open file
 *
 * Return: 0, or -errno of its open().
 */
int mms_view_take(struct mms_open *o)
{
	const struct mms_file *f = o->view.file;
	int err;

	if (o->taken || !f->open)
		return 0;
	err = f->open(&o->view);
	o->taken = !err;
	return err;
}

static u64 view_items(const struct mms_open *o)
{
	return o->view.unavailable ? 1 : o->view.count;
}

/* An item of the file's own, or the help after them. */
static enum part view_part(const struct mms_open *o, u64 item)
{
	if (item < view_items(o))
		return PART_VIEW;
	return item == view_items(o) && !(o->answers && o->answers->kind == MMS_HELP) ?
	       PART_HELP : PART_END;
}

/* What follows the answers that are held; @item counts from there. */
static int stream_part(struct mms_open *o, u64 item)
{
	int there = mms_streams(o) ? mms_stream_seek(o, item) : 0;

	return there < 0 ? there : there ? PART_STREAM : PART_END;
}

/* A report that takes queries: an enum part, *@item made relative to it, or -errno. */
static int report_part(struct mms_open *o, u64 *item)
{
	bool inside = o->answers && o->answers->inside && !o->hidden;
	u64 before = inside ? 1 : 0, at = 0, n = answer_items(o);
	int err;

	if (!inside && o->answers && *item < n)
		return answer_part(o);
	if (mms_streams(o)) {
		*item -= n;
		return stream_part(o, *item);
	}
	if (o->own && !inside)
		return PART_END;
	if (*item < before)
		return PART_ASKED;
	*item -= before;
	err = mms_view_take(o);
	if (err)
		return err;
	if (inside && !o->view.unavailable)
		at = o->view.answers_at;
	if (*item < at)
		return PART_VIEW;
	*item -= at;
	if (inside && *item < n)
		return PART_ANSWER;
	if (o->answers)
		*item -= n;
	*item += at;
	return view_part(o, *item);
}

/* The part an item belongs to: an enum part, *@item made relative to it, or -errno. */
static int part_of(struct mms_open *o, u64 *item)
{
	const struct mms_file *f = o->view.file;
	int there;

	if (f->query && !as_records(o))
		return report_part(o, item);
	if (as_records(o) && !*item)
		return PART_HEADER;
	*item -= as_records(o);
	if (f->query && *item < answer_items(o))
		return answer_part(o);
	if (f->query) {
		*item -= answer_items(o);
		return stream_part(o, *item);
	}
	if (!f->seek || o->view.unavailable)
		return *item < view_items(o) ? PART_VIEW : PART_END;
	there = f->seek(&o->view, *item);
	return there < 0 ? there : there ? PART_VIEW : PART_END;
}

static void show_header(struct mms_text *t, const struct mms_open *o)
{
	const struct mms_file *f = o->view.file;

	mms_put(t, "# %s v1", module_files->name);
	mms_rec_str(t, "kernel", init_utsname()->release);
	mms_rec_str(t, "arch", init_utsname()->machine);
	mms_rec_dec(t, "page_size", PAGE_SIZE);
	mms_rec_dec(t, "levels", paging_levels());
	if (module_files->header)
		module_files->header(t);
	mms_rec_str(t, "file", f->name ? f->name : "query");
	if (f->query) {
		mms_rec_dec(t, "items", asks_help(o) ? 0 : answer_items(o));
		if (!asks_help(o) && !o->hidden) {
			mms_rec_dec(t, "queries", o->answers->n);
			mms_rec_str(t, "asked", o->answers->asked);
			if (mms_streams(o))
				mms_rec_bool(t, "streamed", true);
		}
	} else if (f->header && !o->view.unavailable) {
		f->header(&o->view, t);
	}
	mms_rec_end(t);
}

static const char hidden[] =
	"the latest query is about a process: to read its answer takes CAP_SYS_PTRACE";

static void show_reason(struct mms_text *t, const char *type, const char *reason, bool records)
{
	if (records) {
		mms_rec(t, type);
		mms_rec_str(t, "reason", reason);
		mms_rec_end(t);
	} else {
		mms_put(t, "%s: %s\n", type, reason);
	}
}

static void show_help(struct mms_text *t, const struct mms_file *f, bool records)
{
	char path[64];

	if (records) {
		mms_query_help_rec(t, f->query->keys | MMS_Q_AS);
		return;
	}
	snprintf(path, sizeof(path), "/proc/%s", module_files->name);
	mms_query_help_put(t, f->query->keys | MMS_Q_AS, path);
}

/* Reports: an empty line between what concerns queries and the rest. */
static void put_gap(struct mms_text *t, const struct mms_open *o)
{
	if (!as_records(o) && !o->own)
		mms_put(t, "\n");
}

static void show_part(struct mms_text *t, struct mms_open *o, enum part part, u64 item)
{
	const struct mms_file *f = o->view.file;
	bool records = as_records(o);

	switch (part) {
	case PART_HEADER:
		show_header(t, o);
		break;
	case PART_ASKED:
		mms_put(t, "Asked \"%s\": the answer is drawn in its place below.\n\n",
			o->answers->asked);
		break;
	case PART_ANSWER:
		mms_answers_show(t, o->answers, item, !records);
		if (o->answers->kind == MMS_REFUSED)
			put_gap(t, o);
		break;
	case PART_STREAM:
		mms_stream_show(t, o, item, !records);
		break;
	case PART_HIDDEN:
		show_reason(t, "hidden", hidden, records);
		put_gap(t, o);
		break;
	case PART_HELP:
		/* Before the report if help was asked for, else after it. */
		if (!o->answers || o->answers->kind != MMS_HELP)
			put_gap(t, o);
		show_help(t, f, records);
		if (o->answers && o->answers->kind == MMS_HELP)
			put_gap(t, o);
		break;
	default:
		if (o->view.unavailable)
			show_reason(t, "unavailable", o->view.unavailable, records);
		else
			f->show(&o->view, t, item);
	}
}

/* Finds the item at a position, for files_show(); NULL past the end, or an ERR_PTR. */
static void *look_at(struct mms_open *o, u64 pos)
{
	int part;

	o->item = pos;
	part = part_of(o, &o->item);
	o->part = part;
	return part < 0 ? ERR_PTR(part) : part ? o : NULL;
}

static void *files_start(struct seq_file *s, loff_t *pos)
{
	struct mms_open *o = s->private;

	o->hidden = o->answers && !mms_answers_visible(o->answers, s->file);
	return look_at(o, *pos);
}

static void *files_next(struct seq_file *s, void *v, loff_t *pos)
{
	++*pos;
	cond_resched();
	return look_at(s->private, *pos);
}

static void files_stop(struct seq_file *s, void *v)
{
}

static int files_show(struct seq_file *s, void *v)
{
	struct mms_open *o = v;
	struct mms_text t;
	size_t room;
	char *buf;

	room = seq_get_buf(s, &buf);
	mms_text_init(&t, buf, room);
	show_part(&t, o, o->part, o->item);
	seq_commit(s, t.full ? -1 : (int)t.len);
	return 0;
}

const struct seq_operations mms_files_seq = {
	.start = files_start,
	.next = files_next,
	.stop = files_stop,
	.show = files_show,
};
