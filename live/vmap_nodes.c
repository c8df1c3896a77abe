// SPDX-License-Identifier: GPL-2.0-only
/*
 * vmap_areas of kernels since 6.9: an array of vmap nodes, each with its own
 * busy and lazy tree and pools of ready areas by size; one free tree for all.
 *
 * The structs below are private to mm/vmalloc.c, copied from 6.12 (l.922-951),
 * the same in 7.2 (l.948-977), and compared with the running kernel's BTF
 * before anything is read.
 *
 * Locks: the caller holds vmap_purge_lock, so that nothing leaves the lazy
 * trees, and nothing enters the pools or the free tree. Then one of busy.lock,
 * lazy.lock, pool_lock, free_vmap_area_lock at a time, never two.
 *
 * purge_list is not read: it is filled and emptied again under
 * vmap_purge_lock, and before the first purge it is uninitialised memory.
 */
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/workqueue.h>
#include <mmscope/symbols.h>
#include "vmap.h"

#define MAX_VA_SIZE_PAGES 256

struct rb_list {
	struct rb_root root;
	struct list_head head;
	spinlock_t lock;	/* for both */
};

struct vmap_pool {
	struct list_head head;
	unsigned long len;
};

struct vmap_node {
	struct vmap_pool pool[MAX_VA_SIZE_PAGES];
	spinlock_t pool_lock;	/* for every pool */
	bool skip_populate;
	struct rb_list busy;
	struct rb_list lazy;
	struct list_head purge_list;
	struct work_struct purge_work;
	unsigned long nr_purged;
};

static const struct mms_layout_member node_members[] = {
	MMS_LAYOUT_SIZE(vmap_node),
	MMS_LAYOUT(vmap_node, pool),
	MMS_LAYOUT_AT(vmap_node, "pool.head", pool[0].head),
	MMS_LAYOUT_AT(vmap_node, "pool.len", pool[0].len),
	MMS_LAYOUT(vmap_node, pool_lock),
	MMS_LAYOUT_AT(vmap_node, "busy.root", busy.root),
	MMS_LAYOUT_AT(vmap_node, "busy.lock", busy.lock),
	MMS_LAYOUT_AT(vmap_node, "lazy.root", lazy.root),
	MMS_LAYOUT_AT(vmap_node, "lazy.lock", lazy.lock),
};

static struct mms_layout layouts[] = {
	MMS_LAYOUT_OF(vmap_node, node_members),
};

static struct vmap_node **nodes;
static unsigned int *nr_nodes;

/* A pool read again this often because allocations took from it is given up. */
#define POOL_TRIES 8

/**
 * struct pool_walk - where in a pool's list a walk is, over unlocks
 * @at: the last entry recorded, or the list's head
 * @tail: the list's last entry when the walk began
 * @len: the list's length when the walk began
 */
struct pool_walk {
	struct list_head *at;
	struct list_head *tail;
	unsigned long len;
};

static void pool_begin(struct pool_walk *w, struct vmap_pool *pool)
{
	w->at = &pool->head;
	w->tail = pool->head.prev;
	w->len = pool->len;
}

/*
 * May the walk go on at w->at? Under vmap_purge_lock nothing enters a pool, so
 * while its length is the same nothing left it either, and w->at is still in
 * it. An allocation that finds the first entry misaligned moves it to the end
 * (node_pool_del_va()); then the last entry changes.
 */
static bool pool_unchanged(const struct pool_walk *w,
			   const struct vmap_pool *pool)
{
	return w->len == pool->len && w->tail == pool->head.prev;
}

static int read_pool(struct vmap_node *vn, struct vmap_pool *pool,
		     struct mms_vmap_buf *b, u16 node)
{
	unsigned int tries = 0, steps, batch = MMS_VMAP_BATCH;
	u32 mark = b->count;
	struct pool_walk w = {};
	bool more = true;
	int err = 0;

	while (more && !err) {
		spin_lock(&vn->pool_lock);
		if (!w.at || !pool_unchanged(&w, pool)) {
			if (tries++ == POOL_TRIES) {
				spin_unlock(&vn->pool_lock);
				b->s->pools_cut = true;
				return 0;
			}
			batch = min(MMS_VMAP_BATCH << (tries - 1), 4096);
			b->count = mark;
			pool_begin(&w, pool);
		}
		for (steps = 0; steps < batch; steps++) {
			more = w.at->next != &pool->head;
			if (!more)
				break;
			w.at = w.at->next;
			mms_vmap_add_pooled(b, list_entry(w.at, struct vmap_area,
							  list), node);
		}
		spin_unlock(&vn->pool_lock);
		err = mms_vmap_pause();
	}
	b->s->pooled_areas += w.len;
	return err;
}

static int read_pools(struct mms_vmap_buf *b, unsigned int n)
{
	unsigned int i, size;
	int err = 0;

	for (i = 0; i < n && !err; i++) {
		struct vmap_node *vn = &(*nodes)[i];

		for (size = 0; size < MAX_VA_SIZE_PAGES && !err; size++)
			if (READ_ONCE(vn->pool[size].len))
				err = read_pool(vn, &vn->pool[size], b, i);
	}
	return err;
}

static int read_busy(struct mms_vmap_buf *b, unsigned int n)
{
	unsigned int i;
	int err = 0;

	mms_vmap_count_pages(b, false);
	for (i = 0; i < n && !err; i++) {
		struct rb_list *l = &(*nodes)[i].busy;

		err = mms_vmap_read_tree(&l->root, &l->lock, mms_vmap_add_busy,
					 b, i);
	}
	mms_vmap_count_pages(b, true);
	return err;
}

static int read_lazy(struct mms_vmap_buf *b, unsigned int n)
{
	unsigned int i;
	int err = 0;

	mms_vmap_count_lazy(b, false);
	for (i = 0; i < n && !err; i++) {
		struct rb_list *l = &(*nodes)[i].lazy;

		err = mms_vmap_read_tree(&l->root, &l->lock, mms_vmap_add_lazy,
					 b, i);
	}
	mms_vmap_count_lazy(b, true);
	return err;
}

static int nodes_read(struct mms_vmap_buf *b)
{
	/* Set once at boot, before any module. */
	unsigned int n = *nr_nodes;
	int err;

	err = mms_vmap_read_free(b);
	if (!err && b->pools)
		err = read_pools(b, n);
	if (!err)
		err = read_busy(b, n);
	if (!err)
		err = read_lazy(b, n);
	return err;
}

static bool nodes_setup(void)
{
	nodes = (void *)mms_symbol("vmap_nodes");
	nr_nodes = (void *)mms_symbol("nr_vmap_nodes");
	return nodes && nr_nodes;
}

const struct mms_vmap_method mms_vmap_nodes_method = {
	.name = "vmap_nodes",
	.layouts = layouts,
	.nlayouts = ARRAY_SIZE(layouts),
	.pools = true,
	.setup = nodes_setup,
	.read = nodes_read,
};
