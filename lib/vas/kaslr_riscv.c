// SPDX-License-Identifier: GPL-2.0-only
/*
 * How many places KASLR had to choose from on riscv64: the calculation of setup_vm()
 * (arch/riscv/mm/init.c), repeated with the numbers of this boot. Pure; takes no
 * locks.
 */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <mmscope/vas/kaslr.h>

/**
 * mms_riscv_image_slots() - the places of the kernel image
 * @size: bytes of the image (kernel_map.size)
 * @pud_size: bytes the one early table of PMDs maps (PUD_SIZE)
 * @pmd_size: bytes of one step (PMD_SIZE)
 *
 * nr_pos of Linux 6.12 and 7.2. It is one less than would fit: the last place in
 * which the image still fits is never chosen.
 *
 * Return: places; 0 where the image leaves no room.
 */
u64 mms_riscv_image_slots(u64 size, u64 pud_size, u64 pmd_size)
{
	return size < pud_size ? div64_u64(pud_size - size, pmd_size) : 0;
}
