/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Struct pages and their frames, shared by the parts of live/ that read them. Takes no
 * locks; the caller holds mem_hotplug_lock (mms_hotplug_begin()).
 */
#ifndef MMSCOPE_LIVE_BUDDY_FRAME_H
#define MMSCOPE_LIVE_BUDDY_FRAME_H

#include <linux/types.h>

struct mms_flag;
struct page;
struct zone;

extern const struct mms_flag mms_page_flag_names[];
const char *mms_page_type(u32 word);

bool mms_frame_copy(struct page *copy, u64 pfn);
const struct page *mms_frame_head(const struct page *page, const struct page *copy);
bool mms_frame_pfn(const struct page *page, u64 *pfn);
struct zone *mms_frame_zone(const struct page *copy, u64 pfn);
int mms_unaccepted_around(u64 pfn, u64 *head);
unsigned int mms_chunk_pages(void);
int mms_free_block_around(struct zone *z, u64 pfn, u64 *head);
void mms_frame_zone_key(struct zone *z, u64 pfn, unsigned long *mask, unsigned long *key);

#endif /* MMSCOPE_LIVE_BUDDY_FRAME_H */
