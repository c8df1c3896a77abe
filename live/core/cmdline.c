// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads the kernel's command line and other files of /proc and /sys from within the
 * kernel. Takes no locks.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <mmscope/core/live_cmdline.h>
#include <mmscope/core/live_files.h>
#include <mmscope/core/text.h>

/* Long enough for any command line in practice; the rest is ignored. */
#define CMDLINE_LEN 2048

static char cmdline[CMDLINE_LEN];

/**
 * mms_read_file() - read the beginning of a file that the kernel generates
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
 * mms_cmdline_setup() - read the kernel's command line
 *
 * Context: module init, before mms_cmdline_has().
 */
void mms_cmdline_setup(void)
{
	ssize_t got = mms_read_file("/proc/cmdline", cmdline, sizeof(cmdline) - 1);

	cmdline[max_t(ssize_t, got, 0)] = '\0';
	if (got == -ENOMEM)
		mms_files_refuse(got);
}

/**
 * mms_cmdline_has() - is a word on the kernel's command line
 * @word: a word of the command line
 *
 * Return: whether it is there; false where the command line can't be read.
 */
bool mms_cmdline_has(const char *word)
{
	return mms_has_word(cmdline, word);
}
