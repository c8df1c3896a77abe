// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading a process' page tables.
 *
 * Why these locks (kernel-facts.md D): mmap_lock, read, keeps a process' tables
 * from being freed only inside VMAs: munmap() frees tables with the lock
 * downgraded to read, so what lies outside of VMAs is walked under the write
 * lock. Even inside them, khugepaged and PT_RECLAIM may free a PTE table
 * (6.12 on), RCU-delayed, and a PMD table of huge pages that is shared with another
 * process may be unshared (huge_pmd_unshare()), which nothing delays: hence
 * rcu_read_lock() around a walk, and entries that are read again after the table
 * they led to.
 *
 * The pfn in an entry is not trusted: whether there is memory is looked up with
 * mem_hotplug_lock held, as for the kernel's tables.
 *
 * Kernel addresses in a process' tables are walked under the kernel's locks:
 * but for the root, those tables are the kernel's own.
 */
#include <linux/capability.h>
#include <linux/mm.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <mmscope/core/live_hotplug.h>
#include "../arch/pt.h"
#include "read.h"

/* Under rcu_read_lock() as well: shorter holds than for the kernel's tables. */
#define USER_CHUNK (MMS_PT_CHUNK / 2)

/* How often a walk is repeated whose tables changed under it. */
#define USER_TRIES 8

/* How many threads are looked at for one that has not ended. */
#define THREADS 128

/* Of a process whose first thread has ended before others, the address space of one. */
static struct mm_struct *mm_of_thread(struct task_struct *task)
{
	struct mm_struct *mm = NULL;
	unsigned int tries = THREADS;
	struct task_struct *thread;

	rcu_read_lock();
	for_each_thread(task, thread) {
		mm = get_task_mm(thread);
		if (mm || !--tries)
			break;
	}
	rcu_read_unlock();
	return mm;
}

/**
 * mms_mm_of() - pin a task's address space
 * @task: the task, pinned
 * @mm: set to the address space with MMS_MM_OK, for mms_mm_put(); else NULL
 *
 * Context: process. Whose callers made sure that who asks may look into it.
 * Return: whether there is one.
 */
enum mms_mm_state mms_mm_of(struct task_struct *task, struct mm_struct **mm)
{
	*mm = get_task_mm(task);
	if (!*mm && task->flags & PF_KTHREAD)
		return MMS_MM_KTHREAD;
	if (!*mm)
		*mm = mm_of_thread(task);
	return *mm ? MMS_MM_OK : MMS_MM_GONE;
}

/**
 * mms_mm_get() - pin a process' address space
 * @pid: the process, as the caller's pid namespace numbers it; 0 for the
 *	caller itself
 * @mm: set to the address space with MMS_MM_OK, for mms_mm_put(); else NULL
 * @state: set to whether there is one
 *
 * Context: process. Another process' address space requires CAP_SYS_PTRACE.
 * Return: 0, -ESRCH for no such process, -EPERM.
 */
int mms_mm_get(s32 pid, struct mm_struct **mm, enum mms_mm_state *state)
{
	struct task_struct *task;
	struct pid *ref;

	*mm = NULL;
	if (pid && !capable(CAP_SYS_PTRACE))
		return -EPERM;
	ref = pid ? find_get_pid(pid) : get_task_pid(current, PIDTYPE_PID);
	task = get_pid_task(ref, PIDTYPE_PID);
	put_pid(ref);
	if (!task)
		return -ESRCH;
	*state = mms_mm_of(task, mm);
	put_task_struct(task);
	return 0;
}

/**
 * mms_mm_put() - release an address space
 * @mm: from mms_mm_get()
 *
 * Context: process, may sleep: this may be the last reference.
 */
void mms_mm_put(struct mm_struct *mm)
{
	mmput(mm);
}

static struct vm_area_struct *vma_of(struct mm_struct *mm, u64 va)
{
	struct vm_area_struct *vma = find_vma(mm, va);

	return vma && vma->vm_start <= va ? vma : NULL;
}

static u8 exec_key(const struct mm_struct *mm)
{
	return mms_arch_pt.exec_key ? mms_arch_pt.exec_key(mm) : 0;
}

/* Repeats the walk until the entries read are unchanged; under mmap_lock. */
static int walk_stable(struct mm_struct *mm, u64 va, struct mms_walk *w)
{
	const struct mms_geometry *g = mms_geometry();
	unsigned int tries = USER_TRIES;
	bool holds;

	do {
		rcu_read_lock();
		mms_walk_addr(g, &mms_pt_reader, mms_pt_root(mm), va, w);
		holds = mms_walk_holds(g, &mms_pt_reader, w);
		rcu_read_unlock();
	} while (!holds && --tries);
	mms_walk_take_key(w, exec_key(mm));
	return holds ? 0 : -EAGAIN;
}

