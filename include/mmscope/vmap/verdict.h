/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verdicts on areas and holes, lib/vmap/verdict.c and lib/vmap/verdict_kernel.c: see
 * mmscope/core/verdict.h. Pure; no locks, any context.
 */
#ifndef MMSCOPE_VMAP_VERDICT_H
#define MMSCOPE_VMAP_VERDICT_H

#include <linux/types.h>
#include <mmscope/core/verdict.h>
#include <mmscope/vmap/snapshot.h>

u32 mms_vmap_disorder(const struct mms_vmap_snapshot *s);
enum mms_result mms_verdict_sorted(u32 areas, u32 holes, u32 wrong, u32 looks,
				   struct mms_text *detail);

/**
 * struct mms_tiling_looks - repeated looks at one space
 * @now: how it was tiled in the latest look
 * @first: as first seen, its gaps narrowed to those of every look since
 * @looks: how often it was looked at
 * @seen: looks that found it not tiled
 * @tiled: it was tiled in the latest look
 * @moving: no gap was there in every look: areas were moving between lists
 */
struct mms_tiling_looks {
	struct mms_vmap_tiling now;
	struct mms_vmap_tiling first;
	u32 looks;
	u32 seen;
	bool tiled;
	bool moving;
};

bool mms_tiling_look(struct mms_tiling_looks *l, u64 size);
enum mms_result mms_verdict_tiling(const struct mms_tiling_looks *l, u64 size,
				   struct mms_text *detail);

/**
 * struct mms_vmap_sums - busy areas summed up one way
 * @areas: how many
 * @bytes: without guard pages
 * @pages: their nr_pages
 */
struct mms_vmap_sums {
	u64 areas;
	u64 bytes;
	u64 pages;
};

void mms_vmap_sum_areas(const struct mms_vmap_snapshot *s, struct mms_vmap_sums *sums);
enum mms_result mms_verdict_totals(const struct mms_vmap_sums *areas,
				   const struct mms_vmap_sums *orders,
				   const struct mms_vmap_sums *callers, struct mms_text *detail);

/** MMS_COUNTER_ALIKE - equal looks after which a counter's difference is a violation */
#define MMS_COUNTER_ALIKE 3

/**
 * struct mms_counter_looks - a counter of the kernel's against its lists
 * @listed: by the lists, in the latest look
 * @kernel: by the counter
 * @looks: how often they were looked at
 * @alike: looks in a row in which neither changed, and they differed
 * @known: the kernel has the counter
 * @late: a freed area leaves the lists before it leaves the counter; set before the
 *	first look
 * @equal: they were the same in the latest look
 */
struct mms_counter_looks {
	u64 listed;
	u64 kernel;
	u32 looks;
	u32 alike;
	bool known;
	bool late;
	bool equal;
};

bool mms_counter_look(struct mms_counter_looks *l, const struct mms_vmap_counted *counted,
		      u64 listed, bool usable);
enum mms_result mms_verdict_counter(const struct mms_counter_looks *l, struct mms_text *detail);
bool mms_vmap_sum_lazy(const struct mms_vmap_snapshot *s, u32 page_shift,
		       struct mms_vmap_counted *counted, u64 *listed);
bool mms_vmap_sum_vmalloc(const struct mms_vmap_snapshot *s, u32 page_shift,
			  struct mms_vmap_counted *counted, u64 *listed);
bool mms_vmap_sum_pooled(const struct mms_vmap_snapshot *s, u32 page_shift,
			 struct mms_vmap_counted *counted, u64 *listed);

/** MMS_UNBACKED - addresses followed from one look to the next */
#define MMS_UNBACKED 16

/**
 * struct mms_unbacked - mappings other than expected
 * @areas: areas that have such
 * @outside: bytes mapped outside any busy area
 * @checked: areas whose nr_pages said what to expect
 * @mapped: bytes mapped in all areas
 * @unread: page tables that could not be read; then the rest is too little, and
 *	proves nothing
 * @n: addresses in @at
 * @at: the first of those areas, and the first mapped address outside
 */
struct mms_unbacked {
	u64 areas;
	u64 outside;
	u64 checked;
	u64 mapped;
	u64 unread;
	u32 n;
	u64 at[MMS_UNBACKED];
};

void mms_unbacked_area(struct mms_unbacked *u, const struct mms_vmap_area *a, u64 mapped,
		       u32 page_shift);
void mms_unbacked_outside(struct mms_unbacked *u, u64 bytes, u64 first);
void mms_unbacked_common(struct mms_unbacked *u, const struct mms_unbacked *now);
enum mms_result mms_verdict_backing(const struct mms_unbacked *always,
				    const struct mms_unbacked *now, u32 looks,
				    struct mms_text *detail);

#endif /* MMSCOPE_VMAP_VERDICT_H */
