// SPDX-License-Identifier: GPL-2.0-only
/*
 * Snapshots of the vmap_areas: see include/mmscope/vmap/live.h.
 *
 * While vmap_purge_lock (a mutex) is held, areas move in one direction only: free ->
 * busy -> lazy, but not from lazy to the pools or the free tree. So reading free,
 * pools, busy, lazy in this order finds every byte, except in an area that is between
 * two lists just then. Where there are more areas than may be read in one hold of the
 * lock (hold.c), what was missed is read again (gaps.c). Buffers are
 * allocated before, because reclaim takes the same mutex; when one proves too small
 * everything is read again with a larger one.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <mmscope/core/live_layout.h>
#include <mmscope/core/live_symbols.h>
#include "../arch/pt.h"
#include "../compat/compat.h"
#include "snapshot.h"

/* How often to retry with a larger buffer because areas were added meanwhile. */
#define GROW_TRIES 8

/* Entries of the first buffer for few addresses; and spare ones for reading gaps again. */
#define FEW 8
/* How often to read all again because a purge left more gaps than can be read again. */
#define WHOLE_TRIES 3

/* The method in use, and the list-reading one that this kernel has symbols for. */
static const struct mms_vmap_method *method, *lists;
static const char *unavailable, *lists_unavailable;

/* What the last full snapshot needed; a guess, so races don't matter. */
static u32 last_count = 1024;
static u32 last_free = 256;

/* Finds the lists of this kernel; static text saying why they can't be read. */
static const char *find_lists(void)
{
	bool lock = mms_vmap_hold_setup();

	lists = NULL;
	if (mms_vmap_nodes_method.setup())
		lists = &mms_vmap_nodes_method;
	else if (mms_vmap_global_method.setup())
		lists = &mms_vmap_global_method;
	if (!mms_vmap_tree_setup() || !lock || !lists)
		return IS_ENABLED(CONFIG_KALLSYMS_ALL) ?
			"the kernel's vmap_area lists were not found, see build" :
			"the kernel keeps no symbols of data (CONFIG_KALLSYMS_ALL=n)";
	if (!lists->nlayouts)
		return NULL;
	mms_layout_check(lists->layouts, lists->nlayouts);
	return mms_layout_ok(lists->layouts, lists->nlayouts) ?
		NULL : mms_layout_reason(lists->layouts, lists->nlayouts);
}

/*
 * Reads the addresses of functions needed later; those of mm/vmalloc.c are adjacent in
 * /proc/kallsyms, so reading stops after them. vmalloc_nr_pages() is left out where it
 * does not exist: the whole file would be searched for it.
 */
static void read_functions(void)
{
	static const char *const names[] = {
		"pcpu_get_vm_areas", "find_vm_area",
#if !MMS_HAVE_NR_VMALLOC
		"vmalloc_nr_pages",
#endif
	};

	mms_symbols_read(names, mms_arch_pt.may_call ? ARRAY_SIZE(names) : 1);
}

/**
 * mms_vmap_setup() - find the kernel's lists, and check the structs in them
 *
 * Never fails: mms_vmap_unavailable() says what is missing. Every method reads
 * the structs of linux/vmalloc.h, so nothing is read where one of them differs.
 * Private structs are read only where BTF confirms them; elsewhere page tables are
 * walked instead, which show only what is mapped.
 *
 * Context: module init.
 */
void mms_vmap_setup(void)
{
	struct mms_layout *layouts;
	u32 n;

	mms_vmap_spaces_setup();
	read_functions();
	mms_vmap_areas_setup();
	mms_vmap_counters_setup();
	layouts = mms_vmap_public_layouts(&n);
	mms_layout_check(layouts, n);
	lists_unavailable = find_lists();
	unavailable = mms_layout_fault(layouts, n);
	method = NULL;
	if (unavailable)
		lists_unavailable = unavailable;
	else if (!lists_unavailable)
		method = lists;
	else if (mms_vmap_tables_method.setup())
		method = &mms_vmap_tables_method;
	if (!method && mms_vmap_mapped_method.setup()) {
		method = &mms_vmap_mapped_method;
		unavailable = NULL;
	} else if (!method) {
		unavailable = lists_unavailable;
	}
}

