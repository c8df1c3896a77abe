/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Selfchecks: invariants run against the live kernel when the file is opened,
 * one line each: `check name=… result=ok|violated|skipped …` with the numbers
 * compared.
 */
#ifndef MMSCOPE_CORE_LIVE_CHECK_H
#define MMSCOPE_CORE_LIVE_CHECK_H

#include <linux/types.h>
#include <mmscope/core/live_files.h>
#include <mmscope/core/text.h>
#include <mmscope/core/verdict.h>

/**
 * struct mms_check - one invariant of a module
 * @name: its name; NULL ends a table
 * @run: checks it now and appends the compared numbers to @detail with the
 *	mms_rec_* helpers (keys only, no type, no end of line). Process
 *	context, may sleep.
 */
struct mms_check {
	const char *name;
	enum mms_result (*run)(struct mms_text *detail);
};

/*
 * For a module's selfcheck file.
 *
 * Use MMS_SELFCHECK_FILE(open_fn) for the row of the files table, where
 * open_fn calls mms_check_open(v, table).
 */
int mms_check_open(struct mms_view *v, const struct mms_check *checks);
void mms_check_show(struct mms_view *v, struct mms_text *t, u64 index);
void mms_check_release(struct mms_view *v);

#define MMS_SELFCHECK_FILE(open_fn) {					\
	.name = "selfcheck", .open = (open_fn), .show = mms_check_show,	\
	.release = mms_check_release }

/*
 * For a module's build file.
 *
 * Symbols looked up so far and compile-time probes are always shown; @v's
 * module appends `layout …` and `feature …` records of its own through @extra.
 */
int mms_build_open(struct mms_view *v, void (*extra)(struct mms_text *t));
void mms_build_show(struct mms_view *v, struct mms_text *t, u64 index);

#define MMS_BUILD_FILE(open_fn) {					\
	.name = "build", .open = (open_fn), .show = mms_build_show }

#endif /* MMSCOPE_CORE_LIVE_CHECK_H */
