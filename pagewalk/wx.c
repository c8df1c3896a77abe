// SPDX-License-Identifier: GPL-2.0-only
/*
 * The wx file: mappings of the kernel's half that are writable and executable at once,
 * by the permissions of all levels together. There should be none. The visitor runs
 * under the locks of live/pt/read.c and only writes to memory allocated before.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include "pw.h"

#define WX		(MMS_PERM_W | MMS_PERM_X)
#define WX_RUNS		1024

/**
 * struct wx_view - what was found
 * @examined: runs of equal entries examined
 * @bytes: mapped bytes examined
 * @found: runs that are writable and executable
 * @n: how many of these are kept
 * @rest: start of the first run that is not kept
 * @seen: tables examined already
 * @unread: tables that could not be read: what they map was not examined
 * @again: how often a table in @seen was met again, with the same permissions
 * @last: the last run, which the next entries may still extend
 * @run: the first WX_RUNS found
 * @w: the walk
 */
struct wx_view {
	u64 examined;
	u64 bytes;
	u64 found;
	unsigned int n;
	u64 rest;
	struct mms_seen seen;
	u64 unread;
	u64 again;
	struct mms_run last;
	struct mms_run run[WX_RUNS];
	struct mms_range w;
};

static void end_run(struct wx_view *x)
{
	if (!x->last.size)
		return;
	x->examined++;
	x->bytes += x->last.size;
	if ((x->last.perm & WX) != WX)
		return;
	if (x->n < WX_RUNS)
		x->run[x->n++] = x->last;
	else if (x->found == WX_RUNS)
		x->rest = x->last.va;
	x->found++;
}

static int wx_run(struct mms_range *w, const struct mms_run *run)
{
	struct wx_view *x = w->ctx;

	if (mms_run_unread(run))
		x->unread++;
	if (run->kind != MMS_PT_LEAF)
		return 0;
	if (x->last.size && mms_run_merge(&x->last, run))
		return 0;
	end_run(x);
	x->last = *run;
	return 0;
}

static int wx_enter(struct mms_range *w, const struct mms_run *table, bool whole)
{
	struct wx_view *x = w->ctx;
	u64 va;

	if (!whole || !mms_seen_before(&x->seen, table, &va))
		return 0;
	x->again++;
	return 1;
}

static const struct mms_visitor wx_visitor = {
	.run = wx_run,
	.enter = wx_enter,
	.joins = true,
};

/**
 * pw_wx_open() - the open() of the wx file: walks the kernel's half
 * @v: the view
 *
 * Return: 0, -ENOMEM, -EINTR when killed, -errno of the root table.
 */
int pw_wx_open(struct mms_view *v)
{
	struct wx_view *x;
	int ret;

	v->unavailable = mms_kernel_pt_unavailable();
	if (v->unavailable)
		return 0;
	x = kvzalloc(sizeof(*x), GFP_KERNEL_ACCOUNT);
	if (!x)
		return -ENOMEM;
	ret = mms_kernel_range_init(&x->w, mms_kernel_first(), mms_kernel_last());
	x->w.v = &wx_visitor;
	x->w.ctx = x;
	if (!ret)
		do {
			ret = mms_kernel_range_chunk(&x->w);
		} while (ret > 0);
	if (ret) {
		kvfree(x);
		return ret;
	}
	end_run(x);
	v->data = x;
	/* One line more says that nothing was found, or more than is kept. */
	v->count = x->n + (!x->n || x->found > x->n);
	return 0;
}

/**
 * pw_wx_header() - what was examined, in the file's first line
 * @v: the view
 * @t: the text
 */
void pw_wx_header(const struct mms_view *v, struct mms_text *t)
{
	const struct wx_view *x = v->data;

	mms_rec_dec(t, "examined", x->examined);
	mms_rec_dec(t, "examined_bytes", x->bytes);
	mms_rec_dec(t, "shared_tables", x->again);
	mms_rec_dec(t, "found", x->found);
	mms_rec_bool(t, "atomic", false);
	mms_rec_dec(t, "unread_tables", x->unread);
	/* Without NX everything writable is found, which is no finding. */
	mms_rec_bool(t, "nx", !mms_geometry()->no_nx);
}

/**
 * pw_wx_show() - format one run, or that there is none, or more than are kept
 * @v: the view
 * @t: the text
 * @index: which
 */
void pw_wx_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	const struct wx_view *x = v->data;

	if (index < x->n) {
		pw_rec_run(t, "wx", &x->run[index]);
		return;
	}
	if (x->n) {
		mms_rec(t, "more");
		mms_rec_dec(t, "runs", x->found - x->n);
		mms_rec_hex(t, "from", x->rest);
	} else {
		mms_rec(t, "none");
		mms_rec_dec(t, "examined", x->examined);
	}
	mms_rec_end(t);
}

/**
 * pw_wx_release() - free the view
 * @v: the view
 */
void pw_wx_release(struct mms_view *v)
{
	kvfree(v->data);
}
