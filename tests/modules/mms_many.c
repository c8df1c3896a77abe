// SPDX-License-Identifier: GPL-2.0-only
/*
 * mms_many - more vmap_areas than can be read in one hold of vmap_purge_lock.
 *
 * A command is one write to /proc/mms_many, a read lists the start of each of its areas:
 *   areas N     make it N vmalloc areas of one page
 *   churn N     make and free N others, some at a time, so that the kernel purges
 * Tests only; takes one mutex.
 */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#define MOST 100000
#define CHURNED 64

static DEFINE_MUTEX(many_lock);
static void *areas[MOST];
static unsigned int areas_n;

static int make_areas(unsigned int n)
{
	while (areas_n > n) {
		vfree(areas[--areas_n]);
		cond_resched();
	}
	while (areas_n < n) {
		areas[areas_n] = vmalloc(PAGE_SIZE);
		if (!areas[areas_n])
			return -ENOMEM;
		areas_n++;
		cond_resched();
	}
	return 0;
}

/* Without the lock: uses areas of its own, so that the list can be read meanwhile. */
static int churn(unsigned int n)
{
	void *own[CHURNED];
	unsigned int i, done;

	for (done = 0; done < n; done += CHURNED) {
		/* Of varying sizes, so that freed space is split differently. */
		for (i = 0; i < CHURNED; i++)
			own[i] = vmalloc(PAGE_SIZE * (1 + (done / CHURNED + i) % 5));
		for (i = 0; i < CHURNED; i++)
			vfree(own[i]);
		cond_resched();
	}
	return 0;
}

static int run(const char *line)
{
	unsigned int n;
	int err;

	if (sscanf(line, "churn %u", &n) == 1)
		return churn(n);
	if (sscanf(line, "areas %u", &n) != 1 || n > MOST)
		return -EINVAL;
	mutex_lock(&many_lock);
	err = make_areas(n);
	mutex_unlock(&many_lock);
	return err;
}

static ssize_t many_write(struct file *file, const char __user *ubuf, size_t len, loff_t *pos)
{
	char line[32];
	int err;

	if (!len || len >= sizeof(line) || copy_from_user(line, ubuf, len))
		return -EINVAL;
	line[len] = '\0';
	err = run(line);
	return err ? err : len;
}

static int many_show(struct seq_file *m, void *v)
{
	unsigned int i;

	mutex_lock(&many_lock);
	for (i = 0; i < areas_n; i++)
		seq_printf(m, "0x%lx\n", (unsigned long)areas[i]);
	mutex_unlock(&many_lock);
	return 0;
}

static int many_open(struct inode *inode, struct file *file)
{
	return single_open(file, many_show, NULL);
}

static const struct proc_ops many_ops = {
	.proc_open = many_open,
	.proc_read = seq_read,
	.proc_write = many_write,
	.proc_lseek = seq_lseek,
	.proc_release = single_release,
};

static int __init many_init(void)
{
	return proc_create("mms_many", 0600, NULL, &many_ops) ? 0 : -ENOMEM;
}

static void __exit many_exit(void)
{
	remove_proc_entry("mms_many", NULL);
	make_areas(0);
}

module_init(many_init);
module_exit(many_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Many vmap_areas, for tests");
