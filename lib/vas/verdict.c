// SPDX-License-Identifier: GPL-2.0-only
/*
 * Verdicts on the map of the kernel's address space: see
 * include/mmscope/vas/verdict.h. Pure.
 */
#include <linux/kernel.h>
#include <mmscope/vas/verdict.h>

/**
 * mms_verdict_tile() - do regions and holes cover every address exactly once?
 * @v: the layout
 * @detail: what there is, and the first fault
 *
 * Return: the verdict.
 */
enum mms_result mms_verdict_tile(const struct mms_vas *v, struct mms_text *detail)
{
	const struct mms_region *r;
	u32 regions = 0, holes = 0;
	enum mms_vas_fault fault;
	u64 at = 0;

	for (r = v->region; r < v->region + v->nr; r++) {
		regions += !r->depth;
		holes += r->kind == MMS_REGION_HOLE;
	}
	fault = mms_vas_check(v, &at);
	mms_rec_dec(detail, "regions", regions);
	mms_rec_dec(detail, "holes", holes);
	mms_rec_dec(detail, "parts", v->nr - regions);
	mms_rec_str(detail, "fault", mms_vas_fault_name(fault));
	if (fault)
		mms_rec_hex(detail, "at", at);
	return fault ? MMS_VIOLATED : MMS_OK;
}

static u64 mapped_in_all(const struct mms_vas *v)
{
	const struct mms_region *r;
	u64 sum = 0;

	for (r = v->region; r < v->region + v->nr; r++)
		sum += r->depth ? 0 : mms_mapped_bytes(&r->mapped);
	return sum;
}

/**
 * mms_verdict_named() - does all that is mapped lie in regions with a name?
 * @v: the layout, walked
 * @detail: the bytes, and the first hole where something is mapped
 *
 * Return: the verdict.
 */
enum mms_result mms_verdict_named(const struct mms_vas *v, struct mms_text *detail)
{
	const struct mms_region *first;
	u64 unnamed = mms_vas_unnamed(v, &first);

	mms_rec_dec(detail, "mapped", mapped_in_all(v));
	mms_rec_dec(detail, "unnamed", unnamed);
	if (first) {
		mms_rec_hex(detail, "first_hole", first->start);
		mms_rec_end_of(detail, first->last);
	}
	return unnamed ? MMS_VIOLATED : MMS_OK;
}

/**
 * mms_verdict_readonly() - is a part mapped, and nowhere writable?
 * @part: code or constants, walked
 * @alias: bytes of it that are writable at its other address
 * @detail: the bytes
 *
 * Return: the verdict.
 */
enum mms_result mms_verdict_readonly(const struct mms_region *part, u64 alias,
				     struct mms_text *detail)
{
	mms_put(detail, " %s_mapped=%llu %s_writable=%llu %s_alias_writable=%llu",
		part->name, mms_mapped_bytes(&part->mapped),
		part->name, mms_mapped_perm(&part->mapped, MMS_PERM_W), part->name, alias);
	return mms_region_readonly(part, alias) ? MMS_OK : MMS_VIOLATED;
}

/**
 * mms_verdict_compared() - do two ways of counting what is mapped agree?
 * @c: how they compare
 * @first: the name of the first region where they don't, or NULL
 * @detail: the regions
 *
 * Return: the verdict.
 */
enum mms_result mms_verdict_compared(const struct mms_vas_compared *c, const char *first,
				     struct mms_text *detail)
{
	mms_rec_dec(detail, "same", c->same);
	mms_rec_dec(detail, "changing", c->changing);
	mms_rec_dec(detail, "differ", c->differ);
	if (first)
		mms_rec_str(detail, "first", first);
	return c->differ ? MMS_VIOLATED : MMS_OK;
}

/**
 * mms_verdict_wx() - is nothing both writable and executable?
 * @v: the layout, walked
 * @detail: the bytes, and the first region they are in
 *
 * Return: the verdict.
 */
enum mms_result mms_verdict_wx(const struct mms_vas *v, struct mms_text *detail)
{
	const struct mms_region *first;
	u64 wx = mms_vas_wx(v, &first);

	mms_rec_dec(detail, "wx", wx);
	if (first)
		mms_rec_str(detail, "first_in", first->name);
	return wx ? MMS_VIOLATED : MMS_OK;
}

/**
 * mms_verdict_section() - does a section the kernel published lie where it should?
 * @v: the layout
 * @part: the part it should be in
 * @start: its first physical byte
 * @last: its last one, inclusive
 * @detail: both, if they differ
 *
 * Return: the verdict.
 */
enum mms_result mms_verdict_section(const struct mms_vas *v, const struct mms_region *part,
				    u64 start, u64 last, struct mms_text *detail)
{
	bool same = mms_region_at(v, part, start, last);

	mms_put(detail, " %s=%s", part->name, same ? "same" : "differs");
	if (same)
		return MMS_OK;
	mms_put(detail, " %s_here=0x%llx-0x%llx %s_iomem=0x%llx-0x%llx", part->name,
		part->phys, part->phys + mms_region_size(part), part->name, start, last + 1);
	return MMS_VIOLATED;
}
