/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's command line, and files of /proc and /sys read from within the kernel
 * (live/core/cmdline.c). Process context, may sleep.
 */
#ifndef MMSCOPE_CORE_LIVE_CMDLINE_H
#define MMSCOPE_CORE_LIVE_CMDLINE_H

#include <linux/types.h>

void mms_cmdline_setup(void);
bool mms_cmdline_has(const char *word);
ssize_t mms_read_file(const char *path, void *buf, size_t size);

#endif /* MMSCOPE_CORE_LIVE_CMDLINE_H */
