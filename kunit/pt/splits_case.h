/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A search for split slots in tables made by a test, and what it told of.
 */
#ifndef MMSCOPE_KUNIT_PT_SPLITS_CASE_H
#define MMSCOPE_KUNIT_PT_SPLITS_CASE_H

#include <mmscope/pt/splits.h>

#include "tables.h"

#define KIB4	4096ULL
#define MIB2	BIT_ULL(21)
#define GIB	BIT_ULL(30)
#define HUGE	(TABLES_LEAF | MMS_X86_PSE)
#define PUD	1
#define PMD	2
#define PTE	3

/**
 * struct found - what a search found
 * @m: the tables
 * @s: the search
 * @usual: how memory is said to be mapped usually, or NULL
 * @slots: slots told of
 * @slot: the first of them
 * @deviations: stretches told of
 * @run: the first of them
 * @differs: in what these differ
 */
struct found {
	struct tables *m;
	struct mms_splits s;
	const struct mms_run *usual;
	unsigned int slots;
	struct mms_slot slot[8];
	unsigned int deviations;
	struct mms_run run[600];
	unsigned int differs[600];
};

struct found *splits_new(struct kunit *test);
void splits_note(struct mms_splits *s, const struct mms_slot *slot);
void splits_search(struct kunit *test, struct found *f, u64 size, u64 phys, u32 budget);

#endif /* MMSCOPE_KUNIT_PT_SPLITS_CASE_H */
