// SPDX-License-Identifier: GPL-2.0-only
/*
 * The files zones, freelists, fragmentation and pcp: counters and lists of all
 * populated zones. The first three hold what their open() copied; pcp is read
 * CPU by CPU as it is shown, so that its memory does not grow with the machine.
 * Locks are those of live/buddy/zone.c, live/buddy/freelist.c and live/buddy/pcp.c.
 */
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <mmscope/core/live_hotplug.h>
#include "probe.h"

/**
 * bp_zones_read() - copy all populated zones
 * @lists: count their free lists too
 *
 * Context: process, may sleep.
 * Return: the zones, for kvfree(); ERR_PTR(-ENOMEM or -EINTR).
 */
struct bp_zones *bp_zones_read(bool lists)
{
	struct bp_zones *zones;
	struct zone *z = NULL;
	unsigned int room = 0, i;
	int err = 0;

	while ((z = mms_zone_next(z)))
		room++;
	/* By single pages: a larger block would disturb the free lists being counted. */
	zones = __vmalloc(struct_size(zones, z, room), GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (!zones)
		return ERR_PTR(-ENOMEM);
	err = mms_hotplug_begin();
	if (err)
		goto fail;
	while (zones->nr < room && (z = mms_zone_next(z))) {
		zones->z[zones->nr].zone = z;
		mms_zone_read(z, &zones->z[zones->nr++].rec);
	}
	mms_hotplug_end();
	for (i = 0; lists && i < zones->nr && !err; i++)
		err = mms_freelists_read(zones->z[i].zone, &zones->z[i].lists);
	if (!err)
		return zones;
fail:
	kvfree(zones);
	return ERR_PTR(err);
}

static int open_zones(struct mms_view *v, bool lists, unsigned int items)
{
	struct bp_zones *zones = bp_zones_read(lists);

	if (IS_ERR(zones))
		return PTR_ERR(zones);
	v->data = zones;
	v->count = (u64)zones->nr * items;
	return 0;
}

/**
 * bp_view_release() - free a snapshot that is one allocation
 * @v: the view
 */
void bp_view_release(struct mms_view *v)
{
	kvfree(v->data);
}

/* Counts poisoned pages of a zone, which needs a scan of its struct pages. */
static int count_poisoned(struct bp_zone *z, struct mms_chunk *c)
{
	const u64 end = z->rec.start_pfn + z->rec.spanned;
	u64 pfn;
	int err;

	z->rec.poisoned = 0;
	for (pfn = z->rec.start_pfn; pfn < end; pfn = c->next) {
		err = fatal_signal_pending(current) ? -EINTR : mms_hotplug_begin();
		if (err)
			return err;
		mms_chunk_read(z->zone, pfn, end, c);
		mms_hotplug_end();
		z->rec.poisoned += c->pb.poisoned;
		cond_resched();
	}
	return 0;
}

/* Poisoned pages are rare: all frames are scanned only where the kernel counts some. */
static int find_poisoned(struct bp_zones *zones)
{
	u64 all = mms_poisoned_pages();
	struct mms_chunk *c = NULL;
	unsigned int i;
	int err = 0;

	if (all) {
		c = kvmalloc(sizeof(*c), GFP_KERNEL_ACCOUNT);
		if (!c)
			return -ENOMEM;
	}
	for (i = 0; !err && i < zones->nr; i++) {
		zones->z[i].rec.poisoned = 0;
		if (all)
			err = count_poisoned(&zones->z[i], c);
	}
	kvfree(c);
	return err;
}

/**
 * bp_zones_open() - zones: one item per zone
 * @v: the view
 *
 * Return: 0 or -errno.
 */
int bp_zones_open(struct mms_view *v)
{
	int err = open_zones(v, false, 1);

	if (err)
		return err;
	err = find_poisoned(v->data);
	if (err)
		kvfree(v->data);
	return err;
}

/**
 * bp_zones_show() - one zone's counters
 * @v: the view
 * @t: the text
 * @index: which zone
 */
void bp_zones_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	const struct bp_zones *zones = v->data;

	mms_zone_rec(t, &zones->z[index].rec);
}

/**
 * bp_freelists_open() - freelists: one item per zone and order
 * @v: the view
 *
 * Return: 0 or -errno.
 */
int bp_freelists_open(struct mms_view *v)
{
	return open_zones(v, true, mms_buddy_here()->nr_orders);
}

/**
 * bp_freelists_show() - one order's lists
 * @v: the view
 * @t: the text
 * @index: which zone and order
 */
void bp_freelists_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	const struct mms_buddy *b = mms_buddy_here();
	const struct bp_zones *zones = v->data;
	const struct bp_zone *z = &zones->z[(u32)index / b->nr_orders];

	mms_freelist_rec(t, &z->lists, &z->rec, b, (u32)index % b->nr_orders);
}