/**
 * mms_vmap_unavailable() - why there are no snapshots
 *
 * Return: static text, NULL when there are.
 */
const char *mms_vmap_unavailable(void)
{
	return unavailable;
}

/**
 * mms_vmap_lists_unavailable() - why free and lazily freed can't be told apart
 *
 * Snapshots then have allocated areas only, and all other addresses count as holes,
 * lazily freed ones included.
 *
 * Return: static text, NULL when they can.
 */
const char *mms_vmap_lists_unavailable(void)
{
	return lists_unavailable;
}

/**
 * mms_vmap_owners_unavailable() - why the owners of areas are not known
 *
 * All areas are MMS_VMAP_MAPPED then, without a caller, a guard page or nr_pages.
 *
 * Return: static text, NULL when they are known.
 */
const char *mms_vmap_owners_unavailable(void)
{
	return method && method->mapped_only ? lists_unavailable : NULL;
}

/**
 * mms_vmap_method_name() - how areas are read on this kernel
 *
 * Return: static text, the method's name as in the build file; "none" where
 * mms_vmap_unavailable().
 */
const char *mms_vmap_method_name(void)
{
	return method ? method->name : "none";
}

/**
 * mms_vmap_has_pools() - does this kernel have pools of freed areas by size?
 *
 * Return: true since 6.9.
 */
bool mms_vmap_has_pools(void)
{
	return method && method->read_pools;
}

/**
 * mms_vmap_build() - the method and the layouts, for the build file
 * @t: the text
 */
void mms_vmap_build(struct mms_text *t)
{
	const struct mms_vmap_space *space;
	struct mms_layout *layouts;
	u32 n, i;

	mms_rec(t, "vmap");
	mms_rec_str(t, "method", mms_vmap_method_name());
	if (unavailable)
		mms_rec_str(t, "unavailable", unavailable);
	else if (lists_unavailable)
		mms_rec_str(t, "lists_unavailable", lists_unavailable);
	mms_rec_end(t);
	space = mms_vmap_spaces(&n);
	for (i = 0; i < n; i++) {
		mms_rec(t, "space");
		mms_rec_str(t, "name", space[i].name);
		mms_rec_dec(t, "size", space[i].end - space[i].start);
		mms_rec_end(t);
	}
	layouts = mms_vmap_public_layouts(&n);
	mms_layout_show(t, layouts, n);
	if (lists)
		mms_layout_show(t, lists->layouts, lists->nlayouts);
	mms_vmap_counters_build(t);
}

static void buf_free(struct mms_vmap_buf *b)
{
	kvfree(b->areas);
	kvfree(b->free);
	b->areas = NULL;
	b->free = NULL;
}

static int buf_alloc(struct mms_vmap_buf *b)
{
	b->areas = kvmalloc_array(b->max, sizeof(*b->areas), GFP_KERNEL_ACCOUNT);
	b->free = kvmalloc_array(b->maxfree, sizeof(*b->free),
				 GFP_KERNEL_ACCOUNT);
	if (b->areas && b->free)
		return 0;
	buf_free(b);
	return -ENOMEM;
}

static int read_once(struct mms_vmap_buf *b)
{
	int err = 0;

	b->count = 0;
	b->nfree = 0;
	b->s->pools_cut = false;
	b->s->pooled_areas = 0;
	b->s->unread = 0;
	b->s->holds = 0;
	if (!method->derived)
		err = mms_vmap_hold(b);
	if (!err)
		err = method->read(b);
	mms_vmap_release(b);
	return err;
}

