// SPDX-License-Identifier: GPL-2.0-only
/*
 * Queries: chooses the tables for an address, walks them, and makes the answer, which
 * is kept until it is read. Locks are those of live/pt/.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/string.h>
#include "aliases.h"
#include "dump.h"
#include "pw.h"

#define MEMORY (MMS_Q_PHYS | MMS_Q_PFN)

/* Exactly one of an address, a symbol, a range or memory; a pid with all but that. */
static const char *pw_query_check(const struct mms_query *q)
{
	if (q->have & MMS_Q_TABLES && q->have & ~(MMS_Q_TABLES | MMS_Q_PID))
		return "tables= goes alone";
	if (pw_dump_check(q))
		return pw_dump_check(q);
	if (q->have & MMS_Q_DUMP)
		return NULL;
	if (q->have & MEMORY && q->have & MMS_Q_PID)
		return "memory is of no process: leave out pid=";
	if (q->have & MMS_Q_PFN && q->pfn > ~0ULL >> PAGE_SHIFT)
		return "no page frame has such a number";
	if (q->have & MMS_Q_ONLY && !(q->have & (MMS_Q_ADDR | MMS_Q_SYM)))
		return "only=walk goes with an address";
	return q->have & ~MMS_Q_PID ? NULL : "says whose tables: add addr=, sym= or range=";
}

static struct pw_answer *new_answer(const struct mms_query *q)
{
	size_t used = mms_query_size(q);
	struct pw_answer *a = mms_answer_alloc(offsetof(struct pw_answer, q) + used);

	if (!IS_ERR(a))
		memcpy(&a->q, q, used);
	return a;
}

static void pw_free(void *answer)
{
	struct pw_answer *a = answer;

	pw_tables_free(a->tables);
	mms_answer_free(a->runs);
	mms_answer_free(a->aliases);
	if (a->mm)
		mmdrop(a->mm);
	mms_answer_free(a);
}

static int walk(struct pw_answer *a, struct mm_struct *mm)
{
	u64 va = a->q.addr;
	int err;

	if (a->q.have & MMS_Q_RANGE)
		return pw_range_run(a, mm);
	if (mm)
		err = mms_user_walk_addr(mm, va, &a->walk);
	else
		err = mms_kernel_walk_addr(va, &a->walk);
	if (err || a->q.have & MMS_Q_ONLY)
		return err;
	return mms_owner_find(&a->walk, &a->owner);
}

/*
 * The tables of the process asked for; without one, the kernel's for kernel
 * addresses and the asking process' own for user addresses.
 */
static int walk_whose(struct pw_answer *a)
{
	u64 va = a->q.have & MMS_Q_RANGE ? a->q.start : a->q.addr;
	bool own = mms_va_user(mms_geometry(), va);
	enum mms_mm_state state;
	struct mm_struct *mm;
	int err;

	if (!(a->q.have & MMS_Q_PID) && !own)
		return walk(a, NULL);
	a->pid = a->q.have & MMS_Q_PID ? a->q.pid : task_tgid_vnr(current);
	err = mms_mm_get(a->q.have & MMS_Q_PID ? a->pid : 0, &mm, &state);
	if (err)
		return err;
	if (state == MMS_MM_OK) {
		err = walk(a, mm);
		mms_mm_put(mm);
	} else {
		a->no_walk = state == MMS_MM_KTHREAD ? PW_KTHREAD : PW_GONE;
	}
	return err;
}

static void *pw_query_run(const struct mms_query *q)
{
	struct pw_answer *a = new_answer(q);
	int err;

	if (IS_ERR(a))
		return a;
	if (q->have & MMS_Q_DUMP) {
		err = pw_dump_ask(a);
	} else if (q->have & MEMORY) {
		struct pw_aliases *x = pw_aliases_find(q);

		err = PTR_ERR_OR_ZERO(x);
		a->aliases = err ? NULL : x;
	} else if (q->have & MMS_Q_TABLES) {
		err = pw_tables_run(a);
	} else {
		err = walk_whose(a);
	}
	if (err == -EAGAIN) {
		a->no_walk = PW_UNSTABLE;
	} else if (err == -EOPNOTSUPP) {
		a->no_walk = PW_UNAVAILABLE;
	} else if (err) {
		pw_free(a);
		return ERR_PTR(err);
	}
	return a;
}

static bool pw_streams(const void *answer)
{
	const struct pw_answer *a = answer;

	return a->q.have & MMS_Q_DUMP && !a->no_walk;
}

/* A range has one item per run, and one for its end; likewise memory. Tables: a mapping each. */
static u64 pw_items(const void *answer)
{
	const struct pw_answer *a = answer;

	if (a->aliases)
		return pw_aliases_items(a->aliases);
	if (pw_streams(a))
		return 0;
	if (a->tables)
		return pw_tables_items(a->tables);
	return a->runs ? a->nr_runs + 1ULL : 1;
}

/* A dump has a heading there, and of mappings' tables there are as many as are read. */
static u64 pw_report_items(const void *answer)
{
	const struct pw_answer *a = answer;

	if (a->tables)
		return pw_tables_report_items(a->tables);
	return pw_streams(answer) ? 1 : pw_items(answer);
}

/* A user address without a pid is one of the asking process. */
static bool pw_of_process(const void *answer)
{
	const struct pw_answer *a = answer;

	return a->pid;
}

const struct mms_query_ops pw_query = {
	.keys = MMS_Q_ADDR | MMS_Q_SYM | MMS_Q_PID | MMS_Q_RANGE | MMS_Q_ONLY | MEMORY |
		MMS_Q_DUMP | MMS_Q_PERMS | MMS_Q_TYPE | MMS_Q_MIN_SIZE | MMS_Q_REGION |
		MMS_Q_TABLES,
	.check = pw_query_check,
	.run = pw_query_run,
	.of_process = pw_of_process,
	.items = pw_items,
	.report_items = pw_report_items,
	.show = pw_rec_answer,
	.show_report = pw_report_answer,
	.free = pw_free,
	.streams = pw_streams,
	.stream = &pw_dump_stream,
};
