// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads /proc/kallsyms, which lists the addresses of all symbols of the kernel, for
 * any kind of symbol and without side effects on it. Who sees them is decided when
 * the file is opened, by the opener's CAP_SYSLOG and kptr_restrict
 * (kallsyms_show_value()); everybody else gets zeroes.
 *
 * kernel_read() refuses the file: its read() is seq_read(), which takes a user-space
 * buffer. seq_read_iter() is the same for a kernel buffer.
 *
 * Takes seq_file's own mutex. A module's symbols may be missed while others are
 * loaded or removed: the file's position is an index into all of them.
 */
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/magic.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uio.h>
#include <mmscope/core/kallsyms.h>
#include "kallsyms.h"

/* Bounds the reading; no kernel is known to have more than a tenth of it. */
#define SIZE_MOST SZ_256M

#define PIECE SZ_4K

/* Rules out another file mounted over it: the reading relies on its being a seq_file. */
static bool is_kallsyms(struct file *file)
{
	static const char name[] = "kallsyms";
	const struct dentry *dentry = file_dentry(file);
	const struct seq_file *s = file->private_data;

	return file_inode(file)->i_sb->s_magic == PROC_SUPER_MAGIC &&
	       dentry->d_parent == file_inode(file)->i_sb->s_root &&
	       dentry->d_name.len == sizeof(name) - 1 &&
	       !memcmp(dentry->d_name.name, name, sizeof(name) - 1) &&
	       s && s->file == file;
}

static ssize_t read_piece(struct file *file, loff_t *pos, void *piece)
{
	struct kvec vec = { .iov_base = piece, .iov_len = PIECE };
	struct kiocb iocb = { .ki_filp = file, .ki_pos = *pos };
	struct iov_iter iter;
	ssize_t got;

	iov_iter_kvec(&iter, READ, &vec, 1, PIECE);
	got = seq_read_iter(&iocb, &iter);
	*pos = iocb.ki_pos;
	return got;
}

static int search_file(struct file *file, struct mms_ksyms *s, bool all, void *piece)
{
	loff_t pos = 0;
	ssize_t got;

	while (all || s->missing) {
		got = read_piece(file, &pos, piece);
		if (got <= 0)
			return got;
		mms_ksyms_feed(s, piece, got);
		if (fatal_signal_pending(current))
			return -EINTR;
		if (pos > SIZE_MOST)
			return -EFBIG;
		cond_resched();
	}
	return 0;
}

/**
 * mms_kallsyms_search() - look for names in /proc/kallsyms
 * @s: the search, initialised
 * @all: read on when every name was found, to count how often each is there
 *
 * Context: process, may sleep; ends on a fatal signal.
 * Return: 0, also for names that are not there; -EPERM when no addresses are
 * shown, -ENXIO when the path is not the kernel's own file, -EINTR, or the error of
 * opening it.
 */
int mms_kallsyms_search(struct mms_ksyms *s, bool all)
{
	struct file *file;
	void *piece;
	int err;

	piece = kmalloc(PIECE, GFP_KERNEL);
	if (!piece)
		return -ENOMEM;
	file = filp_open("/proc/kallsyms", O_RDONLY, 0);
	err = PTR_ERR_OR_ZERO(file);
	if (!err) {
		err = is_kallsyms(file) ? search_file(file, s, all, piece) : -ENXIO;
		filp_close(file, NULL);
	}
	kfree(piece);
	if (!err && !s->shown)
		return -EPERM;
	return err;
}

/**
 * mms_kallsyms_reason() - why /proc/kallsyms could not be searched
 * @err: what mms_kallsyms_search() returned
 *
 * Return: static text.
 */
const char *mms_kallsyms_reason(int err)
{
	switch (err) {
	case -EPERM:
		return "/proc/kallsyms shows no addresses (kptr_restrict, CAP_SYSLOG)";
	case -ENOENT:
		return "there is no /proc/kallsyms";
	case -ENXIO:
		return "/proc/kallsyms is not the kernel's";
	default:
		return "/proc/kallsyms can't be read";
	}
}
