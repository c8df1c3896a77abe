// SPDX-License-Identifier: GPL-2.0-only
/*
 * The records of the splits file. Formats what was found before; takes no locks.
 */
#include <linux/kernel.h>
#include "splits.h"

static void rec_look(struct mms_text *t, const struct mms_run *run)
{
	char text[MMS_PERM_TEXT];

	mms_rec_str(t, "kind", run->kind == MMS_PT_NONE ? "not_mapped" : mms_run_word(run));
	if (run->kind == MMS_PT_NONE || run->error)
		return;
	if (run->kind == MMS_PT_LEAF) {
		mms_rec_str(t, "perms", mms_perm_text(run->perm, text));
		mms_rec_bool(t, "user", run->perm & MMS_PERM_U);
		mms_rec_str(t, "cache", run->cache);
	}
	mms_rec_flags(t, "flags", run->flags, run->flag_word);
}

static const char *level_name(unsigned int level)
{
	return mms_geometry()->level[level].name;
}

static void show_slot(struct mms_text *t, const struct pw_split_rec *r)
{
	const struct mms_slot *s = &r->slot;

	mms_rec(t, "slot");
	mms_rec_hex(t, "start", s->va);
	mms_rec_end_of(t, s->va + (s->size - 1));
	mms_rec_dec(t, "size", s->size);
	mms_rec_hex(t, "phys", s->phys);
	mms_rec_str(t, "state", mms_slot_kind_name(s->kind));
	mms_rec_str(t, "could", level_name(s->level));
	mms_rec_dec(t, "slots", s->slots);
	mms_rec_dec(t, "entries", s->entries);
	mms_rec_dec(t, "deviating", s->kind == MMS_SLOT_RACED ? 0 : s->deviating);
	if (r->more)
		mms_rec_dec(t, "unlisted", r->more);
	if (s->kind == MMS_SLOT_UNIFORM || s->kind == MMS_SLOT_SPLIT) {
		mms_rec_str(t, "level", level_name(s->normal.level));
		rec_look(t, &s->normal);
	}
	mms_rec_end(t);
}

static void rec_owner(struct mms_text *t, const struct pw_split_owner *o)
{
	mms_rec_str(t, "owner", pw_owner_kind_name(o->kind));
	if (o->name[0])
		mms_rec_str(t, "name", o->name);
}

static const struct mms_flag differs_names[] = {
	{ MMS_DIFFERS_ABSENT, MMS_DIFFERS_ABSENT, "absent" },
	{ MMS_DIFFERS_PLACE, MMS_DIFFERS_PLACE, "place" },
	{ MMS_DIFFERS_PERMS, MMS_DIFFERS_PERMS, "perms" },
	{ MMS_DIFFERS_CACHE, MMS_DIFFERS_CACHE, "cache" },
	{ MMS_DIFFERS_FLAGS, MMS_DIFFERS_FLAGS, "flags" },
	{ MMS_DIFFERS_UNKNOWN, MMS_DIFFERS_UNKNOWN, "unknown" },
	{}
};

static void show_deviation(struct mms_text *t, const struct pw_split_view *k,
			   const struct pw_split_rec *r)
{
	const struct mms_run *run = &r->run;

	mms_rec(t, "deviation");
	mms_rec_hex(t, "start", run->va);
	mms_rec_end_of(t, run->va + (run->size - 1));
	mms_rec_dec(t, "size", run->size);
	mms_rec_hex(t, "phys", run->phys);
	mms_rec_str(t, "level", level_name(run->level));
	if (r->differs != MMS_DIFFERS_UNKNOWN)
		rec_look(t, run);
	mms_rec_flags(t, "differs", differs_names, r->differs);
	rec_owner(t, &k->owners.owner[r->piece.owner]);
	if (r->piece.alias)
		mms_rec_hex(t, "alias", r->piece.alias);
	if (r->piece.use)
		mms_rec_str(t, "use", r->piece.use);
	mms_rec_end(t);
}

static void show_level(struct mms_text *t, const struct pw_split_view *k, unsigned int level)
{
	const struct mms_split_sum *sum = &k->s.sum[level];
	const struct mms_geometry *g = mms_geometry();
	unsigned int kind;

	mms_rec(t, "level");
	mms_rec_str(t, "level", level_name(level));
	mms_rec_dec(t, "leaf_size", mms_pt_span(g, level));
	mms_rec_dec(t, "bytes", sum->bytes);
	mms_rec_dec(t, "entries", sum->entries);
	for (kind = 0; kind < MMS_SLOT_KINDS && mms_slot_level(g, level); kind++)
		mms_rec_dec(t, mms_slot_kind_name(kind), sum->slots[kind]);
	mms_rec_end(t);
}

