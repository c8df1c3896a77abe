// SPDX-License-Identifier: GPL-2.0-only
/*
 * pagewalk: its files, and their life from insmod to rmmod.
 */
#include <linux/module.h>
#include <mmscope/check.h>
#include <mmscope/files.h>
#include "../live/compat/compat.h"

static int pw_build_open(struct mms_view *v)
{
	return mms_build_open(v, NULL);
}

static const struct mms_file pw_files[] = {
	MMS_BUILD_FILE(pw_build_open),
	{}
};

static const struct mms_module pw_module = {
	.name = KBUILD_MODNAME,
	.files = pw_files,
};

static int __init pw_init(void)
{
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
