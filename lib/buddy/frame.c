// SPDX-License-Identifier: GPL-2.0-only
/*
 * A struct page's numbers, checked before they are used: see
 * include/mmscope/buddy/frame.h. Takes no locks.
 */
#include <linux/kernel.h>
#include <mmscope/buddy/frame.h>

static u64 mask_of(struct mms_frame_field f)
{
	return ((1ULL << f.width) - 1) << f.shift;
}

static u64 value_of(struct mms_frame_field f, u64 flags)
{
	return (flags & mask_of(f)) >> f.shift;
}

/**
 * mms_frame_place() - the node and zone a struct page names
 * @b: the layout of the flags-word
 * @flags: the flags-word
 * @section: the section of the frame, by its page frame number
 * @place: out: the place; set only on MMS_FRAME_OK
 *
 * Return: MMS_FRAME_OK, or what is wrong.
 */
enum mms_frame_fault mms_frame_place(const struct mms_frame_bits *b, u64 flags, u64 section,
				     struct mms_frame_place *place)
{
	u64 node = value_of(b->node, flags), zone = value_of(b->zone, flags);

	if (flags == b->unset)
		return MMS_FRAME_UNSET;
	if (b->section.width && value_of(b->section, flags) != section)
		return MMS_FRAME_SECTION;
	if (node >= b->nr_nodes)
		return MMS_FRAME_NODE;
	if (zone >= b->nr_zones)
		return MMS_FRAME_ZONE;
	place->node = node;
	place->zone = zone;
	return MMS_FRAME_OK;
}

/**
 * mms_frame_mask() - the bits of the flags-word that hold section, node and zone
 * @b: the layout of the flags-word
 *
 * Return: the bits.
 */
u64 mms_frame_mask(const struct mms_frame_bits *b)
{
	return mask_of(b->section) | mask_of(b->node) | mask_of(b->zone);
}

/**
 * mms_frame_key() - the value of those bits for the frames of a zone
 * @b: the layout of the flags-word
 * @section: the section
 * @node: the node
 * @zone: the zone's number in it
 *
 * For comparing many frames with one zone, with no number used as an index.
 *
 * Return: their value.
 */
u64 mms_frame_key(const struct mms_frame_bits *b, u64 section, u32 node, u32 zone)
{
	return ((section << b->section.shift) & mask_of(b->section)) |
	       (((u64)node << b->node.shift) & mask_of(b->node)) |
	       (((u64)zone << b->zone.shift) & mask_of(b->zone));
}

/**
 * mms_frame_in_block() - can a frame be part of a block with that head and order?
 * @pfn: the frame
 * @head: the first frame of the block
 * @order: log2 of its pages as the head has it, any number
 * @most: the largest order there is
 *
 * Blocks, free and compound ones alike, lie at multiples of their size.
 *
 * Return: true when it can.
 */
bool mms_frame_in_block(u64 pfn, u64 head, u64 order, unsigned int most)
{
	if (order > most)
		return false;
	return !(head & ((1ULL << order) - 1)) && pfn >= head && pfn - head < 1ULL << order;
}
