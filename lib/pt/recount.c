// SPDX-License-Identifier: GPL-2.0-only
/*
 * The walk of a range that counts entry by entry, to check sums independently. Only
 * a table that is met again is not walked again, but counted as before: KASAN's zero
 * shadow is a handful of tables behind more entries than a machine could look at.
 * See include/mmscope/pt/recount.h. Pure; takes no locks.
 */
#include <linux/string.h>
#include <mmscope/pt/recount.h>

/* Adds the sum of the table of @level so far to that of the table that leads to it. */
static void fold(struct mms_recount *a, unsigned int level)
{
	mms_mapped_add(&a->open[level - 1].sum, &a->open[level].sum);
	memset(&a->open[level], 0, sizeof(a->open[level]));
}

/*
 * The tables open from @level down were not walked to their end: others are in their
 * place by now. So the sums of those above are of no single moment, and not
 * remembered.
 */
static void abandon(struct mms_recount *a, unsigned int level)
{
	unsigned int i;

	for (i = MMS_PT_LEVELS - 1; i >= level; i--)
		if (a->open[i].phys)
			fold(a, i);
	for (i = 0; i < level; i++)
		a->open[i].whole = false;
}

static int recount_run(struct mms_range *w, const struct mms_run *run)
{
	struct mms_recount *a = w->ctx;
	struct mms_mapped *m = &a->open[run->level].sum;
	unsigned int up = w->g->nr_levels - 1 - run->level, i;

	if (mms_run_unread(run)) {
		a->unread++;
		/* Neither it nor the tables above may be remembered: what it maps is missing. */
		a->known[run->level + 1].phys = 0;
		for (i = 0; i <= run->level; i++)
			a->open[i].whole = false;
	}
	if (run->kind != MMS_PT_LEAF)
		return 0;
	m->level[up] += run->size;
	m->perm[run->perm] += run->size;
	if (a->v)
		mms_vas_account(a->v, run->va, run->va + run->size - 1, up, run->perm);
	return 0;
}

/* Counts a table that was walked just before, if no region starts or ends in its span. */
static bool count_known(struct mms_recount *a, const struct mms_run *table)
{
	const struct mms_recount_table *known = &a->known[table->level + 1];

	if (!known->phys || known->phys != table->phys || known->perm != table->perm ||
	    (a->v && !mms_vas_account_sum(a->v, table->va, table->va + table->size - 1,
					  &known->sum)))
		return false;
	mms_mapped_add(&a->open[table->level].sum, &known->sum);
	a->repeats++;
	return true;
}

static int recount_enter(struct mms_range *w, const struct mms_run *table, bool whole)
{
	struct mms_recount *a = w->ctx;
	unsigned int level = table->level + 1;
	struct mms_recount_table *open = &a->open[level];
	u64 start = table->va & ~(mms_pt_span(w->g, table->level) - 1);

	if (whole && count_known(a, table))
		return 1;
	/* The same place again: the walk was resumed in the middle of it. */
	if (open->phys == table->phys && open->phys && open->start == start &&
	    open->perm == table->perm)
		return 0;
	if (open->phys)
		abandon(a, level);
	open->phys = table->phys;
	open->start = start;
	open->perm = table->perm;
	open->whole = whole;
	return 0;
}

static void recount_leave(struct mms_range *w, unsigned int level, bool whole)
{
	struct mms_recount *a = w->ctx;

	if (level + 1 < MMS_PT_LEVELS && a->open[level + 1].phys)
		abandon(a, level + 1);
	if (a->open[level].whole)
		a->known[level] = a->open[level];
	fold(a, level);
}

static const struct mms_visitor each = {
	.run = recount_run,
	.enter = recount_enter,
	.leave = recount_leave,
};

/* For accounting to a layout, neighbours may come in one run. */
static const struct mms_visitor joined = {
	.run = recount_run,
	.enter = recount_enter,
	.leave = recount_leave,
	.joins = true,
};

/**
 * mms_recount_start() - make a range walk count entry by entry
 * @a: the walk: @a->w is set up; the rest of @a is set up here
 * @v: a tiled layout that each mapping is accounted to, or NULL
 */
void mms_recount_start(struct mms_recount *a, struct mms_vas *v)
{
	a->v = v;
	a->unread = 0;
	a->repeats = 0;
	memset(a->open, 0, sizeof(a->open));
	memset(a->known, 0, sizeof(a->known));
	a->w.v = v ? &joined : &each;
	a->w.ctx = a;
}

/**
 * mms_recount_total() - the total of a walk
 * @a: the walk, done
 *
 * Return: what is mapped in the range, all of it.
 */
const struct mms_mapped *mms_recount_total(struct mms_recount *a)
{
	abandon(a, 1);
	return &a->open[0].sum;
}
