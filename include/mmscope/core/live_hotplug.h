/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Keeping memory where it is while its struct pages, zone spans or page tables
 * are looked at: the kernel's mem_hotplug_lock, held for reading.
 */
#ifndef MMSCOPE_CORE_LIVE_HOTPLUG_H
#define MMSCOPE_CORE_LIVE_HOTPLUG_H

#include <linux/compiler.h>
#include <linux/types.h>

void mms_hotplug_setup(void);
int __must_check mms_hotplug_begin(void);
void mms_hotplug_end(void);
void mms_hotplug_assert(void);
bool mms_hotplug_held_off(void);
const char *mms_hotplug_how(void);

#endif /* MMSCOPE_CORE_LIVE_HOTPLUG_H */
