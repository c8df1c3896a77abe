// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sums over a range of addresses: leaves by level and permissions, tables by
 * level. A visitor of lib/pt/range.c that remembers the sums of tables, so that one
 * mapped a thousand times over is walked once. Pure; takes no locks.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/pt/walk.h>

/* Adds the sum of a table of @level, which has only levels from @level on. */
static void add(struct mms_pt_sum *to, const struct mms_pt_sum *from, unsigned int level,
		u64 times)
{
	unsigned int i, j;

	for (i = level; i < MMS_PT_LEVELS; i++) {
		for (j = 0; j < MMS_PERM_COMBOS; j++)
			to->bytes[i][j] += from->bytes[i][j] * times;
		to->tables[i] += from->tables[i] * times;
		to->again[i] += from->again[i] * times;
	}
	for (i = 0; i < MMS_PT_KINDS; i++)
		to->other[i] += from->other[i] * times;
}

/* The same for a table that was met before, and with it all tables below. */
static void add_again(struct mms_pt_sum *to, const struct mms_pt_sum *from,
		      unsigned int level, u64 times)
{
	unsigned int i;

	add(to, from, level, times);
	for (i = level; i < MMS_PT_LEVELS; i++)
		to->again[i] += (from->tables[i] - from->again[i]) * times;
}

static void clear(struct mms_pt_sum *sum, unsigned int level)
{
	memset(&sum->bytes[level], 0, sizeof(sum->bytes) - level * sizeof(sum->bytes[0]));
	memset(sum->tables, 0, sizeof(sum->tables));
	memset(sum->again, 0, sizeof(sum->again));
	memset(sum->other, 0, sizeof(sum->other));
}

/* Adds the sum of the open table of @level to that of @level - 1. */
static void fold(struct mms_summer *s, unsigned int level)
{
	add(&s->open[level - 1], &s->open[level], level, 1);
	clear(&s->open[level], level);
}

/* The slot of a table, or a free one for it; NULL when there is no room left. */
static struct mms_sum_slot *slot_of(struct mms_summer *s, u64 phys, unsigned int level,
				    u8 perm)
{
	unsigned int i;

	for (i = 0; i < MMS_SUM_SLOTS; i++) {
		/* Tables are page-aligned: the low pfn bits make a good hash. */
		struct mms_sum_slot *slot = &s->slot[((phys >> 12) + i) &
						     (MMS_SUM_SLOTS - 1)];

		if (slot->hold != s->hold ||
		    (slot->phys == phys && slot->level == level && slot->perm == perm))
			return slot;
	}
	return NULL;
}

static int sum_run(struct mms_range *w, const struct mms_run *run)
{
	struct mms_summer *s = w->ctx;
	struct mms_pt_sum *sum = &s->open[run->level];

	if (run->kind == MMS_PT_LEAF)
		sum->bytes[run->level][run->perm] += run->size;
	else
		sum->other[run->kind]++;
	s->empty = false;
	return 0;
}

static int sum_enter(struct mms_range *w, const struct mms_run *table, bool whole)
{
	struct mms_summer *s = w->ctx;
	unsigned int level = table->level + 1;
	const struct mms_sum_slot *slot = whole ?
		slot_of(s, table->phys, level, table->perm) : NULL;
	u64 va;

	if (slot && slot->hold == s->hold) {
		add_again(&s->open[table->level], &slot->sum, level, 1ULL + table->again);
		s->empty = false;
		return 1;
	}
	s->open[level].tables[level] += table->entries;
	if (whole && mms_seen_before(&s->seen, table, &va))
		s->open[level].again[level] += table->entries;
	return 0;
}

static void sum_leave(struct mms_range *w, unsigned int level, bool whole)
{
	struct mms_summer *s = w->ctx;
	const struct mms_range_level *l = &w->lvl[level];

	struct mms_sum_slot *slot = whole ? slot_of(s, l->phys, level, l->perm) : NULL;

	if (slot) {
		slot->phys = l->phys;
		slot->perm = l->perm;
		slot->level = level;
		slot->hold = s->hold;
		clear(&slot->sum, level);
		add(&slot->sum, &s->open[level], level, 1);
	}
	fold(s, level);
}

static const struct mms_visitor summer = {
	.run = sum_run,
	.enter = sum_enter,
	.leave = sum_leave,
	.sums = true,
};

/**
 * mms_sum_init() - start summing up a range
 * @s: the sum; freed by its owner
 * @g: how the tables are built
 * @r: how to read them
 * @root: physical address of the root table
 * @start: first address, as mms_sum_range()
 * @last: last address, inclusive
 */
