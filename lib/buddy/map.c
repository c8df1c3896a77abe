// SPDX-License-Identifier: GPL-2.0-only
/*
 * The map of a zone: page blocks gathered into cells, cells classified, drawn.
 * Takes no locks.
 */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/string.h>
#include <mmscope/buddy/buddy.h>
#include <mmscope/buddy/map.h>

/**
 * mms_map_cell() - how much one cell should stand for
 * @spanned: page frames the map shall cover
 * @pageblock: pages of a page block, a power of two; a cell has at least these
 * @cells: how many cells there may be, roughly; at least 1
 *
 * Return: page frames per cell, a power of two.
 */
u64 mms_map_cell(u64 spanned, u64 pageblock, u64 cells)
{
	u64 cell = pageblock;

	while (cell < 1ULL << 62 && div64_u64(spanned, cell) > cells)
		cell <<= 1;
	return cell;
}

/**
 * mms_map_cells() - how many cells a zone takes
 * @start_pfn: its first page frame
 * @spanned: its page frames
 * @cell: page frames per cell, a power of two
 *
 * Cells are aligned to their size, so that the same page frame is in the same
 * kind of cell in every map of that scale.
 *
 * Return: cells, the first of which holds @start_pfn.
 */
u64 mms_map_cells(u64 start_pfn, u64 spanned, u64 cell)
{
	u64 first = start_pfn & ~(cell - 1);

	return div64_u64(start_pfn + spanned - first + cell - 1, cell);
}

/**
 * mms_map_add() - put a page block into its cell
 * @cell: the cell
 * @pb: a page block of the same zone
 *
 * The migratetype of a page block that is reserved as a whole is never used: it does
 * not count for the cell.
 */
void mms_map_add(struct mms_cell *cell, const struct mms_pageblock *pb)
{
	cell->pages += pb->pages;
	cell->reserved += pb->reserved;
	cell->offline += pb->offline;
	cell->poisoned += pb->poisoned;
	cell->unaccepted += pb->unaccepted;
	cell->free += pb->free;
	if (pb->pages > pb->reserved && pb->type < MMS_TYPES)
		cell->blocks[pb->type]++;
}

static unsigned int main_type(const struct mms_cell *cell, const struct mms_buddy *b)
{
	unsigned int best = 0, type;

	for (type = 1; type < b->nr_types; type++)
		if (cell->blocks[type] > cell->blocks[best])
			best = type;
	return best;
}

/* Pages of a cell that the allocator can hand out, now or later; the free ones among them. */
static u64 usable_pages(const struct mms_cell *cell)
{
	return cell->pages - cell->reserved - cell->offline;
}

/* Movable memory is the rule and drawn as '#' or 'o'; other migratetypes have a letter. */
static char type_char(const char *name, bool partly)
{
	if (*name == 'M')
		return partly ? 'o' : '#';
	return partly ? *name | 0x20 : *name;
}

/**
 * mms_map_char() - how a cell is drawn
 * @cell: the cell
 * @b: the kernel's migratetypes
 *
 * Return: '!' a broken page in it, ' ' a hole, '=' reserved, '-' offline, ':' not yet
 * accepted from the hypervisor (and the rest is free), '.' all free; else by the
 * commonest migratetype: '#' movable, 'U', 'R', 'H', 'C', 'I' the others, with
 * at most one page in 20 free; 'o' or a small letter when more are.
 */
char mms_map_char(const struct mms_cell *cell, const struct mms_buddy *b)
{
	u64 usable = usable_pages(cell);

	if (cell->poisoned)
		return '!';
	if (!cell->pages)
		return ' ';
	if (!usable)
		return cell->offline > cell->reserved ? '-' : '=';
	if (cell->unaccepted && cell->free + cell->unaccepted == usable)
		return ':';
	if (cell->free == usable)
		return '.';
	return type_char(b->type[main_type(cell, b)], cell->free * 20 > usable);
}

/**
 * mms_map_put_row() - draw one row of the map
 * @t: the text
 * @cells: its first cell
 * @n: its cells, at most MMS_MAP_ROW
 * @b: the kernel's migratetypes
 */
void mms_map_put_row(struct mms_text *t, const struct mms_cell *cells,
		     unsigned int n, const struct mms_buddy *b)
{
	u64 pages = 0, free = 0;
	unsigned int i;
	size_t from;

	mms_put(t, "0x%-9llx |", cells[0].start_pfn);
	from = mms_text_column(t);
	for (i = 0; i < n; i++) {
		mms_put_n(t, mms_map_char(&cells[i], b), 1);
		pages += usable_pages(&cells[i]);
		free += cells[i].free;
	}
	mms_put(t, "|");
	if (pages) {
		mms_put_to(t, from + MMS_MAP_ROW + 1);
		mms_put(t, "%4llu %% free", div64_u64(free * 100, pages));
	}
	mms_put(t, "\n");
}

/**
 * mms_map_put_legend() - explain the characters
 * @t: the text
 * @b: the kernel's migratetypes
 */
void mms_map_put_legend(struct mms_text *t, const struct mms_buddy *b)
{
	unsigned int type, shown = 0;

	mms_put(t, "# in use   o partly free   . free   = reserved (kernel image, firmware)   ");
	mms_put(t, "blank no memory\n");
	mms_put(t, "- taken by a balloon   ! has a broken page   : not accepted yet\n");
	for (type = 0; type < b->nr_types; type++) {
		const char *name = b->type[type];

		if (*name == 'M')
			continue;
		mms_put(t, "%s%c %c %s", shown++ ? "   " : "", type_char(name, false),
			type_char(name, true), name);
	}
	mms_put(t, "\n");
}

/**
 * mms_map_rec() - one cell as a record
 * @t: the text
 * @cell: the cell
 * @size: page frames a cell stands for
 * @z: its zone
 * @b: the kernel's migratetypes
 *
 * pages may be less than end_pfn - start_pfn: a cell reaches beyond its zone
 * where the zone's bounds are not multiples of the scale.
 */
void mms_map_rec(struct mms_text *t, const struct mms_cell *cell, u64 size,
		 const struct mms_zone *z, const struct mms_buddy *b)
{
	unsigned int type;

	mms_rec(t, "cell");
	mms_zone_rec_id(t, z->node, z->name);
	mms_rec_hex(t, "start_pfn", cell->start_pfn);
	mms_rec_hex(t, "end_pfn", cell->start_pfn + size);
	mms_rec_dec(t, "pages", cell->pages);
	mms_rec_dec(t, "free_pages", cell->free);
	mms_rec_dec(t, "reserved_pages", cell->reserved);
	mms_rec_dec(t, "offline_pages", cell->offline);
	for (type = 0; type < b->nr_types; type++)
		mms_put(t, " blocks_%s=%u", b->type[type], cell->blocks[type]);
	mms_put(t, " drawn=\"%c\"", mms_map_char(cell, b));
	mms_rec_dec(t, "hwpoison_pages", cell->poisoned);
	mms_rec_dec(t, "unaccepted_pages", cell->unaccepted);
	mms_rec_end(t);
}
