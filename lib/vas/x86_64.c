// SPDX-License-Identifier: GPL-2.0-only
/*
 * The regions of x86_64, with 4 and with 5 levels of paging: the kernel's
 * Documentation/arch/x86/x86_64/mm.rst as a table, one row a region. Takes no
 * locks.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <mmscope/vas/x86_64.h>

/**
 * struct row - one region
 * @at: which of the run-time places moves or sizes it, or MMS_X86_64_FIXED
 * @kind: what it is
 * @name: in records
 * @title: for eyes
 * @bounds: where its bounds come from
 * @what: what it is for
 * @base: where it starts unless something moves it, with 4 and 5 levels;
 *	0: where @at says
 * @size: bytes, with 4 and 5 levels, of the fixed ones
 * @gap: name of what its parts leave free
 * @gap_title: the same for eyes
 */
struct row {
	enum mms_x86_64_at at;
	enum mms_region_kind kind;
	const char *name;
	const char *title;
	const char *bounds;
	const char *what;
	u64 base[2];
	u64 size[2];
	const char *gap;
	const char *gap_title;
};

static const struct row rows[] = {
	{ MMS_X86_64_FIXED, MMS_REGION_USER,
	  "user", "user half", "paging",
	  "each process has its own; write pid=N to this file to see that one",
	  .size = { 1ULL << 47, 1ULL << 56 } },
	{ MMS_X86_64_FIXED, MMS_REGION_NONCANONICAL,
	  "noncanonical", "not an address", "paging",
	  NULL,
	  .base = { 1ULL << 47, 1ULL << 56 },
	  .size = { -(1ULL << 48), -(1ULL << 57) } },
	{ MMS_X86_64_FIXED, MMS_REGION_GUARD,
	  "guard_hole", "guard hole", "macro:GUARD_HOLE_BASE_ADDR",
	  "left empty for a hypervisor",
	  .base = { MMS_X86_64_GUARD_L4, MMS_X86_64_GUARD_L5 },
	  .size = { 1ULL << 43, 1ULL << 52 } },
	{ MMS_X86_64_LDT, MMS_REGION_PER_MM,
	  "ldt_remap", "LDT remap", "macro:LDT_BASE_ADDR",
	  "a process's local descriptor table, under page-table isolation only" },
	{ MMS_X86_64_DIRECT_MAP, MMS_REGION_WINDOW,
	  "direct_map", "direct map of RAM", "symbol:page_offset_base,memory_map",
	  "all of RAM in one piece: address = start + physical; kmalloc() gives these",
	  .base = { MMS_X86_64_PAGE_OFFSET_L4, MMS_X86_64_PAGE_OFFSET_L5 },
	  .gap = "not_ram", .gap_title = "(not RAM)" },
	{ MMS_X86_64_VMALLOC, MMS_REGION_WINDOW,
	  "vmalloc", "vmalloc, ioremap", "symbol:vmalloc_base,macro:VMALLOC_END",
	  "scattered pages made contiguous, device memory, kernel stacks",
	  .base = { MMS_X86_64_VMALLOC_L4, MMS_X86_64_VMALLOC_L5 } },
	{ MMS_X86_64_KMSAN_SHADOW, MMS_REGION_WINDOW,
	  "kmsan_shadow", "KMSAN shadow", "macro:KMSAN_VMALLOC_SHADOW_START",
	  "KMSAN: which bits of vmalloc memory are initialised" },
	{ MMS_X86_64_KMSAN_ORIGIN, MMS_REGION_WINDOW,
	  "kmsan_origin", "KMSAN origins", "macro:KMSAN_VMALLOC_ORIGIN_START",
	  "KMSAN: who left vmalloc memory uninitialised" },
	{ MMS_X86_64_KMSAN_MODULES, MMS_REGION_WINDOW,
	  "kmsan_modules", "KMSAN for modules", "macro:KMSAN_MODULES_SHADOW_START",
	  "KMSAN: shadow and origins of the module area" },
	{ MMS_X86_64_VMEMMAP, MMS_REGION_WINDOW,
	  "vmemmap", "vmemmap", "symbol:vmemmap_base,macro:MAX_PHYSMEM_BITS",
	  "the array of struct page: one small record about each page of RAM",
	  .base = { MMS_X86_64_VMEMMAP_L4, MMS_X86_64_VMEMMAP_L5 } },
	{ MMS_X86_64_KASAN, MMS_REGION_WINDOW,
	  "kasan_shadow", "KASAN shadow", "macro:KASAN_SHADOW_START",
	  "KASAN: one byte about each 8 bytes of kernel memory" },
	{ MMS_X86_64_CPU_ENTRY, MMS_REGION_WINDOW,
	  "cpu_entry_area", "CPU entry area", "macro:CPU_ENTRY_AREA_BASE",
	  "what a CPU needs to enter the kernel: IDT, GDT, TSS, exception stacks" },
	{ MMS_X86_64_ESPFIX, MMS_REGION_WINDOW,
	  "espfix", "ESPfix stacks", "macro:ESPFIX_BASE_ADDR",
	  "a few pages mapped again and again, for returns to 16-bit stacks" },
	{ MMS_X86_64_EFI, MMS_REGION_WINDOW,
	  "efi_runtime", "EFI runtime", "macro:EFI_VA_END",
	  "firmware services; mapped only in tables of their own (efi_mm)" },
	{ MMS_X86_64_IMAGE, MMS_REGION_IMAGE,
	  "kernel_image", "kernel image", "symbol:_text,symbol:_brk_end",
	  "the kernel itself: its code, constants and variables",
	  .base = { MMS_X86_64_TEXT_BASE, MMS_X86_64_TEXT_BASE },
	  .gap = "between_sections", .gap_title = "(between sections)" },
	{ MMS_X86_64_MODULES, MMS_REGION_WINDOW,
	  "modules", "modules", "macro:MODULES_VADDR,macro:MODULES_END",
	  "code and data of loadable modules, code the kernel writes itself (BPF)" },
	{ MMS_X86_64_FIXMAP, MMS_REGION_WINDOW,
	  "fixmap", "fixmap", "macro:FIXADDR_TOT_START,macro:VSYSCALL_ADDR",
	  "pages at addresses known when the kernel was compiled: APIC, HPET, early boot" },
	{ MMS_X86_64_VSYSCALL, MMS_REGION_WINDOW,
	  "vsyscall", "vsyscall", "macro:VSYSCALL_ADDR",
	  "time calls of very old programs; not mapped with vsyscall=xonly or none" },
};

