// SPDX-License-Identifier: GPL-2.0-only
/*
 * The file query: what one page frame is used for, by pfn, by any kernel
 * address (walked to its frame), or by a process' address with pid=.
 * Locks are those of live/page.c and live/ptread.c, one after the other.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <mmscope/live_pt.h>
#include <mmscope/page.h>
#include <mmscope/query.h>
#include "probe.h"

/*
 * One answer; @via says how an address became a frame, @none why it did not, @iomem
 * what a frame is that is no memory.
 */
struct answer {
	struct mms_query q;
	const char *via;
	const char *none;
	struct mms_page page;
	char iomem[48];
};

static int bp_query_check(const struct mms_query *q)
{
	bool addr = q->have & (MMS_Q_ADDR | MMS_Q_SYM);

	if (q->have & MMS_Q_PFN)
		return q->have == MMS_Q_PFN ? 0 : -EINVAL;
	return addr ? 0 : -EINVAL;
}

static const char *walked_to(const struct mms_walk *w, u64 *pfn)
{
	if (w->result != MMS_WALK_MAPPED && w->result != MMS_WALK_PROT_NONE)
		return mms_walk_result_name(w->result);
	*pfn = w->phys >> PAGE_SHIFT;
	return NULL;
}

static int walk_user(struct answer *a, u64 *pfn)
{
	enum mms_mm_state state;
	struct mm_struct *mm;
	struct mms_walk w;
	int err;

	err = mms_mm_get(a->q.pid, &mm, &state);
	if (err)
		return err;
	if (state != MMS_MM_OK) {
		a->none = state == MMS_MM_KTHREAD ? "kernel thread" : "exiting";
		return 0;
	}
	err = mms_user_walk_addr(mm, a->q.addr, &w);
	mms_mm_put(mm);
	if (err == -EOPNOTSUPP) {
		a->none = mms_user_pt_unavailable();
		return 0;
	}
	if (err)
		return err;
	a->via = "process page tables";
	a->none = walked_to(&w, pfn);
	return 0;
}

static int walk_kernel(struct answer *a, u64 *pfn)
{
	struct mms_walk w;
	int err;

	if (mms_va_user(mms_geometry(), a->q.addr)) {
		a->none = "an address of processes: give pid=";
	} else if (!mms_kernel_pt_unavailable()) {
		err = mms_kernel_walk_addr(a->q.addr, &w);
		if (err)
			return err;
		a->via = "kernel page tables";
		a->none = walked_to(&w, pfn);
	} else if (a->q.addr <= ULONG_MAX &&
		   virt_addr_valid((void *)(unsigned long)a->q.addr)) {
		a->via = "direct map";
		*pfn = __pa((unsigned long)a->q.addr) >> PAGE_SHIFT;
	} else {
		a->none = mms_kernel_pt_unavailable();
	}
	return 0;
}

static void *bp_query_run(const struct mms_query *q)
{
	struct answer *a = kvzalloc(sizeof(*a), GFP_KERNEL_ACCOUNT);
	u64 pfn = q->pfn;
	int err = 0;

	if (!a)
		return ERR_PTR(-ENOMEM);
	a->q = *q;
	if (q->have & MMS_Q_PID)
		err = walk_user(a, &pfn);
	else if (!(q->have & MMS_Q_PFN))
		err = walk_kernel(a, &pfn);
	if (!err && !a->none)
		err = mms_page_read(pfn, &a->page);
	if (!err && !a->none && a->page.state == MMS_PAGE_NONE && pfn <= ~0ULL >> PAGE_SHIFT)
		err = mms_iomem_name(pfn << PAGE_SHIFT, a->iomem, sizeof(a->iomem));
	if (!err)
		return a;
	kvfree(a);
	return ERR_PTR(err);
}

static void bp_query_show(struct mms_text *t, const void *answer, u64 item)
{
	const struct answer *a = answer;
	struct mms_query asked = a->q;

	asked.have &= ~MMS_Q_PFN;
	mms_rec(t, "page");
	mms_query_rec(t, &asked);
	if (a->via)
		mms_rec_str(t, "via", a->via);
	if (a->none) {
		mms_rec_str(t, "state", "unmapped");
		mms_rec_str(t, "reason", a->none);
	} else {
		mms_page_rec_keys(t, &a->page, mms_buddy_here());
	}
	if (a->iomem[0])
		mms_rec_str(t, "iomem", a->iomem);
	mms_rec_end(t);
}

static void bp_query_free(void *answer)
{
	kvfree(answer);
}

const struct mms_query_ops bp_query = {
	.keys = MMS_Q_PFN | MMS_Q_ADDR | MMS_Q_SYM | MMS_Q_PID,
	.check = bp_query_check,
	.run = bp_query_run,
	.show = bp_query_show,
	.free = bp_query_free,
};
