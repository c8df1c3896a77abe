// SPDX-License-Identifier: GPL-2.0-only
/*
 * mem_hotplug_lock, taken for reading as get_online_mems() does. That function
 * is not exported and is sealed on x86 (kernel-facts.md 0.1), but the lock is
 * data and percpu_down_read_trylock() is inline over exported helpers.
 *
 * Lock order: mem_hotplug_lock, then mmap locks, then zone->lock; never the
 * other way round. Writers (hot-add, hot-remove) wait for all readers and
 * block new ones: hold it for bounded chunks only.
 *
 * A writer may hold it without bound: offline_pages() retries until a pinned page is
 * released, which may be never. percpu_down_read() would wait for that unkillably,
 * and rmmod for the waiting reader; hence trylock and sleep here.
 */
#include <linux/percpu-rwsem.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <mmscope/core/live_hotplug.h>
#include <mmscope/core/live_symbols.h>

/* How long to sleep between two tries; latency does not matter here. */
#define RETRY (HZ / 100 + 1)

/* Static data of a shared object is each module's own (design.md 1). */
static struct percpu_rw_semaphore *hotplug_lock;

/**
 * mms_hotplug_setup() - find the lock
 *
 * May be called more than once.
 *
 * Context: module init.
 */
void mms_hotplug_setup(void)
{
	if (IS_ENABLED(CONFIG_MEMORY_HOTPLUG) && !hotplug_lock)
		hotplug_lock = (void *)mms_symbol("mem_hotplug_lock");
}

/**
 * mms_hotplug_begin() - keep memory from being added or removed
 *
 * Where the lock can't be found this does nothing, and callers must cope with memory
 * that disappears: nofault reads only (see mms_hotplug_held_off()).
 *
 * Context: process, may sleep: for as long as memory is being taken offline.
 * Not while holding a mmap lock.
 * Return: 0, with mms_hotplug_end() to follow; -EINTR after a fatal signal.
 */
int mms_hotplug_begin(void)
{
	while (hotplug_lock && !percpu_down_read_trylock(hotplug_lock)) {
		schedule_timeout_killable(RETRY);
		if (fatal_signal_pending(current))
			return -EINTR;
	}
	return 0;
}

/**
 * mms_hotplug_end() - undo mms_hotplug_begin()
 */
void mms_hotplug_end(void)
{
	if (hotplug_lock)
		percpu_up_read(hotplug_lock);
}

/**
 * mms_hotplug_assert() - have lockdep complain where mms_hotplug_begin() is missing
 *
 * For readers of what is freed with memory: a zone's per-CPU data (freed with its
 * last block, zone_pcp_reset()), struct pages, memory sections.
 */
void mms_hotplug_assert(void)
{
	if (hotplug_lock)
		percpu_rwsem_assert_held(hotplug_lock);
}

/**
 * mms_hotplug_held_off() - does mms_hotplug_begin() keep memory where it is?
 *
 * Return: yes, because of the lock or because this kernel has no hotplug.
 */
bool mms_hotplug_held_off(void)
{
	return hotplug_lock || !IS_ENABLED(CONFIG_MEMORY_HOTPLUG);
}

/**
 * mms_hotplug_how() - for build files: what protects walks from hotplug
 *
 * Return: static text.
 */
const char *mms_hotplug_how(void)
{
	if (!IS_ENABLED(CONFIG_MEMORY_HOTPLUG))
		return "not needed: this kernel has no memory hotplug";
	if (hotplug_lock)
		return "mem_hotplug_lock";
	return "none: mem_hotplug_lock not found, nofault reads only";
}
