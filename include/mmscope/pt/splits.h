/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which slots of a linear map of memory are mapped by smaller entries than they could
 * be: the runs of a walk in, slots out. Pure; no locks, no memory but the caller's.
 */
#ifndef MMSCOPE_PT_SPLITS_H
#define MMSCOPE_PT_SPLITS_H

#include <linux/bits.h>
#include <linux/types.h>
#include <mmscope/pt/pte.h>
#include <mmscope/pt/walk.h>

/** MMS_SLOT_SHIFT - log2 of the largest slot: no kernel maps larger ones at a time */
#define MMS_SLOT_SHIFT 30

/** MMS_SLOT_STRETCHES - stretches of equal entries of one slot that are kept */
#define MMS_SLOT_STRETCHES 512

/** MMS_SLOT_LOOKS - different looks of entries in one slot that are told apart */
#define MMS_SLOT_LOOKS 16

/**
 * enum mms_slot_kind - what is the matter with a slot that is not mapped by one entry
 * @MMS_SLOT_UNIFORM: all its entries are equal, and nothing but history keeps it from
 *	being one: it was mapped so, or split once and never merged
 * @MMS_SLOT_SPLIT: some of its memory is mapped otherwise, or not at all
 * @MMS_SLOT_ABSENT: none of it is mapped as the linear map would
 * @MMS_SLOT_CUT: it can't be one: it is not all memory, or the linear map's offset is
 *	no multiple of its size
 * @MMS_SLOT_RACED: it was split or merged while it was walked: nothing is known
 * @MMS_SLOT_KINDS: how many kinds there are
 */
enum mms_slot_kind {
	MMS_SLOT_UNIFORM,
	MMS_SLOT_SPLIT,
	MMS_SLOT_ABSENT,
	MMS_SLOT_CUT,
	MMS_SLOT_RACED,
	MMS_SLOT_KINDS,
};

/**
 * enum mms_slot_differs - in what memory of a slot differs from the slot's normal
 * @MMS_DIFFERS_ABSENT: it is not mapped
 * @MMS_DIFFERS_PLACE: it is mapped to other memory than the linear map would
 * @MMS_DIFFERS_PERMS: what it allows
 * @MMS_DIFFERS_CACHE: how it is cached
 * @MMS_DIFFERS_FLAGS: in nothing of that, but in a bit of the entries
 * @MMS_DIFFERS_UNKNOWN: it does; the slot has more looks than are told apart
 */
enum mms_slot_differs {
	MMS_DIFFERS_ABSENT = BIT(0),
	MMS_DIFFERS_PLACE = BIT(1),
	MMS_DIFFERS_PERMS = BIT(2),
	MMS_DIFFERS_CACHE = BIT(3),
	MMS_DIFFERS_FLAGS = BIT(4),
	MMS_DIFFERS_UNKNOWN = BIT(5),
};

/**
 * struct mms_slot - a slot, or neighbours that are alike (mms_slot_merge())
 * @va: first byte
 * @size: bytes
 * @phys: physical address of the first byte
 * @level: of the entry that could map it
 * @kind: what is the matter
 * @slots: how many
 * @entries: entries that map it
 * @could: entries that could, slots below that can't be one taken into account
 * @deviating: bytes of it that are not mapped as @normal
 * @normal: how it is mapped normally: as memory usually is, where some of it is, else
 *	as most of it is; an entry, or several (va and size mean nothing)
 */
struct mms_slot {
	u64 va;
	u64 size;
	u64 phys;
	u8 level;
	enum mms_slot_kind kind;
	u64 slots;
	u64 entries;
	u64 could;
	u64 deviating;
	struct mms_run normal;
};

/**
 * struct mms_slot_look - one look of entries in a slot
 * @run: an entry, its bits of noise taken out
 * @moved: it leads to another physical address than the linear map's
 * @bytes: bytes that look so
 * @within: bytes of these that lie in smaller slots, whose normal is this, and
 *	deviate there
 */
struct mms_slot_look {
	struct mms_run run;
	bool moved;
	u64 bytes;
	u64 within;
};

/**
 * struct mms_stretch - neighbouring entries, or smaller slots, of one look
 * @va: first byte
 * @size: bytes
 * @entries: entries it is mapped by; 0 for what has none
 * @level: their level
 * @look: index of their look; MMS_SLOT_LOOKS for one too many
 */
struct mms_stretch {
	u64 va;
	u64 size;
	u64 entries;
	u8 level;
	u8 look;
};

/**
 * struct mms_slot_open - the slot of a level that the walk is in
 * @open: there is one
 * @raced: it turned out not to be mapped by small entries any more
 * @va: its first byte
 * @next: what comes next of it
 * @entries: entries so far
 * @could: entries that could do for these
 * @unlisted: bytes in stretches that were not kept
 * @n: stretches
 * @looks: looks
 * @look: those
 * @stretch: those
 */
struct mms_slot_open {
	bool open;
	bool raced;
	u64 va;
	u64 next;
	u64 entries;
	u64 could;
	u64 unlisted;
	u32 n;
	u32 looks;
	struct mms_slot_look look[MMS_SLOT_LOOKS];
	struct mms_stretch stretch[MMS_SLOT_STRETCHES];
};

/**
 * struct mms_split_sum - the linear map, by level
 * @bytes: bytes mapped by entries of this level
 * @entries: how many entries that are
 * @slots: slots that are not mapped by one entry, by enum mms_slot_kind
 */
struct mms_split_sum {
	u64 bytes;
	u64 entries;
	u64 slots[MMS_SLOT_KINDS];
};

/**
 * struct mms_splits - the search
 * @g: the geometry
 * @start: first address of the memory being walked
 * @last: its last
 * @offset: its first virtual address less its physical one
 * @done: called for each slot that is not mapped by one entry, smaller ones first, then
 *	the one they lie in; the stretches of @open[slot->level] are the slot's, and
 *	mms_splits_deviation() tells of those
 * @ctx: for @done
 * @usual: how memory is usually mapped: its perm and cache count; NULL where that is
 *	not known
 * @above: for entries of a level, the level of the smallest slot they lie in; the
 *	level itself for none
 * @entries: entries that map all of it
 * @could: entries that could
 * @sum: by level
 * @open: the slots that the walk is in, by level
 *
 * Large (some 100 KiB): allocate it.
 */
struct mms_splits {
	const struct mms_geometry *g;
	u64 start;
	u64 last;
	u64 offset;
	void (*done)(struct mms_splits *s, const struct mms_slot *slot);
	void *ctx;
	const struct mms_run *usual;
	u8 above[MMS_PT_LEVELS];
	u64 entries;
	u64 could;
	struct mms_split_sum sum[MMS_PT_LEVELS];
	struct mms_slot_open open[MMS_PT_LEVELS];
};

void mms_splits_init(struct mms_splits *s, const struct mms_geometry *g,
		     const struct mms_run *usual,
		     void (*done)(struct mms_splits *s, const struct mms_slot *slot), void *ctx);
void mms_splits_range(struct mms_splits *s, u64 start, u64 last, u64 phys);
void mms_splits_run(struct mms_splits *s, const struct mms_run *run);
void mms_splits_end(struct mms_splits *s);
unsigned int mms_splits_deviation(const struct mms_splits *s, const struct mms_slot *slot, u32 i,
				  struct mms_run *run);
bool mms_slot_merge(const struct mms_geometry *g, struct mms_slot *slot,
		    const struct mms_slot *next);
bool mms_slot_level(const struct mms_geometry *g, unsigned int level);
const char *mms_slot_kind_name(enum mms_slot_kind kind);

#endif /* MMSCOPE_PT_SPLITS_H */
