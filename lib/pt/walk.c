// SPDX-License-Identifier: GPL-2.0-only
/*
 * The walk of one address: see include/mmscope/pt/walk.h. Pure; takes no locks,
 * reads table memory through the caller's callback only.
 */
#include <linux/errno.h>
#include <linux/string.h>
#include <mmscope/pt/walk.h>

/**
 * mms_pt_read_entry() - read one entry of a table
 * @g: how the tables are built
 * @r: how to read them
 * @table: physical address of the table
 * @index: which entry
 * @raw: set to the entry
 *
 * Return: 0 or what the reader returned.
 */
int mms_pt_read_entry(const struct mms_geometry *g, const struct mms_pt_reader *r,
		      u64 table, u32 index, u64 *raw)
{
	u64 phys = table + (u64)index * g->entry_size;
	u32 narrow;
	int err;

	if (g->entry_size == sizeof(*raw))
		return r->read(r->ctx, phys, raw, sizeof(*raw));
	err = r->read(r->ctx, phys, &narrow, sizeof(narrow));
	*raw = narrow;
	return err;
}

static enum mms_walk_result result_of(enum mms_pt_kind kind)
{
	switch (kind) {
	case MMS_PT_LEAF:
		return MMS_WALK_MAPPED;
	case MMS_PT_NONE:
		return MMS_WALK_EMPTY;
	case MMS_PT_PROT_NONE:
		return MMS_WALK_PROT_NONE;
	case MMS_PT_SWAP:
		return MMS_WALK_SWAP;
	case MMS_PT_INVALID:
		return MMS_WALK_INVALID;
	default:
		return MMS_WALK_BAD;
	}
}

/* Sets the range that @w's last step covers. */
static void set_extent(const struct mms_geometry *g, struct mms_walk *w)
{
	const struct mms_pt_entry *e = &mms_walk_last(w)->e;
	bool maps = w->result == MMS_WALK_MAPPED || w->result == MMS_WALK_PROT_NONE;

	/* A leaf may be larger than its level's span (contiguous entries). */
	w->size = maps ? 1ULL << e->shift : mms_pt_span(g, e->level);
	w->start = w->va & ~(w->size - 1);
	if (maps)
		w->phys = e->phys + (w->va - w->start);
}

/**
 * mms_walk_addr() - walk one address
 * @g: how the tables are built
 * @r: how to read them
 * @root: physical address of the root table
 * @va: the address, any value
 * @w: filled in whole
 *
 * Reads one entry per level, at most MMS_PT_LEVELS. Context: as @r's callback.
 */
void mms_walk_addr(const struct mms_geometry *g, const struct mms_pt_reader *r,
		   u64 root, u64 va, struct mms_walk *w)
{
	bool user = mms_va_user(g, va);
	u8 perm = MMS_PERM_ALL;
	u64 table = root;
	unsigned int i;

	memset(w, 0, sizeof(*w));
	w->va = va;
	if (!mms_va_canonical(g, va)) {
		w->result = MMS_WALK_NON_CANONICAL;
		return;
	}
	for (i = 0; i < g->nr_levels; i++) {
		struct mms_walk_step *s = &w->step[i];
		u64 raw = 0;

		w->steps = i + 1;
		s->table = table;
		s->index = mms_pt_index(g, i, va);
		s->e.level = i;
		w->error = mms_pt_read_entry(g, r, table, s->index, &raw);
		if (w->error) {
			w->result = MMS_WALK_UNREADABLE;
			break;
		}
		mms_pt_decode(g, i, user, raw, &s->e);
		perm &= s->e.perm;
		if (s->e.kind != MMS_PT_TABLE) {
			w->result = result_of(s->e.kind);
			break;
		}
		/* The last level refers to no tables: its decoder never returns one. */
		w->result = MMS_WALK_BAD;
		table = s->e.phys;
	}
	if (w->result == MMS_WALK_MAPPED)
		w->perm = perm;
	set_extent(g, w);
}

/**
 * mms_walk_take_key() - take away the permissions that a protection key denies to
 * all threads
 * @w: a finished walk
 * @key: the key whose pages hold no data that may be accessed, or 0
 */
void mms_walk_take_key(struct mms_walk *w, u8 key)
{
	if (w->result == MMS_WALK_MAPPED && key && mms_walk_last(w)->e.pkey == key)
		w->perm &= ~(MMS_PERM_R | MMS_PERM_W);
}

/**
 * mms_walk_holds() - are the entries that a walk read unchanged
 * @g: how the tables are built
 * @r: how to read them
 * @w: a finished walk
 *
 * For tables that may change under the walk: a parent that changed means that
 * what was read below it may have been some other page by then. Bits that the CPU
 * sets by itself are ignored.
 *
 * Return: whether every step reads the same again.
 */
bool mms_walk_holds(const struct mms_geometry *g, const struct mms_pt_reader *r,
		    const struct mms_walk *w)
{
	unsigned int i;

	for (i = 0; i < w->steps; i++) {
		const struct mms_walk_step *s = &w->step[i];
		u64 raw = 0;
		int err = mms_pt_read_entry(g, r, s->table, s->index, &raw);

		if (w->result == MMS_WALK_UNREADABLE && i + 1 == w->steps)
			return err;
		if (err || ((raw ^ s->e.raw) & ~s->e.noise))
			return false;
	}
	return true;
}

/**
 * mms_walk_result_name() - a result as records spell it
 * @result: the result
 *
 * Return: one lower-case word.
 */
const char *mms_walk_result_name(enum mms_walk_result result)
{
	switch (result) {
	case MMS_WALK_MAPPED:
		return "mapped";
	case MMS_WALK_EMPTY:
		return "not_mapped";
	case MMS_WALK_PROT_NONE:
		return mms_pt_kind_name(MMS_PT_PROT_NONE);
	case MMS_WALK_SWAP:
		return mms_pt_kind_name(MMS_PT_SWAP);
	case MMS_WALK_INVALID:
		return mms_pt_kind_name(MMS_PT_INVALID);
	case MMS_WALK_BAD:
		return "bad_entry";
	case MMS_WALK_UNREADABLE:
		return "unreadable";
	case MMS_WALK_NON_CANONICAL:
		return "non_canonical";
	}
	return "unknown";
}

/**
 * mms_walk_word() - how a walk ended, as records spell it
 * @g: the geometry it was made with
 * @w: the walk
 *
 * As mms_walk_result_name(), but swap entries of a special type, and NUMA hints,
 * have words of their own.
 *
 * Return: one lower-case word.
 */
const char *mms_walk_word(const struct mms_geometry *g, const struct mms_walk *w)
{
	if (w->result == MMS_WALK_SWAP)
		return mms_swap_word(mms_swap_kind(g, &mms_walk_last(w)->e));
	if (w->result == MMS_WALK_PROT_NONE && w->hint)
		return "numa_hint";
	return mms_walk_result_name(w->result);
}
