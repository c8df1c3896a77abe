// SPDX-License-Identifier: GPL-2.0-only
/*
 * Numbers and addresses in queries, see include/mmscope/core/query.h. No locks.
 */
#include <mmscope/core/query.h>

/* The largest number that still has room for a digit more, decimal. */
#define TENTH 0x1999999999999999ULL

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
			       "not a digit; hex needs 0x";
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
 * Never octal: pid=010 means ten.
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

/**
 * mms_query_starts_number() - may a number begin with it?
 * @c: the character
 *
 * Return: whether it is a digit, decimal or hex.
 */
bool mms_query_starts_number(char c)
{
	return digit_of(c) < 16;
}

/**
 * mms_query_bare_hex() - is it hex without 0x, as kallsyms and maps print addresses?
 * @text: its first character, not NUL-terminated
 * @len: its length
 *
 * Return: whether it can be nothing else.
 */
bool mms_query_bare_hex(const char *text, size_t len)
{
	size_t i;

	if (has_0x(text, len))
		return false;
	for (i = 0; i < len && !is_letter(text[i]);)
		i++;
	return i < len || len == 8 || len == 16;
}

/**
 * mms_query_address() - an address as people write it
 * @text: its first character, not NUL-terminated
 * @len: its length
 * @hex: take it as hex though it has no 0x
 * @value: set to the address
 * @at: on refusal, moved to the character that is wrong
 *
 * Decimal is refused: who leaves 0x out means hex, mostly.
 *
 * Return: NULL, or what is wrong (static text).
 */
const char *mms_query_address(const char *text, size_t len, bool hex, u64 *value,
			      const char **at)
{
	const char *reason;

	if (hex && !has_0x(text, len))
		return len ? digits(text, len, 16, value, at) : "no number";
	reason = mms_query_number(text, len, value, at);
	/* Up to 9, decimal and hex are the same. */
	if (reason || has_0x(text, len) || *value <= 9)
		return reason;
	*at = text;
	return "decimal or hex? write hex with 0x";
}
