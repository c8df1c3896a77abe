// SPDX-License-Identifier: GPL-2.0-only
/*
 * Slots of a linear map that are mapped by smaller entries than they could be: see
 * include/mmscope/pt/splits.h. Pure; takes no locks.
 *
 * A run of small entries lies in one slot of each level above. When the walk gets
 * past a slot its verdict is given, and the slot then counts as one stretch of the
 * larger slot it lies in: so no slot has more stretches than a table has entries.
 */
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <mmscope/pt/splits.h>

/**
 * mms_slot_level() - can an entry of a level map a slot
 * @g: the geometry
 * @level: the level
 *
 * Return: whether it can, and could map it by smaller ones.
 */
bool mms_slot_level(const struct mms_geometry *g, unsigned int level)
{
	return level + 1 < g->nr_levels && g->level[level].leaf &&
	       g->level[level].shift <= MMS_SLOT_SHIFT;
}

/**
 * mms_splits_init() - start a search
 * @s: the search
 * @g: the geometry of the tables
 * @usual: as in @s; it stays valid
 * @done: as in @s
 * @ctx: as in @s
 */
void mms_splits_init(struct mms_splits *s, const struct mms_geometry *g,
		     const struct mms_run *usual,
		     void (*done)(struct mms_splits *s, const struct mms_slot *slot), void *ctx)
{
	unsigned int level, up;

	s->g = g;
	s->usual = usual;
	s->done = done;
	s->ctx = ctx;
	s->entries = 0;
	s->could = 0;
	memset(s->sum, 0, sizeof(s->sum));
	for (level = 0; level < MMS_PT_LEVELS; level++) {
		s->open[level].open = false;
		s->above[level] = level;
		for (up = 0; up < level && level < g->nr_levels; up++)
			if (mms_slot_level(g, up))
				s->above[level] = up;
	}
}

/**
 * mms_splits_range() - go on with another range of memory
 * @s: the search; the range before was ended
 * @start: its first address
 * @last: its last; both are canonical and of the same half
 * @phys: the physical address at @start
 */
void mms_splits_range(struct mms_splits *s, u64 start, u64 last, u64 phys)
{
	s->start = start;
	s->last = last;
	s->offset = start - phys;
}

/* Do entries look the same, whatever their size? */
static bool alike(const struct mms_geometry *g, const struct mms_run *a, const struct mms_run *b)
{
	u64 same = a->noise | b->noise | (a->level == b->level ? 0 : g->shape);

	if (a->kind != b->kind || a->error != b->error)
		return false;
	if (a->kind != MMS_PT_LEAF)
		return true;
	return a->perm == b->perm && a->cache == b->cache &&
	       !((a->flag_word ^ b->flag_word) & ~(same | g->grouping));
}

static u32 find_look(struct mms_splits *s, struct mms_slot_open *o, const struct mms_run *run,
		     bool moved)
{
	struct mms_slot_look *l = o->look;
	u32 i;

	for (i = 0; i < o->looks; i++)
		if (l[i].moved == moved && alike(s->g, &l[i].run, run))
			return i;
	if (i == MMS_SLOT_LOOKS)
		return i;
	l[i] = (struct mms_slot_look){ .run = *run, .moved = moved };
	l[i].run.flag_word &= ~run->noise;
	o->looks++;
	return i;
}

/* Adds a stretch, without regard to what may lie before it. */
static void add(struct mms_slot_open *o, u64 va, u64 size, u64 entries, u8 level, u32 look)
{
	struct mms_stretch *t = o->stretch + o->n - 1;

	o->next = va + size;
	o->entries += entries;
	if (o->n && t->look == look && t->level == level && t->va + t->size == va) {
		t->size += size;
		t->entries += entries;
		return;
	}
	if (o->n == MMS_SLOT_STRETCHES) {
		o->unlisted += size;
		return;
	}
	*++t = (struct mms_stretch){
		.va = va, .size = size, .entries = entries, .level = level, .look = look,
	};
	o->n++;
}

/* What was passed over up to @va is not mapped. */
static void add_hole(struct mms_splits *s, struct mms_slot_open *o, u64 va)
{
	const struct mms_run hole = { .kind = MMS_PT_NONE };
	u64 size = va - o->next;
	u32 look;

	if (va <= o->next)
		return;
	look = find_look(s, o, &hole, false);
	if (look < MMS_SLOT_LOOKS)
		o->look[look].bytes += size;
	add(o, o->next, size, 0, s->g->nr_levels - 1, look);
}

