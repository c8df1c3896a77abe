// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether the running kernel's struct zone, free_area, per_cpu_pages and page have the
 * layout this module was compiled with. They are in public headers, and a module only
 * loads where its vermagic fits; yet headers can be of another build of the same
 * version, and these structs are read at fixed offsets. So where there is BTF they are
 * compared with it, at load.
 */
#include <linux/kernel.h>
#include <linux/mmzone.h>
#include <mmscope/buddy/live.h>
#include <mmscope/core/live_layout.h>
#include "../compat/mm.h"

static const struct mms_layout_member zone_rows[] = {
	MMS_LAYOUT_SIZE(zone),
	MMS_LAYOUT(zone, _watermark),
	MMS_LAYOUT(zone, watermark_boost),
	MMS_LAYOUT(zone, nr_reserved_highatomic),
	MMS_LAYOUT(zone, lowmem_reserve),
	MMS_LAYOUT(zone, zone_pgdat),
	MMS_LAYOUT(zone, zone_start_pfn),
	MMS_LAYOUT(zone, managed_pages),
	MMS_LAYOUT(zone, spanned_pages),
	MMS_LAYOUT(zone, present_pages),
	MMS_LAYOUT(zone, name),
	MMS_LAYOUT(zone, free_area),
	MMS_LAYOUT(zone, lock),
	MMS_LAYOUT(zone, contiguous),
	MMS_LAYOUT(zone, vm_stat),
#if MMS_HAVE_PER_CPU_PAGESET
	MMS_LAYOUT(zone, per_cpu_pageset),
	MMS_LAYOUT(zone, per_cpu_zonestats),
#endif
#ifdef CONFIG_MEMORY_ISOLATION
	MMS_LAYOUT(zone, nr_isolate_pageblock),
#endif
};

static const struct mms_layout_member free_area_rows[] = {
	MMS_LAYOUT_SIZE(free_area),
	MMS_LAYOUT(free_area, free_list),
	MMS_LAYOUT(free_area, nr_free),
};

static const struct mms_layout_member pcp_rows[] = {
	MMS_LAYOUT_SIZE(per_cpu_pages),
#if MMS_HAVE_PCP_LOCK
	MMS_LAYOUT(per_cpu_pages, lock),
#endif
	MMS_LAYOUT(per_cpu_pages, count),
	MMS_LAYOUT(per_cpu_pages, high),
	MMS_LAYOUT(per_cpu_pages, batch),
	MMS_LAYOUT(per_cpu_pages, lists),
};

static const struct mms_layout_member page_rows[] = {
	MMS_LAYOUT_SIZE(page),
	MMS_LAYOUT(page, flags),
	MMS_LAYOUT(page, mapping),
	MMS_LAYOUT(page, private),
	MMS_LAYOUT(page, page_type),
	MMS_LAYOUT(page, _refcount),
};

static struct mms_layout layouts[] = {
	MMS_LAYOUT_OF(zone, zone_rows),
	MMS_LAYOUT_OF(free_area, free_area_rows),
	MMS_LAYOUT_OF(per_cpu_pages, pcp_rows),
	MMS_LAYOUT_OF(page, page_rows),
};

/**
 * mms_zone_layout_fault() - is there a struct this module would misread?
 *
 * A kernel without BTF can't be compared: there the headers are trusted, these
 * structs being public, and the build file says so.
 *
 * Context: module init, may sleep.
 * Return: NULL when they match, else static text saying what is wrong.
 */
const char *mms_zone_layout_fault(void)
{
	/* Done once: it takes long, and the result can't change. */
	if (layouts[0].result == MMS_LAYOUT_UNCHECKED)
		mms_layout_check(layouts, ARRAY_SIZE(layouts));
	return mms_layout_fault(layouts, ARRAY_SIZE(layouts));
}

/**
 * mms_zone_layouts_show() - append the comparison to a build file
 * @t: the text
 */
void mms_zone_layouts_show(struct mms_text *t)
{
	mms_layout_show(t, layouts, ARRAY_SIZE(layouts));
}
