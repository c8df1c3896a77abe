/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the page tables of x86-64 and of 32-bit x86 share on the running kernel.
 */
#ifndef MMSCOPE_ARCH_X86_COMMON_H
#define MMSCOPE_ARCH_X86_COMMON_H

#include <linux/types.h>

u64 mms_x86_pat(void);
bool mms_x86_kernel_phys(u64 va, u64 *phys);
const char *mms_x86_unreadable(void);

struct mms_entropy;
struct mms_kaslr;
struct mms_object_provider;
struct mms_region;
struct mms_vas;

/* LOAD_PHYSICAL_ADDR of asm/boot.h, which not every kernel's headers have. */
#define MMS_X86_LOAD_PHYS ALIGN(CONFIG_PHYSICAL_START, CONFIG_PHYSICAL_ALIGN)

/* live/arch/x86_boot.c */

void mms_x86_boot_setup(void);
void mms_x86_image_kaslr(u64 offset, struct mms_kaslr *k);
void mms_x86_phys_entropy(const struct mms_vas *v, u64 size, u64 end, struct mms_entropy *e);
bool mms_x86_initrd(u64 *phys, u64 *size);

/* live/arch/x86_64_image.c */
void mms_x86_image_setup(void);
u64 mms_x86_text(void);
void mms_x86_image(u64 *start, u64 *last);

/* live/arch/x86_64_kaslr.c */
void mms_x86_kaslr_setup(void);
u64 mms_x86_map_tb(u64 ram_last);
void mms_x86_kaslr(const struct mms_vas *v, struct mms_kaslr *k);
void mms_x86_entropy(const struct mms_vas *v, const struct mms_region *r, bool phys,
		     struct mms_entropy *e);

/* live/arch/x86_entry.c */

/**
 * struct mms_x86_entry_part - what each CPU has in the CPU entry area
 * @name: its name in records
 * @title: its name in reports
 * @offset: its offset in struct cpu_entry_area
 * @size: bytes
 */
struct mms_x86_entry_part {
	const char *name;
	const char *title;
	u32 offset;
	u32 size;
};

#define MMS_X86_ENTRY_PART(name, title, member) \
	{ name, title, offsetof(struct cpu_entry_area, member), \
	  sizeof_field(struct cpu_entry_area, member) }

void mms_x86_add_entry_parts(struct mms_vas *v, const struct mms_x86_entry_part *parts, u32 n);
extern const struct mms_object_provider mms_x86_objects;

#endif /* MMSCOPE_ARCH_X86_COMMON_H */
