// SPDX-License-Identifier: GPL-2.0-only
/*
 * Answers that are made as they are read: each open file has its own state of them.
 * seq_file's mutex serialises its readers and who replaces the answers.
 */
#include <linux/err.h>
#include "open_file.h"

/**
 * mms_streams() - is there more than the answers that are held?
 * @o: the open file
 *
 * Return: whether there is, for this reader.
 */
bool mms_streams(const struct mms_open *o)
{
	return o->answers && o->answers->streams && !o->hidden;
}

/**
 * mms_stream_seek() - make an item available
 * @o: the open file, of which mms_streams()
 * @item: which
 *
 * Context: process, may sleep.
 * Return: 1, 0 past the last, -errno.
 */
int mms_stream_seek(struct mms_open *o, u64 item)
{
	const struct mms_answers *a = o->answers;
	void *stream = o->stream;

	if (!stream)
		stream = a->ops->stream->open(a->answer[a->n - 1].data);
	if (IS_ERR(stream))
		return PTR_ERR(stream);
	o->stream = stream;
	return a->ops->stream->seek(stream, item);
}

/**
 * mms_stream_show() - format an item
 * @t: the text
 * @o: the open file
 * @item: which, made available by mms_stream_seek()
 * @report: as a report, else as records
 */
void mms_stream_show(struct mms_text *t, struct mms_open *o, u64 item, bool report)
{
	o->answers->ops->stream->show(t, o->stream, item, report);
}

/**
 * mms_stream_end() - let go of what is made as it is read
 * @o: the open file; its answers are still those it is made of
 *
 * Context: may sleep.
 */
void mms_stream_end(struct mms_open *o)
{
	if (o->stream)
		o->answers->ops->stream->close(o->stream);
	o->stream = NULL;
}
