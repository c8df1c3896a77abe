/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of show_kernel_vas's selfcheck share.
 */
#ifndef KVAS_SELFCHECK_H
#define KVAS_SELFCHECK_H

#include <mmscope/core/live_check.h>
#include <mmscope/vas/live.h>

/* selfcheck_walk.c */
struct mms_vas *kvas_check_walked(struct mms_text *detail, enum mms_result *result);

/* selfcheck_text.c */
enum mms_result kvas_check_text(struct mms_text *detail);

#endif /* KVAS_SELFCHECK_H */
