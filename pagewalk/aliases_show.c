// SPDX-License-Identifier: GPL-2.0-only
/*
 * What maps given memory, as records and in the report. Formats what was read before; no
 * locks.
 */
#include <linux/kernel.h>
#include <mmscope/buddy/live.h>
#include <mmscope/core/live_symbols.h>
#include "aliases.h"
#include "pw.h"

/**
 * pw_aliases_items() - how many items the answer takes
 * @x: the answer
 *
 * Return: one for the memory, one for each mapping.
 */
u64 pw_aliases_items(const struct pw_aliases *x)
{
	return 1 + (u64)x->n;
}

static u64 mapped(const struct pw_aliases *x)
{
	return x->n + x->more;
}

static void rec_memory(struct mms_text *t, const struct mms_query *q, const struct pw_aliases *x)
{
	mms_rec(t, "memory");
	mms_query_rec(t, q);
	mms_rec_hex(t, "start", x->first);
	mms_rec_end_of(t, x->last);
	mms_rec_dec(t, "size", x->last - x->first + 1);
	mms_rec_dec(t, "aliases", mapped(x));
	mms_rec_dec(t, "shown", x->n);
	if (x->more)
		mms_rec_hex(t, "next", x->rest);
	mms_rec_dec(t, "examined", x->runs);
	mms_rec_dec(t, "unread_tables", x->unread);
	mms_rec_bool(t, "atomic", false);
	mms_rec_end(t);
	if (!x->has_page)
		return;
	mms_rec(t, "page");
	mms_page_rec_keys(t, &x->page, mms_buddy_here());
	mms_rec_end(t);
}

static void rec_alias(struct mms_text *t, const struct pw_alias *alias)
{
	char name[MMS_OWNER_SYMBOL];

	pw_rec_run_keys(t, "alias", &alias->run);
	if (alias->region)
		mms_rec_str(t, "region", alias->region);
	if (alias->part)
		mms_rec_str(t, "part", alias->part);
	if (alias->has_area)
		mms_rec_str(t, "area", mms_vmap_kind_name(alias->area));
	if (alias->caller) {
		mms_symbol_name(alias->caller, name, sizeof(name));
		mms_rec_str(t, "caller", name);
	}
	if (mms_symbol_name(alias->run.va, name, sizeof(name)))
		mms_rec_str(t, "symbol", name);
	mms_rec_end(t);
}

/**
 * pw_rec_aliases() - one item of the answer, as records
 * @t: the text
 * @q: the query
 * @x: the answer
 * @item: 0 for the memory, then a mapping each
 */
void pw_rec_aliases(struct mms_text *t, const struct mms_query *q, const struct pw_aliases *x,
		    u64 item)
{
	if (item)
		rec_alias(t, &x->alias[item - 1]);
	else
		rec_memory(t, q, x);
}

static void put_memory(struct mms_text *t, const struct mms_query *q,
		       const struct pw_aliases *x)
{
	u64 n = mapped(x);

	if (q->have & MMS_Q_PFN)
		mms_put(t, "pfn 0x%llx, ", q->pfn);
	mms_put(t, "physical 0x%llx-0x%llx: ", x->first, x->last + 1);
	if (n)
		mms_put(t, "the kernel maps it at %llu address%s", n, n == 1 ? "" : "es");
	else
		mms_put(t, "the kernel maps it nowhere");
	mms_put(t, "\n");
	if (x->unread)
		mms_put(t, "  %llu page tables could not be read: there may be more\n", x->unread);
	if (x->has_page) {
		mms_put(t, "  %s: pfn 0x%llx", mms_page_use(&x->page), x->page.pfn);
		if (mms_page_note(&x->page))
			mms_put(t, ", %s", mms_page_note(&x->page));
		mms_put(t, "\n");
	}
	if (n)
		mms_put(t, "\n%-18s %9s  %-16s %-11s %-14s %s\n", "address", "size", "entries",
			"perms", "physical", "caching");
	else
		mms_put(t, "\n");
}

static void put_owner(struct mms_text *t, const struct pw_alias *alias)
{
	char name[MMS_OWNER_SYMBOL];

	mms_put(t, "    %s", alias->region ?: "region unknown");
	if (alias->part)
		mms_put(t, ", %s", alias->part);
	if (alias->has_area)
		mms_put(t, ", %s", mms_vmap_kind_name(alias->area));
	if (alias->caller) {
		mms_symbol_name(alias->caller, name, sizeof(name));
		mms_put(t, " by %s", name);
	} else if (mms_symbol_name(alias->run.va, name, sizeof(name))) {
		mms_put(t, ", %s", name);
	}
	mms_put(t, "\n");
}

/**
 * pw_report_aliases() - one item of the answer, for the report
 * @t: the text
 * @q: the query
 * @x: the answer
 * @item: 0 for the memory, then a mapping each
 */
void pw_report_aliases(struct mms_text *t, const struct mms_query *q,
		       const struct pw_aliases *x, u64 item)
{
	if (!item) {
		put_memory(t, q, x);
		return;
	}
	pw_put_run(t, &x->alias[item - 1].run);
	put_owner(t, &x->alias[item - 1]);
	if (item < x->n)
		return;
	if (x->more)
		mms_put(t, "... and %llu more, from 0x%llx on\n", x->more, x->rest);
	mms_put(t, "\n");
}
