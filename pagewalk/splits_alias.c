// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the vmalloc and module spaces map with other rights than ordinary memory: one walk
 * over them notes it, and a snapshot of the vmap_areas says in which area it lies.
 *
 * Locks: those of live/pt/read.c and live/vmap/snapshot.c, one after the other. An area
 * may have gone in between: then its memory has no alias.
 */
#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mmscope/core/live_sort.h>
#include <mmscope/vmap/live.h>
#include "splits.h"

/* Aliases kept: 40 bytes each. A machine with 300 modules has some 20,000. */
#define FEW_ALIASES 4096
#define MOST_ALIASES BIT(18)

/* Room that one run may need: as many as there are stretches of memory in it. */
#define SPARE 16

/* Under the walk's locks: notes what is not mapped as ordinary memory is. */
static int note_alias(struct mms_range *w, const struct mms_run *run)
{
	struct pw_owners *o = w->ctx;
	u64 phys = run->phys, va = run->va, left = run->size, part;

	if (run->kind != MMS_PT_LEAF ||
	    (run->perm == o->usual.perm && run->cache == o->usual.cache))
		return 0;
	for (; left; left -= part, phys += part, va += part) {
		part = left;
		if (!mms_ram_has(&o->ram, phys, &part))
			continue;
		if (o->nr_aliases == o->room) {
			o->cut = true;
			return 0;
		}
		o->alias[o->nr_aliases++] = (struct pw_split_alias){
			.phys = phys, .size = part, .va = va, .last = va + part - 1,
		};
	}
	/* A run that was cut by what is no memory may need as much room again. */
	return o->nr_aliases + SPARE > o->room && o->room < MOST_ALIASES;
}

static const struct mms_visitor alias_visitor = { .run = note_alias, .joins = true };

static int grow(struct pw_owners *o)
{
	u32 room = o->room ? o->room * 2 : FEW_ALIASES;
	struct pw_split_alias *more = kvmalloc_array(room, sizeof(*more), GFP_KERNEL_ACCOUNT);

	if (!more)
		return -ENOMEM;
	if (o->alias)
		memcpy(more, o->alias, o->nr_aliases * sizeof(*more));
	kvfree(o->alias);
	o->alias = more;
	o->room = room;
	return 0;
}

static int collect(struct pw_owners *o)
{
	const struct mms_vmap_space *spaces;
	int err = grow(o);
	u32 n, i;

	spaces = mms_vmap_spaces(&n);
	for (i = 0; i < n && !err; i++) {
		err = mms_kernel_range_init(&o->w, spaces[i].start, spaces[i].end - 1);
		o->w.v = &alias_visitor;
		o->w.ctx = o;
		if (!err)
			err = 1;
		while (err > 0) {
			err = mms_kernel_range_chunk(&o->w);
			if (err > 0 && o->nr_aliases + SPARE > o->room &&
			    o->room < MOST_ALIASES)
				err = grow(o) ?: 1;
		}
	}
	return err;
}

/* Says of each alias which area maps it; those in no area are of no use. */
static int name_areas(struct pw_owners *o)
{
	struct mms_vmap_snapshot s;
	u32 i, kept = 0;
	int err = mms_vmap_snapshot(&s, 0, U64_MAX);

	if (err)
		return err == -EAGAIN || err == -ENODATA ? 0 : err;
	for (i = 0; i < o->nr_aliases; i++) {
		struct pw_split_alias *a = &o->alias[i];
		const struct mms_vmap_area *area = mms_vmap_find(s.areas, s.count, a->va);

		if (!area)
			continue;
		a->last = area->end - area->guard - 1;
		a->caller = area->caller;
		o->alias[kept++] = *a;
		if (!(i % FEW_ALIASES))
			cond_resched();
	}
	o->nr_aliases = kept;
	mms_vmap_snapshot_free(&s);
	return 0;
}

static int by_phys(const void *pa, const void *pb)
{
	const struct pw_split_alias *a = pa, *b = pb;

	if (a->phys != b->phys)
		return a->phys < b->phys ? -1 : 1;
	return a->va < b->va ? -1 : a->va > b->va;
}

/**
 * pw_aliases_take() - find what else maps memory, with other rights than usual
 * @o: the owners: their @ram and @usual are known
 *
 * Context: process, may sleep.
 * Return: 0, also where areas can't be named: symbols of modules then still can; -ENOMEM,
 * -EINTR when killed.
 */
int pw_aliases_take(struct pw_owners *o)
{
	void *aliases;
	int err;

	o->unavailable = mms_vmap_unavailable() ?: mms_vmap_owners_unavailable();
	if (o->unavailable)
		return 0;
	err = collect(o);

	if (!err)
		err = name_areas(o);
	if (err)
		return err;
	aliases = o->alias;
	err = mms_sort_large(&aliases, o->nr_aliases, o->room, sizeof(*o->alias), by_phys);
	o->alias = aliases;
	return err;
}
