// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_pt_slots: slots of a linear map that lie in larger ones, are many or alike.
 * Tables of x86-64 made by hand, the verdicts and numbers by hand. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <mmscope/pt/arm64.h>

#include "../suites.h"
#include "splits_case.h"

static void map_gib(struct tables *m)
{
	unsigned int i;

	for (i = 0; i < 512; i++)
		tables_put(m, PMD, TABLES_HALF + i * MIB2, (i * MIB2) | HUGE);
}

/* Slots within slots: the smaller ones first, then that they lie in. */
static void slots_nested(struct kunit *test)
{
	struct found *f = splits_new(test);

	map_gib(f->m);
	splits_search(test, f, GIB, 0, 1U << 30);
	KUNIT_ASSERT_EQ(test, f->slots, 1U);
	KUNIT_EXPECT_EQ(test, (int)f->slot[0].level, PUD);
	KUNIT_EXPECT_EQ(test, (int)f->slot[0].kind, (int)MMS_SLOT_UNIFORM);
	KUNIT_EXPECT_EQ(test, f->slot[0].entries, 512ULL);
	KUNIT_EXPECT_EQ(test, f->s.could, 1ULL);

	/* Two large entries are read-only. */
	f->m->frame[2][8] &= ~MMS_X86_RW;
	f->m->frame[2][9] &= ~MMS_X86_RW;
	splits_search(test, f, GIB, 0, 1U << 30);
	KUNIT_ASSERT_EQ(test, f->slots, 1U);
	KUNIT_EXPECT_EQ(test, (int)f->slot[0].kind, (int)MMS_SLOT_SPLIT);
	KUNIT_EXPECT_EQ(test, f->slot[0].deviating, 2 * MIB2);
	KUNIT_ASSERT_EQ(test, f->deviations, 1U);
	KUNIT_EXPECT_EQ(test, f->run[0].va, TABLES_HALF + 8 * MIB2);
	KUNIT_EXPECT_EQ(test, f->run[0].size, 2 * MIB2);
	KUNIT_EXPECT_EQ(test, (int)f->run[0].level, PMD);
	f->m->frame[2][8] |= MMS_X86_RW;
	f->m->frame[2][9] |= MMS_X86_RW;

	/* One is small pages, which compare with the large ones. */
	f->m->frame[2][20] = 0;
	tables_map(f->m, TABLES_HALF + 20 * MIB2, 20 * MIB2, 512);
	splits_search(test, f, GIB, 0, 1U << 30);
	KUNIT_ASSERT_EQ(test, f->slots, 2U);
	KUNIT_EXPECT_EQ(test, (int)f->slot[0].kind, (int)MMS_SLOT_UNIFORM);
	KUNIT_EXPECT_EQ(test, (int)f->slot[1].kind, (int)MMS_SLOT_UNIFORM);
	KUNIT_EXPECT_EQ(test, f->slot[1].entries, 511ULL + 512);
	KUNIT_EXPECT_EQ(test, f->deviations, 0U);
}

