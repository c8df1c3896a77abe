// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bounded text: see include/mmscope/core/text.h. Every report of every module passes
 * through these few functions, so columns, units and overflow are decided once; for
 * records see lib/core/record.c. Takes no locks.
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
