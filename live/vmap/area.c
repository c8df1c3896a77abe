// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records one vmap_area of the kernel, and walks a tree of them under the tree's own
 * spinlock, taken here for at most MMS_VMAP_BATCH steps at a time; the walk resumes by
 * address, never by a pointer kept over an unlock. Nothing is allocated: the caller
 * holds vmap_purge_lock, which reclaim takes (hold.c).
 *
 * va->vm is followed for busy areas only: on the other lists it is stale or
 * another member of the same union.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <mmscope/core/live_symbols.h>
#include "../compat/compat.h"
#include "snapshot.h"

static const struct rb_root *free_root;
static spinlock_t *free_lock;

static const struct mms_layout_member area_members[] = {
	MMS_LAYOUT_SIZE(vmap_area),
	MMS_LAYOUT(vmap_area, va_start),
	MMS_LAYOUT(vmap_area, va_end),
	MMS_LAYOUT(vmap_area, rb_node),
	MMS_LAYOUT(vmap_area, list),
	MMS_LAYOUT(vmap_area, vm),
#if MMS_HAVE_VMAP_AREA_FLAGS
	MMS_LAYOUT(vmap_area, flags),
#endif
};

static const struct mms_layout_member vm_members[] = {
	MMS_LAYOUT_SIZE(vm_struct),
	MMS_LAYOUT(vm_struct, addr),
	MMS_LAYOUT(vm_struct, size),
	MMS_LAYOUT(vm_struct, flags),
	MMS_LAYOUT(vm_struct, nr_pages),
#if MMS_HAVE_VM_PAGE_ORDER
	MMS_LAYOUT(vm_struct, page_order),
#endif
	MMS_LAYOUT(vm_struct, phys_addr),
	MMS_LAYOUT(vm_struct, caller),
#if MMS_HAVE_VM_REQUESTED_SIZE
	MMS_LAYOUT(vm_struct, requested_size),
#endif
};

static struct mms_layout public_layouts[] = {
	MMS_LAYOUT_OF(vmap_area, area_members),
	MMS_LAYOUT_OF(vm_struct, vm_members),
};

/* pcpu_get_vm_areas(), which is the caller in its own areas; 0 while not known. */
static unsigned long percpu_caller;

/*
 * Where /proc/kallsyms could not be read: by its name, which %pS prints always. This
 * runs with a lock held, but few times: few areas have VM_ALLOC without nr_pages, and
 * the first per-CPU area found identifies all.
 */
static bool learn_percpu(const struct mms_vmap_area *a)
{
	static const char name[] = "pcpu_get_vm_areas+";
	char caller[sizeof(name)];

	if (!(a->flags & VM_ALLOC) || a->nr_pages)
		return false;
	mms_symbol_name(a->caller, caller, sizeof(caller));
	if (!strcmp(caller, name))
		WRITE_ONCE(percpu_caller, a->caller);
	return a->caller == READ_ONCE(percpu_caller);
}

/*
 * An area has a guard page unless VM_NO_GUARD is set. Some callers make their
 * vm_struct themselves, without guard page and without that flag: those of per-CPU
 * memory, and 32-bit ARM's iotable_init() and vm_reserve_area_early().
 */
static u32 guard_of(const struct mms_vmap_area *a)
{
	u32 without = VM_NO_GUARD | VM_ARM_STATIC_MAPPING | VM_ARM_EMPTY_MAPPING;
	const unsigned long known = READ_ONCE(percpu_caller);
	bool percpu = a->caller && (known ? a->caller == known : learn_percpu(a));

	return percpu || a->flags & without ? 0 : PAGE_SIZE;
}

static void copy_pages(struct mms_vmap_area *a, const struct vm_struct *vm)
{
	/* Pairs with smp_wmb() in clear_vm_uninitialized_flag(). */
	smp_rmb();
	a->nr_pages = vm->nr_pages;
	a->phys = vm->phys_addr;
	/* Physical address 0 is valid, but not where addresses are only reserved. */
	a->has_phys = a->phys || (a->kind == MMS_VMAP_IOREMAP &&
				  !(a->flags & VM_ARM_EMPTY_MAPPING));
#if MMS_HAVE_VM_PAGE_ORDER
	a->page_order = vm->page_order;
#endif
#if MMS_HAVE_VM_REQUESTED_SIZE
	/* For areas not made by vmalloc() this is their size including the guard page. */
	a->requested = vm->requested_size;
#endif
}

static void copy_vm(struct mms_vmap_area *a, const struct vm_struct *vm)
{
	unsigned long flags = READ_ONCE(vm->flags);

	a->flags = flags;
	a->kind = mms_vmap_kind_of_vm(flags);
	a->caller = (unsigned long)vm->caller;
	a->making = flags & VM_UNINITIALIZED;
	if (!a->making)
		copy_pages(a, vm);
	a->guard = guard_of(a);
}

static struct mms_vmap_area *record_range(struct mms_vmap_buf *b, u64 start, u64 end,
					  u16 node, u8 state)
{
	struct mms_vmap_area *a;

	if (b->count++ >= b->max)
		return NULL;
	a = &b->areas[b->count - 1];
	memset(a, 0, sizeof(*a));
	a->start = start;
	a->end = end;
	a->node = node;
	a->state = state;
	a->hold = b->s->holds;
	return a;
}

static struct mms_vmap_area *add(struct mms_vmap_buf *b,
				 const struct vmap_area *va, u16 node, u8 state)
{
	return record_range(b, va->va_start, va->va_end, node, state);
}

/**
 * mms_vmap_add_busy() - record an allocated area
 * @b: the buffer
 * @va: the area; its busy list's lock is held, which keeps va->vm alive
 * @node: its node
 */
