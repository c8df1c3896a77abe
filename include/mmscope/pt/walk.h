/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Walking page tables of any geometry through a callback that reads physical
 * memory. Pure: it neither knows nor cares whether the tables are the running
 * kernel's, a process', a dump's or a test's, and no table, however broken,
 * makes it loop, overrun or go deeper than the geometry has levels.
 *
 * It takes no lock: the caller holds whatever keeps the tables alive, and limits how
 * long by the budget.
 */
#ifndef MMSCOPE_PT_WALK_H
#define MMSCOPE_PT_WALK_H

#include <linux/types.h>
#include <mmscope/pt/pte.h>

/**
 * struct mms_pt_reader - how the walker reads table memory
 * @read: copies @size bytes at physical @phys to @buf, after whatever it read
 *	before; 0 or -errno. It must refuse addresses that are not memory, without
 *	reading them.
 * @ctx: passed to @read
 * @recheck: nothing keeps the tables where they are. A range walk then reads
 *	the entry that led to a table once more after the table; one that has
 *	changed makes that table unreadable, -EAGAIN: what was read may be
 *	another page by then.
 */
struct mms_pt_reader {
	int (*read)(void *ctx, u64 phys, void *buf, size_t size);
	void *ctx;
	bool recheck;
};

/**
 * enum mms_walk_result - how the walk of one address ended
 * @MMS_WALK_MAPPED: at a leaf
 * @MMS_WALK_EMPTY: at an empty entry
 * @MMS_WALK_PROT_NONE: at a page without access
 * @MMS_WALK_SWAP: at a swap entry
 * @MMS_WALK_INVALID: at an entry that is neither present nor empty
 * @MMS_WALK_BAD: at an entry with reserved bits set
 * @MMS_WALK_UNREADABLE: at a table that could not be read
 * @MMS_WALK_NON_CANONICAL: the value is no address; no table was read
 */
enum mms_walk_result {
	MMS_WALK_MAPPED,
	MMS_WALK_EMPTY,
	MMS_WALK_PROT_NONE,
	MMS_WALK_SWAP,
	MMS_WALK_INVALID,
	MMS_WALK_BAD,
	MMS_WALK_UNREADABLE,
	MMS_WALK_NON_CANONICAL,
};

/**
 * struct mms_walk_step - one level of a walk
 * @table: physical address of the table
 * @index: the entry's index in it
 * @e: the entry; of an unreadable table only its level is set
 */
struct mms_walk_step {
	u64 table;
	u32 index;
	struct mms_pt_entry e;
};

/**
 * struct mms_walk - the walk of one address
 * @va: the address
 * @result: how it ended
 * @error: -errno of the read, with MMS_WALK_UNREADABLE
 * @steps: levels visited, the last being where it ended; 0 if non-canonical
 * @perm: effective permissions (mapped): what every level grants, less what
 *	mms_walk_take_key() took
 * @phys: physical address of @va itself (mapped, prot_none)
 * @hint: the VMA allows access, so that prot_none is a NUMA hint; set by a caller
 *	that knows the VMA
 * @start: first byte the last entry covers
 * @size: how many bytes it covers; for an empty entry, the empty range
 * @step: the levels, root first
 */
struct mms_walk {
	u64 va;
	enum mms_walk_result result;
	int error;
	unsigned int steps;
	u8 perm;
	u64 phys;
	bool hint;
	u64 start;
	u64 size;
	struct mms_walk_step step[MMS_PT_LEVELS];
};

/**
 * mms_walk_last() - the step a walk ended at
 * @w: the walk
 *
 * Return: the last step; of a non-canonical address' walk, which took none, an
 * empty one.
 */
static inline const struct mms_walk_step *mms_walk_last(const struct mms_walk *w)
{
	return &w->step[w->steps ? w->steps - 1 : 0];
}

int mms_pt_read_entry(const struct mms_geometry *g, const struct mms_pt_reader *r,
		      u64 table, u32 index, u64 *raw);
void mms_walk_addr(const struct mms_geometry *g, const struct mms_pt_reader *r,
		   u64 root, u64 va, struct mms_walk *w);
void mms_walk_take_key(struct mms_walk *w, u8 key);
bool mms_walk_holds(const struct mms_geometry *g, const struct mms_pt_reader *r,
		    const struct mms_walk *w);
const char *mms_walk_result_name(enum mms_walk_result result);
const char *mms_walk_word(const struct mms_geometry *g, const struct mms_walk *w);

