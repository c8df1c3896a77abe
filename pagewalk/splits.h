/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Declarations shared by the files of the splits file.
 */
#ifndef PAGEWALK_SPLITS_H
#define PAGEWALK_SPLITS_H

#include <mmscope/core/live_ram.h>
#include <mmscope/pt/splits.h>
#include "pw.h"

/** PW_OWNERS - owners that are told apart; the last one stands for all others */
#define PW_OWNERS 512

/** PW_OWNER_NAME - room for an owner's name, cut to fit */
#define PW_OWNER_NAME 64

/**
 * enum pw_owner_kind - who has pages that are not mapped as the memory around them
 * @PW_OWNER_KERNEL: the kernel's image
 * @PW_OWNER_MODULE: a module
 * @PW_OWNER_BPF: a BPF program
 * @PW_OWNER_FTRACE: a trampoline of ftrace's
 * @PW_OWNER_KPROBES: instructions of kprobes
 * @PW_OWNER_KFENCE: KFENCE's pool
 * @PW_OWNER_VMALLOC: a vmap_area of nothing of that; the name is who allocated it
 * @PW_OWNER_USER: a file's, a process' or shared memory
 * @PW_OWNER_PAGE: memory of a known type: page tables, slab and so on
 * @PW_OWNER_FREE: nobody: free pages
 * @PW_OWNER_UNKNOWN: can't be told
 * @PW_OWNER_OTHERS: one of more than PW_OWNERS
 */
enum pw_owner_kind {
	PW_OWNER_KERNEL,
	PW_OWNER_MODULE,
	PW_OWNER_BPF,
	PW_OWNER_FTRACE,
	PW_OWNER_KPROBES,
	PW_OWNER_KFENCE,
	PW_OWNER_VMALLOC,
	PW_OWNER_USER,
	PW_OWNER_PAGE,
	PW_OWNER_FREE,
	PW_OWNER_UNKNOWN,
	PW_OWNER_OTHERS,
};

/**
 * struct pw_split_sum - what an owner deviates in, of one level's slots
 * @within: bytes in the slot being looked at
 * @bytes: bytes in slots that were
 * @slots: how many slots those are
 * @sole: of these, slots in which nobody else does
 */
struct pw_split_sum {
	u64 within;
	u64 bytes;
	u64 slots;
	u64 sole;
};

/**
 * struct pw_split_owner - an owner
 * @kind: enum pw_owner_kind
 * @name: which one, empty where that says it all
 * @sum: by level of slots
 */
struct pw_split_owner {
	u8 kind;
	char name[PW_OWNER_NAME];
	struct pw_split_sum sum[MMS_PT_LEVELS];
};

/**
 * struct pw_split_alias - memory that the vmalloc or module space maps, too, with other
 * rights than ordinary memory
 * @phys: its first byte
 * @size: bytes
 * @va: where it is mapped
 * @last: last byte of the area that maps it
 * @caller: who allocated that, 0 when not recorded
 */
struct pw_split_alias {
	u64 phys;
	u64 size;
	u64 va;
	u64 last;
	u64 caller;
};

/**
 * struct pw_owners - how owners are found, and those found so far
 * @unavailable: why areas can't be named, or NULL
 * @alias: in order of @phys
 * @nr_aliases: how many
 * @room: how many there is room for
 * @cut: there were more than are kept
 * @usual: how ordinary memory is mapped: perm and cache
 * @usual_known: is that known
 * @ram: the machine's memory
 * @image: the kernel's image, by physical address
 * @nr_image: its parts
 * @area_last: last byte of the area that was named last, 0 for none
 * @area_caller: who allocated it
 * @area_owner: index of its owner
 * @n: owners
 * @owner: those
 * @w: a walk
 */
struct pw_owners {
	const char *unavailable;
	struct pw_split_alias *alias;
	u32 nr_aliases;
	u32 room;
	bool cut;
	struct mms_run usual;
	bool usual_known;
	struct mms_ram ram;
	struct {
		u64 start;
		u64 last;
		char name[24];
	} image[16];
	u32 nr_image;
	u64 area_last;
	u64 area_caller;
	u32 area_owner;
	u32 n;
	struct pw_split_owner owner[PW_OWNERS];
	struct mms_range w;
};

