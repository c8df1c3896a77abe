// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parts inside other parts, see include/mmscope/vas/region.h. Takes no locks.
 */
#include <mmscope/vas/region.h>

static bool overlaps(const struct mms_region *a, const struct mms_region *b)
{
	return a->start <= b->last && b->start <= a->last;
}

/* The rest of a region above an address. */
static struct mms_region rest_above(const struct mms_region *r, u64 last)
{
	struct mms_region rest = *r;
	const u64 cut = last + 1 - r->start;

	rest.start += cut;
	rest.base += cut;
	if (rest.linear)
		rest.phys += cut;
	return rest;
}

/* Takes a part's addresses from another part, which overlaps it. */
static void cut_out(struct mms_vas *v, struct mms_region *r, const struct mms_region *part)
{
	const bool above = r->last > part->last, below = r->start < part->start;
	const struct mms_region rest = rest_above(r, part->last);

	if (below)
		r->last = part->start - 1;
	else if (above)
		*r = rest;
	else
		*r = v->region[--v->nr];
	if (above && below)
		mms_vas_add(v, &rest);
}

/**
 * mms_vas_carve() - put a part into a layout, out of the parts it lies in
 * @v: the layout, not tiled yet
 * @part: the part, copied
 *
 * Parts of a layout are disjoint: an existing part becomes the pieces of it below
 * and above @part; one that lies within @part is removed.
 *
 * Return: 0, or -ENOSPC when there is no room for it, or for a piece and it (counted in
 * @v->dropped).
 */
int mms_vas_carve(struct mms_vas *v, const struct mms_region *part)
{
	u32 i;

	/* Downwards: parts that are added, or moved into another's slot, were looked at already. */
	for (i = v->nr; i--;)
		if (v->region[i].depth && overlaps(&v->region[i], part))
			cut_out(v, &v->region[i], part);
	return mms_vas_add(v, part);
}
