// SPDX-License-Identifier: GPL-2.0-only
/*
 * The map: as records in `regions` and as a report in /proc/show_kernel_vas, both from
 * a snapshot taken at open(). Locks: see live/vas/vas.c.
 */
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/utsname.h>
#include <mmscope/pt/live.h>
#include "kvas.h"

/* Items besides regions and objects: the heading, and the summary with the legend. */
#define REPORT_EXTRA 2

/* The data that the drawing is made from. */
struct report {
	struct mms_vas *vas;
	struct mms_objects *objects;
};

/**
 * kvas_map_open() - take the layout and what is mapped in it
 * @v: the view
 *
 * Return: 0, -ENOMEM, -EINTR.
 */
int kvas_map_open(struct mms_view *v)
{
	struct mms_vas *vas;
	int err = mms_vas_take(&vas);

	if (err)
		return err;
	err = mms_vas_walk(vas);
	if (err) {
		mms_vas_free(vas);
		return err;
	}
	v->data = vas;
	v->count = vas->nr;
	return 0;
}

/**
 * kvas_map_release() - free the layout
 * @v: the view
 */
void kvas_map_release(struct mms_view *v)
{
	mms_vas_free(v->data);
}

/**
 * kvas_regions_header() - the regions file's own keys in its first line
 * @v: the view
 * @t: the text
 */
void kvas_regions_header(const struct mms_view *v, struct mms_text *t)
{
	const struct mms_vas *vas = v->data;

	mms_rec_dec(t, "records", vas->nr);
	mms_rec_str(t, "snapshot", "by_region");
	if (vas->highmem)
		mms_rec_dec(t, "highmem", vas->highmem);
	if (vas->unwalked)
		mms_rec_str(t, "mapped_unavailable", vas->unwalked);
	else
		mms_rec_dec(t, "unread_tables", vas->unread);
}

/**
 * kvas_regions_show() - one region or part as a record, lowest first
 * @v: the view
 * @t: the text
 * @index: which
 */
void kvas_regions_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	const struct mms_vas *vas = v->data;

	mms_region_rec(t, vas, vas->region + index);
}

/**
 * kvas_report_open() - the same, for the drawing
 * @v: the view
 *
 * Return: 0, -ENOMEM, -EINTR.
 */
int kvas_report_open(struct mms_view *v)
{
	struct report *report = kzalloc(sizeof(*report), GFP_KERNEL_ACCOUNT);
	int err = report ? kvas_map_open(v) : -ENOMEM;

	if (!err) {
		report->vas = v->data;
		report->objects = mms_objects_take();
		v->data = report;
		if (!report->objects)
			err = -ENOMEM;
	}
	if (err) {
		if (report)
			mms_vas_free(report->vas);
		kfree(report);
		return err;
	}
	/* The process of a query is drawn after the box of the user half. */
	v->answers_at = v->count + 1;
	v->count += report->objects->nr + REPORT_EXTRA;
	return 0;
}

/**
 * kvas_report_release() - free what the drawing was made from
 * @v: the view
 */
void kvas_report_release(struct mms_view *v)
{
	struct report *report = v->data;

	mms_vas_free(report->vas);
	kvfree(report->objects);
	kfree(report);
}

static void put_heading(struct mms_text *t, const struct mms_vas *vas)
{
	const struct mms_geometry *g = mms_geometry();
	struct mms_kaslr kaslr;

	mms_kaslr_of(vas, &kaslr);
	mms_put(t, "Kernel virtual address space of Linux %.40s, %.20s\n",
		init_utsname()->release, init_utsname()->machine);
	mms_put(t, "%u-bit addresses (%u levels), ", vas->va_bits, g->nr_levels);
	mms_put_size(t, PAGE_SIZE, 0);
	mms_put(t, " pages, KASLR %s\n\n", kaslr.on ? "on" : "off");
	mms_vas_draw_head(t, vas);
}

static void put_unnamed(struct mms_text *t, const struct mms_vas *vas)
{
	const struct mms_region *at;
	u64 bytes = mms_vas_unnamed(vas, &at);

	mms_put(t, "%llu pages mapped outside a named region",
		div64_u64(bytes, PAGE_SIZE));
	if (at)
		mms_put(t, " (first in the hole at 0x%llx)", at->start);
	bytes = mms_vas_wx(vas, &at);
	if (!at) {
		mms_put(t, ".   Writable and executable: none.\n");
		return;
	}
	if (mms_geometry()->no_nx) {
		mms_put(t, ".   No NX: all that is mapped can be executed.\n");
		return;
	}
	mms_put(t, ".   Writable and executable: ");
	mms_put_size(t, bytes, 0);
	mms_put(t, ", first in %s.\n", at->title);
}