/**
 * mms_x86_64_vas_fill() - add the regions of x86_64 to an empty layout
 * @v: the layout; gets its bounds too
 * @p: what the boot and the configuration decided
 *
 * Regions this kernel does not have (size 0) are left out. Parts are the
 * caller's to add, then mms_vas_tile().
 *
 * Return: 0, -ENOSPC, -EINVAL for neither 4 nor 5 levels.
 */
int mms_x86_64_vas_fill(struct mms_vas *v, const struct mms_x86_64_vas *p)
{
	const struct row *row;
	unsigned int five;

	if (p->levels != 4 && p->levels != 5)
		return -EINVAL;
	five = p->levels == 5;
	v->last = ~0ULL;
	v->va_bits = five ? 57 : 48;
	v->kernel = five ? MMS_X86_64_GUARD_L5 : MMS_X86_64_GUARD_L4;
	for (row = rows; row < rows + ARRAY_SIZE(rows); row++) {
		struct mms_region r = {
			.name = row->name,
			.title = row->title,
			.bounds = row->bounds,
			.what = row->what,
			.gap = row->gap,
			.gap_title = row->gap_title,
			.kind = row->kind,
			.linear = row->at == MMS_X86_64_DIRECT_MAP ||
				  row->at == MMS_X86_64_IMAGE,
			.phys = row->at == MMS_X86_64_IMAGE ? p->image_phys : 0,
		};
		const struct mms_x86_64_place *place = &p->at[row->at];
		u64 size = row->at ? place->size : row->size[five];
		int err;

		if (!size)
			continue;
		r.start = row->at ? place->start : row->base[five];
		r.last = r.start + size - 1;
		r.base = row->at && place->base ? place->base :
			 row->base[five] ? row->base[five] : r.start;
		err = mms_vas_add(v, &r);
		if (err)
			return err;
	}
	return 0;
}