/**
 * struct mms_run - a run of alike entries
 * @va: first byte
 * @size: bytes
 * @phys: physical address of the first byte (leaf, prot_none, invalid), or of
 *	the table that could not be read
 * @kind: of its entries; MMS_PT_TABLE stands for a table that could not be
 *	read (see @error) or was not entered
 * @level: of its entries, 0 = root
 * @shift: log2 of the bytes of the block each of its entries maps or is part of: more
 *	than its level's where neighbours map one block together
 * @perm: effective permissions (leaf)
 * @cache: how it is cached, static text, or NULL
 * @flag_word: the entries' flags; where runs were merged, the bits of noise
 *	(accessed, dirty) that any of them had
 * @flags: names for @flag_word
 * @noise: bits of @flag_word that do not keep entries from merging
 * @pkey: protection key of its entries (leaf), 0 for the one that denies nothing
 * @hint: a NUMA hint (prot_none): the VMA allows access
 * @swap_type: of the first entry (swap)
 * @swap_offset: of the first entry (swap)
 * @swap: what it is (swap), NULL for pages on a swap device
 * @entries: how many entries make it up
 * @alias: with kind MMS_PT_TABLE and no @error: the table was met before, with
 *	the same permissions, where it begins at this address
 * @again: in enter() of a visitor that sums: how many more entries of the same
 *	table, those between them being empty, refer to this one in the same way
 * @error: -errno of a table that could not be read, else 0
 */
struct mms_run {
	u64 va;
	u64 size;
	u64 phys;
	enum mms_pt_kind kind;
	u8 level;
	u8 shift;
	u8 perm;
	const char *cache;
	u64 flag_word;
	const struct mms_flag *flags;
	u64 noise;
	u8 pkey;
	bool hint;
	u8 swap_type;
	u64 swap_offset;
	const struct mms_swap_kind *swap;
	u64 entries;
	u64 alias;
	u32 again;
	int error;
};

bool mms_run_merge(struct mms_run *run, const struct mms_run *next);
bool mms_run_cut(struct mms_run *run, const struct mms_geometry *g, u64 first, u64 last);
const char *mms_run_word(const struct mms_run *run);

/**
 * mms_run_unread() - does a run stand for a table that could not be read
 * @run: the run
 *
 * Return: whether it does; what the table maps is missing then.
 */
static inline bool mms_run_unread(const struct mms_run *run)
{
	return run->kind == MMS_PT_TABLE && run->error;
}

struct mms_range;

/**
 * struct mms_visitor - callbacks for what a range walk finds
 * @run: called for every entry that is neither empty nor an entered table, in
 *	address order, and for every table that could not be read. Return 0 to
 *	continue; 1 to pause: the walk stops after this entry and can be resumed;
 *	-errno ends it.
 * @enter: optional, called before a table is read: @table describes what it
 *	spans (kind MMS_PT_TABLE, @phys the table, @level that of the entry
 *	referring to it, @perm what was granted down to the table, @entries 0
 *	when the walk resumes within it), @whole says that all of it will be seen in
 *	this chunk, unless the chunk stops early. Return 0 to walk it, 1 to pass it
 *	over, and the @again entries with it, -errno to end.
 * @leave: optional, called when a table that was entered is done; @level is
 *	that of its entries, @whole says that all of them were seen since.
 * @sums: only amounts matter, not addresses: leaf entries
 *	of one table that are alike come in one run, @entries of them, @size
 *	bytes together, @va and @phys those of the first, whatever lies between
 * @joins: leaf entries of one table that are the same, and each follows the one
 *	before it in both address spaces, come in one run, as mms_run_merge() would
 *	merge them
 *
 * Called under the walk's locks: must not sleep, allocate or print.
 */
struct mms_visitor {
	int (*run)(struct mms_range *w, const struct mms_run *run);
	int (*enter)(struct mms_range *w, const struct mms_run *table, bool whole);
	void (*leave)(struct mms_range *w, unsigned int level, bool whole);
	bool sums;
	bool joins;
};

/**
 * struct mms_range_level - where a range walk stands in one level's table
 * @phys: the table
 * @perm: permissions inherited on the way to it
 * @first: index of the first entry in @entry
 * @last: index of the last entry in @entry
 * @end: last address of the walk in this table: the table's or the range's last
 * @whole: the walk came in at the table's start and its end is in the range
 * @entry: the entries from @first to @last, as read
 */
struct mms_range_level {
	u64 phys;
	u8 perm;
	u32 first;
	u32 last;
	u64 end;
	bool whole;
	u8 entry[MMS_PT_TABLE_BYTES] __aligned(8);
};

/**
 * struct mms_range - a walk over a range of addresses, in chunks
 * @g: the geometry
 * @r: the reader
 * @v: the visitor
 * @ctx: the visitor's own
 * @root: physical address of the root table
 * @start: first address of the range
 * @next: the address it continues at
 * @last: the last address of the range (inclusive: a range can end at 2^64)
 * @done: the range is walked to its end
 * @exec_key: the protection key that keeps all data accesses out (x86: that of
 *	execute-only memory), or 0
 * @hints: what is walked next lies in a VMA that allows access: PROT_NONE there is a
 *	NUMA hint
 * @budget: entries a chunk may still look at; set by mms_range_chunk(). A table
 *	counts as eight of them, one passed to the visitor as 16
 * @tables: tables read so far, per level
 * @lvl: where it stands; rebuilt from the root by each chunk, since tables may
 *	come and go between chunks
 *
 * Large (about 20 KiB): allocate it, never on the stack.
 */
