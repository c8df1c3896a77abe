// SPDX-License-Identifier: GPL-2.0-only
/*
 * The regions of 32-bit x86, with PAE and without: asm/pgtable_32_areas.h as a
 * table. The split of the 4 GiB (3:1, 2:2, 1:3) is where user space ends. Takes
 * no locks.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <mmscope/vas/arch.h>

static const struct mms_vas_row rows[MMS_I386_AT] = {
	[MMS_I386_USER] = {
		"user", "user space", "macro:PAGE_OFFSET",
		"each process has its own; write pid=N to the query file to see one",
		.kind = MMS_REGION_USER },
	[MMS_I386_LOWMEM] = {
		"direct_map", "lowmem", "macro:PAGE_OFFSET,symbol:high_memory",
		"RAM with an address for good: start + physical; kmalloc() gives these",
		.kind = MMS_REGION_WINDOW, .linear = true,
		.gap = "not_ram", .gap_title = "(not RAM)" },
	[MMS_I386_IMAGE] = {
		"kernel_image", "kernel image", "symbol:_text,iomem",
		"the kernel itself, inside lowmem: its code, constants and variables",
		.kind = MMS_REGION_IMAGE, .linear = true,
		.gap = "between_sections", .gap_title = "(between sections)" },
	[MMS_I386_VMALLOC] = {
		"vmalloc", "vmalloc, modules", "macro:VMALLOC_START,macro:VMALLOC_END",
		"scattered pages made contiguous, device memory, loadable modules",
		.kind = MMS_REGION_WINDOW },
	[MMS_I386_PKMAP] = {
		"pkmap", "PKMAP", "macro:PKMAP_BASE,macro:LAST_PKMAP",
		"kmap(): pages of highmem, mapped for as long as they are used",
		.kind = MMS_REGION_WINDOW },
	[MMS_I386_LDT] = {
		"ldt_remap", "LDT remap", "macro:LDT_BASE_ADDR",
		"a process's local descriptor table, under page-table isolation only",
		.kind = MMS_REGION_PER_MM },
	[MMS_I386_CPU_ENTRY] = {
		"cpu_entry_area", "CPU entry area", "macro:CPU_ENTRY_AREA_BASE",
		"what a CPU needs to enter the kernel: IDT, GDT, TSS, entry stack",
		.kind = MMS_REGION_WINDOW },
	[MMS_I386_FIXMAP] = {
		"fixmap", "fixmap", "macro:FIXADDR_TOT_START,symbol:__FIXADDR_TOP",
		"pages at addresses fixed when the kernel was compiled; kmap_local()'s slots",
		.kind = MMS_REGION_WINDOW },
};

/**
 * mms_i386_vas_fill() - add the regions of 32-bit x86 to an empty layout
 * @v: the layout; gets its bounds too
 * @at: where each of them is
 *
 * Parts are the caller's to add, then mms_vas_tile().
 *
 * Return: 0, -ENOSPC, -EINVAL without user space.
 */
int mms_i386_vas_fill(struct mms_vas *v, const struct mms_place at[MMS_I386_AT])
{
	if (!at[MMS_I386_USER].size)
		return -EINVAL;
	v->last = U32_MAX;
	v->va_bits = 32;
	v->kernel = at[MMS_I386_USER].size;
	return mms_vas_place(v, rows, at, MMS_I386_AT);
}
