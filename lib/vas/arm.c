// SPDX-License-Identifier: GPL-2.0-only
/*
 * The regions of 32-bit ARM, with short descriptors and with long ones (LPAE):
 * the kernel's Documentation/arch/arm/memory.rst as a table. Takes no locks.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <mmscope/vas/arch.h>

static const struct mms_vas_row rows[MMS_ARM_AT] = {
	[MMS_ARM_AT_USER] = {
		"user", "user space", "macro:TASK_SIZE",
		"each process has its own; write pid=N to the query file to see one",
		.kind = MMS_REGION_USER },
	[MMS_ARM_AT_KASAN] = {
		"kasan_shadow", "KASAN shadow", "macro:KASAN_SHADOW_START",
		"KASAN: one byte about each 8 bytes of kernel memory",
		.kind = MMS_REGION_WINDOW },
	[MMS_ARM_AT_MODULES] = {
		"modules", "modules", "macro:MODULES_VADDR,macro:MODULES_END",
		"code and data of loadable modules, within reach of the kernel's branches",
		.kind = MMS_REGION_WINDOW },
	[MMS_ARM_AT_PKMAP] = {
		"pkmap", "PKMAP", "macro:PKMAP_BASE",
		"kmap(): pages of highmem, mapped for as long as they are used",
		.kind = MMS_REGION_WINDOW },
	[MMS_ARM_AT_LOWMEM] = {
		"direct_map", "lowmem", "macro:PAGE_OFFSET,symbol:high_memory",
		"RAM with an address for good; kmalloc() gives these",
		.kind = MMS_REGION_WINDOW, .linear = true,
		.gap = "not_ram", .gap_title = "(not RAM)" },
	[MMS_ARM_AT_IMAGE] = {
		"kernel_image", "kernel image", "iomem",
		"the kernel itself, inside lowmem: its code, constants and variables",
		.kind = MMS_REGION_IMAGE, .linear = true,
		.gap = "between_sections", .gap_title = "(between sections)" },
	[MMS_ARM_AT_VMALLOC] = {
		"vmalloc", "vmalloc, ioremap", "macro:VMALLOC_START,macro:VMALLOC_END",
		"scattered pages made contiguous, device memory, kernel stacks",
		.kind = MMS_REGION_WINDOW },
	[MMS_ARM_AT_PCI_IO] = {
		"pci_io", "PCI I/O", "macro:PCI_IO_VIRT_BASE",
		"I/O ports of PCI devices, which this CPU reaches as memory",
		.kind = MMS_REGION_WINDOW },
	[MMS_ARM_AT_FDT] = {
		"fdt", "device tree", "macro:FDT_FIXED_BASE",
		"the firmware's description of the machine, read-only",
		.kind = MMS_REGION_WINDOW },
	[MMS_ARM_AT_FIXMAP] = {
		"fixmap", "fixmap", "macro:FIXADDR_START,macro:FIXADDR_END",
		"pages at addresses fixed when the kernel was compiled; kmap_local()'s slots",
		.kind = MMS_REGION_WINDOW },
	[MMS_ARM_AT_ITCM] = {
		"itcm", "ITCM", "macro:ITCM_OFFSET",
		"memory for code inside the CPU",
		.kind = MMS_REGION_WINDOW },
	[MMS_ARM_AT_DTCM] = {
		"dtcm", "DTCM", "macro:DTCM_OFFSET",
		"memory for data inside the CPU",
		.kind = MMS_REGION_WINDOW },
	[MMS_ARM_AT_VECTORS] = {
		"vectors", "vectors", "macro:VECTORS_BASE",
		"where exceptions enter the kernel; helpers that user space may call",
		.kind = MMS_REGION_WINDOW },
};

/**
 * mms_arm_vas_fill() - add the regions of 32-bit ARM to an empty layout
 * @v: the layout; gets its bounds too
 * @at: where each of them is
 *
 * Parts are the caller's to add, then mms_vas_tile().
 *
 * Return: 0, -ENOSPC, -EINVAL without user space.
 */
int mms_arm_vas_fill(struct mms_vas *v, const struct mms_place at[MMS_ARM_AT])
{
	if (!at[MMS_ARM_AT_USER].size)
		return -EINVAL;
	v->last = U32_MAX;
	v->va_bits = 32;
	v->kernel = at[MMS_ARM_AT_USER].size;
	return mms_vas_place(v, rows, at, MMS_ARM_AT);
}
