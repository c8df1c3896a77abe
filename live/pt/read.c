// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading the running kernel's page tables.
 *
 * Why these locks (kernel-facts.md D):
 * - Kernel tables are freed by memory hot-remove (kept out by mem_hotplug_lock,
 *   read) and by huge vmalloc mappings replacing them. The latter free under
 *   mmap_read_trylock(init_mm), so only the write lock keeps them out. It is
 *   what the kernel's ptdump takes. init_mm is found by symbol: it is data,
 *   and mmap_write_lock() is inline.
 * Not all kernels take it: 5.10, 5.15, 6.8 and 6.18 free them in
 * vmap_try_huge_pmd() without any lock, on every architecture (6.18 on arm64 has
 * one for its own ptdump alone); 6.1.y and 6.12.y of today lock, 6.1.y not on arm64,
 * and 7.2 does. A module can't find out which it is; and where init_mm can't be
 * found (KALLSYMS_ALL=n) the root is taken from the CPU's register, and there is no
 * lock to take. So on all kernels walks of one address are repeated until the entries
 * read are unchanged, and ranges read the entry that leads to a table once more after
 * the table (include/mmscope/pt/walk.h).
 * Processes' tables: live/pt/user.c.
 *
 * All table memory is read by live/pt/mem.c: a wrong entry costs an answer, never
 * an oops.
 * Locks are held for a bounded number of entries.
 */
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <mmscope/core/live_hotplug.h>
#include <mmscope/core/live_symbols.h>
#include <mmscope/pt/live.h>
#include "../arch/pt.h"
#include "../compat/mm.h"
#include "read.h"

/* How often a walk is repeated whose tables changed under it. */
#define TRIES 8

/* Each module links its own copy of this file; written once, at load. */
static struct {
	struct mms_geometry g;
	struct mm_struct *init_mm;
	const char *unreadable;
} pt;

/**
 * mms_pt_setup() - find what the walks need; at load
 *
 * Context: module init, before any file exists. May sleep.
 */
void mms_pt_setup(void)
{
	mms_arch_pt.geometry(&pt.g);
	mms_swap_kinds(&pt.g);
	pt.init_mm = (struct mm_struct *)mms_symbol("init_mm");
	pt.unreadable = mms_arch_pt.unreadable ? mms_arch_pt.unreadable() : NULL;
	mms_hotplug_setup();
}

/**
 * mms_geometry() - how this machine's page tables are built
 *
 * Return: the geometry; valid after mms_pt_setup().
 */
const struct mms_geometry *mms_geometry(void)
{
	return &pt.g;
}

/**
 * mms_kernel_pt_unavailable() - why the kernel's tables can't be walked
 *
 * Return: the reason, static text; NULL when they can.
 */
const char *mms_kernel_pt_unavailable(void)
{
	if (pt.unreadable)
		return pt.unreadable;
	return pt.init_mm || mms_arch_pt.kernel_root ? NULL :
	       "this kernel does not tell where init_mm is (KALLSYMS_ALL=n)";
}

/**
 * mms_user_pt_unavailable() - why processes' tables can't be walked
 *
 * Return: the reason, static text; NULL when they can.
 */
const char *mms_user_pt_unavailable(void)
{
	return pt.unreadable;
}

/**
 * mms_kernel_pt_build() - how the kernel's tables are reached, for build files
 * @t: the text
 *
 * Context: process.
 */
void mms_kernel_pt_build(struct mms_text *t)
{
	const char *why = mms_kernel_pt_unavailable();

	mms_rec(t, "tables");
	mms_rec_str(t, "of", "kernel");
	mms_rec_bool(t, "available", !why);
	if (why) {
		mms_rec_str(t, "reason", why);
	} else {
		mms_rec_str(t, "root", pt.init_mm ? "init_mm" : "register");
		mms_rec_str(t, "lock", pt.init_mm ? "init_mm.mmap_lock" :
			    "none: init_mm not found, nofault reads only");
		mms_rec_str(t, "hotplug", mms_hotplug_how());
	}
	/* Would the register do, which kernels without the symbol init_mm depend on? */
	if (pt.init_mm && mms_arch_pt.own_root)
		mms_rec_bool(t, "register_agrees",
			     mms_arch_pt.kernel_root(&pt.g) == mms_pt_root(pt.init_mm));
	mms_rec_end(t);
}

/**
 * mms_kernel_first() - first address of the half that is the kernel's
 *
 * Return: the address.
 */
u64 mms_kernel_first(void)
{
	return mms_arch_pt.kernel_first(&pt.g);
}

/**
 * mms_kernel_last() - last address of the half that is the kernel's
 *
 * Return: the address, inclusive.
 */
u64 mms_kernel_last(void)
{
	return pt.g.va_bits ? ~0ULL : U32_MAX;
}

/**
 * mms_kernel_phys() - translate an address by the kernel's own code
 * @va: an address of the kernel's half
 * @phys: set to the physical address
 *
 * Independent of mmscope's walker, to check it. Most architectures' code assumes that
 * the tables are not freed, so this is for addresses whose tables the caller keeps in
 * place; for others there is mms_kernel_walk_asked().
 *
 * Context: any.
 * Return: whether it is mapped.
 */
bool mms_kernel_phys(u64 va, u64 *phys)
{
	return mms_arch_pt.kernel_phys(va, phys);
}

