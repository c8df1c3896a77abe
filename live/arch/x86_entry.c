// SPDX-License-Identifier: GPL-2.0-only
/*
 * The descriptor tables of an x86 CPU (IDT, GDT, TSS) and the other parts of struct
 * cpu_entry_area, on 32 and 64 bits. Takes no locks.
 */
#include <linux/cpumask.h>
#include <linux/mm.h>
#include <asm/cpu_entry_area.h>
#include <asm/cpufeature.h>
#include <asm/desc.h>
#include <mmscope/vas/arch.h>
#include <mmscope/vas/live.h>
#include "x86_common.h"

#ifdef X86_FEATURE_FRED		/* since 6.9 */
#define MMS_FRED boot_cpu_has(X86_FEATURE_FRED)
#else
#define MMS_FRED false
#endif

/**
 * mms_x86_add_entry_parts() - add the parts of the CPU entry area
 * @v: a layout that has its regions
 * @parts: what each CPU has there
 * @n: how many
 *
 * The IDT's page, then each CPU's struct cpu_entry_area (randomized by KASLR on
 * 64 bits).
 */
void mms_x86_add_entry_parts(struct mms_vas *v, const struct mms_x86_entry_part *parts, u32 n)
{
	struct mms_region r = {
		.name = "idt",
		.title = "IDT",
		.start = CPU_ENTRY_AREA_RO_IDT,
		.last = CPU_ENTRY_AREA_RO_IDT + PAGE_SIZE - 1,
		.base = CPU_ENTRY_AREA_RO_IDT,
		.bounds = "macro:CPU_ENTRY_AREA_RO_IDT",
		.kind = MMS_REGION_PART,
		.depth = 1,
	};
	unsigned int cpu;
	u32 i;

	mms_vas_add(v, &r);
	r.bounds = "get_cpu_entry_area()";
	for_each_possible_cpu(cpu) {
		for (i = 0; i < n; i++) {
			r.name = parts[i].name;
			r.title = parts[i].title;
			r.cpu = cpu + 1;
			r.start = (unsigned long)get_cpu_entry_area(cpu) + parts[i].offset;
			r.last = r.start + parts[i].size - 1;
			r.base = r.start;
			mms_vas_add(v, &r);
		}
	}
}

static int add_objects(struct mms_objects *o)
{
	struct desc_ptr idt;
	const char *why;
	unsigned int cpu;

	store_idt(&idt);
	why = mms_x86_no_idt(idt.address, MMS_FRED);
	if (why)
		mms_object_missing(o, "idt", 0, why);
	else
		mms_object_add(o, "idt", 0, idt.address, idt.size + 1, "register:idtr");
	for_each_online_cpu(cpu) {
		struct cpu_entry_area *area = get_cpu_entry_area(cpu);

		mms_object_add(o, "gdt", cpu + 1, (unsigned long)area->gdt, GDT_SIZE,
			       "get_cpu_entry_area()");
		mms_object_add(o, "tss", cpu + 1, (unsigned long)&area->tss.x86_tss,
			       __KERNEL_TSS_LIMIT + 1, "get_cpu_entry_area()");
	}
	return 0;
}

/** mms_x86_objects - provides the descriptor tables of x86 */
const struct mms_object_provider mms_x86_objects = {
	.add = add_objects,
	.most = 1,
	.per_cpu = 2,
};