/* How much of the direct map has large pages: with fewer there are more TLB misses. */
static void put_direct_map(struct mms_text *t, const struct mms_vas *vas)
{
	const struct mms_region *map = mms_vas_named(vas, "direct_map");
	u64 mapped = 0, ram = 0, large = 0;
	const struct mms_region *r;

	if (!map)
		return;
	/* On 32 bits the image lies inside the direct map. */
	for (r = vas->region; r < vas->region + vas->nr; r++) {
		if (r->kind == MMS_REGION_RAM)
			ram += mms_region_size(r);
		if (strcmp(r->name, map->name))
			continue;
		mapped += mms_mapped_bytes(&r->mapped);
		large += mms_mapped_bytes(&r->mapped) - r->mapped.level[0];
	}
	mms_put(t, "Direct map: ");
	mms_put_size(t, ram, 0);
	mms_put(t, " of RAM");
	if (mapped)
		mms_put(t, ", %llu %% of it mapped with entries larger than a page",
			div64_u64(large * 100, mapped));
	mms_put(t, ".\n");
}

static void put_highmem(struct mms_text *t, const struct mms_vas *vas)
{
	if (!vas->highmem)
		return;
	mms_put(t, "Highmem: ");
	mms_put_size(t, vas->highmem, 0);
	mms_put(t, " of RAM, without an address until a page of it is mapped.\n");
}

/* How far the image and each randomised base moved, or why they did not. */
static void put_kaslr(struct mms_text *t, const struct mms_vas *vas)
{
	const struct mms_region *r;
	const char *before = "KASLR moved: ";
	struct mms_kaslr kaslr;

	mms_kaslr_of(vas, &kaslr);
	if (!kaslr.on) {
		mms_put(t, "KASLR is off: %s.\n", kaslr.why);
		return;
	}
	for (r = vas->region; r < vas->region + vas->nr; r++) {
		bool down = r->start < r->base;

		if (r->depth || r->start == r->base)
			continue;
		/* The next text is at most 35 columns: a title and a size. */
		if (mms_text_column(t) > MMS_TEXT_WIDTH - 36)
			before = ";\n             ";
		mms_put(t, "%s%s %c", before, r->title, down ? '-' : '+');
		mms_put_size(t, down ? r->base - r->start : r->start - r->base, 0);
		before = "; ";
	}
	mms_put(t, "%s\n", *before == ';' ? "." : "KASLR is on, and drew a move of 0.");
}

static const char how_to_read[] =
	"How to read it: an address is where the box above it, or the part beside it, starts;\n"
	"holes have walls of colons.\n"
	"allows   what the page tables allow: r read, w write, x execute; u: from user mode\n"
	"mapped   how much they map, and in how many entries of each size\n"
	"(...)    what lies between the parts of a region\n"
	"\n";

static void put_summary(struct mms_text *t, const struct mms_vas *vas)
{
	mms_put(t, "\n");
	if (vas->unwalked) {
		mms_put(t, "What is mapped is not shown: %s.\n", vas->unwalked);
	} else {
		put_unnamed(t, vas);
		put_direct_map(t, vas);
		if (vas->unread)
			mms_put(t, "%llu page tables can't be read: what they map is missing.\n",
				vas->unread);
	}
	put_highmem(t, vas);
	put_kaslr(t, vas);
	mms_put(t, "\n%s", how_to_read);
	mms_vas_draw_legend(t, vas);
}

/**
 * kvas_report_show() - the drawing, from the top of the address space down
 * @v: the view
 * @t: the text
 * @index: 0 the heading, then the regions, the objects, summary and legend. Each
 *	item is small, because one that outgrows seq_file's buffer is formatted again
 */
void kvas_report_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	const struct report *report = v->data;
	const struct mms_vas *vas = report->vas;

	if (!index)
		put_heading(t, vas);
	else if (index <= vas->nr)
		mms_vas_draw(t, vas, vas->region + vas->nr - index);
	else if (index - vas->nr <= report->objects->nr)
		kvas_objects_draw(t, vas, report->objects, index - vas->nr - 1);
	else
		put_summary(t, vas);
}
