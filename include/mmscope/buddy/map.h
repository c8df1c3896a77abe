/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The map of a zone: what its page blocks are used for, cell by cell, and whether
 * that fits what the allocator says it manages. Pure.
 */
#ifndef MMSCOPE_BUDDY_MAP_H
#define MMSCOPE_BUDDY_MAP_H

#include <linux/types.h>
#include <mmscope/buddy/buddy.h>
#include <mmscope/core/text.h>

/** MMS_MAP_ROW - cells of one row of the drawn map */
#define MMS_MAP_ROW 64

/**
 * struct mms_cell - one cell of the map, one or more whole page blocks
 * @start_pfn: first page frame it stands for
 * @pages: pages of the zone in it; 0 is a hole
 * @reserved: of which PG_reserved
 * @offline: of which offline
 * @poisoned: of which broken
 * @unaccepted: of which not accepted yet
 * @free: of which free
 * @blocks: page blocks of each migratetype in it, fully reserved ones left out
 */
struct mms_cell {
	u64 start_pfn;
	u64 pages;
	u64 reserved;
	u64 offline;
	u64 poisoned;
	u64 unaccepted;
	u64 free;
	u32 blocks[MMS_TYPES];
};

/**
 * struct mms_map_sum - what a map shows, next to what the zones say
 * @pages: pages of all cells
 * @reserved: of which reserved
 * @offline: of which offline
 * @managed: pages the zones say the allocator manages
 * @image: a kexec image is loaded: its pages are allocated, and marked reserved
 * @own_memmap: hot-added memory holds its own struct pages, which the allocator does
 *	not manage
 */
struct mms_map_sum {
	u64 pages;
	u64 reserved;
	u64 offline;
	u64 managed;
	bool image;
	bool own_memmap;
};

/**
 * enum mms_map_fit - how a map's pages fit what the allocator manages
 * @MMS_MAP_SAME: they are the same, to the page
 * @MMS_MAP_EXPLAINED: they differ by pages known to be marked reserved or offline
 *	although managed
 * @MMS_MAP_UNSURE: they may differ for a known reason, but it is not certain
 * @MMS_MAP_WRONG: they differ for no known reason
 */
enum mms_map_fit {
	MMS_MAP_SAME,
	MMS_MAP_EXPLAINED,
	MMS_MAP_UNSURE,
	MMS_MAP_WRONG,
};

/* lib/buddy/map.c */
u64 mms_map_cell(u64 spanned, u64 pageblock, u64 cells);
u64 mms_map_cells(u64 start_pfn, u64 spanned, u64 cell);
void mms_map_add(struct mms_cell *cell, const struct mms_pageblock *pb);
char mms_map_char(const struct mms_cell *cell, const struct mms_buddy *b);
void mms_map_put_row(struct mms_text *t, const struct mms_cell *cells,
		     unsigned int n, const struct mms_buddy *b);
void mms_map_put_legend(struct mms_text *t, const struct mms_buddy *b);
void mms_map_rec(struct mms_text *t, const struct mms_cell *cell, u64 size,
		 const struct mms_zone *z, const struct mms_buddy *b);

/* lib/buddy/buddy.c */
enum mms_map_fit mms_map_fit(const struct mms_map_sum *s);

#endif /* MMSCOPE_BUDDY_MAP_H */
