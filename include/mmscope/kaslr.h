/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How much chance there is in where KASLR put things. Pure: numbers in, numbers
 * out. No locks, any context.
 */
#ifndef MMSCOPE_KASLR_H
#define MMSCOPE_KASLR_H

#include <linux/types.h>

/**
 * struct mms_entropy - out of how many places one was chosen
 * @slots: places, each as likely as any other; 0 where it is not known
 * @step: bytes between two of them
 * @at_most: there were @slots or fewer
 * @how: how @slots was computed; or, with 0, why it is not known. Static text
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
bool mms_x86_64_memory_slots(const struct mms_x86_64_memory *m, u64 slots[3]);
u64 mms_kaslr_slots(u64 first, u64 end, u64 size, u64 step);

#endif /* MMSCOPE_KASLR_H */
