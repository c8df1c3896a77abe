// SPDX-License-Identifier: GPL-2.0-only
/*
 * The regions of x86_64, with 4 and with 5 levels of paging: the kernel's
 * Documentation/arch/x86/x86_64/mm.rst as a table, one row a region. Takes no
 * locks.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <mmscope/vas/arch.h>

static const struct mms_vas_row rows[MMS_X86_64_AT] = {
	[MMS_X86_64_USER] = {
		"user", "user half", "paging",
		"each process has its own; write pid=N to this file to see that one",
		.kind = MMS_REGION_USER },
	[MMS_X86_64_NONCANONICAL] = {
		"noncanonical", "not an address", "paging",
		.kind = MMS_REGION_NONCANONICAL },
	[MMS_X86_64_GUARD_HOLE] = {
		"guard_hole", "guard hole", "macro:GUARD_HOLE_BASE_ADDR",
		"left empty for a hypervisor",
		.kind = MMS_REGION_GUARD },
	[MMS_X86_64_LDT] = {
		"ldt_remap", "LDT remap", "macro:LDT_BASE_ADDR",
		"a process's local descriptor table, under page-table isolation only",
		.kind = MMS_REGION_PER_MM },
	[MMS_X86_64_DIRECT_MAP] = {
		"direct_map", "direct map of RAM", "symbol:page_offset_base,memory_map",
		"all of RAM in one piece: address = start + physical; kmalloc() gives these",
		.kind = MMS_REGION_WINDOW, .linear = true,
		.gap = "not_ram", .gap_title = "(not RAM)" },
	[MMS_X86_64_VMALLOC] = {
		"vmalloc", "vmalloc, ioremap", "symbol:vmalloc_base,macro:VMALLOC_END",
		"scattered pages made contiguous, device memory, kernel stacks",
		.kind = MMS_REGION_WINDOW },
	[MMS_X86_64_KMSAN_SHADOW] = {
		"kmsan_shadow", "KMSAN shadow", "macro:KMSAN_VMALLOC_SHADOW_START",
		"KMSAN: which bits of vmalloc memory are initialised",
		.kind = MMS_REGION_WINDOW },
	[MMS_X86_64_KMSAN_ORIGIN] = {
		"kmsan_origin", "KMSAN origins", "macro:KMSAN_VMALLOC_ORIGIN_START",
		"KMSAN: who left vmalloc memory uninitialised",
		.kind = MMS_REGION_WINDOW },
	[MMS_X86_64_KMSAN_MODULES] = {
		"kmsan_modules", "KMSAN for modules", "macro:KMSAN_MODULES_SHADOW_START",
		"KMSAN: shadow and origins of the module area",
		.kind = MMS_REGION_WINDOW },
	[MMS_X86_64_VMEMMAP] = {
		"vmemmap", "vmemmap", "symbol:vmemmap_base,macro:MAX_PHYSMEM_BITS",
		"the array of struct page: one small record about each page of RAM",
		.kind = MMS_REGION_WINDOW },
	[MMS_X86_64_KASAN] = {
		"kasan_shadow", "KASAN shadow", "macro:KASAN_SHADOW_START",
		"KASAN: one byte about each 8 bytes of kernel memory",
		.kind = MMS_REGION_WINDOW },
	[MMS_X86_64_CPU_ENTRY] = {
		"cpu_entry_area", "CPU entry area", "macro:CPU_ENTRY_AREA_BASE",
		"what a CPU needs to enter the kernel: IDT, GDT, TSS, exception stacks",
		.kind = MMS_REGION_WINDOW },
	[MMS_X86_64_ESPFIX] = {
		"espfix", "ESPfix stacks", "macro:ESPFIX_BASE_ADDR",
		"a few pages mapped again and again, for returns to 16-bit stacks",
		.kind = MMS_REGION_WINDOW },
	[MMS_X86_64_EFI] = {
		"efi_runtime", "EFI runtime", "macro:EFI_VA_END",
		"firmware services; mapped only in tables of their own (efi_mm)",
		.kind = MMS_REGION_WINDOW },
	[MMS_X86_64_IMAGE] = {
		"kernel_image", "kernel image", "symbol:_text,symbol:_brk_end",
		"the kernel itself: its code, constants and variables",
		.kind = MMS_REGION_IMAGE, .linear = true,
		.gap = "between_sections", .gap_title = "(between sections)" },
	[MMS_X86_64_MODULES] = {
		"modules", "modules", "macro:MODULES_VADDR,macro:MODULES_END",
		"code and data of loadable modules, code the kernel writes itself (BPF)",
		.kind = MMS_REGION_WINDOW },
	[MMS_X86_64_FIXMAP] = {
		"fixmap", "fixmap", "macro:FIXADDR_TOT_START,macro:VSYSCALL_ADDR",
		"pages at addresses known when the kernel was compiled: APIC, HPET, early boot",
		.kind = MMS_REGION_WINDOW },
	[MMS_X86_64_VSYSCALL] = {
		"vsyscall", "vsyscall", "macro:VSYSCALL_ADDR",
		"time calls of very old programs; not mapped with vsyscall=xonly or none",
		.kind = MMS_REGION_WINDOW },
};

/*
 * With 4 and with 5 levels: regions that are at the same place in every boot, and
 * where the others start if KASLR does not move them.
 */
