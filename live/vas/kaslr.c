// SPDX-License-Identifier: GPL-2.0-only
/*
 * KASLR, what architectures have in common: who placed the image in memory.
 * Takes no locks.
 */
#include <linux/efi.h>
#include <mmscope/vas/live.h>

/**
 * mms_efi_placed() - why a kernel that does not move itself in memory is where it is
 * @k: @on holds; @phys_why is filled in
 *
 * On arm64 and riscv64 only the EFI stub draws a place
 * (drivers/firmware/efi/libstub/kaslr.c, Linux 6.12).
 */
void mms_efi_placed(struct mms_kaslr *k)
{
	if (!efi_enabled(EFI_BOOT))
		k->phys_why = "booted without EFI, whose stub draws it: the boot loader's choice";
	else if (!k->on)
		k->phys_why = "the EFI stub draws it only with KASLR on";
}

/**
 * mms_efi_entropy() - out of how many places the EFI stub may have drawn
 * @v: the layout
 * @size: bytes of the image
 * @step: what the stub aligns it to (efi_get_kimg_min_align())
 * @e: filled in
 *
 * An upper bound: the stub avoids what the firmware uses, and does not randomize where
 * the firmware has no random numbers.
 */
void mms_efi_entropy(const struct mms_vas *v, u64 size, u64 step, struct mms_entropy *e)
{
	e->step = step;
	e->slots = mms_kaslr_ram_slots(v, 0, ~0ULL, size, step);
	e->at_most = true;
	e->how = "for each range of RAM: (range - image) / alignment + 1";
}