/* Small pages in a slot of large ones, some of them read-only. */
static void slots_below(struct kunit *test)
{
	static const u32 budgets[] = { 1, 7, 600, 1U << 30 };
	struct found *f = splits_new(test);
	unsigned int i;

	map_gib(f->m);
	f->m->frame[2][20] = 0;
	tables_map(f->m, TABLES_HALF + 20 * MIB2, 20 * MIB2, 512);
	/* Three are read-only: of the 1 GiB no more than these deviate. */
	for (i = 100; i < 103; i++)
		f->m->frame[3][i] &= ~MMS_X86_RW;
	for (i = 0; i < ARRAY_SIZE(budgets); i++) {
		splits_search(test, f, GIB, 0, budgets[i]);
		KUNIT_ASSERT_EQ_MSG(test, f->slots, 2U, "chunks of %u", budgets[i]);
		KUNIT_EXPECT_EQ_MSG(test, (int)f->slot[0].level, PMD, "chunks of %u", budgets[i]);
		KUNIT_EXPECT_EQ(test, f->slot[0].va, TABLES_HALF + 20 * MIB2);
		KUNIT_EXPECT_EQ(test, f->slot[0].deviating, 3 * KIB4);
		KUNIT_EXPECT_EQ(test, (int)f->slot[1].kind, (int)MMS_SLOT_SPLIT);
		KUNIT_EXPECT_EQ(test, f->slot[1].deviating, 3 * KIB4);
		KUNIT_EXPECT_EQ_MSG(test, f->deviations, 1U, "chunks of %u", budgets[i]);
		KUNIT_EXPECT_EQ(test, f->s.entries, 511ULL + 512);
		KUNIT_EXPECT_EQ(test, f->s.could, 1ULL);
	}

	/* All of them: that slot is uniform, and deviates in the larger one. */
	for (i = 0; i < 512; i++)
		f->m->frame[3][i] &= ~MMS_X86_RW;
	splits_search(test, f, GIB, 0, 1U << 30);
	KUNIT_ASSERT_EQ(test, f->slots, 2U);
	KUNIT_EXPECT_EQ(test, (int)f->slot[0].kind, (int)MMS_SLOT_UNIFORM);
	KUNIT_EXPECT_EQ(test, f->slot[1].deviating, MIB2);
	KUNIT_ASSERT_EQ(test, f->deviations, 1U);
	KUNIT_EXPECT_EQ(test, f->run[0].size, MIB2);
	KUNIT_EXPECT_EQ(test, f->run[0].entries, 512ULL);

	/* All but three: only these are as the larger slot's rest. */
	for (i = 100; i < 103; i++)
		f->m->frame[3][i] |= MMS_X86_RW;
	splits_search(test, f, GIB, 0, 1U << 30);
	KUNIT_EXPECT_EQ(test, f->slot[0].deviating, 3 * KIB4);
	KUNIT_EXPECT_EQ(test, f->slot[1].deviating, MIB2);
}

/* None of a slot is mapped; a table in one can't be read. */
static void slots_absent(struct kunit *test)
{
	struct found *f = splits_new(test);
	unsigned int i;

	map_gib(f->m);
	f->m->frame[2][3] = 0;
	tables_map(f->m, TABLES_HALF + 3 * MIB2, 3 * MIB2, 512);
	for (i = 0; i < 512; i++)
		f->m->frame[3][i] = (f->m->frame[3][i] & ~MMS_X86_PRESENT) | MMS_X86_GLOBAL;
	splits_search(test, f, GIB, 0, 1U << 30);
	KUNIT_ASSERT_EQ(test, f->slots, 2U);
	KUNIT_EXPECT_EQ(test, (int)f->slot[0].kind, (int)MMS_SLOT_ABSENT);
	KUNIT_EXPECT_EQ(test, f->slot[0].deviating, MIB2);
	KUNIT_EXPECT_EQ(test, (int)f->slot[1].kind, (int)MMS_SLOT_SPLIT);
	KUNIT_EXPECT_EQ(test, f->slot[1].deviating, MIB2);
	/* Told of in both. */
	KUNIT_ASSERT_EQ(test, f->deviations, 2U);
	KUNIT_EXPECT_EQ(test, (int)f->run[0].kind, (int)MMS_PT_INVALID);
	KUNIT_EXPECT_EQ(test, f->run[1].va, TABLES_HALF + 3 * MIB2);
	KUNIT_EXPECT_EQ(test, f->run[1].size, MIB2);

	f->m->frame[2][3] = 0x7fff000 | TABLES_TABLE;
	splits_search(test, f, GIB, 0, 1U << 30);
	KUNIT_ASSERT_EQ(test, f->slots, 1U);
	KUNIT_EXPECT_EQ(test, f->slot[0].deviating, MIB2);
	KUNIT_ASSERT_EQ(test, f->deviations, 1U);
	KUNIT_EXPECT_TRUE(test, mms_run_unread(&f->run[0]));
}

