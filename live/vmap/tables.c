// SPDX-License-Identifier: GPL-2.0-only
/*
 * vmap_areas of kernels whose lists can't be found (KALLSYMS_ALL=n), or whose lists'
 * structs BTF does not confirm: by the page tables of the spaces, and find_vm_area()
 * for what is mapped in them and for the pages between. That function is in kallsyms
 * everywhere, being code; it is called only where architecture and configuration seal
 * no functions (mms_arch_pt.may_call).
 *
 * What it finds are allocated areas. Freed ones have no vm_struct any more, so
 * lazily freed and free can't be told apart: both are holes here.
 *
 * An area with nothing mapped is found if it begins less than PROBES pages
 * behind another, or behind the start of its space; on 32 bits, wherever it is.
 *
 * 32-bit ARM has areas in lowmem, too, for what it remaps there: CMA's region
 * (dma_contiguous_remap() of arch/arm/mm/dma-mapping.c). They consist of whole sections,
 * so one lookup in each is enough.
 *
 * Where find_vm_area() may not be called either (x86-64), only what is mapped is known:
 * a range from one gap to the next is mostly one area without its guard page. Its
 * caller, and what is allocated but not mapped, are not known.
 *
 * Locks: find_vm_area() takes and drops vmap_area_lock, the walk those of
 * live/pt/read.c; none is held here, so a vm_struct may be freed at any time.
 * It is copied with copy_from_kernel_nofault(), and what was copied counts only
 * if the area still has that vm_struct afterwards, with the same in it.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <mmscope/core/live_symbols.h>
#include <mmscope/pt/live.h>
#include "../arch/pt.h"
#include "snapshot.h"

/* Pages looked up behind an area: 256 MiB of 4 KiB pages; on 32 bits, all. */
#define PROBES (IS_ENABLED(CONFIG_64BIT) ? 65536 : U32_MAX >> PAGE_SHIFT)

/* Pages looked up between two pauses (mms_vmap_pause()). */
#define BATCH 1024

/* How often to copy a vm_struct that keeps changing. */
#define COPY_TRIES 8

static struct vm_struct *(*find)(const void *addr);

/**
 * struct leaf - the next mapped range of a space
 * @start: first byte
 * @end: first byte past it; 0 when there is none
 */
struct leaf {
	u64 start;
	u64 end;
};

/* Could this be the vm_struct of an area that contains @addr? */
static bool plausible(const struct vm_struct *vm, u64 addr)
{
	u64 start = (unsigned long)vm->addr;

	return offset_in_page(vm->addr) == 0 && offset_in_page(vm->size) == 0 &&
	       vm->size && start <= addr && addr - start < vm->size;
}

/* Copies the vm_struct of the area that contains an address; false if there is none. */
static bool find_area(u64 addr, struct vm_struct *copy)
{
	const void *at = (const void *)(unsigned long)addr;
	struct vm_struct again, *vm;
	int tries;

	for (tries = COPY_TRIES; tries; tries--) {
		vm = find(at);
		if (!vm)
			return false;
		if (copy_from_kernel_nofault(copy, vm, sizeof(*copy)) ||
		    copy_from_kernel_nofault(&again, vm, sizeof(again)))
			continue;
		if (vm == find(at) && !memcmp(copy, &again, sizeof(again)) &&
		    plausible(copy, addr))
			return true;
	}
	return false;
}

/**
 * struct look - the state of a search through a space
 * @b: receives areas
 * @w: for walks
 * @at: the next address to look up
 * @end: where the space ends
 * @probes: pages still to be looked up before skipping to the next mapped one
 * @leaf: the next mapped range
 */
struct look {
	struct mms_vmap_buf *b;
	struct mms_range *w;
	u64 at;
	u64 end;
	u32 probes;
	struct leaf leaf;
};

/* Areas under a table that can't be read may be missed: such tables are counted. */
static int first_leaf(struct mms_range *w, const struct mms_run *run)
{
	struct look *l = w->ctx;

	if (mms_run_unread(run))
		l->b->s->unread++;
	if (run->kind != MMS_PT_LEAF)
		return 0;
	l->leaf.start = run->va;
	l->leaf.end = run->va + run->size;
	return 1;
}

/* Finds the first mapped range at or above l->at. */
static int next_leaf(struct look *l)
{
	static const struct mms_visitor visitor = { .run = first_leaf };
	int ret = mms_kernel_range_init(l->w, l->at, l->end - 1);

	l->leaf.start = l->end;
	l->leaf.end = 0;
	l->w->v = &visitor;
	l->w->ctx = l;
	while (!ret) {
		ret = mms_kernel_range_chunk(l->w);
		if (ret <= 0 || l->leaf.end)
			break;
		ret = 0;
	}
	return min(ret, 0);
}

/* Records the area at l->at, if there is one, and moves on behind it. */
static bool take(struct look *l)
{
	struct vm_struct vm;

	if (!find_area(l->at, &vm))
		return false;
	mms_vmap_add_vm(l->b, &vm);
	l->at = (u64)(unsigned long)vm.addr + vm.size;
	l->probes = PROBES;
	return true;
}

/*
 * Mapped, but without a vm_struct: vm_map_ram(), or an area being set up or torn
 * down. Its bounds are not known, only what of it is mapped. Page by page: a large
 * mapping may reach into the next area.
 */
