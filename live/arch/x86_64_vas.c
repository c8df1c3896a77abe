// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where x86_64's regions are at this boot, for lib/vas/x86_64.c, whose
 * constants are asserted to be the kernel's here. Bounds come from the kernel's own
 * macros and exported variables; the image's from its symbols. Takes no locks.
 */
#include <asm/cpu_entry_area.h>
#include <asm/fixmap.h>
#include <asm/kasan.h>
#include <asm/page.h>
#include <asm/pgtable.h>
#include <asm/vsyscall.h>
#include <linux/mm.h>
#include <mmscope/core/live_symbols.h>
#include <mmscope/pt/live.h>
#include <mmscope/vas/arch.h>
#include <mmscope/vas/live.h>
#include "x86_common.h"

static_assert(MMS_X86_64_PAGE_OFFSET_L4 == __PAGE_OFFSET_BASE_L4);
static_assert(MMS_X86_64_PAGE_OFFSET_L5 == __PAGE_OFFSET_BASE_L5);
static_assert(MMS_X86_64_VMALLOC_L4 == __VMALLOC_BASE_L4);
static_assert(MMS_X86_64_VMALLOC_L5 == __VMALLOC_BASE_L5);
static_assert(MMS_X86_64_VMEMMAP_L4 == __VMEMMAP_BASE_L4);
static_assert(MMS_X86_64_VMEMMAP_L5 == __VMEMMAP_BASE_L5);
static_assert(GUARD_HOLE_PGD_ENTRY << 39 == MMS_X86_64_GUARD_L4);
static_assert(GUARD_HOLE_PGD_ENTRY << 48 == MMS_X86_64_GUARD_L5);

static void x86_setup(void)
{
	mms_x86_image_setup();
	mms_x86_boot_setup();
	mms_x86_kaslr_setup();
}

static const struct mms_x86_entry_part entry_parts[] = {
	MMS_X86_ENTRY_PART("gdt", "GDT", gdt),
	MMS_X86_ENTRY_PART("entry_stack", "entry stack", entry_stack_page),
	MMS_X86_ENTRY_PART("tss", "TSS", tss),
	MMS_X86_ENTRY_PART("stack_df", "#DF stack", estacks.DF_stack),
	MMS_X86_ENTRY_PART("stack_nmi", "NMI stack", estacks.NMI_stack),
	MMS_X86_ENTRY_PART("stack_db", "#DB stack", estacks.DB_stack),
	MMS_X86_ENTRY_PART("stack_mce", "#MC stack", estacks.MCE_stack),
	MMS_X86_ENTRY_PART("stack_vc", "#VC stack", estacks.VC_stack),
	MMS_X86_ENTRY_PART("stack_vc2", "2nd #VC stack", estacks.VC2_stack),
	MMS_X86_ENTRY_PART("debug_store", "debug store", cpu_debug_store),
	MMS_X86_ENTRY_PART("debug_buffers", "debug buffers", cpu_debug_buffers),
};

/* VMALLOC_END is the last byte, not the first past it (kernel-facts.md A). */
static void place_vmalloc(struct mms_place *at)
{
	mms_place_set(&at[MMS_X86_64_VMALLOC], VMALLOC_START, VMALLOC_END + 1);
#ifdef CONFIG_KMSAN
	mms_place_set(&at[MMS_X86_64_KMSAN_SHADOW], KMSAN_VMALLOC_SHADOW_START,
		      KMSAN_VMALLOC_ORIGIN_START);
	mms_place_set(&at[MMS_X86_64_KMSAN_ORIGIN], KMSAN_VMALLOC_ORIGIN_START,
		      KMSAN_MODULES_SHADOW_START);
	mms_place_set(&at[MMS_X86_64_KMSAN_MODULES], KMSAN_MODULES_SHADOW_START,
		      KMSAN_MODULES_ORIGIN_START + MODULES_LEN);
#endif
}

/*
 * Struct pages for as much as the direct map may hold: KASLR uses the rest of the
 * window otherwise (kernel_randomize_memory()).
 */
static u64 vmemmap_size(u64 ram_last)
{
	u64 pages = (mms_x86_map_tb(ram_last) ?: BIT_ULL(MAX_PHYSMEM_BITS - 40)) <<
		    (40 - PAGE_SHIFT);

	return min_t(u64, PAGE_ALIGN(pages * sizeof(struct page)),
		     CPU_ENTRY_AREA_BASE - VMEMMAP_START);
}

