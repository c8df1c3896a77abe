// SPDX-License-Identifier: GPL-2.0-only
/*
 * Answers in the report, /proc/pagewalk: the answer first, the reason under it.
 * Formats what was read before; no locks.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include "aliases.h"
#include "pw.h"

#define PERMS_COLUMN	50
#define SYM_WIDTH	20	/* columns of a symbol's name on the answer's line */

static const char *level_name(const struct mms_walk *w)
{
	return mms_geometry()->level[mms_walk_last(w)->e.level].name;
}

static void put_size(struct mms_text *t, u64 bytes)
{
	mms_put_size(t, bytes, 0);
}

static void put_mapped(struct mms_text *t, const struct mms_walk *w)
{
	const u8 key = mms_walk_last(w)->e.pkey;
	char perm[MMS_PERM_TEXT];

	mms_put(t, "-> physical 0x%llx   ", w->phys);
	if (mms_text_column(t) < PERMS_COLUMN)
		mms_put_to(t, PERMS_COLUMN);
	mms_put(t, "%s %s, %s, ", mms_perm_text(w->perm, perm),
		w->perm & MMS_PERM_U ? "user" : "kernel only",
		mms_walk_last(w)->e.cache);
	put_size(t, w->size);
	mms_put(t, " page\n");
	if (!key)
		return;
	mms_put_to(t, 20);
	mms_put(t, w->perm & MMS_PERM_R ?
		"(protection key %u: less what the thread's key register denies)\n" :
		"(protection key %u keeps data accesses out)\n", key);
}

static void put_swapped(struct mms_text *t, const struct mms_walk *w)
{
	const struct mms_pt_entry *e = &mms_walk_last(w)->e;
	const struct mms_geometry *g = mms_geometry();
	const struct mms_swap_kind *k = mms_swap_kind(g, e);

	mms_put(t, k ? "not mapped: " : "swapped out: ");
	mms_put_swap(t, g, k, e->swap_type, e->swap_offset);
	mms_put(t, "\n");
}

static void put_no_address(struct mms_text *t, unsigned int va_bits)
{
	if (va_bits)
		mms_put(t, "not an address: bits 63-%u are not all the same\n", va_bits - 1);
	else
		mms_put(t, "not an address: a pointer has 32 bits here\n");
}

/* The result of the walk, in one line. */
static void put_result(struct mms_text *t, const struct mms_walk *w)
{
	const struct mms_walk_step *s = mms_walk_last(w);

	switch (w->result) {
	case MMS_WALK_MAPPED:
		put_mapped(t, w);
		break;
	case MMS_WALK_EMPTY:
		mms_put(t, "not mapped: %s entry is empty\n", level_name(w));
		mms_put_to(t, 20);
		mms_put(t, "(nothing between 0x%llx and 0x%llx, ", w->start,
			w->start + (w->size - 1));
		put_size(t, w->size);
		mms_put(t, ")\n");
		break;
	case MMS_WALK_PROT_NONE:
		mms_put(t, "no access: %s, physical 0x%llx, ", w->hint ?
			"a NUMA hint" : "PROT_NONE", w->phys);
		put_size(t, w->size);
		mms_put(t, " page\n");
		break;
	case MMS_WALK_SWAP:
		put_swapped(t, w);
		break;
	case MMS_WALK_INVALID:
		mms_put(t, "not mapped: %s entry is not present, yet not empty%s%s\n",
			level_name(w), pw_absent_why(w) ? ": " : "", pw_absent_why(w) ?: "");
		break;
	case MMS_WALK_BAD:
		mms_put(t, "not mapped: bad %s entry: %s\n", level_name(w), s->e.bad);
		break;
	case MMS_WALK_UNREADABLE:
		mms_put(t, "unknown: the %s table at 0x%llx can't be read (error %d)\n",
			level_name(w), s->table, w->error);
		break;
	case MMS_WALK_NON_CANONICAL:
		put_no_address(t, mms_geometry()->va_bits);
		break;
	}
}

static void put_no_walk(struct mms_text *t, const struct pw_answer *a)
{
	switch (a->no_walk) {
	case PW_KTHREAD:
		mms_put(t, "nothing to walk: a kernel thread has no address space of its own\n");
		break;
	case PW_GONE:
		mms_put(t, "nothing to walk: the process is exiting, its address space is gone\n");
		break;
	case PW_UNSTABLE:
		mms_put(t, "unknown: the tables changed again and again while they were read\n");
		break;
	case PW_UNAVAILABLE:
		mms_put(t, "unavailable: ");
		mms_put_wrapped(t, mms_kernel_pt_unavailable(), 4);
		break;
	case PW_NO_REGION:
		mms_put(t, "the kernel's half has no region \"%s\": see show_kernel_vas\n",
			a->q.region);
		break;
	default:
		mms_put(t, "no range of addresses: not within one half of the address space\n");
		break;
	}
}

