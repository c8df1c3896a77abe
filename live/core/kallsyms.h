/* SPDX-License-Identifier: GPL-2.0-only */
/* Searching /proc/kallsyms, for live/core/symbols.c. */
#ifndef MMSCOPE_LIVE_CORE_KALLSYMS_H
#define MMSCOPE_LIVE_CORE_KALLSYMS_H

#include <linux/types.h>

struct mms_ksyms;

int mms_kallsyms_search(struct mms_ksyms *s, bool all);
const char *mms_kallsyms_reason(int err);

#endif /* MMSCOPE_LIVE_CORE_KALLSYMS_H */
