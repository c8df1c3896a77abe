// SPDX-License-Identifier: GPL-2.0-only
/*
 * The files of a module, on procfs and debugfs: see include/mmscope/core/live_files.h. Their
 * contents: live/core/files_show.c. Takes no locks of its own.
 *
 * rmmod: debugfs pins the module while a file is open (fops->owner); procfs
 * releases open files when their entry is removed, and the reader sees -EIO.
 */
#include <linux/debugfs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <mmscope/core/live_files.h>
#include "../compat/compat.h"
#include "open_file.h"

/* Static data of a shared object is each module's own (design.md 1). */
static struct proc_dir_entry *proc_entry;
static struct dentry *debugfs_dir;
static int refused;
/*
 * Set when all files exist and init can no longer fail. Until then open() refuses:
 * a file open on debugfs keeps its functions, but a module whose init fails is freed
 * whatever its reference count.
 */
static bool ready;

static void close_view(struct mms_open *o)
{
	const struct mms_file *f = o->view.file;

	if (o->taken && f->release && !o->view.unavailable)
		f->release(&o->view);
	mms_stream_end(o);
	mms_answers_put(o->answers);
	kfree(o);
}

static int files_open(struct file *file, const struct mms_file *f)
{
	struct mms_open *o;
	int err = mms_may_look(file);

	/*
	 * Before all files exist, init may still fail and free the module. Pairs with
	 * the release in mms_files_create().
	 */
	if (!err && !smp_load_acquire(&ready))
		err = -ENOENT;
	if (err)
		return err;
	o = kzalloc(sizeof(*o), GFP_KERNEL_ACCOUNT);
	if (!o)
		return -ENOMEM;
	o->view.file = f;
	if (f->query)
		o->answers = mms_answers_latest(f->report ? f : NULL);
	else
		err = mms_view_take(o);
	err = err ?: seq_open(file, &mms_files_seq);
	if (err) {
		close_view(o);
		return err;
	}
	((struct seq_file *)file->private_data)->private = o;
	return 0;
}

static int files_release(struct inode *inode, struct file *file)
{
	struct seq_file *s = file->private_data;

	close_view(s->private);
	return seq_release(inode, file);
}

static int files_open_proc(struct inode *inode, struct file *file)
{
	return files_open(file, pde_data(inode));
}

static int files_open_debugfs(struct inode *inode, struct file *file)
{
	return files_open(file, inode->i_private);
}

static const struct proc_ops proc_files = {
	.proc_open = files_open_proc,
	.proc_read_iter = seq_read_iter,
	.proc_lseek = seq_lseek,
	.proc_write = mms_query_write,
	.proc_release = files_release,
};

static const struct file_operations debugfs_files = {
	.owner = THIS_MODULE,
	.open = files_open_debugfs,
	.read = seq_read,
	.llseek = seq_lseek,
	.write = mms_query_write,
	.release = files_release,
};

static umode_t mode_of(const struct mms_file *f)
{
	return f->query ? 0600 : 0400;
}

/* Creates one file: 0, or -ENOMEM. */
static int create(const struct mms_module *m, const struct mms_file *f)
{
	struct dentry *entry;

	if (!f->name) {
		proc_entry = proc_create_data(m->name, mode_of(f), NULL,
					      &proc_files, (void *)f);
		return proc_entry ? 0 : -ENOMEM;
	}
	if (IS_ERR(debugfs_dir))
		return 0;
	entry = debugfs_create_file(f->name, mode_of(f), debugfs_dir, (void *)f,
				    &debugfs_files);
	return PTR_ERR_OR_ZERO(entry) == -ENOMEM ? -ENOMEM : 0;
}

/**
 * mms_files_refuse() - have mms_files_create() fail
 * @err: the reason, -ENOMEM
 *
 * For setup that ran out of memory while looking something up: it would count as
 * absent for as long as the module is loaded.
 *
 * Context: module init.
 */
void mms_files_refuse(int err)
{
	refused = err;
}

/**
 * mms_files_create() - create a module's files
 * @m: the module and its files; must live until mms_files_remove()
 *
 * Where debugfs is absent or refuses, only /proc/NAME is created; that is no error
 * (design.md 2).
 *
 * Context: module init, as its last step: readers may come at once.
 * Return: 0, -ENOMEM, or the error given to mms_files_refuse().
 */
int mms_files_create(const struct mms_module *m)
{
	const struct mms_file *f;
	int err = refused;

	if (err)
		return err;
	mms_files_show_setup(m);
	proc_entry = NULL;
	debugfs_dir = debugfs_create_dir(m->name, NULL);
	if (IS_ERR(debugfs_dir) && PTR_ERR(debugfs_dir) == -ENOMEM)
		return -ENOMEM;
	for (f = m->files; !err && (f->show || f->query); f++)
		err = create(m, f);
	if (err) {
		mms_files_remove();
		return err;
	}
	/* Pairs with the acquire in files_open(), which then sees all of the setup. */
	smp_store_release(&ready, true);
	return 0;
}

/**
 * mms_files_remove() - remove a module's files, waiting for reads under way
 *
 * Context: module exit, as its first step. May sleep.
 */
void mms_files_remove(void)
{
	debugfs_remove(debugfs_dir);
	proc_remove(proc_entry);
	ready = false;
	mms_answers_set_latest(NULL);
}
