// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether KASLR moved this x86_64 kernel, and out of how many places it chose: the
 * numbers lib/kaslr_x86_64.c calculates with, from the kernel's macros, its exported
 * variables, and boot_params. Takes no locks.
 */
#include <asm/bootparam.h>
#include <asm/cpu_entry_area.h>
#include <asm/kasan.h>
#include <asm/page.h>
#include <asm/pgtable.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <mmscope/live_vas.h>
#include <mmscope/symbols.h>
#include "x86_common.h"

/* Long enough for any command line that anybody reads. */
#define CMDLINE_LEN 2048

static unsigned long text, params;
static bool nokaslr;

/* Is @word on the kernel command line, as a word of its own? */
static bool on_cmdline(const char *word)
{
	unsigned long symbol = mms_symbol("saved_command_line");
	size_t len = strlen(word), matched = 0, i;
	char before = ' ', c;
	char *line;

	if (!symbol || copy_from_kernel_nofault(&line, (void *)symbol, sizeof(line)))
		return false;
	for (i = 0; i < CMDLINE_LEN; i++, before = c) {
		if (copy_from_kernel_nofault(&c, line + i, 1))
			return false;
		if (matched == len && (!c || c == ' '))
			return true;
		if (!c)
			return false;
		if (before == ' ')
			matched = c == word[0];
		else
			matched = matched && matched < len && c == word[matched] ?
				  matched + 1 : 0;
	}
	return false;
}

/**
 * mms_x86_kaslr_setup() - find what kaslr is known by
 *
 * Context: module init.
 */
void mms_x86_kaslr_setup(void)
{
	text = mms_symbol("_text");
	params = mms_symbol("boot_params");
	nokaslr = on_cmdline("nokaslr");
}

/**
 * mms_x86_kaslr() - the kaslr hook, see live_vas.h
 * @k: filled in
 */
void mms_x86_kaslr(struct mms_kaslr *k)
{
	const unsigned long flags = params + offsetof(struct boot_params, hdr.loadflags);
	u8 loadflags;

	memset(k, 0, sizeof(*k));
	if (text) {
		k->phys_text = text - __START_KERNEL_map + phys_base;
		k->phys_base = MMS_X86_LOAD_PHYS;
	}
	/* The boot code's own word (arch/x86/boot/compressed/kaslr.c). */
	if (params && !copy_from_kernel_nofault(&loadflags, (void *)flags, 1)) {
		k->known = true;
		k->on = loadflags & KASLR_FLAG;
		k->why = "the boot code says so";
	} else {
		k->on = text && text != __START_KERNEL_map + MMS_X86_LOAD_PHYS;
		k->why = "concluded from the image's address";
	}
	if (!IS_ENABLED(CONFIG_RANDOMIZE_BASE))
		k->why = "CONFIG_RANDOMIZE_BASE is not set";
	else if (!k->on && nokaslr)
		k->why = "nokaslr on the kernel command line";
	else if (!k->on && k->known)
		k->why = "the boot code left it off";
	k->memory_on = k->on && IS_ENABLED(CONFIG_RANDOMIZE_MEMORY) &&
		       !IS_ENABLED(CONFIG_KASAN);
	k->memory_why = k->memory_on ? "follows the image" :
		!k->on ? "the image is not moved either" :
		IS_ENABLED(CONFIG_KASAN) ? "CONFIG_KASAN needs fixed addresses" :
		"CONFIG_RANDOMIZE_MEMORY is not set";
}

static void image_entropy(const struct mms_region *image, struct mms_entropy *e)
{
	e->step = CONFIG_PHYSICAL_ALIGN;
	e->slots = mms_kaslr_slots(MMS_X86_LOAD_PHYS, KERNEL_IMAGE_SIZE, mms_region_size(image),
				   e->step);
	e->how = "(KERNEL_IMAGE_SIZE - LOAD_PHYSICAL_ADDR - image) / PHYSICAL_ALIGN + 1";
}

/*
 * Memory from 16 MiB on that the image fits in. The boot code also stays clear of
 * the initrd, the command line and what else the boot loader put there.
 */
static void phys_entropy(const struct mms_vas *v, u64 size, struct mms_entropy *e)
{
	const struct mms_region *r;

	e->step = CONFIG_PHYSICAL_ALIGN;
	for (r = v->region; r < v->region + v->nr; r++)
		if (r->kind == MMS_REGION_RAM)
			e->slots += mms_kaslr_slots(max_t(u64, r->phys, MMS_X86_LOAD_PHYS),
						    r->phys + mms_region_size(r), size, e->step);
	e->at_most = true;
	e->how = "for each range of RAM: (range - image) / PHYSICAL_ALIGN + 1";
}

/* Where kernel_randomize_memory() keeps a TiB for each TiB of @bytes. */
static u64 tib(u64 bytes)
{
	return (bytes + BIT_ULL(40) - 1) >> 40;
}

static void memory_entropy(const struct mms_vas *v, unsigned int which, struct mms_entropy *e)
{
	const struct mms_region *map = mms_vas_named(v, "direct_map");
	struct mms_x86_64_memory m = {
		.start = pgtable_l5_enabled() ? __PAGE_OFFSET_BASE_L5 : __PAGE_OFFSET_BASE_L4,
		.end = CPU_ENTRY_AREA_BASE,
		.base = { PAGE_OFFSET, VMALLOC_START, VMEMMAP_START },
		.size_tb = { BIT_ULL(MAX_PHYSMEM_BITS - 40), VMALLOC_SIZE_TB },
	};
	u64 slots[3], pages;

	/* Without ZONE_DEVICE, and before 6.10, only as much as there is memory. */
	if (!IS_ENABLED(CONFIG_ZONE_DEVICE) || VMALLOC_START - PAGE_OFFSET < m.size_tb[0] << 40)
		m.size_tb[0] = tib(map ? mms_region_size(map) : 0) +
			       CONFIG_RANDOMIZE_MEMORY_PHYSICAL_PADDING;
	pages = m.size_tb[0] << (40 - PAGE_SHIFT);
	m.size_tb[2] = tib(pages * sizeof(struct page));
	e->step = PUD_SIZE;
	if (mms_x86_64_memory_slots(&m, slots)) {
		e->slots = slots[which];
		e->how = "(what the three leave free) / (those not placed yet) / PUD_SIZE + 1";
	} else {
		e->how = "the addresses are not those of kernel_randomize_memory()";
	}
}

/**
 * mms_x86_entropy() - the entropy hook, see live_vas.h
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
		phys_entropy(v, mms_region_size(r), e);
	else if (r->kind == MMS_REGION_IMAGE)
		image_entropy(r, e);
	for (i = 0; i < ARRAY_SIZE(memory); i++)
		if (!strcmp(r->name, memory[i]))
			memory_entropy(v, i, e);
}
