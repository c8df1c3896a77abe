/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What page tables map in a range: bytes by the level of the entries, and by what they
 * allow. Pure; no locks of its own.
 */
#ifndef MMSCOPE_PT_MAPPED_H
#define MMSCOPE_PT_MAPPED_H

#include <linux/types.h>
#include <mmscope/core/text.h>
#include <mmscope/pt/pte.h>
#include <mmscope/pt/walk.h>

/**
 * struct mms_mapped - what page tables really map in a range
 * @level: bytes mapped by entries of each level, the geometry's last one
 *	(single pages) being 0
 * @perm: bytes by what they allow, indexed by enum mms_perm bits
 */
struct mms_mapped {
	u64 level[MMS_PT_LEVELS];
	u64 perm[MMS_PERM_COMBOS];
};

u64 mms_mapped_bytes(const struct mms_mapped *m);
u64 mms_mapped_perm(const struct mms_mapped *m, unsigned int mask);
void mms_mapped_add(struct mms_mapped *m, const struct mms_mapped *more);
void mms_mapped_add_sum(struct mms_mapped *m, const struct mms_geometry *g,
			const struct mms_pt_sum *sum);
void mms_mapped_perms(struct mms_text *t, const struct mms_mapped *m, bool bytes);

#endif /* MMSCOPE_PT_MAPPED_H */
