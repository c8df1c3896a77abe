// SPDX-License-Identifier: GPL-2.0-only
/*
 * The IRQ stacks of all CPUs.
 *
 * The pointers to them are per-CPU variables that hardly any kernel exports. So at
 * load each CPU interrupts itself and notes where its stack is: the address of
 * a variable of its own. It does so in a kernel thread, because not every interrupt
 * changes stacks: not those of x86-64 that come in user mode, nor those of 32-bit
 * ARM that come while CPU 0 idles, whose idle task has its stack in the image
 * (irq_handler, arch/arm/kernel/entry-armv.S). Where softirqs have stacks of their
 * own a tasklet notes that as well. Isolated CPUs are not interrupted: that is what
 * they were isolated for.
 *
 * Takes no locks but the one that keeps CPUs online, and when stacks are shown
 * those of live/pt/read.c.
 */
#include <linux/completion.h>
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <mmscope/pt/live.h>
#include <mmscope/vas/live.h>
#include "../compat/isolation.h"

#define TRIES		3

/* How long to wait for a CPU that is kept busy by a real-time task. */
#define PATIENCE	HZ

/**
 * struct irq_note - one CPU's stacks, as it notes them
 * @ask: runs in a kworker of that CPU and raises the interrupt
 * @done: completed when @ask is done
 * @work: the interrupt
 * @tasklet: run when the interrupt returns
 * @online: the CPU was online
 * @apart: it was not interrupted: it is isolated
 * @asked: the interrupt came
 * @hard: an address on the IRQ stack; 0 if the interrupt ran on the task's stack
 * @soft: an address on the softirq stack, likewise
 */
struct irq_note {
	struct work_struct ask;
	struct completion done;
	struct irq_work work;
	struct tasklet_struct tasklet;
	bool online;
	bool apart;
	bool asked;
	u64 hard;
	u64 soft;
};

static DEFINE_PER_CPU(struct irq_note, irq_note);

/* Another task may run when the interrupt comes: retried then. */
static void ask(struct work_struct *ask)
{
	struct irq_note *note = container_of(ask, struct irq_note, ask);
	int tries;

	for (tries = TRIES; tries && !note->hard; tries--) {
		irq_work_queue(&note->work);
		irq_work_sync(&note->work);
	}
	complete(&note->done);
}

static void note_hard(struct irq_work *work)
{
	struct irq_note *note = container_of(work, struct irq_note, work);
	char here;

	note->asked = true;
	/* On the task's own stack the interrupt did not switch: nothing to note. */
	if (!object_is_on_stack(&here))
		note->hard = (u64)(unsigned long)&here;
	if (mms_vas_arch.softirq_stack)
		tasklet_schedule(&note->tasklet);
}

static void note_soft(struct tasklet_struct *tasklet)
{
	struct irq_note *note = container_of(tasklet, struct irq_note, tasklet);
	char here;

	if (!object_is_on_stack(&here))
		note->soft = (u64)(unsigned long)&here;
}

/* Queues the work on CPU @cpu, unless it is isolated. */
static void send(unsigned int cpu)
{
	struct irq_note *note = per_cpu_ptr(&irq_note, cpu);

	note->online = true;
	note->apart = mms_cpu_isolated(cpu);
	if (note->apart)
		return;
	INIT_WORK(&note->ask, ask);
	init_completion(&note->done);
	init_irq_work(&note->work, note_hard);
	tasklet_setup(&note->tasklet, note_soft);
	queue_work_on(cpu, system_highpri_wq, &note->ask);
}

/*
 * Has each CPU note where its stacks are. After waiting a second for a CPU it is given
 * up on, unless its work has begun.
 */
static void ask_cpus(void)
{
	const unsigned long end = jiffies + PATIENCE;
	struct irq_note *note;
	unsigned int cpu;

	if (!mms_vas_arch.irq_stack)
		return;
	cpus_read_lock();
	for_each_online_cpu(cpu)
		send(cpu);
	for_each_online_cpu(cpu) {
		note = per_cpu_ptr(&irq_note, cpu);
		if (note->apart)
			continue;
		wait_for_completion_timeout(&note->done,
					    max_t(long, end - jiffies, 1));
		cancel_work_sync(&note->ask);
		tasklet_kill(&note->tasklet);
	}
	cpus_read_unlock();
}

/*
 * The first byte past a stack: for stacks that are unaligned vmalloc areas the first
 * page above that is not mapped, else a multiple of their size. 0 where the page
 * tables can't be walked.
 */
static u64 stack_end(u64 sp, struct mms_walk *w)
{
	const u32 size = mms_vas_arch.irq_stack;
	u64 end;

	if (!mms_vas_arch.irq_stack_guarded)
		return round_down(sp, size) + size;
	for (end = PAGE_ALIGN(sp); end - sp < size; end += PAGE_SIZE) {
		if (mms_kernel_walk_addr(end, w) || w->result == MMS_WALK_UNREADABLE)
			return 0;
		if (w->result != MMS_WALK_MAPPED)
			break;
	}
	return end;
}

/* Why a CPU's stack is not known; @why is for a CPU that was asked without result. */
static const char *why_missing(const struct irq_note *note, const char *why)
{
	if (!note->online)
		return "the CPU was not online when the module was loaded";
	if (note->apart)
		return "isolated (isolcpus=, nohz_full=, cpuset): it was not interrupted";
	return note->asked ? why : "the CPU had no time when the module was loaded";
}

static void add_stack(struct mms_objects *o, const char *name, unsigned int cpu, u64 sp,
		      const char *why, struct mms_walk *w)
{
	const u32 size = mms_vas_arch.irq_stack;
	u64 end = sp ? stack_end(sp, w) : 0;

	if (end)
		mms_object_add(o, name, cpu + 1, end - size, size,
			       "an interrupt's own stack");
	else
		mms_object_missing(o, name, cpu + 1, sp ?
				   "the page tables don't tell where it ends" :
				   why_missing(per_cpu_ptr(&irq_note, cpu), why));
}

static int add_stacks(struct mms_objects *o)
{
	const char *on_task = IS_ENABLED(CONFIG_PREEMPT_RT) ?
		"with PREEMPT_RT such interrupts are served by threads" :
		"the interrupt ran on a task's stack";
	struct mms_walk *w;
	unsigned int cpu;

	if (!mms_vas_arch.irq_stack) {
		if (mms_vas_arch.irq_stack_why)
			mms_object_missing(o, "irq_stack", 0, mms_vas_arch.irq_stack_why);
		return 0;
	}
	w = kmalloc(sizeof(*w), GFP_KERNEL_ACCOUNT);
	if (!w)
		return -ENOMEM;
	for_each_online_cpu(cpu) {
		add_stack(o, "irq_stack", cpu, per_cpu(irq_note, cpu).hard,
			  mms_vas_arch.irq_stack_why ?: on_task, w);
		if (mms_vas_arch.softirq_stack)
			add_stack(o, "softirq_stack", cpu, per_cpu(irq_note, cpu).soft,
				  "the tasklet ran on a task's stack, ksoftirqd's", w);
	}
	kfree(w);
	return 0;
}

/** mms_irq_stacks - provides the IRQ stacks' objects */
const struct mms_object_provider mms_irq_stacks = {
	.setup = ask_cpus,
	.add = add_stacks,
	.most = 1,
	.per_cpu = 2,
};
