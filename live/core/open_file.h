/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Declarations shared by live/core/files*.c, live/core/query_file.c and live/core/answers.c.
 * Not for modules: their interface is include/mmscope/core/live_files.h.
 */
#ifndef MMSCOPE_LIVE_CORE_OPEN_FILE_H
#define MMSCOPE_LIVE_CORE_OPEN_FILE_H

#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/pid.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>
#include <mmscope/core/live_files.h>
#include <mmscope/core/query.h>

/** MMS_ANSWERS_MAX - bytes of memory that all answers kept by a module may hold */
#define MMS_ANSWERS_MAX SZ_64M

/** MMS_REPORT_ANSWERS - the most answers that a report shows; records show all */
#define MMS_REPORT_ANSWERS 20

/**
 * enum mms_answers_kind - the outcome of a write
 * @MMS_ANSWERED: answers
 * @MMS_REFUSED: the reason why there are none
 * @MMS_HELP: the list of query keys
 */
enum mms_answers_kind {
	MMS_ANSWERED,
	MMS_REFUSED,
	MMS_HELP,
};

/**
 * struct mms_answers - the answers to one batch, or why there are none
 * @ref: references, of the open file and of the pointer to the latest
 * @ops: shows and frees the answers
 * @file: the file that the batch was written to
 * @kind: the outcome
 * @asker: the process that asked
 * @records: a query said as=records
 * @of_process: at least one is about a process
 * @of_other: at least one is about another process than @asker
 * @inside: to be shown within the report, not instead of it
 * @streams: more of the last one is made as it is read
 * @refusal: why there are none
 * @asked: the first query; if refused, the one at fault
 * @items: record items of all answers
 * @n: number of answers
 * @answer: each answer, and the number of record items before it
 */
struct mms_answers {
	struct kref ref;
	const struct mms_query_ops *ops;
	const struct mms_file *file;
	enum mms_answers_kind kind;
	struct pid *asker;
	bool records;
	bool of_process;
	bool of_other;
	bool inside;
	bool streams;
	struct mms_query_refusal refusal;
	char asked[MMS_ASKED_LEN];
	u64 items;
	u32 n;
	struct {
		void *data;
		u64 first;
	} answer[];
};

/**
 * struct mms_open - the state of one open file
 * @view: the snapshot, and the description it belongs to
 * @taken: the snapshot was taken
 * @answers: for query files: what reads show; NULL before anyone's first query
 * @own: @answers are to a query written to this open file
 * @hidden: @answers are about a process that the reader may not see
 * @stream: the state of what is made of @answers as they are read, or NULL
 * @part: the part of the file being shown; guarded by seq_file's mutex
 * @item: the item being shown, within @part; guarded likewise
 */
struct mms_open {
	struct mms_view view;
	bool taken;
	struct mms_answers *answers;
	bool own;
	bool hidden;
	void *stream;
	int part;
	u64 item;
};

int mms_may_look(const struct file *file);
bool mms_may_look_into_processes(const struct file *file);

/* live/core/answers.c */
struct mms_answers *mms_answers_new(const struct mms_file *f, enum mms_answers_kind kind,
				    u32 n);
int mms_answers_add(struct mms_answers *a, const struct mms_query *q, void *data);
void mms_answers_put(struct mms_answers *a);
struct mms_answers *mms_answers_latest(const struct mms_file *asked);
void mms_answers_set_latest(struct mms_answers *a);
bool mms_answers_visible(const struct mms_answers *a, const struct file *file);
u64 mms_answers_items(const struct mms_answers *a, bool report);
void mms_answers_show(struct mms_text *t, const struct mms_answers *a, u64 item,
		      bool report);

/* live/core/stream.c */
bool mms_streams(const struct mms_open *o);
int mms_stream_seek(struct mms_open *o, u64 item);
void mms_stream_show(struct mms_text *t, struct mms_open *o, u64 item, bool report);
void mms_stream_end(struct mms_open *o);

/* live/core/files_show.c */
extern const struct seq_operations mms_files_seq;
void mms_files_show_setup(const struct mms_module *m);
int mms_view_take(struct mms_open *o);

/* live/core/query_file.c */
ssize_t mms_query_write(struct file *file, const char __user *ubuf,
			size_t len, loff_t *pos);

#endif /* MMSCOPE_LIVE_CORE_OPEN_FILE_H */
