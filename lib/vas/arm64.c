// SPDX-License-Identifier: GPL-2.0-only
/*
 * The regions of arm64, any page size, 36 to 52 bits of virtual addresses: the
 * kernel's Documentation/arch/arm64/memory.rst as a table. Two halves of equal
 * size, one for each of the CPU's two root tables. Takes no locks.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <mmscope/vas/arch.h>

/* After the table of places: what the number of bits alone decides. */
enum {
	USER = MMS_ARM64_AT,
	NONCANONICAL,
	ROWS,
};

static const struct mms_vas_row rows[ROWS] = {
	[MMS_ARM64_LINEAR] = {
		"direct_map", "linear map of RAM", "symbol:memstart_addr,memory_map",
		"all of RAM in one piece; kmalloc() gives these",
		.kind = MMS_REGION_WINDOW, .linear = true,
		.gap = "not_ram", .gap_title = "(not RAM)" },
	[MMS_ARM64_KASAN] = {
		"kasan_shadow", "KASAN shadow", "macro:KASAN_SHADOW_START",
		"KASAN: one byte about each 8 or 16 bytes of kernel memory",
		.kind = MMS_REGION_WINDOW },
	[MMS_ARM64_MODULES] = {
		"modules", "modules", "macro:MODULES_VADDR,macro:MODULES_END",
		"code and data of loadable modules; with KASLR those are in vmalloc instead",
		.kind = MMS_REGION_WINDOW },
	[MMS_ARM64_VMALLOC] = {
		"vmalloc", "vmalloc, ioremap", "macro:VMALLOC_START,macro:VMALLOC_END",
		"scattered pages made contiguous, device memory, kernel stacks, the image",
		.kind = MMS_REGION_WINDOW },
	[MMS_ARM64_IMAGE] = {
		"kernel_image", "kernel image", "symbol:_text,iomem,symbol:kimage_voffset",
		"the kernel itself, inside vmalloc: its code, constants and variables",
		.kind = MMS_REGION_IMAGE, .linear = true,
		.gap = "between_sections", .gap_title = "(between sections)" },
	[MMS_ARM64_FIXMAP] = {
		"fixmap", "fixmap", "macro:FIXADDR_TOP",
		"pages at addresses fixed when the kernel was compiled: device tree, early boot",
		.kind = MMS_REGION_WINDOW },
	[MMS_ARM64_PCI_IO] = {
		"pci_io", "PCI I/O", "macro:PCI_IO_START,macro:PCI_IO_END",
		"I/O ports of PCI devices, which this CPU reaches as memory",
		.kind = MMS_REGION_WINDOW },
	[MMS_ARM64_VMEMMAP] = {
		"vmemmap", "vmemmap", "macro:VMEMMAP_START,macro:VMEMMAP_SIZE",
		"the array of struct page: one small record about each page of RAM",
		.kind = MMS_REGION_WINDOW },
	[USER] = {
		"user", "user half", "register:TCR_EL1",
		"each process has its own; write pid=N to the query file to see one",
		.kind = MMS_REGION_USER },
	[NONCANONICAL] = {
		"noncanonical", "not an address", "register:TCR_EL1",
		.kind = MMS_REGION_NONCANONICAL },
};

/**
 * mms_arm64_vas_fill() - add the regions of arm64 to an empty layout
 * @v: the layout; gets its bounds too
 * @va_bits: bits of an address below those that choose the half; what the
 *	kernel calls vabits_actual
 * @at: where each of them is
 *
 * Parts are the caller's to add, then mms_vas_tile().
 *
 * Return: 0, -ENOSPC, -EINVAL for a number of bits no kernel uses.
 */
int mms_arm64_vas_fill(struct mms_vas *v, u8 va_bits,
		       const struct mms_place at[MMS_ARM64_AT])
{
	struct mms_place all[ROWS] = {};
	unsigned int i;

	if (va_bits < 36 || va_bits > 52)
		return -EINVAL;
	for (i = 0; i < MMS_ARM64_AT; i++)
		all[i] = at[i];
	mms_place_set(&all[USER], 0, 1ULL << va_bits);
	mms_place_set(&all[NONCANONICAL], 1ULL << va_bits, -(1ULL << va_bits));
	v->last = ~0ULL;
	v->va_bits = va_bits;
	v->kernel = -(1ULL << va_bits);
	v->first = v->kernel;
	return mms_vas_place(v, rows, all, ROWS);
}
