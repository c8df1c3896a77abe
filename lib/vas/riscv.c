// SPDX-License-Identifier: GPL-2.0-only
/*
 * The regions of riscv64, Sv39, Sv48 and Sv57: the kernel's
 * Documentation/arch/riscv/vm-layout.rst as a table. Takes no locks.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <mmscope/vas/arch.h>

/* After the table of places: what the mode alone decides. */
enum {
	USER = MMS_RISCV_AT,
	NONCANONICAL,
	ROWS,
};

static const struct mms_vas_row rows[ROWS] = {
	[MMS_RISCV_FIXMAP] = {
		"fixmap", "fixmap", "macro:FIXADDR_START,macro:FIXADDR_TOP",
		"pages at addresses fixed when the kernel was compiled: device tree, early boot",
		.kind = MMS_REGION_WINDOW },
	[MMS_RISCV_PCI_IO] = {
		"pci_io", "PCI I/O", "macro:PCI_IO_START,macro:PCI_IO_END",
		"I/O ports of PCI devices, which this CPU reaches as memory",
		.kind = MMS_REGION_WINDOW },
	[MMS_RISCV_VMEMMAP] = {
		"vmemmap", "vmemmap", "macro:VMEMMAP_START,macro:VMEMMAP_END",
		"the array of struct page: one small record about each page of RAM",
		.kind = MMS_REGION_WINDOW },
	[MMS_RISCV_VMALLOC] = {
		"vmalloc", "vmalloc, ioremap", "macro:VMALLOC_START,macro:VMALLOC_END",
		"scattered pages made contiguous, device memory, kernel stacks",
		.kind = MMS_REGION_WINDOW },
	[MMS_RISCV_LINEAR] = {
		"direct_map", "direct map of RAM", "symbol:kernel_map,memory_map",
		"all of RAM in one piece; kmalloc() gives these",
		.kind = MMS_REGION_WINDOW, .linear = true,
		.gap = "not_ram", .gap_title = "(not RAM)" },
	[MMS_RISCV_KASAN] = {
		"kasan_shadow", "KASAN shadow", "macro:KASAN_SHADOW_START",
		"KASAN: one byte about each 8 bytes of kernel memory",
		.kind = MMS_REGION_WINDOW },
	[MMS_RISCV_MODULES] = {
		"modules", "modules, BPF", "symbol:kernel_map",
		"code and data of loadable modules, code the kernel writes itself (BPF)",
		.kind = MMS_REGION_WINDOW },
	[MMS_RISCV_IMAGE] = {
		"kernel_image", "kernel image", "symbol:kernel_map",
		"the kernel itself: its code, constants and variables",
		.kind = MMS_REGION_IMAGE, .linear = true,
		.gap = "between_sections", .gap_title = "(between sections)" },
	[USER] = {
		"user", "user half", "register:satp",
		"each process has its own; write pid=N to the query file to see one",
		.kind = MMS_REGION_USER },
	[NONCANONICAL] = {
		"noncanonical", "not an address", "register:satp",
		.kind = MMS_REGION_NONCANONICAL },
};

/**
 * mms_riscv_vas_fill() - add the regions of riscv64 to an empty layout
 * @v: the layout; gets its bounds too
 * @va_bits: 39, 48 or 57
 * @at: where each of them is
 *
 * Parts are the caller's to add, then mms_vas_tile().
 *
 * Return: 0, -ENOSPC, -EINVAL for another number of bits.
 */
int mms_riscv_vas_fill(struct mms_vas *v, u8 va_bits,
		       const struct mms_place at[MMS_RISCV_AT])
{
	struct mms_place all[ROWS] = {};
	u64 half;
	unsigned int i;

	if (va_bits != 39 && va_bits != 48 && va_bits != 57)
		return -EINVAL;
	half = 1ULL << (va_bits - 1);
	for (i = 0; i < MMS_RISCV_AT; i++)
		all[i] = at[i];
	mms_place_set(&all[USER], 0, half);
	mms_place_set(&all[NONCANONICAL], half, -half);
	v->last = ~0ULL;
	v->va_bits = va_bits;
	v->kernel = -half;
	return mms_vas_place(v, rows, all, ROWS);
}
