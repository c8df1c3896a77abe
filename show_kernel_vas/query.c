// SPDX-License-Identifier: GPL-2.0-only
/*
 * The `query` file: whose address is it, and what does a process's half look
 * like. Locks: those of live/vas.c, of process.c and of one walk.
 */
#include <linux/err.h>
#include <linux/kallsyms.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mmscope/live_pt.h>
#include "kvas.h"
#include "process.h"

/**
 * struct answer - what one address turned out to be
 * @q: the question
 * @region: the region it lies in
 * @part: the part of it, its @name NULL where there is none
 * @kernel: it belongs to the kernel's half
 * @symbol: the nearest symbol below it, empty where there is none
 * @walked: @walk holds
 * @walk: what the page tables say about it: the process's, where one was
 *	asked about, else the kernel's
 * @process: the process asked about, or NULL
 */
struct answer {
	struct mms_query q;
	struct mms_region region;
	struct mms_region part;
	bool kernel;
	char symbol[KSYM_SYMBOL_LEN];
	bool walked;
	struct mms_walk walk;
	struct kvas_process *process;
};

static void query_free(void *answer)
{
	struct answer *a = answer;

	kvfree(a->process);
	kvfree(a);
}

static int find_region(struct answer *a)
{
	const struct mms_region *region, *part;
	struct mms_vas *vas;
	int err = mms_vas_take(&vas);

	if (err)
		return err;
	region = mms_vas_find(vas, a->q.addr, &part);
	if (region)
		a->region = *region;
	if (part)
		a->part = *part;
	a->kernel = a->q.addr >= vas->kernel;
	mms_vas_free(vas);
	/* Past the end of a 32-bit space. */
	return region ? 0 : -EINVAL;
}

static int walk_user(struct answer *a)
{
	enum mms_mm_state state;
	struct mm_struct *mm;
	int err = mms_mm_get(a->q.pid, &mm, &state);

	if (err || state != MMS_MM_OK)
		return err;
	err = mms_user_walk_addr(mm, a->q.addr, &a->walk);
	mms_mm_put(mm);
	a->walked = !err;
	return err == -EAGAIN ? 0 : err;
}

static int walk_kernel(struct answer *a)
{
	int err;

	/* Only a name with an offset is a symbol; else it is the address again. */
	sprint_symbol(a->symbol, a->q.addr);
	if (!strchr(a->symbol, '+'))
		a->symbol[0] = '\0';
	if (mms_kernel_pt_unavailable())
		return 0;
	err = mms_kernel_walk_addr(a->q.addr, &a->walk);
	a->walked = !err;
	return err;
}

static int fill_answer(struct answer *a)
{
	int err;

	if (a->q.have & MMS_Q_PID) {
		a->process = kvas_process_take(a->q.pid);
		if (IS_ERR(a->process)) {
			err = PTR_ERR(a->process);
			a->process = NULL;
			return err;
		}
	}
	if (!(a->q.have & MMS_Q_ADDR))
		return 0;
	err = find_region(a);
	if (err || a->region.kind == MMS_REGION_NONCANONICAL)
		return err;
	if (a->kernel)
		return walk_kernel(a);
	return a->process ? walk_user(a) : 0;
}

static void *query_run(const struct mms_query *q)
{
	struct answer *a = kvzalloc(sizeof(*a), GFP_KERNEL_ACCOUNT);
	int err;

	if (!a)
		return ERR_PTR(-ENOMEM);
	a->q = *q;
	err = fill_answer(a);
	if (!err)
		return a;
	query_free(a);
	return ERR_PTR(err);
}

/* A pid alone asks for all of its half, with an address for that one's mapping. */
static bool whole_process(const struct answer *a)
{
	return !(a->q.have & MMS_Q_ADDR);
}

static u64 query_items(const void *answer)
{
	const struct answer *a = answer;

	return whole_process(a) ? kvas_process_items(a->process) : 1;
}

static const char *half_of(const struct answer *a)
{
	if (a->region.kind == MMS_REGION_NONCANONICAL)
		return "noncanonical";
	return a->kernel ? "kernel" : "user";
}

static void show_vma(struct mms_text *t, const struct answer *a)
{
	const struct kvas_vma *vma = kvas_process_find(a->process, a->q.addr);

	mms_rec(t, vma ? "vma" : "free");
	mms_rec_int(t, "pid", a->q.pid);
	mms_rec_hex(t, "addr", a->q.addr);
	if (vma)
		kvas_vma_keys(t, vma);
	mms_rec_end(t);
}

static void show_address(struct mms_text *t, const struct answer *a)
{
	char perm[MMS_PERM_TEXT];

	mms_rec(t, "address");
	mms_rec_hex(t, "addr", a->q.addr);
	if (a->q.sym[0])
		mms_rec_str(t, "sym", a->q.sym);
	if (a->process)
		mms_rec_int(t, "pid", a->q.pid);
	mms_rec_str(t, "half", half_of(a));
	mms_rec_str(t, "region", a->region.name);
	mms_rec_str(t, "kind", mms_region_kind_name(a->region.kind));
	mms_rec_hex(t, "start", a->region.start);
	mms_rec_end_of(t, a->region.last);
	mms_rec_hex(t, "offset", a->q.addr - a->region.start);
	if (a->part.name) {
		mms_rec_str(t, "part", a->part.name);
		mms_rec_hex(t, "part_start", a->part.start);
	}
	if (a->symbol[0])
		mms_rec_str(t, "symbol", a->symbol);
	if (a->walked) {
		mms_rec_str(t, "walk", mms_walk_result_name(a->walk.result));
		if (a->walk.result == MMS_WALK_MAPPED) {
			mms_rec_hex(t, "phys", a->walk.phys);
			mms_rec_dec(t, "leaf", a->walk.size);
			mms_rec_str(t, "perm", mms_perm_text(a->walk.perm, perm));
		}
	}
	mms_rec_end(t);
}

static void query_show(struct mms_text *t, const void *answer, u64 item)
{
	const struct answer *a = answer;

	if (whole_process(a)) {
		kvas_process_show(t, a->process, item);
		return;
	}
	show_address(t, a);
	if (a->process && !a->kernel && a->region.kind != MMS_REGION_NONCANONICAL)
		show_vma(t, a);
}

const struct mms_query_ops kvas_query = {
	.keys = MMS_Q_ADDR | MMS_Q_SYM | MMS_Q_PID,
	.run = query_run,
	.items = query_items,
	.show = query_show,
	.free = query_free,
};