struct mms_range {
	const struct mms_geometry *g;
	struct mms_pt_reader r;
	const struct mms_visitor *v;
	void *ctx;
	u64 root;
	u64 start;
	u64 next;
	u64 last;
	bool done;
	u8 exec_key;
	bool hints;
	s64 budget;
	u64 tables[MMS_PT_LEVELS];
	struct mms_range_level lvl[MMS_PT_LEVELS];
};

void mms_range_init(struct mms_range *w, const struct mms_geometry *g,
		    const struct mms_pt_reader *r, u64 root, u64 start, u64 last);
int mms_range_chunk(struct mms_range *w, u32 budget);

/** MMS_SEEN_SLOTS - tables remembered, a power of two */
#define MMS_SEEN_SLOTS 256

/**
 * struct mms_seen - tables a range walk has met
 * @slot: the tables, by hash; a newer one replaces an older one
 * @slot.phys: the table, 0 for none (the page at 0 is no table)
 * @slot.va: first address it spanned
 * @slot.level: the level of the entry that referred to it
 * @slot.perm: permissions inherited on the way to it
 *
 * ESPfix and KASAN's zero shadow map a few tables thousands of times over. A listing
 * shows such a table once, and from then on only that it repeats.
 */
struct mms_seen {
	struct {
		u64 phys;
		u64 va;
		u8 level;
		u8 perm;
	} slot[MMS_SEEN_SLOTS];
};

bool mms_seen_before(struct mms_seen *seen, const struct mms_run *table, u64 *va);

/** MMS_HOLDER_SLOTS - tables remembered, a power of two */
#define MMS_HOLDER_SLOTS 64

/**
 * struct mms_holders - tables that hold what is looked for
 * @table: the tables, by hash; a newer one replaces an older one, 0 for none
 *
 * A search passes over a table that it has met before; what it must know then is
 * whether the table held something.
 */
struct mms_holders {
	u64 table[MMS_HOLDER_SLOTS];
};

void mms_holders_note(struct mms_holders *h, const struct mms_range *w, unsigned int level);
bool mms_holders_have(const struct mms_holders *h, u64 table);

/**
 * struct mms_pt_sum - what a range's tables add up to
 * @bytes: bytes in the range that leaf entries map, by level and effective
 *	permissions
 * @tables: tables by level of their entries, each counted as often as it is
 *	reached
 * @again: of those, by level, the tables that were reached before, with the same
 *	permissions: the rest is how many there are
 * @other: entries by kind that map nothing (prot_none, swap, invalid, bad),
 *	and under MMS_PT_TABLE the tables that could not be read
 */
struct mms_pt_sum {
	u64 bytes[MMS_PT_LEVELS][MMS_PERM_COMBOS];
	u64 tables[MMS_PT_LEVELS];
	u64 again[MMS_PT_LEVELS];
	u64 other[MMS_PT_KINDS];
};

/**
 * MMS_SUM_SLOTS - tables whose sums are remembered, a power of two: as many
 * whole tables of 512 entries as MMS_PT_CHUNK lets be walked in one hold
 */
#define MMS_SUM_SLOTS 16

/**
 * struct mms_sum_slot - the remembered sum of one table
 * @phys: the table
 * @hold: number of the hold it was summed in; 0 when the slot is empty
 * @level: the level of its entries
 * @perm: permissions inherited on the way to it
 * @sum: of everything below it
 */
struct mms_sum_slot {
	u64 phys;
	u32 hold;
	u8 level;
	u8 perm;
	struct mms_pt_sum sum;
};

/**
 * struct mms_summer - sums up ranges, visiting shared tables once
 * @open: sums of the tables being walked, by level; open[0] is the range's total
 *	so far when no chunk is running
 * @slot: sums of tables already walked under this hold of the locks
 * @hold: number of the hold, from 1
 * @seen: tables met under any hold, without their sums
 * @empty: nothing but tables was met in the range so far
 * @w: the walk
 *
 * ESPfix and KASAN's zero shadow map the same few tables thousands of times
 * over; a table's sum is a function of the table and the permissions it
 * inherits, so it is reused. Only while the locks are held: afterwards the
 * table may have become another. Large (about 44 KiB): allocate it.
 */
struct mms_summer {
	struct mms_pt_sum open[MMS_PT_LEVELS];
	struct mms_sum_slot slot[MMS_SUM_SLOTS];
	u32 hold;
	struct mms_seen seen;
	bool empty;
	struct mms_range w;
};

void mms_sum_init(struct mms_summer *s, const struct mms_geometry *g,
		  const struct mms_pt_reader *r, u64 root, u64 start, u64 last);
void mms_sum_range(struct mms_summer *s, u64 start, u64 last);
void mms_sum_forget(struct mms_summer *s);
int mms_sum_on(struct mms_summer *s, u32 budget);
int mms_sum_chunk(struct mms_summer *s, u32 budget);
u64 mms_sum_leaves(const struct mms_geometry *g, const struct mms_pt_sum *sum,
		   unsigned int level, u8 mask, u8 value);
u64 mms_sum_bytes(const struct mms_geometry *g, const struct mms_pt_sum *sum,
		  u8 mask, u8 value);

#endif /* MMSCOPE_PT_WALK_H */
