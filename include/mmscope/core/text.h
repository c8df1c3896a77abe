/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bounded text, the one way anything mmscope shows is written.
 *
 * Two dialects share one buffer: records (one per line, `type key=value …`,
 * for programs) and reports (aligned columns, for people). Pure: no locks, any
 * context, never sleeps.
 */
#ifndef MMSCOPE_CORE_TEXT_H
#define MMSCOPE_CORE_TEXT_H

#include <linux/types.h>

/**
 * struct mms_text - a text buffer that knows when it overflowed
 * @buf: the bytes; NUL-terminated whenever @size is not 0
 * @size: bytes available in @buf
 * @len: bytes written so far, always < @size unless @size is 0
 * @line: offset in @buf of the current line's first byte
 * @full: something did not fit; everything after it was dropped, so that a
 *	truncated number can never be mistaken for a whole one
 */
struct mms_text {
	char *buf;
	size_t size;
	size_t len;
	size_t line;
	bool full;
};

/** MMS_TEXT_WIDTH - the most columns a report line may take (design.md 2) */
#define MMS_TEXT_WIDTH 100

void mms_text_init(struct mms_text *t, char *buf, size_t size);
size_t mms_text_column(const struct mms_text *t);

/* Reports. */
__printf(2, 3) void mms_put(struct mms_text *t, const char *fmt, ...);
void mms_put_n(struct mms_text *t, char c, size_t n);
void mms_put_to(struct mms_text *t, size_t column);
void mms_put_size(struct mms_text *t, u64 bytes, unsigned int width);
void mms_put_wrapped(struct mms_text *t, const char *words, size_t indent);
void mms_cut_words(char *to, size_t cols, const char *name);
bool mms_has_word(const char *line, const char *word);
void mms_put_bar(struct mms_text *t, u64 value, u64 max, unsigned int width);

/* Records. */
void mms_rec(struct mms_text *t, const char *type);
void mms_rec_end(struct mms_text *t);
void mms_rec_hex(struct mms_text *t, const char *key, u64 value);
void mms_rec_end_of(struct mms_text *t, u64 last);
void mms_rec_dec(struct mms_text *t, const char *key, u64 value);
void mms_rec_int(struct mms_text *t, const char *key, s64 value);
void mms_rec_str(struct mms_text *t, const char *key, const char *value);
void mms_rec_bool(struct mms_text *t, const char *key, bool value);

/**
 * struct mms_flag - one named bit or bit field of a flags-word
 * @mask: the bits this row covers
 * @value: it is shown when (word & @mask) == @value
 * @name: what it is called; NULL ends a table
 *
 * One table per kind of word; bits that no row of the table covers are shown
 * as unknown=0x…, never dropped (design.md 3).
 */
struct mms_flag {
	u64 mask;
	u64 value;
	const char *name;
};

u64 mms_flags_unknown(const struct mms_flag *table, u64 word);
void mms_rec_flags(struct mms_text *t, const char *key,
		   const struct mms_flag *table, u64 word);
void mms_put_flags(struct mms_text *t, const struct mms_flag *table, u64 word);

#endif /* MMSCOPE_CORE_TEXT_H */
