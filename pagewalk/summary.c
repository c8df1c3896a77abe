// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sum of what the kernel's half maps: the summary file, and the part of
 * /proc/pagewalk after answers. Locks are those of live/pt/read.c.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/utsname.h>
#include "pw.h"

#define RWX (MMS_PERM_R | MMS_PERM_W | MMS_PERM_X)
#define WX (MMS_PERM_W | MMS_PERM_X)

/**
 * pw_summary_open() - tell whether there will be a summary
 * @v: the view
 *
 * The walk is left to the first read: writing a query to /proc/pagewalk needs no
 * summary.
 *
 * Return: 0.
 */
int pw_summary_open(struct mms_view *v)
{
	v->unavailable = mms_kernel_pt_unavailable();
	return 0;
}

/**
 * pw_summary_seek() - sum up the kernel's half, once
 * @v: the view
 * @index: 0, all comes as one item
 *
 * Return: 1, 0 past the only item, -ENOMEM, -EINTR when killed, -errno of the
 * root table.
 */
int pw_summary_seek(struct mms_view *v, u64 index)
{
	struct mms_pt_sum *sum;
	int err;

	if (index || v->data)
		return !index;
	sum = kmalloc(sizeof(*sum), GFP_KERNEL_ACCOUNT);
	if (!sum)
		return -ENOMEM;
	err = mms_kernel_sum(mms_kernel_first(), mms_kernel_last(), sum);
	if (err) {
		kfree(sum);
		return err;
	}
	v->data = sum;
	return 1;
}

static void rec_leaves(struct mms_text *t, const struct mms_pt_sum *sum,
		       unsigned int level)
{
	const struct mms_geometry *g = mms_geometry();
	char text[MMS_PERM_TEXT];
	unsigned int perm;

	for (perm = 0; perm < MMS_PERM_COMBOS; perm++) {
		u64 n = mms_sum_leaves(g, sum, level, MMS_PERM_ALL, perm);

		if (!n)
			continue;
		mms_rec(t, "leaves");
		mms_rec_str(t, "level", g->level[level].name);
		mms_rec_dec(t, "leaf_size", mms_pt_span(g, level));
		mms_rec_str(t, "perms", mms_perm_text(perm, text));
		mms_rec_bool(t, "user", perm & MMS_PERM_U);
		mms_rec_dec(t, "count", n);
		mms_rec_dec(t, "bytes", n << g->level[level].shift);
		mms_rec_end(t);
	}
}

/**
 * pw_summary_header() - the file's own keys in its first line
 * @v: the view
 * @t: the text
 */
void pw_summary_header(const struct mms_view *v, struct mms_text *t)
{
	mms_rec_bool(t, "atomic", false);
}

/**
 * pw_summary_show() - the summary as records
 * @v: the view
 * @t: the text
 * @index: 0, all comes as one item
 */
void pw_summary_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	const struct mms_geometry *g = mms_geometry();
	const struct mms_pt_sum *sum = v->data;
	unsigned int i;

	mms_rec(t, "total");
	mms_rec_hex(t, "start", mms_kernel_first());
	mms_rec_end_of(t, mms_kernel_last());
	mms_rec_dec(t, "mapped_bytes", mms_sum_bytes(g, sum, 0, 0));
	mms_rec_dec(t, "wx_bytes", mms_sum_bytes(g, sum, WX, WX));
	mms_rec_dec(t, "user_bytes", mms_sum_bytes(g, sum, MMS_PERM_U, MMS_PERM_U));
	mms_rec_end(t);
	for (i = 0; i < g->nr_levels; i++) {
		mms_rec(t, "tables");
		mms_rec_str(t, "level", g->level[i].name);
		mms_rec_dec(t, "count", sum->tables[i]);
		mms_rec_dec(t, "distinct", sum->tables[i] - sum->again[i]);
		mms_rec_dec(t, "mapped_again", sum->again[i]);
		mms_rec_end(t);
	}
	for (i = 0; i < g->nr_levels; i++)
		rec_leaves(t, sum, i);
	for (i = 0; i < MMS_PT_KINDS; i++) {
		if (!sum->other[i])
			continue;
		mms_rec(t, "other");
		mms_rec_str(t, "kind", i == MMS_PT_TABLE ? "unreadable" :
			    mms_pt_kind_name(i));
		mms_rec_dec(t, "count", sum->other[i]);
		mms_rec_end(t);
	}
}

static void put_title(struct mms_text *t)
{
	const struct mms_geometry *g = mms_geometry();

	mms_put(t, "What the page tables map      %s %s, %u-bit (%u levels)\n\n",
		init_utsname()->release, g->arch, g->addr_bits, g->nr_levels);
}

static void put_row(struct mms_text *t, const struct mms_pt_sum *sum, u8 mask, u8 value)
{
	const struct mms_geometry *g = mms_geometry();
	unsigned int i;

	mms_put_size(t, mms_sum_bytes(g, sum, mask, value), 10);
	for (i = 0; i < g->nr_levels; i++)
		if (g->level[i].leaf)
			mms_put(t, "  %9llu", mms_sum_leaves(g, sum, i, mask, value));
	mms_put(t, "\n");
}

static void put_table(struct mms_text *t, const struct mms_pt_sum *sum)
{
	const struct mms_geometry *g = mms_geometry();
	char text[MMS_PERM_TEXT];
	unsigned int i, perm;
	u64 again = 0;

	mms_put(t, "The kernel's half      mapped");
	for (i = 0; i < g->nr_levels; i++) {
		if (!g->level[i].leaf)
			continue;
		mms_put(t, "  ");
		mms_put_size(t, mms_pt_span(g, i), 9);
	}
	mms_put(t, "\n");
	for (perm = 0; perm <= RWX; perm++) {
		if (!mms_sum_bytes(g, sum, RWX, perm))
			continue;
		mms_put(t, "  %s              ", mms_perm_text(perm, text));
		put_row(t, sum, RWX, perm);
	}
	mms_put(t, "  all              ");
	put_row(t, sum, 0, 0);
	mms_put(t, "\n  tables  ");
	for (i = 0; i < g->nr_levels; i++) {
		mms_put(t, " %s %llu", g->level[i].name, sum->tables[i] - sum->again[i]);
		again += sum->again[i];
	}
	if (again)
		mms_put(t, "   (shared ones are mapped %llu times more)", again);
	mms_put(t, "\n  writable and executable: %s\n",
		mms_sum_bytes(g, sum, WX, WX) ?
		"see /sys/kernel/debug/pagewalk/wx" : "none");
}

/**
 * pw_report_open() - sum up the kernel's half, for the report
 * @v: the view
 *
 * Return: 0, -ENOMEM, -EINTR when killed, -errno of the root table.
 */
int pw_report_open(struct mms_view *v)
{
	int there = 0;

	pw_summary_open(v);
	v->count = 1;
	if (!v->unavailable)
		there = pw_summary_seek(v, 0);
	return min(there, 0);
}

/**
 * pw_report_show() - the summary as a report
 * @v: the view
 * @t: the text
 * @index: 0, all comes as one item
 */
void pw_report_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	put_title(t);
	put_table(t, v->data);
}

/**
 * pw_summary_release() - free the summary
 * @v: the view
 */
void pw_summary_release(struct mms_view *v)
{
	kfree(v->data);
}
