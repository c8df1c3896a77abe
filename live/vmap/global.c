// SPDX-License-Identifier: GPL-2.0-only
/*
 * vmap_areas of kernels before 6.9: one busy tree, the lazily freed areas, one free
 * tree. Lazily freed areas are in a tree of their own since 5.11, in a lockless list
 * before.
 *
 * Locks: the caller holds vmap_purge_lock, except in pauses (hold.c), so that
 * no area leaves the lazily freed ones or enters the free tree. Then one of
 * vmap_area_lock, purge_vmap_area_lock, free_vmap_area_lock at a time, never two.
 * 5.10's lockless list needs none: only the holder of vmap_purge_lock takes from it.
 */
#include <linux/kernel.h>
#include <linux/llist.h>
#include <mmscope/core/live_symbols.h>
#include "../compat/compat.h"
#include "snapshot.h"

static const struct rb_root *busy_root;
static spinlock_t *busy_lock;

#if MMS_HAVE_VMAP_AREA_PURGE_LIST
static struct llist_head *lazy_list;

static bool lazy_setup(void)
{
	lazy_list = (void *)mms_symbol("vmap_purge_list");
	return lazy_list;
}

/* Links followed to find an entry again, a few instructions each. */
#define FOLLOW_MOST 32768

/* @at if it is still on the list; NULL where a purge has removed it. */
static struct llist_node *find_again(const struct llist_node *at)
{
	struct llist_node *node = READ_ONCE(lazy_list->first);
	u32 n = 0;

	while (node && node != at && n++ < FOLLOW_MOST)
		node = node->next;
	return node == at ? node : NULL;
}

/*
 * New areas are added at the front, so the rest of the list does not change; except in
 * a pause in which vmap_purge_lock was dropped. After that the next entry is followed
 * only if it is still found from the front.
 */
static int read_lazy_areas(struct mms_vmap_buf *b)
{
	struct llist_node *node = READ_ONCE(lazy_list->first);
	u32 hold = b->s->holds, steps = 0;
	int err = 0;

	while (node && !err) {
		struct vmap_area *va;

		va = llist_entry(node, struct vmap_area, purge_list);
		if (va->va_end > b->start && va->va_start < b->end)
			mms_vmap_add_lazy(b, va, MMS_VMAP_NO_NODE);
		node = node->next;
		if (++steps % MMS_VMAP_BATCH)
			continue;
		err = mms_vmap_pause(b, MMS_VMAP_BATCH);
		if (!err && b->s->holds != hold)
			node = find_again(node);
		hold = b->s->holds;
	}
	return err;
}
#else
static const struct rb_root *lazy_root;
static spinlock_t *lazy_lock;

static bool lazy_setup(void)
{
	lazy_root = (void *)mms_symbol("purge_vmap_area_root");
	lazy_lock = (void *)mms_symbol("purge_vmap_area_lock");
	return lazy_root && lazy_lock;
}

static int read_lazy_areas(struct mms_vmap_buf *b)
{
	return mms_vmap_read_tree(lazy_root, lazy_lock, mms_vmap_add_lazy, b,
				  MMS_VMAP_NO_NODE);
}
#endif

static int global_read(struct mms_vmap_buf *b)
{
	int err;

	err = mms_vmap_read_free(b);
	if (err)
		return err;
	mms_vmap_count_pages(b, false);
	err = mms_vmap_read_tree(busy_root, busy_lock, mms_vmap_add_busy, b,
				 MMS_VMAP_NO_NODE);
	mms_vmap_count_pages(b, true);
	if (err)
		return err;
	mms_vmap_count_lazy(b, false);
	err = read_lazy_areas(b);
	mms_vmap_count_lazy(b, true);
	return err;
}

static bool global_setup(void)
{
	busy_root = (void *)mms_symbol("vmap_area_root");
	busy_lock = (void *)mms_symbol("vmap_area_lock");
	return lazy_setup() && busy_root && busy_lock;
}

const struct mms_vmap_method mms_vmap_global_method = {
	.name = "vmap_area_root",
	.setup = global_setup,
	.read = global_read,
};
