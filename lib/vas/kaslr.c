// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the KASLR calculations of all architectures share: places in a range of
 * addresses and in memory, bits of entropy, and the words of the kernel's command
 * line. Pure; takes no locks.
 */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <mmscope/vas/kaslr.h>

/**
 * mms_log2_centi() - the binary logarithm, in hundredths
 * @n: at least 1
 *
 * Return: floor(100 * log2(@n)).
 */
u32 mms_log2_centi(u64 n)
{
	u32 whole = 63 - __builtin_clzll(n | 1), result = whole, i;
	/* n / 2^whole, in [1, 2), with 31 fractional bits. */
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
 * mms_kaslr_slots() - how many places an image has in a range of addresses
 * @first: first byte of the range
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

/**
 * mms_kaslr_ram_slots() - how many places an image has in memory
 * @v: the layout, tiled
 * @from: physical address of the first byte it may lie in
 * @end: of the first byte past those, ~0 for no limit
 * @size: bytes of the image
 * @step: what its address must be a multiple of, not 0
 *
 * Each range of memory by itself, as find_random_phys_addr()
 * (arch/x86/boot/compressed/kaslr.c) and efi_random_alloc()
 * (drivers/firmware/efi/libstub/randomalloc.c) go through them, of Linux 6.1 and
 * 6.12. What the boot loader had in memory then is not known, so this is an upper
 * bound.
 *
 * Return: places.
 */
u64 mms_kaslr_ram_slots(const struct mms_vas *v, u64 from, u64 end, u64 size, u64 step)
{
	u64 first = 0, stop = 0, last = 0, slots = 0;
	const struct mms_region *r;

	for (r = v->region; r < v->region + v->nr; r++) {
		bool ram = r->kind == MMS_REGION_RAM;

		if (!ram && r->kind != MMS_REGION_IMAGE)
			continue;
		if (stop && r->phys == stop && r->start == last + 1) {
			/* On 32 bits the image lies in the middle of memory. */
			stop += mms_region_size(r);
			last = r->last;
		} else if (ram) {
			slots += mms_kaslr_slots(max(first, from), min(stop, end), size, step);
			first = r->phys;
			stop = first + mms_region_size(r);
			last = r->last;
		}
	}
	return slots + mms_kaslr_slots(max(first, from), min(stop, end), size, step);
}