static void put_head(struct mms_text *t, const struct pw_answer *a)
{
	if (a->q.have & MMS_Q_SYM)
		mms_put(t, "%s at%c", a->q.sym,
			strlen(a->q.sym) > SYM_WIDTH ? '\n' : ' ');
	if (a->pid)
		mms_put(t, "pid %d: ", a->pid);
	if (a->q.have & MMS_Q_RANGE)
		mms_put(t, "0x%llx-0x%llx ", a->q.start, a->q.end);
	else if (a->q.have & MMS_Q_DUMP)
		mms_put(t, a->pid ? "dump: " : "dump of the kernel's half: ");
	else if (a->q.have & MMS_Q_PFN)
		mms_put(t, "pfn 0x%llx ", a->q.pfn);
	else if (a->q.have & MMS_Q_PHYS)
		mms_put(t, "physical 0x%llx ", a->q.start);
	else
		mms_put(t, "0x%016llx ", a->q.addr);
}

static void put_page(struct mms_text *t, const struct mms_page *p)
{
	mms_put(t, "page   pfn 0x%llx  ", p->pfn);
	if (p->state == MMS_PAGE_NONE || p->state == MMS_PAGE_OFFLINE) {
		mms_put(t, "%s\n", mms_page_note(p));
		return;
	}
	mms_put(t, "node %d  zone %s  %s  refcount %d  mapcount %lld  order %u\n",
		(s32)p->node, p->zone, mms_page_use(p), p->refcount, p->mapcount,
		p->order);
	if (mms_page_note(p))
		mms_put(t, "       %s\n", mms_page_note(p));
}

static void put_area(struct mms_text *t, const struct mms_walk *w,
		     const struct mms_owner *o)
{
	const struct mms_vmap_area *area = &o->area;

	mms_put(t, "owner  %s 0x%llx-0x%llx, ",
		area->state == MMS_VMAP_BUSY ? mms_vmap_kind_name(area->kind) :
		mms_vmap_state_name(area->state), area->start, area->end);
	put_size(t, area->end - area->start - area->guard);
	mms_put(t, "%s\n", area->guard ? " + guard" : "");
	if (w->va >= area->end - area->guard)
		mms_put(t, "       the address is in its guard page\n");
	if (o->caller[0])
		mms_put(t, "       by %s\n", o->caller);
}

static void put_owner(struct mms_text *t, const struct mms_walk *w,
		      const struct mms_owner *o)
{
	if (!o->has_page && !o->has_area && !o->symbol[0])
		return;
	mms_put(t, "\n");
	if (o->has_page)
		put_page(t, &o->page);
	if (o->has_area)
		put_area(t, w, o);
	if (o->symbol[0])
		mms_put(t, "owner  %s\n", o->symbol);
}

/**
 * pw_report_answer() - one item of an answer, for the report
 * @t: the text
 * @answer: a struct pw_answer
 * @item: which item of it
 */
void pw_report_answer(struct mms_text *t, const void *answer, u64 item)
{
	const struct pw_answer *a = answer;

	if (a->aliases) {
		pw_report_aliases(t, &a->q, a->aliases, item);
		return;
	}
	if (a->runs) {
		pw_report_range(t, a, item);
		return;
	}
	if (a->tables) {
		pw_tables_report(t, a->tables, item);
		return;
	}
	put_head(t, a);
	if (a->q.have & MMS_Q_DUMP && !a->no_walk) {
		mms_put(t, "what is mapped from 0x%llx to 0x%llx\n\n", a->first, a->last);
		mms_put(t, "%-18s %9s  %-16s %-11s %-14s %s\n", "address", "size", "entries",
			"perms", "physical", "caching");
		return;
	}
	if (a->no_walk) {
		put_no_walk(t, a);
		mms_put(t, "\n");
		return;
	}
	put_result(t, &a->walk);
	mms_put(t, "\n");
	if (!a->walk.steps)
		return;
	pw_put_picture(t, &a->walk);
	mms_put(t, "\n");
	pw_put_entries(t, &a->walk);
	put_owner(t, &a->walk, &a->owner);
	mms_put(t, "\n");
}
