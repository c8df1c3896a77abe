// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the image of this x86_64 kernel is: by symbols, by what the kernel published of
 * it, by the page tables. Takes the locks of live/pt/read.c for the last.
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
 * mms_x86_image_setup() - find what the image's end is known by
 *
 * Context: module init.
 */
void mms_x86_image_setup(void)
{
	brk_end = mms_symbol("_brk_end");
}

/* The address of what setup_arch() published of the image; 0 where it did not. */
static u64 section(const char *name, bool past)
{
	u64 start, last;

	if (!mms_image_section(name, &start, &last))
		return 0;
	return __START_KERNEL_map - phys_base + (past ? last + 1 : start);
}

/**
 * mms_x86_text() - where the kernel's _text is
 *
 * By its symbol, or where kallsyms tells none by "Kernel code", which begins with it.
 *
 * Context: any, after mms_image_sections_setup().
 * Return: the address; 0 where neither is known.
 */
u64 mms_x86_text(void)
{
	return mms_symbol_read("_text") ?: section("Kernel code", false);
}

/* The first 2 MiB from there on that are not mapped. */
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
 * mms_x86_image() - the image hook, see mmscope/vas/live.h
 * @start: receives its first byte; 0 where it is not known
 * @last: receives its last
 *
 * The image is mapped in 2 MiB steps up to what brk took at boot
 * (cleanup_highmap()), not to _end, which is as far as brk might have gone.
 */
void mms_x86_image(u64 *start, u64 *last)
{
	const u64 text = mms_x86_text(), most = __START_KERNEL_map + KERNEL_IMAGE_SIZE;
	u64 end = mms_kernel_ulong(brk_end);

	/* brk is what follows bss; without its end the page tables say where that is. */
	if (end < text || end > most)
		end = mapped_end(section("Kernel bss", true), most);
	*start = end > text && end <= most ? text : 0;
	*last = round_up(end, PMD_SIZE) - 1;
}
