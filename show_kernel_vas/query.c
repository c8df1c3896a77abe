// SPDX-License-Identifier: GPL-2.0-only
/*
 * The `query` file: whose address is it. Locks: those of live/vas.c and of one
 * walk of the kernel's tables.
 */
#include <linux/err.h>
#include <linux/kallsyms.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mmscope/live_pt.h>
#include "kvas.h"

/**
 * struct answer - what one address turned out to be
 * @q: the question
 * @region: the region it lies in
 * @part: the part of it, its @name NULL where there is none
 * @kernel: it belongs to the kernel's half
 * @symbol: the nearest symbol below it, empty where there is none
 * @walked: @walk holds
 * @walk: what the kernel's page tables say about it
 */
struct answer {
	struct mms_query q;
	struct mms_region region;
	struct mms_region part;
	bool kernel;
	char symbol[KSYM_SYMBOL_LEN];
	bool walked;
	struct mms_walk walk;
};

static void *query_run(const struct mms_query *q)
{
	const struct mms_region *region, *part;
	struct mms_vas *vas;
	struct answer *a;
	int err;

	a = kvzalloc(sizeof(*a), GFP_KERNEL_ACCOUNT);
	if (!a)
		return ERR_PTR(-ENOMEM);
	err = mms_vas_take(&vas);
	if (err)
		goto fail;
	a->q = *q;
	region = mms_vas_find(vas, q->addr, &part);
	a->region = *region;
	if (part)
		a->part = *part;
	a->kernel = q->addr >= vas->kernel;
	mms_vas_free(vas);
	if (!a->kernel)
		return a;
	/* Only a name with an offset is a symbol; else it is the address again. */
	sprint_symbol(a->symbol, q->addr);
	if (!strchr(a->symbol, '+'))
		a->symbol[0] = '\0';
	if (mms_kernel_pt_unavailable())
		return a;
	err = mms_kernel_walk_addr(q->addr, &a->walk);
	if (err)
		goto fail;
	a->walked = true;
	return a;
fail:
	kvfree(a);
	return ERR_PTR(err);
}

static const char *half_of(const struct answer *a)
{
	if (a->region.kind == MMS_REGION_NONCANONICAL)
		return "noncanonical";
	return a->kernel ? "kernel" : "user";
}

static void query_show(struct mms_text *t, const void *answer, u64 item)
{
	const struct answer *a = answer;
	char perm[MMS_PERM_TEXT];

	mms_rec(t, "address");
	mms_rec_hex(t, "addr", a->q.addr);
	if (a->q.sym[0])
		mms_rec_str(t, "sym", a->q.sym);
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

static void query_free(void *answer)
{
	kvfree(answer);
}

const struct mms_query_ops kvas_query = {
	.keys = MMS_Q_ADDR | MMS_Q_SYM,
	.run = query_run,
	.show = query_show,
	.free = query_free,
};
