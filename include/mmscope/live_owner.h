/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whose memory an address is: the page frame it leads to, the vmap_area and the
 * symbol it lies in. By value; see live/owner.c for the locks. Process context,
 * may sleep.
 */
#ifndef MMSCOPE_LIVE_OWNER_H
#define MMSCOPE_LIVE_OWNER_H

#include <linux/types.h>
#include <mmscope/buddy/page.h>
#include <mmscope/pt/walk.h>
#include <mmscope/vmap/vmap.h>

/** MMS_OWNER_SYMBOL - room for a symbol's name, cut to fit */
#define MMS_OWNER_SYMBOL 128

/**
 * struct mms_owner - whose memory an address is
 * @has_page: @page was read: what the page frame is used for
 * @has_area: @area was found: the vmap_area the address lies in
 * @page: the page frame
 * @area: the vmap_area
 * @symbol: the kernel symbol the address lies in, empty when in none
 * @caller: who allocated the vmap_area, empty when not recorded
 */
struct mms_owner {
	bool has_page;
	bool has_area;
	struct mms_page page;
	struct mms_vmap_area area;
	char symbol[MMS_OWNER_SYMBOL];
	char caller[MMS_OWNER_SYMBOL];
};

void mms_owner_setup(void);
void mms_owner_build(struct mms_text *t);
int mms_owner_find(const struct mms_walk *w, struct mms_owner *o);

#endif /* MMSCOPE_LIVE_OWNER_H */
