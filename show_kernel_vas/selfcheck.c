// SPDX-License-Identifier: GPL-2.0-only
/*
 * The `selfcheck` file: invariants of the map, checked on the running kernel. The
 * verdicts are in lib/vas/verdict.c. Locks: those of live/vas/vas.c.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <mmscope/core/live_check.h>
#include <mmscope/pt/live.h>
#include <mmscope/vas/verdict.h>
#include "iomem.h"
#include "kvas.h"
#include "selfcheck.h"

/* How often counts that differ are repeated. */
#define COUNT_TRIES 4

/* Regions are sorted and disjoint, and with the holes tile the space exactly. */
static enum mms_result check_tile(struct mms_text *detail)
{
	enum mms_result result;
	struct mms_vas *vas;

	if (mms_vas_take(&vas))
		return mms_check_skip(detail, "no memory");
	result = mms_verdict_tile(vas, detail);
	mms_vas_free(vas);
	return result;
}

/* Every page the kernel's tables map lies in a named region. */
static enum mms_result check_named(struct mms_text *detail)
{
	enum mms_result result;
	struct mms_vas *vas = kvas_check_walked(detail, &result);

	if (!vas)
		return result;
	result = mms_verdict_named(vas, detail);
	mms_vas_free(vas);
	return result;
}

/* Counts everything: by the summary, or with @entries entry by entry. */
static struct mms_vas *count(bool entries)
{
	struct mms_vas *vas = NULL;
	int err = mms_vas_take(&vas);

	if (!err)
		err = entries ? mms_vas_recount(vas) : mms_vas_walk(vas);
	if (!err && !vas->unwalked)
		return vas;
	mms_vas_free(vas);
	return NULL;
}

/* Counts one way, then the other, then the first again; false if that failed. */
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
 * The mapped bytes of each region and part must be the same in both ways of counting.
 * Mappings made and removed within one try may make counts differ: so only what
 * differs in every try is violated.
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
	return mms_verdict_compared(&c, first, detail);
}

/* Nothing may be both writable and executable. */
static enum mms_result check_wx(struct mms_text *detail)
{
	enum mms_result result;
	struct mms_vas *vas;

	if (mms_geometry()->no_nx)
		return mms_check_skip(detail, "page tables of this kind can't forbid execution");
	vas = kvas_check_walked(detail, &result);
	if (!vas)
		return result;
	result = mms_verdict_wx(vas, detail);
	mms_vas_free(vas);
	return result;
}

/* The image's parts, by symbols and phys_base, are where /proc/iomem has them. */
static enum mms_result check_iomem(struct mms_text *detail)
{
	static const char *const parts[] = { "text", "rodata", "data", "bss" };
	struct kvas_iomem want[] = {
		{ .name = "Kernel code" }, { .name = "Kernel rodata" },
		{ .name = "Kernel data" }, { .name = "Kernel bss" },
	};
	enum mms_result result = MMS_OK;
	unsigned int i, compared = 0;
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
		if (mms_verdict_section(vas, part, want[i].start, want[i].last,
					detail) != MMS_OK)
			result = MMS_VIOLATED;
	}
	mms_vas_free(vas);
	if (!compared)
		return mms_check_skip(detail, "no part of the image is in /proc/iomem");
	return result;
}

static const struct mms_check checks[] = {
	{ "regions_tile", check_tile },
	{ "mapped_is_named", check_named },
	{ "counts_agree", check_count },
	{ "text_not_writable", kvas_check_text },
	{ "nothing_wx", check_wx },
	{ "image_agrees_with_iomem", check_iomem },
	{}
};

/**
 * kvas_checks_open() - run all checks
 * @v: the view
 *
 * Return: 0, -ENOMEM, -EINTR.
 */
int kvas_checks_open(struct mms_view *v)
{
	return mms_check_open(v, checks);
}
