// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sums over a range of addresses: leaves by level and permissions, tables by
 * level. A visitor of lib/walk_range.c that remembers what a table came to, so
 * that one mapped a thousand times over is walked once. Pure; takes no locks.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/walk.h>

static void add(struct mms_pt_sum *to, const struct mms_pt_sum *from)
{
	unsigned int i, j;

	for (i = 0; i < MMS_PT_LEVELS; i++) {
		for (j = 0; j < MMS_PERM_COMBOS; j++)
			to->leaves[i][j] += from->leaves[i][j];
		to->tables[i] += from->tables[i];
	}
	for (i = 0; i < MMS_PT_KINDS; i++)
		to->other[i] += from->other[i];
}

/* Adds what the open tables from @level down have come to, into @level - 1. */
static void fold(struct mms_summer *s, unsigned int level)
{
	add(&s->open[level - 1], &s->open[level]);
	memset(&s->open[level], 0, sizeof(s->open[level]));
}

static struct mms_sum_slot *slot_of(struct mms_summer *s, u64 phys, u8 perm)
{
	/* Tables lie page by page: the low pfn bits alone spread them well. */
	return &s->slot[((phys >> 12) ^ (perm << 3)) & (MMS_SUM_SLOTS - 1)];
}

static int sum_run(struct mms_range *w, const struct mms_run *run)
{
	struct mms_summer *s = w->ctx;
	struct mms_pt_sum *sum = &s->open[run->level];

	if (run->kind == MMS_PT_LEAF)
		sum->leaves[run->level][run->perm]++;
	else
		sum->other[run->kind]++;
	return 0;
}

static int sum_enter(struct mms_range *w, const struct mms_run *table, bool whole)
{
	struct mms_summer *s = w->ctx;
	unsigned int level = table->level + 1;
	const struct mms_sum_slot *slot = slot_of(s, table->phys, table->perm);

	if (whole && slot->chunk == s->chunk && slot->phys == table->phys &&
	    slot->perm == table->perm && slot->level == level) {
		add(&s->open[table->level], &slot->sum);
		return 1;
	}
	s->open[level].tables[level] += table->entries;
	return 0;
}

static void sum_leave(struct mms_range *w, unsigned int level, bool whole)
{
	struct mms_summer *s = w->ctx;
	const struct mms_range_level *l = &w->lvl[level];

	if (whole) {
		struct mms_sum_slot *slot = slot_of(s, l->phys, l->perm);

		slot->phys = l->phys;
		slot->perm = l->perm;
		slot->level = level;
		slot->chunk = s->chunk;
		slot->sum = s->open[level];
	}
	fold(s, level);
}

static const struct mms_visitor summer = {
	.run = sum_run,
	.enter = sum_enter,
	.leave = sum_leave,
};

/**
 * mms_sum_init() - start summing up a range
 * @s: the sum; freed by its owner
 * @g: how the tables are built
 * @r: how to read them
 * @root: physical address of the root table
 * @start: first address, as mms_range_init()
 * @last: last address, inclusive
 */
void mms_sum_init(struct mms_summer *s, const struct mms_geometry *g,
		  const struct mms_pt_reader *r, u64 root, u64 start, u64 last)
{
	unsigned int i;

	memset(s->open, 0, sizeof(s->open));
	for (i = 0; i < MMS_SUM_SLOTS; i++)
		s->slot[i].chunk = 0;
	s->chunk = 0;
	mms_range_init(&s->w, g, r, root, start, last);
	s->w.v = &summer;
	s->w.ctx = s;
	s->open[0].tables[0] = !s->w.done;
}

/**
 * mms_sum_chunk() - sum on, for a bounded while
 * @s: the sum; between chunks, s->open[0] holds what it came to so far
 * @budget: as for mms_range_chunk()
 *
 * Return: as mms_range_chunk().
 */
int mms_sum_chunk(struct mms_summer *s, u32 budget)
{
	unsigned int level;
	int ret;

	s->chunk++;
	ret = mms_range_chunk(&s->w, budget);
	/* What a stop left open counts, but is nothing to remember. */
	for (level = MMS_PT_LEVELS - 1; level; level--)
		fold(s, level);
	return ret;
}

/**
 * mms_sum_leaves() - how many leaf entries with given permissions
 * @sum: the sum
 * @level: at which level
 * @mask: enum mms_perm bits that matter; 0 for all leaves
 * @value: what they must be
 *
 * Return: entries.
 */
u64 mms_sum_leaves(const struct mms_pt_sum *sum, unsigned int level, u8 mask,
		   u8 value)
{
	unsigned int perm;
	u64 n = 0;

	for (perm = 0; perm < MMS_PERM_COMBOS; perm++)
		if ((perm & mask) == value)
			n += sum->leaves[level][perm];
	return n;
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
		bytes += mms_sum_leaves(sum, level, mask, value) <<
			 g->level[level].shift;
	return bytes;
}
