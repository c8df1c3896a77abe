// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who owns the memory a walk led to: the page frame's use, the vmap_area that contains
 * the address, the symbol at it. Each is looked up on its own after the walk, under the
 * locks of live/buddy/page.c and live/vmap/snapshot.c, so it may be newer than the walk.
 */
#include <linux/mm.h>
#include <linux/string.h>
#include <mmscope/buddy/live.h>
#include <mmscope/core/live_hotplug.h>
#include <mmscope/core/live_symbols.h>
#include <mmscope/live_owner.h>
#include <mmscope/pt/live.h>
#include <mmscope/vmap/live.h>

/* Why areas can't tell owners; where only occupied ranges are known they have none. */
static const char *areas_unavailable(void)
{
	return mms_vmap_unavailable() ?: mms_vmap_owners_unavailable();
}

/**
 * mms_owner_setup() - find what the lookups need; at load
 */
void mms_owner_setup(void)
{
	mms_hotplug_setup();
	mms_buddy_setup();
	mms_vmap_setup();
	mms_zone_layout_fault();
}

/**
 * mms_owner_build() - for the build file: how owners are found
 * @t: the text
 */
void mms_owner_build(struct mms_text *t)
{
	const char *no_pages = mms_zone_layout_fault();

	mms_rec(t, "owners");
	mms_rec_bool(t, "pages", !no_pages);
	if (no_pages)
		mms_rec_str(t, "pages_reason", no_pages);
	mms_rec_bool(t, "vmalloc", !areas_unavailable());
	if (areas_unavailable())
		mms_rec_str(t, "vmalloc_reason", areas_unavailable());
	mms_rec_end(t);
}

/* @name stays empty for an address in no symbol. */
static void name_symbol(u64 addr, char name[MMS_OWNER_SYMBOL])
{
	if (!mms_symbol_name(addr, name, MMS_OWNER_SYMBOL))
		name[0] = '\0';
}

static int find_area(u64 va, struct mms_owner *o)
{
	u64 page = va & PAGE_MASK;
	struct mms_vmap_snapshot s;
	int err;

	if (!mms_vmap_space_of(va) || areas_unavailable())
		return 0;
	err = mms_vmap_snapshot(&s, page, page + PAGE_SIZE);
	if (err)
		return err == -EAGAIN ? 0 : err;
	if (s.count) {
		o->has_area = true;
		o->area = s.areas[0];
		if (o->area.caller)
			name_symbol(o->area.caller, o->caller);
	}
	mms_vmap_snapshot_free(&s);
	return 0;
}

/**
 * mms_owner_find() - look up who owns the memory a walk led to
 * @w: a finished walk
 * @o: zeroed; what is found is filled in
 *
 * Context: process, may sleep.
 * Return: 0, also where nothing was found; -ENOMEM, -EINTR.
 */
int mms_owner_find(const struct mms_walk *w, struct mms_owner *o)
{
	bool mapped = w->result == MMS_WALK_MAPPED || w->result == MMS_WALK_PROT_NONE;
	int err;

	if (mapped && !mms_zone_layout_fault()) {
		err = mms_page_read(w->phys >> PAGE_SHIFT, &o->page);
		if (err)
			return err;
		o->has_page = true;
	}
	if (w->result == MMS_WALK_NON_CANONICAL || mms_va_user(mms_geometry(), w->va))
		return 0;
	err = find_area(w->va, o);
	if (!err && mapped)
		name_symbol(w->va, o->symbol);
	return err;
}
