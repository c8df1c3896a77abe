// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether KASLR moved this x86_64 kernel, and out of how many places it chose: the
 * input of lib/vas/kaslr_x86_64.c, from the kernel's macros, its exported variables, and
 * struct boot_params. Takes no locks.
 */
#include <asm/cpu_entry_area.h>
#include <asm/kasan.h>
#include <asm/page.h>
#include <asm/pgtable.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <mmscope/core/live_symbols.h>
#include <mmscope/vas/live.h>
#include "x86_common.h"

static unsigned long map_end;

/* The variable with the last address of the direct map: since 6.11, renamed later. */
#if defined(DIRECT_MAP_PHYSMEM_END)
#define PHYSMEM_END_SYMBOL "direct_map_physmem_end"
#elif defined(PHYSMEM_END)
#define PHYSMEM_END_SYMBOL "physmem_end"
#endif

/**
 * mms_x86_kaslr_setup() - resolve the symbols that the KASLR hooks need
 *
 * Context: module init.
 */
void mms_x86_kaslr_setup(void)
{
#ifdef PHYSMEM_END_SYMBOL
	map_end = mms_symbol(PHYSMEM_END_SYMBOL);
#endif
}

/**
 * mms_x86_kaslr() - the kaslr hook, see mmscope/vas/live.h
 * @v: the layout
 * @k: filled in
 */
void mms_x86_kaslr(const struct mms_vas *v, struct mms_kaslr *k)
{
	const u64 text = mms_x86_text();

	if (text)
		k->phys_text = text - __START_KERNEL_map + phys_base;
	mms_x86_image_kaslr(text - __START_KERNEL_map, k);
	k->memory_on = k->on && IS_ENABLED(CONFIG_RANDOMIZE_MEMORY) &&
		       !IS_ENABLED(CONFIG_KASAN);
	k->memory_why = k->memory_on ? "follows the image" :
		!k->on ? "the image is not moved either" :
		IS_ENABLED(CONFIG_KASAN) ? "CONFIG_KASAN needs fixed addresses" :
		"CONFIG_RANDOMIZE_MEMORY is not set";
}

/**
 * mms_x86_map_tb() - how many TiB of addresses the direct map may take
 * @ram_last: physical address of RAM's last byte
 *
 * Return: TiB; 0 where this kernel has it in a variable that can't be found.
 */
u64 mms_x86_map_tb(u64 ram_last)
{
	const u64 most = BIT_ULL(MAX_PHYSMEM_BITS - 40);
	u64 end = mms_kernel_ulong(map_end);
	struct mms_kaslr k = {};

	mms_x86_kaslr(NULL, &k);
	if (!k.memory_on)
		return most;
#ifdef PHYSMEM_END_SYMBOL
	if (!end)
		return 0;
#endif
#ifdef CONFIG_RANDOMIZE_MEMORY
	return mms_x86_64_map_tb(end, ram_last, CONFIG_RANDOMIZE_MEMORY_PHYSICAL_PADDING, most);
#else
	return most;
#endif
}

/* The last byte of RAM; the direct map may hold more. */
static u64 ram_last(const struct mms_vas *v)
{
	const struct mms_region *r;
	u64 last = 0;

	for (r = v->region; r < v->region + v->nr; r++)
		if (r->kind == MMS_REGION_RAM)
			last = max(last, r->phys + (r->last - r->start));
	return last;
}

static void image_entropy(const struct mms_region *image, struct mms_entropy *e)
{
	e->step = CONFIG_PHYSICAL_ALIGN;
	e->slots = mms_kaslr_slots(MMS_X86_LOAD_PHYS, KERNEL_IMAGE_SIZE, mms_region_size(image),
				   e->step);
	e->how = "(KERNEL_IMAGE_SIZE - LOAD_PHYSICAL_ADDR - image) / PHYSICAL_ALIGN + 1";
}

/* @bytes in TiB, rounded up as kernel_randomize_memory() reserves them. */
static u64 tib(u64 bytes)
{
	return (bytes + BIT_ULL(40) - 1) >> 40;
}

static void memory_entropy(const struct mms_vas *v, unsigned int which, struct mms_entropy *e)
{
	struct mms_x86_64_memory m = {
		.start = pgtable_l5_enabled() ? __PAGE_OFFSET_BASE_L5 : __PAGE_OFFSET_BASE_L4,
		.end = CPU_ENTRY_AREA_BASE,
		.base = { PAGE_OFFSET, VMALLOC_START, VMEMMAP_START },
		.size_tb = { mms_x86_map_tb(ram_last(v)), VMALLOC_SIZE_TB },
	};
	u64 slots[3], pages = m.size_tb[0] << (40 - PAGE_SHIFT);

	m.size_tb[2] = tib(pages * sizeof(struct page));
	e->step = PUD_SIZE;
	if (!pages) {
		e->how = "this kernel does not tell how much it kept for the direct map";
	} else if (mms_x86_64_memory_slots(&m, slots)) {
		e->slots = slots[which];
		e->how = "(what the three leave free) / (those not placed yet) / PUD_SIZE + 1";
	} else {
		e->how = "the addresses are not those of kernel_randomize_memory()";
	}
}

/**
 * mms_x86_entropy() - the entropy hook, see mmscope/vas/live.h
 * @v: the layout
 * @r: the region
 * @phys: the image in memory is meant
 * @e: zeroed; filled in
 */
void mms_x86_entropy(const struct mms_vas *v, const struct mms_region *r, bool phys,
		     struct mms_entropy *e)
{
	static const char *const memory[] = { "direct_map", "vmalloc", "vmemmap" };
	unsigned int i;

	if (phys)
		mms_x86_phys_entropy(v, mms_region_size(r), ~0ULL, e);
	else if (r->kind == MMS_REGION_IMAGE)
		image_entropy(r, e);
	for (i = 0; i < ARRAY_SIZE(memory); i++)
		if (!strcmp(r->name, memory[i]))
			memory_entropy(v, i, e);
}