/* Repeats reading with larger buffers until all fits; on error they are freed. */
static int read_all(struct mms_vmap_buf *b)
{
	int tries, err;

	for (tries = 0; tries < GROW_TRIES; tries++) {
		err = buf_alloc(b);
		if (err)
			return err;
		err = read_once(b);
		if (!err && b->count <= b->max && b->nfree <= b->maxfree)
			return 0;
		buf_free(b);
		if (err)
			return err;
		b->max = max(b->max, b->count + b->count / 4 + FEW);
		b->maxfree = max(b->maxfree, b->nfree + b->nfree / 4 + FEW);
	}
	return -EAGAIN;
}

/* Reads all, then the gaps again; on error the buffers are freed. */
static int read_settled(struct mms_vmap_buf *b)
{
	int tries, err;
	u32 left;

	for (tries = 1;; tries++) {
		err = read_all(b);
		if (err)
			return err;
		err = mms_vmap_fill_gaps(b, method, &left);
		if (!err && (left <= MMS_VMAP_GAPS || tries == WHOLE_TRIES))
			return 0;
		buf_free(b);
		if (err)
			return err;
	}
}

/* Turns the free ranges into holes; takes over @b's areas. */
static int digest(struct mms_vmap_buf *b, struct mms_vmap_snapshot *s)
{
	s->areas = b->areas;
	s->count = b->count;
	b->areas = NULL;
	s->nholes = mms_vmap_holes(b->free, b->nfree, s->areas, s->count,
				   NULL, 0);
	s->holes = kvmalloc_array(max(s->nholes, 1U), sizeof(*s->holes),
				  GFP_KERNEL_ACCOUNT);
	if (!s->holes)
		return -ENOMEM;
	cond_resched();
	mms_vmap_holes(b->free, b->nfree, s->areas, s->count, s->holes,
		       s->nholes);
	return 0;
}

/**
 * mms_vmap_snapshot() - what is at these addresses now
 * @s: filled in; free it with mms_vmap_snapshot_free()
 * @start: first byte; 0 for all
 * @end: first byte past the range; U64_MAX for all
 *
 * Pools can only be read as a whole. So where one page is asked for they are read only
 * when it is on no other list.
 *
 * Context: process, may sleep; takes vmap_purge_lock, for at most MMS_VMAP_HOLD areas
 * at a time, and, one at a time and for at most MMS_VMAP_BATCH areas, the spinlocks
 * below it.
 * Return: 0, -ENODATA when mms_vmap_unavailable(), -EINTR, -ENOMEM, -EAGAIN
 * when areas were added faster than the buffer grew.
 */
int mms_vmap_snapshot(struct mms_vmap_snapshot *s, u64 start, u64 end)
{
	bool few = end - start <= PAGE_SIZE;
	struct mms_vmap_buf b = {
		.start = min_t(u64, start, ULONG_MAX),
		.end = min_t(u64, end, ULONG_MAX),
		.max = few ? FEW : READ_ONCE(last_count) + FEW,
		.maxfree = few ? FEW : READ_ONCE(last_free) + FEW,
		.pools = !few && method && method->read_pools,
		.s = s,
	};
	int err;

	memset(s, 0, sizeof(*s));
	if (unavailable)
		return -ENODATA;
	err = read_settled(&b);
	if (err)
		return err;
	if (!few) {
		WRITE_ONCE(last_count, b.count + b.count / 8);
		WRITE_ONCE(last_free, b.nfree + b.nfree / 8);
	}
	err = digest(&b, s);
	buf_free(&b);
	if (err)
		mms_vmap_snapshot_free(s);
	return err;
}

/**
 * mms_vmap_snapshot_free() - free a snapshot
 * @s: the snapshot; empty afterwards, so that freeing twice is harmless
 */
void mms_vmap_snapshot_free(struct mms_vmap_snapshot *s)
{
	kvfree(s->areas);
	kvfree(s->holes);
	s->areas = NULL;
	s->holes = NULL;
	s->count = 0;
	s->nholes = 0;
}
