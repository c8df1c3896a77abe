// SPDX-License-Identifier: GPL-2.0-only
/*
 * The walk of a range of addresses, in bounded chunks that can be resumed. Pure;
 * takes no locks. A chunk starts from the root again, so that its caller may drop
 * every lock between two chunks.
 */
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <mmscope/pt/walk.h>

/* Reading a table costs about as much as looking at this many entries. */
#define TABLE_COST 8

/*
 * Decoding an entry and calling the visitor with it costs as much as looking at this
 * many: 575 guest instructions against 27 (make bench, the walks of areas and of
 * regions, before this was counted).
 */
#define VISIT_COST 16

/* Last address of what entry @va picks at @level, never past @w's range. */
static u64 span_last(const struct mms_range *w, unsigned int level, u64 va)
{
	u64 last = va | (mms_pt_span(w->g, level) - 1);

	return min(last, w->last);
}

/**
 * mms_range_init() - start the walk of a range
 * @w: the walk; its visitor and ctx are the caller's to set after this
 * @g: how the tables are built
 * @r: how to read them
 * @root: physical address of the root table
 * @start: first address; rounded down to a page, canonical
 * @last: last address, inclusive; rounded up to a page's last, canonical and
 *	of the same half as @start
 *
 * A range that spans the non-canonical hole is two walks.
 */
void mms_range_init(struct mms_range *w, const struct mms_geometry *g,
		    const struct mms_pt_reader *r, u64 root, u64 start, u64 last)
{
	u64 below = mms_pt_span(g, g->nr_levels - 1) - 1;

	w->g = g;
	w->r = *r;
	w->v = NULL;
	w->ctx = NULL;
	w->root = root;
	w->start = start & ~below;
	w->next = w->start;
	w->last = last | below;
	w->done = start > last || !mms_va_canonical(g, start) ||
		  !mms_va_canonical(g, last);
	w->exec_key = 0;
	w->hints = false;
	w->budget = 0;
	memset(w->tables, 0, sizeof(w->tables));
}

static u64 entry_at(const struct mms_range *w, unsigned int level, unsigned int i)
{
	const struct mms_range_level *l = &w->lvl[level];
	u64 wide;
	u32 narrow;

	i -= l->first;
	if (w->g->entry_size == sizeof(wide)) {
		memcpy(&wide, l->entry + i * sizeof(wide), sizeof(wide));
		return wide;
	}
	memcpy(&narrow, l->entry + i * sizeof(narrow), sizeof(narrow));
	return narrow;
}

/*
 * The first of a table's entries, from entry @i on and below @end, that is neither
 * empty nor the same as @raw in the bits of @differ; @end if there is none. *@n
 * counts those that are the same. Walks spend most of their time here.
 */
static __always_inline u32 scan(const void *table, size_t size, u32 i, u32 end, u64 raw,
				u64 differ, u32 *n)
{
	u32 alike = 0;

	for (; i < end; i++) {
		u64 entry = size == sizeof(u64) ? ((const u64 *)table)[i] :
						  ((const u32 *)table)[i];

		if (!entry)
			continue;
		if ((entry ^ raw) & differ)
			break;
		alike++;
	}
	*n = alike;
	return i;
}

static u32 scan_table(const struct mms_range *w, unsigned int level, u32 i, u32 end,
		      u64 raw, u64 differ, u32 *n)
{
	const struct mms_range_level *l = &w->lvl[level];

	if (w->g->entry_size == sizeof(u64))
		i = scan(l->entry, sizeof(u64), i - l->first, end - l->first, raw, differ, n);
	else
		i = scan(l->entry, sizeof(u32), i - l->first, end - l->first, raw, differ, n);
	return i + l->first;
}

/*
 * Reads a table of @level from the entry of @va on: to the table's end, the
 * range's, or as much as the buffer holds.
 */
static int load(struct mms_range *w, unsigned int level, u64 table, u8 perm, u64 va)
{
	const struct mms_geometry *g = w->g;
	struct mms_range_level *l = &w->lvl[level];
	unsigned int bits = g->level[level].shift + g->level[level].bits;
	u64 below = bits < 64 ? (1ULL << bits) - 1 : ~0ULL;
	u32 max = MMS_PT_TABLE_BYTES / g->entry_size;

	l->phys = table;
	l->perm = perm;
	l->first = mms_pt_index(g, level, va);
	l->last = mms_pt_index(g, level, min(va | below, w->last));
	l->last = min(l->last, l->first + max - 1);
	l->end = min(va | below, w->last);
	l->whole = !(va & below) && (va | below) <= w->last;
	/* A walk resumed within a table counted it before. */
	if (!(va & below) || va == w->start)
		w->tables[level]++;
	w->budget -= TABLE_COST;
	return w->r.read(w->r.ctx, table + (u64)l->first * g->entry_size, l->entry,
			 (size_t)(l->last - l->first + 1) * g->entry_size);
}

