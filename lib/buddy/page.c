// SPDX-License-Identifier: GPL-2.0-only
/*
 * One page frame as keys of a record. Takes no locks.
 */
#include <linux/kernel.h>
#include <mmscope/buddy/page.h>

/**
 * mms_page_state_name() - a state as a record spells it
 * @state: the state
 *
 * Return: static text.
 */
const char *mms_page_state_name(enum mms_page_state state)
{
	static const char *const names[] = {
		[MMS_PAGE_NONE] = "none",
		[MMS_PAGE_BUDDY] = "buddy",
		[MMS_PAGE_PCP] = "pcp",
		[MMS_PAGE_UNREFERENCED] = "unreferenced",
		[MMS_PAGE_RESERVED] = "reserved",
		[MMS_PAGE_TYPED] = "typed",
		[MMS_PAGE_ANON] = "anon",
		[MMS_PAGE_KSM] = "ksm",
		[MMS_PAGE_SHMEM] = "shmem",
		[MMS_PAGE_FILE] = "file",
		[MMS_PAGE_KERNEL] = "kernel",
		[MMS_PAGE_HWPOISON] = "hwpoison",
		[MMS_PAGE_ZERO] = "zero",
		[MMS_PAGE_UNACCEPTED] = "unaccepted",
		[MMS_PAGE_DEVICE] = "zone_device",
		[MMS_PAGE_OFFLINE] = "offline_block",
	};

	return (unsigned int)state < ARRAY_SIZE(names) ? names[state] : "unknown";
}

/**
 * mms_page_use() - what a page is used for, in one word
 * @p: the page
 *
 * Return: its state, or its type where it has one.
 */
const char *mms_page_use(const struct mms_page *p)
{
	if (p->state == MMS_PAGE_TYPED && p->type_name)
		return p->type_name;
	return mms_page_state_name(p->state);
}

/**
 * mms_page_note() - an explanation of a state whose name is not enough
 * @p: the page
 *
 * Return: static text, NULL where there is nothing to say.
 */
const char *mms_page_note(const struct mms_page *p)
{
	if (p->state == MMS_PAGE_NONE)
		return "no struct page: a hole, or a device's registers";
	if (p->state == MMS_PAGE_OFFLINE)
		return "memory that is offline: the kernel does not use it";
	if (p->state == MMS_PAGE_UNREFERENCED)
		return "on no free list: part of an allocation that is not compound, or on its way";
	if (p->state == MMS_PAGE_RESERVED && p->node == MMS_NO_NODE)
		return "no zone reaches so far: a hole with a struct page";
	if (p->state == MMS_PAGE_HWPOISON)
		return "broken: the kernel keeps it from use";
	return NULL;
}

static void rec_note(struct mms_text *t, const struct mms_page *p)
{
	if (mms_page_note(p))
		mms_rec_str(t, "note", mms_page_note(p));
}

/**
 * mms_page_rec_keys() - append a page's keys to a record
 * @t: the text
 * @p: the page
 * @b: the kernel's page size and migratetypes
 */
void mms_page_rec_keys(struct mms_text *t, const struct mms_page *p,
		       const struct mms_buddy *b)
{
	mms_rec_hex(t, "pfn", p->pfn);
	/* A query may name any number as a frame. */
	if (p->pfn <= ~0ULL >> b->page_shift)
		mms_rec_hex(t, "phys", p->pfn << b->page_shift);
	mms_rec_str(t, "state", mms_page_use(p));
	if (p->state == MMS_PAGE_NONE || p->state == MMS_PAGE_OFFLINE) {
		rec_note(t, p);
		return;
	}
	mms_rec_int(t, "node", (s32)p->node);
	mms_rec_str(t, "zone", p->zone);
	mms_rec_dec(t, "order", p->order);
	mms_rec_hex(t, "head_pfn", p->head_pfn);
	mms_rec_bool(t, "compound", p->compound);
	if (p->state == MMS_PAGE_PCP)
		mms_rec_dec(t, "cpu", p->cpu);
	mms_rec_int(t, "refcount", p->refcount);
	mms_rec_int(t, "mapcount", p->mapcount);
	mms_rec_str(t, "migratetype", mms_type_name(b, p->migratetype));
	mms_rec_hex(t, "flags", p->flags);
	mms_rec_flags(t, "flag_names", p->flag_names, p->flags & p->flags_mask);
	if (p->compound && p->head_pfn != p->pfn)
		mms_rec_hex(t, "tail_flags", p->tail_flags);
	if (p->page_type)
		mms_rec_hex(t, "page_type", p->page_type);
	if (p->torn)
		mms_rec_bool(t, "torn", true);
	rec_note(t, p);
}
