// SPDX-License-Identifier: GPL-2.0-only
/*
 * The drawn parts of a walk's report: the address split into indices, and the table of
 * entries. Formats what was read before; no locks.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include "pw.h"

#define BOX_WIDTH	9
#define FLAGS_COLUMN	70

/**
 * struct box - one field of an address
 * @high: its highest bit
 * @low: its lowest bit
 * @width: columns between its borders
 * @text: its contents
 */
struct box {
	unsigned int high;
	unsigned int low;
	unsigned int width;
	char text[24];
};

/* Splits w->va: sign extension, an index per level down to the leaf, offset. */
static unsigned int make_boxes(const struct mms_walk *w, struct box *box)
{
	const struct mms_geometry *g = mms_geometry();
	const struct mms_pt_entry *e = &mms_walk_last(w)->e;
	unsigned int low, i, n = 0;

	low = g->level[0].shift + g->level[0].bits;
	if (low < 64) {
		box[n].high = 63;
		box[n].low = low;
		strscpy(box[n++].text, "sign", sizeof(box->text));
	}
	for (i = 0; i < g->nr_levels; i++) {
		box[n].high = low - 1;
		low = g->level[i].shift;
		box[n].low = low;
		snprintf(box[n++].text, sizeof(box->text), "%s %3u",
			 g->level[i].name, mms_pt_index(g, i, w->va));
		/* Below a leaf larger than a page there are no indices. */
		if (i == e->level && w->result != MMS_WALK_EMPTY)
			break;
	}
	box[n].high = low - 1;
	box[n].low = 0;
	snprintf(box[n++].text, sizeof(box->text), "off 0x%llx",
		 w->va & ((1ULL << low) - 1));
	for (i = 0; i < n; i++)
		box[i].width = max_t(unsigned int, strlen(box[i].text) + 2, BOX_WIDTH);
	return n;
}

static void put_border(struct mms_text *t, const struct box *box, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		mms_put(t, "+");
		mms_put_n(t, '-', box[i].width);
	}
	mms_put(t, "+\n");
}

/**
 * pw_put_picture() - draw an address split into the indices of a walk
 * @t: the text
 * @w: the walk, of a canonical address
 */
void pw_put_picture(struct mms_text *t, const struct mms_walk *w)
{
	struct box box[MMS_PT_LEVELS + 2];
	unsigned int i, n = make_boxes(w, box);

	for (i = 0; i < n; i++)
		mms_put(t, " %-*u%*u", box[i].width / 2, box[i].high,
			box[i].width - box[i].width / 2, box[i].low);
	mms_put(t, "\n");
	put_border(t, box, n);
	for (i = 0; i < n; i++)
		mms_put(t, "| %-*s", box[i].width - 1, box[i].text);
	mms_put(t, "|\n");
	put_border(t, box, n);
}

/* Flags word by word, wrapped when the line is full. */
static void put_flags_wrapped(struct mms_text *t, const struct mms_pt_entry *e)
{
	char buf[256], *rest = buf, *word;
	struct mms_text flags;

	mms_text_init(&flags, buf, sizeof(buf));
	mms_put_flags(&flags, e->flags, e->flag_word);
	while ((word = strsep(&rest, " "))) {
		/* The arrow shows already that it is present. */
		if (!*word || !strcmp(word, "present"))
			continue;
		if (mms_text_column(t) + 1 + strlen(word) > MMS_TEXT_WIDTH)
			mms_put(t, "\n");
		mms_put_to(t, FLAGS_COLUMN);
		mms_put(t, "%s", word);
	}
}

static void put_meaning(struct mms_text *t, const struct mms_pt_entry *e)
{
	const struct mms_geometry *g = mms_geometry();

	switch (e->kind) {
	case MMS_PT_NONE:
		mms_put(t, "empty");
		break;
	case MMS_PT_TABLE:
		mms_put(t, "-> table 0x%llx", e->phys);
		break;
	case MMS_PT_LEAF:
		mms_put(t, "-> page  0x%llx", e->phys);
		break;
	case MMS_PT_PROT_NONE:
		mms_put(t, "no access  0x%llx", e->phys);
		break;
	case MMS_PT_SWAP:
		mms_put_swap(t, g, mms_swap_kind(g, e), e->swap_type, e->swap_offset);
		break;
	case MMS_PT_INVALID:
		mms_put(t, "not present");
		break;
	default:
		mms_put(t, "bad: %s", e->bad);
		break;
	}
}

/**
 * pw_put_entries() - the entries of a walk, one line each
 * @t: the text
 * @w: the walk
 */
void pw_put_entries(struct mms_text *t, const struct mms_walk *w)
{
	unsigned int i;

	mms_put(t, "level  table at      index  entry               reads as\n");
	for (i = 0; i < w->steps; i++) {
		const struct mms_walk_step *s = &w->step[i];

		mms_put(t, "%-5s  0x%-11llx [%3u]  ",
			mms_geometry()->level[s->e.level].name, s->table, s->index);
		if (!s->e.flags) {
			mms_put(t, "(the table can't be read)\n");
			continue;
		}
		mms_put(t, "0x%016llx  ", s->e.raw);
		put_meaning(t, &s->e);
		put_flags_wrapped(t, &s->e);
		mms_put(t, "\n");
	}
}
