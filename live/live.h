/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of live/files.c and live/query_file.c owe each other. Not for
 * modules: those see include/mmscope/files.h.
 */
#ifndef MMSCOPE_LIVE_H
#define MMSCOPE_LIVE_H

#include <linux/fs.h>
#include <linux/seq_file.h>
#include <mmscope/files.h>

struct mms_answers;

/**
 * struct mms_open - what one open file holds
 * @view: the snapshot, and the description it belongs to
 * @answers: for query files: what reads show; NULL before anyone's first query
 * @index: the seq item being shown; guarded by seq_file's own lock
 */
struct mms_open {
	struct mms_view view;
	struct mms_answers *answers;
	u64 index;
};

int mms_may_look(const struct file *file);

struct mms_answers *mms_answers_latest(const struct mms_file *asked);
void mms_answers_put(struct mms_answers *a);
u64 mms_answers_items(const struct mms_answers *a);
void mms_answers_show(struct mms_text *t, const struct mms_answers *a,
		      u64 item, bool report);
void mms_answers_forget(void);
ssize_t mms_query_write(struct file *file, const char __user *ubuf,
			size_t len, loff_t *pos);

#endif /* MMSCOPE_LIVE_H */
