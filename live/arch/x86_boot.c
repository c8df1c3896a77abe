// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the boot code and the boot loader recorded in struct boot_params, on 32-bit and
 * 64-bit x86: whether the kernel was moved, and where the initrd was. Takes no locks.
 */
#include <asm/bootparam.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <mmscope/core/live_cmdline.h>
#include <mmscope/core/live_files.h>
#include <mmscope/vas/live.h>
#include "x86_common.h"

/* The same bytes as the variable boot_params, readable without KALLSYMS_ALL. */
#define PARAMS_FILE "/sys/kernel/boot_params/data"

/**
 * struct boot_record - the members of struct boot_params used here
 * @known: it could be read
 * @kaslr: the boot code had KASLR enabled
 * @initrd: physical address of the initrd, where the boot loader put it
 * @initrd_size: its bytes, 0 for none
 */
static struct boot_record {
	bool known;
	bool kaslr;
	u64 initrd;
	u64 initrd_size;
} boot;

/**
 * mms_x86_boot_setup() - read struct boot_params
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
		boot.known = true;
		boot.kaslr = p->hdr.loadflags & KASLR_FLAG;
		boot.initrd = (u64)p->ext_ramdisk_image << 32 | p->hdr.ramdisk_image;
		boot.initrd_size = (u64)p->ext_ramdisk_size << 32 | p->hdr.ramdisk_size;
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
	*phys = boot.initrd;
	*size = boot.initrd_size;
	return boot.known && *size;
}

/**
 * mms_x86_image_kaslr() - whether and why the boot code moved the image
 * @offset: how far from the start of its window (__START_KERNEL_map) the image is
 * @k: @phys_text holds; all of the image's members are filled in
 *
 * The boot code sets KASLR_FLAG where it randomizes (choose_random_location() of
 * arch/x86/boot/compressed/kaslr.c).
 */
void mms_x86_image_kaslr(u64 offset, struct mms_kaslr *k)
{
	k->phys_base = MMS_X86_LOAD_PHYS;
	k->known = boot.known;
	k->on = k->known ? boot.kaslr : k->phys_text && offset != MMS_X86_LOAD_PHYS;
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
 * mms_x86_phys_entropy() - at how many physical addresses the image may be
 * @v: the layout
 * @size: bytes of the image
 * @end: physical address past the last it may take, ~0 for no limit
 * @e: filled in
 *
 * Counts memory from 16 MiB on that the image fits in. The boot code also avoids the
 * initrd, the command line and what else the boot loader put there.
 */
void mms_x86_phys_entropy(const struct mms_vas *v, u64 size, u64 end, struct mms_entropy *e)
{
	e->step = CONFIG_PHYSICAL_ALIGN;
	e->slots = mms_kaslr_ram_slots(v, MMS_X86_LOAD_PHYS, end, size, e->step);
	e->at_most = true;
	e->how = "for each range of RAM: (range - image) / PHYSICAL_ALIGN + 1";
}
