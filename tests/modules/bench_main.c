// SPDX-License-Identifier: GPL-2.0-only
/*
 * mms_bench - the kernel part of tests/bench: load to measure under, the kernel's own
 * functions to compare with that no file shows, and, in bench_watch.c, what one process
 * allocates and how long it holds locks.
 *
 * A command is one write to /proc/mms_bench, a read gives its numbers:
 *   areas N     make it N vmalloc areas of one page
 *   holes N     make it N free pages between allocated ones
 *   used N      make it N more allocated pages
 *   ptdump      run the kernel's own dump of init_mm's tables once
 *   to_page N   N calls of vmalloc_to_page(), on the areas in turn
 *   watch       count what the writer allocates, time how long it holds
 *               init_mm's lock; any other command ends that
 *   locks       time how long the writer holds vmap_purge_lock, any zone->lock, its own
 *               allocations included, and any spinlock that a module takes, without the
 *               timer's interrupts meanwhile; a few hundred instructions of each hold
 *               are the probes' own
 *   rest        do nothing
 * Times are of the TSC: under QEMU's -icount shift=0 that is instructions.
 * Tests only; takes one mutex, and the ptdump the locks it takes.
 */
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pgtable.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <asm/msr.h>

#include "bench_watch.h"

#define LOAD_MAX 100000
#define DUMP_SIZE (32UL << 20)

static DEFINE_MUTEX(bench_lock);
static struct mm_struct *kernel_mm;
static void *areas[LOAD_MAX];
static struct page *pages[2 * LOAD_MAX];
static unsigned int areas_n, pages_n;
static struct seq_file dump;
static u64 ticks, lines;

static int make_areas(unsigned int n)
{
	while (areas_n > n)
		vfree(areas[--areas_n]);
	while (areas_n < n) {
		areas[areas_n] = vmalloc(PAGE_SIZE);
		if (!areas[areas_n++])
			return -ENOMEM;
		cond_resched();
	}
	return 0;
}

static int make_used(unsigned int n)
{
	unsigned int i;

	while (pages_n) {
		if (pages[--pages_n])
			__free_page(pages[pages_n]);
	}
	for (i = 0; i < n; i++) {
		pages[i] = alloc_page(GFP_KERNEL);
		if (!pages[i])
			return -ENOMEM;
		pages_n++;
		cond_resched();
	}
	return 0;
}

/* Every second one of many pages is freed: none of them can merge. */
static int make_holes(unsigned int n)
{
	unsigned int i;
	int err = make_used(2 * n);

	if (err)
		return err;
	for (i = 0; i < pages_n; i++) {
		if (!(page_to_pfn(pages[i]) & 1))
			continue;
		__free_page(pages[i]);
		pages[i] = NULL;
	}
	return 0;
}

static int run_ptdump(void)
{
	u64 begin;
	size_t i;

	dump.count = 0;
	begin = rdtsc_ordered();
	ptdump_walk_pgd_level_debugfs(&dump, kernel_mm, false);
	ticks = rdtsc_ordered() - begin;
	for (i = 0, lines = 0; i < dump.count; i++)
		lines += dump.buf[i] == '\n';
	return seq_has_overflowed(&dump) ? -ENOSPC : 0;
}

static int run_to_page(unsigned int n)
{
	u64 begin = rdtsc_ordered();
	unsigned int i;

	if (!areas_n)
		return -ENODATA;
	for (i = 0; i < n; i++)
		if (!vmalloc_to_page(areas[i % areas_n]))
			return -EFAULT;
	ticks = rdtsc_ordered() - begin;
	return 0;
}

static int run(const char *line)
{
	unsigned int n;

	bench_watch_end();
	if (!strcmp(line, "watch"))
		return bench_watch();
	if (!strcmp(line, "locks"))
		return bench_watch_locks();
	if (!strcmp(line, "rest"))
		return 0;
	if (!strcmp(line, "ptdump"))
		return run_ptdump();
	if (sscanf(line, "areas %u", &n) == 1)
		return n > LOAD_MAX ? -ERANGE : make_areas(n);
	if (sscanf(line, "holes %u", &n) == 1)
		return n > LOAD_MAX ? -ERANGE : make_holes(n);
	if (sscanf(line, "used %u", &n) == 1)
		return n > 2 * LOAD_MAX ? -ERANGE : make_used(n);
	if (sscanf(line, "to_page %u", &n) == 1)
		return run_to_page(n);
	return -EINVAL;
}

static ssize_t bench_write(struct file *file, const char __user *ubuf, size_t len,
			   loff_t *pos)
{
	char line[32];
	int err;

	if (!len || len >= sizeof(line) || copy_from_user(line, ubuf, len))
		return -EINVAL;
	line[len] = '\0';
	mutex_lock(&bench_lock);
	err = run(strim(line));
	mutex_unlock(&bench_lock);
	return err ? err : len;
}

static int bench_show(struct seq_file *m, void *v)
{
	seq_printf(m, "ticks=%llu lines=%llu", ticks, lines);
	bench_watch_show(m);
	seq_putc(m, '\n');
	return 0;
}

static int bench_open(struct inode *inode, struct file *file)
{
	return single_open(file, bench_show, NULL);
}

static const struct proc_ops bench_ops = {
	.proc_open = bench_open,
	.proc_read = seq_read,
	.proc_write = bench_write,
	.proc_lseek = seq_lseek,
	.proc_release = single_release,
};

/* For data: a kprobe on it is refused with -EINVAL, but only after resolving the name. */
static void *find_data(const char *name)
{
	struct kprobe probe = { .symbol_name = name, .flags = KPROBE_FLAG_DISABLED };

	if (!register_kprobe(&probe))
		unregister_kprobe(&probe);
	return probe.addr;
}

static int __init bench_init(void)
{
	int err;

	kernel_mm = find_data("init_mm");
	err = bench_watch_init(kernel_mm, find_data("vmap_purge_lock"));
	if (err)
		return err;
	dump.size = DUMP_SIZE;
	dump.buf = vmalloc(DUMP_SIZE);
	if (!dump.buf)
		return -ENOMEM;
	if (!proc_create("mms_bench", 0600, NULL, &bench_ops)) {
		vfree(dump.buf);
		return -ENOMEM;
	}
	return 0;
}

static void __exit bench_exit(void)
{
	remove_proc_entry("mms_bench", NULL);
	bench_watch_end();
	make_areas(0);
	make_holes(0);
	vfree(dump.buf);
}

module_init(bench_init);
module_exit(bench_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Loads and peers to measure the suite against, for tests");
