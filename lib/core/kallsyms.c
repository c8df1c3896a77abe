// SPDX-License-Identifier: GPL-2.0-only
/*
 * Searching /proc/kallsyms as it is read: see include/mmscope/core/kallsyms.h. Lines
 * of another format than the kernel prints are skipped. Takes no locks.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/core/kallsyms.h>

/* Compares bytes; a prefix sorts first. */
static int compare(const char *a, size_t a_len, const char *b, size_t b_len)
{
	int order = memcmp(a, b, min(a_len, b_len));

	if (order)
		return order;
	return a_len < b_len ? -1 : a_len > b_len;
}

/**
 * mms_ksym_cmp() - the order a search wants its names in
 * @a: a struct mms_ksym
 * @b: another
 *
 * Return: less than, equal to or more than 0, as for sort().
 */
int mms_ksym_cmp(const void *a, const void *b)
{
	const struct mms_ksym *left = a, *right = b;

	return compare(left->name, left->len, right->name, right->len) ?:
	       compare(left->module, left->module_len, right->module, right->module_len);
}

/**
 * mms_ksym_set() - look for a name
 * @k: the search's element
 * @text: `symbol` or `module:symbol`; must outlive the search
 * @len: its length
 */
void mms_ksym_set(struct mms_ksym *k, const char *text, size_t len)
{
	const char *colon = memchr(text, ':', len);

	memset(k, 0, sizeof(*k));
	k->module = text;
	k->module_len = colon ? colon - text : 0;
	k->name = colon ? colon + 1 : text;
	k->len = text + len - k->name;
}

/**
 * mms_ksyms_init() - begin a search
 * @s: the search
 * @want: the names, set with mms_ksym_set() and sorted by mms_ksym_cmp()
 * @n: how many
 */
void mms_ksyms_init(struct mms_ksyms *s, struct mms_ksym *want, u32 n)
{
	s->want = want;
	s->n = n;
	s->missing = n;
	s->shown = false;
	s->held = 0;
	s->skip = false;
}

/* The first element whose name does not sort before @name. */
static u32 first_named(const struct mms_ksyms *s, const char *name, size_t len)
{
	u32 low = 0, high = s->n;

	while (low < high) {
		u32 mid = low + (high - low) / 2;

		if (compare(s->want[mid].name, s->want[mid].len, name, len) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void count_line(struct mms_ksyms *s, struct mms_ksym *k, u64 addr)
{
	if (!k->count++) {
		k->addr = addr;
		s->missing--;
	}
}

/* Reads hex digits and moves *@at past them; false without any, or with too many. */
static bool take_hex(const char **at, const char *end, u64 *value)
{
	const char *start = *at;

	for (*value = 0; *at < end; ++*at) {
		const char c = **at;

		if (c >= '0' && c <= '9')
			*value = *value << 4 | (c - '0');
		else if (c >= 'a' && c <= 'f')
			*value = *value << 4 | (c - 'a' + 10);
		else
			break;
	}
	return *at > start && *at - start <= 16;
}

/* The name between the brackets of "\t[name]"; empty for the kernel's own symbols. */
static bool take_module(const char *at, const char *end, const char **module, size_t *len)
{
	*module = at;
	*len = 0;
	if (at == end)
		return true;
	if (end - at < 4 || at[0] != '\t' || at[1] != '[' || end[-1] != ']')
		return false;
	*module = at + 2;
	*len = end - at - 3;
	return true;
}

static void parse(struct mms_ksyms *s, const char *at, const char *end)
{
	const char *name, *tab, *module;
	size_t len, module_len;
	u64 addr;
	u32 i;

	if (!take_hex(&at, end, &addr) || end - at < 4 || at[0] != ' ' || at[2] != ' ')
		return;
	s->shown |= addr != 0;
	name = at + 3;
	tab = memchr(name, '\t', end - name);
	len = (tab ?: end) - name;
	if (!take_module(name + len, end, &module, &module_len))
		return;
	for (i = first_named(s, name, len); i < s->n; i++) {
		struct mms_ksym *k = &s->want[i];

		if (compare(k->name, k->len, name, len))
			break;
		if (!k->module_len || !compare(k->module, k->module_len, module, module_len))
			count_line(s, k, addr);
	}
}

/* Keeps part of a line until the rest comes. */
static void keep_part(struct mms_ksyms *s, const char *text, size_t len)
{
	if (len > sizeof(s->line) - s->held)
		s->skip = true;
	if (s->skip)
		return;
	memcpy(s->line + s->held, text, len);
	s->held += len;
}

/**
 * mms_ksyms_feed() - search the next piece
 * @s: the search
 * @text: bytes of /proc/kallsyms that follow those fed before
 * @len: how many; lines may begin and end in different pieces
 */
void mms_ksyms_feed(struct mms_ksyms *s, const char *text, size_t len)
{
	const char *end = text + len, *newline;

	for (; (newline = memchr(text, '\n', end - text)); text = newline + 1) {
		if (!s->held && !s->skip) {
			parse(s, text, newline);
			continue;
		}
		keep_part(s, text, newline - text);
		if (!s->skip)
			parse(s, s->line, s->line + s->held);
		s->held = 0;
		s->skip = false;
	}
	keep_part(s, text, end - text);
}

/**
 * mms_ksyms_find() - what was found of a name
 * @s: the search
 * @text: `symbol` or `module:symbol`
 * @len: its length
 *
 * Return: its element; NULL when that name was not looked for.
 */
const struct mms_ksym *mms_ksyms_find(const struct mms_ksyms *s, const char *text, size_t len)
{
	struct mms_ksym k;
	u32 i;

	mms_ksym_set(&k, text, len);
	for (i = first_named(s, k.name, k.len); i < s->n; i++) {
		if (!mms_ksym_cmp(&s->want[i], &k))
			return &s->want[i];
		if (compare(s->want[i].name, s->want[i].len, k.name, k.len))
			break;
	}
	return NULL;
}
