// SPDX-License-Identifier: GPL-2.0-only
/*
 * The selfcheck that the kernel's code and constants can't be written to: neither where
 * they run nor at any other address of the kernel's half. Locks are those of
 * live/vas/vas.c and live/pt/read.c.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <mmscope/core/live_check.h>
#include <mmscope/pt/live_alias.h>
#include <mmscope/vas/verdict.h>
#include "kvas.h"
#include "selfcheck.h"

#define TEXT_PARTS 2
#define TEXT_ALIASES 64

/* Whole pages only: the last one may hold other data, too. */
static void add_part(struct mms_phys_set *set, const struct mms_region *part)
{
	const struct mms_run run = {
		.va = part->start,
		.phys = part->phys,
		.size = round_down(mms_region_size(part), PAGE_SIZE),
	};

	if (part->linear && run.size)
		mms_phys_set_add(set, &run);
}

/*
 * Adds up what is writable of each part elsewhere, and still is when looked at once
 * more: code is patched through such mappings, which last for a moment.
 */
static int sum_aliases(const struct mms_alias *alias, u32 n,
		       const struct mms_region *const part[TEXT_PARTS], u64 bytes[TEXT_PARTS])
{
	unsigned int i;
	int held;

	for (; n; n--, alias++) {
		if (alias->of == alias->run.va || !alias->of)
			continue;
		held = mms_kernel_maps(alias->run.va, alias->run.phys, MMS_PERM_W);
		if (held < 0)
			return held;
		for (i = 0; i < TEXT_PARTS; i++)
			if (held && part[i] && alias->of >= part[i]->start &&
			    alias->of <= part[i]->last)
				bytes[i] += alias->run.size;
	}
	return 0;
}

/* How much of each part is writable at other addresses of the kernel's half. */
static int alias_writable(const struct mms_region *const part[TEXT_PARTS], u64 bytes[TEXT_PARTS])
{
	struct mms_phys_range range[TEXT_PARTS];
	struct mms_phys_set set = { .range = range, .max = TEXT_PARTS };
	struct mms_alias_walk *a = kvmalloc(sizeof(*a), GFP_KERNEL_ACCOUNT);
	struct mms_alias *found = kvmalloc_array(TEXT_ALIASES, sizeof(*found), GFP_KERNEL_ACCOUNT);
	int err = a && found ? 0 : -ENOMEM;
	unsigned int i;

	for (i = 0; i < TEXT_PARTS; i++)
		if (part[i])
			add_part(&set, part[i]);
	if (!err) {
		sort(range, set.n, sizeof(*range), mms_phys_range_cmp, NULL);
		mms_phys_set_settle(&set);
		err = mms_kernel_aliases(a, &set, MMS_PERM_W, found, TEXT_ALIASES);
	}
	if (!err)
		err = sum_aliases(found, a->n, part, bytes);
	kvfree(found);
	kvfree(a);
	return err;
}

/**
 * kvas_check_text() - code and constants of the kernel are mapped, and writable at no
 * address
 * @detail: receives what was counted
 *
 * Return: the verdict.
 */
enum mms_result kvas_check_text(struct mms_text *detail)
{
	static const char *const names[TEXT_PARTS] = { "text", "rodata" };
	const struct mms_region *part[TEXT_PARTS];
	enum mms_result result = MMS_OK;
	struct mms_vas *vas = kvas_check_walked(detail, &result);
	u64 bytes[TEXT_PARTS] = {};
	unsigned int i, n = 0;
	int err;

	if (!vas)
		return result;
	for (i = 0; i < TEXT_PARTS; i++)
		part[i] = mms_vas_named(vas, names[i]);
	err = alias_writable(part, bytes);
	for (i = 0; !err && i < TEXT_PARTS; i++) {
		if (!part[i])
			continue;
		n++;
		if (mms_verdict_readonly(part[i], bytes[i], detail) != MMS_OK)
			result = MMS_VIOLATED;
	}
	mms_vas_free(vas);
	if (err)
		return mms_check_skip(detail, "no memory, or killed");
	return n ? result : mms_check_skip(detail, "the image's symbols were not found");
}
