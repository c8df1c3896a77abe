/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Each architecture's table of regions, from its page of the kernel's
 * Documentation, and what randomisation did to it. Pure: the tables carry their
 * own constants, what differs from boot to boot comes in by value, so that every
 * layout is tested on every machine. live/arch/ pins the constants to the
 * kernel's. No locks, any context.
 */
#ifndef MMSCOPE_VAS_X86_64_H
#define MMSCOPE_VAS_X86_64_H

#include <linux/types.h>
#include <mmscope/vas/region.h>

/**
 * enum mms_x86_64_at - regions of x86_64 whose place is known at run time only
 * @MMS_X86_64_FIXED: none: the table alone says where it is
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
	MMS_X86_64_FIXED,
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

/**
 * struct mms_x86_64_place - where one of them is
 * @start: first byte
 * @size: bytes; 0 when this kernel has no such region
 * @base: where it would start unrandomised; 0: where the table says
 */
struct mms_x86_64_place {
	u64 start;
	u64 size;
	u64 base;
};

/**
 * struct mms_x86_64_vas - what x86_64 leaves to the boot and the configuration
 * @levels: levels of paging in use, 4 or 5
 * @image_phys: physical address of the image's first byte
 * @at: where things are, indexed by enum mms_x86_64_at
 */
struct mms_x86_64_vas {
	u8 levels;
	u64 image_phys;
	struct mms_x86_64_place at[MMS_X86_64_AT];
};

int mms_x86_64_vas_fill(struct mms_vas *l, const struct mms_x86_64_vas *p);

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

/* What the table takes for granted; mm.rst, "Complete virtual memory map". */
#define MMS_X86_64_TEXT_BASE	0xffffffff81000000ULL
#define MMS_X86_64_PAGE_OFFSET_L4 0xffff888000000000ULL
#define MMS_X86_64_PAGE_OFFSET_L5 0xff11000000000000ULL
#define MMS_X86_64_VMALLOC_L4	0xffffc90000000000ULL
#define MMS_X86_64_VMALLOC_L5	0xffa0000000000000ULL
#define MMS_X86_64_VMEMMAP_L4	0xffffea0000000000ULL
#define MMS_X86_64_VMEMMAP_L5	0xffd4000000000000ULL
#define MMS_X86_64_GUARD_L4	0xffff800000000000ULL
#define MMS_X86_64_GUARD_L5	0xff00000000000000ULL

#endif /* MMSCOPE_VAS_X86_64_H */
