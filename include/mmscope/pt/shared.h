/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the page-table decoders of several architectures share. Used by lib/
 * only; pure, no locks, any context.
 */
#ifndef MMSCOPE_PT_SHARED_H
#define MMSCOPE_PT_SHARED_H

#include <mmscope/pt/pte.h>

/** MMS_FLAG_BIT - a row of a table of flags: one bit and its name */
#define MMS_FLAG_BIT(bit, text)	{ .mask = (bit), .value = (bit), .name = (text) }

/** MMS_FLAG_FIELD - a row of a table of flags: one value of a bit field */
#define MMS_FLAG_FIELD(bits, of, text)	\
	{ .mask = (bits), .value = (u64)(of) << __builtin_ctzll(bits), .name = (text) }

/**
 * mms_pt_show_as() - move a flag to where the table of names has it
 * @word: the flag word
 * @from: the bit as this machine or kernel places it; 0 where it has none
 * @to: a bit that is always clear in @word
 */
static inline void mms_pt_show_as(u64 *word, u64 from, u64 to)
{
	if (*word & from)
		*word = (*word & ~from) | to;
}

void mms_pt_fill_levels(struct mms_geometry *g, unsigned int levels,
			unsigned int page_shift, unsigned int bits,
			unsigned int root_bits);
void mms_pt_fill_addr(struct mms_geometry *g);
void mms_pt_decode_swap(const struct mms_geometry *g, struct mms_pt_entry *e,
			const struct mms_flag *flags);
void mms_pt_bad(struct mms_pt_entry *e, const char *why);

#endif /* MMSCOPE_PT_SHARED_H */
