// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counts what one process allocates and times how long it holds the kernel's locks, for
 * mms_bench's "watch" and "locks", by tracepoints and kprobes. For one CPU and one
 * watched task.
 *
 * Takes no locks: the commands run under mms_bench's mutex, and the probes count for
 * the watched task only.
 */
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/pgtable.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <asm/msr.h>

#include "bench_watch.h"

static struct mm_struct *watched_mm;

/* The counts of the watched task since "watch". */
static struct {
	struct task_struct *task;
	u64 bytes;
	u64 locked_at;
	u64 longest;
	u64 holds;
} watch;

/*
 * How long a lock was held, without interrupts and other tasks meanwhile: at the call of
 * a spin_lock function, where the time of a hold begins, the task can still be preempted.
 */
struct held {
	void *lock;
	u64 at;
	u64 away;
	u64 longest;
	u64 holds;
	u64 sum;
};

static struct mutex *purge_lock;
static struct held purge, spin, zone;
static u64 away, away_at;

static bool watched(void)
{
	return in_task() && READ_ONCE(watch.task) == current;
}

/* Larger objects come from the page allocator, and are counted there. */
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
	if (watched() && mm == watched_mm && success)
		watch.locked_at = rdtsc_ordered();
}

static void on_unlocked(void *data, struct mm_struct *mm, const char *path, bool write)
{
	if (!watched() || mm != watched_mm)
		return;
	watch.longest = max_t(u64, watch.longest, rdtsc_ordered() - watch.locked_at);
	watch.holds++;
}

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
	h->sum += held;
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

/* With one CPU and no contention the lock is acquired at once: the call counts as that. */
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

/* At a function's first instruction the return address is on top of the stack. */
static bool by_module(const struct pt_regs *regs)
{
	unsigned long from = *(unsigned long *)regs->sp;

	return from >= MODULES_VADDR && from < MODULES_END;
}

static int on_spin(struct kprobe *p, struct pt_regs *regs)
{
	if (!watched())
		return 0;
	if (is_zone_lock(regs->di))
		take(&zone, (void *)regs->di);
	if (by_module(regs))
		take(&spin, (void *)regs->di);
	return 0;
}

static int on_spin_unlock(struct kprobe *p, struct pt_regs *regs)
{
	if (!watched())
		return 0;
	if (by_module(regs))
		give(&spin, (void *)regs->di);
	if (is_zone_lock(regs->di))
		give(&zone, (void *)regs->di);
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

static bool locks_watched;

/* The timer interrupt and its softirqs are not part of a lock's hold. */
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

static void on_switch(void *data, bool preempt, struct task_struct *from,
		      struct task_struct *to)
{
	if (from == READ_ONCE(watch.task))
		away_at = rdtsc_ordered();
	else if (to == READ_ONCE(watch.task))
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
	{ "sched_switch", on_switch },
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

/* Stops watching; the counts stay. */
void bench_watch_end(void)
{
	unsigned int i;

	if (!watch.task)
		return;
	WRITE_ONCE(watch.task, NULL);
	if (locks_watched)
		forget(lock_probes, ARRAY_SIZE(lock_probes));
	locks_watched = false;
	for (i = 0; i < ARRAY_SIZE(probes); i++)
		tracepoint_probe_unregister(probes[i].point, probes[i].probe, NULL);
	tracepoint_synchronize_unregister();
}

/* Begins to count what the caller allocates and to time how long it holds init_mm's lock. */
int bench_watch(void)
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

/*
 * Begins to time how long the caller holds vmap_purge_lock, any zone->lock, its own
 * allocations included, and any spinlock that a module takes. A kprobe that was
 * registered before has an address set, with which it would be refused.
 */
int bench_watch_locks(void)
{
	unsigned int i;
	int err = 0;

	memset(&purge, 0, sizeof(purge));
	memset(&spin, 0, sizeof(spin));
	memset(&zone, 0, sizeof(zone));
	for (i = 0; !err && i < ARRAY_SIZE(lock_probes); i++) {
		lock_probes[i].addr = NULL;
		lock_probes[i].flags = 0;
		err = register_kprobe(&lock_probes[i]);
	}
	if (!err)
		err = bench_watch();
	else
		i--;
	if (err)
		forget(lock_probes, i);
	locks_watched = !err;
	return err;
}

/* Appends the counts to mms_bench's line. */
void bench_watch_show(struct seq_file *m)
{
	seq_printf(m, " bytes=%llu longest=%llu holds=%llu", watch.bytes, watch.longest,
		   watch.holds);
	seq_printf(m, " purge=%llu purges=%llu spin=%llu spins=%llu", purge.longest,
		   purge.holds, spin.longest, spin.holds);
	seq_printf(m, " zone=%llu zones=%llu zone_held=%llu", zone.longest, zone.holds,
		   zone.sum);
}

/* @mm: init_mm; @purge_mutex: vmap_purge_lock; -ENOENT where any or a tracepoint is missing. */
int bench_watch_init(struct mm_struct *mm, struct mutex *purge_mutex)
{
	unsigned int i;

	watched_mm = mm;
	purge_lock = purge_mutex;
	for_each_kernel_tracepoint(match_point, NULL);
	for (i = 0; i < ARRAY_SIZE(probes); i++)
		if (!watched_mm || !purge_lock || !probes[i].point)
			return -ENOENT;
	return 0;
}
