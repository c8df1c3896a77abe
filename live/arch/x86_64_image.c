// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the image of this x86_64 kernel is: by symbols, resources or page tables. For
 * the last it takes the locks of live/pt/read.c.
 */
#include <asm/page.h>
#include <asm/pgtable.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <mmscope/core/live_symbols.h>
#include <mmscope/pt/live.h>
#include <mmscope/vas/live.h>
#include "x86_common.h"

static unsigned long brk_end;

/**
 * mms_x86_image_setup() - resolve the symbol of the image's end
 *
 * Context: module init.
 */
void mms_x86_image_setup(void)
{
	brk_end = mms_symbol("_brk_end");
}

/* The virtual address of a resource of the image, or its end; 0 where there is none. */
static u64 section(const char *name, bool past)
{
	u64 start, last;

	if (!mms_image_section(name, &start, &last))
		return 0;
	return __START_KERNEL_map - phys_base + (past ? last + 1 : start);
}

/**
 * mms_x86_text() - the address of _text
 *
 * By its symbol, or where kallsyms has none by "Kernel code", which begins with it.
 *
 * Context: any, after mms_image_sections_setup().
 * Return: the address; 0 where neither is known.
 */
u64 mms_x86_text(void)
{
	return mms_symbol_read("_text") ?: section("Kernel code", false);
}

/* The first 2 MiB from @end on that are not mapped. */
static u64 mapped_end(u64 end, u64 most)
{
	struct mms_walk w;

	if (end < __START_KERNEL_map)
		return 0;
	for (end = round_up(end, PMD_SIZE); end < most; end += PMD_SIZE)
		if (mms_kernel_walk_addr(end, &w) || w.result != MMS_WALK_MAPPED)
			break;
	return end;
}

/**
 * mms_x86_image() - first and last byte of the region kernel_image
 * @start: receives its first byte; 0 where it is not known
 * @last: receives its last
 *
 * The image is mapped in 2 MiB steps up to the end of what brk used at boot
 * (cleanup_highmap()), not to _end, which is the end of all room for brk.
 */
void mms_x86_image(u64 *start, u64 *last)
{
	const u64 text = mms_x86_text(), most = __START_KERNEL_map + KERNEL_IMAGE_SIZE;
	u64 end = mms_kernel_ulong(brk_end);

	/* brk follows bss; where its end is not known it is found in the page tables. */
	if (end < text || end > most)
		end = mapped_end(section("Kernel bss", true), most);
	*start = end > text && end <= most ? text : 0;
	*last = round_up(end, PMD_SIZE) - 1;
}
