// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a query file says besides answers: which keys there are, and why a query
 * was refused; and what is checked of a write before its queries are parsed. Pure;
 * takes no locks.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/core/query.h>
#include <mmscope/core/text.h>

/* A write of so many bytes may be one piece of a text that a shell's buffer cut. */
#define BUFFERED 4096

/* The column of a key's help, after its example. */
#define HELP_COLUMN 35

/**
 * mms_query_next_line() - the next line of a write that is not blank
 * @text: where to continue; moved past the line
 * @end: the first byte past the text
 * @len: set to the line's length, newline left out
 *
 * Return: the line's first byte, or NULL when there is no other.
 */
const char *mms_query_next_line(const char **text, const char *end, size_t *len)
{
	while (*text < end) {
		const char *line = *text;
		const char *nl = memchr(line, '\n', end - line);
		size_t i;

		*len = (nl ? nl : end) - line;
		*text = nl ? nl + 1 : end;
		for (i = 0; i < *len; i++)
			if (!mms_query_is_blank(line[i]))
				return line;
	}
	return NULL;
}

/**
 * mms_query_is_help() - is the word help all of a write?
 * @text: its first byte
 * @end: the first byte past it
 *
 * Return: whether it is.
 */
bool mms_query_is_help(const char *text, const char *end)
{
	const char *line;
	size_t len, more;

	line = mms_query_next_line(&text, end, &len);
	while (line && len && (*line == ' ' || *line == '\t')) {
		line++;
		len--;
	}
	while (line && len && line[len - 1] <= ' ')
		len--;
	return line && len == 4 && !memcmp(line, "help", len) &&
	       !mms_query_next_line(&text, end, &more);
}

/**
 * mms_query_cut() - the line a write was cut off in
 * @text: its first byte
 * @end: the first byte past it
 *
 * A shell writes what it has buffered when its buffer is full, in the middle of a
 * line: half an address would be answered as another one. A single line needs no
 * newline, if it is shorter than such buffers.
 *
 * Return: that line's first byte, or NULL when the write is whole.
 */
const char *mms_query_cut(const char *text, const char *end)
{
	const char *line = end, *rest;
	size_t len;

	while (line > text && line[-1] != '\n')
		line--;
	rest = line;
	if (!mms_query_next_line(&rest, end, &len))
		return NULL;
	return line == text && end - text < BUFFERED ? NULL : line;
}

/**
 * mms_query_quote() - a line made printable: other characters become `?`
 * @out: receives the text; a line that is too long ends in `...`
 * @line: the line, not NUL-terminated
 * @len: its length
 */
void mms_query_quote(char out[MMS_ASKED_LEN], const char *line, size_t len)
{
	size_t i;

	while (len && *line <= ' ') {
		line++;
		len--;
	}
	while (len && line[len - 1] <= ' ')
		len--;
	for (i = 0; i < len && i < MMS_ASKED_LEN - 1; i++)
		out[i] = line[i] >= ' ' && line[i] < 0x7f ? line[i] : '?';
	out[i] = '\0';
	if (len >= MMS_ASKED_LEN)
		memcpy(out + MMS_ASKED_LEN - 4, "...", 4);
}

static void put_keys(struct mms_text *t, u32 keys)
{
	const struct mms_query_spec *spec;
	const char *before = "";

	for (spec = mms_query_specs; spec->name; spec++) {
		if (!(spec->bit & keys))
			continue;
		mms_put(t, "%s%s", before, spec->name);
		before = " ";
	}
}

/**
 * mms_query_refusal_rec() - why a write was refused, as a record
 * @t: the text
 * @r: why
 * @asked: the query, quoted
 */
void mms_query_refusal_rec(struct mms_text *t, const struct mms_query_refusal *r,
			   const char *asked)
{
	mms_rec(t, "refused");
	mms_rec_dec(t, "line", r->line);
	mms_rec_dec(t, "column", r->fault.column);
	if (mms_query_error_name(r->err))
		mms_rec_str(t, "errno", mms_query_error_name(r->err));
	else
		mms_rec_int(t, "errno", -r->err);
	mms_rec_str(t, "query", asked);
	mms_rec_str(t, "reason", r->fault.reason);
	mms_put(t, " keys=\"");
	put_keys(t, r->keys);
	mms_put(t, "\"");
	mms_rec_end(t);
}

/**
 * mms_query_refusal_put() - why a write was refused, for people: one line, if a
 * terminal has the room
 * @t: the text
 * @r: why
 * @asked: the query, quoted
 */
void mms_query_refusal_put(struct mms_text *t, const struct mms_query_refusal *r,
			   const char *asked)
{
	char buf[512];
	struct mms_text line;

	mms_text_init(&line, buf, sizeof(buf));
	mms_put(&line, "refused: ");
	if (r->line)
		mms_put(&line, "line %u, ", r->line);
	if (r->fault.column)
		mms_put(&line, "column %u, ", r->fault.column);
	if (r->line)
		mms_put(&line, "\"%s\": ", asked);
	mms_put(&line, "%s. Keys: ", r->fault.reason);
	put_keys(&line, r->keys);
	mms_put(&line, ".");
	mms_put_wrapped(t, buf, 4);
}

/**
 * mms_query_help_rec() - the keys there are, a record each
 * @t: the text
 * @keys: those the file takes
 */
void mms_query_help_rec(struct mms_text *t, u32 keys)
{
	const struct mms_query_spec *spec;

	for (spec = mms_query_specs; spec->name; spec++) {
		if (!(spec->bit & keys))
			continue;
		mms_rec(t, "key");
		mms_rec_str(t, "name", spec->name);
		mms_rec_bool(t, "subject", spec->subject);
		mms_rec_str(t, "example", spec->example);
		mms_rec_str(t, "help", spec->help);
		mms_rec_end(t);
	}
	mms_rec(t, "usage");
	mms_rec_str(t, "example", "exec 3<>FILE; echo sym=vfs_read >&3; cat <&3");
	mms_rec_str(t, "help", "who keeps the file open reads nobody else's answers");
	mms_rec_end(t);
}

/**
 * mms_query_help_put() - the keys there are and how to ask, for people
 * @t: the text
 * @keys: those the file takes
 * @file: the file's path
 */
void mms_query_help_put(struct mms_text *t, u32 keys, const char *file)
{
	const struct mms_query_spec *spec;

	mms_put(t, "To ask:  echo QUERY > %s; cat %s", file, file);
	mms_put_to(t, 64);
	mms_put(t, "one query a line\n");
	for (spec = mms_query_specs; spec->name; spec++) {
		if (!(spec->bit & keys))
			continue;
		mms_put(t, "  %s", spec->example);
		mms_put_to(t, HELP_COLUMN);
		mms_put_wrapped(t, spec->help, HELP_COLUMN);
	}
	mms_put(t, "So that nobody else's answer comes between:\n"
		"  exec 3<>%s; echo sym=vfs_read >&3; cat <&3\n", file);
}
