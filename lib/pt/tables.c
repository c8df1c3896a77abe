// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counting page tables and what they hold, as a range walk meets them: see
 * include/mmscope/pt/tables.h. Unlike lib/pt/sum.c, which sums up what is mapped, each
 * table counts once, and a walk may come in parts. Pure; takes no locks.
 */
#include <linux/string.h>
#include <mmscope/pt/tables.h>

/* No page has this number: it would end beyond 2^64. */
#define NO_PAGE (~0ULL)

static unsigned int page_shift(const struct mms_geometry *g)
{
	return g->level[g->nr_levels - 1].shift;
}

/* Leaves the tables of @level and below. */
static void leave(struct mms_tables *t, unsigned int level)
{
	for (; level < MMS_PT_LEVELS; level++) {
		struct mms_tables_at *at = &t->at[level];

		if (at->open && level && !at->again && !at->used)
			t->sum.empty[level]++;
		at->open = false;
	}
}

static void use(struct mms_tables *t, unsigned int level, u64 entries)
{
	struct mms_tables_at *at = &t->at[level];

	at->used += entries;
	if (!at->again)
		t->sum.used[level] += entries;
}

/* Was the table met before, whatever was granted on the way to it? */
static bool met_before(struct mms_tables *t, const struct mms_run *table)
{
	struct mms_run any = *table;
	u64 va;

	any.perm = 0;
	return mms_seen_before(&t->seen, &any, &va);
}

static int enter(struct mms_range *w, const struct mms_run *table, bool whole)
{
	struct mms_tables *t = w->ctx;
	unsigned int level = table->level + 1;
	struct mms_tables_at *at = &t->at[level];
	u64 base = table->va & ~(mms_pt_span(w->g, table->level) - 1);
	u64 page = table->phys >> page_shift(w->g);
	bool again;

	/* The rest of a table, after a chunk's or a mapping's end. */
	if (at->open && at->base == base)
		return 0;
	leave(t, level);
	again = met_before(t, table);
	if (again && t->once) {
		t->sum.again[level] += 1ULL + table->again;
		use(t, table->level, 1ULL + table->again);
		return 1;
	}
	use(t, table->level, 1);
	at->base = base;
	at->used = 0;
	at->open = true;
	at->again = again;
	if (again) {
		t->sum.again[level]++;
		return 0;
	}
	t->sum.tables[level]++;
	/* Tables smaller than a page (arm) lie beside their neighbours. */
	at->alone = page != at->page;
	at->page = page;
	t->sum.pages[level] += at->alone;
	return 0;
}

/* A table that could not be read may not have been one. */
static void uncount(struct mms_tables *t, unsigned int level)
{
	struct mms_tables_at *at = &t->at[level];

	t->sum.unread++;
	if (at->open && !at->again && !at->used) {
		t->sum.tables[level]--;
		t->sum.pages[level] -= at->alone;
		at->page = NO_PAGE;
		at->open = false;
	}
}

static u64 entry_at(const struct mms_range *w, unsigned int level, u32 i)
{
	const struct mms_range_level *l = &w->lvl[level];

	return w->g->entry_size == sizeof(u64) ? ((const u64 *)l->entry)[i - l->first] :
						 ((const u32 *)l->entry)[i - l->first];
}

/* How many of the entries of a run that were taken together map the zeroes at @zero. */
static u64 count_zero(const struct mms_range *w, const struct mms_run *run, u64 zero)
{
	const struct mms_pt_level *l = &w->g->level[run->level];
	u32 i = mms_pt_index(w->g, run->level, run->va), end = w->lvl[run->level].last;
	u64 first = entry_at(w, run->level, i), left = run->entries, n = 0;
	/* As an entry has it: from its lowest address bit on, in units of its size. */
	u64 want = (zero >> l->shift) * (l->addr & -l->addr);

	if (want & ~l->addr)
		return 0;
	want |= first & ~l->addr;
	for (; left && i <= end; i++) {
		u64 raw = entry_at(w, run->level, i);

		if (!raw)
			continue;
		n += !((raw ^ want) & ~run->noise);
		left--;
	}
	return n;
}

/* Bytes of a run that are the page of zeroes, which nobody may write to. */
static u64 zero_bytes(const struct mms_tables *t, const struct mms_run *run)
{
	const struct mms_range *w = &t->w;
	u64 zero = t->zero[run->level];

	if (!zero || run->perm & MMS_PERM_W)
		return 0;
	if (run->entries == 1)
		return run->phys == zero ? run->size : 0;
	return count_zero(w, run, zero) << w->g->level[run->level].shift;
}

/* The mapping a run lies in, NULL for none. */
static struct mms_tables_share *share_of(struct mms_tables *t, u64 va)
{
	while (t->share_at < t->shares && t->share[t->share_at].end <= va)
		t->share_at++;
	if (t->share_at == t->shares || va < t->share[t->share_at].start)
		return NULL;
	return &t->share[t->share_at];
}

