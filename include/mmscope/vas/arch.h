/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Each architecture's table of regions, lib/vas/<arch>.c. Their bounds are passed in
 * by value: live/arch/ takes them from the kernel's own macros and variables, tests
 * from its Documentation. Pure. No locks, any context.
 */
#ifndef MMSCOPE_VAS_ARCH_H
#define MMSCOPE_VAS_ARCH_H

#include <linux/types.h>
#include <mmscope/vas/rows.h>

/* Documented in Documentation/arch/x86/x86_64/mm.rst */

/**
 * enum mms_x86_64_at - regions of x86_64
 * @MMS_X86_64_USER: the user half
 * @MMS_X86_64_NONCANONICAL: the addresses between the halves, which are not
 *	canonical
 * @MMS_X86_64_GUARD_HOLE: left to a hypervisor
 * @MMS_X86_64_DIRECT_MAP: page_offset_base up to the last byte of memory
 * @MMS_X86_64_VMALLOC: vmalloc_base; a quarter of the window under KMSAN
 * @MMS_X86_64_KMSAN_SHADOW: second quarter of vmalloc's window under KMSAN
 * @MMS_X86_64_KMSAN_ORIGIN: third quarter
 * @MMS_X86_64_KMSAN_MODULES: fourth quarter
 * @MMS_X86_64_VMEMMAP: vmemmap_base
 * @MMS_X86_64_KASAN: KASAN's shadow, where configured
 * @MMS_X86_64_LDT: LDT remap, where the kernel has modify_ldt()
 * @MMS_X86_64_CPU_ENTRY: cpu_entry_area
 * @MMS_X86_64_ESPFIX: ESPfix, where configured
 * @MMS_X86_64_EFI: EFI runtime services, where configured
 * @MMS_X86_64_IMAGE: the kernel image as mapped
 * @MMS_X86_64_MODULES: the module area
 * @MMS_X86_64_FIXMAP: the fixmap, as many slots as the configuration has
 * @MMS_X86_64_VSYSCALL: the vsyscall page
 * @MMS_X86_64_AT: how many there are
 */
enum mms_x86_64_at {
	MMS_X86_64_USER,
	MMS_X86_64_NONCANONICAL,
	MMS_X86_64_GUARD_HOLE,
	MMS_X86_64_DIRECT_MAP,
	MMS_X86_64_VMALLOC,
	MMS_X86_64_KMSAN_SHADOW,
	MMS_X86_64_KMSAN_ORIGIN,
	MMS_X86_64_KMSAN_MODULES,
	MMS_X86_64_VMEMMAP,
	MMS_X86_64_KASAN,
	MMS_X86_64_LDT,
	MMS_X86_64_CPU_ENTRY,
	MMS_X86_64_ESPFIX,
	MMS_X86_64_EFI,
	MMS_X86_64_IMAGE,
	MMS_X86_64_MODULES,
	MMS_X86_64_FIXMAP,
	MMS_X86_64_VSYSCALL,
	MMS_X86_64_AT,
};

/* Constants the table is built on; mm.rst, "Complete virtual memory map". */
#define MMS_X86_64_TEXT_BASE	0xffffffff81000000ULL
#define MMS_X86_64_PAGE_OFFSET_L4 0xffff888000000000ULL
#define MMS_X86_64_PAGE_OFFSET_L5 0xff11000000000000ULL
#define MMS_X86_64_VMALLOC_L4	0xffffc90000000000ULL
#define MMS_X86_64_VMALLOC_L5	0xffa0000000000000ULL
#define MMS_X86_64_VMEMMAP_L4	0xffffea0000000000ULL
#define MMS_X86_64_VMEMMAP_L5	0xffd4000000000000ULL
#define MMS_X86_64_GUARD_L4	0xffff800000000000ULL
#define MMS_X86_64_GUARD_L5	0xff00000000000000ULL

int mms_x86_64_vas_fill(struct mms_vas *v, u8 levels,
			const struct mms_place boot[MMS_X86_64_AT]);

/**
 * mms_x86_no_idt() - why a CPU has no interrupt descriptor table
 * @address: where its register says that it is
 * @fred: FRED is in use: the kernel clears that register then
 *
 * Return: static text; NULL where there is one.
 */
static inline const char *mms_x86_no_idt(u64 address, bool fred)
{
	if (address)
		return NULL;
	return fred ? "FRED: the CPU enters the kernel without an IDT" :
	       "the CPU was told of none";
}

/* Documented in arch/x86/include/asm/pgtable_32_areas.h */

/**
 * enum mms_i386_at - regions of 32-bit x86
 * @MMS_I386_USER: 0 up to PAGE_OFFSET, which is the split: 3:1, 2:2 or 1:3
 * @MMS_I386_LOWMEM: PAGE_OFFSET up to high_memory
 * @MMS_I386_IMAGE: the kernel image, inside lowmem
 * @MMS_I386_VMALLOC: VMALLOC_START up to VMALLOC_END, modules too
 * @MMS_I386_PKMAP: kmap()'s window to highmem
 * @MMS_I386_LDT: LDT remap, where the kernel has modify_ldt()
 * @MMS_I386_CPU_ENTRY: cpu_entry_area
 * @MMS_I386_FIXMAP: the fixmap, kmap_local()'s slots in it
 * @MMS_I386_AT: how many there are
 */
