// SPDX-License-Identifier: GPL-2.0-only
/*
 * The `selfcheck` file: what must hold of the map, asked of the running kernel
 * now. Locks: those of live/vas.c.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <mmscope/check.h>
#include <mmscope/live_pt.h>
#include "iomem.h"
#include "kvas.h"

/* How often counts that differ are taken anew. */
#define COUNT_TRIES 4

/* A snapshot with its mappings, or the verdict there is without one. */
static struct mms_vas *walked(struct mms_text *detail, enum mms_result *result)
{
	struct mms_vas *vas = NULL;
	int err = mms_vas_take(&vas);

	if (!err)
		err = mms_vas_walk(vas);
	if (!err && !vas->unwalked && !vas->unread)
		return vas;
	*result = mms_check_skip(detail, err ? "no memory, or killed" :
		vas->unwalked ? vas->unwalked : "some page tables could not be read");
	mms_vas_free(vas);
	return NULL;
}

/* Regions are sorted and disjoint, and with the holes tile the space exactly. */
static enum mms_result check_tile(struct mms_text *detail)
{
	enum mms_vas_fault fault;
	const struct mms_region *r;
	u32 regions = 0, holes = 0;
	struct mms_vas *vas;
	u64 at = 0;

	if (mms_vas_take(&vas))
		return mms_check_skip(detail, "no memory");
	for (r = vas->region; r < vas->region + vas->nr; r++) {
		regions += !r->depth;
		holes += r->kind == MMS_REGION_HOLE;
	}
	fault = mms_vas_check(vas, &at);
	mms_rec_dec(detail, "regions", regions);
	mms_rec_dec(detail, "holes", holes);
	mms_rec_dec(detail, "parts", vas->nr - regions);
	mms_rec_str(detail, "fault", mms_vas_fault_name(fault));
	if (fault)
		mms_rec_hex(detail, "at", at);
	mms_vas_free(vas);
	return fault ? MMS_VIOLATED : MMS_OK;
}

static u64 mapped_in_all(const struct mms_vas *vas)
{
	const struct mms_region *r;
	u64 sum = 0;

	for (r = vas->region; r < vas->region + vas->nr; r++)
		sum += r->depth ? 0 : mms_mapped_bytes(&r->mapped);
	return sum;
}

/* Every page the kernel's tables map lies in a region with a name. */
static enum mms_result check_named(struct mms_text *detail)
{
	const struct mms_region *first;
	enum mms_result result;
	struct mms_vas *vas = walked(detail, &result);
	u64 unnamed;

	if (!vas)
		return result;
	unnamed = mms_vas_unnamed(vas, &first);
	mms_rec_dec(detail, "mapped", mapped_in_all(vas));
	mms_rec_dec(detail, "unnamed", unnamed);
	if (first) {
		mms_rec_hex(detail, "first_hole", first->start);
		mms_rec_end_of(detail, first->last);
	}
	mms_vas_free(vas);
	return unnamed ? MMS_VIOLATED : MMS_OK;
}

/*
 * The same memory at its other address, in the direct map, unless that is where
 * it is. Only whole pages: the last one may hold something else, too.
 */
static u64 alias_writable(const struct mms_vas *vas, const struct mms_region *part)
{
	const struct mms_region *map = mms_vas_named(vas, "direct_map");
	u64 size = round_down(mms_region_size(part), PAGE_SIZE);
	struct mms_pt_sum sum;
	u64 start;

	if (!map || !size || part->phys < map->phys ||
	    part->phys - map->phys + size - 1 > map->last - map->start)
		return 0;
	start = map->start + (part->phys - map->phys);
	if (mms_kernel_sum(start, start + size - 1, &sum))
		return 0;
	return mms_sum_bytes(mms_geometry(), &sum, MMS_PERM_W, MMS_PERM_W);
}

/* Code and constants of the kernel are mapped, and writable at neither address. */
static enum mms_result check_text(struct mms_text *detail)
{
	enum mms_result result = MMS_OK;
	struct mms_vas *vas = walked(detail, &result);
	static const char *const names[] = { "text", "rodata" };
	const struct mms_region *part;
	unsigned int i, n = 0;

	if (!vas)
		return result;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		u64 mapped, writable, alias;

		part = mms_vas_named(vas, names[i]);
		if (!part)
			continue;
		n++;
		mapped = mms_mapped_bytes(&part->mapped);
		writable = mms_mapped_perm(&part->mapped, MMS_PERM_W);
		alias = alias_writable(vas, part);
		mms_put(detail, " %s_mapped=%llu %s_writable=%llu %s_alias_writable=%llu",
			names[i], mapped, names[i], writable, names[i], alias);
		if (!mms_region_readonly(part, alias))
			result = MMS_VIOLATED;
	}
	mms_vas_free(vas);
	return n ? result : mms_check_skip(detail, "the image's symbols were not found");
}

