/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The query grammar: `key=value …`, one query a line (design.md 2). Pure: it
 * knows spelling, not whether a pid or a symbol exists. No locks, any context.
 */
#ifndef MMSCOPE_QUERY_H
#define MMSCOPE_QUERY_H

#include <linux/bits.h>
#include <linux/types.h>

struct mms_text;

/** MMS_SYM_LEN - room for a symbol name with `+0x…`, NUL included (KSYM_NAME_LEN) */
#define MMS_SYM_LEN 512

/**
 * enum mms_query_key - what a query may name, as bits of mms_query.have
 * @MMS_Q_ADDR: addr=0x… (or a bare 0x…), a virtual address
 * @MMS_Q_SYM: sym=name[+0x…], a kernel symbol; once resolved, MMS_Q_ADDR is
 *	set too
 * @MMS_Q_PID: pid=N, a process as the opener's pid namespace numbers it
 * @MMS_Q_PFN: pfn=0x…, a page frame number
 * @MMS_Q_RANGE: range=0x…-0x…, start inclusive, end exclusive
 */
enum mms_query_key {
	MMS_Q_ADDR = BIT(0),
	MMS_Q_SYM = BIT(1),
	MMS_Q_PID = BIT(2),
	MMS_Q_PFN = BIT(3),
	MMS_Q_RANGE = BIT(4),
};

/**
 * struct mms_query - one parsed query
 * @have: which keys were given, enum mms_query_key bits
 * @pid: the pid, > 0
 * @addr: the virtual address
 * @pfn: the page frame number
 * @start: first byte of the range
 * @end: first byte past the range, > @start
 * @sym: the symbol as written, empty when there is none
 */
struct mms_query {
	u32 have;
	s32 pid;
	u64 addr;
	u64 pfn;
	u64 start;
	u64 end;
	char sym[MMS_SYM_LEN];
};

int mms_query_parse(const char *line, size_t len, struct mms_query *q);
const char *mms_query_number(const char *text, size_t len, u64 *value, const char **at);
const char *mms_query_next_line(const char **text, const char *end, size_t *len);
void mms_query_rec(struct mms_text *t, const struct mms_query *q);

#endif /* MMSCOPE_QUERY_H */
