// SPDX-License-Identifier: GPL-2.0-only
/*
 * Verdicts on areas and holes among themselves: see include/mmscope/vmap/verdict.h.
 * The kernel runs on while its lists are read, so one look proves nothing: only what
 * is wrong in every look is wrong. Pure.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/vmap/verdict.h>

/**
 * mms_vmap_disorder() - how often areas or holes overlap their successor
 * @s: the snapshot
 *
 * Return: how often, the snapshot's own conflicts included.
 */
u32 mms_vmap_disorder(const struct mms_vmap_snapshot *s)
{
	u32 wrong = s->conflicts, i;

	for (i = 1; i < s->count; i++)
		wrong += s->areas[i].start < s->areas[i - 1].end;
	for (i = 1; i < s->nholes; i++)
		wrong += s->holes[i].start < s->holes[i - 1].end;
	return wrong;
}

/**
 * mms_verdict_sorted() - are areas and holes in order and disjoint?
 * @areas: areas of the latest look
 * @holes: holes of it
 * @wrong: mms_vmap_disorder() of it
 * @looks: how many looks there were, all wrong except perhaps the latest
 * @detail: the numbers
 *
 * Return: the verdict.
 */
enum mms_result mms_verdict_sorted(u32 areas, u32 holes, u32 wrong, u32 looks,
				   struct mms_text *detail)
{
	mms_rec_dec(detail, "areas", areas);
	mms_rec_dec(detail, "holes", holes);
	mms_rec_dec(detail, "overlapping", wrong);
	mms_rec_dec(detail, "looks", looks);
	return wrong ? MMS_VIOLATED : MMS_OK;
}

/**
 * mms_tiling_look() - take in one more look at a space
 * @l: the looks; zeroed before the first, @l->now filled in before each
 * @size: the space's bytes
 *
 * An area that moves between two lists is a gap in one look; one that the kernel
 * lost is the same gap in every look.
 *
 * Return: no further look is needed: the space is tiled, or all that was
 * missing was moving.
 */
bool mms_tiling_look(struct mms_tiling_looks *l, u64 size)
{
	l->looks++;
	l->tiled = mms_vmap_tiles(&l->now, size);
	if (l->tiled)
		return true;
	if (!l->seen++) {
		l->first = l->now;
		return false;
	}
	mms_vmap_gaps_common(&l->first, &l->now);
	l->moving = !l->first.gaps && !l->now.overlap_bytes;
	return l->moving;
}

static void rec_tiling(struct mms_text *detail, const struct mms_vmap_tiling *t, u64 size,
		       u32 looks)
{
	mms_rec_dec(detail, "size", size);
	mms_rec_dec(detail, "busy", t->bytes[MMS_VMAP_BUSY]);
	mms_rec_dec(detail, "lazy", t->bytes[MMS_VMAP_LAZY]);
	mms_rec_dec(detail, "pooled", t->bytes[MMS_VMAP_POOLED]);
	mms_rec_dec(detail, "free", t->hole_bytes);
	mms_rec_dec(detail, "gap_bytes", t->gap_bytes);
	mms_rec_dec(detail, "overlap_bytes", t->overlap_bytes);
	if (t->gaps)
		mms_rec_hex(detail, "first_gap", t->gap[0].start);
	mms_rec_dec(detail, "looks", looks);
}

/**
 * mms_verdict_tiling() - do areas and holes cover the space, each byte once?
 * @l: the looks, at least one
 * @size: the space's bytes
 * @detail: the numbers of the look that was decisive
 *
 * Return: the verdict.
 */
enum mms_result mms_verdict_tiling(const struct mms_tiling_looks *l, u64 size,
				   struct mms_text *detail)
{
	bool fine = l->tiled || l->moving;

	rec_tiling(detail, fine ? &l->now : &l->first, size, l->looks);
	if (l->moving && !l->tiled)
		mms_rec_bool(detail, "all_in_transit", true);
	return fine ? MMS_OK : MMS_VIOLATED;
}

/**
 * mms_vmap_sum_areas() - busy areas, added up one by one
 * @s: the snapshot
 * @sums: added to
 */
void mms_vmap_sum_areas(const struct mms_vmap_snapshot *s, struct mms_vmap_sums *sums)
{
	u32 i;

	for (i = 0; i < s->count; i++) {
		if (s->areas[i].state != MMS_VMAP_BUSY)
			continue;
		sums->areas++;
		sums->bytes += mms_vmap_data(&s->areas[i]);
		sums->pages += s->areas[i].nr_pages;
	}
}

/**
 * mms_verdict_totals() - do all ways of adding up agree?
 * @areas: area by area
 * @orders: by order
 * @callers: by caller
 * @detail: the numbers
 *
 * Return: the verdict.
 */
enum mms_result mms_verdict_totals(const struct mms_vmap_sums *areas,
				   const struct mms_vmap_sums *orders,
				   const struct mms_vmap_sums *callers, struct mms_text *detail)
{
	mms_rec_dec(detail, "areas", areas->areas);
	mms_rec_dec(detail, "bytes", areas->bytes);
	mms_rec_dec(detail, "nr_pages", areas->pages);
	mms_rec_dec(detail, "bytes_by_order", orders->bytes);
	mms_rec_dec(detail, "bytes_by_caller", callers->bytes);
	return memcmp(areas, orders, sizeof(*areas)) ||
	       memcmp(areas, callers, sizeof(*areas)) ? MMS_VIOLATED : MMS_OK;
}
