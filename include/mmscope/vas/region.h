/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The layout of an address space: named regions, what lies inside them, and
 * the holes between them. Pure: live/arch/, which knows a kernel's bounds, fills a
 * layout; this code sorts, tiles, checks, looks up and shows it. No locks, any
 * context.
 *
 * Bounds are kept as first and last byte, both inclusive: the only form in which a
 * region that ends at the top of the space neither wraps to 0 nor needs a 65th bit.
 * Records show `end` exclusive; for the end of a 64-bit space see mms_rec_end_of().
 */
#ifndef MMSCOPE_VAS_REGION_H
#define MMSCOPE_VAS_REGION_H

#include <linux/types.h>
#include <mmscope/core/text.h>
#include <mmscope/pt/mapped.h>
#include <mmscope/pt/pte.h>
#include <mmscope/pt/walk.h>

/**
 * enum mms_region_kind - what sort of thing a range of addresses is
 * @MMS_REGION_USER: user space, different in every process
 * @MMS_REGION_WINDOW: addresses set aside for one kind of mapping
 * @MMS_REGION_IMAGE: the kernel's own image
 * @MMS_REGION_PER_MM: kernel addresses that each process maps for itself
 * @MMS_REGION_GUARD: kept empty on purpose
 * @MMS_REGION_NONCANONICAL: no pointer can hold these addresses
 * @MMS_REGION_HOLE: nothing lies here; made by mms_vas_tile()
 * @MMS_REGION_PART: a named part of its region
 * @MMS_REGION_RAM: a part that is memory, by the firmware's map
 * @MMS_REGION_GAP: what no part of a region covers; made by mms_vas_tile()
 */
enum mms_region_kind {
	MMS_REGION_USER,
	MMS_REGION_WINDOW,
	MMS_REGION_IMAGE,
	MMS_REGION_PER_MM,
	MMS_REGION_GUARD,
	MMS_REGION_NONCANONICAL,
	MMS_REGION_HOLE,
	MMS_REGION_PART,
	MMS_REGION_RAM,
	MMS_REGION_GAP,
};

/**
 * struct mms_region - a range of addresses with a name
 * @start: first byte
 * @last: last byte, inclusive
 * @base: where @start is without randomisation; @start itself if nothing moves it
 * @phys: physical address @start is mapped to, when @linear
 * @name: one word for records
 * @title: in reports, at most MMS_REGION_TITLE columns
 * @what: one line of explanation, or NULL
 * @bounds: where @start and @last come from: macro, symbol:NAME, memory_map, …
 * @gap: name of the gaps between its parts, or NULL: its parts need not fill it
 * @gap_title: the same in reports
 * @kind: what it is
 * @depth: 0 tiles the space, 1 is a part of the region it lies in
 * @linear: all of it is one run of physical memory
 * @cpu: of a part that is one CPU's own, the CPU's number + 1; else 0
 * @up: of a part, how many entries before it in the layout its region is; 0 at depth
 *	0. Set by mms_vas_tile(): a machine has tens of thousands of parts when it
 *	has thousands of CPUs
 * @mapped: filled by mms_vas_sum_chunk() or mms_vas_account()
 */
struct mms_region {
	u64 start;
	u64 last;
	u64 base;
	u64 phys;
	const char *name;
	const char *title;
	const char *what;
	const char *bounds;
	const char *gap;
	const char *gap_title;
	enum mms_region_kind kind;
	u8 depth;
	bool linear;
	u32 cpu;
	u32 up;
	struct mms_mapped mapped;
};

/**
 * struct mms_vas - a whole address space
 * @region: the regions; sorted by start, a region before its parts, once
 *	mms_vas_tile() succeeded
 * @nr: regions in use
 * @max: regions there is room for
 * @last: the last address of the space: ~0 on 64 bits, 0xffffffff on 32
 * @kernel: the first address of the kernel's half
 * @first: the first kernel address in the tables that are walked: 0, or
 *	@kernel where the CPU has a root table for each half (arm64) or the root
 *	is that of a process (no init_mm to be found)
 * @va_bits: bits of an address, as the architecture counts them
 * @leaf: bytes an entry of each level maps, single pages first; 0 where a
 *	level has no leaves
 * @highmem: bytes of RAM that no linear region maps: highmem, on 32 bits
 * @unwalked: why @mapped of the regions could not be filled, or NULL
 * @unread: tables that could not be read: what they map is not in @mapped
 * @dropped: regions mms_vas_add() found no room for
 * @steps: where lookups count the regions they look at, for tests of what they
 *	cost; or NULL
 */
struct mms_vas {
	struct mms_region *region;
	u32 nr;
	u32 max;
	u64 last;
	u64 kernel;
	u64 first;
	u8 va_bits;
	u64 leaf[MMS_PT_LEVELS];
	u64 highmem;
	const char *unwalked;
	u64 unread;
	u32 dropped;
	u64 *steps;
};

