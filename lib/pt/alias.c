// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sets of physical memory, and the walk that finds what maps a part of one, see
 * include/mmscope/pt/alias.h. Takes no locks.
 */
#include <linux/string.h>
#include <mmscope/core/find.h>
#include <mmscope/pt/alias.h>

static struct mms_phys_range *last_of(const struct mms_phys_set *set)
{
	return set->n ? &set->range[set->n - 1] : NULL;
}

/**
 * mms_phys_set_add() - add what a run maps
 * @set: the set
 * @run: a leaf run
 *
 * Return: false when there is no room for it: nothing was added.
 */
bool mms_phys_set_add(struct mms_phys_set *set, const struct mms_run *run)
{
	struct mms_phys_range *last = last_of(set);

	if (last && last->last + 1 == run->phys && last->va + (run->phys - last->phys) == run->va) {
		last->last += run->size;
		return true;
	}
	if (set->n == set->max)
		return false;
	set->range[set->n].phys = run->phys;
	set->range[set->n].last = run->phys + run->size - 1;
	set->range[set->n++].va = run->va;
	return true;
}

/**
 * mms_phys_range_cmp() - for sorting a set by physical address
 * @a: a struct mms_phys_range
 * @b: another
 *
 * Return: below, at or above 0.
 */
int mms_phys_range_cmp(const void *a, const void *b)
{
	const struct mms_phys_range *x = a, *y = b;

	return x->phys < y->phys ? -1 : x->phys > y->phys;
}

/**
 * mms_phys_set_settle() - make the ranges of a sorted set disjoint
 * @set: the set, ascending by @phys
 *
 * Of memory that is in several ranges the lowest range keeps it.
 */
void mms_phys_set_settle(struct mms_phys_set *set)
{
	u32 i, n = set->n;

	set->n = 0;
	for (i = 0; i < n; i++) {
		struct mms_phys_range r = set->range[i];
		const struct mms_phys_range *last = last_of(set);

		if (last && r.last <= last->last)
			continue;
		if (last && r.phys <= last->last) {
			r.va += last->last + 1 - r.phys;
			r.phys = last->last + 1;
		}
		set->range[set->n++] = r;
	}
}

/* The first range of the set that reaches @phys or lies above it; the end for none. */
static const struct mms_phys_range *range_from(const struct mms_phys_set *set, u64 phys)
{
	u32 i = MMS_COUNT_UPTO(set->range, set->n, phys, phys);

	if (i && set->range[i - 1].last >= phys)
		i--;
	return &set->range[i];
}

static void note(struct mms_alias_walk *a, const struct mms_run *run, u64 of)
{
	struct mms_alias *last = a->n ? &a->found[a->n - 1] : NULL;

	if (last && !a->more && (!of || of == last->of + last->run.size) &&
	    mms_run_merge(&last->run, run))
		return;
	if (a->n < a->max) {
		a->found[a->n].of = of;
		a->found[a->n++].run = *run;
	} else if (!a->more++) {
		a->rest = run->va;
	}
}

/* Notes the part of a run that maps a range of the set. */
static void note_part(struct mms_alias_walk *a, const struct mms_run *run,
		      const struct mms_phys_range *r)
{
	struct mms_run part = *run;

	if (mms_run_cut(&part, a->w.g, r->phys, r->last))
		note(a, &part, r->va ? r->va + (part.phys - r->phys) : 0);
}

static int alias_run(struct mms_range *w, const struct mms_run *run)
{
	struct mms_alias_walk *a = w->ctx;
	const struct mms_phys_range *r, *end = a->set->range + a->set->n;

	if (mms_run_unread(run))
		a->unread++;
	if (run->kind != MMS_PT_LEAF)
		return 0;
	a->runs++;
	if ((run->perm & a->perm) != a->perm)
		return 0;
	r = range_from(a->set, run->phys);
	if (r < end && r->phys <= run->phys + (run->size - 1))
		mms_holders_note(&a->holders, w, run->level);
	for (; r < end && r->phys <= run->phys + (run->size - 1); r++)
		note_part(a, run, r);
	return 0;
}

/* A table met before is not walked again; if it maps a part of the set that is noted. */
static int alias_enter(struct mms_range *w, const struct mms_run *table, bool whole)
{
	struct mms_alias_walk *a = w->ctx;
	struct mms_run again = *table;

	if (!whole || !mms_seen_before(&a->seen, table, &again.alias))
		return 0;
	a->again++;
	again.entries = 1;
	if (mms_holders_have(&a->holders, table->phys))
		note(a, &again, 0);
	return 1;
}

static const struct mms_visitor alias_visitor = {
	.run = alias_run,
	.enter = alias_enter,
	.joins = true,
};

/**
 * mms_alias_start() - begin the search for what maps a set
 * @a: @a->w is set up for the range to search
 * @set: what to look for, settled
 * @perm: what it must allow, enum mms_perm bits; 0 for any
 * @found: receives the aliases
 * @max: room for how many
 *
 * The search is done by mms_range_chunk() on @a->w.
 */
void mms_alias_start(struct mms_alias_walk *a, const struct mms_phys_set *set, u8 perm,
		     struct mms_alias *found, u32 max)
{
	a->set = set;
	a->perm = perm;
	a->found = found;
	a->max = max;
	a->n = 0;
	a->more = 0;
	a->rest = 0;
	a->runs = 0;
	a->unread = 0;
	a->again = 0;
	memset(&a->seen, 0, sizeof(a->seen));
	memset(&a->holders, 0, sizeof(a->holders));
	a->w.v = &alias_visitor;
	a->w.ctx = a;
}