static void show_total(struct mms_text *t, const struct pw_split_view *k,
		       const struct pw_split_rec *r)
{
	const struct pw_split_owner *o = &k->owners.owner[r->piece.owner];
	const struct pw_split_sum *sum = &o->sum[r->level];

	mms_rec(t, "total");
	mms_rec_str(t, "could", level_name(r->level));
	rec_owner(t, o);
	mms_rec_dec(t, "slots", sum->slots);
	mms_rec_dec(t, "sole", sum->sole);
	mms_rec_dec(t, "bytes", sum->bytes);
	mms_rec_end(t);
}

/* A slot that could be one entry has one table more than it needs. */
static void show_cost(struct mms_text *t, const struct pw_split_view *k)
{
	const struct mms_geometry *g = mms_geometry();
	u64 tables = 0, bytes = 0, n;
	unsigned int level;

	for (level = 0; level + 1 < g->nr_levels; level++) {
		n = k->s.sum[level].slots[MMS_SLOT_UNIFORM] +
		    k->s.sum[level].slots[MMS_SLOT_SPLIT];
		tables += n;
		bytes += n * g->entry_size << g->level[level + 1].bits;
	}
	mms_rec(t, "cost");
	mms_rec_dec(t, "tables", tables);
	mms_rec_dec(t, "table_bytes", bytes);
	mms_rec_dec(t, "entries", k->s.entries);
	mms_rec_dec(t, "could", k->s.could);
	mms_rec_dec(t, "unread_tables", k->unread);
	mms_rec_end(t);
}

static void show_events(struct mms_text *t, const struct pw_split_view *k)
{
	mms_rec(t, "vmstat");
	if (!k->uncounted) {
		mms_rec_dec(t, "direct_map_level2_splits", k->level2);
		mms_rec_dec(t, "direct_map_level3_splits", k->level3);
	} else {
		mms_rec_str(t, "direct_map_level2_splits", "unavailable");
		mms_rec_str(t, "direct_map_level3_splits", "unavailable");
		mms_rec_str(t, "reason", k->uncounted);
	}
	mms_rec_end(t);
}

static void show_mapping(struct mms_text *t, const struct pw_split_view *k)
{
	mms_rec(t, "mapping");
	mms_rec_str(t, "by", "pages");
	mms_rec_str(t, "reason", k->by_pages);
	mms_rec_end(t);
}

/**
 * pw_splits_tail() - the next of the sums
 * @k: the view, all slots of which were shown
 * @rec: filled in
 *
 * Return: false when there is none any more.
 */
bool pw_splits_tail(struct pw_split_view *k, struct pw_split_rec *rec)
{
	const struct mms_geometry *g = mms_geometry();
	u32 totals = k->owners.n * g->nr_levels, at;

	if (k->by_pages) {
		rec->type = k->tail ? PW_SPLIT_EVENTS : PW_SPLIT_MAPPING;
		return k->tail++ < 2;
	}
	while (k->tail < g->nr_levels + totals + 2) {
		at = k->tail++;
		if (at < g->nr_levels) {
			rec->type = PW_SPLIT_LEVEL;
			rec->level = at;
			if (k->s.sum[at].entries || mms_slot_level(g, at))
				return true;
			continue;
		}
		at -= g->nr_levels;
		if (at < totals) {
			rec->type = PW_SPLIT_TOTAL;
			rec->level = at / k->owners.n;
			rec->piece.owner = at % k->owners.n;
			if (k->owners.owner[rec->piece.owner].sum[rec->level].slots)
				return true;
			continue;
		}
		rec->type = at == totals ? PW_SPLIT_COST : PW_SPLIT_EVENTS;
		return true;
	}
	return false;
}

/**
 * pw_splits_header() - the file's own keys in its first line
 * @v: the view
 * @t: the text
 */
void pw_splits_header(const struct mms_view *v, struct mms_text *t)
{
	const struct pw_split_view *k = v->data;

	mms_rec_bool(t, "atomic", false);
	mms_rec_dec(t, "aliases", k->owners.nr_aliases);
	mms_rec_bool(t, "aliases_cut", k->owners.cut);
	if (k->owners.unavailable)
		mms_rec_str(t, "areas_unavailable", k->owners.unavailable);
}

/**
 * pw_splits_show() - format one record
 * @v: the view
 * @t: the text
 * @index: which, made available by pw_splits_seek()
 */
void pw_splits_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	const struct pw_split_view *k = v->data;
	const struct pw_split_rec *r = &k->rec[index - k->first];

	switch (r->type) {
	case PW_SPLIT_MAPPING:
		show_mapping(t, k);
		break;
	case PW_SPLIT_SLOT:
		show_slot(t, r);
		break;
	case PW_SPLIT_DEVIATION:
		show_deviation(t, k, r);
		break;
	case PW_SPLIT_LEVEL:
		show_level(t, k, r->level);
		break;
	case PW_SPLIT_TOTAL:
		show_total(t, k, r);
		break;
	case PW_SPLIT_COST:
		show_cost(t, k);
		break;
	case PW_SPLIT_EVENTS:
		show_events(t, k);
		break;
	}
}
