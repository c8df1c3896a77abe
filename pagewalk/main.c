// SPDX-License-Identifier: GPL-2.0-only
/*
 * pagewalk: its files, module init and exit.
 */
#include <linux/module.h>
#include <mmscope/vas/live.h>
#include "../live/compat/compat.h"
#include "pw.h"

static void pw_build_extra(struct mms_text *t)
{
	mms_kernel_pt_build(t);
	mms_owner_build(t);
}

static int pw_build_open(struct mms_view *v)
{
	return mms_build_open(v, pw_build_extra);
}

static const struct mms_file pw_files[] = {
	{ .report = true, .query = &pw_query, .open = pw_report_open,
	  .show = pw_report_show, .release = pw_summary_release },
	{ .name = "query", .query = &pw_query },
	{ .name = "kernel", .open = pw_kernel_open, .seek = pw_kernel_seek,
	  .header = pw_kernel_header, .show = pw_kernel_show,
	  .release = pw_kernel_release },
	{ .name = "wx", .open = pw_wx_open, .header = pw_wx_header,
	  .show = pw_wx_show, .release = pw_wx_release },
	{ .name = "splits", .open = pw_splits_open, .seek = pw_splits_seek,
	  .header = pw_splits_header, .show = pw_splits_show,
	  .release = pw_splits_release },
	{ .name = "summary", .open = pw_summary_open, .seek = pw_summary_seek,
	  .header = pw_summary_header, .show = pw_summary_show,
	  .release = pw_summary_release },
	{ .name = "tables", .open = pw_tables_open, .seek = pw_tables_seek,
	  .header = pw_tables_header, .show = pw_tables_show,
	  .release = pw_tables_release },
	MMS_SELFCHECK_FILE(pw_check_open),
	MMS_BUILD_FILE(pw_build_open),
	{}
};

static const struct mms_module pw_module = {
	.name = KBUILD_MODNAME,
	.files = pw_files,
};

static int __init pw_init(void)
{
	mms_pt_setup();
	mms_owner_setup();
	mms_vas_setup();
	pw_check_setup();
	return mms_files_create(&pw_module);
}

static void __exit pw_exit(void)
{
	mms_files_remove();
}

module_init(pw_init);
module_exit(pw_exit);
MODULE_LICENSE("GPL");
MODULE_VERSION(MMS_VERSION);
MODULE_DESCRIPTION("The walk of the page tables, level by level");
