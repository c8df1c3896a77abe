// SPDX-License-Identifier: GPL-2.0-only
/*
 * How many places KASLR had to choose from for the memory regions of x86_64: the
 * calculations of kernel_randomize_memory() (arch/x86/mm/kaslr.c), repeated with the
 * numbers of this boot. Pure; takes no locks.
 */
#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <mmscope/vas/kaslr.h>

#define TB_SHIFT 40
#define SLOT_SHIFT 30
#define SLOT BIT_ULL(SLOT_SHIFT)

/**
 * mms_x86_64_map_tb() - how much of the address space was kept for the direct map
 * @physmem_end: the kernel's own last physical address that the direct map may get
 *	to, physmem_end or direct_map_physmem_end; 0 where it has no such variable
 * @ram_last: physical address of RAM's last byte
 * @padding_tb: what the configuration adds, RANDOMIZE_MEMORY_PHYSICAL_PADDING
 * @most_tb: all that the CPU's physical addresses reach
 *
 * Kernels without the variable reserved as much as there was memory, plus the
 * padding.
 *
 * Return: TiB.
 */
u64 mms_x86_64_map_tb(u64 physmem_end, u64 ram_last, u64 padding_tb, u64 most_tb)
{
	if (physmem_end)
		return (physmem_end >> TB_SHIFT) + 1;
	return min(most_tb, (ram_last >> TB_SHIFT) + 1 + padding_tb);
}

/**
 * mms_x86_64_memory_slots() - the places of direct map, vmalloc and vmemmap
 * @m: the limits, their places and their sizes
 * @slots: how many places each had to choose from, given the places of those below
 *	it
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
