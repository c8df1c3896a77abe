// SPDX-License-Identifier: GPL-2.0-only
/*
 * A layout drawn as boxes, from the top of the address space down, with what is
 * mapped in each beside it. Takes no locks.
 *
 * Every line is at most MMS_TEXT_WIDTH columns:
 * address 0-17, box 19-54, permissions 56-66, mapped 68-76, then entries per
 * page size.
 */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/string.h>
#include <mmscope/vas/region.h>

#define BOX_COL 19
#define BOX_IN 34
#define PERM_COL 56
#define MAPPED_COL 68
#define MAPPED_WIDTH 9
#define PERM_WIDTH (MAPPED_COL - PERM_COL - 1)

/* Parts of one region drawn one by one; the rest is in the regions file. */
#define PARTS_MAX 14

/* Page sizes with a column of their own, and its width. */
static const u8 count_width[] = { 9, 7, 7 };

/* As many digits as an address of this space has. */
static void put_addr(struct mms_text *t, u64 last, u64 addr)
{
	mms_put(t, "0x%0*llx", last > U32_MAX ? 16 : 8, addr);
}

/**
 * mms_vas_draw_border() - the line between two boxes
 * @t: the text
 * @last: the last address of what is drawn
 * @addr: the address the line stands for
 */
void mms_vas_draw_border(struct mms_text *t, u64 last, u64 addr)
{
	put_addr(t, last, addr);
	mms_put_to(t, BOX_COL);
	mms_put(t, "+");
	mms_put_n(t, '-', BOX_IN);
	mms_put(t, "+\n");
}

/* The level of the @n-th page size with a column, MMS_PT_LEVELS past the last. */
static unsigned int count_level(const struct mms_vas *v, unsigned int n)
{
	unsigned int i;

	if (n >= ARRAY_SIZE(count_width))
		return MMS_PT_LEVELS;
	for (i = 0; i < MMS_PT_LEVELS; i++)
		if (v->leaf[i] && !n--)
			break;
	return i;
}

static void put_mapped(struct mms_text *t, const struct mms_vas *v,
		       const struct mms_mapped *m)
{
	u64 mapped = mms_mapped_bytes(m);
	struct mms_text list;
	unsigned int i, n;
	char perms[64];

	if (!mapped)
		return;
	mms_text_init(&list, perms, sizeof(perms));
	mms_mapped_perms(&list, m, false);
	mms_put_to(t, PERM_COL);
	mms_put(t, "%s", list.full || list.len > PERM_WIDTH ? "mixed" : perms);
	mms_put_to(t, MAPPED_COL);
	mms_put_size(t, mapped, MAPPED_WIDTH);
	for (n = 0; (i = count_level(v, n)) < MMS_PT_LEVELS; n++) {
		/* A part may have only a share of a large entry: that counts as one. */
		if (m->level[i])
			mms_put(t, "%*llu", count_width[n],
				div64_u64(m->level[i] + v->leaf[i] - 1, v->leaf[i]));
		else
			mms_put(t, "%*s", count_width[n], "-");
	}
}

/**
 * mms_vas_draw_line() - one line of a box, up to its right wall
 * @t: the text
 * @last: the last address of what is drawn
 * @addr: the address to put beside it, for what lies inside a box; or NULL
 * @title: what it is, at most MMS_REGION_TITLE columns
 * @size: how large it is, bytes
 * @wall: what the box's walls are made of
 */
void mms_vas_draw_line(struct mms_text *t, u64 last, const u64 *addr, const char *title,
		       u64 size, char wall)
{
	if (addr)
		put_addr(t, last, *addr);
	mms_put_to(t, BOX_COL);
	mms_put(t, "%c %s%s", wall, addr ? "  " : "", title);
	mms_put_to(t, BOX_COL + BOX_IN - 9);
	mms_put_size(t, size, 9);
	mms_put(t, " %c", wall);
}

/* A region, or (indented, with its own address) a part, and what is mapped of it. */
static void put_row(struct mms_text *t, const struct mms_vas *v,
		    const struct mms_region *r, char wall)
{
	struct mms_text title;
	char text[64];

	mms_text_init(&title, text, sizeof(text));
	mms_put(&title, "%s", r->title);
	if (r->cpu)
		mms_put(&title, ", CPU %u", r->cpu - 1);
	mms_vas_draw_line(t, v->last, r->depth ? &r->start : NULL, text,
			  mms_region_size(r), wall);
	put_mapped(t, v, &r->mapped);
	mms_put(t, "\n");
}

static void put_noncanonical(struct mms_text *t, const struct mms_vas *v,
			     const struct mms_region *r)
{
	static const char rule[] = "====================";
	size_t before = t->len;
	unsigned int bits = 64 - __builtin_clzll(v->last - r->last);

	mms_put(t, "%s not an address: 2^64 - 2^%u bytes that no pointer can hold ",
		rule, bits);
	mms_put_n(t, '=', MMS_TEXT_WIDTH - min_t(size_t, t->len - before, MMS_TEXT_WIDTH));
	mms_put(t, "\n");
}

