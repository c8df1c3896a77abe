// SPDX-License-Identifier: GPL-2.0-only
/*
 * The page tables of the kernel and of processes, counted, and the processes there are.
 *
 * Processes are found by number, one step of the pid namespace's tree at a time, each
 * under RCU of its own: however many there are, nothing is held from one to the next,
 * and those that come and go meanwhile are seen or not. The locks of the walks are those
 * of live/pt/read.c and live/pt/user.c. A process that ends while its tables are counted
 * keeps them until then: its address space is pinned.
 */
#include <linux/capability.h>
#include <linux/idr.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/vmstat.h>
#include <mmscope/buddy/live.h>
#include <mmscope/pt/live_tables.h>
#include "../compat/compat.h"
#include "read.h"

/* Processes passed over, and mappings copied, without a pause. */
#define STEPS 128

/* Spare entries for mappings made while they are being copied. */
#define SLACK 8

/* The kernel's default limit (max_map_count) is 65530; mappings past this are left out. */
#define MAPPINGS_MAX 131072

static_assert(MMS_COMM_LEN == TASK_COMM_LEN);

/* The first thread of the process at or after *@nr, pinned; *@nr moves to its number. */
static struct task_struct *process_from(struct pid_namespace *ns, int *nr)
{
	struct task_struct *task = NULL;
	struct pid *pid;

	rcu_read_lock();
	pid = idr_get_next(&ns->idr, nr);
	if (pid)
		task = pid_task(pid, PIDTYPE_TGID);
	if (task)
		get_task_struct(task);
	rcu_read_unlock();
	if (!pid)
		*nr = 0;
	return task;
}

/* Does the address space belong to another process that can be found as well? */
static bool is_anothers(struct task_struct *task, struct mm_struct *mm)
{
	bool others = false;
#ifdef CONFIG_MEMCG
	struct task_struct *owner;

	rcu_read_lock();
	owner = rcu_dereference(mm->owner);
	others = owner && task_tgid(owner) != task_tgid(task) &&
		 task_tgid_nr_ns(owner, task_active_pid_ns(current)) > 0;
	rcu_read_unlock();
#endif
	return others;
}

/* Fills in @p; drops the task. */
static void describe(struct task_struct *task, s32 pid, struct mms_process *p)
{
	p->pid = pid;
	get_task_comm(p->comm, task);
	p->state = mms_mm_of(task, &p->mm);
	p->sharing = p->mm && is_anothers(task, p->mm);
	put_task_struct(task);
}

/**
 * mms_process_next() - the next process, in the order of their numbers
 * @after: the number of the one before it, 0 for the first
 * @p: filled in
 *
 * Context: process, may sleep. What is found depends on its pid namespace.
 * Return: 1, 0 when there are no more, -EINTR when killed, -EPERM without
 * CAP_SYS_PTRACE.
 */
int mms_process_next(s32 after, struct mms_process *p)
{
	struct pid_namespace *ns = task_active_pid_ns(current);
	struct task_struct *task = NULL;
	int nr = after;
	u32 steps = 0;

	if (!capable(CAP_SYS_PTRACE))
		return -EPERM;
	cond_resched();
	while (!task) {
		if (fatal_signal_pending(current))
			return -EINTR;
		if (nr == INT_MAX)
			return 0;
		nr++;
		task = process_from(ns, &nr);
		if (!nr)
			return 0;
		if (++steps % STEPS == 0)
			cond_resched();
	}
	describe(task, nr, p);
	return 1;
}

/**
 * mms_process_find() - the process with a number
 * @pid: the number, or that of any of its threads, as the caller's pid namespace has it
 * @p: filled in
 *
 * Context: process.
 * Return: 0, -ESRCH for no such process, -EPERM without CAP_SYS_PTRACE.
 */
int mms_process_find(s32 pid, struct mms_process *p)
{
	struct task_struct *task;
	struct pid *ref;

	if (!capable(CAP_SYS_PTRACE))
		return -EPERM;
	ref = find_get_pid(pid);
	task = get_pid_task(ref, PIDTYPE_PID);
	put_pid(ref);
	if (!task)
		return -ESRCH;
	describe(task, pid, p);
	return 0;
}

static void begin(struct mms_tables *t, bool once)
{
	t->once = once;
	memset(t->zero, 0, sizeof(t->zero));
	mms_tables_begin(t);
}

