// SPDX-License-Identifier: GPL-2.0-only
/*
 * show_kernel_vas: its files, and their life from insmod to rmmod.
 */
#include <linux/module.h>
#include <mmscope/check.h>
#include <mmscope/files.h>
#include "../live/compat/compat.h"

static int kvas_build_open(struct mms_view *v)
{
	return mms_build_open(v, NULL);
}

static const struct mms_file kvas_files[] = {
	MMS_BUILD_FILE(kvas_build_open),
	{}
};

static const struct mms_module kvas_module = {
	.name = KBUILD_MODNAME,
	.files = kvas_files,
};

static int __init kvas_init(void)
{
	return mms_files_create(&kvas_module);
}

static void __exit kvas_exit(void)
{
	mms_files_remove();
}

module_init(kvas_init);
module_exit(kvas_exit);
MODULE_LICENSE("GPL");
MODULE_VERSION(MMS_VERSION);
MODULE_DESCRIPTION("The layout of the kernel's virtual address space");
