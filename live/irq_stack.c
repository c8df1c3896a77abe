// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stacks that CPUs take interrupts on.
 *
 * The pointers to them are per-CPU variables that hardly any kernel exports. So an
 * interrupt is sent to each CPU once, at load, and notes where its stack is: the
 * address of a variable of its own. Where softirqs have stacks of their own a
 * tasklet notes that as well; where they have not it sends the interrupt again if
 * the first one changed no stacks: x86-64 has those that come in user mode stay on
 * the task's. Takes no locks but the one that keeps CPUs online.
 */
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/sched/task_stack.h>
#include <linux/smp.h>
#include <mmscope/live_pt.h>
#include <mmscope/live_vas.h>

/**
 * struct irq_note - what the interrupt and the tasklet of one CPU note
 * @work: has the interrupt sent
 * @tasklet: run when the interrupt returns
 * @asked: the interrupt came
 * @hard: an address on the stack of interrupts; 0 where it was the task's
 * @soft: on that of softirqs, likewise
 */
struct irq_note {
	struct irq_work work;
	struct tasklet_struct tasklet;
	bool asked;
	u64 hard;
	u64 soft;
};

static DEFINE_PER_CPU(struct irq_note, irq_note);

static void note_soft(struct tasklet_struct *tasklet)
{
	struct irq_note *note = container_of(tasklet, struct irq_note, tasklet);
	char here;

	if (!mms_vas_arch.softirq_stack)
		irq_work_queue(&note->work);
	else if (!object_is_on_stack(&here))
		note->soft = (u64)(unsigned long)&here;
}

static void note_hard(struct irq_work *work)
{
	struct irq_note *note = container_of(work, struct irq_note, work);
	char here;

	note->asked = true;
	/* One that came while the CPU was on another stack says nothing. */
	if (!object_is_on_stack(&here))
		note->hard = (u64)(unsigned long)&here;
	if (mms_vas_arch.softirq_stack)
		tasklet_schedule(&note->tasklet);
}

static void queue_here(void *work)
{
	irq_work_queue(work);
}

static void schedule_here(void *tasklet)
{
	tasklet_schedule(tasklet);
}

/**
 * mms_irq_stacks_setup() - have each CPU say where its stacks are
 *
 * Context: module init, may sleep.
 */
void mms_irq_stacks_setup(void)
{
	unsigned int cpu;

	if (!mms_vas_arch.irq_stack)
		return;
	cpus_read_lock();
	for_each_online_cpu(cpu) {
		struct irq_note *note = per_cpu_ptr(&irq_note, cpu);

		init_irq_work(&note->work, note_hard);
		tasklet_setup(&note->tasklet, note_soft);
		if (!smp_call_function_single(cpu, queue_here, &note->work, true))
			irq_work_sync(&note->work);
		tasklet_kill(&note->tasklet);
		if (note->hard || mms_vas_arch.softirq_stack ||
		    smp_call_function_single(cpu, schedule_here, &note->tasklet, true))
			continue;
		tasklet_kill(&note->tasklet);
		irq_work_sync(&note->work);
	}
	cpus_read_unlock();
}

/*
 * The first byte past a stack: the first page above that is not mapped, for those
 * that are vmalloc areas of no alignment; else a multiple of their size.
 */
static u64 stack_end(u64 sp)
{
	const u32 size = mms_vas_arch.irq_stack;
	u64 end, phys;

	if (!mms_vas_arch.irq_stack_guarded)
		return round_down(sp, size) + size;
	for (end = PAGE_ALIGN(sp); end - sp < size; end += PAGE_SIZE)
		if (!mms_kernel_phys(end, &phys))
			break;
	return end;
}

static void add_stack(struct mms_objects *o, const char *name, unsigned int cpu, u64 sp,
		      const char *why)
{
	const u32 size = mms_vas_arch.irq_stack;

	if (sp)
		mms_object_add(o, name, cpu + 1, stack_end(sp) - size, size,
			       "an interrupt's own stack");
	else
		mms_object_missing(o, name, cpu + 1, !per_cpu(irq_note, cpu).asked ?
				   "the CPU was not online when the module was loaded" :
				   why);
}

/**
 * mms_irq_stacks_add() - add the stacks of every CPU
 * @o: the objects; at most two for each CPU are added
 */
void mms_irq_stacks_add(struct mms_objects *o)
{
	unsigned int cpu;

	if (!mms_vas_arch.irq_stack) {
		if (mms_vas_arch.irq_stack_why)
			mms_object_missing(o, "irq_stack", 0, mms_vas_arch.irq_stack_why);
		return;
	}
	for_each_online_cpu(cpu) {
		add_stack(o, "irq_stack", cpu, per_cpu(irq_note, cpu).hard,
			  mms_vas_arch.irq_stack_why ?: "the interrupt ran on a task's stack");
		if (mms_vas_arch.softirq_stack)
			add_stack(o, "softirq_stack", cpu, per_cpu(irq_note, cpu).soft,
				  "the tasklet ran on a task's stack, ksoftirqd's");
	}
}
