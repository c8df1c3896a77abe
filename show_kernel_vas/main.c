// SPDX-License-Identifier: GPL-2.0-only
/*
 * show_kernel_vas: its files, module init and exit. Takes no locks.
 */
#include <linux/module.h>
#include <mmscope/core/live_check.h>
#include <mmscope/core/live_files.h>
#include <mmscope/live_owner.h>
#include <mmscope/pt/live.h>
#include "../live/compat/compat.h"
#include "kvas.h"

static void build_extra(struct mms_text *t)
{
	const char *reason = mms_kernel_pt_unavailable();

	mms_rec(t, "access");
	mms_rec_str(t, "what", "kernel_page_tables");
	mms_rec_bool(t, "have", !reason);
	if (reason)
		mms_rec_str(t, "reason", reason);
	mms_rec_end(t);
	mms_owner_build(t);
}

static int build_open(struct mms_view *v)
{
	return mms_build_open(v, build_extra);
}

static const struct mms_file kvas_files[] = {
	{ .open = kvas_report_open, .show = kvas_report_show,
	  .release = kvas_report_release, .query = &kvas_query, .report = true },
	{ .name = "regions", .open = kvas_map_open, .header = kvas_regions_header,
	  .show = kvas_regions_show, .release = kvas_map_release },
	{ .name = "objects", .open = kvas_objects_open, .show = kvas_objects_show,
	  .release = kvas_objects_release },
	{ .name = "kaslr", .open = kvas_kaslr_open, .show = kvas_kaslr_show,
	  .release = kvas_kaslr_release },
	{ .name = "query", .query = &kvas_query },
	MMS_SELFCHECK_FILE(kvas_checks_open),
	MMS_BUILD_FILE(build_open),
	{}
};

static const struct mms_module kvas_module = {
	.name = KBUILD_MODNAME,
	.files = kvas_files,
};

static int __init kvas_init(void)
{
	mms_pt_setup();
	mms_owner_setup();
	mms_vas_setup();
	mms_objects_setup();
	return mms_files_create(&kvas_module);
}

static void __exit kvas_exit(void)
{
	mms_files_remove();
	kvas_query_forget();
}

module_init(kvas_init);
module_exit(kvas_exit);
MODULE_LICENSE("GPL");
MODULE_VERSION(MMS_VERSION);
MODULE_DESCRIPTION("The layout of the kernel's virtual address space");
