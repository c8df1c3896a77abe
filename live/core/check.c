// SPDX-License-Identifier: GPL-2.0-only
/*
 * The selfcheck and build files every module has: see include/mmscope/core/live_check.h.
 * Checks run one after the other when the file is opened; each documents the locks
 * it takes. This file takes none.
 */
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <mmscope/core/live_check.h>
#include <mmscope/core/live_symbols.h>
#include "../compat/compat.h"

struct verdict {
	const char *name;
	enum mms_result result;
	char detail[MMS_CHECK_DETAIL];
};

static const char *result_name(enum mms_result result)
{
	static const char *const names[] = {
		[MMS_OK] = "ok",
		[MMS_VIOLATED] = "violated",
		[MMS_SKIPPED] = "skipped",
	};

	return names[result];
}

/**
 * mms_check_open() - the open() of a selfcheck file: run every check
 * @v: the view
 * @checks: the module's checks, ended by one without a name
 *
 * Context: process, may sleep.
 * Return: 0, -ENOMEM, -EINTR after a fatal signal.
 */
int mms_check_open(struct mms_view *v, const struct mms_check *checks)
{
	struct verdict *verdicts;
	unsigned int n = 0, i;

	while (checks[n].name)
		n++;
	verdicts = kvcalloc(n, sizeof(*verdicts), GFP_KERNEL_ACCOUNT);
	if (!verdicts)
		return -ENOMEM;
	for (i = 0; i < n; i++) {
		struct mms_text detail;

		mms_text_init(&detail, verdicts[i].detail, MMS_CHECK_DETAIL);
		verdicts[i].name = checks[i].name;
		verdicts[i].result = checks[i].run(&detail);
		cond_resched();
		if (fatal_signal_pending(current)) {
			kvfree(verdicts);
			return -EINTR;
		}
	}
	v->data = verdicts;
	v->count = n;
	return 0;
}

/**
 * mms_check_show() - format one check's verdict
 * @v: the view
 * @t: the text
 * @index: which check
 */
void mms_check_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	const struct verdict *c = (struct verdict *)v->data + index;

	mms_rec(t, "check");
	mms_rec_str(t, "name", c->name);
	mms_rec_str(t, "result", result_name(c->result));
	mms_put(t, "%s", c->detail);
	mms_rec_end(t);
}

/**
 * mms_check_release() - free the verdicts
 * @v: the view
 */
void mms_check_release(struct mms_view *v)
{
	kvfree(v->data);
}

#define SHOW_FEATURE(feature, have) { #feature, have },

static const struct {
	const char *name;
	bool have;
} features[] = { MMS_FEATURES(SHOW_FEATURE) };

/**
 * mms_build_open() - the open() of a build file
 * @v: the view
 * @extra: appends the module's own records; NULL when it has none
 *
 * Return: 0.
 */
int mms_build_open(struct mms_view *v, void (*extra)(struct mms_text *t))
{
	v->data = extra;
	v->count = 1;
	return 0;
}

/**
 * mms_build_show() - how this module was built and reaches this kernel
 * @v: the view
 * @t: the text
 * @index: 0, all comes as one item
 */
void mms_build_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	void (*extra)(struct mms_text *t) = v->data;
	unsigned int i;

	mms_rec(t, "build");
	mms_rec_str(t, "version", MMS_VERSION);
	mms_rec_str(t, "headers", UTS_RELEASE);
	mms_rec_str(t, "compiler", __VERSION__);
	mms_rec_end(t);
	for (i = 0; i < ARRAY_SIZE(features); i++) {
		mms_rec(t, "feature");
		mms_rec_str(t, "name", features[i].name);
		mms_rec_bool(t, "have", features[i].have);
		mms_rec_end(t);
	}
	mms_symbols_show(t);
	if (extra)
		extra(t);
}
