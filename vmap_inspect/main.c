// SPDX-License-Identifier: GPL-2.0-only
/*
 * vmap_inspect: its files, module init and exit.
 */
#include <linux/module.h>
#include <mmscope/pt/live.h>
#include "../live/compat/compat.h"
#include "vmi.h"

static int vmi_build_open(struct mms_view *v)
{
	return mms_build_open(v, mms_vmap_build);
}

static const struct mms_file vmi_files[] = {
	{ .report = true, .query = &vmi_query, .open = vmi_report_open,
	  .show = vmi_report_show, .release = vmi_report_release },
	{ .name = "areas", .open = vmi_areas_open, .header = vmi_areas_header,
	  .show = vmi_areas_show, .release = vmi_areas_release },
	{ .name = "free", .open = vmi_free_open, .header = vmi_snapshot_header,
	  .show = vmi_free_show, .release = vmi_snapshot_release },
	{ .name = "lazy", .open = vmi_lazy_open, .header = vmi_snapshot_header,
	  .show = vmi_lazy_show, .release = vmi_snapshot_release },
	{ .name = "orders", .open = vmi_orders_open, .header = vmi_orders_header,
	  .show = vmi_orders_show, .release = vmi_orders_release },
	{ .name = "callers", .open = vmi_callers_open, .header = vmi_header,
	  .show = vmi_callers_show, .release = vmi_callers_release },
	{ .name = "pools", .open = vmi_pools_open, .header = vmi_snapshot_header,
	  .show = vmi_pools_show, .release = vmi_snapshot_release },
	{ .name = "query", .query = &vmi_query },
	MMS_SELFCHECK_FILE(vmi_check_open),
	MMS_BUILD_FILE(vmi_build_open),
	{}
};

static const struct mms_module vmi_module = {
	.name = KBUILD_MODNAME,
	.files = vmi_files,
};

static int __init vmi_init(void)
{
	mms_pt_setup();
	mms_vmap_setup();
	return mms_files_create(&vmi_module);
}

static void __exit vmi_exit(void)
{
	mms_files_remove();
}

module_init(vmi_init);
module_exit(vmi_exit);
MODULE_LICENSE("GPL");
MODULE_VERSION(MMS_VERSION);
MODULE_DESCRIPTION("Every vmap_area, the holes and the lazily freed");
