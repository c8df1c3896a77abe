// SPDX-License-Identifier: GPL-2.0-only
/*
 * See case.h. Takes no locks.
 */
#include <linux/kernel.h>
#include "case.h"

/* In the order mms_vmap_settle() wants; by insertion, to be independent of lib/core/sort.c. */
static void sort_areas(struct shot *s)
{
	u32 i, j;

	for (i = 1; i < s->count; i++) {
		struct mms_vmap_area a = s->area[i];

		for (j = i; j && mms_vmap_area_cmp(&s->area[j - 1], &a) > 0; j--)
			s->area[j] = s->area[j - 1];
		s->area[j] = a;
	}
}

/**
 * settled() - a script's snapshot, settled
 * @test: the case, which fails if the script is too long for a shot
 * @item: the script; the last item has end 0
 *
 * Return: what is left.
 */
struct shot *settled(struct kunit *test, const struct item *item)
{
	struct shot *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, s);
	for (; item->end; item++) {
		KUNIT_ASSERT_LT(test, max(s->nfree, s->count), (u32)ROOM);
		if (item->state == FREE) {
			s->free[s->nfree].start = item->start;
			s->free[s->nfree++].end = item->end;
			continue;
		}
		s->area[s->count].state = item->state;
		s->area[s->count].hold = item->hold;
		s->area[s->count].start = item->start;
		s->area[s->count++].end = item->end;
	}
	sort_areas(s);
	s->count = mms_vmap_settle(s->area, s->count, &s->conflicts);
	s->nholes = mms_vmap_holes(s->free, s->nfree, s->area, s->count,
				   s->hole, ROOM);
	KUNIT_ASSERT_LE(test, s->nholes, (u32)ROOM);
	return s;
}

/**
 * tiled() - the same, and whether it tiles a space
 * @test: the case
 * @item: the script
 * @start: where the space begins
 * @end: where it ends
 *
 * Return: both.
 */
struct shot *tiled(struct kunit *test, const struct item *item, u64 start, u64 end)
{
	struct shot *s = settled(test, item);

	mms_vmap_tile(s->area, s->count, s->hole, s->nholes, start, end,
		      &s->tiling);
	return s;
}
