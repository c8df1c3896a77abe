// SPDX-License-Identifier: GPL-2.0-only
/*
 * The query grammar: see include/mmscope/core/query.h. Strict on purpose: a number
 * with anything after it, a repeated key or an unknown key is refused, so that a
 * typing error never gets the answer to another query; a refusal names the column
 * and the reason. No locks.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <mmscope/core/query.h>
#include <mmscope/core/text.h>
#include "query_dump.h"

static const char *parse_addr(const char *text, size_t len, struct mms_query *q,
			      const char **at)
{
	return mms_query_address(text, len, mms_query_bare_hex(text, len), &q->addr, at);
}

static const char *parse_pfn(const char *text, size_t len, struct mms_query *q,
			     const char **at)
{
	return mms_query_number(text, len, &q->pfn, at);
}

static const char *parse_pid(const char *text, size_t len, struct mms_query *q,
			     const char **at)
{
	const char *reason;
	u64 pid;

	reason = mms_query_number(text, len, &pid, at);
	if (reason)
		return reason;
	*at = text;
	if (!pid || pid > INT_MAX)
		return "a pid is 1 to 2147483647";
	if (q->have & MMS_Q_DUMP)
		return "whose tables, twice";
	q->pid = pid;
	return NULL;
}

/* Both ends are in the same base: if one is plainly hex, so is the other. */
static const char *parse_range(const char *text, size_t len, struct mms_query *q,
			       const char **at)
{
	const char *dash = memchr(text, '-', len);
	const char *reason, *last;
	size_t first_len, last_len;
	bool hex;

	if (!dash)
		return "a range is START-END";
	first_len = dash - text;
	last = dash + 1;
	last_len = len - first_len - 1;
	hex = mms_query_bare_hex(text, first_len) || mms_query_bare_hex(last, last_len);
	reason = mms_query_address(text, first_len, hex, &q->start, at);
	if (reason)
		return reason;
	*at = last;
	reason = mms_query_address(last, last_len, hex, &q->end, at);
	if (reason)
		return reason;
	*at = last;
	return q->end <= q->start ? "the range's end is not above its start" : NULL;
}

/* One address, or a range of them. */
static const char *parse_phys(const char *text, size_t len, struct mms_query *q,
			      const char **at)
{
	const char *reason;

	if (memchr(text, '-', len))
		return parse_range(text, len, q, at);
	reason = mms_query_address(text, len, mms_query_bare_hex(text, len), &q->start, at);
	*at = reason ? *at : text;
	q->end = q->start + 1;
	return reason ?: q->end ? NULL : "no physical address is so large";
}

static const char *parse_sym(const char *text, size_t len, struct mms_query *q,
			     const char **at)
{
	const char *plus = memchr(text, '+', len);
	u64 offset;
	size_t i;

	if (!len || plus == text)
		return "no symbol's name";
	if (len >= sizeof(q->sym))
		return "longer than any symbol";
	for (i = 0; i < len; i++) {
		*at = text + i;
		if (text[i] <= ' ' || text[i] >= 0x7f)
			return "no symbol has such a character";
	}
	memcpy(q->sym, text, len);
	q->sym[len] = '\0';
	return plus ? mms_query_number(plus + 1, text + len - plus - 1, &offset, at) : NULL;
}

static const char *parse_as(const char *text, size_t len, struct mms_query *q,
			    const char **at)
{
	return len == 7 && !memcmp(text, "records", len) ? NULL : "there is only as=records";
}

static const char *parse_only(const char *text, size_t len, struct mms_query *q,
			      const char **at)
{
	return len == 4 && !memcmp(text, "walk", len) ? NULL : "there is only only=walk";
}

static void print_addr(struct mms_text *t, const struct mms_query *q)
{
	mms_rec_hex(t, "addr", q->addr);
}

static void print_sym(struct mms_text *t, const struct mms_query *q)
{
	mms_rec_str(t, "sym", q->sym);
}

static void print_pid(struct mms_text *t, const struct mms_query *q)
{
	mms_rec_int(t, "pid", q->pid);
}

static void print_pfn(struct mms_text *t, const struct mms_query *q)
{
	mms_rec_hex(t, "pfn", q->pfn);
}

