// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/vmap_inspect: the summary as a report. Its data is gathered when the file is
 * opened (report_data.c); takes no locks.
 */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <mmscope/core/query.h>
#include "report.h"

/*
 * arm64 with KASLR may put modules near the image, into vmalloc. As at least this module
 * is loaded, they are elsewhere if the modules' own space has no area.
 */
static void put_modules_elsewhere(struct mms_text *t, const struct vmi_report *r, u32 i)
{
	const struct mms_vmap_space *own;

	if (strcmp(r->space[i].name, "modules") || r->tiling[i].areas[MMS_VMAP_BUSY])
		return;
	own = mms_vmap_space_of((unsigned long)vmi_report_show);
	if (own && own->start != r->space[i].start)
		mms_put(t, ": modules are in %s here", own->name);
}

/* RAM used by the areas; device memory mapped there takes none. */
static void put_taken(struct mms_text *t, const struct vmi_kind *k)
{
	mms_put_size(t, k->ram, 0);
	mms_put(t, " of RAM");
	if (k->device) {
		mms_put(t, " and ");
		mms_put_size(t, k->device, 0);
		mms_put(t, " of devices");
	}
}

static void put_space(struct mms_text *t, const struct vmi_report *r, u32 i)
{
	const struct mms_vmap_tiling *tiling = &r->tiling[i];

	mms_put(t, "%s space", r->space[i].name);
	mms_put_to(t, 16);
	mms_put_size(t, r->space[i].end - r->space[i].start, 0);
	mms_put(t, ", ");
	put_taken(t, &r->in_space[i]);
	mms_put(t, " in %u areas, largest hole ",
		tiling->areas[MMS_VMAP_BUSY]);
	mms_put_size(t, tiling->largest, 0);
	put_modules_elsewhere(t, r, i);
	mms_put(t, "\n");
}

/* `label   N areas, SIZE`, and a note; @of: the total it is a share of. */
static void put_share(struct mms_text *t, const char *label, u64 areas,
		      u64 bytes, u64 of, const char *meaning)
{
	mms_put(t, "%s", label);
	mms_put_to(t, 16);
	if (!areas) {
		mms_put(t, "none\n");
		return;
	}
	mms_put(t, "%llu %s, ", areas, areas == 1 ? "area" : "areas");
	mms_put_size(t, bytes, 0);
	if (of)
		mms_put(t, ", %llu %%", div64_u64(bytes * 100, of));
	mms_put(t, "%s\n", meaning);
}

static void put_head(struct mms_text *t, const struct vmi_report *r)
{
	const struct vmi_kind *all = &r->all;
	u32 i;

	for (i = 0; i < r->nspaces; i++)
		put_space(t, r, i);
	put_share(t, "huge pages", all->huge, all->huge_ram, all->ram,
		  " of the RAM");
	if (mms_vmap_lists_unavailable())
		mms_put(t, "lazily freed    among the holes: %s\n", mms_vmap_lists_unavailable());
	else
		put_share(t, "lazily freed", r->state_areas[MMS_VMAP_LAZY],
			  r->state_bytes[MMS_VMAP_LAZY], 0,
			  ": not to be used again before a TLB flush");
	if (mms_vmap_has_pools())
		put_share(t, "kept ready", r->state_areas[MMS_VMAP_POOLED],
			  r->state_bytes[MMS_VMAP_POOLED], 0,
			  ": freed and flushed, in pools by size");
	if (r->gap_bytes) {
		mms_put(t, "in transit");
		mms_put_to(t, 16);
		mms_put_size(t, r->gap_bytes, 0);
		mms_put(t, ": on no list while this was read, see selfcheck\n");
	}
}

static void put_size_or_none(struct mms_text *t, u64 bytes)
{
	if (bytes)
		mms_put_size(t, bytes, 9);
	else
		mms_put(t, "%9s", "-");
}

static void put_kind_row(struct mms_text *t, const struct vmi_report *r,
			 const char *name, const struct vmi_kind *k)
{
	mms_put(t, "%-18s%7llu  ", name, k->areas);
	mms_put_size(t, k->bytes, 9);
	mms_put(t, "  ");
	put_size_or_none(t, k->ram);
	mms_put(t, "  ");
	put_size_or_none(t, k->device);
	if (r->unmapped_reason)
		mms_put(t, "%9s", "-");
	else
		mms_put(t, "%9llu", k->runs);
	mms_put(t, "  ");
	put_size_or_none(t, k->huge_ram + k->huge_device);
	mms_put(t, "\n");
}

