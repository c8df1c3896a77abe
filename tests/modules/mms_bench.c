// SPDX-License-Identifier: GPL-2.0-only
/*
 * mms_bench - what tests/bench asks of the kernel: loads to measure under, the
 * peers that no file shows, and what one process allocates and locks.
 *
 * A command is one write to /proc/mms_bench, a read gives its numbers:
 *   areas N     there are now N vmalloc areas of one page
 *   holes N     there are now N free pages between allocated ones
 *   used N      there are now N allocated pages more
 *   ptdump      one run of the kernel's own dump of init_mm's tables
 *   to_page N   N calls of vmalloc_to_page(), on the areas in turn
 *   watch       count what the writer allocates, time how long it holds
 *               init_mm's lock; any other command ends that
 *   zones       time how long the writer holds any zone's lock, what it allocates
 *               included; a few hundred instructions of each are the probes'
 *   locks       time how long the writer holds vmap_purge_lock, and any spinlock that
 *               a module takes, without the timer's interrupts meanwhile
 *   rest        nothing more than that
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
#include <linux/slab.h>
#include <linux/tracepoint.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <asm/msr.h>

#define LOAD_MAX 100000
#define DUMP_SIZE (32UL << 20)

static DEFINE_MUTEX(bench_lock);
static struct mm_struct *kernel_mm;
static void *areas[LOAD_MAX];
static struct page *pages[2 * LOAD_MAX];
static unsigned int areas_n, pages_n;
static struct seq_file dump;
static u64 ticks, lines;

/* What the watched task did since "watch". */
static struct {
	struct task_struct *task;
	u64 bytes;
	u64 locked_at;
	u64 longest;
	u64 holds;
	u64 held;
} watch;

/* How long a lock was held, without the interrupts meanwhile. */
struct held {
	void *lock;
	u64 at;
	u64 away;
	u64 longest;
	u64 holds;
};

static struct mutex *purge_lock;
static struct held purge, spin;
static u64 away, away_at;

static bool watched(void)
{
	return in_task() && READ_ONCE(watch.task) == current;
}

/* What is larger comes from the page allocator, and is counted there. */
static void on_kmalloc(void *data, unsigned long site, const void *ptr, size_t asked,
		       size_t bytes, gfp_t flags, int node)
{
	if (watched() && bytes <= KMALLOC_MAX_CACHE_SIZE)
		watch.bytes += bytes;
}

static void on_pages(void *data, struct page *page, unsigned int order, gfp_t flags, int type)
{
	if (watched() && page)
		watch.bytes += PAGE_SIZE << order;
}

static void on_locked(void *data, struct mm_struct *mm, const char *path, bool write,
		      bool success)
{
	if (watched() && mm == kernel_mm && success)
		watch.locked_at = rdtsc_ordered();
}

static void on_unlocked(void *data, struct mm_struct *mm, const char *path, bool write)
{
	if (!watched() || mm != kernel_mm)
		return;
	watch.longest = max_t(u64, watch.longest, rdtsc_ordered() - watch.locked_at);
	watch.holds++;
}

static bool is_zone_lock(unsigned long lock)
{
	pg_data_t *node = NODE_DATA(first_online_node);
	unsigned int i;

	for (i = 0; i < MAX_NR_ZONES; i++)
		if (lock == (unsigned long)&node->node_zones[i].lock)
			return true;
	return false;
}

/* One CPU, and nobody waits: where the lock is asked for it is got. */
static int on_zone_locked(struct kprobe *p, struct pt_regs *regs)
{
	if (watched() && is_zone_lock(regs->di))
		watch.locked_at = rdtsc_ordered();
	return 0;
}

static int on_zone_unlocked(struct kprobe *p, struct pt_regs *regs)
{
	u64 held;

	if (!watched() || !watch.locked_at || !is_zone_lock(regs->di))
		return 0;
	held = rdtsc_ordered() - watch.locked_at;
	watch.locked_at = 0;
	watch.longest = max_t(u64, watch.longest, held);
	watch.held += held;
	watch.holds++;
	return 0;
}

