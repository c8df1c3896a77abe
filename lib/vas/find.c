// SPDX-License-Identifier: GPL-2.0-only
/*
 * The region of an address, and what is mapped in each: lookup and accounting in a
 * tiled layout, see include/mmscope/vas/region.h. Takes no locks.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/core/find.h>
#include <mmscope/vas/region.h>

static void count_steps(const struct mms_vas *v, u64 n)
{
	if (v->steps)
		*v->steps += n;
}

/* The last region that starts at or below @addr; NULL in an empty layout. */
static struct mms_region *floor_region(const struct mms_vas *v, u64 addr)
{
	u32 n = MMS_COUNT_UPTO(v->region, v->nr, start, addr);

	count_steps(v, v->nr ? 32 - __builtin_clz(v->nr) : 0);
	return n ? &v->region[n - 1] : NULL;
}

/**
 * mms_vas_parent() - the region a part lies in
 * @v: a tiled layout
 * @part: one of its regions
 *
 * It takes one step, however many parts the region has.
 *
 * Return: the region; @part itself if it is of depth 0.
 */
const struct mms_region *mms_vas_parent(const struct mms_vas *v,
					const struct mms_region *part)
{
	count_steps(v, 1);
	return part - part->up;
}

/**
 * mms_vas_find() - the region an address lies in
 * @v: a tiled layout
 * @addr: the address
 * @part: receives the part of the region, NULL where it has none there; may be
 *	NULL itself
 *
 * Return: the region of depth 0; NULL past the end of the space.
 */
const struct mms_region *mms_vas_find(const struct mms_vas *v, u64 addr,
				      const struct mms_region **part)
{
	const struct mms_region *r = floor_region(v, addr), *top;

	if (part)
		*part = NULL;
	if (!r)
		return NULL;
	top = mms_vas_parent(v, r);
	if (part && r != top && addr <= r->last)
		*part = r;
	return addr <= top->last ? top : NULL;
}

/**
 * mms_vas_named() - a region or part by name
 * @v: the layout
 * @name: its @name
 *
 * Return: the lowest one of that name, or NULL.
 */
const struct mms_region *mms_vas_named(const struct mms_vas *v,
				       const char *name)
{
	const struct mms_region *r;

	for (r = v->region; r < v->region + v->nr; r++)
		if (!strcmp(r->name, name))
			return r;
	return NULL;
}

static void account(struct mms_region *r, u64 bytes, unsigned int level,
		    unsigned int perm)
{
	r->mapped.level[level] += bytes;
	r->mapped.perm[perm] += bytes;
}

/**
 * mms_vas_account() - account a mapped run of addresses to its regions
 * @v: a tiled layout
 * @start: first byte mapped
 * @last: last byte mapped, inclusive
 * @level: level of the entries that map it, below MMS_PT_LEVELS
 * @perm: what they allow, enum mms_perm bits
 *
 * A run is split where regions and parts meet: each gets its own bytes.
 */
void mms_vas_account(struct mms_vas *v, u64 start, u64 last,
		     unsigned int level, unsigned int perm)
{
	struct mms_region *r = floor_region(v, start);

	if (!r || level >= MMS_PT_LEVELS || perm >= MMS_PERM_COMBOS)
		return;
	for (;;) {
		struct mms_region *end = v->region + v->nr, *top;
		u64 to = last;

		/* A part that starts where its region does comes right after it. */
		while (r + 1 < end && r[1].start == r->start)
			r++;
		if (r + 1 < end && r[1].start <= to)
			to = r[1].start - 1;
		top = r - r->up;
		count_steps(v, 1);
		if (r != top && r->last >= start)
			account(r, min(to, r->last) - start + 1, level, perm);
		account(top, to - start + 1, level, perm);
		if (to == last)
			return;
		start = to + 1;
		r++;
	}
}

/**
 * mms_vas_account_sum() - account what is mapped somewhere in a range
 * @v: a tiled layout
 * @start: first byte of the range
 * @last: its last byte, inclusive
 * @m: what is mapped in it
 *
 * Return: false when regions or parts meet within the range, so that it is unknown
 * which of them has how much: then nothing is accounted.
 */
bool mms_vas_account_sum(struct mms_vas *v, u64 start, u64 last, const struct mms_mapped *m)
{
	struct mms_region *r = floor_region(v, start), *end = v->region + v->nr;

	if (!r || (r + 1 < end && r[1].start <= last) ||
	    (r->up && r->last >= start && r->last < last))
		return false;
	if (r->up && r->last >= start)
		mms_mapped_add(&r->mapped, m);
	mms_mapped_add(&(r - r->up)->mapped, m);
	count_steps(v, 1);
	return true;
}

/**
 * mms_vas_unnamed() - what the kernel maps outside all named regions
 * @v: a walked layout
 * @first: receives the lowest hole that is not empty, or NULL; may be NULL
 *
 * Return: bytes mapped in holes.
 */
u64 mms_vas_unnamed(const struct mms_vas *v, const struct mms_region **first)
{
	const struct mms_region *r;
	u64 sum = 0;

	if (first)
		*first = NULL;
	for (r = v->region; r < v->region + v->nr; r++) {
		u64 mapped = r->kind == MMS_REGION_HOLE ? mms_mapped_bytes(&r->mapped) : 0;

		if (mapped && !sum && first)
			*first = r;
		sum += mapped;
	}
	return sum;
}

/**
 * mms_vas_wx() - what the kernel may both write and execute
 * @v: a walked layout
 * @first: receives the lowest region that has such pages, or NULL; may be NULL
 *
 * Return: bytes mapped writable and executable.
 */
u64 mms_vas_wx(const struct mms_vas *v, const struct mms_region **first)
{
	const struct mms_region *r;
	u64 sum = 0;

	if (first)
		*first = NULL;
	for (r = v->region; r < v->region + v->nr; r++) {
		u64 wx = r->depth ? 0 :
			 mms_mapped_perm(&r->mapped, MMS_PERM_W | MMS_PERM_X);

		if (wx && !sum && first)
			*first = r;
		sum += wx;
	}
	return sum;
}
