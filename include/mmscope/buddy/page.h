/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One page frame: what its struct page says, decoded. Pure.
 */
#ifndef MMSCOPE_BUDDY_PAGE_H
#define MMSCOPE_BUDDY_PAGE_H

#include <linux/types.h>
#include <mmscope/buddy/buddy.h>
#include <mmscope/core/text.h>

/**
 * enum mms_page_state - what a page frame is used for
 * @MMS_PAGE_NONE: there is no struct page for it: a hole, or a device's registers
 * @MMS_PAGE_BUDDY: free, in the buddy lists
 * @MMS_PAGE_PCP: free, on a per-CPU list
 * @MMS_PAGE_UNREFERENCED: no reference to it, and on neither kind of list: not
 *	the first page of an allocation that is not compound (nothing says where
 *	that starts), frozen by its owner, or on its way from list to list
 * @MMS_PAGE_RESERVED: PG_reserved: firmware, kernel image, early boot, a hole
 *	with a struct page, a driver's; or of no zone
 * @MMS_PAGE_TYPED: of the page type given (slab, page table, offline, …)
 * @MMS_PAGE_ANON: anonymous user memory
 * @MMS_PAGE_KSM: anonymous, shared by same-page merging
 * @MMS_PAGE_SHMEM: shared memory or tmpfs
 * @MMS_PAGE_FILE: page cache of a file
 * @MMS_PAGE_KERNEL: allocated, and nothing of the above: the kernel's own
 * @MMS_PAGE_HWPOISON: broken: the kernel found that out, and keeps it from use
 * @MMS_PAGE_ZERO: the zero page, mapped where nothing was written yet
 * @MMS_PAGE_UNACCEPTED: part of a block that this guest has not accepted yet
 * @MMS_PAGE_DEVICE: a device's memory with struct pages (ZONE_DEVICE): persistent
 *	memory, a peer's
 * @MMS_PAGE_OFFLINE: memory that was taken offline, or not yet online
 */
enum mms_page_state {
	MMS_PAGE_NONE,
	MMS_PAGE_BUDDY,
	MMS_PAGE_PCP,
	MMS_PAGE_UNREFERENCED,
	MMS_PAGE_RESERVED,
	MMS_PAGE_TYPED,
	MMS_PAGE_ANON,
	MMS_PAGE_KSM,
	MMS_PAGE_SHMEM,
	MMS_PAGE_FILE,
	MMS_PAGE_KERNEL,
	MMS_PAGE_HWPOISON,
	MMS_PAGE_ZERO,
	MMS_PAGE_UNACCEPTED,
	MMS_PAGE_DEVICE,
	MMS_PAGE_OFFLINE,
};

/** MMS_NO_NODE - the node of a frame that is of no zone, as NUMA_NO_NODE */
#define MMS_NO_NODE (~0U)

/**
 * struct mms_page - one page frame
 * @pfn: its page frame number
 * @state: enum mms_page_state
 * @node: its node, MMS_NO_NODE when it is of no zone
 * @zone: its zone's name; "none" when the struct page names none that spans the
 *	frame: then nothing else is decoded, and only its raw words are shown
 * @flags: the flags-word, all of it; of a compound page its head's
 * @tail_flags: that of the page itself where it is a tail: not for decoding, the
 *	kernel keeps other things in its low bits (the order, in the first tail)
 * @flags_mask: the part of @flags that holds flags; the rest is section, node and
 *	zone
 * @flag_names: names of the flags
 * @type_name: its page type, static text; NULL when it has none
 * @page_type: the raw page type; 0 when it has none, or when a flag tells
 *	@type_name (slab up to 6.9)
 * @head_pfn: first frame of the free block or compound page it is part of;
 *	@pfn itself when it is alone
 * @order: log2 of the pages of that
 * @compound: it is part of a compound page
 * @cpu: whose list it is on (MMS_PAGE_PCP)
 * @refcount: references to the whole (the head page's)
 * @mapcount: how often it is mapped into page tables, as /proc/kpagecount
 * @migratetype: its page block's; 0xff when it is of no zone
 * @secret: memory of memfd_secret(), which the kernel itself does not map (a file's)
 * @torn: it changed while it was read: what is shown may be inconsistent
 */
struct mms_page {
	u64 pfn;
	enum mms_page_state state;
	u32 node;
	char zone[MMS_ZONE_NAME];
	u64 flags;
	u64 tail_flags;
	u64 flags_mask;
	const struct mms_flag *flag_names;
	const char *type_name;
	u32 page_type;
	u64 head_pfn;
	u8 order;
	bool compound;
	u32 cpu;
	s32 refcount;
	s64 mapcount;
	u8 migratetype;
	bool secret;
	bool torn;
};

const char *mms_page_state_name(enum mms_page_state state);
const char *mms_page_use(const struct mms_page *p);
const char *mms_page_note(const struct mms_page *p);
void mms_page_rec_keys(struct mms_text *t, const struct mms_page *p,
		       const struct mms_buddy *b);

#endif /* MMSCOPE_BUDDY_PAGE_H */