/* Inside of VMAs under the read lock, elsewhere under the write lock. */
static int walk_locked(struct mm_struct *mm, u64 va, struct mms_walk *w)
{
	struct vm_area_struct *vma;
	int ret = 0;

	if (mmap_read_lock_killable(mm))
		return -EINTR;
	vma = vma_of(mm, va);
	if (vma) {
		ret = walk_stable(mm, va, w);
		w->hint = w->result == MMS_WALK_PROT_NONE && vma_is_accessible(vma);
	}
	mmap_read_unlock(mm);
	if (vma)
		return ret;
	if (mmap_write_lock_killable(mm))
		return -EINTR;
	ret = walk_stable(mm, va, w);
	mmap_write_unlock(mm);
	return ret;
}

/**
 * mms_user_walk_addr() - walk one address through a process' tables
 * @mm: from mms_mm_get()
 * @va: the address, any value
 * @w: filled in
 *
 * Context: process, sleeps on the process' mmap_lock, or for a kernel address
 * on init_mm's.
 * Return: 0, -EINTR when killed, -EAGAIN when the tables kept changing,
 * -EOPNOTSUPP where mms_user_pt_unavailable(), and for kernel addresses as
 * mms_kernel_walk_addr().
 */
int mms_user_walk_addr(struct mm_struct *mm, u64 va, struct mms_walk *w)
{
	int ret;

	if (mms_user_pt_unavailable())
		return -EOPNOTSUPP;
	if (!mms_va_user(mms_geometry(), va))
		return mms_arch_pt.own_root ? mms_kernel_walk_addr(va, w) :
			mms_kernel_walk_from(mms_pt_root(mm), va, w);
	ret = mms_hotplug_begin();
	if (ret)
		return ret;
	ret = walk_locked(mm, va, w);
	mms_hotplug_end();
	return ret;
}

/**
 * mms_user_range_init() - start walking a range of a process' tables
 * @mm: from mms_mm_get(), for as long as the walk lasts
 * @w: the walk; set its visitor and ctx after this
 * @start: first address
 * @last: last address, inclusive, in the same half
 *
 * In the kernel's half a process may have mappings of its own (x86: its LDT). Where
 * its tables don't lead there, the kernel's own are walked.
 */
void mms_user_range_init(struct mm_struct *mm, struct mms_range *w, u64 start,
			 u64 last)
{
	bool own = mms_va_user(mms_geometry(), start) || !mms_arch_pt.own_root;

	mms_range_init(w, mms_geometry(), &mms_pt_range_reader,
		       own ? mms_pt_root(mm) : mms_kernel_root(), start, last);
}

static int kernel_half_step(void *ctx, u32 budget)
{
	return mms_range_chunk(ctx, budget);
}

/* Walks the VMA at or after w->next, or finds that there is none. */
static int walk_vma(struct mm_struct *mm, struct mms_range *w)
{
	struct vm_area_struct *vma = find_vma(mm, w->next);
	u64 last = w->last;
	int ret;

	if (!vma || vma->vm_start > last) {
		w->done = true;
		return 0;
	}
	w->next = max_t(u64, w->next, vma->vm_start);
	w->last = min_t(u64, last, vma->vm_end - 1);
	w->hints = vma_is_accessible(vma);
	w->exec_key = exec_key(mm);
	rcu_read_lock();
	ret = mms_range_chunk(w, USER_CHUNK);
	rcu_read_unlock();
	if (w->done && w->last != last) {
		w->done = false;
		w->next = w->last + 1;
		ret = 1;
	}
	w->last = last;
	return ret;
}

/**
 * mms_user_range_chunk() - continue a walk, for a bounded number of entries
 * @mm: the address space given to mms_user_range_init()
 * @w: the walk
 *
 * In the user half only VMAs are walked; elsewhere a process has nothing mapped.
 * The visitor must not sleep, allocate or print.
 *
 * Context: process, sleeps on the process' mmap_lock, or in the kernel's half on
 * init_mm's.
 * Return: as mms_range_chunk(), and -EINTR when killed; -EOPNOTSUPP where
 * mms_user_pt_unavailable(), and in the kernel's half mms_kernel_pt_unavailable().
 */
int mms_user_range_chunk(struct mm_struct *mm, struct mms_range *w)
{
	int ret;

	if (mms_user_pt_unavailable())
		return -EOPNOTSUPP;
	if (w->done)
		return 0;
	if (!mms_va_user(mms_geometry(), w->start))
		return mms_kernel_chunk(kernel_half_step, w);
	ret = mms_hotplug_begin();
	if (ret)
		return ret;
	if (!mmap_read_lock_killable(mm)) {
		ret = walk_vma(mm, w);
		mmap_read_unlock(mm);
	} else {
		ret = -EINTR;
	}
	mms_hotplug_end();
	cond_resched();
	return fatal_signal_pending(current) ? -EINTR : ret;
}
