/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which physical addresses are memory, and which are a device's: the kernel's resource
 * tree, "System RAM" in /proc/iomem. Process context, may sleep; looking up takes no
 * locks.
 */
#ifndef MMSCOPE_CORE_LIVE_RAM_H
#define MMSCOPE_CORE_LIVE_RAM_H

#include <mmscope/vmap/vmap.h>

/** MMS_RAM_NO_NODE - the node of that memory is not known */
#define MMS_RAM_NO_NODE (-1)

/**
 * struct mms_ram - the machine's memory
 * @range: its physical ranges, in address order
 * @n: how many
 * @last: the one that was looked up last
 */
struct mms_ram {
	struct mms_vmap_range *range;
	u32 n;
	u32 last;
};

int mms_ram_read(struct mms_ram *r);
void mms_ram_free(struct mms_ram *r);
bool mms_ram_has(struct mms_ram *r, u64 phys, u64 *bytes);
int mms_ram_node(u64 phys);

#endif /* MMSCOPE_CORE_LIVE_RAM_H */
