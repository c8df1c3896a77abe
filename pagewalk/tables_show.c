// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables that were counted, as records and for people. Takes no locks.
 */
#include <linux/kernel.h>
#include "tables.h"

/* Mappings that a report lists; records have them all. */
#define REPORT_SHARES 40

/* One number a level, root first: PGD:1,PUD:2,PMD:3,PTE:30 */
static void rec_levels(struct mms_text *t, const char *key, const u64 *n)
{
	const struct mms_geometry *g = mms_geometry();
	unsigned int i;

	for (i = 0; i < g->nr_levels; i++) {
		if (i)
			mms_put(t, ",%s:%llu", g->level[i].name, n[i]);
		else
			mms_put(t, " %s=%s:%llu", key, g->level[i].name, n[i]);
	}
}

/* Bytes by size of page, the smallest first: 4096:8192,2097152:4194304 */
static void rec_sizes(struct mms_text *t, const char *key, const u64 *bytes)
{
	unsigned int shift;
	char before = '=';

	mms_put(t, " %s", key);
	for (shift = 0; shift < MMS_TABLES_SHIFTS; shift++) {
		if (!bytes[shift])
			continue;
		mms_put(t, "%c%llu:%llu", before, 1ULL << shift, bytes[shift]);
		before = ',';
	}
	if (before == '=')
		mms_put(t, "=none");
}

/**
 * pw_rec_tables_sum() - append what tables add up to
 * @t: the text
 * @sum: the tables
 */
void pw_rec_tables_sum(struct mms_text *t, const struct mms_tables_sum *sum)
{
	mms_rec_dec(t, "table_bytes", mms_tables_all_bytes(mms_geometry(), sum));
	rec_levels(t, "tables", sum->tables);
	rec_levels(t, "entries_used", sum->used);
	rec_levels(t, "empty_tables", sum->empty);
	rec_levels(t, "mapped_again", sum->again);
	mms_rec_dec(t, "mapped_bytes", mms_tables_mapped(sum));
	rec_sizes(t, "by_page_size", sum->mapped);
	mms_rec_dec(t, "zero", sum->zero);
	mms_rec_dec(t, "no_access", sum->no_access);
	mms_rec_dec(t, "swapped", sum->swapped);
	mms_rec_dec(t, "other_entries", sum->other);
	mms_rec_dec(t, "unread_tables", sum->unread);
}

static void rec_kernel(struct mms_text *t, const struct pw_tables *p)
{
	const char *why = mms_kernel_pt_unavailable();

	mms_rec(t, "kernel");
	if (why) {
		mms_rec_str(t, "table_bytes", "unavailable");
		mms_rec_str(t, "reason", why);
	} else {
		pw_rec_tables_sum(t, &p->sum);
	}
	mms_rec_end(t);
}

/**
 * pw_rec_tables() - one space's tables, as a record
 * @t: the text
 * @p: the tables
 */
void pw_rec_tables(struct mms_text *t, const struct pw_tables *p)
{
	if (!p->pid) {
		rec_kernel(t, p);
		return;
	}
	mms_rec(t, "process");
	mms_rec_int(t, "pid", p->pid);
	mms_rec_str(t, "comm", p->comm);
	if (p->state != MMS_MM_OK) {
		mms_rec_str(t, "state", p->state == MMS_MM_KTHREAD ? "kernel_thread" : "exiting");
		mms_rec_end(t);
		return;
	}
	mms_rec_str(t, "state", "ok");
	mms_rec_dec(t, "counted_bytes", p->counted);
	pw_rec_tables_sum(t, &p->sum);
	mms_rec_end(t);
}

static void rec_share(struct mms_text *t, const struct mms_tables_share *s)
{
	mms_rec(t, "vma");
	mms_rec_hex(t, "start", s->start);
	mms_rec_hex(t, "end", s->end);
	mms_rec_dec(t, "size", s->end - s->start);
	mms_rec_dec(t, "mapped", s->mapped);
	mms_rec_dec(t, "huge", s->huge);
	mms_rec_dec(t, "blocks", s->blocks);
	mms_rec_dec(t, "zero", s->zero);
	mms_rec_dec(t, "no_access", s->no_access);
	mms_rec_dec(t, "swapped", s->swapped);
	mms_rec_end(t);
}

/**
 * pw_tables_rec() - one item of an answer about tables, as a record
 * @t: the text
 * @p: the tables
 * @item: 0 for all of the space, then its mappings
 */
void pw_tables_rec(struct mms_text *t, const struct pw_tables *p, u64 item)
{
	if (item)
		rec_share(t, &p->share[item - 1]);
	else
		pw_rec_tables(t, p);
}

/**
 * pw_tables_items() - how many records pw_tables_rec() makes
 * @p: the tables
 *
 * Return: the number.
 */
