// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's own counters of what a vmap snapshot sums up, for selfchecks.
 * Read before and after the lists they count, without a lock: where both are
 * equal but the lists differ, something is wrong. Takes no locks.
 */
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/nodemask.h>
#include <linux/percpu.h>
#include <mmscope/core/live_layout.h>
#include <mmscope/core/live_symbols.h>
#include "../compat/compat.h"
#include "../arch/pt.h"
#include "snapshot.h"

static const atomic_long_t *lazy_nr;

#if MMS_HAVE_NR_VMALLOC
static const struct mms_layout_member node_rows[] = {
	MMS_LAYOUT(pglist_data, vm_stat),
	MMS_LAYOUT(pglist_data, per_cpu_nodestats),
};

static const struct mms_layout_member stat_rows[] = {
	MMS_LAYOUT(per_cpu_nodestat, vm_node_stat_diff),
};

static struct mms_layout layouts[] = {
	MMS_LAYOUT_OF(pglist_data, node_rows),
	MMS_LAYOUT_OF(per_cpu_nodestat, stat_rows),
};

/* Exact only with the per-CPU differences not yet folded into the node's counter. */
static bool read_pages(u64 *pages)
{
	long sum = 0;
	int nid, cpu;

	if (!mms_layout_ok(layouts, ARRAY_SIZE(layouts)))
		return false;
	for_each_online_node(nid) {
		struct pglist_data *pgdat = NODE_DATA(nid);

		sum += atomic_long_read(&pgdat->vm_stat[NR_VMALLOC]);
		for_each_online_cpu(cpu) {
			struct per_cpu_nodestat *stat;

			stat = per_cpu_ptr(pgdat->per_cpu_nodestats, cpu);
			sum += READ_ONCE(stat->vm_node_stat_diff[NR_VMALLOC]);
		}
	}
	*pages = sum;
	return true;
}

static void pages_setup(void)
{
	mms_layout_check(layouts, ARRAY_SIZE(layouts));
}

/**
 * mms_vmap_counters_build() - the structs of counters, for the build file
 * @t: the text
 */
void mms_vmap_counters_build(struct mms_text *t)
{
	mms_layout_show(t, layouts, ARRAY_SIZE(layouts));
}
#else
static const atomic_long_t *pages_nr;
static unsigned long (*pages_of)(void);

static bool read_pages(u64 *pages)
{
	if (pages_nr)
		*pages = atomic_long_read(pages_nr);
	else if (pages_of)
		*pages = pages_of();
	return pages_nr || pages_of;
}

static void pages_setup(void)
{
	pages_nr = (void *)mms_symbol("nr_vmalloc_pages");
	/* Where the variable can't be found: a function that returns it. */
	if (!pages_nr && mms_arch_pt.may_call)
		pages_of = (void *)mms_symbol_read("vmalloc_nr_pages");
}

/**
 * mms_vmap_counters_build() - the structs of counters: this kernel has none
 * @t: the text
 */
void mms_vmap_counters_build(struct mms_text *t)
{
}
#endif

/**
 * mms_vmap_count_pages() - note the kernel's count of vmalloc()ed pages
 * @b: the snapshot's buffer
 * @after: the busy areas were read; else they are about to be
 */
void mms_vmap_count_pages(struct mms_vmap_buf *b, bool after)
{
	struct mms_vmap_counted *c = &b->s->vmalloc_pages;

	if (b->again)
		return;
	c->known = read_pages(after ? &c->after : &c->before);
}

/**
 * mms_vmap_count_lazy() - note the kernel's count of lazily freed pages
 * @b: the snapshot's buffer
 * @after: the lazy areas were read; else they are about to be
 */
void mms_vmap_count_lazy(struct mms_vmap_buf *b, bool after)
{
	struct mms_vmap_counted *c = &b->s->lazy_pages;

	if (b->again)
		return;
	c->known = lazy_nr;
	if (lazy_nr)
		*(after ? &c->after : &c->before) = atomic_long_read(lazy_nr);
}

/**
 * mms_vmap_counters_setup() - find the counters; each may be missing
 */
void mms_vmap_counters_setup(void)
{
	lazy_nr = (void *)mms_symbol("vmap_lazy_nr");
	pages_setup();
}