/**
 * struct pw_piece - memory of one owner
 * @size: bytes
 * @owner: index of the owner
 * @alias: where else its first byte is mapped, 0 for nowhere that is known
 * @use: what the page frame is used for, static text, or NULL
 */
struct pw_piece {
	u64 size;
	u32 owner;
	u64 alias;
	const char *use;
};

/**
 * enum pw_split_type - types of records
 * @PW_SPLIT_MAPPING: the direct map is mapped by pages on purpose
 * @PW_SPLIT_SLOT: a slot
 * @PW_SPLIT_DEVIATION: memory in it that is mapped otherwise
 * @PW_SPLIT_LEVEL: the sum of a level
 * @PW_SPLIT_TOTAL: the sum of an owner
 * @PW_SPLIT_COST: what it costs
 * @PW_SPLIT_EVENTS: what the kernel counted
 */
enum pw_split_type {
	PW_SPLIT_MAPPING,
	PW_SPLIT_SLOT,
	PW_SPLIT_DEVIATION,
	PW_SPLIT_LEVEL,
	PW_SPLIT_TOTAL,
	PW_SPLIT_COST,
	PW_SPLIT_EVENTS,
};

/**
 * struct pw_split_rec - a record
 * @type: enum pw_split_type
 * @level: of the total, or level
 * @differs: enum mms_slot_differs, of a deviation
 * @more: how many more deviations the slot has than are listed, in bytes
 * @slot: the slot
 * @run: the deviating memory
 * @piece: whose that is; @piece.owner of a total, too
 */
struct pw_split_rec {
	u8 type;
	u8 level;
	u8 differs;
	u64 more;
	union {
		struct mms_slot slot;
		struct mms_run run;
	};
	struct pw_piece piece;
};

/** PW_SPLIT_RECS - records that are held at a time */
#define PW_SPLIT_RECS 256

/**
 * struct pw_split_view - one reader of the splits file
 * @by_pages: the direct map is mapped by pages on purpose: why
 * @uncounted: why the kernel's own count of splits is not known, or NULL
 * @level2: that count, of entries of the level above pages
 * @level3: of the level above that
 * @owners: how owners are found
 * @s: the search
 * @w: the walk of a range
 * @at: the range of memory that is walked next
 * @walking: one is being walked
 * @item: slots, each followed by what deviates in it, from the search
 * @items: how many
 * @next_item: the one to be shown next
 * @done_bytes: how much of that was shown
 * @held: by level: slots that the next may still be added to
 * @have: there are some
 * @level: of the slot whose deviations are being shown, and its kind
 * @kind: of that slot
 * @in_slot: there is one
 * @unread: tables that could not be read
 * @tail: how much of the sums was shown
 * @first: index of the first record
 * @n: records
 * @rec: those
 */
struct pw_split_view {
	const char *by_pages;
	const char *uncounted;
	u64 level2;
	u64 level3;
	struct pw_owners owners;
	struct mms_splits s;
	struct mms_range w;
	u32 at;
	bool walking;
	struct pw_split_rec *item;
	u32 items;
	u32 next_item;
	u64 done_bytes;
	struct mms_slot held[MMS_PT_LEVELS];
	bool have[MMS_PT_LEVELS];
	u8 level;
	u8 kind;
	bool in_slot;
	u64 unread;
	u32 tail;
	u64 first;
	u32 n;
	struct pw_split_rec rec[PW_SPLIT_RECS];
};

/* splits_alias.c */
int pw_aliases_take(struct pw_owners *o);

/* splits_owner.c */
int pw_owners_take(struct pw_owners *o);
void pw_owners_free(struct pw_owners *o);
int pw_owner_of(struct pw_owners *o, u64 phys, u64 size, struct pw_piece *piece);
const char *pw_owner_kind_name(u8 kind);

/* splits_show.c */
bool pw_splits_tail(struct pw_split_view *k, struct pw_split_rec *rec);

#endif /* PAGEWALK_SPLITS_H */