static struct kprobe zone_probes[] = {
	{ .symbol_name = "_raw_spin_lock_irqsave", .pre_handler = on_zone_locked },
	{ .symbol_name = "_raw_spin_trylock", .pre_handler = on_zone_locked },
	{ .symbol_name = "_raw_spin_unlock_irqrestore", .pre_handler = on_zone_unlocked },
};

static bool zones_watched, locks_watched;

static void take(struct held *h, void *lock)
{
	h->lock = lock;
	h->away = away;
	h->at = rdtsc_ordered();
}

static void give(struct held *h, void *lock)
{
	u64 held = rdtsc_ordered() - h->at - (away - h->away);

	if (h->lock != lock)
		return;
	h->lock = NULL;
	h->longest = max(h->longest, held);
	h->holds++;
}

static int on_mutex(struct kprobe *p, struct pt_regs *regs)
{
	if (watched() && (void *)regs->di == purge_lock)
		take(&purge, purge_lock);
	return 0;
}

static int on_mutex_unlock(struct kprobe *p, struct pt_regs *regs)
{
	if (watched() && (void *)regs->di == purge_lock)
		give(&purge, purge_lock);
	return 0;
}

/* At a function's first instruction, where it returns to is on top of the stack. */
static bool by_module(const struct pt_regs *regs)
{
	unsigned long from = *(unsigned long *)regs->sp;

	return from >= MODULES_VADDR && from < MODULES_END;
}

static int on_spin(struct kprobe *p, struct pt_regs *regs)
{
	if (watched() && by_module(regs))
		take(&spin, (void *)regs->di);
	return 0;
}

static int on_spin_unlock(struct kprobe *p, struct pt_regs *regs)
{
	if (watched() && by_module(regs))
		give(&spin, (void *)regs->di);
	return 0;
}

static struct kprobe lock_probes[] = {
	{ .symbol_name = "mutex_lock_killable", .pre_handler = on_mutex },
	{ .symbol_name = "mutex_unlock", .pre_handler = on_mutex_unlock },
	{ .symbol_name = "_raw_spin_lock", .pre_handler = on_spin },
	{ .symbol_name = "_raw_spin_trylock", .pre_handler = on_spin },
	{ .symbol_name = "_raw_spin_lock_irqsave", .pre_handler = on_spin },
	{ .symbol_name = "_raw_spin_lock_irq", .pre_handler = on_spin },
	{ .symbol_name = "_raw_spin_unlock", .pre_handler = on_spin_unlock },
	{ .symbol_name = "_raw_spin_unlock_irqrestore", .pre_handler = on_spin_unlock },
	{ .symbol_name = "_raw_spin_unlock_irq", .pre_handler = on_spin_unlock },
};

/* The timer's interrupt, and what is run behind it: no work of a lock's holder. */
static void on_away(void *data, unsigned int vector)
{
	if (READ_ONCE(watch.task) == current)
		away_at = rdtsc_ordered();
}

static void on_back(void *data, unsigned int vector)
{
	if (READ_ONCE(watch.task) == current)
		away += rdtsc_ordered() - away_at;
}

static struct {
	const char *name;
	void *probe;
	struct tracepoint *point;
} probes[] = {
	{ "kmalloc", on_kmalloc },
	{ "mm_page_alloc", on_pages },
	{ "mmap_lock_acquire_returned", on_locked },
	{ "mmap_lock_released", on_unlocked },
	{ "local_timer_entry", on_away },
	{ "local_timer_exit", on_back },
	{ "softirq_entry", on_away },
	{ "softirq_exit", on_back },
};

static void match_point(struct tracepoint *point, void *unused)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(probes); i++)
		if (!strcmp(point->name, probes[i].name))
			probes[i].point = point;
}

static void forget(struct kprobe *probe, unsigned int n)
{
	while (n--)
		unregister_kprobe(&probe[n]);
}

