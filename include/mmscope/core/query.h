/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The query grammar: `key=value …`, one query a line (design.md 2), and what is
 * said of a query that is refused. Pure: it knows spelling, not whether a pid or
 * a symbol exists. No locks, any context.
 */
#ifndef MMSCOPE_CORE_QUERY_H
#define MMSCOPE_CORE_QUERY_H

#include <linux/bits.h>
#include <linux/types.h>

struct mms_text;

/** MMS_SYM_LEN - room for a symbol name with `+0x…`, NUL included (KSYM_NAME_LEN) */
#define MMS_SYM_LEN 512

/** MMS_QUERY_WORD - room for another name in a query, NUL included */
#define MMS_QUERY_WORD 24

/** MMS_ASKED_LEN - room for a query as it is quoted, NUL included */
#define MMS_ASKED_LEN 160

/**
 * enum mms_query_key - what a query may name, as bits of mms_query.have
 * @MMS_Q_ADDR: addr=0x… (or a bare 0x…), a virtual address
 * @MMS_Q_SYM: sym=name[+0x…], a kernel symbol; once resolved, MMS_Q_ADDR is
 *	set too
 * @MMS_Q_PID: pid=N, a process as the opener's pid namespace numbers it
 * @MMS_Q_PFN: pfn=0x…, a page frame number
 * @MMS_Q_RANGE: range=0x…-0x…, start inclusive, end exclusive
 * @MMS_Q_AS: as=records, how to answer; no module sees it
 * @MMS_Q_PHYS: phys=0x…, a physical address, or phys=0x…-0x…, end exclusive
 * @MMS_Q_ONLY: only=walk, what is not asked for
 * @MMS_Q_DUMP: dump=kernel or dump=N, all that these tables map; with N, MMS_Q_PID is
 *	set too
 * @MMS_Q_PERMS: perms=+w-x, only what allows this and does not allow that
 * @MMS_Q_TYPE: type=uncached, only this memory type
 * @MMS_Q_MIN_SIZE: min_size=2M, only runs of at least so many bytes
 * @MMS_Q_REGION: region=NAME, only this region of the kernel's half
 * @MMS_Q_TABLES: tables=N, a process' page tables, with MMS_Q_PID and its pid;
 *	tables=kernel, the kernel's, without
 */
enum mms_query_key {
	MMS_Q_ADDR = BIT(0),
	MMS_Q_SYM = BIT(1),
	MMS_Q_PID = BIT(2),
	MMS_Q_PFN = BIT(3),
	MMS_Q_RANGE = BIT(4),
	MMS_Q_AS = BIT(5),
	MMS_Q_PHYS = BIT(6),
	MMS_Q_ONLY = BIT(7),
	MMS_Q_DUMP = BIT(8),
	MMS_Q_PERMS = BIT(9),
	MMS_Q_TYPE = BIT(10),
	MMS_Q_MIN_SIZE = BIT(11),
	MMS_Q_REGION = BIT(12),
	MMS_Q_TABLES = BIT(13),
};

/**
 * struct mms_query - one parsed query
 * @have: which keys were given, enum mms_query_key bits
 * @pid: the pid, > 0
 * @addr: the virtual address
 * @pfn: the page frame number
 * @start: first byte of the range, or of the physical memory
 * @end: first byte past it, > @start; one past @start where it is a single address
 * @min_size: the least bytes of a run
 * @perm_set: what runs must allow, enum mms_perm bits
 * @perm_clear: what they must not allow
 * @type: the memory type as written, empty when there is none
 * @region: the region's name, likewise
 * @sym: the symbol as written, empty when there is none
 */
struct mms_query {
	u32 have;
	s32 pid;
	u64 addr;
	u64 pfn;
	u64 start;
	u64 end;
	u64 min_size;
	u8 perm_set;
	u8 perm_clear;
	char type[MMS_QUERY_WORD];
	char region[MMS_QUERY_WORD];
	char sym[MMS_SYM_LEN];
};

/**
 * struct mms_query_spec - one key of the grammar
 * @name: how it is written
 * @bit: its enum mms_query_key bit
 * @subject: it is the query's subject, of which there is one. Other keys say whose,
 *	or how to answer
 * @example: a whole query with it, which every file that takes the key accepts
 * @help: what it asks for, in one line
 * @parse: takes the value in; NULL, or what is wrong with it (static text), with
 *	*@at moved to where
 * @print: appends it to a record
 */
struct mms_query_spec {
	const char *name;
	u32 bit;
	bool subject;
	const char *example;
	const char *help;
	const char *(*parse)(const char *text, size_t len, struct mms_query *q,
			     const char **at);
	void (*print)(struct mms_text *t, const struct mms_query *q);
};

extern const struct mms_query_spec mms_query_specs[];

/**
 * struct mms_query_fault - what is wrong with a query
 * @column: where in its line, from 1; 0 where there is no one place
 * @reason: static text
 */
struct mms_query_fault {
	u32 column;
	const char *reason;
};

/**
 * struct mms_query_refusal - why a write was refused
 * @line: the query's line in the write, from 1; 0 for the whole write
 * @fault: what is wrong
 * @err: the error the write failed with, -errno
 * @keys: the keys the file takes
 */
struct mms_query_refusal {
	u32 line;
	struct mms_query_fault fault;
	int err;
	u32 keys;
};

/**
 * mms_query_is_blank() - is it a blank between words?
 * @c: the character
 *
 * Return: whether it is. A newline is none: it separates queries.
 */
static inline bool mms_query_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

int mms_query_parse(const char *line, size_t len, u32 keys, struct mms_query *q,
		    struct mms_query_fault *fault);
u32 mms_query_column(const char *line, size_t len, u32 bit);
size_t mms_query_size(const struct mms_query *q);
void mms_query_rec(struct mms_text *t, const struct mms_query *q);

/* lib/core/query_number.c */
const char *mms_query_number(const char *text, size_t len, u64 *value, const char **at);
bool mms_query_starts_number(char c);
bool mms_query_bare_hex(const char *text, size_t len);
const char *mms_query_address(const char *text, size_t len, bool hex, u64 *value,
			      const char **at);

/* lib/core/query_error.c */
const char *mms_query_error_name(int err);
const char *mms_query_error_reason(int err, u32 *key);

/* lib/core/query_text.c */
const char *mms_query_next_line(const char **text, const char *end, size_t *len);
bool mms_query_is_help(const char *text, const char *end);
const char *mms_query_cut(const char *text, const char *end);
void mms_query_quote(char out[MMS_ASKED_LEN], const char *line, size_t len);
void mms_query_refusal_rec(struct mms_text *t, const struct mms_query_refusal *r,
			   const char *asked);
void mms_query_refusal_put(struct mms_text *t, const struct mms_query_refusal *r,
			   const char *asked);
void mms_query_help_rec(struct mms_text *t, u32 keys);
void mms_query_help_put(struct mms_text *t, u32 keys, const char *file);

#endif /* MMSCOPE_CORE_QUERY_H */