/* A count of everything: summed up, or with @entries entry by entry. */
static struct mms_vas *count(bool entries)
{
	struct mms_vas *vas = NULL;
	int err = mms_vas_take(&vas);

	if (!err)
		err = entries ? mms_vas_walk_again(vas) : mms_vas_walk(vas);
	if (!err && !vas->unwalked)
		return vas;
	mms_vas_free(vas);
	return NULL;
}

/* Counts twice in one way and between that in the other; false if it could not. */
static bool compare_counts(struct mms_vas_compared *c, const char **first)
{
	struct mms_vas *before = count(false), *other = count(true), *after = count(false);
	bool done = before && other && after && mms_vas_compare(before, other, after, c);

	*first = done && c->first ? c->first->name : NULL;
	mms_vas_free(before);
	mms_vas_free(other);
	mms_vas_free(after);
	return done;
}

/*
 * What each region and part is said to map is what another way of counting comes
 * to. What maps and unmaps within one try may look as if it had not: so only
 * what differs in each of them is violated.
 */
static enum mms_result check_count(struct mms_text *detail)
{
	struct mms_vas_compared c;
	unsigned int tries = 0;
	const char *first;

	do {
		if (!compare_counts(&c, &first))
			return mms_check_skip(detail, "could not be counted, or not twice");
	} while (c.differ && ++tries < COUNT_TRIES);
	mms_rec_dec(detail, "same", c.same);
	mms_rec_dec(detail, "changing", c.changing);
	mms_rec_dec(detail, "differ", c.differ);
	if (first)
		mms_rec_str(detail, "first", first);
	return c.differ ? MMS_VIOLATED : MMS_OK;
}

/* Nothing may be both written and executed. */
static enum mms_result check_wx(struct mms_text *detail)
{
	const struct mms_region *first;
	enum mms_result result;
	struct mms_vas *vas = walked(detail, &result);
	u64 wx;

	if (!vas)
		return result;
	wx = mms_vas_wx(vas, &first);
	mms_rec_dec(detail, "wx", wx);
	if (first)
		mms_rec_str(detail, "first_in", first->name);
	mms_vas_free(vas);
	return wx ? MMS_VIOLATED : MMS_OK;
}

/* One section that the kernel published, and the part that lies in it; 1 if not. */
static int compare_section(struct mms_text *detail, const struct mms_vas *vas,
			   const struct mms_region *part, const struct kvas_iomem *res)
{
	bool same = mms_region_at(vas, part, res->start, res->last);

	mms_put(detail, " %s=%s", part->name, same ? "same" : "differs");
	if (!same)
		mms_put(detail, " %s_here=0x%llx-0x%llx %s_iomem=0x%llx-0x%llx",
			part->name, part->phys, part->phys + mms_region_size(part),
			part->name, res->start, res->last + 1);
	return !same;
}

/* The image's parts, by symbols and phys_base, are where /proc/iomem has them. */
static enum mms_result check_iomem(struct mms_text *detail)
{
	static const char *const parts[] = { "text", "rodata", "data", "bss" };
	struct kvas_iomem want[] = {
		{ .name = "Kernel code" }, { .name = "Kernel rodata" },
		{ .name = "Kernel data" }, { .name = "Kernel bss" },
	};
	unsigned int i, compared = 0, differ = 0;
	struct mms_vas *vas;

	if (kvas_iomem_read(want, ARRAY_SIZE(want)))
		return mms_check_skip(detail, "/proc/iomem can't be read");
	if (mms_vas_take(&vas))
		return mms_check_skip(detail, "no memory");
	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		const struct mms_region *part = mms_vas_named(vas, parts[i]);

		if (!part || !want[i].found || !want[i].last)
			continue;
		compared++;
		differ += compare_section(detail, vas, part, &want[i]);
	}
	mms_vas_free(vas);
	if (!compared)
		return mms_check_skip(detail, "no part of the image is in /proc/iomem");
	return differ ? MMS_VIOLATED : MMS_OK;
}

static const struct mms_check checks[] = {
	{ "regions_tile", check_tile },
	{ "mapped_is_named", check_named },
	{ "counts_agree", check_count },
	{ "text_not_writable", check_text },
	{ "nothing_wx", check_wx },
	{ "image_agrees_with_iomem", check_iomem },
	{}
};

/**
 * kvas_checks_open() - run them all
 * @v: the view
 *
 * Return: 0, -ENOMEM, -EINTR.
 */
int kvas_checks_open(struct mms_view *v)
{
	return mms_check_open(v, checks);
}
