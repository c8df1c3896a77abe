/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The way back, from memory to the addresses that map it: answers to phys= and pfn=.
 */
#ifndef PAGEWALK_ALIASES_H
#define PAGEWALK_ALIASES_H

#include <mmscope/buddy/page.h>
#include <mmscope/core/query.h>
#include <mmscope/pt/live_alias.h>

/** PW_ALIASES - the most mappings one query answers with */
#define PW_ALIASES 512

/**
 * struct pw_alias - one mapping of the memory
 * @run: it
 * @region: the region of the kernel's half it lies in, static text; NULL where unknown
 * @part: the part of that, or NULL
 * @caller: who allocated the vmap_area it lies in, 0 where not known
 * @has_area: there is one, of kind
 * @area: enum mms_vmap_kind
 */
struct pw_alias {
	struct mms_run run;
	const char *region;
	const char *part;
	u64 caller;
	bool has_area;
	u8 area;
};

/**
 * struct pw_aliases - what maps the memory that a query asks about
 * @first: its first byte, of whole pages
 * @last: its last byte, inclusive
 * @has_page: @page was read
 * @page: the page frame of its first byte
 * @runs: leaf runs that were examined
 * @unread: tables that could not be read: what they map is not found
 * @more: how many more mappings there are
 * @rest: the address of the first of those
 * @n: how many are shown
 * @alias: they, ascending by address
 */
struct pw_aliases {
	u64 first;
	u64 last;
	bool has_page;
	struct mms_page page;
	u64 runs;
	u64 unread;
	u64 more;
	u64 rest;
	u32 n;
	struct pw_alias alias[];
};

struct pw_aliases *pw_aliases_find(const struct mms_query *q);

/* aliases_show.c */
u64 pw_aliases_items(const struct pw_aliases *x);
void pw_rec_aliases(struct mms_text *t, const struct mms_query *q, const struct pw_aliases *x,
		    u64 item);
void pw_report_aliases(struct mms_text *t, const struct mms_query *q,
		       const struct pw_aliases *x, u64 item);

#endif /* PAGEWALK_ALIASES_H */
