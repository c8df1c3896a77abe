// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the boot code of x86 did and left written down (struct boot_params), both
 * of 32 and of 64 bits: whether it moved the kernel, and where the initrd was.
 * Takes no locks.
 */
#include <asm/bootparam.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <mmscope/core/live_cmdline.h>
#include <mmscope/core/live_files.h>
#include <mmscope/vas/live.h>
#include "x86_common.h"

/* The same bytes as the variable; it is to be had without KALLSYMS_ALL. */
#define PARAMS_FILE "/sys/kernel/boot_params/data"

/**
 * struct left - what of struct boot_params anything here asks for
 * @known: it could be read
 * @kaslr: the boot code had KASLR on
 * @initrd: physical address of the initrd, where the boot loader put it
 * @initrd_size: its bytes, 0 for none
 */
static struct left {
	bool known;
	bool kaslr;
	u64 initrd;
	u64 initrd_size;
} left;

/**
 * mms_x86_boot_setup() - read what the boot code left
 *
 * Context: module init.
 */
void mms_x86_boot_setup(void)
{
	struct boot_params *p = kmalloc(sizeof(*p), GFP_KERNEL);
	ssize_t got = p ? mms_read_file(PARAMS_FILE, p, sizeof(*p)) : -ENOMEM;

	if (got == -ENOMEM)
		mms_files_refuse(got);
	if (got == sizeof(*p)) {
		left.known = true;
		left.kaslr = p->hdr.loadflags & KASLR_FLAG;
		left.initrd = (u64)p->ext_ramdisk_image << 32 | p->hdr.ramdisk_image;
		left.initrd_size = (u64)p->ext_ramdisk_size << 32 | p->hdr.ramdisk_size;
	}
	kfree(p);
}

/**
 * mms_x86_initrd() - the initrd hook, see mmscope/vas/live.h
 * @phys: receives where it was
 * @size: receives how large it was
 *
 * Return: whether there was one.
 */
bool mms_x86_initrd(u64 *phys, u64 *size)
{
	*phys = left.initrd;
	*size = left.initrd_size;
	return left.known && *size;
}

/**
 * mms_x86_image_kaslr() - whether and why the boot code moved the image
 * @offset: how far from the start of its window (__START_KERNEL_map) the image is
 * @k: @phys_text holds; all of the image's members are filled in
 *
 * The boot code's own word is KASLR_FLAG (choose_random_location() of
 * arch/x86/boot/compressed/kaslr.c).
 */
void mms_x86_image_kaslr(u64 offset, struct mms_kaslr *k)
{
	k->phys_base = MMS_X86_LOAD_PHYS;
	k->known = left.known;
	k->on = k->known ? left.kaslr : k->phys_text && offset != MMS_X86_LOAD_PHYS;
	k->why = k->known ? "the boot code says so" : "concluded from the image's address";
	if (!IS_ENABLED(CONFIG_RANDOMIZE_BASE))
		k->why = "CONFIG_RANDOMIZE_BASE is not set";
	else if (!k->on && mms_cmdline_has("nokaslr"))
		k->why = "nokaslr on the kernel command line";
	else if (!k->on && k->known)
		k->why = "the boot code left it off";
	k->phys_why = k->on ? NULL : k->why;
}

/**
 * mms_x86_phys_entropy() - in how many places of memory the image may be
 * @v: the layout
 * @size: bytes of the image
 * @end: physical address past the last it may take, ~0 for no limit
 * @e: filled in
 *
 * Memory from 16 MiB on that the image fits in. The boot code also stays clear of
 * the initrd, the command line and what else the boot loader put there.
 */
void mms_x86_phys_entropy(const struct mms_vas *v, u64 size, u64 end, struct mms_entropy *e)
{
	e->step = CONFIG_PHYSICAL_ALIGN;
	e->slots = mms_kaslr_ram_slots(v, MMS_X86_LOAD_PHYS, end, size, e->step);
	e->at_most = true;
	e->how = "for each range of RAM: (range - image) / PHYSICAL_ALIGN + 1";
}
