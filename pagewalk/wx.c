// SPDX-License-Identifier: GPL-2.0-only
/*
 * The wx file: mappings of the kernel's half that are writable and executable at once,
 * by the permissions of all levels together, and writable mappings of memory that is
 * executable elsewhere (pagewalk/wx_alias.c). There should be none. The visitor runs
 * under the locks of live/pt/read.c and only writes to memory allocated before.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <mmscope/core/live_symbols.h>
#include <mmscope/vmap/live.h>
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
 * @a: writable mappings of executable memory
 * @areas: the vmap_areas, for who made what was found
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
	struct pw_wx_aliases a;
	struct mms_vmap_snapshot areas;
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

static int find_both(struct wx_view *x)
{
	int ret = mms_kernel_range_init(&x->w, mms_kernel_first(), mms_kernel_last());

	x->w.v = &wx_visitor;
	x->w.ctx = x;
	if (ret)
		return ret;
	do {
		ret = mms_kernel_range_chunk(&x->w);
	} while (ret > 0);
	if (!ret)
		end_run(x);
	return ret;
}

static int find_all(struct wx_view *x)
{
	int err = find_both(x);

	if (!err)
		err = pw_wx_aliases_find(&x->a);
	/* Who made it is told where it can be: that is no reason to keep the rest. */
	if (!err && (x->n || x->a.n) && !mms_vmap_unavailable() &&
	    mms_vmap_snapshot(&x->areas, mms_kernel_first(), mms_kernel_last()) == -EINTR)
		err = -EINTR;
	return err;
}

static void wx_free(struct wx_view *x)
{
	pw_wx_aliases_free(&x->a);
	mms_vmap_snapshot_free(&x->areas);
	kvfree(x);
}

/**
 * pw_wx_open() - the open() of the wx file: walks the kernel's half
 * @v: the view
 *
 * Return: 0, -ENOMEM, -EINTR when killed, -errno of the root table.
 */
int pw_wx_open(struct mms_view *v)
{
	struct wx_view *x;
	int err;

	v->unavailable = mms_kernel_pt_unavailable();
	if (v->unavailable)
		return 0;
	x = kvzalloc(sizeof(*x), GFP_KERNEL_ACCOUNT);
	if (!x)
		return -ENOMEM;
	err = find_all(x);
	if (err) {
		wx_free(x);
		return err;
	}
	v->data = x;
	/* A line says that there is more than is kept, one that nothing was found. */
	v->count = x->n + (x->found > x->n) + x->a.n + !!x->a.more;
	v->count += !v->count;
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
	if (x->a.unavailable) {
		mms_rec_str(t, "aliases_unavailable", x->a.unavailable);
		return;
	}
	mms_rec_dec(t, "aliases", x->a.n + x->a.more);
	mms_rec_dec(t, "executable_bytes", x->a.bytes);
	mms_rec_dec(t, "raced", x->a.raced);
}

/* Who mapped it: the vmap_area it lies in. */
static void rec_area(struct mms_text *t, const struct wx_view *x, u64 va)
{
	const struct mms_vmap_area *area = mms_vmap_find(x->areas.areas, x->areas.count, va);
	char name[MMS_OWNER_SYMBOL];

	if (!area)
		return;
	mms_rec_str(t, "area", mms_vmap_kind_name(area->kind));
	if (area->caller) {
		mms_symbol_name(area->caller, name, sizeof(name));
		mms_rec_str(t, "caller", name);
	}
}

static void rec_more(struct mms_text *t, const char *type, u64 runs, u64 from)
{
	mms_rec(t, type);
	mms_rec_dec(t, "runs", runs);
	mms_rec_hex(t, "from", from);
	mms_rec_end(t);
}

static void rec_alias(struct mms_text *t, const struct wx_view *x, const struct mms_alias *alias)
{
	char name[MMS_OWNER_SYMBOL];

	pw_rec_run_keys(t, "alias", &alias->run);
	if (alias->of) {
		mms_rec_hex(t, "executable_at", alias->of);
		if (mms_symbol_name(alias->of, name, sizeof(name)))
			mms_rec_str(t, "executable", name);
	}
	rec_area(t, x, alias->run.va);
	mms_rec_end(t);
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
	char name[MMS_OWNER_SYMBOL];

	if (index < x->n) {
		pw_rec_run_keys(t, "wx", &x->run[index]);
		if (mms_symbol_name(x->run[index].va, name, sizeof(name)))
			mms_rec_str(t, "symbol", name);
		rec_area(t, x, x->run[index].va);
		mms_rec_end(t);
		return;
	}
	index -= x->n;
	if (x->found > x->n && !index--) {
		rec_more(t, "more", x->found - x->n, x->rest);
	} else if (index < x->a.n) {
		rec_alias(t, x, &x->a.alias[index]);
	} else if (x->a.more) {
		rec_more(t, "more_aliases", x->a.more, x->a.rest);
	} else {
		mms_rec(t, "none");
		mms_rec_dec(t, "examined", x->examined);
		mms_rec_end(t);
	}
}

/**
 * pw_wx_release() - free the view
 * @v: the view
 */
void pw_wx_release(struct mms_view *v)
{
	if (v->data)
		wx_free(v->data);
}