/* Describes what @e at @va says; @perm is what was granted on the way to it. */
static void describe(const struct mms_range *w, const struct mms_pt_entry *e,
		     u8 perm, u64 va, struct mms_run *run)
{
	u64 span = mms_pt_span(w->g, e->level);

	memset(run, 0, sizeof(*run));
	run->va = va;
	run->size = min(span - (va & (span - 1)), w->last - va + 1);
	run->kind = e->kind;
	run->level = e->level;
	run->shift = e->shift;
	run->perm = perm & e->perm;
	run->cache = e->cache;
	run->flag_word = e->flag_word;
	run->flags = e->flags;
	run->noise = e->noise;
	run->pkey = e->kind == MMS_PT_LEAF ? e->pkey : 0;
	if (run->pkey && run->pkey == w->exec_key)
		run->perm &= ~(MMS_PERM_R | MMS_PERM_W);
	run->hint = w->hints && e->kind == MMS_PT_PROT_NONE;
	run->swap_type = e->swap_type;
	run->swap_offset = e->swap_offset;
	run->swap = e->kind == MMS_PT_SWAP ? mms_swap_kind(w->g, e) : NULL;
	run->entries = 1;
	run->phys = e->phys;
	/* The whole block's address is in each of a block's entries. */
	if (e->kind != MMS_PT_TABLE)
		run->phys += va & ((1ULL << e->shift) - 1);
}

/* The index past the last entry of a table that was read and lies wholly in the range. */
static u32 whole_end(const struct mms_range *w, unsigned int level)
{
	const struct mms_range_level *l = &w->lvl[level];
	u64 below = mms_pt_span(w->g, level) - 1;

	return l->last + ((l->end & below) == below);
}

/*
 * For a visitor that sums: counts the entries after that of @va that equal @e,
 * except for the bits of @may_differ, and lie wholly in the range. *@past moves to
 * an address of the last entry looked at.
 */
static u32 count_alike(const struct mms_range *w, const struct mms_pt_entry *e,
		       u64 may_differ, u64 va, u64 *past)
{
	u32 i = mms_pt_index(w->g, e->level, va), end = whole_end(w, e->level), n;

	end = scan_table(w, e->level, i + 1, max(end, i + 1), e->raw,
			 ~(may_differ | e->noise), &n);
	*past = va + (u64)(end - 1 - i) * mms_pt_span(w->g, e->level);
	return n;
}

/*
 * For a visitor that joins: counts the entries after that of @va that equal @e,
 * except that each maps the memory right after that of the one before it.
 */
static u32 count_next(const struct mms_range *w, const struct mms_pt_entry *e, u64 va,
		      u64 *past)
{
	u32 i = mms_pt_index(w->g, e->level, va), end = whole_end(w, e->level), n = 0;
	u64 addr = w->g->level[e->level].addr, next = e->raw;

	while (i + 1 + n < end) {
		next += addr & -addr;
		/* An address that overflows its bits has changed others. */
		if ((next ^ e->raw) & ~addr || entry_at(w, e->level, i + 1 + n) != next)
			break;
		n++;
	}
	*past = va + (u64)n * mms_pt_span(w->g, e->level);
	return n;
}

/* Moves on to an address of a later entry of the same table. */
static void move(struct mms_range *w, unsigned int level, u64 *va, u64 to)
{
	w->budget -= (to - *va) >> w->g->level[level].shift;
	*va = to;
}

/* How looking at one entry ended; below 0 it is -errno. */
enum step {
	STEP_DOWN,	/* into the table it refers to */
	STEP_ON,	/* past it */
	STEP_STOP,	/* past it, and the visitor wants a break */
};

/* Charges a call of the visitor to the budget. */
static void charge_visit(struct mms_range *w)
{
	w->budget -= VISIT_COST;
}

static int visit(struct mms_range *w, const struct mms_run *run)
{
	int ret = w->v->run(w, run);

	charge_visit(w);
	return ret < 0 ? ret : ret ? STEP_STOP : STEP_ON;
}

/* Is the entry that led to a table unchanged, apart from the bits that the CPU sets? */
static bool parent_unchanged(const struct mms_range *w, const struct mms_pt_entry *e, u64 va)
{
	u64 now = 0;
	int err = mms_pt_read_entry(w->g, &w->r, w->lvl[e->level].phys,
				    mms_pt_index(w->g, e->level, va), &now);

	return !err && !((now ^ e->raw) & ~e->noise);
}