/* More stretches and looks than there is room for are still counted. */
static void slots_many(struct kunit *test)
{
	struct found *f = splits_new(test);
	struct mms_run run = { .va = TABLES_HALF, .size = KIB4, .kind = MMS_PT_LEAF, .level = PTE,
			       .perm = MMS_PERM_R | MMS_PERM_W, .entries = 1 };
	unsigned int i;

	/* Every other page of the same look, the others of some 50 looks. */
	mms_splits_init(&f->s, &f->m->g, f->usual, splits_note, f);
	mms_splits_range(&f->s, TABLES_HALF, TABLES_HALF + MIB2 - 1, 0);
	for (i = 0; i < 512; i++) {
		run.flag_word = i & 1 ? 1 + i / 10 : 0;
		run.phys = i * KIB4;
		run.va = TABLES_HALF + run.phys;
		mms_splits_run(&f->s, &run);
	}
	mms_splits_end(&f->s);
	KUNIT_EXPECT_EQ(test, f->slot[0].deviating, 256 * KIB4);
	KUNIT_EXPECT_EQ(test, f->deviations, 256U);
	KUNIT_EXPECT_EQ(test, f->differs[0], (unsigned int)MMS_DIFFERS_FLAGS);
	KUNIT_EXPECT_EQ(test, f->differs[255], (unsigned int)MMS_DIFFERS_UNKNOWN);

	/* A table of 64 KiB pages has 8192 entries. */
	f->slots = 0;
	f->deviations = 0;
	f->m->g.level[PTE].shift = 8;
	mms_splits_init(&f->s, &f->m->g, f->usual, splits_note, f);
	mms_splits_range(&f->s, TABLES_HALF, TABLES_HALF + MIB2 - 1, 0);
	for (i = 0; i < 8192; i++) {
		run.flag_word = i & 1;
		run.phys = i * 256ULL;
		run.va = TABLES_HALF + run.phys;
		run.size = 256;
		mms_splits_run(&f->s, &run);
	}
	KUNIT_EXPECT_EQ(test, f->s.open[PMD].unlisted, (8192 - 512) * 256ULL);
	mms_splits_end(&f->s);
	KUNIT_EXPECT_EQ(test, f->slot[0].deviating, MIB2 / 2);
	KUNIT_EXPECT_EQ(test, f->deviations, 256U);
}

/* Which entries of a level say the same, by architecture. */
static void slots_looks(struct kunit *test)
{
	static const struct mms_arm64_paging p = { .page_shift = 12, .va_bits = 48,
						   .phys_bits = 48 };
	struct found *f = splits_new(test);
	struct mms_run run = { .va = TABLES_HALF, .size = MIB2, .kind = MMS_PT_LEAF,
			       .level = PMD, .perm = MMS_PERM_R, .entries = 1,
			       .flag_word = MMS_VMSA_VALID };

	mms_arm64_geometry(&f->m->g, &p);
	mms_splits_init(&f->s, &f->m->g, f->usual, splits_note, f);
	mms_splits_range(&f->s, TABLES_HALF, TABLES_HALF + GIB - 1, 0);
	mms_splits_run(&f->s, &run);
	/* One of sixteen that are one to the TLB, and pages, which have another type. */
	run.va += MIB2;
	run.phys += MIB2;
	run.size = GIB - 2 * MIB2;
	run.flag_word |= MMS_VMSA_CONT;
	mms_splits_run(&f->s, &run);
	run.va += run.size;
	run.phys += run.size;
	run.size = MIB2;
	run.level = PTE;
	run.flag_word |= MMS_VMSA_TABLE;
	mms_splits_run(&f->s, &run);
	mms_splits_end(&f->s);
	KUNIT_ASSERT_EQ(test, f->slots, 2U);
	KUNIT_EXPECT_EQ(test, (int)f->slot[0].kind, (int)MMS_SLOT_UNIFORM);
	KUNIT_EXPECT_EQ(test, (int)f->slot[1].kind, (int)MMS_SLOT_UNIFORM);

	/* The same bits at another level may mean another type of memory. */
	f->slots = 0;
	f->deviations = 0;
	mms_splits_init(&f->s, &f->m->g, f->usual, splits_note, f);
	mms_splits_range(&f->s, TABLES_HALF, TABLES_HALF + GIB - 1, 0);
	run.va = TABLES_HALF;
	run.phys = 0;
	run.size = GIB - MIB2;
	run.level = PMD;
	run.cache = "normal";
	mms_splits_run(&f->s, &run);
	run.va += run.size;
	run.phys += run.size;
	run.size = MIB2;
	run.level = PTE;
	run.cache = "device";
	mms_splits_run(&f->s, &run);
	mms_splits_end(&f->s);
	KUNIT_ASSERT_EQ(test, f->slots, 2U);
	KUNIT_EXPECT_EQ(test, f->slot[1].deviating, MIB2);
	KUNIT_EXPECT_EQ(test, f->differs[0], (unsigned int)MMS_DIFFERS_CACHE);

	/* Blocks of 512 GiB are none that a kernel's linear map is made of. */
	KUNIT_EXPECT_TRUE(test, mms_slot_level(&f->m->g, PUD));
	KUNIT_EXPECT_TRUE(test, mms_slot_level(&f->m->g, PMD));
	KUNIT_EXPECT_FALSE(test, mms_slot_level(&f->m->g, PTE));
	f->m->g.level[0].leaf = true;
	KUNIT_EXPECT_FALSE(test, mms_slot_level(&f->m->g, 0));
}

