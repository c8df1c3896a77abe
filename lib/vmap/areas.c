// SPDX-License-Identifier: GPL-2.0-only
/*
 * vmap_areas of a snapshot: their sizes and names, and how they and the holes
 * between them cover the space they should tile. Pure; takes no locks.
 */
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <mmscope/core/find.h>
#include <mmscope/vmap/vmap.h>

/**
 * mms_vmap_find() - the area an address lies in
 * @areas: areas in address order, without overlaps
 * @count: how many
 * @va: the address
 *
 * Return: the area, its guard page included; NULL for none.
 */
const struct mms_vmap_area *mms_vmap_find(const struct mms_vmap_area *areas, u32 count, u64 va)
{
	u32 i = count ? MMS_COUNT_UPTO(areas, count, start, va) : 0;

	return i && va < areas[i - 1].end ? &areas[i - 1] : NULL;
}

/**
 * mms_vmap_data() - an area's bytes without its guard page
 * @a: the area
 *
 * Return: bytes.
 */
u64 mms_vmap_data(const struct mms_vmap_area *a)
{
	u64 size = a->end - a->start;

	return size > a->guard ? size - a->guard : 0;
}

/**
 * mms_vmap_device() - how much of an area is device memory, as far as the area tells
 * @a: the area
 *
 * Return: bytes without its guard page of an ioremap() area, else 0.
 */
u64 mms_vmap_device(const struct mms_vmap_area *a)
{
	return a->kind == MMS_VMAP_IOREMAP ? mms_vmap_data(a) : 0;
}

/**
 * mms_vmap_order() - an area's order
 * @bytes: its bytes, without guard
 * @page_shift: log2 of the page size
 *
 * Return: the smallest order whose 2^order pages hold it.
 */
u32 mms_vmap_order(u64 bytes, u32 page_shift)
{
	u32 order = 0;

	while (order < MMS_VMAP_ORDERS - 1 && order + page_shift < 64 &&
	       1ULL << (order + page_shift) < bytes)
		order++;
	return order;
}

/**
 * mms_vmap_hole_order() - a hole's order
 * @bytes: its bytes
 * @page_shift: log2 of the page size
 *
 * Return: the largest order whose 2^order pages fit; 0 also for less than a
 * page.
 */
u32 mms_vmap_hole_order(u64 bytes, u32 page_shift)
{
	u32 order = 0;

	while (order < MMS_VMAP_ORDERS - 1 &&
	       bytes >> page_shift >> (order + 1))
		order++;
	return order;
}

/**
 * mms_vmap_kind_name() - a kind as records spell it
 * @kind: enum mms_vmap_kind
 *
 * Return: static text.
 */
const char *mms_vmap_kind_name(u8 kind)
{
	static const char *const names[] = {
		[MMS_VMAP_KIND_NONE] = "none",
		[MMS_VMAP_VMALLOC] = "vmalloc",
		[MMS_VMAP_VMAP] = "vmap",
		[MMS_VMAP_IOREMAP] = "ioremap",
		[MMS_VMAP_DMA] = "dma_coherent",
		[MMS_VMAP_SPARSE] = "sparse",
		[MMS_VMAP_RAM] = "vm_map_ram",
		[MMS_VMAP_BLOCK] = "vm_map_ram_block",
		[MMS_VMAP_NO_VM] = "no_vm_struct",
		[MMS_VMAP_OTHER] = "other",
		[MMS_VMAP_MAPPED] = "mapped",
	};

	return kind < ARRAY_SIZE(names) ? names[kind] : "unknown";
}

/**
 * mms_vmap_state_name() - a state as records spell it
 * @state: enum mms_vmap_state
 *
 * Return: static text.
 */
const char *mms_vmap_state_name(u8 state)
{
	static const char *const names[] = {
		[MMS_VMAP_POOLED] = "pooled",
		[MMS_VMAP_BUSY] = "busy",
		[MMS_VMAP_LAZY] = "lazy",
	};

	return state < ARRAY_SIZE(names) ? names[state] : "unknown";
}

/**
 * mms_vmap_holes() - what is left of the free ranges
 * @free: the free tree's ranges, in address order
 * @nfree: how many
 * @a: settled areas; a part of a free range that one of them covers was
 *	allocated after the free tree was read
 * @count: how many
 * @out: the holes; may be NULL when @max is 0
 * @max: room in @out
 *
 * Return: how many holes there are, which may be more than @max.
 */
u32 mms_vmap_holes(const struct mms_vmap_range *free, u32 nfree,
		   const struct mms_vmap_area *a, u32 count,
		   struct mms_vmap_range *out, u32 max)
{
	u32 n = 0, i, j = 0;

