// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records: see include/mmscope/core/text.h. Every record of every module passes through
 * these few functions, so escaping, hex and overflow are decided once. Takes no locks.
 */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/string.h>
#include <mmscope/core/text.h>

static const char hex_digit[] = "0123456789abcdef";

/*
 * Makes room for @n more bytes and a NUL; NULL if they do not fit. Most text is
 * records, which are therefore written without mms_put()'s format parsing.
 */
static char *grow(struct mms_text *t, size_t n)
{
	char *at = t->buf + t->len;

	if (t->full || n >= t->size - t->len) {
		t->full = true;
		return NULL;
	}
	t->len += n;
	t->buf[t->len] = '\0';
	return at;
}

/* Appends ` key=value`, all of it or nothing; no newline is in it. */
static void rec_value(struct mms_text *t, const char *key, const char *value, size_t n)
{
	size_t len = strlen(key);
	char *at = grow(t, len + n + 2);

	if (!at)
		return;
	*at++ = ' ';
	memcpy(at, key, len);
	at += len;
	*at++ = '=';
	memcpy(at, value, n);
}

/**
 * mms_rec() - begin a record
 * @t: the text
 * @type: its first word
 */
void mms_rec(struct mms_text *t, const char *type)
{
	size_t len = strlen(type);
	char *at = grow(t, len);

	if (at)
		memcpy(at, type, len);
}

/**
 * mms_rec_end() - end a record
 * @t: the text
 */
void mms_rec_end(struct mms_text *t)
{
	char *at = grow(t, 1);

	if (!at)
		return;
	*at = '\n';
	t->line = t->len;
}

/**
 * mms_rec_hex() - append ` key=0x…`, for addresses, entries and pfns
 * @t: the text
 * @key: the key
 * @value: the value
 */
void mms_rec_hex(struct mms_text *t, const char *key, u64 value)
{
	char text[2 + 16];
	unsigned int at = sizeof(text);

	do {
		text[--at] = hex_digit[value & 0xf];
		value >>= 4;
	} while (value);
	text[--at] = 'x';
	text[--at] = '0';
	rec_value(t, key, text + at, sizeof(text) - at);
}

/**
 * mms_rec_end_of() - append ` end=0x…`, the first byte past a range
 * @t: the text
 * @last: the range's last byte
 *
 * The end of a range up to the last 64-bit address does not fit into 64 bits: end is
 * that last address then (still larger than the start), followed by ` last=`.
 */
void mms_rec_end_of(struct mms_text *t, u64 last)
{
	mms_rec_hex(t, "end", last == ~0ULL ? last : last + 1);
	if (last == ~0ULL)
		mms_rec_hex(t, "last", last);
}

/**
 * mms_rec_dec() - append ` key=N`, for counts and sizes in bytes
 * @t: the text
 * @key: the key
 * @value: the value
 */
void mms_rec_dec(struct mms_text *t, const char *key, u64 value)
{
	char text[20];
	unsigned int at = sizeof(text);
	u32 digit;

	do {
		value = div_u64_rem(value, 10, &digit);
		text[--at] = '0' + digit;
	} while (value);
	rec_value(t, key, text + at, sizeof(text) - at);
}

/**
 * mms_rec_int() - append ` key=N` for a number that may be negative
 * @t: the text
 * @key: the key
 * @value: the value
 */
void mms_rec_int(struct mms_text *t, const char *key, s64 value)
{
	mms_put(t, " %s=%lld", key, value);
}

/**
 * mms_rec_bool() - append ` key=yes` or ` key=no`
 * @t: the text
 * @key: the key
 * @value: the value
 */
void mms_rec_bool(struct mms_text *t, const char *key, bool value)
{
	rec_value(t, key, value ? "yes" : "no", value ? 3 : 2);
}

static bool is_plain(char c)
{
	return c > ' ' && c < 0x7f && c != '"' && c != '\\';
}

/* Writes a character as it stands in quotes; returns how many it took. */
static unsigned int quote(char out[4], char c)
{
	if (c == ' ' || is_plain(c)) {
		out[0] = c;
		return 1;
	}
	out[0] = '\\';
	out[1] = c;
	if (c == '"' || c == '\\')
		return 2;
	out[1] = 'x';
	out[2] = hex_digit[(c >> 4) & 0xf];
	out[3] = hex_digit[c & 0xf];
	return 4;
}

static void rec_quoted(struct mms_text *t, const char *key, const char *value)
{
	size_t n = 0, len = strlen(key);
	const char *c;
	char out[4], *at;

	for (c = value; *c; c++)
		n += quote(out, *c);
	at = grow(t, len + n + 4);
	if (!at)
		return;
	*at++ = ' ';
	memcpy(at, key, len);
	at += len;
	*at++ = '=';
	*at++ = '"';
	for (c = value; *c; c++) {
		n = quote(out, *c);
		memcpy(at, out, n);
		at += n;
	}
	*at = '"';
}

/**
 * mms_rec_str() - append ` key=text`, quoted where a reader needs it
 * @t: the text
 * @key: the key
 * @value: the text; NULL reads as an empty one
 *
 * A text that is empty or holds a blank, a quote, a backslash or anything that
 * does not print comes in double quotes, with \" \\ and \xNN inside, so that a
 * file name of any bytes can neither end the value nor the line.
 */
void mms_rec_str(struct mms_text *t, const char *key, const char *value)
{
	const char *c = value ? value : "";
	bool plain = *c;

	for (; *c; c++)
		plain &= is_plain(*c);
	if (plain) {
		rec_value(t, key, value, c - value);
		return;
	}
	rec_quoted(t, key, value ? value : "");
}

/**
 * mms_flags_unknown() - the set bits that no row of a table covers
 * @table: the table, ended by a row without a name
 * @word: the word
 *
 * Return: those bits, in their places; 0 when all are known.
 */
u64 mms_flags_unknown(const struct mms_flag *table, u64 word)
{
	for (; table->name; table++)
		word &= ~table->mask;
	return word;
}

/* Appends a word, with a separator before it unless that is NUL. */
static void put_word(struct mms_text *t, const char *word, char separator)
{
	size_t len = strlen(word), more = !!separator;
	char *at = grow(t, len + more);

	if (!at)
		return;
	*at = separator;
	memcpy(at + more, word, len);
}

static void put_flags(struct mms_text *t, const struct mms_flag *table,
		      u64 word, char separator)
{
	u64 unknown = mms_flags_unknown(table, word);
	bool first = true;

	for (; table->name; table++) {
		if ((word & table->mask) != table->value)
			continue;
		put_word(t, table->name, first ? '\0' : separator);
		first = false;
	}
	if (unknown && !first)
		mms_put_n(t, separator, 1);
	if (unknown)
		mms_put(t, "unknown=0x%llx", unknown);
}

/**
 * mms_rec_flags() - append ` key=name,name,…`; no bit set gives ` key=none`
 * @t: the text
 * @key: the key
 * @table: the names
 * @word: the word; bits without a name come last, as unknown=0x…
 */
void mms_rec_flags(struct mms_text *t, const char *key,
		   const struct mms_flag *table, u64 word)
{
	size_t before;

	rec_value(t, key, "", 0);
	before = t->len;
	put_flags(t, table, word, ',');
	if (t->len == before)
		put_word(t, "none", '\0');
}

/**
 * mms_put_flags() - append the names of a flags-word, blanks between them
 * @t: the text
 * @table: the names
 * @word: the word; bits without a name come last, as unknown=0x…
 */
void mms_put_flags(struct mms_text *t, const struct mms_flag *table, u64 word)
{
	put_flags(t, table, word, ' ');
}