static void take_mapped(struct look *l)
{
	mms_vmap_add_mapped(l->b, l->at, l->at + PAGE_SIZE, MMS_VMAP_NO_VM);
	l->at += PAGE_SIZE;
	l->probes = PROBES;
}

static int search(struct look *l)
{
	u32 steps = 0;
	int err = 0;

	while (l->at < l->end && !err) {
		if (l->at > l->leaf.start && l->at >= l->leaf.end)
			err = next_leaf(l);
		if (err)
			break;
		if (l->at < l->leaf.start && !l->probes) {
			l->at = l->leaf.start;
		} else if (take(l)) {
			;
		} else if (l->at >= l->leaf.start) {
			take_mapped(l);
		} else {
			l->at += PAGE_SIZE;
			l->probes--;
		}
		if (!(++steps % BATCH))
			err = mms_vmap_pause(l->b, BATCH);
	}
	return err;
}

/* Drops the last range if it ends before the wanted addresses. */
static void drop_unwanted(struct mms_vmap_buf *b, u32 mark)
{
	if (b->count > mark && b->count <= b->max && b->areas[b->count - 1].end <= b->start)
		b->count--;
}

/*
 * Goes from leaf to leaf, where find_vm_area() can't be called. From the start of the
 * space, or a part of a mapped range would be taken for all of it.
 */
static int search_mapped(struct look *l, const struct mms_vmap_space *space)
{
	u32 mark = l->b->count, steps = 0;
	u64 last = 0;
	int err = 0;

	l->at = space->start;
	l->end = space->end;
	while (l->at < l->end && !err) {
		err = next_leaf(l);
		if (err || !l->leaf.end || (l->leaf.start >= l->b->end && l->leaf.start != last))
			break;
		if (l->leaf.start != last)
			drop_unwanted(l->b, mark);
		mms_vmap_add_mapped(l->b, max(l->leaf.start, l->at), l->leaf.end,
				    MMS_VMAP_MAPPED);
		last = l->leaf.end;
		l->at = last;
		if (!(++steps % BATCH))
			err = mms_vmap_pause(l->b, BATCH);
	}
	drop_unwanted(l->b, mark);
	return err;
}

/*
 * Everything outside of areas is a hole, see mms_vmap_holes(). Where only a part of
 * the space is searched there are no holes: they would be cut at the part's ends.
 */
static void add_space(struct mms_vmap_buf *b, const struct mms_vmap_space *space)
{
	if (b->start > space->start || b->end < space->end)
		return;
	if (b->nfree++ >= b->maxfree)
		return;
	b->free[b->nfree - 1].start = space->start;
	b->free[b->nfree - 1].end = space->end;
}

static int search_space(struct look *l, const struct mms_vmap_space *space)
{
	struct mms_vmap_buf *b = l->b;

	l->at = max_t(u64, space->start, b->start & PAGE_MASK);
	l->end = b->end < space->end ? round_up((u64)b->end, PAGE_SIZE) : space->end;
	if (l->at >= l->end)
		return 0;
	add_space(b, space);
	l->leaf = (struct leaf){};
	l->probes = PROBES;
	return l->b->mapped_only ? search_mapped(l, space) : search(l);
}

/* The lowest space at or above @at; holes are wanted in address order. */
static const struct mms_vmap_space *next_space(u64 at)
{
	const struct mms_vmap_space *space, *best = NULL;
	u32 n, i;

	space = mms_vmap_spaces(&n);
	for (i = 0; i < n; i++)
		if (space[i].start >= at && (!best || space[i].start < best->start))
			best = &space[i];
	return best;
}

static int search_lowmem(struct look *l)
{
	const u64 first = PAGE_OFFSET, past = (unsigned long)high_memory;

	l->at = max_t(u64, first, l->b->start & PAGE_MASK);
	l->end = min_t(u64, past, l->b->end);
	while (l->at < l->end) {
		if (!take(l))
			l->at = round_down(l->at, SZ_1M) + SZ_1M;
	}
	return mms_vmap_pause(l->b, 0);
}

static int tables_read(struct mms_vmap_buf *b)
{
	const struct mms_vmap_space *space;
	struct look l = { .b = b };
	int err = 0;

	l.w = kvmalloc(sizeof(*l.w), GFP_KERNEL_ACCOUNT);
	if (!l.w)
		return -ENOMEM;
	mms_vmap_count_pages(b, false);
	for (space = next_space(0); space && !err; space = next_space(space->end))
		err = search_space(&l, space);
	if (!err && !IS_ENABLED(CONFIG_64BIT) && !b->mapped_only)
		err = search_lowmem(&l);
	mms_vmap_count_pages(b, true);
	kvfree(l.w);
	return err;
}

static bool tables_setup(void)
{
	if (!mms_arch_pt.may_call || mms_kernel_pt_unavailable())
		return false;
	find = (void *)mms_symbol_read("find_vm_area");
	return find;
}

const struct mms_vmap_method mms_vmap_tables_method = {
	.name = "page_tables",
	.derived = true,
	.setup = tables_setup,
	.read = tables_read,
};

static bool mapped_setup(void)
{
	return !mms_kernel_pt_unavailable();
}

static int mapped_read(struct mms_vmap_buf *b)
{
	b->mapped_only = true;
	return tables_read(b);
}

const struct mms_vmap_method mms_vmap_mapped_method = {
	.name = "mapped",
	.derived = true,
	.mapped_only = true,
	.setup = mapped_setup,
	.read = mapped_read,
};
