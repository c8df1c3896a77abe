// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which physical addresses are memory: see include/mmscope/core/live_ram.h. Locks: only
 * the resource tree's, taken by walk_iomem_res_desc(), step by step.
 */
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <mmscope/core/find.h>
#include <mmscope/core/live_ram.h>

/* How often to retry with a larger buffer because memory was added meanwhile. */
#define TRIES 8

/**
 * struct filling - a table being filled
 * @range: the table
 * @n: ranges found, counted on past @max
 * @max: entries there is room for
 */
struct filling {
	struct mms_vmap_range *range;
	u32 n;
	u32 max;
};

/* Called in address order; adjacent ranges are merged. */
static int meet_ram(struct resource *res, void *ctx)
{
	struct filling *f = ctx;

	if (f->n && f->n <= f->max && f->range[f->n - 1].end == res->start) {
		f->range[f->n - 1].end = (u64)res->end + 1;
		return 0;
	}
	if (f->n++ >= f->max)
		return 0;
	f->range[f->n - 1].start = res->start;
	f->range[f->n - 1].end = (u64)res->end + 1;
	return 0;
}

/**
 * mms_ram_read() - read which physical ranges are memory
 * @r: filled in; free it with mms_ram_free()
 *
 * Context: process, may sleep.
 * Return: 0, -ENOMEM, -EAGAIN when memory was added faster than the table grew.
 */
int mms_ram_read(struct mms_ram *r)
{
	struct filling f = { .max = 32 };
	int tries;

	memset(r, 0, sizeof(*r));
	for (tries = 0; tries < TRIES; tries++) {
		f.range = kvmalloc_array(f.max, sizeof(*f.range), GFP_KERNEL_ACCOUNT);
		if (!f.range)
			return -ENOMEM;
		f.n = 0;
		walk_iomem_res_desc(IORES_DESC_NONE, IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY, 0, -1,
				    &f, meet_ram);
		if (f.n <= f.max) {
			r->range = f.range;
			r->n = f.n;
			return 0;
		}
		kvfree(f.range);
		f.max = f.n + f.n / 4;
	}
	return -EAGAIN;
}

/**
 * mms_ram_free() - free what mms_ram_read() allocated
 * @r: the table
 */
void mms_ram_free(struct mms_ram *r)
{
	kvfree(r->range);
	r->range = NULL;
	r->n = 0;
}

/**
 * mms_ram_has() - is there memory at a physical address?
 * @r: the table
 * @phys: the address
 * @bytes: length of the range asked about; shortened to where the answer changes
 *
 * Return: true for memory, false for a device or nothing.
 */
bool mms_ram_has(struct mms_ram *r, u64 phys, u64 *bytes)
{
	const struct mms_vmap_range *range = r->range;
	u32 at = r->last;

	/* Mostly it is the same range as the last time. */
	if (at >= r->n || phys < range[at].start || phys >= range[at].end) {
		at = r->n ? MMS_COUNT_UPTO(range, r->n, start, phys) : 0;
		if (at && phys < range[at - 1].end) {
			r->last = --at;
		} else {
			if (at < r->n)
				*bytes = min(*bytes, range[at].start - phys);
			return false;
		}
	}
	*bytes = min(*bytes, range[at].end - phys);
	return true;
}

/**
 * mms_ram_node() - the NUMA node of the memory at a physical address
 * @phys: an address for which mms_ram_has() is true
 *
 * It is taken from the page's flags, by a nofault read: the memory may be about to be
 * removed.
 *
 * Context: any; memory hotplug is held off (mms_hotplug_begin()).
 * Return: the node, MMS_RAM_NO_NODE where its struct page can't be read or names none.
 */
int mms_ram_node(u64 phys)
{
	const struct page *page;
	struct page copy;
	int node;

	if (num_online_nodes() == 1)
		return first_online_node;
	page = pfn_to_page(phys >> PAGE_SHIFT);
	if (copy_from_kernel_nofault(&copy.flags, &page->flags, sizeof(copy.flags)))
		return MMS_RAM_NO_NODE;
	if (!memchr_inv(&copy.flags, 0xff, sizeof(copy.flags)))
		return MMS_RAM_NO_NODE;
	node = page_to_nid(&copy);
	return node < MAX_NUMNODES && node_online(node) ? node : MMS_RAM_NO_NODE;
}
