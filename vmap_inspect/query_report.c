// SPDX-License-Identifier: GPL-2.0-only
/*
 * Answers in the report, /proc/vmap_inspect: the answer first, the reason under it.
 * Formats what was read before; no locks.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/core/live_symbols.h>
#include "query.h"

/* The most rows of one answer: a range may have hundreds of thousands. */
#define ROWS_MAX 200

#define SYM_WIDTH 20	/* columns of a symbol's name on the answer's line */

/**
 * vmi_addr_state() - the state of an address, by the area or hole that contains it
 * @a: the answer about the address
 *
 * Return: static text, as records spell it.
 */
const char *vmi_addr_state(const struct vmi_answer *a)
{
	if (!a->count && !mms_vmap_space_of(a->q->addr))
		return "outside";
	if (!a->count)
		return mms_vmap_lists_unavailable() ? "not_allocated" : "in_transit";
	if (a->piece[0].hole)
		return "free";
	return mms_vmap_state_name(a->areas[0].state);
}

/* The meaning of each state, for an address. */
static const struct {
	const char *state;
	const char *means;
} meanings[] = {
	{ "busy", "allocated" },
	{ "pooled", "free: kept ready in a pool of areas of its size" },
	{ "lazy", "freed, and not to be used again before a TLB flush" },
	{ "free", "free: in a hole" },
	{ "outside", "not in the vmalloc spaces" },
	{ "in_transit", "on no list: on its way from one to another" },
	{ "not_allocated", "not allocated: free, or freed and not yet flushed" },
};

static const char *meaning(const char *state)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(meanings); i++)
		if (!strcmp(meanings[i].state, state))
			return meanings[i].means;
	return state;
}

static void put_bounds(struct mms_text *t, const char *what, u64 start, u64 end)
{
	mms_put(t, "%-10s0x%llx-0x%llx, ", what, start, end);
	mms_put_size(t, end - start, 0);
}

static void put_space(struct mms_text *t, u64 addr)
{
	const struct mms_vmap_space *space = mms_vmap_space_of(addr);

	mms_put(t, "\n");
	if (space)
		mms_put(t, "space     %s\n", space->name);
}

static void put_area(struct mms_text *t, const struct vmi_answer *a)
{
	const struct mms_vmap_area *area = &a->areas[0];
	char name[MMS_SYM_LEN];

	put_bounds(t, "area", area->start, area->end);
	if (area->guard) {
		mms_put(t, ", the last ");
		mms_put_size(t, area->guard, 0);
		mms_put(t, " a guard");
	}
	put_space(t, area->start);
	if (area->state != MMS_VMAP_BUSY)
		return;
	mms_put(t, "offset    0x%llx%s\n", a->q->addr - area->start,
		a->q->addr >= area->end - area->guard ? ", in the guard page" : "");
	mms_put(t, "kind      %s", mms_vmap_kind_name(area->kind));
	if (area->nr_pages)
		mms_put(t, ", %llu pages", area->nr_pages);
	mms_put(t, "\n");
	if (area->has_phys)
		mms_put(t, "physical  0x%llx, where the area begins\n", area->phys);
	if (!area->caller)
		return;
	mms_symbol_name(area->caller, name, sizeof(name));
	mms_put(t, "by        %.88s\n", name);
}

static void put_mapped(struct mms_text *t, const struct vmi_answer *a)
{
	if (!a->walked)
		return;
	if (!a->mapped) {
		mms_put(t, "mapped    no\n");
		return;
	}
	mms_put(t, "mapped    to physical 0x%llx, by an entry of ", a->phys);
	mms_put_size(t, a->leaf, 0);
	mms_put(t, "\n");
}

static void put_address(struct mms_text *t, const struct vmi_answer *a)
{
	if (a->q->sym[0])
		mms_put(t, "%s at%c", a->q->sym, strlen(a->q->sym) > SYM_WIDTH ? '\n' : ' ');
	mms_put(t, "0x%016llx is ", a->q->addr);
	if (a->unavailable) {
		mms_put(t, "unavailable: ");
		mms_put_wrapped(t, a->unavailable, 4);
		mms_put(t, "\n");
		return;
	}
	mms_put(t, "%s\n", meaning(vmi_addr_state(a)));
	if (a->count && a->piece[0].hole) {
		put_bounds(t, "hole", a->holes[0].start, a->holes[0].end);
		put_space(t, a->holes[0].start);
	} else if (a->count) {
		put_area(t, a);
	}
	put_mapped(t, a);
	mms_put(t, "\n");
}

/* The head of a range's table. */
static void put_range(struct mms_text *t, const struct vmi_answer *a)
{
	u32 i, holes = 0;

	mms_put(t, "0x%llx-0x%llx ", a->q->start, a->q->end);
	if (a->unavailable) {
		mms_put(t, "unavailable: ");
		mms_put_wrapped(t, a->unavailable, 4);
		mms_put(t, "\n");
		return;
	}
	for (i = 0; i < a->count; i++)
		holes += a->piece[i].hole;
	mms_put(t, "holds %u areas and ", a->count - holes);
	if (mms_vmap_lists_unavailable())
		mms_put(t, "holes that can't be told:\n%s\n", mms_vmap_lists_unavailable());
	else
		mms_put(t, "%u holes\n", holes);
	if (a->count)
		mms_put(t, "\n%-38s %9s  %-8s %s\n", "start-end", "size", "what", "by");
	else
		mms_put(t, "\n");
}

static void put_piece(struct mms_text *t, const struct vmi_answer *a,
		      const struct vmi_piece *piece)
{
	const struct mms_vmap_area *area = &a->areas[piece->index];
	u64 start = piece->hole ? a->holes[piece->index].start : area->start;
	u64 end = piece->hole ? a->holes[piece->index].end : area->end;
	char name[MMS_SYM_LEN] = "";
	const char *what = "(hole)";

	if (!piece->hole && area->state == MMS_VMAP_BUSY)
		what = mms_vmap_kind_name(area->kind);
	else if (!piece->hole)
		what = mms_vmap_state_name(area->state);
	if (!piece->hole && area->state == MMS_VMAP_BUSY && area->caller)
		mms_symbol_name(area->caller, name, sizeof(name));
	mms_put(t, "0x%016llx-0x%016llx  ", start, end);
	mms_put_size(t, end - start, 9);
	mms_put(t, "  %-8s %.38s\n", what, name);
}

/**
 * vmi_query_report_items() - how many items vmi_query_report() makes
 * @answer: a struct vmi_answer
 *
 * Return: one for the query, one per piece, one for the rest.
 */
u64 vmi_query_report_items(const void *answer)
{
	const struct vmi_answer *a = answer;

	return a->q->have & MMS_Q_RANGE && a->count ? 2 + min_t(u32, a->count, ROWS_MAX) : 1;
}

/**
 * vmi_query_report() - one item of an answer, for the report
 * @t: the text
 * @answer: a struct vmi_answer
 * @item: the query, then pieces of a range, then how many are not shown
 */
void vmi_query_report(struct mms_text *t, const void *answer, u64 item)
{
	const struct vmi_answer *a = answer;

	if (!(a->q->have & MMS_Q_RANGE))
		put_address(t, a);
	else if (!item)
		put_range(t, a);
	else if (item <= min_t(u32, a->count, ROWS_MAX))
		put_piece(t, a, &a->piece[item - 1]);
	else if (a->count > ROWS_MAX)
		mms_put(t, "... and %u more: ask with as=records\n\n", a->count - ROWS_MAX);
	else
		mms_put(t, "\n");
}
