// SPDX-License-Identifier: GPL-2.0-only
/*
 * Condensing what range walks find: alike runs are merged, tables that were met
 * before are recognised. See include/mmscope/pt/walk.h. Pure; takes no locks.
 */
#include <mmscope/pt/walk.h>

static bool maps(enum mms_pt_kind kind)
{
	return kind == MMS_PT_LEAF || kind == MMS_PT_PROT_NONE;
}

/* Does the second swap entry follow the first? */
static bool swap_follows(const struct mms_run *run, const struct mms_run *next)
{
	if (run->swap_type != next->swap_type)
		return false;
	/* Marks must be equal; swap offsets must follow each other. */
	return run->swap && run->swap->marks ? run->swap_offset == next->swap_offset :
	       run->swap_offset + run->entries == next->swap_offset;
}

/**
 * mms_run_merge() - merge a run into the one before it, if they are alike
 * @run: the run so far
 * @next: what follows it
 *
 * Alike means: neighbours in address and (where memory is mapped) in
 * physical address, same kind, leaf level, permissions, cache type and flags;
 * accessed and dirty bits may differ and are or-ed together. Entries for pages on a
 * swap device have consecutive offsets, markers the same marks.
 *
 * Return: whether @next is now part of @run.
 */
bool mms_run_merge(struct mms_run *run, const struct mms_run *next)
{
	if (run->va + run->size != next->va || run->kind != next->kind ||
	    run->level != next->level || run->perm != next->perm ||
	    run->cache != next->cache || run->hint != next->hint || run->error || next->error ||
	    ((run->flag_word ^ next->flag_word) & ~(run->noise | next->noise)))
		return false;
	if (run->kind == MMS_PT_TABLE && (run->phys != next->phys ||
					  run->alias != next->alias))
		return false;
	if (maps(run->kind) && run->phys + run->size != next->phys)
		return false;
	if (run->kind == MMS_PT_SWAP && !swap_follows(run, next))
		return false;
	run->size += next->size;
	run->flag_word |= next->flag_word;
	run->entries += next->entries;
	return true;
}

/**
 * mms_run_cut() - cut a leaf run to what it maps of a stretch of memory
 * @run: the run
 * @g: the geometry of the tables
 * @first: physical address of the stretch's first byte
 * @last: of its last byte, inclusive
 *
 * Return: false if it maps none of it; then it is unchanged.
 */
bool mms_run_cut(struct mms_run *run, const struct mms_geometry *g, u64 first, u64 last)
{
	unsigned int shift = g->level[run->level].shift;
	u64 end = run->phys + (run->size - 1), skip, size;

	if (first > end || last < run->phys)
		return false;
	skip = first > run->phys ? first - run->phys : 0;
	size = (last < end ? last : end) - (run->phys + skip) + 1;
	run->va += skip;
	run->phys += skip;
	run->size = size;
	run->entries = ((run->va + (size - 1)) >> shift) - (run->va >> shift) + 1;
	return true;
}

/**
 * mms_run_word() - what a run's entries are, as records spell it
 * @run: the run
 *
 * Return: one lower-case word.
 */
const char *mms_run_word(const struct mms_run *run)
{
	if (run->error)
		return "unreadable";
	if (run->kind == MMS_PT_TABLE)
		return "shared";
	if (run->kind == MMS_PT_SWAP)
		return mms_swap_word(run->swap);
	return run->hint ? "numa_hint" : mms_pt_kind_name(run->kind);
}

/**
 * mms_seen_before() - was this table met before, with the same permissions
 * @seen: the tables met so far; zeroed at the start
 * @table: what a visitor's enter() got, for a whole table
 * @va: set to where it was met first, if it was
 *
 * Remembers it, if not. A table met long ago may have been forgotten.
 *
 * Return: whether it was.
 */
bool mms_seen_before(struct mms_seen *seen, const struct mms_run *table, u64 *va)
{
	/* Tables are page-aligned: the low pfn bits make a good hash. */
	unsigned int i = (table->phys >> 12) & (MMS_SEEN_SLOTS - 1);

	if (seen->slot[i].phys == table->phys && table->phys &&
	    seen->slot[i].level == table->level &&
	    seen->slot[i].perm == table->perm) {
		*va = seen->slot[i].va;
		/* The same place again: the walk was resumed right here. */
		return *va != table->va;
	}
	seen->slot[i].phys = table->phys;
	seen->slot[i].va = table->va;
	seen->slot[i].level = table->level;
	seen->slot[i].perm = table->perm;
	return false;
}

static unsigned int holder_slot(u64 table)
{
	return (table >> 12) & (MMS_HOLDER_SLOTS - 1);
}

/**
 * mms_holders_note() - remember the tables on the way to an entry
 * @h: the tables
 * @w: the walk that is at the entry
 * @level: the level of the entry
 */
void mms_holders_note(struct mms_holders *h, const struct mms_range *w, unsigned int level)
{
	unsigned int i;

	for (i = 1; i <= level; i++)
		h->table[holder_slot(w->lvl[i].phys)] = w->lvl[i].phys;
}

/**
 * mms_holders_have() - was a table remembered?
 * @h: the tables
 * @table: its physical address
 *
 * Return: whether it was. One that was noted long ago may have been forgotten.
 */
bool mms_holders_have(const struct mms_holders *h, u64 table)
{
	return h->table[holder_slot(table)] == table;
}
