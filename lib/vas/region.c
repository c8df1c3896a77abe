// SPDX-License-Identifier: GPL-2.0-only
/*
 * Layouts of address spaces: sorting, tiling and checking, see
 * include/mmscope/vas/region.h. Independent of the kernel's constants, so that
 * layouts of every architecture are tested on any. Takes no locks.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <mmscope/vas/region.h>

/**
 * mms_vas_add() - put a region into a layout
 * @v: the layout
 * @r: the region, copied; regions may come in any order
 *
 * Return: 0, or -ENOSPC when there is no room (counted in @v->dropped).
 */
int mms_vas_add(struct mms_vas *v, const struct mms_region *r)
{
	if (v->nr >= v->max) {
		v->dropped++;
		return -ENOSPC;
	}
	v->region[v->nr++] = *r;
	return 0;
}

static int by_address(const void *a, const void *b)
{
	const struct mms_region *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (int)x->depth - (int)y->depth;
}

/* @mapped is not filled in yet: it need not be moved. */
static void swap_unmapped(void *a, void *b, int size)
{
	unsigned long *x = a, *y = b;
	unsigned int i;

	for (i = 0; i < offsetof(struct mms_region, mapped) / sizeof(*x); i++)
		swap(x[i], y[i]);
}

static int add_filler(struct mms_vas *v, u64 start, u64 last,
		      const struct mms_region *parent)
{
	struct mms_region r = {
		.start = start,
		.last = last,
		.base = start,
		.name = parent ? parent->gap : "hole",
		.title = parent ? parent->gap_title : "(hole)",
		.bounds = "between",
		.kind = parent ? MMS_REGION_GAP : MMS_REGION_HOLE,
		.depth = parent ? 1 : 0,
	};

	return mms_vas_add(v, &r);
}

/* The first address past @r and past @at; a reversed region covers nothing. */
static u64 past(const struct mms_region *r, u64 at)
{
	return max(at, r->last >= r->start ? r->last + 1 : r->start);
}

/* Fills the gaps between the parts of region @i; *@next is the first region past its parts. */
static int fill_parts(struct mms_vas *v, u32 i, u32 nr, u32 *next)
{
	const struct mms_region parent = v->region[i];
	u64 at = parent.start;
	bool full = false;
	int err;

	for (i++; i < nr && v->region[i].depth; i++) {
		const struct mms_region part = v->region[i];

		if (parent.gap && !full && part.start > at) {
			err = add_filler(v, at, part.start - 1, &parent);
			if (err)
				return err;
		}
		if (part.last >= parent.last)
			full = true;
		else
			at = past(&part, at);
	}
	*next = i;
	if (!parent.gap || full || at == parent.start)
		return 0;
	return add_filler(v, at, parent.last, &parent);
}

/* Records where each part's region is, for lookups. */
static void link_parts(struct mms_vas *v)
{
	u32 i, top = 0;

	for (i = 0; i < v->nr; i++) {
		if (!v->region[i].depth)
			top = i;
		v->region[i].up = i - top;
	}
}

/**
 * mms_vas_tile() - sort a layout and fill it with holes and gaps
 * @v: the layout
 *
 * Afterwards every address from 0 to @v->last lies in a region of depth 0,
 * kind MMS_REGION_HOLE where the table had none, and every region with parts
 * and a @gap name is filled by parts. Mistakes in the table (overlaps, parts outside
 * regions) are left as they are, for mms_vas_check() to find.
 *
 * Return: 0, or -ENOSPC.
 */
int mms_vas_tile(struct mms_vas *v)
{
	u32 nr = v->nr, i = 0;
	bool full = false;
	u64 at = 0;
	int err;

	sort(v->region, nr, sizeof(*v->region), by_address, swap_unmapped);
	while (i < nr) {
		const struct mms_region r = v->region[i];
		u32 next = i + 1;

		if (!r.depth) {
			err = !full && r.start > at ?
				add_filler(v, at, r.start - 1, NULL) : 0;
			if (!err)
				err = fill_parts(v, i, nr, &next);
			if (err)
				return err;
			if (r.last >= v->last)
				full = true;
			else
				at = past(&r, at);
		}
		i = next;
	}
	if (!full) {
		err = add_filler(v, at, v->last, NULL);
		if (err)
			return err;
	}
	sort(v->region, v->nr, sizeof(*v->region), by_address, swap_unmapped);
	link_parts(v);
	return 0;
}

