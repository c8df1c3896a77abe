/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files for live suites, where nothing is mounted (a kernel that boots into its
 * tests) or the mounts are not the tests': each open mounts for itself.
 */
#ifndef MMSCOPE_KUNIT_CORE_LIVE_MOUNT_H
#define MMSCOPE_KUNIT_CORE_LIVE_MOUNT_H

#include <kunit/test.h>
#include <linux/fs.h>

struct file *live_file_open(struct kunit *test, const char *fs, const char *name, int flags);
bool live_has_fs(const char *fs);
ssize_t live_file_read(struct file *file, char *buf, size_t size, size_t piece);
void live_file_close(struct file *file);

#endif /* MMSCOPE_KUNIT_CORE_LIVE_MOUNT_H */
