// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel file: everything the kernel's half maps (pagewalk/dump.c).
 */
#include <linux/err.h>
#include <mmscope/pt/live.h>
#include "dump.h"
#include "pw.h"

/**
 * pw_kernel_open() - the open() of the kernel file
 * @v: the view
 *
 * Return: 0, -ENOMEM, -EINTR.
 */
int pw_kernel_open(struct mms_view *v)
{
	const struct mms_filter all = { .phys_last = ~0ULL };
	struct pw_dump *d;

	v->unavailable = mms_kernel_pt_unavailable();
	if (v->unavailable)
		return 0;
	d = pw_dump_new(NULL, &all, NULL, mms_kernel_first(), mms_kernel_last());
	if (IS_ERR(d))
		return PTR_ERR(d);
	v->data = d;
	return 0;
}

/**
 * pw_kernel_seek() - make one run available
 * @v: the view
 * @index: which
 *
 * Return: as pw_dump_seek().
 */
int pw_kernel_seek(struct mms_view *v, u64 index)
{
	return pw_dump_seek(v->data, index);
}

/**
 * pw_kernel_header() - the file's own keys in its first line
 * @v: the view
 * @t: the text
 */
void pw_kernel_header(const struct mms_view *v, struct mms_text *t)
{
	mms_rec_bool(t, "atomic", false);
}

/**
 * pw_kernel_show() - format one run
 * @v: the view
 * @t: the text
 * @index: which, made available by pw_kernel_seek()
 */
void pw_kernel_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	pw_dump_rec(t, v->data, index);
}

/**
 * pw_kernel_release() - free the view
 * @v: the view
 */
void pw_kernel_release(struct mms_view *v)
{
	pw_dump_free(v->data);
}
