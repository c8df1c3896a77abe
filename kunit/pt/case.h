/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the suites of the page-table decoders share: entries, bits and walks as
 * rows of tables.
 */
#ifndef MMSCOPE_KUNIT_PT_CASE_H
#define MMSCOPE_KUNIT_PT_CASE_H

#include <kunit/test.h>
#include <mmscope/pt/pte.h>
#include <mmscope/pt/walk.h>

/**
 * struct pt_case - an entry and what it must decode to
 * @what: what the row shows
 * @level: the entry's
 * @user: it is of the user half
 * @raw: the entry
 * @kind: the rest is compared where this kind has it
 * @perm: as "rwxu", a '-' for each right that is missing
 * @shift: log2 of what a leaf maps
 * @phys: the address
 * @cache: how a leaf is cached
 * @flags: as mms_put_flags() writes them
 * @type: swap type
 * @offset: swap offset
 * @bad: the reason, of a bad one
 */
struct pt_case {
	const char *what;
	u8 level;
	bool user;
	u64 raw;
	enum mms_pt_kind kind;
	const char *perm;
	u8 shift;
	u64 phys;
	const char *cache;
	const char *flags;
	u8 type;
	u64 offset;
	const char *bad;
};

void pt_check_cases(struct kunit *test, const struct mms_geometry *g,
		    const struct pt_case *cases, size_t n);

/** PT_ADDRESS - in a table for pt_check_bits(): a bit of the address */
#define PT_ADDRESS "@"

/** PT_KIND - in a table for pt_check_bits(): the bit changes the kind, no flag */
#define PT_KIND "-"

/**
 * struct pt_bits - what each bit of an entry is
 * @what: what the row shows
 * @level: the entry's
 * @user: it is of the user half
 * @base: the entry that each bit is added to
 * @name: flag by bit; PT_ADDRESS, PT_KIND; NULL for an unknown one
 */
struct pt_bits {
	const char *what;
	u8 level;
	bool user;
	u64 base;
	const char *name[64];
};

void pt_check_bits(struct kunit *test, const struct mms_geometry *g,
		   const struct pt_bits *b);

/**
 * struct pt_level_case - a geometry, by what addresses make of it
 * @what: what the row shows
 * @levels: how many
 * @name: their names
 * @shift: their shifts
 * @bits: their index bits
 * @leaf: one digit for each level, '1' where leaves may be
 */
struct pt_level_case {
	const char *what;
	u8 levels;
	const char *name[MMS_PT_LEVELS];
	u8 shift[MMS_PT_LEVELS];
	u8 bits[MMS_PT_LEVELS];
	const char *leaf;
};

void pt_check_levels(struct kunit *test, const struct mms_geometry *g,
		     const struct pt_level_case *c);

/**
 * struct pt_slot - an entry in the memory a walk reads
 * @phys: where it is; its page is memory, all other entries of it are empty
 * @raw: the entry
 */
struct pt_slot {
	u64 phys;
	u64 raw;
};

/**
 * struct pt_walk_case - a walk of one address
 * @va: the address
 * @result: how it must end
 * @index: at each level visited
 * @steps: levels visited
 * @phys: where it leads (mapped, prot_none)
 * @start: first byte that its last entry covers
 * @size: how much that is
 * @perm: effective permissions (mapped)
 */
struct pt_walk_case {
	u64 va;
	enum mms_walk_result result;
	u8 steps;
	u32 index[MMS_PT_LEVELS];
	u64 phys;
	u64 start;
	u64 size;
	const char *perm;
};

/**
 * struct pt_memory - tables to walk
 * @root: physical address of the root
 * @slot: the entries
 * @slots: how many
 * @entry_size: set by pt_check_walks()
 */
struct pt_memory {
	u64 root;
	const struct pt_slot *slot;
	size_t slots;
	u8 entry_size;
};

void pt_check_walks(struct kunit *test, const struct mms_geometry *g,
		    struct pt_memory *m, const struct pt_walk_case *cases, size_t n);

/**
 * struct pt_path - a path of one entry per level through tables made for it
 * @what: what the row shows
 * @va: the address
 * @index: the entries it picks, by hand
 * @leaf: the last entry
 * @phys: where it leads
 */
struct pt_path {
	const char *what;
	u64 va;
	u32 index[MMS_PT_LEVELS];
	u64 leaf;
	u64 phys;
};

void pt_check_path(struct kunit *test, const struct mms_geometry *g,
		   const struct pt_path *p,
		   u64 (*table)(unsigned int level, u64 phys));
u64 pt_sum_pages(struct kunit *test, const struct mms_geometry *g,
		 struct pt_memory *m, u64 start, u64 last);

#endif /* MMSCOPE_KUNIT_PT_CASE_H */