enum mms_i386_at {
	MMS_I386_USER,
	MMS_I386_LOWMEM,
	MMS_I386_IMAGE,
	MMS_I386_VMALLOC,
	MMS_I386_PKMAP,
	MMS_I386_LDT,
	MMS_I386_CPU_ENTRY,
	MMS_I386_FIXMAP,
	MMS_I386_AT,
};

int mms_i386_vas_fill(struct mms_vas *v, const struct mms_place at[MMS_I386_AT]);

/* Documented in Documentation/arch/arm/memory.rst */

/**
 * enum mms_arm_at - regions of 32-bit ARM
 * @MMS_ARM_AT_USER: 0 up to TASK_SIZE, 16 MiB below PAGE_OFFSET
 * @MMS_ARM_AT_KASAN: KASAN's shadow, where configured
 * @MMS_ARM_AT_MODULES: below PAGE_OFFSET, in reach of a branch to the image
 * @MMS_ARM_AT_PKMAP: kmap()'s window to highmem, between modules and lowmem
 * @MMS_ARM_AT_LOWMEM: PAGE_OFFSET up to high_memory
 * @MMS_ARM_AT_IMAGE: the kernel image, inside lowmem
 * @MMS_ARM_AT_VMALLOC: VMALLOC_START up to VMALLOC_END
 * @MMS_ARM_AT_PCI_IO: PCI I/O ports, inside vmalloc
 * @MMS_ARM_AT_FDT: the firmware's device tree
 * @MMS_ARM_AT_FIXMAP: the fixmap
 * @MMS_ARM_AT_ITCM: instruction memory inside the CPU, where there is some
 * @MMS_ARM_AT_DTCM: data memory inside the CPU, likewise
 * @MMS_ARM_AT_VECTORS: the vectors, their stubs, and helpers for user space
 * @MMS_ARM_AT: how many there are
 */
enum mms_arm_at {
	MMS_ARM_AT_USER,
	MMS_ARM_AT_KASAN,
	MMS_ARM_AT_MODULES,
	MMS_ARM_AT_PKMAP,
	MMS_ARM_AT_LOWMEM,
	MMS_ARM_AT_IMAGE,
	MMS_ARM_AT_VMALLOC,
	MMS_ARM_AT_PCI_IO,
	MMS_ARM_AT_FDT,
	MMS_ARM_AT_FIXMAP,
	MMS_ARM_AT_ITCM,
	MMS_ARM_AT_DTCM,
	MMS_ARM_AT_VECTORS,
	MMS_ARM_AT,
};

int mms_arm_vas_fill(struct mms_vas *v, const struct mms_place at[MMS_ARM_AT]);

/* Documented in Documentation/arch/arm64/memory.rst */

/**
 * enum mms_arm64_at - regions of arm64, but for those that @va_bits alone determines
 * @MMS_ARM64_LINEAR: the linear map, as much of it as there is memory
 * @MMS_ARM64_KASAN: KASAN's shadow, where configured
 * @MMS_ARM64_MODULES: modules, unless KASLR puts them around the image
 * @MMS_ARM64_VMALLOC: VMALLOC_START up to VMALLOC_END
 * @MMS_ARM64_IMAGE: the kernel image, inside vmalloc
 * @MMS_ARM64_FIXMAP: the fixmap, with early_ioremap()'s slots
 * @MMS_ARM64_PCI_IO: PCI I/O ports
 * @MMS_ARM64_VMEMMAP: the array of struct page
 * @MMS_ARM64_AT: how many there are
 */
enum mms_arm64_at {
	MMS_ARM64_LINEAR,
	MMS_ARM64_KASAN,
	MMS_ARM64_MODULES,
	MMS_ARM64_VMALLOC,
	MMS_ARM64_IMAGE,
	MMS_ARM64_FIXMAP,
	MMS_ARM64_PCI_IO,
	MMS_ARM64_VMEMMAP,
	MMS_ARM64_AT,
};

int mms_arm64_vas_fill(struct mms_vas *v, u8 va_bits,
		       const struct mms_place at[MMS_ARM64_AT]);

/* Documented in Documentation/arch/riscv/vm-layout.rst */

/**
 * enum mms_riscv_at - regions of riscv64, but for those that the mode alone
 * determines
 * @MMS_RISCV_FIXMAP: the fixmap
 * @MMS_RISCV_PCI_IO: PCI I/O ports
 * @MMS_RISCV_VMEMMAP: the array of struct page
 * @MMS_RISCV_VMALLOC: VMALLOC_START up to VMALLOC_END
 * @MMS_RISCV_LINEAR: the direct map, as much of it as there is memory
 * @MMS_RISCV_KASAN: KASAN's shadow, where configured
 * @MMS_RISCV_MODULES: modules and BPF, up to the image
 * @MMS_RISCV_IMAGE: the kernel image
 * @MMS_RISCV_AT: how many there are
 */
enum mms_riscv_at {
	MMS_RISCV_FIXMAP,
	MMS_RISCV_PCI_IO,
	MMS_RISCV_VMEMMAP,
	MMS_RISCV_VMALLOC,
	MMS_RISCV_LINEAR,
	MMS_RISCV_KASAN,
	MMS_RISCV_MODULES,
	MMS_RISCV_IMAGE,
	MMS_RISCV_AT,
};

int mms_riscv_vas_fill(struct mms_vas *v, u8 va_bits,
		       const struct mms_place at[MMS_RISCV_AT]);

#endif /* MMSCOPE_VAS_ARCH_H */