	for (i = 0; i < nfree; i++) {
		u64 at = free[i].start;

		while (j < count && a[j].end <= at)
			j++;
		while (at < free[i].end) {
			bool cut = j < count && a[j].start < free[i].end;
			u64 end = cut ? a[j].start : free[i].end;

			if (at < end) {
				if (n < max) {
					out[n].start = at;
					out[n].end = end;
				}
				n++;
			}
			at = max(at, cut ? a[j].end : end);
			if (cut && a[j].end <= free[i].end)
				j++;
		}
	}
	return n;
}

static void count_gap(struct mms_vmap_tiling *t, u64 start, u64 end)
{
	if (t->gaps < MMS_VMAP_GAPS) {
		t->gap[t->gaps].start = start;
		t->gap[t->gaps].end = end;
	}
	t->gaps++;
	t->gap_bytes += end - start;
}

static void count_area(struct mms_vmap_tiling *t, const struct mms_vmap_area *a,
		       u64 bytes)
{
	if (a->state > MMS_VMAP_LAZY)
		return;
	t->areas[a->state]++;
	t->bytes[a->state] += bytes;
}

static void count_hole(struct mms_vmap_tiling *t, u64 bytes)
{
	t->holes++;
	t->hole_bytes += bytes;
	t->largest = max(t->largest, bytes);
}

/**
 * mms_vmap_tile() - how areas and holes cover a space
 * @a: areas, in address order
 * @count: how many
 * @holes: holes, in address order
 * @nholes: how many
 * @start: the space's first byte
 * @end: first byte past the space; what sticks out is cut off
 * @t: filled in
 */
void mms_vmap_tile(const struct mms_vmap_area *a, u32 count,
		   const struct mms_vmap_range *holes, u32 nholes,
		   u64 start, u64 end, struct mms_vmap_tiling *t)
{
	u64 at = start;
	u32 i = 0, j = 0;

	memset(t, 0, sizeof(*t));
	while (i < count || j < nholes) {
		bool hole = i == count ||
			    (j < nholes && holes[j].start < a[i].start);
		u64 from = max(hole ? holes[j].start : a[i].start, start);
		u64 to = min(hole ? holes[j].end : a[i].end, end);

		if (from < to) {
			if (from > at)
				count_gap(t, at, from);
			else
				t->overlap_bytes += min(at, to) - from;
			if (hole)
				count_hole(t, to - from);
			else
				count_area(t, &a[i], to - from);
			at = max(at, to);
		}
		if (hole)
			j++;
		else
			i++;
	}
	if (at < end)
		count_gap(t, at, end);
}

/**
 * mms_vmap_tiles() - is every byte of the space in exactly one area or hole?
 * @t: what mms_vmap_tile() found
 * @size: the space's bytes
 *
 * Return: true when there is no gap and no overlap, and the parts add up.
 */
bool mms_vmap_tiles(const struct mms_vmap_tiling *t, u64 size)
{
	u64 sum = t->hole_bytes + t->bytes[MMS_VMAP_POOLED] +
		  t->bytes[MMS_VMAP_BUSY] + t->bytes[MMS_VMAP_LAZY];

	return !t->gaps && !t->overlap_bytes && sum == size;
}

/**
 * mms_vmap_gaps_common() - keep the gaps that were there both times
 * @t: what an earlier snapshot left uncovered; its gaps shrink
 * @again: what a later one left uncovered
 *
 * An area that moves from one list to the next is on none for some instructions. A
 * byte that is on no list in several snapshots is lost. Only the gaps that are kept
 * (MMS_VMAP_GAPS) are compared.
 */
void mms_vmap_gaps_common(struct mms_vmap_tiling *t,
			  const struct mms_vmap_tiling *again)
{
	struct mms_vmap_tiling both = { .gaps = 0 };
	u32 n = min_t(u32, t->gaps, MMS_VMAP_GAPS);
	u32 m = min_t(u32, again->gaps, MMS_VMAP_GAPS);
	u32 i, j;

	for (i = 0; i < n; i++) {
		for (j = 0; j < m; j++) {
			u64 from = max(t->gap[i].start, again->gap[j].start);
			u64 to = min(t->gap[i].end, again->gap[j].end);

			if (from < to)
				count_gap(&both, from, to);
		}
	}
	t->gaps = both.gaps;
	t->gap_bytes = both.gap_bytes;
	memcpy(t->gap, both.gap, sizeof(t->gap));
}
