/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How much entropy KASLR gave each region. Pure: numbers in, numbers
 * out. No locks, any context.
 */
#ifndef MMSCOPE_VAS_KASLR_H
#define MMSCOPE_VAS_KASLR_H

#include <linux/types.h>
#include <mmscope/vas/region.h>

/** MMS_ARM64_KIMG_SHIFT - binary logarithm of MIN_KIMG_ALIGN of asm/boot.h */
#define MMS_ARM64_KIMG_SHIFT 21

/**
 * struct mms_entropy - among how many places one was chosen
 * @slots: places, each as likely as any other; 1 for what is never moved, 0 where it
 *	is not known
 * @step: bytes between two of them
 * @at_most: there were @slots or fewer
 * @how: how @slots was computed; with 1 why, with 0 why it is not known. Static text
 */
struct mms_entropy {
	u64 slots;
	u64 step;
	bool at_most;
	const char *how;
};

/**
 * struct mms_x86_64_memory - what kernel_randomize_memory() works with
 * @start: first address that direct map, vmalloc and vmemmap may use
 * @end: first address past those
 * @base: where each of the three is, in that order
 * @size_tb: TiB reserved for each
 */
struct mms_x86_64_memory {
	u64 start;
	u64 end;
	u64 base[3];
	u64 size_tb[3];
};

u32 mms_log2_centi(u64 n);
u64 mms_x86_64_map_tb(u64 physmem_end, u64 ram_last, u64 padding_tb, u64 most_tb);
bool mms_x86_64_memory_slots(const struct mms_x86_64_memory *m, u64 slots[3]);
u64 mms_kaslr_slots(u64 first, u64 end, u64 size, u64 step);
u64 mms_kaslr_ram_slots(const struct mms_vas *v, u64 from, u64 end, u64 size, u64 step);
u64 mms_arm64_image_slots(u64 window, unsigned int va_bits_min);
u64 mms_arm64_linear_slots(u64 region, u64 reach, unsigned int align_shift);
u64 mms_riscv_image_slots(u64 size, u64 pud_size, u64 pmd_size);

#endif /* MMSCOPE_VAS_KASLR_H */