void mms_vmap_add_busy(struct mms_vmap_buf *b, const struct vmap_area *va,
		       u16 node)
{
	struct mms_vmap_area *a = add(b, va, node, MMS_VMAP_BUSY);

	if (!a)
		return;
	if (va->vm)
		copy_vm(a, va->vm);
	else
		a->kind = mms_vmap_kind_without_vm(va);
}

/**
 * mms_vmap_add_lazy() - record a lazily freed area
 * @b: the buffer
 * @va: the area; va->vm is stale
 * @node: its node
 */
void mms_vmap_add_lazy(struct mms_vmap_buf *b, const struct vmap_area *va,
		       u16 node)
{
	add(b, va, node, MMS_VMAP_LAZY);
}

/**
 * mms_vmap_add_pooled() - record an area in a pool
 * @b: the buffer
 * @start: its first byte
 * @end: first byte past it
 * @node: its node
 */
void mms_vmap_add_pooled(struct mms_vmap_buf *b, u64 start, u64 end, u16 node)
{
	if (end > b->start && start < b->end)
		record_range(b, start, end, node, MMS_VMAP_POOLED);
}

/**
 * mms_vmap_add_vm() - record an allocated area by its vm_struct
 * @b: the buffer
 * @copy: the vm_struct, by value
 */
void mms_vmap_add_vm(struct mms_vmap_buf *b, const struct vm_struct *copy)
{
	u64 start = (unsigned long)copy->addr;
	struct mms_vmap_area *a = record_range(b, start, start + copy->size,
					    MMS_VMAP_NO_NODE, MMS_VMAP_BUSY);

	if (a)
		copy_vm(a, copy);
}

/**
 * mms_vmap_add_mapped() - record a mapped range without a vm_struct
 * @b: the buffer; the last range is extended if this one is adjacent
 * @start: first byte mapped
 * @end: first byte past it
 * @kind: MMS_VMAP_NO_VM, or MMS_VMAP_MAPPED where vm_structs can't be found
 */
void mms_vmap_add_mapped(struct mms_vmap_buf *b, u64 start, u64 end, u8 kind)
{
	struct mms_vmap_area *a;

	if (b->count && b->count <= b->max) {
		a = &b->areas[b->count - 1];
		if (a->kind == kind && a->end == start) {
			a->end = end;
			return;
		}
	}
	a = record_range(b, start, end, MMS_VMAP_NO_NODE, MMS_VMAP_BUSY);
	if (a)
		a->kind = kind;
}

/* When gaps are read again the range is cut to the gap: around it are areas by now. */
static void add_free(struct mms_vmap_buf *b, const struct vmap_area *va,
		     u16 node)
{
	unsigned long start = va->va_start, end = va->va_end;

	if (b->again) {
		start = max(start, b->start);
		end = min(end, b->end);
	}
	if (b->nfree++ >= b->maxfree)
		return;
	b->free[b->nfree - 1].start = start;
	b->free[b->nfree - 1].end = end;
}

/* The lowest area that ends above an address. */
static struct rb_node *first_above(const struct rb_root *root,
				   unsigned long addr)
{
	struct rb_node *node = root->rb_node, *best = NULL;

	while (node) {
		if (rb_entry(node, struct vmap_area, rb_node)->va_end > addr) {
			best = node;
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return best;
}

/**
 * mms_vmap_read_tree() - record the areas of one tree
 * @root: the tree, by address
 * @lock: its lock
 * @record: records one area
 * @b: the buffer and the range wanted
 * @node: the vmap node of the tree
 *
 * Context: vmap_purge_lock held; takes and drops @lock.
 * Return: 0, -EINTR.
 */
int mms_vmap_read_tree(const struct rb_root *root, spinlock_t *lock,
		       mms_vmap_add record, struct mms_vmap_buf *b, u16 node)
{
	unsigned long at = b->start;
	struct rb_node *rb;
	u32 steps;
	int err;

	do {
		spin_lock(lock);
		rb = first_above(root, at);
		for (steps = 0; rb && steps < MMS_VMAP_BATCH; steps++) {
			struct vmap_area *va;

			va = rb_entry(rb, struct vmap_area, rb_node);
			if (va->va_start >= b->end) {
				rb = NULL;
				break;
			}
			record(b, va, node);
			at = va->va_end;
			rb = rb_next(rb);
		}
		spin_unlock(lock);
		err = mms_vmap_pause(b, steps);
	} while (rb && !err);
	return err;
}

/**
 * mms_vmap_read_free() - record the free tree, the same in all kernels
 * @b: the buffer and the range wanted
 *
 * Context: vmap_purge_lock held; takes and drops free_vmap_area_lock.
 * Return: 0, -EINTR.
 */
int mms_vmap_read_free(struct mms_vmap_buf *b)
{
	return mms_vmap_read_tree(free_root, free_lock, add_free, b,
				  MMS_VMAP_NO_NODE);
}

/**
 * mms_vmap_tree_setup() - find the free tree
 *
 * Return: false when a symbol is missing.
 */
bool mms_vmap_tree_setup(void)
{
	free_root = (void *)mms_symbol("free_vmap_area_root");
	free_lock = (void *)mms_symbol("free_vmap_area_lock");
	return free_root && free_lock;
}

/** mms_vmap_areas_setup() - resolve the symbol that identifies per-CPU areas */
void mms_vmap_areas_setup(void)
{
	percpu_caller = mms_symbol_read("pcpu_get_vm_areas");
}

/**
 * mms_vmap_public_layouts() - the structs of linux/vmalloc.h that are read
 * @count: set to how many
 *
 * Return: the structs.
 */
struct mms_layout *mms_vmap_public_layouts(u32 *count)
{
	*count = ARRAY_SIZE(public_layouts);
	return public_layouts;
}
