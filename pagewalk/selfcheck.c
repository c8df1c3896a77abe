// SPDX-License-Identifier: GPL-2.0-only
/*
 * selfcheck: walks addresses whose translation is known from elsewhere and compares:
 * with the kernel's own page-table code, its linear arithmetic, vmalloc, and
 * get_user_pages. Locks are those of live/pt/, and mem_hotplug_lock where memory is
 * sampled; what is compared is pinned or does not change while its owner exists. The
 * verdicts are in lib/pt/verdict.c.
 */
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <mmscope/core/live_check.h>
#include <mmscope/core/live_hotplug.h>
#include <mmscope/core/live_symbols.h>
#include <mmscope/pt/recount.h>
#include <mmscope/pt/verdict.h>
#include "pw.h"

/* Addresses sampled per check (per node, where memory is sampled). */
#define SAMPLES		64
#define BUFFER_PAGES	16

/* How often the summary is compared before giving up because the kernel is too busy. */
#define SUM_TRIES	5

/* The kernel's text; a module's own text needs no lookup. */
static u64 text_start, text_end;

/**
 * pw_check_setup() - find what the checks need; at load
 */
void pw_check_setup(void)
{
	static const char *const names[] = { "_stext" };

	/* At the start of /proc/kallsyms, so it is found at once; _etext would not be. */
	mms_symbols_read(names, ARRAY_SIZE(names));
	text_start = mms_symbol_read(names[0]);
	/* A function of lib/, which is linked near the end of text. */
	text_end = (unsigned long)snprintf;
}

static u64 phys_of(struct page *page)
{
	return (u64)page_to_pfn(page) << PAGE_SHIFT;
}

/* Walks @va and compares with the kernel's own translation. */
static void compare(struct mms_tally *tally, u64 va)
{
	struct mms_walk w;
	u64 phys = 0;
	bool mapped;

	if (!mms_kernel_walk_asked(va, &w, &mapped, &phys))
		mms_tally_add(tally, &w, mapped, phys);
}

static enum mms_result check_text(struct mms_text *detail)
{
	struct mms_tally tally = {};
	unsigned int i;
	u64 step;

	if (!text_start || text_end <= text_start)
		return mms_check_skip(detail, "_stext not found");
	step = (text_end - text_start) / SAMPLES;
	for (i = 0; i < SAMPLES; i++)
		compare(&tally, text_start + i * step);
	return mms_verdict_tally(&tally, detail);
}

/**
 * struct samples - page frames of one node, spread over its memory
 * @n: how many there are
 * @page: their struct pages: addresses, not to be read without mem_hotplug_lock
 * @va: their addresses in the direct map, 0 for those not in it
 * @phys: their physical addresses
 */
struct samples {
	unsigned int n;
	u64 page[SAMPLES];
	u64 va[SAMPLES];
	u64 phys[SAMPLES];
};

static void add_sample(struct samples *s, struct page *page)
{
	s->page[s->n] = (u64)(unsigned long)page;
	s->va[s->n] = PageHighMem(page) ? 0 : (u64)(unsigned long)page_address(page);
	s->phys[s->n++] = phys_of(page);
}

/* With mem_hotplug_lock: hot-remove frees struct pages and what pfn_valid() reads. */
static void take_samples(struct samples *s, int nid)
{
	unsigned long pfn = NODE_DATA(nid)->node_start_pfn;
	unsigned long step = NODE_DATA(nid)->node_spanned_pages / SAMPLES + 1;
	unsigned int i;

	s->n = 0;
	for (i = 0; i < SAMPLES; i++, pfn += step)
		if (pfn_valid(pfn) && pfn_to_online_page(pfn))
			add_sample(s, pfn_to_page(pfn));
}

/* Calls @look for page frames spread over all memory, without any lock. */
static enum mms_result for_sampled_pages(struct mms_text *detail,
					 void (*look)(struct mms_tally *tally,
						      const struct samples *s, unsigned int i))
{
	struct samples *s = kmalloc(sizeof(*s), GFP_KERNEL_ACCOUNT);
	struct mms_tally tally = {};
	unsigned int i;
	int nid, err = s ? 0 : -ENOMEM;

	for_each_online_node(nid) {
		if (!err)
			err = mms_hotplug_begin();
		if (err)
			break;
		take_samples(s, nid);
		mms_hotplug_end();
		for (i = 0; i < s->n; i++)
			look(&tally, s, i);
	}
	kfree(s);
	return err ? mms_check_skip(detail, "no memory, or killed") :
		     mms_verdict_tally(&tally, detail);
}

/*
 * What is mapped there must be linear. Unmapped pages (holes, secret memory, pages
 * removed from the direct map) are no violation.
 */
static void look_direct(struct mms_tally *tally, const struct samples *s, unsigned int i)
{
	struct mms_walk w;

	if (s->va[i] && !mms_kernel_walk_addr(s->va[i], &w))
		mms_tally_add(tally, &w, w.result == MMS_WALK_MAPPED, s->phys[i]);
}

static enum mms_result check_direct_map(struct mms_text *detail)
{
	return for_sampled_pages(detail, look_direct);
}

static void look_vmemmap(struct mms_tally *tally, const struct samples *s, unsigned int i)
{
	compare(tally, s->page[i]);
}

static enum mms_result check_vmemmap(struct mms_text *detail)
{
	if (!mms_kernel_held())
		return mms_check_skip(detail, "nothing keeps memory from being removed meanwhile");
	return for_sampled_pages(detail, look_vmemmap);
}

