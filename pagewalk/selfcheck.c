// SPDX-License-Identifier: GPL-2.0-only
/*
 * selfcheck: addresses whose truth somebody else knows, walked and compared:
 * the kernel's own page-table code, its linear arithmetic, vmalloc, and
 * get_user_pages. Locks are those of live/ptread*.c; what is compared is pinned
 * or does not change while its owner lives. The verdicts are lib/judge_walk.c's.
 */
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <mmscope/judge.h>
#include <mmscope/symbols.h>
#include "pw.h"

/* Addresses sampled per check (per node, where memory is sampled). */
#define SAMPLES		64
#define BUFFER_PAGES	16

/* How often the summary is compared before the kernel is held to be too busy. */
#define SUM_TRIES	5

/* Module text is where the module is; only the kernel's needs looking up. */
static u64 text_start, text_end;

/**
 * pw_check_setup() - find what the checks need; at load
 */
void pw_check_setup(void)
{
	static const char *const names[] = { "_stext" };

	/* At the table's start, so it costs nothing; _etext would. */
	mms_symbols_read(names, ARRAY_SIZE(names));
	text_start = mms_symbol_read(names[0]);
	/* Of lib/, which is linked last but for drivers and the like. */
	text_end = (unsigned long)snprintf;
}

static u64 phys_of(struct page *page)
{
	return (u64)page_to_pfn(page) << PAGE_SHIFT;
}

/* Walks @va and compares with the kernel's own code. */
static void compare(struct mms_tally *tally, u64 va)
{
	struct mms_walk w;
	u64 phys = 0;
	bool mapped;

	if (mms_kernel_walk_addr(va, &w))
		return;
	mapped = mms_kernel_phys(va, &phys);
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
	return mms_judge_tally(&tally, detail);
}

/* Calls @sample for page frames spread over all memory. */
static void for_sampled_pages(struct mms_tally *tally,
			      void (*sample)(struct mms_tally *tally, struct page *page))
{
	int nid;

	for_each_online_node(nid) {
		unsigned long pfn = NODE_DATA(nid)->node_start_pfn;
		unsigned long step = NODE_DATA(nid)->node_spanned_pages / SAMPLES + 1;
		unsigned int i;

		for (i = 0; i < SAMPLES; i++, pfn += step)
			if (pfn_valid(pfn) && pfn_to_online_page(pfn))
				sample(tally, pfn_to_page(pfn));
	}
}

/*
 * What is mapped there is linear. What isn't (holes, secret memory, pages that
 * were taken out) is no contradiction.
 */
static void sample_direct(struct mms_tally *tally, struct page *page)
{
	u64 va = (u64)(unsigned long)page_address(page);
	struct mms_walk w;

	if (PageHighMem(page) || mms_kernel_walk_addr(va, &w))
		return;
	mms_tally_add(tally, &w, w.result == MMS_WALK_MAPPED, phys_of(page));
}

static enum mms_result check_direct_map(struct mms_text *detail)
{
	struct mms_tally tally = {};

	for_sampled_pages(&tally, sample_direct);
	return mms_judge_tally(&tally, detail);
}

static void sample_vmemmap(struct mms_tally *tally, struct page *page)
{
	compare(tally, (u64)(unsigned long)page);
}

static enum mms_result check_vmemmap(struct mms_text *detail)
{
	struct mms_tally tally = {};

	for_sampled_pages(&tally, sample_vmemmap);
	return mms_judge_tally(&tally, detail);
}

/* This module's own text and data, on both sides of its permissions. */
static enum mms_result check_module(struct mms_text *detail)
{
	struct mms_tally tally = {};

	compare(&tally, (u64)(unsigned long)check_module);
	compare(&tally, (u64)(unsigned long)pw_query.run);
	compare(&tally, (u64)(unsigned long)&pw_query);
	compare(&tally, (u64)(unsigned long)&text_start);
	return mms_judge_tally(&tally, detail);
}

/* How much of @size bytes is mapped read-write; ~0 when the walk was ended. */
static noinline_for_stack u64 rw_bytes(u64 va, u64 size)
{
	u8 wanted = MMS_PERM_R | MMS_PERM_W;
	struct mms_pt_sum sum;

	if (mms_kernel_sum(va, va + size - 1, &sum))
		return ~0ULL;
	/* Not to be executed, where tables can say that (i386 without PAE can't). */
	if (pgprot_val(PAGE_KERNEL) == pgprot_val(PAGE_KERNEL_EXEC))
		wanted |= MMS_PERM_X;
	return mms_sum_bytes(mms_geometry(), &sum, MMS_PERM_ALL, wanted);
}

/* A buffer of our own: each page, the guard page behind it, and their sum. */
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
		result = mms_judge_buffer(&tally, bytes, BUFFER_PAGES * PAGE_SIZE, detail);
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
	return mms_judge_tally(&tally, detail);
}

static int add_bytes(struct mms_range *w, const struct mms_run *run)
{
	if (run->kind == MMS_PT_LEAF)
		*(u64 *)w->ctx += run->size;
	return 0;
}

static int count_bytes(struct mms_range *w, u64 *bytes)
{
	static const struct mms_visitor adder = { .run = add_bytes };
	int ret = mms_kernel_range_init(w, mms_kernel_first(), mms_kernel_last());

	w->v = &adder;
	w->ctx = bytes;
	*bytes = 0;
	if (ret)
		return ret;
	do {
		ret = mms_kernel_range_chunk(w);
	} while (ret > 0);
	return ret;
}

/*
 * The summary, which visits shared tables once, against a walk of everything,
 * before and after it: all three must agree when nothing changed meanwhile.
 */
static enum mms_result check_summary(struct mms_text *detail)
{
	struct mms_range *w = kvmalloc(sizeof(*w), GFP_KERNEL_ACCOUNT);
	u64 before = 0, after = 0, bytes = 0;
	unsigned int tries = SUM_TRIES;
	struct mms_pt_sum sum;
	int err = -ENOMEM;

	while (w && tries--) {
		err = count_bytes(w, &before);
		if (!err)
			err = mms_kernel_sum(mms_kernel_first(), mms_kernel_last(), &sum);
		if (!err)
			err = count_bytes(w, &after);
		if (err)
			break;
		bytes = mms_sum_bytes(mms_geometry(), &sum, 0, 0);
		if (before == after)
			break;
	}
	kvfree(w);
	if (err)
		return mms_check_skip(detail, "the walk was ended");
	return mms_judge_summed(before, after, bytes, detail);
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
