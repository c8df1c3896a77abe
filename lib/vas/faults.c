// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults of layouts: regions that overlap or leave gaps, and parts outside their
 * region, see include/mmscope/vas/region.h. Takes no locks.
 */
#include <linux/kernel.h>
#include <mmscope/vas/region.h>

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
