// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bounded text: see include/mmscope/core/text.h. Every record and every report of
 * every module passes through these few functions, so escaping, hex, units and
 * overflow are decided once. Takes no locks.
 */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/string.h>
#include <mmscope/core/text.h>

/**
 * mms_text_init() - start an empty text
 * @t: the text
 * @buf: where the bytes go; may be NULL when @size is 0
 * @size: bytes in @buf
 */
void mms_text_init(struct mms_text *t, char *buf, size_t size)
{
	t->buf = buf;
	t->size = size;
	t->len = 0;
	t->line = 0;
	t->full = !size;
	if (size)
		buf[0] = '\0';
}

/**
 * mms_text_column() - the column the next byte goes to, from 0
 * @t: the text
 *
 * Return: bytes since the last newline.
 */
size_t mms_text_column(const struct mms_text *t)
{
	return t->len - t->line;
}

static void advance(struct mms_text *t, size_t n)
{
	const char *from = t->buf + t->len;
	size_t i;

	for (i = 0; i < n; i++)
		if (from[i] == '\n')
			t->line = t->len + i + 1;
	t->len += n;
}

/**
 * mms_put() - append formatted text
 * @t: the text
 * @fmt: printf format
 *
 * What does not fit whole is not written at all, and sets @t->full.
 */
void mms_put(struct mms_text *t, const char *fmt, ...)
{
	size_t room = t->size - t->len;
	va_list args;
	int n;

	if (t->full)
		return;
	va_start(args, fmt);
	n = vsnprintf(t->buf + t->len, room, fmt, args);
	va_end(args);
	if ((size_t)n >= room) {
		t->buf[t->len] = '\0';
		t->full = true;
		return;
	}
	advance(t, n);
}

/**
 * mms_put_n() - append one character several times
 * @t: the text
 * @c: the character
 * @n: how often; 0 is allowed
 */
void mms_put_n(struct mms_text *t, char c, size_t n)
{
	if (t->full)
		return;
	if (n >= t->size - t->len) {
		t->full = true;
		return;
	}
	memset(t->buf + t->len, c, n);
	t->buf[t->len + n] = '\0';
	advance(t, n);
}

/**
 * mms_put_to() - pad with blanks up to a column
 * @t: the text
 * @column: the column the next byte shall go to, from 0; where the line is
 *	already as long, one blank keeps the fields apart
 */
void mms_put_to(struct mms_text *t, size_t column)
{
	size_t at = mms_text_column(t);

	mms_put_n(t, ' ', at < column ? column - at : at ? 1 : 0);
}

/**
 * mms_put_size() - append a size for people, right-aligned: 4 KiB, 1.94 GiB
 * @t: the text
 * @bytes: the size in bytes
 * @width: columns to fill, 0 for as many as it takes
 *
 * Three significant digits, rounded down: a size is never shown as more than
 * it is. Exact sizes (a power-of-two page) carry no decimals.
 */
void mms_put_size(struct mms_text *t, u64 bytes, unsigned int width)
{
	static const char *const unit[] = {
		"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB",
	};
	unsigned int u = 0, shift, frac = 0, digits = 0, scale = 1;
	char out[24];
	u64 whole;

	while (u < ARRAY_SIZE(unit) - 1 && bytes >> (10 * (u + 1)))
		u++;
	shift = 10 * u;
	whole = bytes >> shift;
	if (bytes & ((1ULL << shift) - 1)) {
		digits = whole < 10 ? 2 : whole < 100 ? 1 : 0;
		scale = digits == 2 ? 100 : 10;
		/* The 10 bits below the unit are precise enough for 2 digits. */
		frac = (((bytes >> (shift - 10)) & 1023) * scale) >> 10;
	}
	if (digits && frac)
		snprintf(out, sizeof(out), "%llu.%0*u %s", whole, digits, frac, unit[u]);
	else
		snprintf(out, sizeof(out), "%llu %s", whole, unit[u]);
	mms_put(t, "%*s", width, out);
}

/**
 * mms_put_bar() - append a bar of '#', at least one for any value but 0
 * @t: the text
 * @value: what the bar stands for
 * @max: the value of a bar of @width; 0 draws nothing
 * @width: columns of the longest bar
 */
void mms_put_bar(struct mms_text *t, u64 value, u64 max, unsigned int width)
{
	u64 n;

	if (!value || !max)
		return;
	if (value >= max)
		n = width;
	else if (value > div64_u64(~0ULL, width ? width : 1))
		n = div64_u64(value, div64_u64(max, width));
	else
		n = div64_u64(value * width, max);
	mms_put_n(t, '#', clamp_t(u64, n, 1, width));
}

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
		text[--at] = "0123456789abcdef"[value & 0xf];
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
	mms_put(t, " %s=\"", key);
	for (c = value ? value : ""; *c; c++) {
		if (*c == '"' || *c == '\\')
			mms_put(t, "\\%c", *c);
		else if (*c == ' ' || is_plain(*c))
			mms_put(t, "%c", *c);
		else
			mms_put(t, "\\x%02x", (unsigned char)*c);
	}
	mms_put(t, "\"");
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

static void put_flags(struct mms_text *t, const struct mms_flag *table,
		      u64 word, char separator)
{
	u64 unknown = mms_flags_unknown(table, word);
	const char *before = "";
	char sep[2] = { separator };

	for (; table->name; table++) {
		if ((word & table->mask) != table->value)
			continue;
		mms_put(t, "%s%s", before, table->name);
		before = sep;
	}
	if (unknown)
		mms_put(t, "%sunknown=0x%llx", before, unknown);
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

	mms_put(t, " %s=", key);
	before = t->len;
	put_flags(t, table, word, ',');
	if (t->len == before)
		mms_put(t, "none");
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
