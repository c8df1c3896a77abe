// SPDX-License-Identifier: GPL-2.0-only
/*
 * The query grammar: see include/mmscope/query.h. Strict on purpose: a number
 * with anything behind it, a key twice or a key nobody knows is refused, so
 * that a typing error never reads as an answer to another question. No locks.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <mmscope/query.h>
#include <mmscope/text.h>

/* The largest number that still has room for a digit more, decimal. */
#define TENTH 0x1999999999999999ULL

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'f';
}

static unsigned int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return is_letter(c) ? (c | 0x20) - 'a' + 10 : 16;
}

static const char *digits(const char *text, size_t len, unsigned int base, u64 *value,
			  const char **at)
{
	u64 v = 0;
	size_t i;

	for (i = 0; i < len; i++) {
		unsigned int digit = digit_of(text[i]);

		*at = text + i;
		if (digit >= base)
			return base == 16 ? "not a hex digit" :
			       "not a decimal digit; hex begins with 0x";
		if (v > (base == 16 ? ~0ULL >> 4 : TENTH) || v * base > ~0ULL - digit)
			return "a number of more than 64 bits";
		v = v * base + digit;
	}
	*value = v;
	return NULL;
}

static bool has_0x(const char *text, size_t len)
{
	return len >= 2 && text[0] == '0' && (text[1] | 0x20) == 'x';
}

/**
 * mms_query_number() - a number as people write it: decimal, or hex with 0x
 * @text: its first character, not NUL-terminated
 * @len: its length
 * @value: set to the number
 * @at: on refusal, moved to the character that is wrong
 *
 * Never octal: who writes pid=010 means ten.
 *
 * Return: NULL, or what is wrong (static text).
 */
const char *mms_query_number(const char *text, size_t len, u64 *value, const char **at)
{
	*at = text;
	if (has_0x(text, len)) {
		*at = text + 2;
		return len == 2 ? "no digits behind 0x" :
		       digits(text + 2, len - 2, 16, value, at);
	}
	return len ? digits(text, len, 10, value, at) : "no number";
}

static int parse_u64(const char *text, size_t len, u64 *value)
{
	const char *at;

	return mms_query_number(text, len, value, &at) ? -EINVAL : 0;
}

static int parse_addr(const char *text, size_t len, struct mms_query *q)
{
	return parse_u64(text, len, &q->addr);
}

static int parse_pfn(const char *text, size_t len, struct mms_query *q)
{
	return parse_u64(text, len, &q->pfn);
}

static int parse_pid(const char *text, size_t len, struct mms_query *q)
{
	u64 pid;

	if (parse_u64(text, len, &pid) || !pid || pid > INT_MAX)
		return -EINVAL;
	q->pid = pid;
	return 0;
}

static int parse_range(const char *text, size_t len, struct mms_query *q)
{
	const char *dash = memchr(text, '-', len);

	if (!dash || parse_u64(text, dash - text, &q->start) ||
	    parse_u64(dash + 1, text + len - dash - 1, &q->end) ||
	    q->end <= q->start)
		return -EINVAL;
	return 0;
}

static int parse_sym(const char *text, size_t len, struct mms_query *q)
{
	size_t i;

	if (!len || len >= sizeof(q->sym))
		return -EINVAL;
	for (i = 0; i < len; i++)
		if (text[i] <= ' ' || text[i] >= 0x7f)
			return -EINVAL;
	memcpy(q->sym, text, len);
	q->sym[len] = '\0';
	return 0;
}

static const struct query_key {
	const char *name;
	u32 bit;
	int (*parse)(const char *text, size_t len, struct mms_query *q);
} keys[] = {
	{ "addr", MMS_Q_ADDR, parse_addr },
	{ "sym", MMS_Q_SYM, parse_sym },
	{ "pid", MMS_Q_PID, parse_pid },
	{ "pfn", MMS_Q_PFN, parse_pfn },
	{ "range", MMS_Q_RANGE, parse_range },
};

/* What a query is about: exactly one of these. pid only says whose. */
#define SUBJECTS (MMS_Q_ADDR | MMS_Q_SYM | MMS_Q_PFN | MMS_Q_RANGE)

static int parse_word(const char *word, size_t len, struct mms_query *q)
{
	const char *equals = memchr(word, '=', len);
	const char *name = equals ? word : "addr";
	size_t name_len = equals ? equals - word : 4;
	const char *value = equals ? equals + 1 : word;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		if (strlen(keys[i].name) != name_len ||
		    memcmp(keys[i].name, name, name_len))
			continue;
		if (q->have & keys[i].bit)
			return -EINVAL;
		q->have |= keys[i].bit;
		return keys[i].parse(value, word + len - value, q);
	}
	return -EINVAL;
}

/**
 * mms_query_parse() - parse one line
 * @line: the line, without its newline, not NUL-terminated
 * @len: its length in bytes
 * @q: filled in; meaningless on error
 *
 * A word without `=` is an address: `0xffff…` means `addr=0xffff…`.
 *
 * Return: 0; -EINVAL for an unknown or repeated key, a malformed or
 * overflowing number, two subjects at once, or no word at all.
 */
int mms_query_parse(const char *line, size_t len, struct mms_query *q)
{
	const char *end = line + len;
	u32 subjects;
	int err;

	memset(q, 0, sizeof(*q));
	while (line < end) {
		const char *word = line;

		while (line < end && !is_blank(*line))
			line++;
		if (line > word) {
			err = parse_word(word, line - word, q);
			if (err)
				return err;
		} else {
			line++;
		}
	}
	subjects = q->have & SUBJECTS;
	if (!q->have || (subjects & (subjects - 1)))
		return -EINVAL;
	return 0;
}

/**
 * mms_query_next_line() - the next line of a write that is not blank
 * @text: where to go on; moved behind the line
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
			if (!is_blank(line[i]))
				return line;
	}
	return NULL;
}

/**
 * mms_query_rec() - append the keys of a query to a record, as they were asked
 * @t: the text
 * @q: the query
 */
void mms_query_rec(struct mms_text *t, const struct mms_query *q)
{
	if (q->have & MMS_Q_SYM)
		mms_rec_str(t, "sym", q->sym);
	if (q->have & MMS_Q_ADDR)
		mms_rec_hex(t, "addr", q->addr);
	if (q->have & MMS_Q_PFN)
		mms_rec_hex(t, "pfn", q->pfn);
	if (q->have & MMS_Q_RANGE)
		mms_put(t, " range=0x%llx-0x%llx", q->start, q->end);
	if (q->have & MMS_Q_PID)
		mms_rec_int(t, "pid", q->pid);
}
