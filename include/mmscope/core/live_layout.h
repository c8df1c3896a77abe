/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The layout check against the running kernel's BTF (live/core/btf.c). Process context,
 * may sleep.
 */
#ifndef MMSCOPE_CORE_LIVE_LAYOUT_H
#define MMSCOPE_CORE_LIVE_LAYOUT_H

#include <mmscope/core/layout.h>

void mms_layout_check(struct mms_layout *l, u32 count);

#endif /* MMSCOPE_CORE_LIVE_LAYOUT_H */