static void put_kinds(struct mms_text *t, const struct vmi_report *r)
{
	u32 i;

	mms_put(t, "\nkind                areas      size        RAM");
	mms_put(t, "     device     runs       huge\n");
	for (i = 0; i < VMI_KINDS; i++)
		if (r->kind[i].areas)
			put_kind_row(t, r, mms_vmap_kind_name(i), &r->kind[i]);
	put_kind_row(t, r, "all", &r->all);
	mms_put(t, "size: of addresses.  RAM, device: what is mapped there.\n");
	if (r->unmapped_reason) {
		mms_put(t, "runs: unavailable: ");
		mms_put_wrapped(t, r->unmapped_reason, 4);
		mms_put(t, "RAM: pages that the kernel counts, device: what ioremap() made\n");
	} else {
		mms_put(t, "runs: physically contiguous stretches.  huge: in larger pages\n");
	}
	if (mms_vmap_owners_unavailable())
		mms_put(t, "mapped: from one gap to the next; whose it is can't be told: %s\n",
			mms_vmap_owners_unavailable());
	if (r->unread)
		mms_put(t, "%llu page tables can't be read: what they map is missing.\n",
			r->unread);
}

static void put_order_count(struct mms_text *t, u64 n)
{
	if (n)
		mms_put(t, "%10llu", n);
	else
		mms_put(t, "%10s", "-");
}

static void put_orders(struct mms_text *t, const struct vmi_report *r)
{
	u64 most = 0;
	u32 i;

	for (i = 0; i < MMS_VMAP_ORDERS; i++)
		most = max(most, r->order[i].areas);
	mms_put(t, "\norder      size   areas");
	mms_put_to(t, 61);
	mms_put(t, "    pages     holes\n");
	for (i = 0; i < MMS_VMAP_ORDERS; i++) {
		const struct mms_vmap_order *o = &r->order[i];

		if (!o->areas && !o->holes)
			continue;
		mms_put(t, "%5u ", i);
		mms_put_size(t, (u64)PAGE_SIZE << i, 9);
		if (o->areas)
			mms_put(t, "%8llu  ", o->areas);
		else
			mms_put(t, "%8s  ", "-");
		mms_put_bar(t, o->areas, most, 34);
		mms_put_to(t, 60);
		put_order_count(t, o->pages);
		put_order_count(t, o->holes);
		mms_put(t, "\n");
	}
	mms_put(t, "An area's order is the smallest whose 2^order pages hold it,");
	mms_put(t, " a hole's the largest that fits.\n");
}

static void put_caller_row(struct mms_text *t, const char *name,
			   const struct mms_vmap_caller *c)
{
	mms_put(t, "%-38.38s%9llu ", name, c->areas);
	mms_put_size(t, c->bytes, 9);
	mms_put(t, "  ");
	put_size_or_none(t, c->ram);
	mms_put(t, "  ");
	put_size_or_none(t, c->device);
	mms_put(t, "\n");
}

static void put_callers(struct mms_text *t, const struct vmi_report *r)
{
	struct mms_vmap_caller rest = {};
	char name[MMS_SYM_LEN];
	u32 i;

	mms_put(t, "\nby whom                                   areas      size");
	mms_put(t, "        RAM     device\n");
	for (i = 0; i < r->ncallers; i++) {
		const struct mms_vmap_caller *c = &r->caller[i];

		if (i >= VMI_TOP_CALLERS) {
			rest.areas += c->areas;
			rest.bytes += c->bytes;
			rest.ram += c->ram;
			rest.device += c->device;
			continue;
		}
		vmi_caller_name(c->caller, name, sizeof(name));
		put_caller_row(t, name, c);
	}
	if (!rest.areas)
		return;
	snprintf(name, sizeof(name), "(%u more, see the callers file)",
		 r->ncallers - VMI_TOP_CALLERS);
	put_caller_row(t, name, &rest);
}

static void put_holes(struct mms_text *t, const struct vmi_report *r)
{
	u32 i;

	mms_put(t, "\nlargest holes                                      size  order\n");
	for (i = 0; i < r->nholes; i++) {
		u64 size = r->hole[i].end - r->hole[i].start;
		const struct mms_vmap_space *space;

		mms_put(t, "0x%016llx-0x%016llx  ", r->hole[i].start,
			r->hole[i].end);
		mms_put_size(t, size, 9);
		space = mms_vmap_space_of(r->hole[i].start);
		mms_put(t, "%6u  %s\n", mms_vmap_hole_order(size, PAGE_SHIFT),
			space ? space->name : "");
	}
}

static void (*const sections[])(struct mms_text *t,
				const struct vmi_report *r) = {
	put_head, put_kinds, put_orders, put_callers, put_holes,
};

/**
 * vmi_report_open() - gather what the summary shows
 * @v: the view
 *
 * Return: 0, -ENOMEM, -EINTR, -EAGAIN.
 */
int vmi_report_open(struct mms_view *v)
{
	struct vmi_report *r;

	v->unavailable = mms_vmap_unavailable();
	if (v->unavailable)
		return 0;
	r = vmi_report_gather();
	if (IS_ERR(r))
		return PTR_ERR(r);
	v->data = r;
	v->count = ARRAY_SIZE(sections);
	return 0;
}

/**
 * vmi_report_show() - format one section
 * @v: the view
 * @t: the text
 * @index: which
 */
void vmi_report_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	sections[index](t, v->data);
}

/**
 * vmi_report_release() - free what was gathered
 * @v: the view
 */
void vmi_report_release(struct mms_view *v)
{
	vmi_report_free(v->data);
}
