/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A table of regions, and where a boot put them: what the architectures share
 * that leave every bound to their kernel's macros. Pure. No locks, any context.
 */
#ifndef MMSCOPE_VAS_ROWS_H
#define MMSCOPE_VAS_ROWS_H

#include <linux/types.h>
#include <mmscope/vas/region.h>

/**
 * struct mms_vas_row - a region of an architecture's table
 * @name: one word for records
 * @title: in reports, at most MMS_REGION_TITLE columns
 * @bounds: where its place comes from: macro:NAME, symbol:NAME, …
 * @what: one line of explanation, or NULL
 * @gap: name of what its parts leave free, or NULL
 * @gap_title: the same in reports
 * @kind: what it is
 * @linear: all of it is one run of physical memory
 */
struct mms_vas_row {
	const char *name;
	const char *title;
	const char *bounds;
	const char *what;
	const char *gap;
	const char *gap_title;
	enum mms_region_kind kind;
	bool linear;
};

/**
 * struct mms_place - where a region of the table is
 * @start: first byte
 * @size: bytes; 0 when this kernel has no such region
 * @base: where it would start unrandomised; 0: at @start
 * @phys: physical address @start is mapped to, of a linear one
 */
struct mms_place {
	u64 start;
	u64 size;
	u64 base;
	u64 phys;
};

int mms_vas_place(struct mms_vas *v, const struct mms_vas_row *row,
		  const struct mms_place *at, unsigned int n);

/**
 * mms_place_set() - set where a region is
 * @at: its place; a base already there is kept
 * @start: first byte
 * @end: first byte past it; 0 for the end of a 64-bit space. @start if there is
 *	no such region.
 */
static inline void mms_place_set(struct mms_place *at, u64 start, u64 end)
{
	at->start = start;
	at->size = end - start;
}

#endif /* MMSCOPE_VAS_ROWS_H */
