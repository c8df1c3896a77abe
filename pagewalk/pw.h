/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Declarations shared by the files of pagewalk.
 */
#ifndef PAGEWALK_H
#define PAGEWALK_H

#include <mmscope/core/live_check.h>
#include <mmscope/core/live_files.h>
#include <mmscope/live_owner.h>
#include <mmscope/pt/live.h>
#include <mmscope/pt/live_alias.h>

struct pw_tables;

/* query.c */
extern const struct mms_query_ops pw_query;

/** PW_RANGE_RUNS - the most runs one range= query answers with */
#define PW_RANGE_RUNS 512

/**
 * enum pw_no_walk - why a query has no walk to show
 * @PW_WALKED: it has one
 * @PW_KTHREAD: the process is a kernel thread
 * @PW_GONE: the process is exiting
 * @PW_UNSTABLE: the tables kept changing while they were read
 * @PW_UNAVAILABLE: see mms_kernel_pt_unavailable()
 * @PW_SPLIT: the range is not within one half of the address space
 * @PW_NO_REGION: the kernel's half has no region of that name
 */
enum pw_no_walk {
	PW_WALKED,
	PW_KTHREAD,
	PW_GONE,
	PW_UNSTABLE,
	PW_UNAVAILABLE,
	PW_SPLIT,
	PW_NO_REGION,
};

/**
 * struct pw_answer - the answer to one query
 * @pid: whose tables were walked, 0 for the kernel's own
 * @no_walk: why nothing was walked, or PW_WALKED
 * @walk: the walk of an address
 * @owner: who owns the memory
 * @tables: page tables that were counted; NULL for all else
 * @runs: the runs of a range; NULL for an address
 * @nr_runs: how many there are
 * @next: the first address not walked, when there were too many runs; else 0
 * @aliases: what maps the memory asked about; NULL for an address
 * @mm: whose tables are dumped, kept by mmgrab(); NULL for the kernel's
 * @first: first address of a dump
 * @last: its last address, inclusive
 * @q: the query; allocated no further than the end of its sym
 */
struct pw_answer {
	s32 pid;
	enum pw_no_walk no_walk;
	struct mms_walk walk;
	struct mms_owner owner;
	struct pw_tables *tables;
	struct mms_run *runs;
	u32 nr_runs;
	u64 next;
	struct pw_aliases *aliases;
	struct mm_struct *mm;
	u64 first;
	u64 last;
	struct mms_query q;
};

/* tables_query.c */
int pw_tables_run(struct pw_answer *a);
void pw_tables_free(struct pw_tables *p);

/* tables_show.c */
u64 pw_tables_items(const struct pw_tables *p);
u64 pw_tables_report_items(const struct pw_tables *p);
void pw_tables_rec(struct mms_text *t, const struct pw_tables *p, u64 item);
void pw_tables_report(struct mms_text *t, const struct pw_tables *p, u64 item);

/* range.c */
int pw_range_run(struct pw_answer *a, struct mm_struct *mm);

/* record.c */
const char *pw_absent_why(const struct mms_walk *w);
void pw_rec_answer(struct mms_text *t, const void *answer, u64 item);

/* record_run.c */
const char *pw_level_name(unsigned int level);
void pw_rec_perm(struct mms_text *t, u8 perm);
void pw_rec_key(struct mms_text *t, u8 key, u8 perm);
void pw_rec_run(struct mms_text *t, const char *type, const struct mms_run *run);
void pw_rec_run_keys(struct mms_text *t, const char *type, const struct mms_run *run);

/* report.c */
void pw_report_answer(struct mms_text *t, const void *answer, u64 item);

/* report_range.c */
void pw_put_run(struct mms_text *t, const struct mms_run *run);
void pw_report_range(struct mms_text *t, const struct pw_answer *a, u64 item);

/* picture.c */
void pw_put_picture(struct mms_text *t, const struct mms_walk *w);
void pw_put_entries(struct mms_text *t, const struct mms_walk *w);

/* kernel.c */
int pw_kernel_open(struct mms_view *v);
int pw_kernel_seek(struct mms_view *v, u64 index);
void pw_kernel_header(const struct mms_view *v, struct mms_text *t);
void pw_kernel_show(struct mms_view *v, struct mms_text *t, u64 index);
void pw_kernel_release(struct mms_view *v);

/* wx_alias.c */

/**
 * struct pw_wx_aliases - writable mappings of executable memory
 * @unavailable: why they were not looked for, static text, or NULL
 * @bytes: executable memory
 * @alias: the mappings
 * @n: how many
 * @more: how many more there are
 * @rest: the address of the first of those
 * @raced: how many were no longer so when they were looked at once more
 */
struct pw_wx_aliases {
	const char *unavailable;
	u64 bytes;
	struct mms_alias *alias;
	u32 n;
	u64 more;
	u64 rest;
	u32 raced;
};

int pw_wx_aliases_find(struct pw_wx_aliases *x);
void pw_wx_aliases_free(struct pw_wx_aliases *x);

/* wx.c */
int pw_wx_open(struct mms_view *v);
void pw_wx_header(const struct mms_view *v, struct mms_text *t);
void pw_wx_show(struct mms_view *v, struct mms_text *t, u64 index);
void pw_wx_release(struct mms_view *v);

/* splits.c, splits_show.c */
int pw_splits_open(struct mms_view *v);
int pw_splits_seek(struct mms_view *v, u64 index);
void pw_splits_header(const struct mms_view *v, struct mms_text *t);
void pw_splits_show(struct mms_view *v, struct mms_text *t, u64 index);
void pw_splits_release(struct mms_view *v);

/* summary.c */
int pw_summary_open(struct mms_view *v);
int pw_summary_seek(struct mms_view *v, u64 index);
void pw_summary_header(const struct mms_view *v, struct mms_text *t);
void pw_summary_show(struct mms_view *v, struct mms_text *t, u64 index);
int pw_report_open(struct mms_view *v);
void pw_report_show(struct mms_view *v, struct mms_text *t, u64 index);
void pw_summary_release(struct mms_view *v);

/* tables.c */
int pw_tables_open(struct mms_view *v);
int pw_tables_seek(struct mms_view *v, u64 index);
void pw_tables_header(const struct mms_view *v, struct mms_text *t);
void pw_tables_show(struct mms_view *v, struct mms_text *t, u64 index);
void pw_tables_release(struct mms_view *v);

/* selfcheck.c */
void pw_check_setup(void);
int pw_check_open(struct mms_view *v);

/* selfcheck_encoding.c */
enum mms_result pw_check_encoding(struct mms_text *detail);

#endif /* PAGEWALK_H */
