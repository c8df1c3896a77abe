// SPDX-License-Identifier: GPL-2.0-only
/*
 * buddy_probe: its files, module init and exit.
 */
#include <linux/build_bug.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/module.h>
#include <mmscope/core/live_check.h>
#include <mmscope/core/live_files.h>
#include <mmscope/core/live_hotplug.h>
#include <mmscope/core/live_iomem.h>
#include <mmscope/pt/live.h>
#include "../live/compat/compat.h"
#include "probe.h"

static void bp_build_extra(struct mms_text *t)
{
	mms_rec(t, "protection");
	mms_rec_str(t, "hotplug", mms_hotplug_how());
	mms_rec_str(t, "zone_lock", "interrupts off, bounded steps; not taken to scan page frames");
	mms_rec_dec(t, "most_steps", MMS_HOLD_STEPS);
	mms_rec_end(t);
	mms_zone_layouts_show(t);
	if (mms_pcp_lists_unavailable()) {
		mms_rec(t, "unavailable");
		mms_rec_str(t, "what", "pcp lists");
		mms_rec_str(t, "reason", mms_pcp_lists_unavailable());
		mms_rec_end(t);
	}
	if (mms_kernel_pt_unavailable()) {
		mms_rec(t, "unavailable");
		mms_rec_str(t, "what", "query by vmalloc address");
		mms_rec_str(t, "reason", mms_kernel_pt_unavailable());
		mms_rec_end(t);
	}
}

static int bp_build_open(struct mms_view *v)
{
	return mms_build_open(v, bp_build_extra);
}

static const struct mms_file bp_files[] = {
	{ .report = true, .query = &bp_query, .open = bp_report_open,
	  .show = bp_report_show, .release = bp_report_release },
	{ .name = "zones", .open = bp_zones_open, .show = bp_zones_show,
	  .release = bp_view_release },
	{ .name = "freelists", .open = bp_freelists_open, .show = bp_freelists_show,
	  .release = bp_view_release },
	{ .name = "blocks", .open = bp_scan_open, .seek = bp_blocks_seek,
	  .show = bp_blocks_show, .release = bp_view_release },
	{ .name = "pcp", .open = bp_pcp_open, .seek = bp_pcp_seek,
	  .header = bp_pcp_header, .show = bp_pcp_show, .release = bp_view_release },
	{ .name = "fragmentation", .open = bp_fragmentation_open,
	  .show = bp_fragmentation_show, .release = bp_view_release },
	{ .name = "pageblocks", .open = bp_scan_open, .seek = bp_pageblocks_seek,
	  .header = bp_pageblocks_header, .show = bp_pageblocks_show,
	  .release = bp_view_release },
	{ .name = "map", .open = bp_map_open, .header = bp_map_header,
	  .show = bp_map_show, .release = bp_map_release },
	{ .name = "query", .query = &bp_query },
	MMS_SELFCHECK_FILE(bp_check_open),
	MMS_BUILD_FILE(bp_build_open),
	{}
};

static const struct mms_module bp_module = {
	.name = KBUILD_MODNAME,
	.files = bp_files,
};

static int __init bp_init(void)
{
	mms_pt_setup();
	mms_buddy_setup();
	mms_marked_setup();
	if (mms_zone_layout_fault()) {
		pr_err("%s: not for this kernel: %s\n", KBUILD_MODNAME,
		       mms_zone_layout_fault());
		return -ENODEV;
	}
	return mms_files_create(&bp_module);
}

static void __exit bp_exit(void)
{
	mms_files_remove();
	mms_iomem_forget();
}

module_init(bp_init);
module_exit(bp_exit);
MODULE_LICENSE("GPL");
MODULE_VERSION(MMS_VERSION);
MODULE_DESCRIPTION("Nodes, zones, buddy free lists and fragmentation");
