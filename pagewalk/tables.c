// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tables file: the page tables of the kernel and of every process. Processes are
 * walked one after another as the file is read, nothing but the current one's counts
 * is held, so that it takes as little for 100,000 of them. Locks are those of
 * live/pt/tables.c.
 */
#include <linux/capability.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "tables.h"

/**
 * struct totals - what all processes add up to
 * @processes: processes counted
 * @exiting: those that had let go of their memory
 * @sharing: those whose address space is another's, left out
 * @kernel_threads: kernel threads, left out
 * @counted: bytes that the kernel itself counts
 * @sum: their tables
 */
struct totals {
	u64 processes;
	u64 exiting;
	u64 sharing;
	u64 kernel_threads;
	u64 counted;
	struct mms_tables_sum sum;
};

/**
 * struct tables_view - one reader of the tables file
 * @t: memory to walk in
 * @opener: who opened the file may look into processes
 * @hidden: who reads it, or opened it, may not
 * @have_kernel: @kernel is there
 * @kernel: the kernel's tables, item 0
 * @at: the item that @now is, 0 for none
 * @ended: it is the totals
 * @now: a process' tables
 * @all: the totals so far
 */
struct tables_view {
	struct mms_tables t;
	bool opener;
	bool hidden;
	bool have_kernel;
	struct pw_tables kernel;
	u64 at;
	bool ended;
	struct pw_tables now;
	struct totals all;
};

/**
 * pw_tables_open() - the open() of the tables file
 * @v: the view
 *
 * Return: 0 or -ENOMEM.
 */
int pw_tables_open(struct mms_view *v)
{
	struct tables_view *k;

	v->unavailable = mms_user_pt_unavailable();
	if (v->unavailable)
		return 0;
	k = kvzalloc(sizeof(*k), GFP_KERNEL_ACCOUNT);
	if (!k)
		return -ENOMEM;
	k->opener = capable(CAP_SYS_PTRACE);
	v->data = k;
	return 0;
}

static int take_kernel(struct tables_view *k)
{
	int err = k->have_kernel ? 0 : mms_kernel_tables(&k->t);

	/* Where they can't be walked the record says so. */
	if (err && err != -EOPNOTSUPP)
		return err;
	if (!k->have_kernel)
		k->kernel.sum = k->t.sum;
	k->have_kernel = true;
	return 0;
}

static int count(struct tables_view *k, const struct mms_process *process)
{
	struct pw_tables *p = &k->now;
	struct totals *all = &k->all;
	int err;

	memset(p, 0, sizeof(*p));
	p->pid = process->pid;
	p->state = process->state;
	memcpy(p->comm, process->comm, sizeof(p->comm));
	if (!process->mm) {
		all->exiting++;
		return 0;
	}
	err = mms_user_tables(process->mm, &k->t);
	if (err)
		return err;
	p->sum = k->t.sum;
	p->counted = mms_user_tables_counted(process->mm);
	all->processes++;
	all->counted += p->counted;
	mms_tables_add(&all->sum, &p->sum);
	return 0;
}

/* Is the process left out: a kernel thread, or another with the same tables? */
static bool left_out(struct totals *all, const struct mms_process *p)
{
	all->kernel_threads += p->state == MMS_MM_KTHREAD;
	all->sharing += p->sharing;
	return p->state == MMS_MM_KTHREAD || p->sharing;
}

/* Makes the next process the current one, or the totals. */
static int next(struct tables_view *k)
{
	s32 after = k->at ? k->now.pid : 0;
	struct mms_process p;
	int ret;

	do {
		ret = mms_process_next(after, &p);
		if (ret < 0)
			return ret;
		k->ended = !ret;
		if (k->ended)
			return 0;
		after = p.pid;
		ret = left_out(&k->all, &p) ? 1 : count(k, &p);
		if (p.mm)
			mms_mm_put(p.mm);
	} while (ret > 0);
	return ret;
}

static void restart(struct tables_view *k)
{
	k->at = 0;
	k->ended = false;
	memset(&k->now, 0, sizeof(k->now));
	memset(&k->all, 0, sizeof(k->all));
}

/**
 * pw_tables_seek() - make one item available
 * @v: the view
 * @index: 0 for the kernel, then the processes, then the totals
 *
 * Who reads the file, as who opened it, needs CAP_SYS_PTRACE to see more than the kernel.
 *
 * Return: 1, 0 past the last, -EINTR when killed.
 */
int pw_tables_seek(struct mms_view *v, u64 index)
{
	struct tables_view *k = v->data;
	int err;

	if (!index) {
		err = take_kernel(k);
		return err ? err : 1;
	}
	k->hidden = !k->opener || !capable(CAP_SYS_PTRACE);
	if (k->hidden)
		return index == 1;
	if (index < k->at)
		restart(k);
	while (k->at < index) {
		if (k->ended)
			return 0;
		err = next(k);
		if (err) {
			restart(k);
			return err;
		}
		k->at++;
	}
	return 1;
}

/**
 * pw_tables_header() - the file's own keys in its first line
 * @v: the view
 * @t: the text
 */
void pw_tables_header(const struct mms_view *v, struct mms_text *t)
{
	mms_rec_bool(t, "atomic", false);
}

static void show_totals(struct mms_text *t, const struct totals *all)
{
	mms_rec(t, "total");
	mms_rec_dec(t, "processes", all->processes);
	mms_rec_dec(t, "exiting", all->exiting);
	mms_rec_dec(t, "sharing", all->sharing);
	mms_rec_dec(t, "kernel_threads", all->kernel_threads);
	mms_rec_dec(t, "counted_bytes", all->counted);
	pw_rec_tables_sum(t, &all->sum);
	mms_rec_dec(t, "nr_page_table_pages", mms_tables_counted());
	mms_rec_end(t);
}

/**
 * pw_tables_show() - format one item
 * @v: the view
 * @t: the text
 * @index: which, made available by pw_tables_seek()
 */
void pw_tables_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	const struct tables_view *k = v->data;

	if (!index) {
		pw_rec_tables(t, &k->kernel);
	} else if (k->hidden) {
		mms_rec(t, "hidden");
		mms_rec_str(t, "reason", "processes take CAP_SYS_PTRACE");
		mms_rec_end(t);
	} else if (k->ended) {
		show_totals(t, &k->all);
	} else {
		pw_rec_tables(t, &k->now);
	}
}

/**
 * pw_tables_release() - free the view
 * @v: the view
 */
void pw_tables_release(struct mms_view *v)
{
	kvfree(v->data);
}