/**
 * enum mms_vas_fault - what can be wrong with a layout
 * @MMS_VAS_OK: nothing
 * @MMS_VAS_REVERSED: a region ends before it starts
 * @MMS_VAS_UNSORTED: a region starts before the one listed before it
 * @MMS_VAS_OVERLAP: two regions of one depth share addresses
 * @MMS_VAS_ORPHAN: a part does not lie inside one region
 * @MMS_VAS_GAP: an address belongs to no region
 * @MMS_VAS_DROPPED: there were more regions than room
 */
enum mms_vas_fault {
	MMS_VAS_OK,
	MMS_VAS_REVERSED,
	MMS_VAS_UNSORTED,
	MMS_VAS_OVERLAP,
	MMS_VAS_ORPHAN,
	MMS_VAS_GAP,
	MMS_VAS_DROPPED,
};

int mms_vas_add(struct mms_vas *v, const struct mms_region *r);
int mms_vas_carve(struct mms_vas *v, const struct mms_region *part);
int mms_vas_tile(struct mms_vas *v);
enum mms_vas_fault mms_vas_check(const struct mms_vas *v, u64 *at);
const char *mms_vas_fault_name(enum mms_vas_fault fault);

const struct mms_region *mms_vas_find(const struct mms_vas *v, u64 addr,
				      const struct mms_region **part);
const struct mms_region *mms_vas_named(const struct mms_vas *v,
				       const char *name);
const struct mms_region *mms_vas_parent(const struct mms_vas *v,
					const struct mms_region *part);
void mms_vas_account(struct mms_vas *v, u64 start, u64 last,
		     unsigned int level, unsigned int perm);
bool mms_vas_account_sum(struct mms_vas *v, u64 start, u64 last, const struct mms_mapped *m);

/**
 * mms_region_size() - how many bytes a region covers
 * @r: the region
 *
 * Return: its size; 0 stands for all 2^64 bytes.
 */
static inline u64 mms_region_size(const struct mms_region *r)
{
	return r->last - r->start + 1;
}

u64 mms_vas_unnamed(const struct mms_vas *v, const struct mms_region **first);
u64 mms_vas_wx(const struct mms_vas *v, const struct mms_region **first);

/* lib/vas/sum.c */

/**
 * struct mms_vas_sum - one walk over all of a layout
 * @v: the layout, tiled
 * @next: the first address of the next piece: a stretch in which no region starts or
 *	ends
 * @done: there is no next piece
 * @region: the first region that starts past @next
 * @top: the region of depth 0 the current piece lies in
 * @part: the part of it the piece lies in, or NULL
 * @s: the sum of the piece
 *
 * Large (about 48 KiB): allocate it.
 */
struct mms_vas_sum {
	struct mms_vas *v;
	u64 next;
	bool done;
	struct mms_region *region;
	struct mms_region *top;
	struct mms_region *part;
	struct mms_summer s;
};

void mms_vas_sum_init(struct mms_vas_sum *x, struct mms_vas *v,
		      const struct mms_geometry *g, const struct mms_pt_reader *r,
		      u64 root);
int mms_vas_sum_chunk(struct mms_vas_sum *x, u32 budget);

/* lib/vas/check.c */

/**
 * struct mms_vas_compared - how two ways of counting compare
 * @same: regions and parts of which both are the same
 * @changing: of which nothing can be said, because they changed meanwhile
 * @differ: of which the two differ
 * @first: the lowest of those, or NULL
 */
struct mms_vas_compared {
	u32 same;
	u32 changing;
	u32 differ;
	const struct mms_region *first;
};

bool mms_vas_compare(const struct mms_vas *before, const struct mms_vas *other,
		     const struct mms_vas *after, struct mms_vas_compared *c);
bool mms_region_readonly(const struct mms_region *part, u64 alias_writable);
bool mms_region_at(const struct mms_vas *v, const struct mms_region *part, u64 start,
		   u64 last);

/* lib/vas/show.c */
const char *mms_region_kind_name(enum mms_region_kind kind);
void mms_rec_slide(struct mms_text *t, u64 start, u64 base);
void mms_region_rec(struct mms_text *t, const struct mms_vas *v,
		    const struct mms_region *r);

/* lib/vas/draw.c */

/** MMS_REGION_TITLE - columns a region's title may take in the drawing */
#define MMS_REGION_TITLE 20

void mms_vas_draw_border(struct mms_text *t, u64 last, u64 addr);
void mms_vas_draw_line(struct mms_text *t, u64 last, const u64 *addr, const char *title,
		       u64 size, char wall);
void mms_vas_draw_head(struct mms_text *t, const struct mms_vas *v);
void mms_vas_draw(struct mms_text *t, const struct mms_vas *v,
		  const struct mms_region *r);
void mms_vas_draw_legend(struct mms_text *t, const struct mms_vas *v);

#endif /* MMSCOPE_VAS_REGION_H */