static bool is_usual(const struct mms_splits *s, const struct mms_run *run)
{
	return s->usual && run->perm == s->usual->perm && run->cache == s->usual->cache;
}

/* The normal look of a slot, of what is mapped as the linear map would, if anything is. */
static const struct mms_slot_look *normal_of(const struct mms_splits *s,
					     const struct mms_slot_open *o)
{
	const struct mms_slot_look *l, *most = NULL;
	bool usual, best = false;

	for (l = o->look; l < o->look + o->looks; l++) {
		usual = is_usual(s, &l->run);
		if (l->run.kind != MMS_PT_LEAF || l->moved || usual < best)
			continue;
		if (!most || usual > best || l->bytes > most->bytes)
			most = l;
		best = usual;
	}
	return most;
}

static bool cut(const struct mms_splits *s, const struct mms_slot *slot)
{
	return slot->va < s->start || slot->va + (slot->size - 1) > s->last ||
	       (s->offset & (slot->size - 1));
}

static void judge(struct mms_splits *s, unsigned int level, struct mms_slot *slot)
{
	struct mms_slot_open *o = &s->open[level];
	const struct mms_slot_look *normal = normal_of(s, o);

	slot->va = o->va;
	slot->size = mms_pt_span(s->g, level);
	slot->phys = o->va - s->offset;
	slot->level = level;
	slot->slots = 1;
	slot->entries = o->entries;
	slot->could = 1;
	slot->deviating = slot->size;
	memset(&slot->normal, 0, sizeof(slot->normal));
	if (normal) {
		slot->normal = normal->run;
		slot->deviating -= normal->bytes - normal->within;
	}
	if (o->raced)
		slot->kind = MMS_SLOT_RACED;
	else if (cut(s, slot))
		slot->kind = MMS_SLOT_CUT;
	else if (!normal)
		slot->kind = MMS_SLOT_ABSENT;
	else
		slot->kind = slot->deviating ? MMS_SLOT_SPLIT : MMS_SLOT_UNIFORM;
	if (slot->kind != MMS_SLOT_UNIFORM && slot->kind != MMS_SLOT_SPLIT)
		slot->could = o->could;
}

static struct mms_slot_open *open_slot(struct mms_splits *s, unsigned int level, u64 va)
{
	struct mms_slot_open *o = &s->open[level];

	if (o->open)
		return o;
	memset(o, 0, offsetof(struct mms_slot_open, look));
	o->open = true;
	o->va = va & ~(mms_pt_span(s->g, level) - 1);
	o->next = max(o->va, s->start);
	return o;
}

/* Counts entries as part of the slot of a level, or of no slot. */
static void feed(struct mms_splits *s, unsigned int level, const struct mms_run *run,
		 const struct mms_slot *slot)
{
	unsigned int up = s->above[level];
	u64 could = slot ? slot->could : run->entries;
	struct mms_slot_open *o;
	bool moved = !slot && run->phys + s->offset != run->va;
	u32 look;

	if (up == level) {
		s->entries += run->entries;
		s->could += could;
		return;
	}
	o = open_slot(s, up, run->va);
	o->raced |= run->va < o->next;
	if (o->raced)
		return;
	add_hole(s, o, run->va);
	look = find_look(s, o, run, moved && run->kind == MMS_PT_LEAF);
	if (look < MMS_SLOT_LOOKS) {
		o->look[look].bytes += run->size;
		o->look[look].within += slot ? slot->deviating : 0;
	}
	o->could += could;
	add(o, run->va, run->size, run->entries, run->level, look);
}

static void close_slot(struct mms_splits *s, unsigned int level)
{
	struct mms_slot_open *o = &s->open[level];
	u64 from = max(o->va, s->start);
	struct mms_slot slot;
	struct mms_run run;

	add_hole(s, o, min(o->va + (mms_pt_span(s->g, level) - 1), s->last) + 1);
	judge(s, level, &slot);
	s->sum[level].slots[slot.kind]++;
	if (s->done)
		s->done(s, &slot);
	run = slot.normal;
	run.va = from;
	run.size = o->next - from;
	run.entries = o->entries;
	if (run.kind == MMS_PT_NONE)
		run.level = s->g->nr_levels - 1;
	feed(s, level, &run, &slot);
	o->open = false;
}

/* Closes the slots that end before @va. */
static void close_before(struct mms_splits *s, u64 va)
{
	unsigned int level;

	for (level = s->g->nr_levels; level-- > 0; )
		if (s->open[level].open &&
		    (s->open[level].va ^ va) & ~(mms_pt_span(s->g, level) - 1))
			close_slot(s, level);
}

