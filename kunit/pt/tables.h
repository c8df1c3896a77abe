/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * x86-64 page tables made by a test, to be walked by it.
 */
#ifndef MMSCOPE_KUNIT_PT_TABLES_H
#define MMSCOPE_KUNIT_PT_TABLES_H

#include <kunit/test.h>
#include <mmscope/pt/walk.h>

/* The machine's memory: page frames from 1, the root being frame 1. */
#define TABLES_FRAMES		24
#define TABLES_ROOT		0x1000ULL
#define TABLES_TABLE		(MMS_X86_PRESENT | MMS_X86_RW | MMS_X86_USER)
#define TABLES_LEAF		(MMS_X86_PRESENT | MMS_X86_RW | MMS_X86_ACCESSED)
#define TABLES_HALF		0xffff800000000000ULL
#define TABLES_LAST_USER	0x00007fffffffffffULL

/**
 * struct tables - tables under test, and what a visitor met in them
 * @g: their geometry
 * @r: reads from @frame
 * @frame: the tables; frame[0] is at physical 0x1000
 * @used: frames given out
 * @reads: how often anything was read
 * @w: a range walk
 * @s: a summing walk
 * @seen: for the visitor below
 * @bytes: leaf bytes the visitor met
 * @runs: runs it met
 * @run: the first of them, merged where they can be
 * @merge: merge them
 */
struct tables {
	struct mms_geometry g;
	struct mms_pt_reader r;
	u64 frame[TABLES_FRAMES][512];
	unsigned int used;
	unsigned int reads;
	struct mms_range w;
	struct mms_summer s;
	struct mms_seen seen;
	u64 bytes;
	unsigned int runs;
	struct mms_run run[64];
	bool merge;
};

extern const struct mms_visitor tables_visitor;

struct tables *tables_new(struct kunit *test, unsigned int levels);
void tables_put(struct tables *m, unsigned int level, u64 va, u64 entry);
void tables_map(struct tables *m, u64 va, u64 phys, unsigned int pages);
int tables_walk(struct tables *m, u64 start, u64 last, u32 budget);

#endif /* MMSCOPE_KUNIT_PT_TABLES_H */
