// SPDX-License-Identifier: GPL-2.0-only
/*
 * The orders and callers files, and the totals the report shows. Computed from
 * a snapshot when a file is opened; takes no locks.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mmscope/core/live_sort.h>
#include <mmscope/core/live_symbols.h>
#include <mmscope/core/query.h>
#include "vmi.h"

/* Call sites whose function is looked up between two calls of cond_resched(). */
#define CALLERS_A_LOOK 64

/* Stands for all call sites whose code was freed; not the address of any code. */
#define FREED_INIT 1

/* Holes cut to the spaces: the free tree also holds user space and more. */
static struct mms_vmap_range *holes_in_spaces(const struct mms_vmap_snapshot *s,
					      u32 *count)
{
	const struct mms_vmap_space *spaces;
	struct mms_vmap_range *out;
	u32 n, i, j, kept = 0;

	/* A hole that spans both spaces gives two; there is at most one such. */
	spaces = mms_vmap_spaces(&n);
	out = kvmalloc_array(s->nholes + n, sizeof(*out), GFP_KERNEL_ACCOUNT);
	if (!out)
		return NULL;
	for (i = 0; i < n; i++) {
		for (j = 0; j < s->nholes; j++) {
			u64 start = max(s->holes[j].start, spaces[i].start);
			u64 end = min(s->holes[j].end, spaces[i].end);

			if (start >= end)
				continue;
			out[kept].start = start;
			out[kept++].end = end;
		}
	}
	*count = kept;
	return out;
}

/**
 * vmi_orders() - the areas and holes of a snapshot by order
 * @s: the snapshot
 * @orders: set to MMS_VMAP_ORDERS rows, for kvfree()
 *
 * Return: 0, -ENOMEM.
 */
int vmi_orders(const struct mms_vmap_snapshot *s, struct mms_vmap_order **orders)
{
	struct mms_vmap_range *holes;
	u32 nholes;

	*orders = kvmalloc_array(MMS_VMAP_ORDERS, sizeof(**orders),
				 GFP_KERNEL_ACCOUNT);
	holes = holes_in_spaces(s, &nholes);
	if (!*orders || !holes) {
		kvfree(*orders);
		*orders = NULL;
		kvfree(holes);
		return -ENOMEM;
	}
	mms_vmap_orders(s->areas, s->count, holes, nholes, PAGE_SHIFT, *orders);
	kvfree(holes);
	return 0;
}

/* Replaces the numbers of vm_structs by what the page tables map, where walked. */
static void add_backings(const struct mms_vmap_snapshot *s, const struct vmi_backings *b,
			 struct mms_vmap_caller *c)
{
	u32 i;

	for (i = 0; i < s->count; i++) {
		if (s->areas[i].state != MMS_VMAP_BUSY)
			continue;
		c->ram = b->area[i].mapped - b->area[i].device;
		c++->device = b->area[i].device;
	}
}

/* Sorts rows by their current key and merges equal ones. */
static int merge(struct mms_vmap_caller **c, u32 *n)
{
	int err = mms_sort_large((void **)c, *n, *n, sizeof(**c), mms_vmap_caller_cmp);

	if (!err)
		*n = mms_vmap_callers_merge(*c, *n);
	return err;
}

/* The function that contains a call site; only code freed after init has no symbol. */
static u64 function_of(u64 caller)
{
	char name[8];

	if (!caller || mms_symbol_name(caller, name, sizeof(name)))
		return mms_symbol_start(caller);
	return FREED_INIT;
}

/**
 * vmi_callers() - the busy areas of a snapshot by the function that made them
 * @s: the snapshot
 * @b: what the page tables map of them; NULL when they were not walked
 * @callers: set to the rows, largest first, for kvfree()
 * @count: set to how many
 *
 * Return: 0, -ENOMEM, -EINTR.
 */
int vmi_callers(const struct mms_vmap_snapshot *s, const struct vmi_backings *b,
		struct mms_vmap_caller **callers, u32 *count)
{
	struct mms_vmap_caller *c;
	u32 n, i;
	int err;

	c = kvmalloc_array(max(s->count, 1U), sizeof(*c), GFP_KERNEL_ACCOUNT);
	if (!c)
		return -ENOMEM;
	n = mms_vmap_callers(s->areas, s->count, PAGE_SHIFT, c);
	if (b && b->area)
		add_backings(s, b, c);
	err = merge(&c, &n);
	for (i = 0; i < n && !err; i++) {
		c[i].sites = 1;
		c[i].caller = function_of(c[i].caller);
		if (!(i % CALLERS_A_LOOK))
			cond_resched();
	}
	if (!err)
		err = merge(&c, &n);
	if (err) {
		kvfree(c);
		return err;
	}
	mms_vmap_callers_by_bytes(c, n);
	*callers = c;
	*count = n;
	return 0;
}

/**
 * vmi_caller_name() - a function's name, with its module if it has one
 * @key: its address; 0 for areas without a recorded caller
 * @buf: receives the name
 * @size: bytes in @buf
 */