/* This module's own text and data, which differ in permissions. */
static enum mms_result check_module(struct mms_text *detail)
{
	struct mms_tally tally = {};

	compare(&tally, (u64)(unsigned long)check_module);
	compare(&tally, (u64)(unsigned long)pw_query.run);
	compare(&tally, (u64)(unsigned long)&pw_query);
	compare(&tally, (u64)(unsigned long)&text_start);
	return mms_verdict_tally(&tally, detail);
}

/* How much of @size bytes is mapped read-write; ~0 when the walk was aborted. */
static noinline_for_stack u64 rw_bytes(u64 va, u64 size)
{
	u8 wanted = MMS_PERM_R | MMS_PERM_W;
	struct mms_pt_sum sum;

	if (mms_kernel_sum(va, va + size - 1, &sum))
		return ~0ULL;
	/* Not executable, where entries have such a bit (i386 without PAE has none). */
	if (pgprot_val(PAGE_KERNEL) == pgprot_val(PAGE_KERNEL_EXEC))
		wanted |= MMS_PERM_X;
	return mms_sum_bytes(mms_geometry(), &sum, MMS_PERM_ALL, wanted);
}

/* A buffer allocated here: each page, the guard page behind it, and their sum. */
static enum mms_result check_vmalloc(struct mms_text *detail)
{
	char *buf = vmalloc(BUFFER_PAGES * PAGE_SIZE);
	u64 va = (u64)(unsigned long)buf;
	struct mms_tally tally = {};
	struct mms_walk w;
	enum mms_result result;
	unsigned int i;
	u64 bytes;

	if (!buf)
		return mms_check_skip(detail, "no memory");
	for (i = 0; i < BUFFER_PAGES; i++)
		if (!mms_kernel_walk_addr(va + i * PAGE_SIZE + i, &w))
			mms_tally_add(&tally, &w, true, i +
			      phys_of(vmalloc_to_page(buf + i * PAGE_SIZE)));
	if (!mms_kernel_walk_addr(va + BUFFER_PAGES * PAGE_SIZE, &w))
		mms_tally_add(&tally, &w, false, 0);
	bytes = rw_bytes(va, BUFFER_PAGES * PAGE_SIZE);
	if (bytes == ~0ULL)
		result = mms_check_skip(detail, "no memory, or killed");
	else
		result = mms_verdict_buffer(&tally, bytes, BUFFER_PAGES * PAGE_SIZE, detail);
	vfree(buf);
	return result;
}

/* The first page of the reader's arguments, pinned so that it can't move. */
static enum mms_result check_user(struct mms_text *detail)
{
	struct mm_struct *mm = current->mm;
	struct mms_tally tally = {};
	struct mms_walk w;
	struct page *page;
	u64 va;

	if (!mm)
		return mms_check_skip(detail, "read by a kernel thread");
	va = mm->arg_start;
	if (get_user_pages_fast(va, 1, 0, &page) != 1)
		return mms_check_skip(detail, "the page can't be pinned");
	if (!mms_user_walk_addr(mm, va, &w))
		mms_tally_add(&tally, &w, true, phys_of(page) + offset_in_page(va));
	put_page(page);
	return mms_verdict_tally(&tally, detail);
}

static int count_bytes(struct mms_recount *a, u64 *bytes)
{
	int ret = mms_kernel_range_init(&a->w, mms_kernel_first(), mms_kernel_last());

	if (ret)
		return ret;
	mms_recount_start(a, NULL);
	do {
		ret = mms_kernel_range_chunk(&a->w);
	} while (ret > 0);
	*bytes = mms_mapped_bytes(mms_recount_total(a));
	return ret;
}

/* Memory for the comparison: allocated for all walks, which would else differ by it. */
struct summing {
	struct mms_recount a;
	struct mms_summer s;
	struct mms_pt_sum sum;
};

/*
 * The summary against a walk entry by entry, before and after it: all three must
 * agree when nothing changed meanwhile. What differs is looked at again: KFENCE takes a
 * page away and gives another back while the two walks see the same amount.
 */
static enum mms_result check_summary(struct mms_text *detail)
{
	struct summing *x = kvmalloc(sizeof(*x), GFP_KERNEL_ACCOUNT);
	u64 before = 0, after = 0, bytes = 0;
	unsigned int tries = SUM_TRIES;
	int err = -ENOMEM;

	while (x && tries--) {
		err = count_bytes(&x->a, &before);
		if (!err)
			err = mms_kernel_sum_in(&x->s, mms_kernel_first(), mms_kernel_last(),
						&x->sum);
		if (!err)
			err = count_bytes(&x->a, &after);
		if (err)
			break;
		bytes = mms_sum_bytes(mms_geometry(), &x->sum, 0, 0);
		if (before == after && bytes == after)
			break;
	}
	kvfree(x);
	if (err)
		return mms_check_skip(detail, "the walk was ended");
	return mms_verdict_summed(before, after, bytes, detail);
}

static const struct mms_check checks[] = {
	{ "kernel_text", check_text },
	{ "direct_map", check_direct_map },
	{ "vmemmap", check_vmemmap },
	{ "module", check_module },
	{ "vmalloc", check_vmalloc },
	{ "user", check_user },
	{ "encoding", pw_check_encoding },
	{ "summary", check_summary },
	{}
};

/**
 * pw_check_open() - the open() of the selfcheck file
 * @v: the view
 *
 * Return: as mms_check_open().
 */
int pw_check_open(struct mms_view *v)
{
	v->unavailable = mms_kernel_pt_unavailable();
	return v->unavailable ? 0 : mms_check_open(v, checks);
}
