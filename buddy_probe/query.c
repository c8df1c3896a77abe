// SPDX-License-Identifier: GPL-2.0-only
/*
 * Queries: what one page frame is used for, by pfn, by any kernel
 * address (walked to its frame), or by a process' address with pid=.
 * Locks are those of live/buddy/page.c and live/pt/read.c, one after the other.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/string.h>
#include <mmscope/buddy/live.h>
#include <mmscope/buddy/page.h>
#include <mmscope/core/live_iomem.h>
#include <mmscope/core/query.h>
#include <mmscope/pt/live.h>
#include "probe.h"

#define SYM_WIDTH 20	/* columns of a symbol's name on the answer's line */

/*
 * One answer; @via says how the address was translated to a frame, @none why it was
 * not, @iomem what a frame is that is not memory. The query is allocated no further
 * than the end of its sym.
 */
struct answer {
	const char *via;
	const char *none;
	struct mms_page page;
	char iomem[48];
	struct mms_query q;
};

static const char *bp_query_check(const struct mms_query *q)
{
	if (q->have & MMS_Q_PFN && q->have & MMS_Q_PID)
		return "a page frame is of no process: leave out pid=";
	return q->have & ~MMS_Q_PID ? NULL : "says whose, not what: add addr=";
}

static const char *walked_to(const struct mms_walk *w, u64 *pfn)
{
	if (w->result != MMS_WALK_MAPPED && w->result != MMS_WALK_PROT_NONE)
		return mms_walk_word(mms_geometry(), w);
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
	size_t used = mms_query_size(q);
	struct answer *a = mms_answer_alloc(offsetof(struct answer, q) + used);
	u64 pfn = q->pfn;
	int err = 0;

	if (IS_ERR(a))
		return a;
	memcpy(&a->q, q, used);
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
	mms_answer_free(a);
	return ERR_PTR(err);
}

static void bp_query_show(struct mms_text *t, const void *answer, u64 item)
{
	const struct answer *a = answer;

	mms_rec(t, "page");
	/* The page's own keys include the pfn. */
	if (!(a->q.have & MMS_Q_PFN))
		mms_query_rec(t, &a->q);
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

static void put_question(struct mms_text *t, const struct answer *a)
{
	if (a->q.have & MMS_Q_PID)
		mms_put(t, "pid %d: ", a->q.pid);
	if (a->q.have & MMS_Q_SYM)
		mms_put(t, "%s at%c", a->q.sym, strlen(a->q.sym) > SYM_WIDTH ? '\n' : ' ');
	if (a->q.have & MMS_Q_PFN)
		mms_put(t, "pfn 0x%llx: ", a->q.pfn);
	else
		mms_put(t, "0x%016llx: ", a->q.addr);
}

/* The block or compound page that contains the frame, and its reference counts. */
static void put_block(struct mms_text *t, const struct mms_page *p)
{
	const struct mms_buddy *b = mms_buddy_here();

	if (p->order) {
		mms_put(t, "block   order %u, ", p->order);
		mms_put_size(t, 1ULL << (p->order + b->page_shift), 0);
		mms_put(t, ", from pfn 0x%llx on\n", p->head_pfn);
	}
	if (p->state == MMS_PAGE_PCP)
		mms_put(t, "list    of CPU %u\n", p->cpu);
	mms_put(t, "used    %d references, mapped %lld times\n", p->refcount, p->mapcount);
}

static void put_frame_flags(struct mms_text *t, const struct mms_page *p)
{
	struct mms_text flags;
	char buf[512];

	mms_text_init(&flags, buf, sizeof(buf));
	mms_put_flags(&flags, p->flag_names, p->flags & p->flags_mask);
	mms_put(t, "flags   ");
	mms_put_wrapped(t, flags.len ? buf : "none", 8);
}

static void put_frame(struct mms_text *t, const struct answer *a)
{
	const struct mms_page *p = &a->page;
	const struct mms_buddy *b = mms_buddy_here();

	mms_put(t, "%s\n", p->state == MMS_PAGE_NONE ? "no memory" : mms_page_use(p));
	if (mms_page_note(p)) {
		mms_put(t, "        ");
		mms_put_wrapped(t, mms_page_note(p), 8);
	}
	if (a->iomem[0])
		mms_put(t, "iomem   %s\n", a->iomem);
	if (p->state == MMS_PAGE_NONE || p->state == MMS_PAGE_OFFLINE)
		return;
	mms_put(t, "frame   pfn 0x%llx, physical 0x%llx\n", p->pfn, p->pfn << b->page_shift);
	mms_put(t, "where   node %u, zone %s, page block %s\n", p->node, p->zone,
		mms_type_name(b, p->migratetype));
	put_block(t, p);
	put_frame_flags(t, p);
	if (p->torn)
		mms_put(t, "It changed while it was read: this may not fit together.\n");
}

static void bp_query_report(struct mms_text *t, const void *answer, u64 item)
{
	const struct answer *a = answer;

	put_question(t, a);
	if (a->none) {
		mms_put(t, "no page frame: %s\n", a->none);
	} else {
		put_frame(t, a);
		if (a->via)
			mms_put(t, "found   by the %s\n", a->via);
	}
	mms_put(t, "\n");
}

static void bp_query_free(void *answer)
{
	mms_answer_free(answer);
}

const struct mms_query_ops bp_query = {
	.keys = MMS_Q_PFN | MMS_Q_ADDR | MMS_Q_SYM | MMS_Q_PID,
	.check = bp_query_check,
	.run = bp_query_run,
	.show = bp_query_show,
	.show_report = bp_query_report,
	.free = bp_query_free,
};