/**
 * mms_pte_stored() - the table entry for a pte made by the kernel's helpers
 * @pte: its value
 *
 * Context: any.
 * Return: the entry as it stands in a table once the page was written to.
 */
u64 mms_pte_stored(u64 pte)
{
	return mms_arch_pt.stored ? mms_arch_pt.stored(pte) : pte;
}

static int lock_kernel_tables(void)
{
	int err;

	if (mms_kernel_pt_unavailable())
		return -EOPNOTSUPP;
	err = mms_hotplug_begin();
	if (err)
		return err;
	if (!pt.init_mm || !mmap_write_lock_killable(pt.init_mm))
		return 0;
	mms_hotplug_end();
	return -EINTR;
}

static void unlock_kernel_tables(void)
{
	if (pt.init_mm)
		mmap_write_unlock(pt.init_mm);
	mms_hotplug_end();
}

/**
 * mms_kernel_tables_first() - from which address on the walked root is the kernel's
 *
 * Where init_mm can't be found the root is one that a process uses, too: below
 * the kernel's half it holds what is mapped for that process.
 *
 * Return: the address; 0 where all of it is the kernel's own.
 */
u64 mms_kernel_tables_first(void)
{
	return pt.init_mm ? 0 : mms_kernel_first();
}

/* Under lock_kernel_tables(). */
static int walk_stable(u64 root, u64 va, struct mms_walk *w)
{
	int tries = TRIES;

	do {
		mms_walk_addr(&pt.g, &mms_pt_reader, root, va, w);
		if (mms_walk_holds(&pt.g, &mms_pt_reader, w))
			return 0;
	} while (--tries);
	return -EAGAIN;
}

/**
 * mms_kernel_walk_from() - walk a kernel address through given tables
 * @root: physical address of a root table that its owner keeps alive
 * @va: the address
 * @w: filled in
 *
 * Context: as mms_kernel_walk_addr().
 *
 * Return: as mms_kernel_walk_addr().
 */
int mms_kernel_walk_from(u64 root, u64 va, struct mms_walk *w)
{
	int err = lock_kernel_tables();

	if (err)
		return err;
	err = walk_stable(root, va, w);
	unlock_kernel_tables();
	return err;
}

/**
 * mms_kernel_walk_addr() - walk one address through the kernel's own tables
 * @va: the address, any value
 * @w: filled in
 *
 * Context: process, sleeps on init_mm's lock.
 * Return: 0, -EINTR when killed, -EOPNOTSUPP where mms_kernel_pt_unavailable(),
 * -EAGAIN when the tables kept changing.
 */
int mms_kernel_walk_addr(u64 va, struct mms_walk *w)
{
	if (mms_kernel_pt_unavailable())
		return -EOPNOTSUPP;
	return mms_kernel_walk_from(mms_kernel_root(), va, w);
}

/**
 * mms_kernel_walk_asked() - the same, with the kernel's own translation
 * @va: an address of the kernel's half
 * @w: filled in
 * @mapped: set to whether the kernel's code finds it mapped
 * @phys: then set to where
 *
 * Both under one hold of the locks: the kernel's code assumes that neither tables
 * nor the struct pages they lead to are freed meanwhile.
 *
 * Context: as mms_kernel_walk_addr(), and not while holding the hotplug lock.
 * Return: as mms_kernel_walk_addr().
 */
int mms_kernel_walk_asked(u64 va, struct mms_walk *w, bool *mapped, u64 *phys)
{
	int err = lock_kernel_tables();

	if (err)
		return err;
	err = walk_stable(mms_kernel_root(), va, w);
	*mapped = mms_arch_pt.kernel_phys(va, phys);
	unlock_kernel_tables();
	return err;
}

/**
 * mms_kernel_held() - are tables and struct pages kept from being freed by a lock
 *
 * Return: true if so; otherwise mms_kernel_walk_asked() is only for what is never
 * freed, unless the CPU itself translates.
 */
bool mms_kernel_held(void)
{
	return mms_arch_pt.phys_by_cpu || (pt.init_mm && mms_hotplug_held_off());
}

/**
 * mms_kernel_root() - the root of the kernel's own tables
 *
 * Return: physical address of the root table; 0 where
 * mms_kernel_pt_unavailable().
 */
u64 mms_kernel_root(void)
{
	if (pt.init_mm)
		return mms_pt_root(pt.init_mm);
	return mms_arch_pt.kernel_root ? mms_arch_pt.kernel_root(&pt.g) : 0;
}

/**
 * mms_kernel_root_source() - where the root is known from, without init_mm
 *
 * Return: register:NAME.
 */
const char *mms_kernel_root_source(void)
{
	return mms_arch_pt.root_source;
}

/**
 * mms_kernel_chunk() - do one bounded step of work on the kernel's tables
 * @step: the step, at most @budget entries long; runs under init_mm's lock: it
 *	must not sleep, allocate or print
 * @ctx: passed to @step
 *
 * Context: process, may sleep before the lock is taken.
 * Return: what @step returned; -EINTR when killed, -EOPNOTSUPP where
 * mms_kernel_pt_unavailable().
 */
int mms_kernel_chunk(int (*step)(void *ctx, u32 budget), void *ctx)
{
	int ret = lock_kernel_tables();

	if (ret)
		return ret;
	ret = step(ctx, MMS_PT_CHUNK);
	unlock_kernel_tables();
	cond_resched();
	return fatal_signal_pending(current) ? -EINTR : ret;
}
