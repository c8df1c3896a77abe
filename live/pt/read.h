/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Declarations shared by the files of live/pt/ and live/vas/vas.c. Not for modules: their
 * interface is include/mmscope/pt/live.h.
 */
#ifndef MMSCOPE_LIVE_PT_READ_H
#define MMSCOPE_LIVE_PT_READ_H

#include <linux/mm.h>
#include <mmscope/pt/live.h>

/*
 * Read table memory, if it is online, without faulting; reads are ordered. The second
 * is for ranges, whose tables may be freed meanwhile.
 */
extern const struct mms_pt_reader mms_pt_reader;
extern const struct mms_pt_reader mms_pt_range_reader;

void mms_swap_kinds(struct mms_geometry *g);
int mms_kernel_walk_from(u64 root, u64 va, struct mms_walk *w);
enum mms_mm_state mms_mm_of(struct task_struct *task, struct mm_struct **mm);

/* Physical address of an address space's root table. */
static inline u64 mms_pt_root(const struct mm_struct *mm)
{
	return __pa(mm->pgd);
}

#endif /* MMSCOPE_LIVE_PT_READ_H */