/* One region against the one before it of the same depth (@prev, NULL: none). */
static enum mms_vas_fault check_pair(const struct mms_region *prev,
				     const struct mms_region *r, u64 from, u64 *at)
{
	*at = r->start;
	if (r->last < r->start)
		return MMS_VAS_REVERSED;
	if (!prev) {
		if (r->start == from)
			return MMS_VAS_OK;
		*at = from;
		return MMS_VAS_GAP;
	}
	if (r->start < prev->start)
		return MMS_VAS_UNSORTED;
	if (r->start <= prev->last)
		return MMS_VAS_OVERLAP;
	if (r->start - 1 == prev->last)
		return MMS_VAS_OK;
	*at = prev->last + 1;
	return MMS_VAS_GAP;
}

static enum mms_vas_fault check_end(const struct mms_region *prev, u64 last, u64 *at)
{
	if (prev && prev->last == last)
		return MMS_VAS_OK;
	*at = prev ? prev->last + 1 : 0;
	return prev && prev->last > last ? MMS_VAS_OVERLAP : MMS_VAS_GAP;
}

/**
 * mms_vas_check() - prove that a layout is sound
 * @v: a layout after mms_vas_tile()
 * @at: where the first fault lies; untouched when there is none
 *
 * Proves that the regions are sorted and disjoint, tile the space from 0 to
 * @v->last exactly, and that parts lie inside one region, are disjoint, and
 * fill it exactly where the region names its gaps.
 *
 * Return: MMS_VAS_OK, or the first fault.
 */
enum mms_vas_fault mms_vas_check(const struct mms_vas *v, u64 *at)
{
	const struct mms_region *top = NULL, *part = NULL, *r;
	enum mms_vas_fault fault;
	u64 where = 0;

	if (v->dropped) {
		*at = 0;
		return MMS_VAS_DROPPED;
	}
	for (r = v->region; r < v->region + v->nr; r++) {
		if (!r->depth) {
			fault = part && top->gap ?
				check_end(part, top->last, &where) : MMS_VAS_OK;
			if (!fault)
				fault = check_pair(top, r, 0, &where);
			top = r;
			part = NULL;
		} else if (!top || top->kind == MMS_REGION_HOLE ||
			   r->start < top->start || r->last > top->last) {
			where = r->start;
			fault = MMS_VAS_ORPHAN;
		} else {
			fault = check_pair(part, r, top->start, &where);
			if (fault == MMS_VAS_GAP && !top->gap)
				fault = MMS_VAS_OK;
			part = r;
		}
		if (fault)
			break;
	}
	if (r == v->region + v->nr) {
		fault = part && top->gap ? check_end(part, top->last, &where) : MMS_VAS_OK;
		if (!fault)
			fault = check_end(top, v->last, &where);
	}
	if (fault)
		*at = where;
	return fault;
}

/**
 * mms_vas_fault_name() - a fault, as records spell it
 * @fault: the fault
 *
 * Return: one word.
 */
const char *mms_vas_fault_name(enum mms_vas_fault fault)
{
	static const char *const name[] = {
		[MMS_VAS_OK] = "none",
		[MMS_VAS_REVERSED] = "reversed",
		[MMS_VAS_UNSORTED] = "unsorted",
		[MMS_VAS_OVERLAP] = "overlap",
		[MMS_VAS_ORPHAN] = "part_outside",
		[MMS_VAS_GAP] = "gap",
		[MMS_VAS_DROPPED] = "no_room",
	};

	return (unsigned int)fault < ARRAY_SIZE(name) ? name[fault] : "unknown";
}