static const struct mms_place documented[][MMS_X86_64_AT] = {
	{
		[MMS_X86_64_USER] = { 0, 1ULL << 47 },
		[MMS_X86_64_NONCANONICAL] = { 1ULL << 47, -(1ULL << 48) },
		[MMS_X86_64_GUARD_HOLE] = { MMS_X86_64_GUARD_L4, 1ULL << 43 },
		[MMS_X86_64_DIRECT_MAP] = { .base = MMS_X86_64_PAGE_OFFSET_L4 },
		[MMS_X86_64_VMALLOC] = { .base = MMS_X86_64_VMALLOC_L4 },
		[MMS_X86_64_VMEMMAP] = { .base = MMS_X86_64_VMEMMAP_L4 },
		[MMS_X86_64_IMAGE] = { .base = MMS_X86_64_TEXT_BASE },
	}, {
		[MMS_X86_64_USER] = { 0, 1ULL << 56 },
		[MMS_X86_64_NONCANONICAL] = { 1ULL << 56, -(1ULL << 57) },
		[MMS_X86_64_GUARD_HOLE] = { MMS_X86_64_GUARD_L5, 1ULL << 52 },
		[MMS_X86_64_DIRECT_MAP] = { .base = MMS_X86_64_PAGE_OFFSET_L5 },
		[MMS_X86_64_VMALLOC] = { .base = MMS_X86_64_VMALLOC_L5 },
		[MMS_X86_64_VMEMMAP] = { .base = MMS_X86_64_VMEMMAP_L5 },
		[MMS_X86_64_IMAGE] = { .base = MMS_X86_64_TEXT_BASE },
	},
};

/**
 * mms_x86_64_vas_fill() - add the regions of x86_64 to an empty layout
 * @v: the layout; gets its bounds too
 * @levels: levels of paging, 4 or 5
 * @boot: where those are that the boot or the configuration decides; not used for
 *	the user half, the non-canonical range and the guard hole
 *
 * Parts are the caller's to add, then mms_vas_tile().
 *
 * Return: 0, -ENOSPC, -EINVAL for neither 4 nor 5 levels.
 */
int mms_x86_64_vas_fill(struct mms_vas *v, u8 levels,
			const struct mms_place boot[MMS_X86_64_AT])
{
	struct mms_place at[MMS_X86_64_AT];
	unsigned int five, i;

	if (levels != 4 && levels != 5)
		return -EINVAL;
	five = levels == 5;
	v->last = ~0ULL;
	v->va_bits = five ? 57 : 48;
	v->kernel = five ? MMS_X86_64_GUARD_L5 : MMS_X86_64_GUARD_L4;
	for (i = 0; i < MMS_X86_64_AT; i++) {
		const struct mms_place *fixed = &documented[five][i];

		at[i] = fixed->size ? *fixed : boot[i];
		if (!at[i].base)
			at[i].base = fixed->base;
	}
	return mms_vas_place(v, rows, at, MMS_X86_64_AT);
}