/* Neighbours that are equal are told of once. */
static void slots_merge(struct kunit *test)
{
	struct mms_slot slot = { .va = TABLES_HALF, .size = MIB2, .level = PMD, .slots = 1,
				 .entries = 512, .could = 1,
				 .normal = { .kind = MMS_PT_LEAF, .level = PTE,
					     .perm = MMS_PERM_R } };
	struct mms_slot next = slot, other, sum = slot;
	struct found *f = splits_new(test);
	const struct mms_geometry *g = &f->m->g;

	next.va += MIB2;
	next.phys += MIB2;
	KUNIT_EXPECT_TRUE(test, mms_slot_merge(g, &sum, &next));
	KUNIT_EXPECT_EQ(test, sum.size, 2 * MIB2);
	KUNIT_EXPECT_EQ(test, sum.slots, 2ULL);
	KUNIT_EXPECT_EQ(test, sum.entries, 1024ULL);
	KUNIT_EXPECT_EQ(test, sum.could, 2ULL);
	KUNIT_EXPECT_FALSE(test, mms_slot_merge(g, &sum, &next));
#define DIFFERS(change)	do {						\
		sum = slot;						\
		other = next;						\
		other.change;						\
		KUNIT_EXPECT_FALSE(test, mms_slot_merge(g, &sum, &other));	\
	} while (0)
	DIFFERS(va += MIB2);
	DIFFERS(phys += MIB2);
	DIFFERS(level = PUD);
	DIFFERS(kind = MMS_SLOT_SPLIT);
	DIFFERS(normal.perm = MMS_PERM_R | MMS_PERM_W);
	DIFFERS(normal.level = PMD);
#undef DIFFERS
	slot.kind = MMS_SLOT_SPLIT;
	next.kind = MMS_SLOT_SPLIT;
	KUNIT_EXPECT_FALSE(test, mms_slot_merge(g, &slot, &next));
}

static struct kunit_case slots_cases[] = {
	KUNIT_CASE(slots_nested),
	KUNIT_CASE(slots_below),
	KUNIT_CASE(slots_absent),
	KUNIT_CASE(slots_many),
	KUNIT_CASE(slots_looks),
	KUNIT_CASE(slots_merge),
	{}
};

struct kunit_suite mmscope_pt_slots_suite = {
	.name = "mmscope_pt_slots",
	.test_cases = slots_cases,
};