/**
 * mms_splits_run() - the next run of the walk
 * @s: the search
 * @run: what the walk's visitor got: it lies within the range, and not across a slot
 *	of a level above its own
 */
void mms_splits_run(struct mms_splits *s, const struct mms_run *run)
{
	unsigned int level;

	close_before(s, run->va);
	/* What was small at the last look is now one entry. */
	for (level = s->g->nr_levels; level-- > run->level; ) {
		if (!s->open[level].open)
			continue;
		s->open[level].raced = true;
		close_slot(s, level);
	}
	if (run->kind == MMS_PT_LEAF) {
		s->sum[run->level].bytes += run->size;
		s->sum[run->level].entries += run->entries;
	}
	feed(s, run->level, run, NULL);
}

/**
 * mms_splits_end() - the range is walked to its end
 * @s: the search
 */
void mms_splits_end(struct mms_splits *s)
{
	unsigned int level;

	for (level = s->g->nr_levels; level-- > 0; )
		if (s->open[level].open)
			close_slot(s, level);
}

static unsigned int differences(const struct mms_slot_look *l, const struct mms_slot_look *normal)
{
	unsigned int differs = 0;

	if (l->run.kind != MMS_PT_LEAF)
		return MMS_DIFFERS_ABSENT;
	if (l->moved)
		differs |= MMS_DIFFERS_PLACE;
	if (normal && l->run.perm != normal->run.perm)
		differs |= MMS_DIFFERS_PERMS;
	if (normal && l->run.cache != normal->run.cache)
		differs |= MMS_DIFFERS_CACHE;
	return differs ? differs : MMS_DIFFERS_FLAGS;
}

/**
 * mms_splits_deviation() - a stretch of a slot that is not mapped as its normal is
 * @s: the search, within its done()
 * @slot: what done() was called with
 * @i: which stretch of the slot, from 0
 * @run: out: the stretch, as a run; @run->phys is where the linear map would lead
 *
 * Return: in what it differs, enum mms_slot_differs; 0 where it does not.
 */
unsigned int mms_splits_deviation(const struct mms_splits *s, const struct mms_slot *slot, u32 i,
				  struct mms_run *run)
{
	const struct mms_slot_open *o = &s->open[slot->level];
	const struct mms_slot_look *normal = normal_of(s, o);
	const struct mms_stretch *t = &o->stretch[i];
	unsigned int differs = MMS_DIFFERS_UNKNOWN;

	if (t->look < MMS_SLOT_LOOKS) {
		if (&o->look[t->look] == normal)
			return 0;
		*run = o->look[t->look].run;
		differs = differences(&o->look[t->look], normal);
	} else {
		memset(run, 0, sizeof(*run));
	}
	run->va = t->va;
	run->size = t->size;
	run->phys = t->va - s->offset;
	run->entries = t->entries;
	run->level = t->level;
	return differs;
}

/**
 * mms_slot_merge() - take together neighbours that are of the same kind and look
 * @g: the geometry
 * @slot: the slots so far
 * @next: the one that follows
 *
 * Return: whether @next is now part of @slot: only of those whose entries are all equal.
 */
bool mms_slot_merge(const struct mms_geometry *g, struct mms_slot *slot,
		    const struct mms_slot *next)
{
	if (slot->kind != MMS_SLOT_UNIFORM || next->kind != slot->kind ||
	    slot->level != next->level || slot->normal.level != next->normal.level ||
	    slot->va + slot->size != next->va || slot->phys + slot->size != next->phys ||
	    !alike(g, &slot->normal, &next->normal))
		return false;
	slot->size += next->size;
	slot->slots += next->slots;
	slot->entries += next->entries;
	slot->could += next->could;
	return true;
}

/**
 * mms_slot_kind_name() - a kind as records spell it
 * @kind: the kind
 *
 * Return: one lower-case word.
 */
const char *mms_slot_kind_name(enum mms_slot_kind kind)
{
	static const char * const name[MMS_SLOT_KINDS] = {
		[MMS_SLOT_UNIFORM] = "uniform",
		[MMS_SLOT_SPLIT] = "split",
		[MMS_SLOT_ABSENT] = "absent",
		[MMS_SLOT_CUT] = "cut",
		[MMS_SLOT_RACED] = "raced",
	};

	return kind < MMS_SLOT_KINDS ? name[kind] : "unknown";
}
