// SPDX-License-Identifier: GPL-2.0-only
/*
 * See live_user.h. Built into a kernel, the suites run before there is any
 * process, and KUnit makes an address space (6.11 on). As a module they run
 * where there are processes: a few pages are mapped into the first one's for the
 * length of a test, without its knowledge. Takes that process' mmap_lock.
 */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/pid.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>

#include "../../live/compat/compat.h"
#include "../core/live_case.h"
#include "live_user.h"

#ifdef MODULE
static const char *attach(struct kunit *test, struct live_user *u)
{
	struct pid *pid = find_get_pid(1);
	struct task_struct *task = get_pid_task(pid, PIDTYPE_PID);

	put_pid(pid);
	u->mm = task ? get_task_mm(task) : NULL;
	if (task)
		put_task_struct(task);
	if (!u->mm)
		return "there is no process whose memory could be borrowed";
	kthread_use_mm(u->mm);
	u->borrowed = true;
	u->addr = vm_mmap(NULL, 0, u->size, PROT_READ | PROT_WRITE,
			  MAP_ANONYMOUS | MAP_PRIVATE, 0);
	if (!IS_ERR_VALUE(u->addr))
		return NULL;
	u->size = 0;
	live_user_end(u);
	return "nothing can be mapped into the first process";
}
#elif MMS_HAVE_KUNIT_VM_MMAP
static const char *attach(struct kunit *test, struct live_user *u)
{
	u->addr = kunit_vm_mmap(test, NULL, 0, u->size, PROT_READ | PROT_WRITE,
				MAP_ANONYMOUS | MAP_PRIVATE, 0);
	u->mm = current->mm;
	return u->addr && !IS_ERR_VALUE(u->addr) ? NULL : "KUnit makes no user memory here";
}
#else
static const char *attach(struct kunit *test, struct live_user *u)
{
	return "this kernel's KUnit makes no user memory";
}
#endif

/*
 * Attaches an address space with so much memory. Returns false, and has marked
 * the test as skipped, where there is none.
 */
bool live_user_begin(struct kunit *test, struct live_user *u, size_t size)
{
	memset(u, 0, sizeof(*u));
	u->size = PAGE_ALIGN(size);
	return !live_skips(test, attach(test, u));
}

/* Undoes it: a borrowed address space is put back; the thread's own ends with the thread. */
void live_user_end(struct live_user *u)
{
	if (u->size)
		vm_munmap(u->addr, u->size);
	if (!u->borrowed)
		return;
	kthread_unuse_mm(u->mm);
	mmput(u->mm);
}
