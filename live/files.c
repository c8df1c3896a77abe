// SPDX-License-Identifier: GPL-2.0-only
/*
 * The files of a module, on procfs and debugfs: see include/mmscope/files.h.
 *
 * Both file systems share one seq_file: item 0 of a record file is its first
 * line, every other item is one call of the file's show(). Texts are formatted
 * straight into seq_file's buffer. Takes no locks of its own; seq_file's mutex
 * serialises the readers of one open file.
 *
 * rmmod: debugfs pins the module while a file is open (fops->owner); procfs
 * closes what is open when its entry goes, and the reader sees -EIO.
 */
#include <linux/debugfs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/utsname.h>
#include <mmscope/files.h>
#include "compat/compat.h"
#include "live.h"

/* Static data of a shared object is each module's own (design.md 1). */
static const struct mms_module *module_files;
static struct proc_dir_entry *proc_entry;
static struct dentry *debugfs_dir;
static int refused;

/* Page-table levels in use now: x86 and riscv fold at run time. */
static unsigned int paging_levels(void)
{
	return 5 - mm_p4d_folded(current->mm) - mm_pud_folded(current->mm) -
	       mm_pmd_folded(current->mm);
}

static u64 items_of(const struct mms_open *o)
{
	u64 answers = o->answers ? mms_answers_items(o->answers) : 0;

	if (o->view.answers_at)
		return o->view.count + answers;
	if (o->answers)
		return answers;
	return o->view.unavailable ? 1 : o->view.count;
}

static void show_header(struct mms_text *t, const struct mms_open *o)
{
	const struct mms_file *f = o->view.file;

	mms_put(t, "# %s v1", module_files->name);
	mms_rec_str(t, "kernel", init_utsname()->release);
	mms_rec_str(t, "arch", init_utsname()->machine);
	mms_rec_dec(t, "page_size", PAGE_SIZE);
	mms_rec_dec(t, "levels", paging_levels());
	if (module_files->header)
		module_files->header(t);
	mms_rec_str(t, "file", f->name);
	if (f->query)
		mms_rec_dec(t, "items", items_of(o));
	else if (f->header && !o->view.unavailable)
		f->header(&o->view, t);
	mms_rec_end(t);
}

static void show_item(struct mms_text *t, struct mms_open *o, u64 item)
{
	const struct mms_file *f = o->view.file;
	u64 at = o->view.answers_at;

	if (at && o->answers && item >= at) {
		u64 answers = mms_answers_items(o->answers);

		if (item - at < answers)
			mms_answers_show(t, o->answers, item - at, f->report);
		else
			f->show(&o->view, t, item - answers);
	} else if (o->answers && !at) {
		mms_answers_show(t, o->answers, item, f->report);
	} else if (o->view.unavailable && f->report) {
		mms_put(t, "unavailable: %s\n", o->view.unavailable);
	} else if (o->view.unavailable) {
		mms_rec(t, "unavailable");
		mms_rec_str(t, "reason", o->view.unavailable);
		mms_rec_end(t);
	} else {
		f->show(&o->view, t, item);
	}
}

/* Is there an item at this position? > 0 yes, 0 no, -errno. */
static int position(struct mms_open *o, loff_t pos)
{
	const struct mms_file *f = o->view.file;

	o->index = pos;
	if (!f->report && pos-- == 0)
		return 1;
	if (f->seek && !o->answers && !o->view.unavailable)
		return f->seek(&o->view, pos);
	return (u64)pos < items_of(o);
}

static void *files_start(struct seq_file *s, loff_t *pos)
{
	int there = position(s->private, *pos);

	return there < 0 ? ERR_PTR(there) : there ? s->private : NULL;
}

static void *files_next(struct seq_file *s, void *v, loff_t *pos)
{
	++*pos;
	cond_resched();
	return files_start(s, pos);
}

static void files_stop(struct seq_file *s, void *v)
{
}

static int files_show(struct seq_file *s, void *v)
{
	struct mms_open *o = v;
	bool report = o->view.file->report;
	struct mms_text t;
	size_t room;
	char *buf;

	room = seq_get_buf(s, &buf);
	mms_text_init(&t, buf, room);
	if (!report && !o->index)
		show_header(&t, o);
	else
		show_item(&t, o, report ? o->index : o->index - 1);
	seq_commit(s, t.full ? -1 : (int)t.len);
	return 0;
}

static const struct seq_operations files_seq = {
	.start = files_start,
	.next = files_next,
	.stop = files_stop,
	.show = files_show,
};

static void close_view(struct mms_open *o)
{
	const struct mms_file *f = o->view.file;

	if (f->release && !o->view.unavailable)
		f->release(&o->view);
	mms_answers_put(o->answers);
	kfree(o);
}

static int files_open(struct file *file, const struct mms_file *f)
{
	struct mms_open *o;
	int err = mms_may_look(file);

	if (err)
		return err;
	o = kzalloc(sizeof(*o), GFP_KERNEL_ACCOUNT);
	if (!o)
		return -ENOMEM;
	o->view.file = f;
	if (f->open) {
		err = f->open(&o->view);
		if (err) {
			kfree(o);
			return err;
		}
	}
	if (f->query)
		o->answers = mms_answers_latest(o->view.answers_at ? f : NULL);
	err = seq_open(file, &files_seq);
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

/* Puts one file in place: 0, or -ENOMEM. */
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
 * @err: what made it senseless, -ENOMEM
 *
 * For what setup had no memory to find out: it would be taken for absent as
 * long as the module is loaded.
 *
 * Context: module init.
 */
void mms_files_refuse(int err)
{
	refused = err;
}

/**
 * mms_files_create() - put a module's files in place
 * @m: the module and its files; must live until mms_files_remove()
 *
 * Where debugfs is absent or refuses, /proc/NAME alone is there: that is no
 * error (design.md 2).
 *
 * Context: module init, as its last step: readers may come at once.
 * Return: 0, -ENOMEM, or what mms_files_refuse() was told.
 */
int mms_files_create(const struct mms_module *m)
{
	const struct mms_file *f;
	int err = refused;

	if (err)
		return err;
	module_files = m;
	proc_entry = NULL;
	debugfs_dir = debugfs_create_dir(m->name, NULL);
	if (IS_ERR(debugfs_dir) && PTR_ERR(debugfs_dir) == -ENOMEM)
		return -ENOMEM;
	for (f = m->files; !err && (f->show || f->query); f++)
		err = create(m, f);
	if (err)
		mms_files_remove();
	return err;
}

/**
 * mms_files_remove() - take them away again, waiting for reads under way
 *
 * Context: module exit, as its first step. May sleep.
 */
void mms_files_remove(void)
{
	debugfs_remove(debugfs_dir);
	proc_remove(proc_entry);
	mms_answers_forget();
}