u64 pw_tables_items(const struct pw_tables *p)
{
	return p->shares + 1ULL;
}

/**
 * pw_tables_report_items() - how many items pw_tables_report() makes
 * @p: the tables
 *
 * Return: the number: one for the space, one for each mapping listed, and the end.
 */
u64 pw_tables_report_items(const struct pw_tables *p)
{
	return min_t(u32, p->shares, REPORT_SHARES) + 2ULL;
}

static void put_levels(struct mms_text *t, const struct mms_tables_sum *sum)
{
	const struct mms_geometry *g = mms_geometry();
	unsigned int i;

	mms_put(t, "  level   tables     memory  entries used    empty\n");
	for (i = 0; i < g->nr_levels; i++) {
		mms_put(t, "  %-5s %8llu ", g->level[i].name, sum->tables[i]);
		mms_put_size(t, mms_tables_bytes(g, sum, i), 10);
		mms_put(t, "  %12llu %8llu", sum->used[i], sum->empty[i]);
		if (sum->again[i])
			mms_put(t, "   (mapped %llu times more)", sum->again[i]);
		mms_put(t, "\n");
	}
}

/* A line for what there is of it. */
static void put_bytes(struct mms_text *t, const char *what, u64 bytes)
{
	if (!bytes)
		return;
	mms_put_size(t, bytes, 12);
	mms_put(t, "  %s\n", what);
}

static void put_held(struct mms_text *t, const struct mms_tables_sum *sum)
{
	unsigned int shift;

	mms_put(t, "\n");
	for (shift = 0; shift < MMS_TABLES_SHIFTS; shift++) {
		if (!sum->mapped[shift])
			continue;
		mms_put_size(t, sum->mapped[shift], 12);
		mms_put(t, "  mapped with pages of ");
		mms_put_size(t, 1ULL << shift, 0);
		mms_put(t, "\n");
	}
	put_bytes(t, "of these read from a page of zeroes", sum->zero);
	put_bytes(t, "there, but without access", sum->no_access);
	put_bytes(t, "swapped out", sum->swapped);
	if (sum->unread)
		mms_put(t, "  %llu tables could not be read: what they hold is missing\n",
			sum->unread);
}

static void put_space(struct mms_text *t, const struct pw_tables *p)
{
	if (p->pid)
		mms_put(t, "pid %d (%.*s): ", p->pid, MMS_COMM_LEN, p->comm);
	else
		mms_put(t, "The kernel's half: ");
	if (p->state != MMS_MM_OK) {
		mms_put(t, "%s\n\n", p->state == MMS_MM_KTHREAD ?
			"a kernel thread, without page tables of its own" :
			"exiting: it has let go of its memory");
		return;
	}
	if (!p->pid && mms_kernel_pt_unavailable()) {
		mms_put(t, "unavailable: %s\n\n", mms_kernel_pt_unavailable());
		return;
	}
	mms_put(t, "page tables take ");
	mms_put_size(t, mms_tables_all_bytes(mms_geometry(), &p->sum), 0);
	if (p->pid) {
		mms_put(t, " (of which the kernel counts ");
		mms_put_size(t, p->counted, 0);
		mms_put(t, ")");
	}
	mms_put(t, "\n\n");
	put_levels(t, &p->sum);
	put_held(t, &p->sum);
	mms_put(t, "\n");
	if (p->shares)
		mms_put(t, "%-25s %9s %9s %9s %9s %9s\n", "mapping from", "size", "mapped",
			"huge", "swapped", "zeroes");
}

static void put_share(struct mms_text *t, const struct mms_tables_share *s)
{
	const u64 bytes[] = { s->end - s->start, s->mapped, s->huge, s->swapped, s->zero };
	unsigned int i;

	mms_put(t, "0x%016llx       ", s->start);
	for (i = 0; i < ARRAY_SIZE(bytes); i++) {
		mms_put(t, " ");
		if (bytes[i])
			mms_put_size(t, bytes[i], 9);
		else
			mms_put(t, "%9s", "-");
	}
	mms_put(t, "\n");
}

/**
 * pw_tables_report() - one item of an answer about tables, for people
 * @t: the text
 * @p: the tables
 * @item: 0 for all of the space, then mappings, and what ends the answer
 */
void pw_tables_report(struct mms_text *t, const struct pw_tables *p, u64 item)
{
	u32 shown = min_t(u32, p->shares, REPORT_SHARES);

	if (!item) {
		put_space(t, p);
		return;
	}
	if (item <= shown) {
		put_share(t, &p->share[item - 1]);
		return;
	}
	if (p->shares > shown)
		mms_put(t, "... and %u more: ask with as=records\n", p->shares - shown);
	if (p->shares)
		mms_put(t, "\n");
}
