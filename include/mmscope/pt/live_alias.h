/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What maps given memory in the running kernel's tables (live/pt/alias.c). Process
 * context, may sleep, may be killed; locks as in live/pt/read.c, in bounded chunks.
 */
#ifndef MMSCOPE_PT_LIVE_ALIAS_H
#define MMSCOPE_PT_LIVE_ALIAS_H

#include <mmscope/pt/alias.h>

int mms_executable_find(struct mms_phys_set *set);
void mms_phys_set_free(struct mms_phys_set *set);
int mms_kernel_aliases(struct mms_alias_walk *a, const struct mms_phys_set *set, u8 perm,
		       struct mms_alias *found, u32 max);
int mms_kernel_maps(u64 va, u64 phys, u8 perm);

#endif /* MMSCOPE_PT_LIVE_ALIAS_H */
