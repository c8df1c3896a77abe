// SPDX-License-Identifier: GPL-2.0-only
/*
 * Answers as records. Formats what was read before; no locks.
 */
#include <linux/kernel.h>
#ifdef CONFIG_KFENCE
#include <linux/kfence.h>
#endif
#include <mmscope/buddy/live.h>
#include "aliases.h"
#include "pw.h"

/**
 * pw_absent_why() - why a page of the kernel is not present
 * @w: a walk that ended with MMS_WALK_INVALID
 *
 * Return: the reason, static text; NULL if none is known.
 */
const char *pw_absent_why(const struct mms_walk *w)
{
#ifdef CONFIG_KFENCE
	if (!mms_va_user(mms_geometry(), w->va) &&
	    is_kfence_address((void *)(unsigned long)w->va))
		return "KFENCE guards it";
#endif
	return NULL;
}

static void rec_walk(struct mms_text *t, const struct pw_answer *a)
{
	const struct mms_walk *w = &a->walk;
	const struct mms_pt_entry *e = &mms_walk_last(w)->e;

	mms_rec_str(t, "result", mms_walk_word(mms_geometry(), w));
	if (w->result == MMS_WALK_NON_CANONICAL)
		return;
	mms_rec_str(t, "level", pw_level_name(e->level));
	mms_rec_hex(t, "start", w->start);
	mms_rec_end_of(t, w->start + (w->size - 1));
	mms_rec_dec(t, "size", w->size);
	switch (w->result) {
	case MMS_WALK_MAPPED:
		mms_rec_hex(t, "phys", w->phys);
		pw_rec_perm(t, w->perm);
		mms_rec_str(t, "cache", e->cache);
		pw_rec_key(t, e->pkey, w->perm);
		break;
	case MMS_WALK_PROT_NONE:
		mms_rec_hex(t, "phys", w->phys);
		break;
	case MMS_WALK_SWAP:
		mms_rec_swap(t, mms_geometry(), mms_swap_kind(mms_geometry(), e), e->swap_type,
			     e->swap_offset);
		break;
	case MMS_WALK_INVALID:
		if (pw_absent_why(w))
			mms_rec_str(t, "reason", pw_absent_why(w));
		break;
	case MMS_WALK_BAD:
		mms_rec_str(t, "reason", e->bad);
		break;
	case MMS_WALK_UNREADABLE:
		mms_rec_hex(t, "table", mms_walk_last(w)->table);
		mms_rec_int(t, "error", w->error);
		break;
	default:
		break;
	}
}

static void rec_entry(struct mms_text *t, const struct mms_walk_step *s)
{
	const struct mms_pt_entry *e = &s->e;

	mms_rec(t, "entry");
	mms_rec_str(t, "level", pw_level_name(e->level));
	mms_rec_hex(t, "table", s->table);
	mms_rec_dec(t, "index", s->index);
	mms_rec_hex(t, "entry", e->raw);
	mms_rec_str(t, "kind", mms_pt_kind_name(e->kind));
	switch (e->kind) {
	case MMS_PT_TABLE:
		mms_rec_hex(t, "next", e->phys);
		break;
	case MMS_PT_LEAF:
	case MMS_PT_PROT_NONE:
	case MMS_PT_INVALID:
	case MMS_PT_BAD:
		mms_rec_hex(t, "phys", e->phys);
		break;
	default:
		break;
	}
	mms_rec_flags(t, "flags", e->flags, e->flag_word);
	mms_rec_end(t);
}

/* The result in place of a walk; "" when there was one. */
static const char *no_walk_name(enum pw_no_walk no_walk)
{
	static const char * const name[] = {
		[PW_WALKED] = "",
		[PW_KTHREAD] = "kernel_thread",
		[PW_GONE] = "exiting",
		[PW_UNSTABLE] = "unstable",
		[PW_UNAVAILABLE] = "unavailable",
		[PW_SPLIT] = "not_one_half",
		[PW_NO_REGION] = "no_such_region",
	};

	return name[no_walk];
}

static void rec_head(struct mms_text *t, const struct pw_answer *a)
{
	struct mms_query q = { .have = a->q.have & ~MMS_Q_SYM };

	mms_rec(t, a->q.have & MMS_Q_DUMP ? "dump" : a->q.have & MMS_Q_RANGE ? "range" :
		a->q.have & (MMS_Q_PHYS | MMS_Q_PFN) ? "memory" : "walk");
	if (a->q.have & MMS_Q_DUMP) {
		mms_query_rec(t, &a->q);
		return;
	}
	q.addr = a->q.addr;
	q.pfn = a->q.pfn;
	q.start = a->q.start;
	q.end = a->q.end;
	q.pid = a->pid;
	if (a->pid)
		q.have |= MMS_Q_PID;
	mms_query_rec(t, &q);
	if (a->q.have & MMS_Q_SYM)
		mms_rec_str(t, "sym", a->q.sym);
}

static void rec_range(struct mms_text *t, const struct pw_answer *a, u64 item)
{
	if (item < a->nr_runs) {
		pw_rec_run(t, "run", &a->runs[item]);
		return;
	}
	rec_head(t, a);
	mms_rec_str(t, "result", a->next ? "truncated" : "complete");
	mms_rec_dec(t, "runs", a->nr_runs);
	if (a->next)
		mms_rec_hex(t, "next", a->next);
	mms_rec_end(t);
}

static void rec_owner(struct mms_text *t, const struct mms_owner *o)
{
	if (o->has_page) {
		mms_rec(t, "page");
		mms_page_rec_keys(t, &o->page, mms_buddy_here());
		mms_rec_end(t);
	}
	if (o->has_area) {
		mms_rec(t, "owner");
		mms_rec_str(t, "area", mms_vmap_kind_name(o->area.kind));
		mms_rec_str(t, "state", mms_vmap_state_name(o->area.state));
		mms_rec_hex(t, "start", o->area.start);
		mms_rec_hex(t, "end", o->area.end);
		mms_rec_dec(t, "guard", o->area.guard);
		if (o->caller[0])
			mms_rec_str(t, "caller", o->caller);
		mms_rec_end(t);
	}
	if (o->symbol[0]) {
		mms_rec(t, "owner");
		mms_rec_str(t, "symbol", o->symbol);
		mms_rec_end(t);
	}
}

/**
 * pw_rec_answer() - one item of an answer, as records
 * @t: the text
 * @answer: a struct pw_answer
 * @item: which item of it
 */
void pw_rec_answer(struct mms_text *t, const void *answer, u64 item)
{
	const struct pw_answer *a = answer;
	unsigned int i;

	if (a->aliases) {
		pw_rec_aliases(t, &a->q, a->aliases, item);
		return;
	}
	if (a->runs) {
		rec_range(t, a, item);
		return;
	}
	if (a->tables) {
		pw_tables_rec(t, a->tables, item);
		return;
	}
	rec_head(t, a);
	if (a->no_walk) {
		mms_rec_str(t, "result", no_walk_name(a->no_walk));
		if (a->no_walk == PW_UNAVAILABLE)
			mms_rec_str(t, "reason", mms_kernel_pt_unavailable());
		mms_rec_end(t);
		return;
	}
	rec_walk(t, a);
	mms_rec_end(t);
	if (a->q.have & MMS_Q_ONLY)
		return;
	for (i = 0; i < a->walk.steps; i++)
		if (a->walk.step[i].e.flags)
			rec_entry(t, &a->walk.step[i]);
	rec_owner(t, &a->owner);
}
