// SPDX-License-Identifier: GPL-2.0-only
/*
 * vmap_areas of kernels since 6.9: an array of vmap nodes, each with its own
 * busy and lazy tree and pools of free areas by size; one free tree for all.
 *
 * The structs below are private to mm/vmalloc.c, copied from 6.12 (l.922-951),
 * the same in 7.2 (l.948-977), and compared with the running kernel's BTF
 * before anything is read.
 *
 * Locks: the caller holds vmap_purge_lock, except in pauses (hold.c), so that
 * nothing leaves the lazy trees, and nothing enters the pools or the free tree. Then
 * one of busy.lock, lazy.lock, pool_lock, free_vmap_area_lock at a time, never two.
 *
 * purge_list is not read: it is filled and emptied again under
 * vmap_purge_lock, and before the first purge it is uninitialised memory.
 */
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/uaccess.h>
#include <linux/workqueue.h>
#include <mmscope/core/live_symbols.h>
#include "snapshot.h"

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

/* How often a pool whose tail changed is read again before giving up. */
#define POOL_TRIES 8

/* Pools (one per size) that count as one area in the length of a hold. */
#define SIZES_A_STEP 16

/**
 * struct pool_walk - the position of a walk of a pool's list, kept over unlocks
 * @pool: the pool
 * @bytes: the size of its areas
 * @node: its node
 * @at: the entry to be recorded next, or the list's head before the first
 * @after: the entry behind it, towards the end
 * @tail: the list's last entry when the walk began
 * @walked: entries visited, including @at
 */
struct pool_walk {
	struct vmap_pool *pool;
	u64 bytes;
	u16 node;
	struct list_head *at;
	struct list_head *after;
	struct list_head *tail;
	unsigned long walked;
};

static void pool_begin(struct pool_walk *w)
{
	w->at = &w->pool->head;
	w->tail = w->pool->head.prev;
	w->walked = 0;
}

/*
 * Is the walk's position still valid? It goes from the list's end to its front, where
 * areas are taken from and, by a purge, added: behind w->at the list does not change.
 * Except that a misaligned area is moved to the end (node_pool_del_va()), and that a
 * shrinker takes all of them: then the last entry is another, or there are fewer.
 */
static bool pool_goes_on(const struct pool_walk *w)
{
	return w->at && w->tail == w->pool->head.prev && w->walked <= w->pool->len;
}

/*
 * The entry before w->at, towards the front; NULL where the links are inconsistent.
 * w->at may have been freed in a pause in which vmap_purge_lock was dropped, which
 * pool_goes_on() does not rule out. So it is read by a nofault copy and checked.
 */
static struct list_head *entry_before(const struct pool_walk *w, struct vmap_area *va)
{
	if (w->at == &w->pool->head)
		return w->at->prev;
	if (copy_from_kernel_nofault(va, list_entry(w->at, struct vmap_area, list), sizeof(*va)) ||
	    va->list.next != w->after || va->va_end - va->va_start != w->bytes)
		return NULL;
	return va->list.prev;
}

/* Records a batch of entries; 1 while there are more, 0 at the front, or -EAGAIN. */
static int pool_batch(struct pool_walk *w, struct mms_vmap_buf *b)
{
	struct vmap_area va;
	u32 steps;

	for (steps = 0; steps < MMS_VMAP_BATCH; steps++) {
		struct list_head *before = entry_before(w, &va);

		if (!before || w->walked > w->pool->len)
			return -EAGAIN;
		if (w->at != &w->pool->head)
			mms_vmap_add_pooled(b, va.va_start, va.va_end, w->node);
		if (before == &w->pool->head)
			return 0;
		w->after = w->at;
		w->at = before;
		w->walked++;
	}
	return 1;
}

/* Restarts a pool from its end; false when it was tried too often: it is given up. */
static bool pool_restart(struct pool_walk *w, struct mms_vmap_buf *b, u32 mark, u32 *tries)
{
	if ((*tries)++ == POOL_TRIES) {
		b->s->pools_cut = true;
		return false;
	}
	b->count = mark;
	pool_begin(w);
	return true;
}

static int read_pool(struct vmap_node *vn, u32 size, struct mms_vmap_buf *b, u16 node)
{
	struct pool_walk w = {
		.pool = &vn->pool[size],
		.bytes = (u64)(size + 1) << PAGE_SHIFT,
		.node = node,
	};
	u32 mark = b->count, tries = 0;
	int more = 1, err = 0;

	while (more && !err) {
		spin_lock(&vn->pool_lock);
		if (!pool_goes_on(&w) && !pool_restart(&w, b, mark, &tries)) {
			spin_unlock(&vn->pool_lock);
			return 0;
		}
		more = pool_batch(&w, b);
		if (more < 0)
			w.at = NULL;
		else if (!more && !b->again)
			b->s->pooled_areas += w.pool->len;
		spin_unlock(&vn->pool_lock);
		err = mms_vmap_pause(b, MMS_VMAP_BATCH);
	}
	return err;
}

static int nodes_read_pools(struct mms_vmap_buf *b)
{
	unsigned int n = *nr_nodes, i, size;
	int err = 0;

	for (i = 0; i < n && !err; i++) {
		struct vmap_node *vn = &(*nodes)[i];

		for (size = 0; size < MAX_VA_SIZE_PAGES && !err; size++)
			if (READ_ONCE(vn->pool[size].len))
				err = read_pool(vn, size, b, i);
		if (!err)
			err = mms_vmap_pause(b, MAX_VA_SIZE_PAGES / SIZES_A_STEP);
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
	/* Set once at boot, before any module is loaded. */
	unsigned int n = *nr_nodes;
	int err;

	err = mms_vmap_read_free(b);
	if (!err && b->pools)
		err = nodes_read_pools(b);
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
	.setup = nodes_setup,
	.read = nodes_read,
	.read_pools = nodes_read_pools,
};
