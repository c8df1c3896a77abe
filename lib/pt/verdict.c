// SPDX-License-Identifier: GPL-2.0-only
/*
 * Verdicts on walks of page tables: see include/mmscope/pt/verdict.h. Pure.
 */
#include <linux/kernel.h>
#include <mmscope/pt/verdict.h>

/**
 * mms_tally_add() - count one walk
 * @tally: where
 * @w: the walk
 * @mapped: the other source has its address mapped
 * @phys: to this
 */
void mms_tally_add(struct mms_tally *tally, const struct mms_walk *w, bool mapped, u64 phys)
{
	bool walked = w->result == MMS_WALK_MAPPED;

	if (!walked && !mapped) {
		tally->unmapped++;
	} else if (walked == mapped && w->phys == phys) {
		tally->same++;
	} else if (!tally->differ++) {
		tally->va = w->va;
		tally->walked = walked ? w->phys : 0;
		tally->expected = mapped ? phys : 0;
	}
}

/**
 * mms_verdict_tally() - do the walks agree with the other source?
 * @tally: the walks
 * @detail: the numbers, and the first walk that differs
 *
 * Return: violated when one differs, skipped when nothing was compared.
 */
enum mms_result mms_verdict_tally(const struct mms_tally *tally, struct mms_text *detail)
{
	mms_rec_dec(detail, "same", tally->same);
	mms_rec_dec(detail, "unmapped", tally->unmapped);
	mms_rec_dec(detail, "differ", tally->differ);
	if (tally->differ) {
		mms_rec_hex(detail, "addr", tally->va);
		mms_rec_hex(detail, "walked", tally->walked);
		mms_rec_hex(detail, "expected", tally->expected);
		return MMS_VIOLATED;
	}
	if (!tally->same)
		return mms_check_skip(detail, "nothing to compare");
	return MMS_OK;
}

/**
 * mms_verdict_buffer() - is a buffer that the check allocated mapped as it must be?
 * @tally: its pages, and the guard page behind it
 * @rw_bytes: bytes of it that the tables' sum has as readable and writable, and
 *	nothing else
 * @size: its size
 * @detail: the numbers
 *
 * Return: the verdict.
 */
enum mms_result mms_verdict_buffer(const struct mms_tally *tally, u64 rw_bytes, u64 size,
				   struct mms_text *detail)
{
	enum mms_result result = mms_verdict_tally(tally, detail);

	mms_rec_dec(detail, "rw_bytes", rw_bytes);
	mms_rec_dec(detail, "size", size);
	return rw_bytes == size ? result : MMS_VIOLATED;
}

static bool decodes_as_made(const struct mms_geometry *g, const struct mms_made *m)
{
	struct mms_pt_entry e;

	mms_pt_decode(g, g->nr_levels - 1, m->user, m->raw, &e);
	if (e.kind != m->kind || mms_flags_unknown(e.flags, e.flag_word))
		return false;
	if (m->kind == MMS_PT_SWAP)
		return e.swap_type == m->swap_type && e.swap_offset == m->swap_offset;
	if (m->kind == MMS_PT_LEAF && e.perm != m->perm)
		return false;
	return e.phys == m->phys;
}

/**
 * mms_verdict_encoding() - does the decoder understand entries made by the kernel's
 * macros?
 * @g: the geometry
 * @made: the entries
 * @n: how many
 * @detail: how many, and the first that decodes otherwise
 *
 * Return: the verdict.
 */
enum mms_result mms_verdict_encoding(const struct mms_geometry *g, const struct mms_made *made,
				     unsigned int n, struct mms_text *detail)
{
	unsigned int i;

	mms_rec_dec(detail, "entries", n);
	for (i = 0; i < n; i++) {
		if (decodes_as_made(g, &made[i]))
			continue;
		mms_rec_str(detail, "differs", made[i].what);
		mms_rec_hex(detail, "entry", made[i].raw);
		return MMS_VIOLATED;
	}
	return MMS_OK;
}

/**
 * mms_verdict_summed() - does a sum over tables agree with a walk of every entry?
 * @before: bytes mapped by a walk before the sum
 * @after: by one after it
 * @summed: by the sum
 * @detail: the numbers
 *
 * Return: the verdict; skipped when the two walks differ.
 */
enum mms_result mms_verdict_summed(u64 before, u64 after, u64 summed, struct mms_text *detail)
{
	mms_rec_dec(detail, "summed", summed);
	mms_rec_dec(detail, "walked", after);
	if (before != after)
		return mms_check_skip(detail, "mappings changed all the time");
	return summed == after ? MMS_OK : MMS_VIOLATED;
}
