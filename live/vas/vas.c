// SPDX-License-Identifier: GPL-2.0-only
/*
 * The running kernel's address space: the architecture's regions, memory by the
 * resource tree, and what the page tables map in all of them.
 *
 * Locks: none of its own. walk_iomem_res_desc() takes the resource lock for one
 * step at a time; the walks take those of mmscope/pt/live.h, in bounded chunks. So the
 * layout is not an atomic snapshot: each region's numbers are of one chunk or a few.
 */
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mmscope/core/live_cmdline.h>
#include <mmscope/pt/live.h>
#include <mmscope/pt/recount.h>
#include <mmscope/vas/live.h>
#include "../pt/read.h"

/* Room for the table's regions and the image's parts, besides memory ranges. */
#define REGIONS_MAX 32

/* Memory ranges that may be added between counting and adding them. */
#define RAM_SLACK 4

/**
 * mms_vas_setup() - resolve what the layout needs
 *
 * What is missing is missing in the layout, and listed in the build file.
 *
 * Context: module init.
 */
void mms_vas_setup(void)
{
	mms_image_sections_setup();
	mms_image_setup();
	mms_cmdline_setup();
	mms_vas_arch.setup();
}

/* A scan of the resource tree: with @v it adds parts to its regions, else it counts. */
struct ram_scan {
	struct mms_vas *v;
	u32 regions;
	struct mms_ram ram;
	u32 ranges;
	const char *name;
	const char *title;
};

/*
 * Cuts [@r->phys, @last] to what a linear region maps and fills in @r's addresses.
 * Returns how many bytes that is.
 */
static u64 place_phys(struct mms_region *r, const struct mms_region *map, u64 last)
{
	r->phys = max(r->phys, map->phys);
	last = min(last, map->phys + (map->last - map->start));
	if (r->phys > last)
		return 0;
	r->start = map->start + (r->phys - map->phys);
	r->base = r->start;
	r->last = r->start + (last - r->phys);
	return last - r->phys + 1;
}

/* A part of that region, unless it is the image, which has parts of its own. */
static u64 add_ram(struct mms_vas *v, const struct mms_region *map, u64 first, u64 last)
{
	struct mms_region r = {
		.name = "ram",
		.title = "RAM",
		.bounds = "iomem",
		.kind = MMS_REGION_RAM,
		.depth = 1,
		.linear = true,
		.phys = first,
	};
	u64 bytes = place_phys(&r, map, last);

	/* No room, or a range that came up since: the layout counts it. */
	if (bytes && map->kind == MMS_REGION_WINDOW)
		mms_vas_add(v, &r);
	return bytes;
}

/*
 * Is that the last range? walk_iomem_res_desc() continues after it, which wraps to 0
 * after the BIOS's range at the top of 32-bit physical addresses.
 */
static int is_topmost(const struct resource *res)
{
	return res->end == (resource_size_t)-1;
}

static int scan_range(struct resource *res, void *arg)
{
	struct ram_scan *scan = arg;
	u64 mapped = 0;
	u32 i;

	if (!scan->ranges++)
		scan->ram.first = res->start;
	scan->ram.first = min_t(u64, scan->ram.first, res->start);
	scan->ram.last = max_t(u64, scan->ram.last, res->end);
	for (i = 0; i < scan->regions; i++)
		if (scan->v->region[i].linear)
			mapped += add_ram(scan->v, &scan->v->region[i], res->start, res->end);
	/* 64-bit kernels map their image apart from RAM, and all of RAM. */
	if (scan->v)
		scan->v->highmem += resource_size(res) - min_t(u64, mapped, resource_size(res));
	return is_topmost(res);
}

/*
 * What else the firmware named: it is in the direct map only here and there, and may
 * lie inside of what it named RAM.
 */
static int scan_named(struct resource *res, void *arg)
{
	struct ram_scan *scan = arg;
	u32 i;

	scan->ranges++;
	for (i = 0; i < scan->regions; i++) {
		struct mms_region part = {
			.name = scan->name,
			.title = scan->title,
			.bounds = "iomem",
			.kind = MMS_REGION_PART,
			.depth = 1,
			.linear = true,
			.phys = res->start,
		};

		if (scan->v->region[i].linear &&
		    scan->v->region[i].kind == MMS_REGION_WINDOW &&
		    place_phys(&part, &scan->v->region[i], res->end))
			mms_vas_carve(scan->v, &part);
	}
	return is_topmost(res);
}

static void scan_reserved(struct ram_scan *scan)
{
	static const struct {
		unsigned long desc;
		const char *name;
		const char *title;
	} rows[] = {
		{ IORES_DESC_RESERVED, "reserved", "reserved (firmware)" },
		{ IORES_DESC_ACPI_TABLES, "acpi_tables", "ACPI tables" },
		{ IORES_DESC_ACPI_NV_STORAGE, "acpi_nvs", "ACPI NVS" },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		scan->name = rows[i].name;
		scan->title = rows[i].title;
		walk_iomem_res_desc(rows[i].desc, IORESOURCE_MEM, 0, -1, scan, scan_named);
	}
}

/* Every range of System RAM; with @scan->v, as parts of its linear regions. */
static void scan_ram(struct ram_scan *scan)
{
	walk_iomem_res_desc(IORES_DESC_NONE, IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY,
			    0, -1, scan, scan_range);
}

/* RAM and persistent memory, which is in the direct map too; see direct_map.c. */
static struct mms_ram all_memory(const struct ram_scan *scan)
{
	struct ram_scan pmem = {};
	struct mms_ram ram = scan->ram;

