// SPDX-License-Identifier: GPL-2.0-only
/*
 * How many places KASLR had to choose from on x86_64: the sums of
 * kernel_randomize_memory() (arch/x86/mm/kaslr.c) and of find_random_virt_addr()
 * and find_random_phys_addr() (arch/x86/boot/compressed/kaslr.c), done again with
 * the numbers of this boot. Pure; takes no locks.
 */
#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <mmscope/kaslr.h>

#define TB_SHIFT 40
#define SLOT_SHIFT 30
#define SLOT BIT_ULL(SLOT_SHIFT)

/**
 * mms_log2_centi() - the binary logarithm, in hundredths
 * @n: at least 1
 *
 * Return: floor(100 * log2(@n)).
 */
u32 mms_log2_centi(u64 n)
{
	u32 whole = 63 - __builtin_clzll(n | 1), result = whole, i;
	/* n / 2^whole, in [1, 2), with 31 bits behind the point. */
	u64 x = whole > 31 ? n >> (whole - 31) : n << (31 - whole);

	/* Each squaring gives the next binary digit of the logarithm. */
	for (i = 0; i < 16; i++) {
		x = (x * x) >> 31;
		result <<= 1;
		if (x >> 32) {
			result |= 1;
			x >>= 1;
		}
	}
	return ((u64)result * 100) >> 16;
}

/**
 * mms_x86_64_memory_slots() - the places of direct map, vmalloc and vmemmap
 * @m: where they may be, are, and how large they are
 * @slots: how many places each had to choose from, the ones below it being
 *	where they are
 *
 * Return: false when @m can't be the outcome of that choice.
 */
bool mms_x86_64_memory_slots(const struct mms_x86_64_memory *m, u64 slots[3])
{
	u64 remain = m->end - m->start, at = m->start;
	unsigned int i;

	for (i = 0; i < 3; i++)
		remain -= m->size_tb[i] << TB_SHIFT;
	if (remain > m->end - m->start)
		return false;
	for (i = 0; i < 3; i++) {
		u64 most = div_u64(remain, 3 - i), drawn = m->base[i] - at;

		if (m->base[i] < at || drawn > most || drawn & (SLOT - 1))
			return false;
		slots[i] = (most >> SLOT_SHIFT) + 1;
		/* The next one starts in a PUD entry of its own. */
		at = m->base[i] + (m->size_tb[i] << TB_SHIFT);
		at = ((at >> SLOT_SHIFT) + 1) << SLOT_SHIFT;
		remain -= drawn;
	}
	return true;
}

/**
 * mms_kaslr_slots() - how many places an image has in a stretch
 * @first: first byte of the stretch
 * @end: first byte past it
 * @size: bytes of the image
 * @step: what its address must be a multiple of, not 0
 *
 * Return: places; 0 where it does not fit.
 */
u64 mms_kaslr_slots(u64 first, u64 end, u64 size, u64 step)
{
	u64 rest;

	div64_u64_rem(first, step, &rest);
	if (rest)
		first += step - rest;
	if (first >= end || end - first < size)
		return 0;
	return div64_u64(end - first - size, step) + 1;
}
