/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the page tables of x86-64 and of 32-bit x86 share on the running kernel.
 */
#ifndef MMSCOPE_ARCH_X86_COMMON_H
#define MMSCOPE_ARCH_X86_COMMON_H

#include <linux/types.h>

u64 mms_x86_pat(void);
bool mms_x86_kernel_phys(u64 va, u64 *phys);

struct mms_objects;

/* live/arch/x86_64_objects.c */
void mms_x86_objects_setup(void);
void mms_x86_add_objects(struct mms_objects *o);
u32 mms_x86_objects_max(void);

#endif /* MMSCOPE_ARCH_X86_COMMON_H */
