// SPDX-License-Identifier: GPL-2.0-only
/*
 * Managed pages with a special state: those of a loaded kexec image, poisoned ones,
 * and those of hot-added memory that hold its own struct pages (memmap_on_memory). The
 * kernel's variables for them are declared in no header. Takes no locks: each is one
 * word.
 */
#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/kernel.h>
#include <mmscope/buddy/live.h>
#include <mmscope/core/live_symbols.h>

/* Static data of a shared object is each module's own (design.md 1). */
static void *const *image_at;
static const atomic_long_t *poisoned_at;
static const u8 *memmap_at;

/**
 * mms_marked_setup() - resolve the variables about such pages
 *
 * Context: module init.
 */
void mms_marked_setup(void)
{
	if (IS_ENABLED(CONFIG_KEXEC_CORE))
		image_at = (void *)mms_symbol("kexec_image");
	if (IS_ENABLED(CONFIG_MEMORY_FAILURE))
		poisoned_at = (void *)mms_symbol("num_poisoned_pages");
	/* An enum since 6.6, before a bool of another name: 0 means no in both. */
	if (IS_ENABLED(CONFIG_MHP_MEMMAP_ON_MEMORY))
		memmap_at = (void *)(mms_symbol("memmap_mode") ?: mms_symbol("memmap_on_memory"));
}

/**
 * mms_marked_pages() - may there be managed pages that are marked reserved?
 * @image: out: a kexec image is loaded
 * @own_memmap: out: hot-added memory may hold its own struct pages
 */
void mms_marked_pages(bool *image, bool *own_memmap)
{
	*image = image_at && READ_ONCE(*image_at);
	*own_memmap = memmap_at && READ_ONCE(*memmap_at);
}

/**
 * mms_poisoned_pages() - the number of pages that the kernel poisoned
 *
 * Return: the pages /proc/meminfo counts as HardwareCorrupted, or MMS_UNKNOWN.
 */
u64 mms_poisoned_pages(void)
{
	if (!IS_ENABLED(CONFIG_MEMORY_FAILURE))
		return 0;
	return poisoned_at ? (u64)atomic_long_read(poisoned_at) : MMS_UNKNOWN;
}
