// SPDX-License-Identifier: GPL-2.0-only
/*
 * vmap_inspect: its files, and their life from insmod to rmmod.
 */
#include <linux/module.h>
#include <mmscope/check.h>
#include <mmscope/files.h>
#include "../live/compat/compat.h"

static int vmi_build_open(struct mms_view *v)
{
	return mms_build_open(v, NULL);
}

static const struct mms_file vmi_files[] = {
	MMS_BUILD_FILE(vmi_build_open),
	{}
};

static const struct mms_module vmi_module = {
	.name = KBUILD_MODNAME,
	.files = vmi_files,
};

static int __init vmi_init(void)
{
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