static void count_leaf(struct mms_tables *t, struct mms_tables_share *s,
		       const struct mms_run *run)
{
	const struct mms_geometry *g = t->w.g;
	u64 zero = zero_bytes(t, run);

	t->sum.mapped[run->shift & (MMS_TABLES_SHIFTS - 1)] += run->size;
	t->sum.zero += zero;
	s->mapped += run->size;
	s->zero += zero;
	if (run->level + 1 < g->nr_levels)
		s->huge += run->size;
	else if (run->shift > page_shift(g))
		s->blocks += run->size;
}

static int count(struct mms_range *w, const struct mms_run *run)
{
	struct mms_tables *t = w->ctx;
	struct mms_tables_share nobody = {}, *s = share_of(t, run->va) ?: &nobody;

	if (run->kind == MMS_PT_TABLE) {
		uncount(t, run->level + 1);
		return 0;
	}
	use(t, run->level, run->entries);
	if (run->kind == MMS_PT_LEAF) {
		count_leaf(t, s, run);
	} else if (run->kind == MMS_PT_PROT_NONE) {
		t->sum.no_access += run->size;
		s->no_access += run->size;
	} else if (run->kind == MMS_PT_SWAP && !run->swap) {
		t->sum.swapped += run->size;
		s->swapped += run->size;
	} else {
		t->sum.other += run->entries;
	}
	return 0;
}

static const struct mms_visitor counter = {
	.run = count,
	.enter = enter,
	.sums = true,
};

/**
 * mms_tables_begin() - start counting the tables of a space
 * @t: its @w is the walk, just started; @once, @zero and @share are the caller's, too
 */
void mms_tables_begin(struct mms_tables *t)
{
	unsigned int i;

	memset(&t->sum, 0, sizeof(t->sum));
	memset(&t->seen, 0, sizeof(t->seen));
	memset(t->at, 0, sizeof(t->at));
	for (i = 0; i < MMS_PT_LEVELS; i++)
		t->at[i].page = NO_PAGE;
	t->share_at = 0;
	t->at[0].open = true;
	t->sum.tables[0] = 1;
	t->sum.pages[0] = 1;
	t->w.v = &counter;
	t->w.ctx = t;
}

/**
 * mms_tables_end() - finish counting, after the walk's last chunk
 * @t: its @sum holds the result from now on
 */
void mms_tables_end(struct mms_tables *t)
{
	leave(t, 0);
}

/**
 * mms_tables_bytes() - memory that the tables of a level take
 * @g: the geometry
 * @sum: the tables
 * @level: the level
 *
 * Tables below the root take whole pages. A root takes what its entries do; under x86's
 * page-table isolation twice that, for the copy that user mode runs on.
 *
 * Return: bytes.
 */
u64 mms_tables_bytes(const struct mms_geometry *g, const struct mms_tables_sum *sum,
		     unsigned int level)
{
	u64 root = (u64)g->entry_size << g->level[0].bits;

	if (level)
		return sum->pages[level] << page_shift(g);
	return (root << g->root_nx_is_pti) * sum->pages[0];
}

/**
 * mms_tables_all_bytes() - memory that tables take
 * @g: the geometry
 * @sum: the tables
 *
 * Return: bytes, of all levels.
 */
u64 mms_tables_all_bytes(const struct mms_geometry *g, const struct mms_tables_sum *sum)
{
	unsigned int level;
	u64 bytes = 0;

	for (level = 0; level < g->nr_levels; level++)
		bytes += mms_tables_bytes(g, sum, level);
	return bytes;
}

/**
 * mms_tables_mapped() - what tables map, with pages of all sizes
 * @sum: the tables
 *
 * Return: bytes.
 */
u64 mms_tables_mapped(const struct mms_tables_sum *sum)
{
	unsigned int shift;
	u64 bytes = 0;

	for (shift = 0; shift < MMS_TABLES_SHIFTS; shift++)
		bytes += sum->mapped[shift];
	return bytes;
}

/**
 * mms_tables_add() - add the tables of one space to those of others
 * @to: the others
 * @from: the one
 */
void mms_tables_add(struct mms_tables_sum *to, const struct mms_tables_sum *from)
{
	unsigned int i;

	for (i = 0; i < MMS_PT_LEVELS; i++) {
		to->tables[i] += from->tables[i];
		to->again[i] += from->again[i];
		to->pages[i] += from->pages[i];
		to->used[i] += from->used[i];
		to->empty[i] += from->empty[i];
	}
	for (i = 0; i < MMS_TABLES_SHIFTS; i++)
		to->mapped[i] += from->mapped[i];
	to->zero += from->zero;
	to->no_access += from->no_access;
	to->swapped += from->swapped;
	to->other += from->other;
	to->unread += from->unread;
}
