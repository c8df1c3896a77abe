// SPDX-License-Identifier: GPL-2.0-only
/*
 * tables= queries: the page tables of one process and what they hold of each of its
 * mappings, or those of the kernel. Locks are those of live/pt/.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "tables.h"

/**
 * pw_tables_free() - free an answer about tables
 * @p: the answer; NULL is allowed
 */
void pw_tables_free(struct pw_tables *p)
{
	if (p)
		mms_answer_free(p->share);
	mms_answer_free(p);
}

/* Counts in memory that is freed again; the result is by value. */
static int count(struct pw_tables *p, struct mm_struct *mm)
{
	struct mms_tables *t = kvzalloc(sizeof(*t), GFP_KERNEL_ACCOUNT);
	int err;

	if (!t)
		return -ENOMEM;
	t->share = p->share;
	t->shares = p->shares;
	err = mm ? mms_user_tables(mm, t) : mms_kernel_tables(t);
	p->sum = t->sum;
	kvfree(t);
	return err;
}

static int count_process(struct pw_tables *p, struct mm_struct *mm)
{
	u32 room = mms_user_mappings_room(mm);
	struct mms_tables_share *share = mms_answer_alloc(array_size(room, sizeof(*share)));
	int err;

	if (IS_ERR(share))
		return PTR_ERR(share);
	p->share = share;
	err = mms_user_mappings(mm, share, room, &p->shares);
	if (!err)
		err = count(p, mm);
	p->counted = mms_user_tables_counted(mm);
	return err;
}

static int take_process(struct pw_tables *p)
{
	struct mms_process process;
	int err = mms_process_find(p->pid, &process);

	if (err)
		return err;
	p->state = process.state;
	memcpy(p->comm, process.comm, sizeof(p->comm));
	if (!process.mm)
		return 0;
	err = count_process(p, process.mm);
	mms_mm_put(process.mm);
	return err;
}

static int take_kernel(struct pw_tables *p)
{
	int err = count(p, NULL);

	/* Where they can't be walked the answer says so. */
	return err == -EOPNOTSUPP ? 0 : err;
}

/**
 * pw_tables_run() - answer a tables= query
 * @a: the answer; its query names the process, or none for the kernel
 *
 * Context: process, may sleep.
 * Return: 0, -ESRCH, -EPERM, -ENOMEM, -E2BIG, -EINTR, -EOPNOTSUPP.
 */
int pw_tables_run(struct pw_answer *a)
{
	struct pw_tables *p = mms_answer_alloc(sizeof(*p));
	int err;

	if (IS_ERR(p))
		return PTR_ERR(p);
	p->pid = a->q.have & MMS_Q_PID ? a->q.pid : 0;
	a->pid = p->pid;
	err = p->pid ? take_process(p) : take_kernel(p);
	if (err)
		pw_tables_free(p);
	else
		a->tables = p;
	return err;
}
