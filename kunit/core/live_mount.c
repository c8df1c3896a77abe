// SPDX-License-Identifier: GPL-2.0-only
/*
 * See live_mount.h. A mount of the kernel's own, which no process sees, lives
 * as long as the file opened on it. Takes no locks.
 */
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/mount.h>
#include <linux/seq_file.h>
#include <linux/uio.h>

#include "../../live/compat/compat.h"
#include "live_mount.h"

static struct file *open_below(struct vfsmount *mnt, const char *name, int flags)
{
#if MMS_HAVE_FILE_OPEN_ROOT_MNT
	return file_open_root_mnt(mnt, name, flags, 0600);
#else
	return file_open_root(mnt->mnt_root, mnt, name, flags, 0600);
#endif
}

/* Opens @name on a file system of a type; NULL, the test failed, or an error. */
struct file *live_file_open(struct kunit *test, const char *fs, const char *name, int flags)
{
	struct file_system_type *type = get_fs_type(fs);
	struct vfsmount *mnt;
	struct file *file;

	KUNIT_EXPECT_TRUE_MSG(test, type, "no file system %s", fs);
	if (!type)
		return NULL;
	mnt = kern_mount(type);
	module_put(type->owner);
	KUNIT_EXPECT_FALSE_MSG(test, IS_ERR(mnt), "%s can't be mounted", fs);
	if (IS_ERR(mnt))
		return NULL;
	file = open_below(mnt, name, flags | O_LARGEFILE);
	/* The file holds the mount from here on. */
	kern_unmount(mnt);
	return file;
}

/* Closes at once: files that a kernel thread puts are otherwise closed later. */
void live_file_close(struct file *file)
{
	if (!IS_ERR_OR_NULL(file))
		__fput_sync(file);
}

/*
 * Reads a seq_file to its end, in pieces of a size, into @size bytes at @buf, a
 * NUL behind. Not with kernel_read(), which debugfs does not allow.
 * Returns the bytes, or the error that ended it.
 */
ssize_t live_file_read(struct file *file, char *buf, size_t size, size_t piece)
{
	size_t len = 0, left;
	ssize_t got;

	file->f_pos = 0;
	do {
		struct kvec vec = { .iov_base = buf + len };
		struct iov_iter iter;
		struct kiocb kiocb;

		left = size - 1 - len;
		vec.iov_len = min(piece, left);
		init_sync_kiocb(&kiocb, file);
		kiocb.ki_pos = file->f_pos;
		iov_iter_kvec(&iter, READ, &vec, 1, vec.iov_len);
		got = vec.iov_len ? seq_read_iter(&kiocb, &iter) : 0;
		file->f_pos = kiocb.ki_pos;
		len += got > 0 ? got : 0;
	} while (got > 0);
	buf[len] = '\0';
	return got < 0 ? got : len;
}

/* Is there such a file system in this kernel? */
bool live_has_fs(const char *fs)
{
	struct file_system_type *type = get_fs_type(fs);

	if (type)
		module_put(type->owner);
	return type;
}