static void print_range(struct mms_text *t, const struct mms_query *q)
{
	mms_put(t, " range=0x%llx-0x%llx", q->start, q->end);
}

static void print_phys(struct mms_text *t, const struct mms_query *q)
{
	mms_rec_hex(t, "phys", q->start);
	if (q->end != q->start + 1)
		mms_put(t, "-0x%llx", q->end);
}

static void print_only(struct mms_text *t, const struct mms_query *q)
{
	mms_rec_str(t, "only", "walk");
}

static void print_tables(struct mms_text *t, const struct mms_query *q)
{
	if (q->have & MMS_Q_PID)
		mms_rec_int(t, "tables", q->pid);
	else
		mms_rec_str(t, "tables", "kernel");
}

static void print_as(struct mms_text *t, const struct mms_query *q)
{
	mms_rec_str(t, "as", "records");
}

/*
 * The keys, in the order a record has them. Ended by a row without a name. A symbol
 * comes before the address it was resolved to.
 */
const struct mms_query_spec mms_query_specs[] = {
	{ "sym", MMS_Q_SYM, true, "sym=vfs_read", "a kernel symbol; sym=NAME+0x10, too",
	  parse_sym, print_sym },
	{ "addr", MMS_Q_ADDR, true, "addr=0xc0000000",
	  "a virtual address; without addr= and 0x, too, if it has 8 or 16 digits or a letter",
	  parse_addr, print_addr },
	{ "pfn", MMS_Q_PFN, true, "pfn=0x1000", "a page frame, by its number", parse_pfn,
	  print_pfn },
	{ "phys", MMS_Q_PHYS, true, "phys=0x1000000",
	  "what maps this memory: an address, or phys=0x1000000-0x1200000", parse_phys,
	  print_phys },
	{ "range", MMS_Q_RANGE, true, "range=0xc0000000-0xc0100000",
	  "all from one address to another, that one left out", parse_range, print_range },
	{ "tables", MMS_Q_TABLES, true, "tables=1",
	  "what a process' page tables take and hold; or =kernel",
	  mms_query_parse_dump, print_tables },
	{ "pid", MMS_Q_PID, false, "pid=1 addr=0x400000", "in this process' address space",
	  parse_pid, print_pid },
	{ "dump", MMS_Q_DUMP, false, "dump=kernel perms=+w+x",
	  "all that the kernel's tables map, or dump=1 that process'; range= and phys= narrow it",
	  mms_query_parse_dump, mms_query_print_dump },
	{ "perms", MMS_Q_PERMS, false, "dump=1 perms=+w-u",
	  "of a dump what allows this and not that: +r, -w, +x, +u (user mode)",
	  mms_query_parse_perms, mms_query_print_perms },
	{ "type", MMS_Q_TYPE, false, "dump=kernel type=uncached",
	  "of a dump this memory type, as records spell it", mms_query_parse_type,
	  mms_query_print_type },
	{ "min_size", MMS_Q_MIN_SIZE, false, "dump=kernel min_size=2M",
	  "of a dump runs of at least so many bytes", mms_query_parse_size,
	  mms_query_print_size },
	{ "region", MMS_Q_REGION, false, "dump=kernel region=vmalloc",
	  "of a dump this region of the kernel's half", mms_query_parse_region,
	  mms_query_print_region },
	{ "only", MMS_Q_ONLY, false, "sym=vfs_read only=walk",
	  "how the walk ends; neither its entries nor whose memory it is", parse_only,
	  print_only },
	{ "as", MMS_Q_AS, false, "sym=vfs_read as=records",
	  "the answers as records, for programs", parse_as, print_as },
	{}
};

static u32 subjects(void)
{
	const struct mms_query_spec *spec;
	u32 bits = 0;

	for (spec = mms_query_specs; spec->name; spec++)
		bits |= spec->subject ? spec->bit : 0;
	return bits;
}

