// SPDX-License-Identifier: GPL-2.0-only
/*
 * The verdicts of show_kernel_vas's selfchecks: what must hold between layouts,
 * what page tables map, and what the kernel says of itself. Pure, so that unit tests
 * can show them corrupted input. Takes no locks.
 */
#include <linux/string.h>
#include <mmscope/vas/region.h>

static bool same_bounds(const struct mms_vas *a, const struct mms_vas *b)
{
	u32 i;

	if (a->nr != b->nr)
		return false;
	for (i = 0; i < a->nr; i++)
		if (a->region[i].start != b->region[i].start ||
		    a->region[i].last != b->region[i].last)
			return false;
	return true;
}

static bool same_count(const struct mms_vas *a, const struct mms_vas *b, u32 i)
{
	return !memcmp(&a->region[i].mapped, &b->region[i].mapped,
		       sizeof(struct mms_mapped));
}

/**
 * mms_vas_compare() - do two ways of counting what is mapped agree
 * @before: counted in one walk
 * @other: counted another way, after that
 * @after: counted as @before, after that
 * @c: filled in
 *
 * Only regions that are the same in @before and @after are compared: in any other
 * something was mapped or unmapped meanwhile.
 *
 * Return: false when the layouts' own bounds changed: then nothing was compared.
 */
bool mms_vas_compare(const struct mms_vas *before, const struct mms_vas *other,
		     const struct mms_vas *after, struct mms_vas_compared *c)
{
	u32 i;

	memset(c, 0, sizeof(*c));
	if (!same_bounds(before, other) || !same_bounds(before, after))
		return false;
	for (i = 0; i < before->nr; i++) {
		if (!same_count(before, after, i)) {
			c->changing++;
		} else if (same_count(before, other, i)) {
			c->same++;
		} else {
			if (!c->differ++)
				c->first = &before->region[i];
		}
	}
	return true;
}

/**
 * mms_region_readonly() - does a part hold what must not be written to
 * @part: a part of the image that is code or constants, walked
 * @alias_writable: bytes of the same memory mapped writable at its other address
 *
 * Return: true when all of it is mapped, and writable at no address.
 */
bool mms_region_readonly(const struct mms_region *part, u64 alias_writable)
{
	return mms_mapped_bytes(&part->mapped) == mms_region_size(part) &&
	       !mms_mapped_perm(&part->mapped, MMS_PERM_W) && !alias_writable;
}

/* Does the image, or a part of it, begin at @addr or end right before it? */
static bool is_bound(const struct mms_vas *v, const struct mms_region *image, u64 addr)
{
	const struct mms_region *r = image;

	do {
		if (r->start == addr || r->last + 1 == addr)
			return true;
		r++;
	} while (r < v->region + v->nr && r->depth);
	return false;
}

/**
 * mms_region_at() - is a part of the image where the kernel says it is
 * @v: the layout, tiled
 * @part: the part
 * @start: physical address of the first byte of what the kernel published
 * @last: that of the last byte
 *
 * What the kernel publishes is one part on some architectures and several, with
 * the alignment between them, on others (arm's "Kernel code" is text and rodata).
 *
 * Return: whether it begins and ends where parts do, and @part lies in it.
 */
bool mms_region_at(const struct mms_vas *v, const struct mms_region *part, u64 start,
		   u64 last)
{
	const struct mms_region *image = mms_vas_parent(v, part);
	u64 first = image->start + (start - image->phys);
	u64 final = first + (last - start);

	return is_bound(v, image, first) && is_bound(v, image, final + 1) &&
	       part->start >= first && part->last <= final;
}