static void place_upper(struct mms_place *at)
{
	u64 fixmap_end = FIXADDR_TOP + PAGE_SIZE;

	mms_place_set(&at[MMS_X86_64_CPU_ENTRY], CPU_ENTRY_AREA_BASE,
		      CPU_ENTRY_AREA_BASE + CPU_ENTRY_AREA_MAP_SIZE);
	if (IS_ENABLED(CONFIG_X86_ESPFIX64))
		mms_place_set(&at[MMS_X86_64_ESPFIX], ESPFIX_BASE_ADDR,
			      ESPFIX_BASE_ADDR + (1UL << P4D_SHIFT));
	if (IS_ENABLED(CONFIG_EFI))
		mms_place_set(&at[MMS_X86_64_EFI], EFI_VA_END, EFI_VA_START);
	mms_place_set(&at[MMS_X86_64_MODULES], MODULES_VADDR, MODULES_END);
	if (IS_ENABLED(CONFIG_X86_VSYSCALL_EMULATION)) {
		fixmap_end = VSYSCALL_ADDR;
		mms_place_set(&at[MMS_X86_64_VSYSCALL], VSYSCALL_ADDR, VSYSCALL_ADDR + PAGE_SIZE);
	}
	mms_place_set(&at[MMS_X86_64_FIXMAP], FIXADDR_TOT_START, fixmap_end);
}

static int x86_fill(struct mms_vas *v, const struct mms_ram *ram)
{
	struct mms_place at[MMS_X86_64_AT] = {};
	u64 image, image_last;

	mms_place_set(&at[MMS_X86_64_DIRECT_MAP], PAGE_OFFSET,
		      PAGE_OFFSET + PAGE_ALIGN(ram->last + 1));
	place_vmalloc(at);
	mms_place_set(&at[MMS_X86_64_VMEMMAP], VMEMMAP_START,
		      VMEMMAP_START + vmemmap_size(ram->last));
	if (IS_ENABLED(CONFIG_MODIFY_LDT_SYSCALL))
		mms_place_set(&at[MMS_X86_64_LDT], LDT_BASE_ADDR, LDT_END_ADDR);
#ifdef CONFIG_KASAN
	mms_place_set(&at[MMS_X86_64_KASAN], KASAN_SHADOW_START, KASAN_SHADOW_END);
#endif
	mms_x86_image(&image, &image_last);
	if (image) {
		mms_place_set(&at[MMS_X86_64_IMAGE], image, image_last + 1);
		at[MMS_X86_64_IMAGE].base = __START_KERNEL_map + MMS_X86_LOAD_PHYS;
		at[MMS_X86_64_IMAGE].phys = image - __START_KERNEL_map + phys_base;
	}
	place_upper(at);
	return mms_x86_64_vas_fill(v, pgtable_l5_enabled() ? 5 : 4, at);
}

static void x86_add_parts(struct mms_vas *v)
{
	mms_x86_add_entry_parts(v, entry_parts, ARRAY_SIZE(entry_parts));
}

static u32 x86_parts_max(void)
{
	return 1 + num_possible_cpus() * ARRAY_SIZE(entry_parts);
}

/*
 * The sections of arch/x86/kernel/vmlinux.lds.S; four of them are resources as well,
 * for kernels without the symbols of the bounds.
 */
static const struct mms_image_part x86_parts[] = {
	{ "text", "text (code)", "_text" },
	{ "text", "text (code)", "<Kernel code", ">Kernel code" },
	{ "rodata", "rodata (constants)", "__start_rodata" },
	{ "rodata", "rodata (constants)", "<Kernel rodata", ">Kernel rodata" },
	{ "data", "data", "_sdata" },
	{ "data", "data", "<Kernel data", ">Kernel data" },
	{ "bug_table", "BUG() table", "__start___bug_table", "__stop___bug_table" },
	{ "orc", "ORC (unwinding)", "__start_orc_unwind_ip", "__stop_orc_unwind" },
	{ "init", "init (freed)", "__init_begin", "__init_end" },
	{ "smp_locks", "SMP lock table", "__smp_locks", "__smp_locks_end" },
	{ "bss", "bss (zeroed data)", "__bss_start" },
	{ "bss", "bss (zeroed data)", "<Kernel bss", ">Kernel bss" },
	{ "brk", "brk (early boot)", "__brk_base", "*_brk_end" },
	{}
};

const struct mms_vas_arch mms_vas_arch = {
	.setup = x86_setup,
	.fill = x86_fill,
	.parts = x86_parts,
	.kaslr = mms_x86_kaslr,
	.entropy = mms_x86_entropy,
	.add_parts = x86_add_parts,
	.parts_max = x86_parts_max,
	.objects = &mms_x86_objects,
#ifdef CONFIG_VMAP_STACK
	.irq_stack = IRQ_STACK_SIZE,
	/* map_irq_stack() makes a vmalloc area of it, with a guard page above. */
	.irq_stack_guarded = true,
#else
	.irq_stack_why = "without CONFIG_VMAP_STACK nothing shows where it ends",
#endif
	.initrd = mms_x86_initrd,
};
