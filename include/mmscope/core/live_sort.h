/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sorting with pauses (live/core/sort.c). Process context, may sleep.
 */
#ifndef MMSCOPE_CORE_LIVE_SORT_H
#define MMSCOPE_CORE_LIVE_SORT_H

#include <mmscope/core/sort.h>

int mms_sort_large(void **base, u32 count, u32 room, u32 size, mms_cmp cmp);

#endif /* MMSCOPE_CORE_LIVE_SORT_H */