/* Every CPU has the same parts: those of all but CPU 0 are summed up. */
static bool is_of_others(const struct mms_region *part)
{
	return part->cpu > 1;
}

/* Alignment gaps of less than a page are not worth a line. */
static bool is_drawn(const struct mms_region *part, const struct mms_vas *v)
{
	if (is_of_others(part))
		return false;
	return part->kind != MMS_REGION_GAP || mms_region_size(part) >= v->leaf[0];
}

/* One line for the parts of all CPUs but the first in @r; none without such parts. */
static void put_others(struct mms_text *t, const struct mms_vas *v,
		       const struct mms_region *r)
{
	const struct mms_region *end = v->region + v->nr, *part;
	struct mms_mapped sum = {};
	unsigned int cpus = 0;
	struct mms_text title;
	u32 before = 0;
	u64 size = 0;
	char text[64];

	/* Those of one CPU are adjacent. */
	for (part = r + 1; part < end && part->depth; part++) {
		if (!is_of_others(part))
			continue;
		size += mms_region_size(part);
		mms_mapped_add(&sum, &part->mapped);
		cpus += part->cpu != before;
		before = part->cpu;
	}
	if (!cpus)
		return;
	mms_text_init(&title, text, sizeof(text));
	mms_put(&title, "  %u other CPU%s", cpus, cpus == 1 ? "" : "s");
	mms_vas_draw_line(t, v->last, NULL, text, size, '|');
	put_mapped(t, v, &sum);
	mms_put(t, "\n");
}

static void put_parts(struct mms_text *t, const struct mms_vas *v,
		      const struct mms_region *r)
{
	const struct mms_region *end = v->region + v->nr, *part = r + 1;
	unsigned int n = 0, drawn = 0;

	for (; part < end && part->depth; part++)
		n += is_drawn(part, v);
	put_others(t, v, r);
	while (--part > r) {
		if (!is_drawn(part, v))
			continue;
		if (drawn == PARTS_MAX - 1 && n > PARTS_MAX) {
			mms_put_to(t, BOX_COL);
			mms_put(t, "|   ... and %u more", n - drawn);
			mms_put_to(t, BOX_COL + BOX_IN + 1);
			mms_put(t, "|\n");
			return;
		}
		put_row(t, v, part, '|');
		drawn++;
	}
}

/**
 * mms_vas_draw_head() - the heading of the drawing's columns, and the top
 * @t: the text
 * @v: the layout, tiled
 */
void mms_vas_draw_head(struct mms_text *t, const struct mms_vas *v)
{
	static const char unit[] = " KMGTP";
	unsigned int i, n;

	mms_put_to(t, BOX_COL + BOX_IN - 4);
	mms_put(t, "size");
	if (v->unwalked) {
		mms_put(t, "\n");
	} else {
		mms_put_to(t, PERM_COL);
		mms_put(t, "allows");
		mms_put_to(t, MAPPED_COL);
		mms_put(t, "%*s", MAPPED_WIDTH, "mapped");
		for (n = 0; (i = count_level(v, n)) < MMS_PT_LEVELS; n++) {
			u64 leaf = v->leaf[i];
			unsigned int u;

			for (u = 0; leaf >= 1024 && u < sizeof(unit) - 2; u++)
				leaf >>= 10;
			mms_put(t, "%*llu%c", count_width[n] - 1, leaf, unit[u]);
		}
		mms_put(t, "\n");
	}
	mms_vas_draw_border(t, v->last, v->last);
}

/**
 * mms_vas_draw() - one region, its parts, and the line under it
 * @t: the text
 * @v: the layout, tiled
 * @r: the region; parts draw nothing by themselves
 *
 * Called from the highest region to the lowest.
 */
void mms_vas_draw(struct mms_text *t, const struct mms_vas *v,
		  const struct mms_region *r)
{
	if (r->depth)
		return;
	if (r->kind == MMS_REGION_NONCANONICAL) {
		put_noncanonical(t, v, r);
		mms_vas_draw_border(t, v->last, r->start - 1);
		return;
	}
	put_row(t, v, r, r->kind == MMS_REGION_HOLE ? ':' : '|');
	put_parts(t, v, r);
	mms_vas_draw_border(t, v->last, r->start);
}

/* Pieces of a region with another one inside it share their text: it is shown once. */
static bool is_piece(const struct mms_vas *v, const struct mms_region *r)
{
	const struct mms_region *above = r + 1;

	for (; above < v->region + v->nr; above++)
		if (!above->depth && above->what == r->what)
			return true;
	return false;
}

/**
 * mms_vas_draw_legend() - what each region is for, one line each
 * @t: the text
 * @v: the layout, tiled
 */
void mms_vas_draw_legend(struct mms_text *t, const struct mms_vas *v)
{
	const struct mms_region *r = v->region + v->nr;

	while (r-- > v->region) {
		if (r->depth || !r->what || is_piece(v, r))
			continue;
		mms_put(t, "%s", r->title);
		mms_put_to(t, MMS_REGION_TITLE + 2);
		mms_put(t, "%s\n", r->what);
	}
}
