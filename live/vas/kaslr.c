// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the architectures' KASLR is known by alike: the kernel's command line, and
 * who placed the image in memory. Takes no locks.
 */
#include <linux/efi.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/string.h>
#include <mmscope/core/live_files.h>
#include <mmscope/vas/live.h>

/* Long enough for any command line that anybody reads. */
#define CMDLINE_LEN 2048

static char cmdline[CMDLINE_LEN];

/**
 * mms_read_file() - the beginning of a file that the kernel itself makes
 * @path: the file, below /proc or /sys
 * @buf: receives it
 * @size: bytes of room there
 *
 * Context: process, may sleep.
 * Return: bytes read, or -errno.
 */
ssize_t mms_read_file(const char *path, void *buf, size_t size)
{
	struct file *file = filp_open(path, O_RDONLY, 0);
	loff_t pos = 0;
	ssize_t got;

	if (IS_ERR(file))
		return PTR_ERR(file);
	got = kernel_read(file, buf, size, &pos);
	filp_close(file, NULL);
	return got;
}

/**
 * mms_kaslr_setup() - read what the kernel was told
 *
 * Context: module init, before the architecture's setup().
 */
void mms_kaslr_setup(void)
{
	ssize_t got = mms_read_file("/proc/cmdline", cmdline, sizeof(cmdline) - 1);

	cmdline[max_t(ssize_t, got, 0)] = '\0';
	if (got == -ENOMEM)
		mms_files_refuse(got);
}

/**
 * mms_cmdline_has() - was the kernel told so
 * @word: a word of the command line
 *
 * Return: whether it is there; false where the command line can't be read.
 */
bool mms_cmdline_has(const char *word)
{
	return mms_has_word(cmdline, word);
}

/**
 * mms_kaslr_of() - whether and why this kernel moved
 * @v: its layout
 * @k: filled in
 */
void mms_kaslr_of(const struct mms_vas *v, struct mms_kaslr *k)
{
	memset(k, 0, sizeof(*k));
	mms_vas_arch.kaslr(v, k);
}

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
 * mms_efi_entropy() - among how many places the EFI stub may have drawn
 * @v: the layout
 * @size: bytes of the image
 * @step: what the stub aligns it to (efi_get_kimg_min_align())
 * @e: filled in
 *
 * It stays clear of what the firmware uses, and where the firmware has no random
 * numbers it takes any place: at most.
 */
void mms_efi_entropy(const struct mms_vas *v, u64 size, u64 step, struct mms_entropy *e)
{
	e->step = step;
	e->slots = mms_kaslr_ram_slots(v, 0, ~0ULL, size, step);
	e->at_most = true;
	e->how = "for each range of RAM: (range - image) / alignment + 1";
}
