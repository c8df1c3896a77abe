/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verdicts on walks, lib/pt/verdict.c: see mmscope/core/verdict.h. Pure; no locks, any
 * context.
 */
#ifndef MMSCOPE_PT_VERDICT_H
#define MMSCOPE_PT_VERDICT_H

#include <linux/types.h>
#include <mmscope/core/verdict.h>
#include <mmscope/pt/pte.h>
#include <mmscope/pt/walk.h>

/**
 * struct mms_tally - walks compared with another source of the same fact
 * @same: walks that agree
 * @unmapped: neither the walk nor the other side found anything
 * @differ: walks that don't agree
 * @va: the first of these
 * @walked: what it was walked to, 0 for nothing
 * @expected: what it should have been, 0 for nothing
 */
struct mms_tally {
	u64 same;
	u64 unmapped;
	u64 differ;
	u64 va;
	u64 walked;
	u64 expected;
};

void mms_tally_add(struct mms_tally *tally, const struct mms_walk *w, bool mapped, u64 phys);
enum mms_result mms_verdict_tally(const struct mms_tally *tally, struct mms_text *detail);
enum mms_result mms_verdict_buffer(const struct mms_tally *tally, u64 rw_bytes, u64 size,
				   struct mms_text *detail);

/**
 * struct mms_made - an entry of the last level as the kernel's macros make it, and
 * what it means
 * @what: what made it, as a record spells it
 * @raw: the entry
 * @user: it belongs to the user half
 * @kind: what it is
 * @perm: enum mms_perm bits it grants (leaf)
 * @phys: where it leads (leaf, prot_none)
 * @swap_type: swap type (swap)
 * @swap_offset: swap offset (swap)
 */
struct mms_made {
	const char *what;
	u64 raw;
	bool user;
	enum mms_pt_kind kind;
	u8 perm;
	u64 phys;
	u8 swap_type;
	u64 swap_offset;
};

enum mms_result mms_verdict_encoding(const struct mms_geometry *g, const struct mms_made *made,
				     unsigned int n, struct mms_text *detail);
enum mms_result mms_verdict_summed(u64 before, u64 after, u64 summed, struct mms_text *detail);

#endif /* MMSCOPE_PT_VERDICT_H */