static int enter(struct mms_range *w, const struct mms_pt_entry *e, u64 *va)
{
	u8 perm = w->lvl[e->level].perm;
	u64 below = mms_pt_span(w->g, e->level) - 1, past = *va;
	struct mms_run run;
	bool whole;
	int err;

	describe(w, e, perm, *va, &run);
	run.entries = !(*va & below) || *va == w->start;
	whole = run.size == below + 1;
	if (w->v->sums && whole)
		run.again = count_alike(w, e, 0, *va, &past);
	if (w->v->enter) {
		err = w->v->enter(w, &run, whole);
		if (err > 0) {
			move(w, e->level, va, past);
			charge_visit(w);
		}
		if (err)
			return err < 0 ? err : STEP_ON;
	}
	err = load(w, e->level + 1, e->phys, perm & e->perm, *va);
	if (!err && w->r.recheck && !parent_unchanged(w, e, *va))
		err = -EAGAIN;
	if (!err)
		return STEP_DOWN;
	if (w->v->leave)
		w->v->leave(w, e->level + 1, false);
	run.error = err;
	run.entries = 1;
	return visit(w, &run);
}

/* Skips empty entries of @level from @va on; returns the address to continue at. */
static u64 skip_empty(struct mms_range *w, unsigned int level, u64 va)
{
	u64 span = mms_pt_span(w->g, level);
	u32 first = mms_pt_index(w->g, level, va), i, n;

	i = scan_table(w, level, first, w->lvl[level].last, 0, ~0ULL, &n);
	w->budget -= i - first;
	/* To the start of entry i: whole entries past the one that has @va. */
	return i == first ? va : (va & ~(span - 1)) + (u64)(i - first) * span;
}

/* Calls the visitor with the leaf entry of @va, and those after it that it takes together. */
static int visit_leaf(struct mms_range *w, const struct mms_pt_entry *e, u64 *va)
{
	const struct mms_pt_level *l = &w->g->level[e->level];
	bool known = l->addr && e->kind == MMS_PT_LEAF;
	u64 past = *va;
	u32 more = 0;
	struct mms_run run;

	describe(w, e, w->lvl[e->level].perm, *va, &run);
	if (known && w->v->sums)
		more = count_alike(w, e, l->addr, *va, &past);
	else if (known && w->v->joins && e->shift == l->shift)
		more = count_next(w, e, *va, &past);
	run.entries += more;
	run.size += (u64)more * mms_pt_span(w->g, e->level);
	move(w, e->level, va, past);
	return visit(w, &run);
}

/* Looks at the entry of @va at @level; *@va moves to where it ends. */
static int look(struct mms_range *w, unsigned int level, u64 *va)
{
	struct mms_pt_entry e;
	int step = STEP_ON;

	*va = skip_empty(w, level, *va);
	mms_pt_decode(w->g, level, mms_va_user(w->g, *va),
		      entry_at(w, level, mms_pt_index(w->g, level, *va)), &e);
	w->budget--;
	if (e.kind == MMS_PT_TABLE && level + 1 < w->g->nr_levels)
		step = enter(w, &e, va);
	else if (e.kind != MMS_PT_NONE)
		step = visit_leaf(w, &e, va);
	if (step == STEP_ON || step == STEP_STOP)
		*va = span_last(w, level, *va);
	return step;
}

/* Leaves the tables that end with address @va; returns the level to continue at. */
static unsigned int ascend(struct mms_range *w, unsigned int level, u64 va)
{
	for (; level && va == w->lvl[level].end; level--)
		if (w->v->leave)
			w->v->leave(w, level, w->lvl[level].whole);
	return level;
}

/**
 * mms_range_chunk() - continue a walk, for a bounded number of steps
 * @w: the walk
 * @budget: how many entries to look at, at least 1; a table read counts as eight
 *	more, an entry passed to the visitor as sixteen
 *
 * It always gets past at least one entry. Context: as the reader's and the
 * visitor's callbacks.
 *
 * Return: 1 when there is more, 0 when the range is done, -errno from a
 * visitor, or when the root table can't be read.
 */
int mms_range_chunk(struct mms_range *w, u32 budget)
{
	unsigned int level = 0;
	u64 va = w->next;
	int step, err;

	if (w->done)
		return 0;
	w->budget = budget;
	err = load(w, 0, w->root, MMS_PERM_ALL, va);
	if (err)
		return err;
	do {
		step = look(w, level, &va);
		if (step < 0)
			return step;
		if (step == STEP_DOWN) {
			level++;
			continue;
		}
		level = ascend(w, level, va);
		if (va == w->last) {
			w->done = true;
			return 0;
		}
		w->next = ++va;
		/* A table larger than the buffer: down again, to its next part. */
		if (mms_pt_index(w->g, level, va) > w->lvl[level].last) {
			level = 0;
			err = load(w, 0, w->root, MMS_PERM_ALL, va);
			if (err)
				return err;
		}
	} while (step == STEP_DOWN || (step == STEP_ON && w->budget > 0));
	return 1;
}