void vmi_caller_name(u64 key, char *buf, size_t size)
{
	char *plus, *rest;

	if (!key) {
		strscpy(buf, "(not recorded)", size);
		return;
	}
	if (key == FREED_INIT) {
		strscpy(buf, "(freed init code)", size);
		return;
	}
	mms_symbol_name(key, buf, size);
	plus = strrchr(buf, '+');
	if (!plus)
		return;
	rest = strchr(plus, ' ');
	if (rest)
		memmove(plus, rest, strlen(rest) + 1);
	else
		*plus = '\0';
}

/* Takes a snapshot, sums it up and frees it. */
static int summed_up(struct mms_view *v,
		     int (*sum)(const struct mms_vmap_snapshot *s,
				struct mms_view *v))
{
	struct mms_vmap_snapshot s;
	int err;

	v->unavailable = mms_vmap_unavailable();
	if (v->unavailable)
		return 0;
	err = mms_vmap_snapshot(&s, 0, U64_MAX);
	if (err)
		return err;
	err = sum(&s, v);
	mms_vmap_snapshot_free(&s);
	return err;
}

static int sum_orders(const struct mms_vmap_snapshot *s, struct mms_view *v)
{
	struct mms_vmap_order *orders;
	int err = vmi_orders(s, &orders);

	v->data = orders;
	v->count = MMS_VMAP_ORDERS;
	return err;
}

/**
 * vmi_orders_open() - sum up by order
 * @v: the view
 *
 * Return: 0, -ENOMEM, -EINTR, -EAGAIN.
 */
int vmi_orders_open(struct mms_view *v)
{
	return summed_up(v, sum_orders);
}

/**
 * vmi_orders_header() - how areas were found, and what is counted as holes
 * @v: the view
 * @t: the text
 *
 * Without the lists holes are all that is not allocated, lazily freed addresses
 * included; in answers to queries that is not called "free".
 */
void vmi_orders_header(const struct mms_view *v, struct mms_text *t)
{
	vmi_header(v, t);
	mms_rec_str(t, "holes", mms_vmap_lists_unavailable() ? "not_allocated" : "free");
}

/**
 * vmi_orders_show() - format one order; one without areas and holes is left out
 * @v: the view
 * @t: the text
 * @index: the order
 */
void vmi_orders_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	const struct mms_vmap_order *o = (struct mms_vmap_order *)v->data + index;

	if (!o->areas && !o->holes)
		return;
	mms_rec(t, "order");
	mms_rec_dec(t, "order", index);
	mms_rec_dec(t, "size", (u64)PAGE_SIZE << index);
	mms_rec_dec(t, "areas", o->areas);
	mms_rec_dec(t, "bytes", o->bytes);
	mms_rec_dec(t, "nr_pages", o->pages);
	mms_rec_dec(t, "page_order_areas", o->page_order_areas);
	mms_rec_dec(t, "holes", o->holes);
	mms_rec_dec(t, "hole_bytes", o->hole_bytes);
	mms_rec_dec(t, "device_areas", o->device_areas);
	mms_rec_dec(t, "device_bytes", o->device_bytes);
	mms_rec_end(t);
}

/**
 * vmi_orders_release() - free the rows
 * @v: the view
 */
void vmi_orders_release(struct mms_view *v)
{
	kvfree(v->data);
}

static int sum_callers(const struct mms_vmap_snapshot *s, struct mms_view *v)
{
	struct mms_vmap_caller *callers;
	u32 n;
	int err = vmi_callers(s, NULL, &callers, &n);

	if (err)
		return err;
	v->data = callers;
	v->count = n;
	return 0;
}

/**
 * vmi_callers_open() - sum up by calling function
 * @v: the view
 *
 * Return: 0, -ENOMEM, -EINTR, -EAGAIN.
 */
int vmi_callers_open(struct mms_view *v)
{
	return summed_up(v, sum_callers);
}

/**
 * vmi_callers_show() - format one function's share
 * @v: the view
 * @t: the text
 * @index: which
 */
void vmi_callers_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	const struct mms_vmap_caller *c = (struct mms_vmap_caller *)v->data + index;
	char name[MMS_SYM_LEN];

	vmi_caller_name(c->caller, name, sizeof(name));
	mms_rec(t, "caller");
	mms_rec_str(t, "func", name);
	mms_rec_dec(t, "sites", c->sites);
	mms_rec_dec(t, "areas", c->areas);
	mms_rec_dec(t, "bytes", c->bytes);
	mms_rec_dec(t, "nr_pages", c->pages);
	mms_rec_dec(t, "page_order_areas", c->page_order_areas);
	mms_rec_dec(t, "page_order_bytes", c->page_order_bytes);
	mms_rec_dec(t, "device_bytes", c->device);
	mms_rec_end(t);
}

/**
 * vmi_callers_release() - free the rows
 * @v: the view
 */
void vmi_callers_release(struct mms_view *v)
{
	kvfree(v->data);
}
