// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where 32-bit x86's regions are at this boot, for lib/vas/i386.c. Bounds come
 * from the kernel's own macros and exported variables, the image's from its
 * resources: Debian's kernels have no data symbols here (KALLSYMS_ALL=n). Takes no
 * locks.
 */
#include <asm/cpu_entry_area.h>
#include <asm/fixmap.h>
#include <asm/page.h>
#include <asm/pgtable.h>
#include <linux/cpumask.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <mmscope/vas/arch.h>
#include <mmscope/vas/live.h>
#include "x86_common.h"

static_assert(TASK_SIZE == PAGE_OFFSET);
static_assert(__START_KERNEL_map == PAGE_OFFSET);

static const char image_only[] = "32-bit x86 moves the image only";

static void i386_setup(void)
{
	mms_x86_boot_setup();
}

/* Inside lowmem: what the image freed after boot is still mapped there as RAM. */
static void i386_image(u64 *start, u64 *last)
{
	u64 text, text_last, bss, bss_last;

	*start = 0;
	if (!mms_image_section("Kernel code", &text, &text_last) ||
	    !mms_image_section("Kernel bss", &bss, &bss_last))
		return;
	*start = PAGE_OFFSET + text;
	*last = PAGE_OFFSET + PAGE_ALIGN(bss_last + 1) - 1;
}

static int i386_fill(struct mms_vas *v, const struct mms_ram *ram)
{
	const u64 cpu_entry_size = (CPU_ENTRY_AREA_PAGES + 1ULL) * PAGE_SIZE;
	struct mms_place at[MMS_I386_AT] = {};
	u64 image, image_last;

	mms_place_set(&at[MMS_I386_USER], 0, PAGE_OFFSET);
	mms_place_set(&at[MMS_I386_LOWMEM], PAGE_OFFSET, (unsigned long)high_memory);
	i386_image(&image, &image_last);
	if (image) {
		at[MMS_I386_IMAGE].phys = image - PAGE_OFFSET;
		at[MMS_I386_IMAGE].base = PAGE_OFFSET + MMS_X86_LOAD_PHYS;
		mms_place_set(&at[MMS_I386_IMAGE], image, image_last + 1);
	}
	mms_place_set(&at[MMS_I386_VMALLOC], VMALLOC_START, VMALLOC_END);
	if (IS_ENABLED(CONFIG_HIGHMEM))
		mms_place_set(&at[MMS_I386_PKMAP], PKMAP_BASE,
			      PKMAP_BASE + (u64)LAST_PKMAP * PAGE_SIZE);
	if (IS_ENABLED(CONFIG_MODIFY_LDT_SYSCALL))
		mms_place_set(&at[MMS_I386_LDT], LDT_BASE_ADDR, LDT_END_ADDR);
	mms_place_set(&at[MMS_I386_CPU_ENTRY], CPU_ENTRY_AREA_BASE,
		      CPU_ENTRY_AREA_BASE + cpu_entry_size);
	/* Slot 0 is the page at FIXADDR_TOP, never mapped. */
	mms_place_set(&at[MMS_I386_FIXMAP], FIXADDR_TOT_START, (u64)FIXADDR_TOP + PAGE_SIZE);
	return mms_i386_vas_fill(v, at);
}

static const struct mms_image_part i386_parts[] = {
	{ "text", "text (code)", "_text", "_etext" },
	{ "text", "text (code)", "<Kernel code", ">Kernel code" },
	{ "rodata", "rodata (constants)", "<Kernel rodata", ">Kernel rodata" },
	{ "data", "data", "<Kernel data", ">Kernel data" },
	{ "init", "init (freed)", "__init_begin", "__init_end" },
	{ "bss", "bss (zeroed data)", "<Kernel bss", ">Kernel bss" },
	{}
};

/* The image moves in lowmem, so its virtual and physical offset are the same. */
static void i386_kaslr(const struct mms_vas *v, struct mms_kaslr *k)
{
	u64 image, last;

	i386_image(&image, &last);
	if (image)
		k->phys_text = image - PAGE_OFFSET;
	mms_x86_image_kaslr(k->phys_text, k);
	k->memory_why = image_only;
}

/* Limited to what the early page tables map: mem_limit of the boot code. */
static void i386_entropy(const struct mms_vas *v, const struct mms_region *r, bool phys,
			 struct mms_entropy *e)
{
	if (!phys && r->kind != MMS_REGION_IMAGE) {
		e->slots = 1;
		e->how = image_only;
		return;
	}
	mms_x86_phys_entropy(v, mms_region_size(r), KERNEL_IMAGE_SIZE, e);
}

static const struct mms_x86_entry_part entry_parts[] = {
	MMS_X86_ENTRY_PART("gdt", "GDT", gdt),
	MMS_X86_ENTRY_PART("entry_stack", "entry stack", entry_stack_page),
	MMS_X86_ENTRY_PART("stack_df", "#DF stack", doublefault_stack),
	MMS_X86_ENTRY_PART("tss", "TSS", tss),
	MMS_X86_ENTRY_PART("debug_store", "debug store", cpu_debug_store),
	MMS_X86_ENTRY_PART("debug_buffers", "debug buffers", cpu_debug_buffers),
};

static void i386_add_parts(struct mms_vas *v)
{
	mms_x86_add_entry_parts(v, entry_parts, ARRAY_SIZE(entry_parts));
}

static u32 i386_parts_max(void)
{
	return 1 + num_possible_cpus() * ARRAY_SIZE(entry_parts);
}

const struct mms_vas_arch mms_vas_arch = {
	.setup = i386_setup,
	.fill = i386_fill,
	.parts = i386_parts,
	.kaslr = i386_kaslr,
	.entropy = i386_entropy,
	.add_parts = i386_add_parts,
	.parts_max = i386_parts_max,
	.objects = &mms_x86_objects,
	/* alloc_pages_node(THREADINFO_GFP, THREAD_SIZE_ORDER), for both */
	.irq_stack = THREAD_SIZE,
	/* run_sysvec_on_irqstack_cond() of asm/irq_stack.h does not switch on 32 bits. */
	.irq_stack_why = "on 32 bits only devices' interrupts run on it",
	.softirq_stack = true,
	.initrd = mms_x86_initrd,
};