static void end_watch(void)
{
	unsigned int i;

	if (!watch.task)
		return;
	WRITE_ONCE(watch.task, NULL);
	if (zones_watched) {
		for (i = 0; i < ARRAY_SIZE(zone_probes); i++)
			unregister_kprobe(&zone_probes[i]);
		zones_watched = false;
		return;
	}
	if (locks_watched)
		forget(lock_probes, ARRAY_SIZE(lock_probes));
	locks_watched = false;
	for (i = 0; i < ARRAY_SIZE(probes); i++)
		tracepoint_probe_unregister(probes[i].point, probes[i].probe, NULL);
	tracepoint_synchronize_unregister();
}

static int begin_watch(void)
{
	unsigned int i;
	int err = 0;

	memset(&watch, 0, sizeof(watch));
	for (i = 0; !err && i < ARRAY_SIZE(probes); i++)
		err = tracepoint_probe_register(probes[i].point, probes[i].probe, NULL);
	while (err && --i)
		tracepoint_probe_unregister(probes[i - 1].point, probes[i - 1].probe, NULL);
	if (!err)
		WRITE_ONCE(watch.task, current);
	return err;
}

/* A probe that was registered once holds an address that is refused the next time. */
static int begin_locks(void)
{
	unsigned int i;
	int err = 0;

	memset(&purge, 0, sizeof(purge));
	memset(&spin, 0, sizeof(spin));
	for (i = 0; !err && i < ARRAY_SIZE(lock_probes); i++) {
		lock_probes[i].addr = NULL;
		lock_probes[i].flags = 0;
		err = register_kprobe(&lock_probes[i]);
	}
	if (!err)
		err = begin_watch();
	else
		i--;
	if (err)
		forget(lock_probes, i);
	locks_watched = !err;
	return err;
}

static int begin_zones(void)
{
	unsigned int i;
	int err = 0;

	memset(&watch, 0, sizeof(watch));
	for (i = 0; !err && i < ARRAY_SIZE(zone_probes); i++) {
		zone_probes[i].addr = NULL;
		zone_probes[i].flags = 0;
		err = register_kprobe(&zone_probes[i]);
	}
	while (err && --i)
		unregister_kprobe(&zone_probes[i - 1]);
	zones_watched = !err;
	if (!err)
		WRITE_ONCE(watch.task, current);
	return err;
}

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

/* Every second one of many pages is given back: none of them can merge. */
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

	end_watch();
	if (!strcmp(line, "watch"))
		return begin_watch();
	if (!strcmp(line, "zones"))
		return begin_zones();
	if (!strcmp(line, "locks"))
		return begin_locks();
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
	seq_printf(m, "ticks=%llu lines=%llu bytes=%llu longest=%llu holds=%llu held=%llu",
		   ticks, lines, watch.bytes, watch.longest, watch.holds, watch.held);
	seq_printf(m, " purge=%llu purges=%llu spin=%llu spins=%llu\n", purge.longest,
		   purge.holds, spin.longest, spin.holds);
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

/* Data: refused with -EINVAL, but not before it was found. */
static void *find_data(const char *name)
{
	struct kprobe probe = { .symbol_name = name, .flags = KPROBE_FLAG_DISABLED };

	if (!register_kprobe(&probe))
		unregister_kprobe(&probe);
	return probe.addr;
}

static int __init bench_init(void)
{
	unsigned int i;

	kernel_mm = find_data("init_mm");
	purge_lock = find_data("vmap_purge_lock");
	for_each_kernel_tracepoint(match_point, NULL);
	for (i = 0; i < ARRAY_SIZE(probes); i++)
		if (!kernel_mm || !purge_lock || !probes[i].point)
			return -ENOENT;
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
	end_watch();
	make_areas(0);
	make_holes(0);
	vfree(dump.buf);
}

module_init(bench_init);
module_exit(bench_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Loads and peers to measure the suite against, for tests");
