/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How much is read in one hold of the page allocator's locks.
 */
#ifndef MMSCOPE_BUDDY_LIVE_ZONE_LOCK_H
#define MMSCOPE_BUDDY_LIVE_ZONE_LOCK_H

/**
 * MMS_HOLD_STEPS - list entries looked at in one hold of zone->lock or a per-CPU
 * list's lock, with interrupts off: a fraction of a millisecond even when every
 * one of them misses the cache
 */
#define MMS_HOLD_STEPS 2048

/**
 * MMS_CHUNK_PAGES - struct pages looked at in one hold of mem_hotplug_lock, which
 * keeps no allocation waiting
 */
#define MMS_CHUNK_PAGES 2048

#endif /* MMSCOPE_BUDDY_LIVE_ZONE_LOCK_H */