/**
 * mms_kernel_tables() - count the tables of the kernel's half
 * @t: memory to do it in; its @sum holds the result
 *
 * Context: process, may sleep.
 * Return: 0, -EINTR when killed, -EOPNOTSUPP where mms_kernel_pt_unavailable().
 */
int mms_kernel_tables(struct mms_tables *t)
{
	int ret = mms_kernel_range_init(&t->w, mms_kernel_first(), mms_kernel_last());

	if (ret)
		return ret;
	t->share = NULL;
	t->shares = 0;
	begin(t, true);
	do {
		ret = mms_kernel_range_chunk(&t->w);
	} while (ret > 0);
	mms_tables_end(t);
	return ret;
}

/* Where the pages of zeroes are, which all processes share. */
static void note_zero(struct mms_tables *t)
{
	unsigned int last = mms_geometry()->nr_levels - 1;
	u64 huge = mms_page_huge_zero();

	t->zero[last] = (u64)page_to_pfn(ZERO_PAGE(0)) << PAGE_SHIFT;
	if (mms_pt_span(mms_geometry(), last - 1) == PMD_SIZE && huge != ~0ULL)
		t->zero[last - 1] = huge << PAGE_SHIFT;
}

/**
 * mms_user_tables() - count the tables of a process' half
 * @mm: its address space, pinned
 * @t: memory to do it in, with @share set; its @sum holds the result
 *
 * Context: process, may sleep.
 * Return: 0, -EINTR when killed, -EOPNOTSUPP where mms_user_pt_unavailable().
 */
int mms_user_tables(struct mm_struct *mm, struct mms_tables *t)
{
	int ret;

	mms_user_range_init(mm, &t->w, 0, mms_geometry()->user_end - 1);
	begin(t, false);
	note_zero(t);
	do {
		ret = mms_user_range_chunk(mm, &t->w);
	} while (ret > 0);
	mms_tables_end(t);
	return ret;
}

/**
 * mms_user_mappings_room() - how many mappings to make room for
 * @mm: the address space, pinned
 *
 * Return: the number.
 */
u32 mms_user_mappings_room(struct mm_struct *mm)
{
	return min_t(u32, READ_ONCE(mm->map_count) + SLACK, MAPPINGS_MAX);
}

/* Copies mappings from *@next on; 1 when there are more, 0 at the end. */
static int copy_mappings(struct mm_struct *mm, struct mms_tables_share *share, u32 room,
			 u32 *n, unsigned long *next)
{
	struct vm_area_struct *vma = NULL;
	unsigned int i;

	if (mmap_read_lock_killable(mm))
		return -EINTR;
	for (i = 0; i < STEPS && *n < room; i++) {
		vma = *next < mm->task_size ? find_vma(mm, *next) : NULL;
		if (!vma)
			break;
		share[*n].start = vma->vm_start;
		share[(*n)++].end = vma->vm_end;
		*next = vma->vm_end;
	}
	mmap_read_unlock(mm);
	cond_resched();
	if (fatal_signal_pending(current))
		return -EINTR;
	return vma && *n < room;
}

/**
 * mms_user_mappings() - copy where a process' mappings (VMAs) are
 * @mm: the address space, pinned
 * @share: where to, zeroed
 * @room: how many fit
 * @n: set to how many there are
 *
 * Context: process, sleeps on the process' mmap_lock, a bounded number of mappings at a
 * time.
 * Return: 0, -EINTR when killed.
 */
int mms_user_mappings(struct mm_struct *mm, struct mms_tables_share *share, u32 room, u32 *n)
{
	unsigned long next = 0;
	int ret;

	*n = 0;
	do {
		ret = copy_mappings(mm, share, room, n, &next);
	} while (ret > 0);
	return ret;
}

/**
 * mms_user_tables_counted() - what the kernel itself counts for a process
 * @mm: the address space, pinned
 *
 * Return: bytes: VmPTE of /proc/PID/status. Tables of the levels PTE, PMD and PUD,
 * those of the kernel's half that it has for itself among them.
 */
u64 mms_user_tables_counted(struct mm_struct *mm)
{
	return mm_pgtables_bytes(mm);
}

/**
 * mms_tables_counted() - what the kernel itself counts for all processes together
 *
 * Return: pages: nr_page_table_pages of /proc/vmstat.
 */
u64 mms_tables_counted(void)
{
#if MMS_HAVE_ZONE_NR_PAGETABLE
	return global_zone_page_state(NR_PAGETABLE);
#else
	return global_node_page_state(NR_PAGETABLE);
#endif
}
