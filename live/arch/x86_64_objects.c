// SPDX-License-Identifier: GPL-2.0-only
/*
 * What an x86_64 CPU itself is told the address of (IDT, GDT, TSS), and the
 * stacks it takes interrupts on.
 *
 * The pointer to an IRQ stack is exported by some kernels only. So an interrupt
 * is sent to each CPU once, at load, and notes where its stack is: the address of
 * a variable of its own. Above an IRQ stack nothing is mapped (map_irq_stack()
 * makes a vmalloc area of it, and those end with a guard page). Takes no locks.
 */
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/irq_work.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/sched/task_stack.h>
#include <linux/smp.h>
#include <asm/cpu_entry_area.h>
#include <asm/desc.h>
#include <mmscope/live_vas.h>
#include "x86_common.h"

/* Objects of each CPU, below. */
#define PER_CPU 3

struct irq_note {
	struct irq_work work;
	u64 sp;
};

static DEFINE_PER_CPU(struct irq_note, irq_note);

static void note_stack(struct irq_work *work)
{
	struct irq_note *note = container_of(work, struct irq_note, work);
	char here;

	/* One that came while the CPU was on another stack says nothing. */
	if (!object_is_on_stack(&here))
		note->sp = (u64)&here;
}

static void queue_here(void *work)
{
	irq_work_queue(work);
}

/**
 * mms_x86_objects_setup() - have each CPU say where its IRQ stack is
 *
 * Context: module init, may sleep.
 */
void mms_x86_objects_setup(void)
{
	unsigned int cpu;

	cpus_read_lock();
	for_each_online_cpu(cpu) {
		struct irq_note *note = per_cpu_ptr(&irq_note, cpu);

		init_irq_work(&note->work, note_stack);
		if (!smp_call_function_single(cpu, queue_here, &note->work, true))
			irq_work_sync(&note->work);
	}
	cpus_read_unlock();
}

static void add_irq_stack(struct mms_objects *o, unsigned int cpu)
{
	u64 sp = per_cpu(irq_note, cpu).sp, end, phys;

	if (!sp) {
		mms_object_missing(o, "irq_stack", "the CPU was not online when the module was loaded");
		return;
	}
	for (end = PAGE_ALIGN(sp); end - sp < IRQ_STACK_SIZE; end += PAGE_SIZE)
		if (!mms_x86_kernel_phys(end, &phys))
			break;
	mms_object_add(o, "irq_stack", cpu + 1, end - IRQ_STACK_SIZE, IRQ_STACK_SIZE,
		       "an interrupt's own stack");
}

/**
 * mms_x86_add_objects() - the add_objects hook, see live_vas.h
 * @o: the objects
 */
void mms_x86_add_objects(struct mms_objects *o)
{
	struct desc_ptr idt;
	unsigned int cpu;

	store_idt(&idt);
	mms_object_add(o, "idt", 0, idt.address, idt.size + 1, "register:idtr");
	for_each_online_cpu(cpu) {
		struct cpu_entry_area *area = get_cpu_entry_area(cpu);

		mms_object_add(o, "gdt", cpu + 1, (u64)area->gdt, GDT_SIZE,
			       "get_cpu_entry_area()");
		mms_object_add(o, "tss", cpu + 1, (u64)&area->tss.x86_tss,
			       __KERNEL_TSS_LIMIT + 1, "get_cpu_entry_area()");
		add_irq_stack(o, cpu);
	}
}

/**
 * mms_x86_objects_max() - the objects_max hook, see live_vas.h
 *
 * Return: the most objects mms_x86_add_objects() adds.
 */
u32 mms_x86_objects_max(void)
{
	return 1 + num_possible_cpus() * PER_CPU;
}
