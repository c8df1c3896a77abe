/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What live/ptread.c lends live/ptread_user.c. Not for modules: those see
 * include/mmscope/live_pt.h.
 */
#ifndef MMSCOPE_PTREAD_H
#define MMSCOPE_PTREAD_H

#include <linux/mm.h>
#include <mmscope/live_pt.h>

/* Reads table memory, if it is online memory, without ever faulting. */
extern const struct mms_pt_reader mms_pt_reader;

int mms_kernel_walk_from(u64 root, u64 va, struct mms_walk *w);

/* Physical address of an address space's root table. */
static inline u64 mms_pt_root(const struct mm_struct *mm)
{
	return __pa(mm->pgd);
}

#endif /* MMSCOPE_PTREAD_H */