void mms_sum_init(struct mms_summer *s, const struct mms_geometry *g,
		  const struct mms_pt_reader *r, u64 root, u64 start, u64 last)
{
	unsigned int i;

	for (i = 0; i < MMS_SUM_SLOTS; i++)
		s->slot[i].hold = 0;
	memset(s->open, 0, sizeof(s->open));
	memset(&s->seen, 0, sizeof(s->seen));
	s->hold = 0;
	s->empty = true;
	s->w.g = g;
	s->w.r = *r;
	s->w.root = root;
	mms_sum_range(s, start, last);
}

/**
 * mms_sum_range() - start on another range of the same tables
 * @s: the sum; its result so far is discarded
 * @start: first address, canonical; it need not be page-aligned
 * @last: last address, inclusive, canonical and of the same half
 */
void mms_sum_range(struct mms_summer *s, u64 start, u64 last)
{
	const struct mms_pt_reader r = s->w.r;

	/* The levels below are empty: each table passed its sum to the one above. */
	if (!s->empty)
		clear(&s->open[0], 0);
	memset(s->open[0].tables, 0, sizeof(s->open[0].tables));
	memset(s->open[0].again, 0, sizeof(s->open[0].again));
	s->empty = true;
	mms_range_init(&s->w, s->w.g, &r, s->w.root, start, last);
	/* Exact to the byte: two ranges that meet inside a page share it. */
	s->w.start = start;
	s->w.next = start;
	s->w.last = last;
	s->w.v = &summer;
	s->w.ctx = s;
	s->open[0].tables[0] = !s->w.done;
}

/**
 * mms_sum_forget() - forget the sums of tables
 * @s: the sum
 *
 * To be called at the start of each hold of the locks that keep tables from
 * changing.
 */
void mms_sum_forget(struct mms_summer *s)
{
	s->hold++;
}

/**
 * mms_sum_on() - continue a sum, under the same hold of the locks
 * @s: the sum; when it returns, s->open[0] holds the result so far
 * @budget: as for mms_range_chunk(); what is left of it is in s->w.budget
 *
 * Return: as mms_range_chunk().
 */
int mms_sum_on(struct mms_summer *s, u32 budget)
{
	int ret = mms_range_chunk(&s->w, budget);
	unsigned int level;

	/* Tables left open by a stop are counted, but not remembered. */
	for (level = MMS_PT_LEVELS - 1; ret && level; level--)
		fold(s, level);
	return ret;
}

/**
 * mms_sum_chunk() - continue a sum, under a new hold of the locks
 * @s: the sum; between chunks, s->open[0] holds the result so far
 * @budget: as for mms_range_chunk()
 *
 * Return: as mms_range_chunk().
 */
int mms_sum_chunk(struct mms_summer *s, u32 budget)
{
	mms_sum_forget(s);
	return mms_sum_on(s, budget);
}

static u64 bytes_at(const struct mms_pt_sum *sum, unsigned int level, u8 mask, u8 value)
{
	unsigned int perm;
	u64 bytes = 0;

	for (perm = 0; perm < MMS_PERM_COMBOS; perm++)
		if ((perm & mask) == value)
			bytes += sum->bytes[level][perm];
	return bytes;
}

/**
 * mms_sum_leaves() - how many leaf entries with given permissions
 * @g: the geometry the sum was made with
 * @sum: the sum
 * @level: at which level
 * @mask: enum mms_perm bits that matter; 0 for all leaves
 * @value: what they must be
 *
 * Return: entries; one that lies partly in the range counts as one.
 */
u64 mms_sum_leaves(const struct mms_geometry *g, const struct mms_pt_sum *sum,
		   unsigned int level, u8 mask, u8 value)
{
	u64 span = mms_pt_span(g, level);

	return (bytes_at(sum, level, mask, value) + span - 1) >> g->level[level].shift;
}

/**
 * mms_sum_bytes() - how much is mapped with given permissions
 * @g: the geometry the sum was made with
 * @sum: the sum
 * @mask: enum mms_perm bits that matter; 0 for everything mapped
 * @value: what they must be
 *
 * Return: bytes.
 */
u64 mms_sum_bytes(const struct mms_geometry *g, const struct mms_pt_sum *sum,
		  u8 mask, u8 value)
{
	unsigned int level;
	u64 bytes = 0;

	for (level = 0; level < g->nr_levels; level++)
		bytes += bytes_at(sum, level, mask, value);
	return bytes;
}
