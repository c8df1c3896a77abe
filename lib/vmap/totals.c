// SPDX-License-Identifier: GPL-2.0-only
/*
 * vmap_areas summed up: by order, by caller. Only busy areas count, and holes
 * by order. Pure; takes no locks.
 */
#include <linux/kernel.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <mmscope/vmap/vmap.h>

/**
 * mms_vmap_orders() - busy areas and holes by order
 * @a: the areas
 * @count: how many
 * @holes: the holes
 * @nholes: how many
 * @page_shift: log2 of the page size
 * @orders: MMS_VMAP_ORDERS rows, filled in
 */
void mms_vmap_orders(const struct mms_vmap_area *a, u32 count,
		     const struct mms_vmap_range *holes, u32 nholes,
		     u32 page_shift, struct mms_vmap_order *orders)
{
	u32 i;

	memset(orders, 0, MMS_VMAP_ORDERS * sizeof(*orders));
	for (i = 0; i < count; i++) {
		u64 bytes = mms_vmap_data(&a[i]);
		struct mms_vmap_order *o;

		if (a[i].state != MMS_VMAP_BUSY)
			continue;
		o = &orders[mms_vmap_order(bytes, page_shift)];
		o->areas++;
		o->bytes += bytes;
		o->pages += a[i].nr_pages;
		o->page_order_areas += !!a[i].page_order;
		o->device_areas += a[i].kind == MMS_VMAP_IOREMAP;
		o->device_bytes += mms_vmap_device(&a[i]);
	}
	for (i = 0; i < nholes; i++) {
		u64 bytes = holes[i].end - holes[i].start;
		struct mms_vmap_order *o;

		o = &orders[mms_vmap_hole_order(bytes, page_shift)];
		o->holes++;
		o->hole_bytes += bytes;
	}
}

/**
 * mms_vmap_caller_cmp() - rows by key
 * @pa: a row
 * @pb: another
 *
 * Return: below 0, 0, above 0.
 */
int mms_vmap_caller_cmp(const void *pa, const void *pb)
{
	const struct mms_vmap_caller *a = pa, *b = pb;

	if (a->caller != b->caller)
		return a->caller < b->caller ? -1 : 1;
	return 0;
}

/* Most bytes first; then by key, so that equal snapshots print alike. */
static int by_bytes(const void *pa, const void *pb)
{
	const struct mms_vmap_caller *a = pa, *b = pb;

	if (a->bytes != b->bytes)
		return a->bytes > b->bytes ? -1 : 1;
	return mms_vmap_caller_cmp(pa, pb);
}

/**
 * mms_vmap_callers_merge() - one row per key
 * @c: rows, in the order of mms_vmap_caller_cmp(); merged in place
 * @count: how many
 *
 * Return: rows left.
 */
u32 mms_vmap_callers_merge(struct mms_vmap_caller *c, u32 count)
{
	u32 kept = 0, i;

	for (i = 0; i < count; i++) {
		if (!kept || c[kept - 1].caller != c[i].caller) {
			c[kept++] = c[i];
			continue;
		}
		c[kept - 1].sites += c[i].sites;
		c[kept - 1].areas += c[i].areas;
		c[kept - 1].bytes += c[i].bytes;
		c[kept - 1].pages += c[i].pages;
		c[kept - 1].page_order_areas += c[i].page_order_areas;
		c[kept - 1].page_order_bytes += c[i].page_order_bytes;
		c[kept - 1].ram += c[i].ram;
		c[kept - 1].device += c[i].device;
	}
	return kept;
}

/**
 * mms_vmap_callers() - busy areas as rows, to be sorted and merged
 * @a: the areas
 * @count: how many
 * @page_shift: log2 of the page size
 * @out: room for a row per busy area
 *
 * Memory and device memory are told apart as far as the areas tell: not all do.
 *
 * Return: rows, one per busy area, sites 0: what is merged by address is one site.
 */
u32 mms_vmap_callers(const struct mms_vmap_area *a, u32 count, u32 page_shift,
		     struct mms_vmap_caller *out)
{
	u32 n = 0, i;

	for (i = 0; i < count; i++) {
		struct mms_vmap_caller *c = &out[n];

		if (a[i].state != MMS_VMAP_BUSY)
			continue;
		n++;
		c->caller = a[i].caller;
		c->sites = 0;
		c->areas = 1;
		c->bytes = mms_vmap_data(&a[i]);
		c->pages = a[i].nr_pages;
		c->page_order_areas = !!a[i].page_order;
		c->page_order_bytes = a[i].page_order ? c->bytes : 0;
		c->ram = a[i].nr_pages << page_shift;
		c->device = mms_vmap_device(&a[i]);
	}
	return n;
}

/**
 * mms_vmap_callers_by_bytes() - the largest first
 * @c: rows; sorted in place
 * @count: how many
 */
void mms_vmap_callers_by_bytes(struct mms_vmap_caller *c, u32 count)
{
	sort(c, count, sizeof(*c), by_bytes, NULL);
}