/* The key of a word, and where its value starts; NULL for an unknown key. */
static const struct mms_query_spec *spec_of(const char *word, size_t len, const char **value)
{
	const char *equals = memchr(word, '=', len);
	const char *name = equals ? word : "addr";
	size_t name_len = equals ? equals - word : 4;
	const struct mms_query_spec *spec;

	*value = equals ? equals + 1 : word;
	for (spec = mms_query_specs; spec->name; spec++)
		if (strlen(spec->name) == name_len && !memcmp(spec->name, name, name_len))
			return spec;
	return NULL;
}

static const char *parse_word(const char *word, size_t len, u32 keys, struct mms_query *q,
			      const char **at)
{
	const struct mms_query_spec *spec;
	const char *value;

	spec = spec_of(word, len, &value);
	*at = word;
	if (!spec)
		return "no such key";
	if (value == word && !mms_query_starts_number(*word))
		return "neither KEY=VALUE nor an address";
	if (!(spec->bit & keys))
		return "not a key of this file";
	if (q->have & spec->bit)
		return "a key given twice";
	if (spec->subject && q->have & subjects())
		return "a query asks about one thing";
	q->have |= spec->bit;
	*at = value;
	return spec->parse(value, word + len - value, q, at);
}

/* The next word of a line, NULL past the last; moves *@line past it. */
static const char *next_word(const char **line, const char *end, size_t *len)
{
	const char *word;

	while (*line < end && mms_query_is_blank(**line))
		++*line;
	for (word = *line; *line < end && !mms_query_is_blank(**line);)
		++*line;
	*len = *line - word;
	return *len ? word : NULL;
}

/**
 * mms_query_parse() - parse one line
 * @line: the line, without its newline, not NUL-terminated
 * @len: its length in bytes
 * @keys: the keys to take, enum mms_query_key bits
 * @q: filled in; meaningless on error
 * @fault: on error, what is wrong and where
 *
 * A word without `=` is an address: `0xffff…` means `addr=0xffff…`. Addresses
 * without 0x are taken as kallsyms and maps print them: with a letter among
 * them, or 8 or 16 digits.
 *
 * Return: 0; -EINVAL for an unknown or repeated key, a malformed, ambiguous or
 * overflowing number, two subjects at once, or no subject.
 */
int mms_query_parse(const char *line, size_t len, u32 keys, struct mms_query *q,
		    struct mms_query_fault *fault)
{
	const char *at = line, *rest = line, *word;
	size_t word_len;

	memset(q, 0, sizeof(*q));
	fault->reason = NULL;
	while (!fault->reason && (word = next_word(&rest, line + len, &word_len)))
		fault->reason = parse_word(word, word_len, keys, q, &at);
	if (!fault->reason && !(q->have & ~MMS_Q_AS)) {
		fault->reason = "asks about nothing";
		at = line;
	}
	fault->column = at - line + 1;
	return fault->reason ? -EINVAL : 0;
}

/**
 * mms_query_column() - where in a line a key stands
 * @line: a line that mms_query_parse() took
 * @len: its length in bytes
 * @bit: the key, or several for the first of them
 *
 * Return: the column of its first character, from 1; 0 when it is not there.
 */
u32 mms_query_column(const char *line, size_t len, u32 bit)
{
	const struct mms_query_spec *spec;
	const char *rest = line, *word, *value;
	size_t word_len;

	while ((word = next_word(&rest, line + len, &word_len))) {
		spec = spec_of(word, word_len, &value);
		if (spec && spec->bit & bit)
			return word - line + 1;
	}
	return 0;
}

/**
 * mms_query_size() - bytes of a query up to the end of its symbol
 * @q: the query
 *
 * The symbol comes last and is most of it: thousands of answers hold a query each.
 *
 * Return: how many bytes to keep.
 */
size_t mms_query_size(const struct mms_query *q)
{
	return offsetof(struct mms_query, sym) + strlen(q->sym) + 1;
}

/**
 * mms_query_rec() - append the keys of a query to a record, as they were asked
 * @t: the text
 * @q: the query
 */
void mms_query_rec(struct mms_text *t, const struct mms_query *q)
{
	const struct mms_query_spec *spec;

	for (spec = mms_query_specs; spec->name; spec++)
		if (spec->bit & q->have &&
		    !(spec->bit == MMS_Q_PID && q->have & MMS_Q_DUMP))
			spec->print(t, q);
}