/**
 * bp_fragmentation_open() - fragmentation: one item per zone and order
 * @v: the view
 *
 * Return: 0 or -errno.
 */
int bp_fragmentation_open(struct mms_view *v)
{
	return open_zones(v, true, mms_buddy_here()->nr_orders);
}

/**
 * bp_fragmentation_show() - one order's fragmentation
 * @v: the view
 * @t: the text
 * @index: which zone and order
 */
void bp_fragmentation_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	const struct mms_buddy *b = mms_buddy_here();
	const struct bp_zones *zones = v->data;
	const struct bp_zone *z = &zones->z[(u32)index / b->nr_orders];

	mms_frag_rec(t, &z->rec, &z->lists, b, (u32)index % b->nr_orders);
}

/* One CPU's lists of one zone, and their position in the file. */
struct pcp_view {
	struct zone *zone;
	u64 zone_at;
	struct mms_zone rec;
	bool online;
	struct mms_pcp pcp;
};

/**
 * bp_pcp_open() - pcp: one item per zone and possible CPU
 * @v: the view
 *
 * Return: 0 or -ENOMEM.
 */
int bp_pcp_open(struct mms_view *v)
{
	struct pcp_view *p = kvzalloc(sizeof(*p), GFP_KERNEL_ACCOUNT);

	v->data = p;
	return p ? 0 : -ENOMEM;
}

/**
 * bp_pcp_seek() - read one CPU's lists of one zone
 * @v: the view
 * @index: which zone and CPU
 *
 * Return: 1, 0 past the last zone, -EINTR after a fatal signal.
 */
int bp_pcp_seek(struct mms_view *v, u64 index)
{
	struct pcp_view *p = v->data;
	u32 at = (u32)index / nr_cpu_ids, cpu = (u32)index % nr_cpu_ids;
	int err;

	if (!p->zone || at < p->zone_at) {
		p->zone = mms_zone_next(NULL);
		p->zone_at = 0;
	}
	for (; p->zone && p->zone_at < at; p->zone_at++)
		p->zone = mms_zone_next(p->zone);
	if (!p->zone)
		return 0;
	err = mms_hotplug_begin();
	if (err)
		return err;
	mms_zone_place(p->zone, &p->rec);
	p->online = cpu_online(cpu);
	if (p->online)
		mms_pcp_read(p->zone, cpu, false, &p->pcp);
	mms_hotplug_end();
	return 1;
}

/**
 * bp_pcp_header() - in the first line: whether the lists can be walked
 * @v: the view
 * @t: the text
 */
void bp_pcp_header(const struct mms_view *v, struct mms_text *t)
{
	if (mms_pcp_lists_unavailable())
		mms_rec_str(t, "lists_unavailable", mms_pcp_lists_unavailable());
}

static void show_list(struct mms_text *t, const struct pcp_view *p, unsigned int list)
{
	u8 order, type;

	mms_pcp_list(list, &order, &type);
	mms_rec(t, "pcplist");
	mms_zone_rec_id(t, p->rec.node, p->rec.name);
	mms_rec_dec(t, "cpu", p->pcp.cpu);
	mms_rec_dec(t, "order", order);
	mms_rec_str(t, "migratetype", type == MMS_PCP_ANY_TYPE ? "any" :
		    mms_type_name(mms_buddy_here(), type));
	mms_rec_dec(t, "pages", p->pcp.pages[list]);
	mms_rec_str(t, "counted", mms_counted_name(p->pcp.how[list]));
	mms_rec_end(t);
}

/**
 * bp_pcp_show() - one CPU's lists of one zone; nothing for an offline CPU
 * @v: the view
 * @t: the text
 * @index: which zone and CPU
 */
void bp_pcp_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	const struct pcp_view *p = v->data;
	const struct mms_pcp *pcp = &p->pcp;
	unsigned int list;

	if (!p->online)
		return;
	mms_rec(t, "pcp");
	mms_zone_rec_id(t, p->rec.node, p->rec.name);
	mms_rec_dec(t, "cpu", pcp->cpu);
	mms_rec_dec(t, "pages", pcp->count);
	mms_rec_dec(t, "high_pages", pcp->high);
	if (pcp->high_min != MMS_UNKNOWN) {
		mms_rec_dec(t, "high_min_pages", pcp->high_min);
		mms_rec_dec(t, "high_max_pages", pcp->high_max);
	}
	mms_rec_dec(t, "batch_pages", pcp->batch);
	mms_rec_end(t);
	for (list = 0; list < pcp->nr_lists; list++)
		show_list(t, p, list);
}
