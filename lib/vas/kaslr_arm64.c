// SPDX-License-Identifier: GPL-2.0-only
/*
 * How many places KASLR had to choose from on arm64: the calculations of
 * kaslr_early_init() (arch/arm64/kernel/pi/kaslr_early.c) and arm64_memblock_init()
 * (arch/arm64/mm/init.c), repeated with the numbers of this boot. Pure; takes no
 * locks.
 */
#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <mmscope/vas/kaslr.h>

/* The linear map's seed has 16 bits. */
#define MEMSTART_SEEDS BIT_ULL(16)

/**
 * mms_arm64_image_slots() - the places of the kernel image
 * @window: bytes from where the image is linked to (KIMAGE_VADDR) to where vmalloc
 *	ends; used by Linux 6.9 and newer
 * @va_bits_min: VA_BITS_MIN of a kernel older than that; 0 for newer ones
 *
 * 6.1 draws from a power of two, BIT(VA_BITS_MIN - 3) and BIT(VA_BITS_MIN - 2)
 * bytes from there; 6.12 and 7.2 from the middle half of the window. Both take the
 * offset's lower 21 bits from where the image is in memory.
 *
 * Return: steps of 2 MiB (MIN_KIMG_ALIGN) that an offset may lie in.
 */
u64 mms_arm64_image_slots(u64 window, unsigned int va_bits_min)
{
	u64 range = window / 2, first = range / 2;

	if (va_bits_min) {
		range = BIT_ULL(va_bits_min - 2);
		first = BIT_ULL(va_bits_min - 3);
	}
	return ((first + range - 1) >> MMS_ARM64_KIMG_SHIFT) - (first >> MMS_ARM64_KIMG_SHIFT) + 1;
}

/**
 * mms_arm64_linear_slots() - the places of the linear map
 * @region: bytes of the window it lies in (linear_region_size)
 * @reach: bytes the CPU's physical addresses reach (PARange)
 * @align_shift: binary logarithm of ARM64_MEMSTART_ALIGN
 *
 * As 6.1 and 6.12 have it; 5.10 takes the end of memory for @reach. 7.2 does not
 * move the linear map any more.
 *
 * Return: places, the one without an offset included; 1 where there is no room.
 */
u64 mms_arm64_linear_slots(u64 region, u64 reach, unsigned int align_shift)
{
	u64 range = region > reach ? (region - reach) >> align_shift : 0;

	/* (range * seed) >> 16, seed being 0 to 0xffff. */
	return clamp_t(u64, range, 1, MEMSTART_SEEDS);
}
