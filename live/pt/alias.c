// SPDX-License-Identifier: GPL-2.0-only
/*
 * What maps given memory in the kernel's half: memory that may be executed is collected
 * in one walk, what maps a set of memory is found in another. Locks are those of
 * live/pt/read.c; the visitors only write to memory allocated before.
 */
#include <linux/bits.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mmscope/core/live_sort.h>
#include <mmscope/pt/live.h>
#include <mmscope/pt/live_alias.h>

/* Ranges at first, and at most: 24 MiB. A range is what is contiguous in both spaces. */
#define RANGES 1024
#define RANGES_MAX BIT(20)

/**
 * struct collector - collects what may be executed
 * @set: the set
 * @full: a run did not fit: the walk paused
 * @run: that run
 * @seen: tables met
 * @w: the walk
 */
struct collector {
	struct mms_phys_set *set;
	bool full;
	struct mms_run run;
	struct mms_seen seen;
	struct mms_range w;
};

static int collect_run(struct mms_range *w, const struct mms_run *run)
{
	struct collector *c = w->ctx;

	if (run->kind != MMS_PT_LEAF || !(run->perm & MMS_PERM_X) ||
	    mms_phys_set_add(c->set, run))
		return 0;
	c->run = *run;
	c->full = true;
	return 1;
}

static int collect_enter(struct mms_range *w, const struct mms_run *table, bool whole)
{
	struct collector *c = w->ctx;
	u64 va;

	return whole && mms_seen_before(&c->seen, table, &va);
}

static const struct mms_visitor collect_visitor = {
	.run = collect_run,
	.enter = collect_enter,
	.joins = true,
};

static int grow(struct mms_phys_set *set)
{
	u32 max = set->max ? 2 * set->max : RANGES;
	struct mms_phys_range *more;

	if (max > RANGES_MAX)
		return -E2BIG;
	more = kvmalloc_array(max, sizeof(*more), GFP_KERNEL_ACCOUNT);
	if (!more)
		return -ENOMEM;
	if (set->n)
		memcpy(more, set->range, set->n * sizeof(*more));
	kvfree(set->range);
	set->range = more;
	set->max = max;
	return 0;
}

static int collect(struct collector *c)
{
	int ret = mms_kernel_range_init(&c->w, mms_kernel_first(), mms_kernel_last());

	c->w.v = &collect_visitor;
	c->w.ctx = c;
	if (ret)
		return ret;
	do {
		ret = mms_kernel_range_chunk(&c->w);
		if (ret >= 0 && c->full) {
			int err = grow(c->set);

			if (err)
				return err;
			mms_phys_set_add(c->set, &c->run);
			c->full = false;
		}
	} while (ret > 0);
	return ret;
}

/**
 * mms_executable_find() - the memory that the kernel's half maps executable
 * @set: receives it, settled, each range with an address it may be executed at; for
 *	mms_phys_set_free(), also on error
 *
 * Not of one moment: the kernel maps and unmaps meanwhile (mms_kernel_maps()).
 *
 * Context: process, may sleep.
 * Return: 0, -ENOMEM, -EINTR when killed, -E2BIG for more ranges than are kept,
 * -errno of the root table.
 */
int mms_executable_find(struct mms_phys_set *set)
{
	struct collector *c;
	void *base;
	int err;

	memset(set, 0, sizeof(*set));
	err = grow(set);
	if (err)
		return err;
	c = kvzalloc(sizeof(*c), GFP_KERNEL_ACCOUNT);
	if (!c)
		return -ENOMEM;
	c->set = set;
	err = collect(c);
	kvfree(c);
	if (err)
		return err;
	base = set->range;
	err = mms_sort_large(&base, set->n, set->max, sizeof(*set->range), mms_phys_range_cmp);
	set->range = base;
	if (!err)
		mms_phys_set_settle(set);
	return err;
}

/**
 * mms_phys_set_free() - free what mms_executable_find() found
 * @set: the set
 */
void mms_phys_set_free(struct mms_phys_set *set)
{
	kvfree(set->range);
	set->range = NULL;
}

/**
 * mms_kernel_aliases() - what in the kernel's half maps a set of memory
 * @a: memory to do it in; tells what was found
 * @set: the set, settled
 * @perm: what a mapping must allow, enum mms_perm bits; 0 for any
 * @found: receives the aliases
 * @max: room for how many
 *
 * Not of one moment.
 *
 * Context: process, may sleep.
 * Return: 0, -EINTR when killed, -errno of the root table, -EOPNOTSUPP.
 */
int mms_kernel_aliases(struct mms_alias_walk *a, const struct mms_phys_set *set, u8 perm,
		       struct mms_alias *found, u32 max)
{
	int ret = mms_kernel_range_init(&a->w, mms_kernel_first(), mms_kernel_last());

	mms_alias_start(a, set, perm, found, max);
	while (!ret) {
		ret = mms_kernel_range_chunk(&a->w);
		if (ret <= 0)
			return ret;
		ret = 0;
	}
	return ret;
}

/**
 * mms_kernel_maps() - does an address of the kernel's half map given memory now
 * @va: the address
 * @phys: the memory
 * @perm: what it must allow, enum mms_perm bits
 *
 * Context: process, may sleep.
 * Return: 1 if it does, else 0; -EINTR when killed, -EOPNOTSUPP.
 */
int mms_kernel_maps(u64 va, u64 phys, u8 perm)
{
	struct mms_walk w;
	int err = mms_kernel_walk_addr(va, &w);

	if (err)
		return err == -EAGAIN ? 0 : err;
	return w.result == MMS_WALK_MAPPED && w.phys == phys && (w.perm & perm) == perm;
}
