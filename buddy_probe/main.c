// SPDX-License-Identifier: GPL-2.0-only
/*
 * buddy_probe: its files, and their life from insmod to rmmod.
 */
#include <linux/module.h>
#include <mmscope/check.h>
#include <mmscope/files.h>
#include "../live/compat/compat.h"

static int bp_build_open(struct mms_view *v)
{
	return mms_build_open(v, NULL);
}

static const struct mms_file bp_files[] = {
	MMS_BUILD_FILE(bp_build_open),
	{}
};

static const struct mms_module bp_module = {
	.name = KBUILD_MODNAME,
	.files = bp_files,
};

static int __init bp_init(void)
{
	return mms_files_create(&bp_module);
}

static void __exit bp_exit(void)
{
	mms_files_remove();
}

module_init(bp_init);
module_exit(bp_exit);
MODULE_LICENSE("GPL");
MODULE_VERSION(MMS_VERSION);
MODULE_DESCRIPTION("Nodes, zones, buddy free lists and fragmentation");
