// SPDX-License-Identifier: GPL-2.0-only
/*
 * Searching tables made by a test for split slots. Takes no locks.
 */
#include <linux/kernel.h>
#include <linux/sched.h>

#include "splits_case.h"

void splits_note(struct mms_splits *s, const struct mms_slot *slot)
{
	struct found *f = s->ctx;
	u32 i;

	if (f->slots < ARRAY_SIZE(f->slot))
		f->slot[f->slots] = *slot;
	f->slots++;
	if (slot->kind == MMS_SLOT_CUT || slot->kind == MMS_SLOT_RACED)
		return;
	for (i = 0; i < s->open[slot->level].n; i++) {
		f->differs[f->deviations] = mms_splits_deviation(s, slot, i,
								 &f->run[f->deviations]);
		f->deviations += f->differs[f->deviations] &&
				 f->deviations + 1 < ARRAY_SIZE(f->run);
	}
}

static int note_run(struct mms_range *w, const struct mms_run *run)
{
	struct found *f = w->ctx;

	mms_splits_run(&f->s, run);
	return 0;
}

static const struct mms_visitor visitor = { .run = note_run, .joins = true };

struct found *splits_new(struct kunit *test)
{
	struct found *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, f);
	f->m = tables_new(test, 4);
	return f;
}

/* Searches memory of @size bytes that the linear map has at TABLES_HALF. */
void splits_search(struct kunit *test, struct found *f, u64 size, u64 phys, u32 budget)
{
	struct mms_range *w = &f->m->w;
	int ret;

	f->slots = 0;
	f->deviations = 0;
	mms_splits_init(&f->s, &f->m->g, f->usual, splits_note, f);
	mms_splits_range(&f->s, TABLES_HALF, TABLES_HALF + size - 1, phys);
	mms_range_init(w, &f->m->g, &f->m->r, TABLES_ROOT, TABLES_HALF, TABLES_HALF + size - 1);
	w->v = &visitor;
	w->ctx = f;
	do {
		ret = mms_range_chunk(w, budget);
		cond_resched();
	} while (ret > 0);
	KUNIT_ASSERT_EQ(test, ret, 0);
	mms_splits_end(&f->s);
}
