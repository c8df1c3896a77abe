// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the page-table decoders of several architectures share: see
 * include/mmscope/pt/shared.h. Pure; no locks, any context.
 */
#include <mmscope/pt/shared.h>

/**
 * mms_pt_fill_levels() - name and measure a table's levels
 * @g: its nr_levels and level[] are set, the last of them a leaf level
 * @levels: how many levels there are, 2 to MMS_PT_LEVELS
 * @page_shift: log2 of the smallest page
 * @bits: log2 of the entries in a table below the root
 * @root_bits: log2 of the entries in the root
 *
 * Linux' names: a table's top is its PGD, levels that aren't there are folded
 * into it.
 */
void mms_pt_fill_levels(struct mms_geometry *g, unsigned int levels,
			unsigned int page_shift, unsigned int bits,
			unsigned int root_bits)
{
	static const char * const name[MMS_PT_LEVELS] = {
		"PGD", "P4D", "PUD", "PMD", "PTE"
	};
	unsigned int i;

	for (i = 0; i < levels; i++) {
		struct mms_pt_level *l = &g->level[i];
		unsigned int below = levels - 1 - i;

		l->name = i ? name[MMS_PT_LEVELS - 1 - below] : name[0];
		l->shift = page_shift + bits * below;
		l->bits = i ? bits : root_bits;
		l->leaf = !below;
	}
	g->nr_levels = levels;
}

/**
 * mms_pt_fill_addr() - find the bits of leaf entries that are address and nothing
 * else
 * @g: its levels' addr are set; all else must be set already
 *
 * For formats that keep the bits of an address in their own places: those within the
 * CPU's physical address width and, where an address is kept in two places, those of
 * the first place only.
 */
void mms_pt_fill_addr(struct mms_geometry *g)
{
	unsigned int i;

	for (i = 0; i < g->nr_levels; i++)
		if (g->level[i].leaf)
			g->level[i].addr = g->phys_mask & ~g->reserved &
					   ~(mms_pt_span(g, i) - 1);
}

/**
 * mms_pt_decode_swap() - decode a swap entry as g->soft says
 * @g: the geometry
 * @e: the entry; kind, swap fields and flags are set
 * @flags: names for the bits outside of type and offset
 */
void mms_pt_decode_swap(const struct mms_geometry *g, struct mms_pt_entry *e,
			const struct mms_flag *flags)
{
	const struct mms_soft_pte *s = &g->soft;
	u64 type = (1ULL << s->type_bits) - 1;
	u64 offset = s->offset_bits ? ~0ULL >> (64 - s->offset_bits) : 0;

	e->kind = MMS_PT_SWAP;
	e->swap_type = (e->raw >> s->type_shift) & type;
	e->swap_offset = (e->raw >> s->offset_shift) & offset;
	e->flag_word = e->raw & ~(type << s->type_shift | offset << s->offset_shift);
	e->flags = flags;
}

/**
 * mms_pt_bad() - mark an entry as bad
 * @e: the entry; what else was decoded of it stays
 * @why: static text
 *
 * The first reason is kept.
 */
void mms_pt_bad(struct mms_pt_entry *e, const char *why)
{
	if (e->kind != MMS_PT_BAD)
		e->bad = why;
	e->kind = MMS_PT_BAD;
}
