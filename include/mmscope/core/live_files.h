/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The files of a module: what each holds is described by a const table, how
 * open, read, write, access and locks work is done once, in live/core/files.c and
 * live/core/query_file.c.
 *
 * From open to close: open() checks the reader's rights and takes the snapshot
 * (under the kernel's own locks, by value); read() formats records from the
 * snapshot, no lock of the kernel's held; release() frees it.
 */
#ifndef MMSCOPE_CORE_LIVE_FILES_H
#define MMSCOPE_CORE_LIVE_FILES_H

#include <linux/types.h>
#include <mmscope/core/query.h>
#include <mmscope/core/text.h>

struct mms_file;

/**
 * struct mms_view - one open of one file
 * @file: the file's description
 * @data: the snapshot, the file's own; made by open(), freed by release()
 * @count: items to show, when the file has no seek()
 * @answers_at: the item before which answers are put that belong inside the report
 *	(mms_query_ops.inside)
 * @unavailable: set by open() (static text) when this kernel can't answer: the
 *	file then holds one `unavailable reason="…"` line and nothing else
 */
struct mms_view {
	const struct mms_file *file;
	void *data;
	u64 count;
	u64 answers_at;
	const char *unavailable;
};

/**
 * struct mms_stream_ops - an answer too large to be held: it is made as it is read
 * @open: begins, for one reader, at the first read of it; its state, or ERR_PTR. May
 *	sleep
 * @seek: makes item @index available, as mms_file.seek
 * @show: formats that item, as records or as a @report
 * @close: ends; also for a killed reader
 */
struct mms_stream_ops {
	void *(*open)(const void *answer);
	int (*seek)(void *stream, u64 index);
	void (*show)(struct mms_text *t, void *stream, u64 index, bool report);
	void (*close)(void *stream);
};

/**
 * struct mms_query_ops - how a module answers queries
 * @keys: the enum mms_query_key bits it understands; others fail with EINVAL
 * @check: optional; says what is wrong with a parsed combination of keys, static
 *	text, or NULL
 * @run: answers one query. MMS_Q_SYM was already resolved into addr. May
 *	sleep. Returns the answer, made of mms_answer_alloc() alone, or
 *	ERR_PTR(-errno) to fail the whole write: -ESRCH for a pid that does not
 *	exist, -ENOMEM.
 * @of_process: optional; does the answer show a process? By default it does when the
 *	query has a pid
 * @inside: optional; is the answer a part of the report (mms_view.answers_at)?
 *	Others come before it
 * @items: optional; how many items show() makes of one answer, default 1
 * @report_items: optional; how many show_report() makes, default @items
 * @show: formats item @item of an answer as records
 * @show_report: formats it for people, the query in its first line
 * @free: frees an answer
 * @streams: optional; is more of the answer made as it is read, behind its items?
 *	It is the last of its batch then
 * @stream: how
 */
struct mms_query_ops {
	u32 keys;
	const char *(*check)(const struct mms_query *q);
	void *(*run)(const struct mms_query *q);
	bool (*of_process)(const void *answer);
	bool (*inside)(const void *answer);
	u64 (*items)(const void *answer);
	u64 (*report_items)(const void *answer);
	void (*show)(struct mms_text *t, const void *answer, u64 item);
	void (*show_report)(struct mms_text *t, const void *answer, u64 item);
	void (*free)(void *answer);
	bool (*streams)(const void *answer);
	const struct mms_stream_ops *stream;
};

/**
 * struct mms_file - one file
 * @name: its name below /sys/kernel/debug/MODULE/; NULL for /proc/MODULE
 * @open: takes the snapshot into @v->data and @v->count; 0 or -errno. Where
 *	the file takes queries, at the first read that shows the snapshot: a reader
 *	who only queries does not pay for it. Process context, may sleep; must end
 *	early with -EINTR when fatal_signal_pending(). On error it has freed what it
 *	took.
 * @seek: optional, for views too large to hold at once: makes item @index
 *	available (indices come in ascending order, or restart at 0). > 0 when
 *	it is there, 0 past the last, -errno. May sleep.
 * @header: optional: appends keys to the file's first line (` key=value`)
 * @show: formats item @index, whole lines, from the snapshot only. It may be
 *	called again for the same item when the reader's buffer was too small.
 * @release: frees the snapshot; also called for a killed reader
 * @query: the file takes queries (mode 0600). Of a record file, open() to
 *	release() above are unused; a report follows the answers, or has them inside.
 *	No @seek then
 * @report: text for people: no `# X v1 …` first line; but a query may ask for
 *	records
 */
struct mms_file {
	const char *name;
	int (*open)(struct mms_view *v);
	int (*seek)(struct mms_view *v, u64 index);
	void (*header)(const struct mms_view *v, struct mms_text *t);
	void (*show)(struct mms_view *v, struct mms_text *t, u64 index);
	void (*release)(struct mms_view *v);
	const struct mms_query_ops *query;
	bool report;
};

/**
 * struct mms_module - a module's files
 * @name: the module's name, that of /proc/NAME and /sys/kernel/debug/NAME
 * @files: its files, ended by an entry whose show and query are both NULL
 * @header: optional: keys every record file of the module starts with, after
 *	kernel, arch, page_size and levels
 */
struct mms_module {
	const char *name;
	const struct mms_file *files;
	void (*header)(struct mms_text *t);
};

void *mms_answer_alloc(size_t bytes);
void mms_answer_free(void *p);

void mms_files_refuse(int err);
int mms_files_create(const struct mms_module *m);
void mms_files_remove(void);

#endif /* MMSCOPE_CORE_LIVE_FILES_H */
