// SPDX-License-Identifier: GPL-2.0-only
/*
 * Objects at known addresses that users look for: the root of the kernel's page
 * tables, per-CPU memory, stacks, the zero page, the initrd. Each names the source of
 * its address, or the reason why it has none.
 *
 * Variables of the kernel are read with copy_from_kernel_nofault(); physical
 * addresses come from the page tables, under the locks of live/pt/read.c.
 */
#include <linux/cpumask.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <mmscope/core/live_symbols.h>
#include <mmscope/pt/live.h>
#include <mmscope/vas/live.h>

static unsigned long init_mm_symbol, zero_page;
static unsigned long base_addr, unit_offsets, unit_size;

/* Where init_mm can't be found: the root in use, which may be the reading process'. */
static void add_root_in_use(struct mms_objects *o, u64 size)
{
	const u64 phys = mms_kernel_root();
	struct mms_object *object;
	unsigned long root;

	if (!phys) {
		mms_object_missing(o, "page_table_root", 0, "no symbol init_mm");
		return;
	}
	root = (unsigned long)__va(phys);
	object = mms_object_add(o, "page_table_root", 0, root, size, mms_kernel_root_source());
	if (object && current->mm && root == (unsigned long)current->mm->pgd)
		object->state = "of_reader";
}

static int add_root(struct mms_objects *o)
{
	const struct mm_struct *mm = (const struct mm_struct *)init_mm_symbol;
	unsigned long root = mm ? mms_kernel_ulong((unsigned long)&mm->pgd) : 0;
	const struct mms_geometry *g = mms_geometry();
	const u64 size = (u64)g->entry_size << g->level[0].bits;

	/* Every table is in the linear map, also one that is part of the kernel image. */
	if (root)
		mms_object_add(o, "page_table_root", 0, root, size, "symbol:init_mm");
	else if (mm)
		mms_object_missing(o, "page_table_root", 0, "init_mm can't be read");
	else
		add_root_in_use(o, size);
	return 0;
}

static int add_stack_and_zero(struct mms_objects *o)
{
	mms_object_add(o, "kernel_stack", 0, (unsigned long)task_stack_page(current),
		       THREAD_SIZE, "current");
	mms_object_add(o, "zero_page", 0,
		       zero_page ?: (unsigned long)page_address(ZERO_PAGE(0)), PAGE_SIZE,
		       zero_page ? "symbol:empty_zero_page" : "macro:ZERO_PAGE");
	return 0;
}

/*
 * The first chunk has a unit for each CPU. It is one block of memory, or one per node
 * with other memory between them (pcpu_embed_first_chunk() of mm/percpu.c).
 */
static int add_percpu(struct mms_objects *o)
{
	unsigned long base = mms_kernel_ulong(base_addr), offset;
	unsigned long offsets = mms_kernel_ulong(unit_offsets);
	unsigned int cpu, units = 0;
	u64 first = ~0ULL, end = 0;
	int size;

	if (!base || !offsets || mms_kernel_int(unit_size, &size)) {
		mms_object_missing(o, "percpu_unit", 0, "no symbols of mm/percpu.c");
		mms_object_missing(o, "percpu_first_chunk", 0, "no symbols of mm/percpu.c");
		return 0;
	}
	for_each_possible_cpu(cpu) {
		if (copy_from_kernel_nofault(&offset, (unsigned long *)offsets + cpu,
					     sizeof(offset)))
			continue;
		mms_object_add(o, "percpu_unit", cpu + 1, base + offset, size,
			       "symbol:pcpu_unit_offsets");
		first = min_t(u64, first, base + offset);
		end = max_t(u64, end, base + offset + size);
		units++;
	}
	if (end - first > (u64)units * size)
		mms_object_missing(o, "percpu_first_chunk", 0,
				   "not in one piece: see the units");
	else if (units)
		mms_object_add(o, "percpu_first_chunk", 0, first, end - first,
			       "symbol:pcpu_base_addr");
	return 0;
}

static void find_symbols(void)
{
	init_mm_symbol = mms_symbol("init_mm");
	zero_page = mms_symbol("empty_zero_page");
	base_addr = mms_symbol("pcpu_base_addr");
	unit_offsets = mms_symbol("pcpu_unit_offsets");
	unit_size = mms_symbol("pcpu_unit_size");
}

static const struct mms_object_provider
	root = { .setup = find_symbols, .add = add_root, .most = 1 },
	fixed = { .add = add_stack_and_zero, .most = 2 },
	percpu = { .add = add_percpu, .most = 2, .per_cpu = 1 };

/* In the order in which they are shown; the architecture's come last. */
static const struct mms_object_provider *const providers[] = {
	&root, &fixed, &mms_initrd, &percpu, &mms_irq_stacks,
};

static const struct mms_object_provider *provider(unsigned int i)
{
	return i < ARRAY_SIZE(providers) ? providers[i] :
	       i == ARRAY_SIZE(providers) ? mms_vas_arch.objects : NULL;
}

/**
 * mms_objects_setup() - resolve the symbols of objects
 *
 * Context: module init, after mms_vas_setup(); may sleep.
 */
void mms_objects_setup(void)
{
	const struct mms_object_provider *p;
	unsigned int i;

	for (i = 0; (p = provider(i)); i++)
		if (p->setup)
			p->setup();
}

/* Why there is no physical address, by how its walk ended. */
static const char *why_no_phys(int err, const struct mms_walk *w)
{
	if (err)
		return mms_kernel_pt_unavailable() ?:
		       "the page tables kept changing, or it was interrupted";
	return w->result == MMS_WALK_UNREADABLE ? "its page tables can't be read" :
	       "it is not mapped";
}

static bool find_phys(struct mms_objects *o)
{
	struct mms_walk *w = kmalloc(sizeof(*w), GFP_KERNEL_ACCOUNT);
	int err;
	u32 i;

	if (!w)
		return false;
	for (i = 0; i < o->nr; i++) {
		struct mms_object *object = &o->object[i];

		if (!object->start)
			continue;
		err = mms_kernel_walk_addr(object->start, w);
		object->phys_why = why_no_phys(err, w);
		if (err)
			continue;
		object->mapped = w->result == MMS_WALK_MAPPED;
		object->phys = w->phys;
	}
	kfree(w);
	return true;
}

/**
 * mms_objects_take() - find the objects, as they are now
 *
 * Context: process, may sleep.
 * Return: the objects, for kvfree(); NULL without memory.
 */
struct mms_objects *mms_objects_take(void)
{
	const struct mms_object_provider *p;
	struct mms_objects *o;
	unsigned int i;
	u32 max = 0;
	int err = 0;

	for (i = 0; (p = provider(i)); i++)
		max += p->most + num_possible_cpus() * p->per_cpu;
	o = kvzalloc(struct_size(o, object, max), GFP_KERNEL_ACCOUNT);
	if (!o)
		return NULL;
	o->max = max;
	for (i = 0; !err && (p = provider(i)); i++)
		err = p->add(o);
	if (!err && find_phys(o))
		return o;
	kvfree(o);
	return NULL;
}
