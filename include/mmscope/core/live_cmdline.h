/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel was told when it was booted, and what it says in files of its own
 * (live/core/cmdline.c). Process context, may sleep.
 */
#ifndef MMSCOPE_CORE_LIVE_CMDLINE_H
#define MMSCOPE_CORE_LIVE_CMDLINE_H

#include <linux/types.h>

void mms_cmdline_setup(void);
bool mms_cmdline_has(const char *word);
ssize_t mms_read_file(const char *path, void *buf, size_t size);

#endif /* MMSCOPE_CORE_LIVE_CMDLINE_H */
