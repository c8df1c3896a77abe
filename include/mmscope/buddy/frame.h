/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers read from a struct page - its section, node and zone, an order, the
 * head of what it is part of - must be checked before they serve as an index: frames
 * that no zone spans have a zone number past the last zone, and a stray write may
 * leave anything. This is the one place that checks them. Pure.
 */
#ifndef MMSCOPE_BUDDY_FRAME_H
#define MMSCOPE_BUDDY_FRAME_H

#include <linux/types.h>

/**
 * struct mms_frame_field - a number within the flags-word
 * @shift: its lowest bit
 * @width: its bits; 0 where the kernel keeps it elsewhere, or has no need of it
 */
struct mms_frame_field {
	u8 shift;
	u8 width;
};

/**
 * struct mms_frame_bits - where the flags-word has section, node and zone, and their
 * limits
 * @section: the memory section
 * @node: the node
 * @zone: the zone's number in its node
 * @nr_nodes: nodes there can be
 * @nr_zones: zones of a node
 * @unset: the flags-word of a struct page that was not set up (PAGE_POISON_PATTERN)
 */
struct mms_frame_bits {
	struct mms_frame_field section;
	struct mms_frame_field node;
	struct mms_frame_field zone;
	u32 nr_nodes;
	u32 nr_zones;
	u64 unset;
};

/**
 * struct mms_frame_place - the node and zone a struct page names, checked
 * @node: its node, smaller than nr_nodes; 0 where the word does not hold it
 * @zone: its zone, smaller than nr_zones
 */
struct mms_frame_place {
	u32 node;
	u32 zone;
};

/**
 * enum mms_frame_fault - what is wrong with the place a struct page names
 * @MMS_FRAME_OK: nothing
 * @MMS_FRAME_UNSET: the struct page was not set up
 * @MMS_FRAME_SECTION: it names another section than its frame's
 * @MMS_FRAME_NODE: there is no such node
 * @MMS_FRAME_ZONE: there is no such zone
 */
enum mms_frame_fault {
	MMS_FRAME_OK,
	MMS_FRAME_UNSET,
	MMS_FRAME_SECTION,
	MMS_FRAME_NODE,
	MMS_FRAME_ZONE,
};

/** MMS_FRAME_ORDER - no compound page is of a larger order: 16 GiB of 4 KiB pages */
#define MMS_FRAME_ORDER 22

enum mms_frame_fault mms_frame_place(const struct mms_frame_bits *b, u64 flags, u64 section,
				     struct mms_frame_place *place);
u64 mms_frame_mask(const struct mms_frame_bits *b);
u64 mms_frame_key(const struct mms_frame_bits *b, u64 section, u32 node, u32 zone);
bool mms_frame_in_block(u64 pfn, u64 head, u64 order, unsigned int most);

#endif /* MMSCOPE_BUDDY_FRAME_H */
