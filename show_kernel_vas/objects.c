// SPDX-License-Identifier: GPL-2.0-only
/*
 * The `objects` file, and the same objects as a table below the map. Locks: those of
 * live/vas/objects.c.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "kvas.h"

/**
 * struct kvas_objects - the objects, and the layout that contains them
 * @vas: the layout
 * @o: the objects
 */
struct kvas_objects {
	struct mms_vas *vas;
	struct mms_objects *o;
};

/**
 * kvas_objects_open() - find the objects
 * @v: the view
 *
 * Return: 0, -ENOMEM.
 */
int kvas_objects_open(struct mms_view *v)
{
	struct kvas_objects *view = kzalloc(sizeof(*view), GFP_KERNEL_ACCOUNT);
	int err = view ? mms_vas_take(&view->vas) : -ENOMEM;

	if (!err)
		view->o = mms_objects_take();
	if (!err && view->o) {
		v->data = view;
		v->count = view->o->nr;
		return 0;
	}
	if (!err)
		mms_vas_free(view->vas);
	kfree(view);
	return err ? err : -ENOMEM;
}

/* The rest of the record of an object that has a virtual or physical address. */
static void rec_rest(struct mms_text *t, const struct mms_object *o,
		     const struct mms_region *region, const struct mms_region *part)
{
	mms_rec_dec(t, "size", o->size);
	if (o->start)
		mms_rec_str(t, "region", region ? region->name : "unknown");
	if (part)
		mms_rec_str(t, "part", part->name);
	if (o->mapped)
		mms_rec_hex(t, "phys", o->phys);
	else
		mms_rec_str(t, "phys", "unavailable");
	mms_rec_str(t, "source", o->source);
	if (o->state)
		mms_rec_str(t, "state", o->state);
	if (!o->mapped)
		mms_rec_str(t, "phys_reason", o->phys_why ?: "it has no address to look up");
}

/**
 * kvas_objects_show() - one object as a record
 * @v: the view
 * @t: the text
 * @index: which
 */
void kvas_objects_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	const struct kvas_objects *view = v->data;
	const struct mms_object *o = &view->o->object[index];
	const struct mms_region *region = NULL, *part = NULL;

	mms_rec(t, "object");
	mms_rec_str(t, "name", o->name);
	if (o->cpu)
		mms_rec_dec(t, "cpu", o->cpu - 1);
	if (o->start) {
		region = mms_vas_find(view->vas, o->start, &part);
		mms_rec_hex(t, "start", o->start);
		mms_rec_end_of(t, o->start + o->size - 1);
	} else {
		mms_rec_str(t, "start", "unavailable");
		mms_rec_str(t, "reason", o->why);
	}
	if (o->size)
		rec_rest(t, o, region, part);
	mms_rec_end(t);
}

/**
 * kvas_objects_release() - free the objects
 * @v: the view
 */
void kvas_objects_release(struct mms_view *v)
{
	struct kvas_objects *view = v->data;

	mms_vas_free(view->vas);
	kvfree(view->o);
	kfree(view);
}

/* The name and state in 18 columns, the length of `initrd, given back`. */
static void put_name(struct mms_text *t, const struct mms_object *o)
{
	const size_t before = t->len;

	mms_put(t, "%s", o->name);
	if (o->state && !strcmp(o->state, "given_back"))
		mms_put(t, ", given back");
	mms_put_n(t, ' ', 19 - min_t(size_t, t->len - before, 19));
}

/**
 * kvas_objects_draw() - one line of the report's table of objects
 * @t: the text
 * @vas: the layout that contains them
 * @o: the objects
 * @i: which; the heading comes with the first
 */
void kvas_objects_draw(struct mms_text *t, const struct mms_vas *vas,
		       const struct mms_objects *o, u32 i)
{
	const unsigned int digits = vas->last > U32_MAX ? 16 : 8;
	const struct mms_object *x = &o->object[i];
	const struct mms_region *region;

	if (!i)
		mms_put(t, "\n%-18s %3s  %-18s %9s  %-18s %s\n", "Where is the ...", "CPU",
			"address", "size", "physical", "in");
	put_name(t, x);
	if (x->cpu)
		mms_put(t, "%3u  ", x->cpu - 1);
	else
		mms_put(t, "  -  ");
	if (!x->start) {
		mms_put(t, "%s\n", x->why);
		return;
	}
	region = mms_vas_find(vas, x->start, NULL);
	mms_put(t, "0x%0*llx%*s ", digits, x->start, 16 - digits, "");
	mms_put_size(t, x->size, 9);
	if (x->mapped)
		mms_put(t, "  0x%-16llx", x->phys);
	else
		mms_put(t, "  %-18s", "-");
	mms_put(t, " %s", region ? region->title : "-");
	if (x->state && !strcmp(x->state, "of_reader"))
		mms_put(t, ", of who reads this");
	mms_put(t, "\n");
}
