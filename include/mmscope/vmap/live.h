/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Snapshots of the running kernel's vmap_areas (live/vmap/snapshot.c). Not atomic: lists are
 * read one after the other, in the order in which areas move, and what was missed is
 * looked up again. So every byte is shown as it was at some moment of the snapshot.
 */
#ifndef MMSCOPE_VMAP_LIVE_H
#define MMSCOPE_VMAP_LIVE_H

#include <linux/types.h>
#include <mmscope/core/text.h>
#include <mmscope/vmap/snapshot.h>

/**
 * struct mms_vmap_space - a part of the address space that areas lie in
 * @name: vmalloc, modules
 * @start: first byte
 * @end: first byte past it
 */
struct mms_vmap_space {
	const char *name;
	u64 start;
	u64 end;
};

void mms_vmap_setup(void);
const char *mms_vmap_unavailable(void);
const char *mms_vmap_lists_unavailable(void);
const char *mms_vmap_owners_unavailable(void);
const char *mms_vmap_method_name(void);
bool mms_vmap_has_pools(void);
void mms_vmap_build(struct mms_text *t);

int mms_vmap_snapshot(struct mms_vmap_snapshot *s, u64 start, u64 end);
void mms_vmap_snapshot_free(struct mms_vmap_snapshot *s);

extern const struct mms_flag mms_vmap_flags[];
const struct mms_vmap_space *mms_vmap_spaces(u32 *count);
const struct mms_vmap_space *mms_vmap_space_of(u64 addr);

#endif /* MMSCOPE_VMAP_LIVE_H */