	walk_iomem_res_desc(IORES_DESC_PERSISTENT_MEMORY, IORESOURCE_MEM, 0, -1,
			    &pmem, scan_range);
	if (pmem.ranges)
		ram.first = min(ram.first, pmem.ram.first);
	ram.last = max(ram.last, pmem.ram.last);
	return ram;
}

static struct mms_vas *vas_alloc(u32 max)
{
	const struct mms_geometry *g = mms_geometry();
	struct mms_vas *v;
	unsigned int i;

	v = kvzalloc(sizeof(*v) + max * sizeof(*v->region), GFP_KERNEL_ACCOUNT);
	if (!v)
		return NULL;
	v->region = (struct mms_region *)(v + 1);
	v->max = max;
	for (i = 0; i < g->nr_levels; i++)
		if (g->level[g->nr_levels - 1 - i].leaf)
			v->leaf[i] = mms_pt_span(g, g->nr_levels - 1 - i);
	return v;
}

/**
 * mms_vas_take() - the layout of the kernel's address space, as it is now
 * @out: receives the layout, tiled, not walked yet; for mms_vas_free()
 *
 * Context: process, may sleep; takes init_mm's lock in bounded chunks.
 * Return: 0, -ENOMEM, -EINTR after a fatal signal, or the architecture's refusal.
 */
int mms_vas_take(struct mms_vas **out)
{
	struct ram_scan scan = {};
	struct mms_ram ram;
	struct mms_vas *v;
	int err;

	scan_ram(&scan);
	scan_reserved(&scan);
	v = vas_alloc(2 * (REGIONS_MAX + scan.ranges + RAM_SLACK +
			   (mms_vas_arch.parts_max ? mms_vas_arch.parts_max() : 0)));
	if (!v)
		return -ENOMEM;
	v->unwalked = "not asked";
	ram = all_memory(&scan);
	err = mms_vas_arch.fill(v, &ram);
	if (!err)
		err = mms_direct_map_extend(v);
	if (!err) {
		v->first = max(v->first, mms_kernel_tables_first());
		scan.v = v;
		scan.regions = v->nr;
		mms_image_add_parts(v);
		scan_ram(&scan);
		scan_reserved(&scan);
		if (mms_vas_arch.add_parts)
			mms_vas_arch.add_parts(v);
		err = mms_vas_tile(v);
	}
	if (err) {
		mms_vas_free(v);
		return err;
	}
	*out = v;
	return 0;
}

/**
 * mms_vas_free() - free a layout
 * @v: the layout, or NULL
 */
void mms_vas_free(struct mms_vas *v)
{
	kvfree(v);
}

static int sum_step(void *ctx, u32 budget)
{
	return mms_vas_sum_chunk(ctx, budget);
}

/**
 * mms_vas_walk() - fill in what the kernel's page tables map in each region
 * @v: a layout from mms_vas_take()
 *
 * One walk over everything; a table that is mapped repeatedly is read once in each
 * hold of the locks. Where the tables can't be walked @v->unwalked says why; that is
 * no error.
 *
 * Context: process, may sleep; takes init_mm's lock in bounded chunks.
 * Return: 0, -ENOMEM, -EINTR after a fatal signal.
 */
int mms_vas_walk(struct mms_vas *v)
{
	struct mms_vas_sum *x;
	int err;

	v->unwalked = mms_kernel_pt_unavailable();
	if (v->unwalked)
		return 0;
	x = kvmalloc(sizeof(*x), GFP_KERNEL_ACCOUNT);
	if (!x)
		return -ENOMEM;
	mms_vas_sum_init(x, v, mms_geometry(), &mms_pt_range_reader, mms_kernel_root());
	do {
		err = mms_kernel_chunk(sum_step, x);
	} while (err > 0);
	kvfree(x);
	return err;
}

static int finish_range(struct mms_range *w)
{
	int err;

	do {
		err = mms_kernel_range_chunk(w);
	} while (err > 0);
	return err;
}

/**
 * mms_vas_recount() - the same, counted another way
 * @v: a layout from mms_vas_take()
 *
 * For selfchecks: each entry is visited and looked up in the layout, except those of
 * a table that is mapped again right behind itself (mmscope/pt/recount.h).
 *
 * Context: as mms_vas_walk().
 * Return: as mms_vas_walk().
 */
int mms_vas_recount(struct mms_vas *v)
{
	const u64 bounds[][2] = {
		{ 0, mms_kernel_first() - 1 }, { mms_kernel_first(), mms_kernel_last() },
	};
	struct mms_recount *a;
	unsigned int i;
	int err = 0;

	v->unwalked = mms_kernel_pt_unavailable();
	if (v->unwalked)
		return 0;
	a = kvmalloc(sizeof(*a), GFP_KERNEL_ACCOUNT);
	if (!a)
		return -ENOMEM;
	for (i = v->first ? 1 : 0; !err && i < ARRAY_SIZE(bounds); i++) {
		u64 last = min(bounds[i][1], i ? ~0ULL : mms_geometry()->user_end - 1);

		err = mms_kernel_range_init(&a->w, bounds[i][0], last);
		mms_recount_start(a, v);
		if (!err)
			err = finish_range(&a->w);
		v->unread += a->unread;
	}
	kvfree(a);
	return err;
}

/**
 * mms_kaslr_of() - whether and why this kernel moved
 * @v: its layout
 * @k: filled in
 */
void mms_kaslr_of(const struct mms_vas *v, struct mms_kaslr *k)
{
	memset(k, 0, sizeof(*k));
	mms_vas_arch.kaslr(v, k);
}
