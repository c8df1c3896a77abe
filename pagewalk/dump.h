/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Everything that given tables map, or what of it is wanted, made as it is read: the
 * kernel file, and answers to dump= queries.
 */
#ifndef PAGEWALK_DUMP_H
#define PAGEWALK_DUMP_H

#include <mmscope/core/text.h>
#include <mmscope/pt/filter.h>
#include <mmscope/pt/walk.h>

struct mm_struct;
struct mms_query;
struct mms_stream_ops;
struct mms_vas;

#define PW_DUMP_RUNS 256

/**
 * enum pw_dump_end - how a dump ended
 * @PW_DUMP_GOES_ON: it has not
 * @PW_DUMP_COMPLETE: all was walked
 * @PW_DUMP_EXITED: the process let go of its address space meanwhile
 */
enum pw_dump_end {
	PW_DUMP_GOES_ON,
	PW_DUMP_COMPLETE,
	PW_DUMP_EXITED,
};

/**
 * struct pw_dump - one reader of a dump
 * @f: what is wanted
 * @mm: whose tables, not pinned; NULL for the kernel's own
 * @vas: the layout, for the names of regions, or NULL
 * @region: the name of the region to show, or NULL for all; takes @vas
 * @start: first address
 * @last: last address, inclusive
 * @w: the walk
 * @pending: the last run, which the next entries may still extend
 * @have_pending: @pending is valid
 * @seen: tables shown already
 * @holders: those that hold something that is wanted
 * @end: how it ended
 * @first: the index of run[0] among all
 * @bytes: bytes of the runs before @first
 * @unread: tables that could not be read
 * @n: runs in the buffer
 * @run: the buffer
 *
 * Large (about 60 KiB): allocate it.
 */
struct pw_dump {
	struct mms_filter f;
	struct mm_struct *mm;
	struct mms_vas *vas;
	const char *region;
	u64 start;
	u64 last;
	struct mms_range w;
	struct mms_run pending;
	bool have_pending;
	struct mms_seen seen;
	struct mms_holders holders;
	enum pw_dump_end end;
	u64 first;
	u64 bytes;
	u64 unread;
	unsigned int n;
	struct mms_run run[PW_DUMP_RUNS];
};

struct pw_dump *pw_dump_new(struct mm_struct *mm, const struct mms_filter *f,
			    const char *region, u64 start, u64 last);
int pw_dump_seek(struct pw_dump *d, u64 index);
const struct mms_run *pw_dump_run(const struct pw_dump *d, u64 index);
void pw_dump_rec(struct mms_text *t, const struct pw_dump *d, u64 index);
void pw_dump_free(struct pw_dump *d);

/* query_dump.c */
extern const struct mms_stream_ops pw_dump_stream;
struct pw_answer;
const char *pw_dump_check(const struct mms_query *q);
int pw_dump_ask(struct pw_answer *a);

#endif /* PAGEWALK_DUMP_H */
