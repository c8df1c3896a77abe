// SPDX-License-Identifier: GPL-2.0-only
/*
 * Making a layout from a table of regions and their places, see
 * include/mmscope/vas/rows.h. Where the kernel puts one region inside another
 * (its image inside vmalloc or lowmem, PCI I/O inside vmalloc) the outer one
 * becomes the pieces around it: a layout's regions are disjoint. Takes no locks.
 */
#include <linux/kernel.h>
#include <mmscope/vas/rows.h>

static u64 last_of(const struct mms_place *at)
{
	return at->start + at->size - 1;
}

/* Of two with the same bounds, the later row is the inner one. */
static bool is_inside(const struct mms_place *outer, const struct mms_place *inner)
{
	if (!inner->size || inner == outer)
		return false;
	if (inner->start < outer->start || last_of(inner) > last_of(outer))
		return false;
	return inner->start != outer->start || inner->size != outer->size || inner > outer;
}

/* The lowest place at or above @from that lies inside @outer; NULL for none. */
static const struct mms_place *next_inside(const struct mms_place *outer, u64 from,
					   const struct mms_place *at, unsigned int n)
{
	const struct mms_place *next = NULL;
	unsigned int i;

	for (i = 0; i < n; i++)
		if (is_inside(outer, &at[i]) && at[i].start >= from &&
		    (!next || at[i].start < next->start))
			next = &at[i];
	return next;
}

static int add_piece(struct mms_vas *v, const struct mms_vas_row *row,
		     const struct mms_place *at, u64 start, u64 last)
{
	struct mms_region r = {
		.start = start,
		.last = last,
		.base = start,
		.name = row->name,
		.title = row->title,
		.what = row->what,
		.bounds = row->bounds,
		.gap = row->gap,
		.gap_title = row->gap_title,
		.kind = row->kind,
		.linear = row->linear,
	};

	if (at->base)
		r.base = at->base + (start - at->start);
	if (row->linear)
		r.phys = at->phys + (start - at->start);
	return mms_vas_add(v, &r);
}

/**
 * mms_vas_place() - add a table's regions to a layout
 * @v: the layout
 * @row: the table
 * @at: where each of its regions is
 * @n: how many there are
 *
 * Regions this kernel does not have (size 0) are left out; the pieces of one
 * that holds others have its name. Parts are the caller's to add, then
 * mms_vas_tile().
 *
 * Return: 0, -ENOSPC.
 */
int mms_vas_place(struct mms_vas *v, const struct mms_vas_row *row,
		  const struct mms_place *at, unsigned int n)
{
	const struct mms_place *inner;
	unsigned int i;
	int err;

	for (i = 0; i < n; i++) {
		u64 from = at[i].start, last = last_of(&at[i]);
		bool full = !at[i].size;

		while (!full && (inner = next_inside(&at[i], from, at, n))) {
			if (inner->start > from) {
				err = add_piece(v, &row[i], &at[i], from, inner->start - 1);
				if (err)
					return err;
			}
			full = last_of(inner) == last;
			from = last_of(inner) + 1;
		}
		if (full)
			continue;
		err = add_piece(v, &row[i], &at[i], from, last);
		if (err)
			return err;
	}
	return 0;
}
