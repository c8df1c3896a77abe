/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Walking the running kernel's and processes' page tables.
 *
 * Everything here takes the locks it needs, in bounded chunks, and returns
 * plain records (walk.h); nothing it hands out points into a table. Process
 * context, may sleep, may be killed. See live/pt/read.c and
 * live/pt/user.c for why these locks.
 */
#ifndef MMSCOPE_PT_LIVE_H
#define MMSCOPE_PT_LIVE_H

#include <linux/types.h>
#include <mmscope/core/text.h>
#include <mmscope/pt/pte.h>
#include <mmscope/pt/walk.h>

/**
 * MMS_PT_CHUNK - the budget of one hold of the locks (mms_range_chunk()): sixteen
 * full tables looked at, or one whose every entry is visited; well below a
 * millisecond
 */
#define MMS_PT_CHUNK 8192

void mms_pt_setup(void);
const struct mms_geometry *mms_geometry(void);
const char *mms_kernel_pt_unavailable(void);
const char *mms_user_pt_unavailable(void);
void mms_kernel_pt_build(struct mms_text *t);

u64 mms_kernel_last(void);
u64 mms_kernel_first(void);
u64 mms_kernel_tables_first(void);
bool mms_kernel_phys(u64 va, u64 *phys);
u64 mms_pte_stored(u64 pte);
int mms_kernel_walk_addr(u64 va, struct mms_walk *w);
int mms_kernel_walk_asked(u64 va, struct mms_walk *w, bool *mapped, u64 *phys);
bool mms_kernel_held(void);
int mms_kernel_chunk(int (*step)(void *ctx, u32 budget), void *ctx);
u64 mms_kernel_root(void);
const char *mms_kernel_root_source(void);
int mms_kernel_range_init(struct mms_range *w, u64 start, u64 last);
int mms_kernel_range_chunk(struct mms_range *w);
int mms_kernel_sum_in(struct mms_summer *s, u64 start, u64 last, struct mms_pt_sum *sum);
int mms_kernel_sum(u64 start, u64 last, struct mms_pt_sum *sum);

/* The direct map, live/pt/splits.c. */
const char *mms_direct_map_by_pages(void);
int mms_direct_map_splits(u64 *level2, u64 *level3, const char **why);

struct mm_struct;

/**
 * enum mms_mm_state - whether a process has an address space to look at
 * @MMS_MM_OK: it has, and it is pinned
 * @MMS_MM_KTHREAD: a kernel thread: it never had one
 * @MMS_MM_GONE: the process is exiting and has let go of its own
 */
enum mms_mm_state {
	MMS_MM_OK,
	MMS_MM_KTHREAD,
	MMS_MM_GONE,
};

int mms_mm_get(s32 pid, struct mm_struct **mm, enum mms_mm_state *state);
void mms_mm_put(struct mm_struct *mm);
int mms_user_walk_addr(struct mm_struct *mm, u64 va, struct mms_walk *w);
void mms_user_range_init(struct mm_struct *mm, struct mms_range *w, u64 start,
			 u64 last);
int mms_user_range_chunk(struct mm_struct *mm, struct mms_range *w);

#endif /* MMSCOPE_PT_LIVE_H */
