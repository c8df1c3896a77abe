// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_pt_splits: which slots of a linear map are mapped by smaller entries than
 * they could be, and what in them keeps them from it. Tables of x86-64 made by hand,
 * the verdicts and numbers by hand. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>

#include "../suites.h"
#include "splits_case.h"

/* The slot that was told of first is a 2 MiB one, the second the 1 GiB it lies in. */
static void expect_slot(struct kunit *test, const struct found *f, enum mms_slot_kind kind,
			u64 deviating, unsigned int deviations, const char *what)
{
	KUNIT_ASSERT_EQ_MSG(test, f->slots, 2U, "%s", what);
	KUNIT_EXPECT_EQ_MSG(test, (int)f->slot[0].level, PMD, "%s", what);
	KUNIT_EXPECT_EQ_MSG(test, (int)f->slot[0].kind, (int)kind, "%s", what);
	KUNIT_EXPECT_EQ_MSG(test, f->slot[0].va, TABLES_HALF, "%s", what);
	KUNIT_EXPECT_EQ_MSG(test, f->slot[0].size, MIB2, "%s", what);
	KUNIT_EXPECT_EQ_MSG(test, f->slot[0].deviating, deviating, "%s", what);
	KUNIT_EXPECT_EQ_MSG(test, f->deviations, deviations, "%s", what);
	/* Of the 1 GiB only that much is memory. */
	KUNIT_EXPECT_EQ_MSG(test, (int)f->slot[1].level, PUD, "%s", what);
	KUNIT_EXPECT_EQ_MSG(test, (int)f->slot[1].kind, (int)MMS_SLOT_CUT, "%s", what);
}

/* What the linear map has in entry 5, of memory from 2 MiB on. */
#define SIXTH	(MIB2 + 5 * KIB4)

/* 512 pages in a row, one of which may be otherwise. */
static void splits_one_page(struct kunit *test)
{
	static const struct {
		const char *what;
		u64 entry;
		enum mms_slot_kind kind;
		enum mms_pt_kind page;
		u8 perm;
		unsigned int differs;
	} cases[] = {
		{ "equal", SIXTH | TABLES_LEAF, MMS_SLOT_UNIFORM },
		{ "was written", SIXTH | TABLES_LEAF | MMS_X86_DIRTY, MMS_SLOT_UNIFORM },
		{ "read-only", SIXTH | (TABLES_LEAF & ~MMS_X86_RW), MMS_SLOT_SPLIT,
		  MMS_PT_LEAF, MMS_PERM_R | MMS_PERM_X, MMS_DIFFERS_PERMS },
		{ "uncached", SIXTH | TABLES_LEAF | MMS_X86_PCD | MMS_X86_PWT, MMS_SLOT_SPLIT,
		  MMS_PT_LEAF, MMS_PERM_R | MMS_PERM_W | MMS_PERM_X,
		  MMS_DIFFERS_CACHE },
		{ "global", SIXTH | TABLES_LEAF | MMS_X86_GLOBAL, MMS_SLOT_SPLIT,
		  MMS_PT_LEAF, MMS_PERM_R | MMS_PERM_W | MMS_PERM_X,
		  MMS_DIFFERS_FLAGS },
		{ "elsewhere", (MIB2 + 6 * KIB4) | TABLES_LEAF, MMS_SLOT_SPLIT,
		  MMS_PT_LEAF, MMS_PERM_R | MMS_PERM_W | MMS_PERM_X,
		  MMS_DIFFERS_PLACE },
		{ "empty", 0, MMS_SLOT_SPLIT, MMS_PT_NONE, 0, MMS_DIFFERS_ABSENT },
		{ "not present", SIXTH | MMS_X86_GLOBAL, MMS_SLOT_SPLIT, MMS_PT_INVALID,
		  0, MMS_DIFFERS_ABSENT },
	};
	struct found *f = splits_new(test);
	unsigned int i, odd;

	tables_map(f->m, TABLES_HALF, MIB2, 512);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		odd = cases[i].kind == MMS_SLOT_SPLIT;
		f->m->frame[3][5] = cases[i].entry;
		splits_search(test, f, MIB2, MIB2, 1U << 30);
		expect_slot(test, f, cases[i].kind, odd * KIB4, odd, cases[i].what);
		KUNIT_EXPECT_EQ_MSG(test, f->slot[0].phys, MIB2, "%s", cases[i].what);
		KUNIT_EXPECT_EQ_MSG(test, f->slot[0].could, 1ULL, "%s", cases[i].what);
		KUNIT_EXPECT_EQ_MSG(test, f->s.could, 1ULL, "%s", cases[i].what);
		KUNIT_EXPECT_EQ_MSG(test, f->s.entries,
				    512ULL - (odd && cases[i].page == MMS_PT_NONE), "%s",
				    cases[i].what);
		if (!odd)
			continue;
		KUNIT_EXPECT_EQ_MSG(test, f->run[0].va, TABLES_HALF + 5 * KIB4, "%s",
				    cases[i].what);
		KUNIT_EXPECT_EQ_MSG(test, f->run[0].size, KIB4, "%s", cases[i].what);
		KUNIT_EXPECT_EQ_MSG(test, f->run[0].phys, MIB2 + 5 * KIB4, "%s", cases[i].what);
		KUNIT_EXPECT_EQ_MSG(test, (int)f->run[0].kind, (int)cases[i].page, "%s",
				    cases[i].what);
		if (cases[i].page == MMS_PT_LEAF)
			KUNIT_EXPECT_EQ_MSG(test, (int)f->run[0].perm, (int)cases[i].perm, "%s",
					    cases[i].what);
		KUNIT_EXPECT_EQ_MSG(test, (int)f->run[0].level, PTE, "%s", cases[i].what);
		KUNIT_EXPECT_EQ_MSG(test, f->differs[0], cases[i].differs, "%s", cases[i].what);
	}
}

/* Most of it leads elsewhere, in a row: that is no normal. */
static void splits_moved(struct kunit *test)
{
	struct found *f = splits_new(test);

	tables_map(f->m, TABLES_HALF, 0, 512);
	tables_map(f->m, TABLES_HALF + 100 * KIB4, MIB2, 300);
	splits_search(test, f, MIB2, 0, 1U << 30);
	expect_slot(test, f, MMS_SLOT_SPLIT, 300 * KIB4, 1, "moved");
	KUNIT_EXPECT_EQ(test, f->run[0].va, TABLES_HALF + 100 * KIB4);
	KUNIT_EXPECT_EQ(test, f->run[0].size, 300 * KIB4);
	/* Where the linear map would lead. */
	KUNIT_EXPECT_EQ(test, f->run[0].phys, 100 * KIB4);
}

/* Most of it is read-only: but memory is usually not, and that is what it should be. */
static void splits_usual(struct kunit *test)
{
	struct mms_run usual = { .perm = MMS_PERM_R | MMS_PERM_W | MMS_PERM_X,
				 .cache = "write-back" };
	struct found *f = splits_new(test);
	unsigned int i;

	tables_map(f->m, TABLES_HALF, 0, 512);
	for (i = 0; i < 300; i++)
		f->m->frame[3][i] &= ~MMS_X86_RW;
	/* A look of fewer pages, usual but for a flag. */
	for (i = 300; i < 310; i++)
		f->m->frame[3][i] |= MMS_X86_GLOBAL;
	splits_search(test, f, MIB2, 0, 1U << 30);
	expect_slot(test, f, MMS_SLOT_SPLIT, 212 * KIB4, 2, "most");
	/* The text that the decoder uses. */
	usual.cache = f->slot[0].normal.cache;
	f->usual = &usual;
	splits_search(test, f, MIB2, 0, 1U << 30);
	expect_slot(test, f, MMS_SLOT_SPLIT, 310 * KIB4, 2, "usual");
	KUNIT_EXPECT_EQ(test, (int)f->slot[0].normal.perm, (int)usual.perm);
	KUNIT_EXPECT_EQ(test, f->run[0].size, 300 * KIB4);
	KUNIT_EXPECT_EQ(test, f->run[1].size, 10 * KIB4);
	/* The same where the usual comes first. */
	for (i = 0; i < 512; i++)
		f->m->frame[3][i] = (i * KIB4) | TABLES_LEAF;
	for (i = 213; i < 512; i++)
		f->m->frame[3][i] &= ~MMS_X86_RW;
	splits_search(test, f, MIB2, 0, 1U << 30);
	expect_slot(test, f, MMS_SLOT_SPLIT, 299 * KIB4, 1, "usual first");
	KUNIT_EXPECT_EQ(test, f->run[0].va, TABLES_HALF + 213 * KIB4);
	/* Nothing of it is usual. */
	usual.perm = MMS_PERM_R | MMS_PERM_W;
	splits_search(test, f, MIB2, 0, 1U << 30);
	expect_slot(test, f, MMS_SLOT_SPLIT, 213 * KIB4, 1, "none");
	usual.cache = NULL;
	usual.perm = MMS_PERM_R | MMS_PERM_W | MMS_PERM_X;
	splits_search(test, f, MIB2, 0, 1U << 30);
	expect_slot(test, f, MMS_SLOT_SPLIT, 213 * KIB4, 1, "another type of memory");
}

/* What could not be one entry anyway is no loss; what is one is not told of. */
static void splits_no_loss(struct kunit *test)
{
	struct found *f = splits_new(test);

	tables_map(f->m, TABLES_HALF, 0, 512);
	splits_search(test, f, MIB2 / 2, 0, 1U << 30);
	expect_slot(test, f, MMS_SLOT_CUT, MIB2 / 2, 0, "half of it is memory");
	KUNIT_EXPECT_EQ(test, f->s.could, 256ULL);
	KUNIT_EXPECT_EQ(test, f->s.sum[PMD].slots[MMS_SLOT_CUT], 1ULL);

	tables_map(f->m, TABLES_HALF, KIB4, 512);
	splits_search(test, f, MIB2, KIB4, 1U << 30);
	expect_slot(test, f, MMS_SLOT_CUT, 0, 0, "a page off");
	KUNIT_EXPECT_EQ(test, f->s.could, 512ULL);
	KUNIT_EXPECT_EQ(test, f->s.sum[PTE].bytes, MIB2);
	KUNIT_EXPECT_EQ(test, f->s.sum[PTE].entries, 512ULL);

	tables_put(f->m, PMD, TABLES_HALF, HUGE);
	splits_search(test, f, MIB2, 0, 1U << 30);
	KUNIT_EXPECT_EQ(test, f->slots, 1U);
	KUNIT_EXPECT_EQ(test, f->s.sum[PMD].bytes, MIB2);
	KUNIT_EXPECT_EQ(test, f->s.sum[PMD].slots[MMS_SLOT_UNIFORM], 0ULL);

	tables_put(f->m, PUD, TABLES_HALF, HUGE);
	splits_search(test, f, GIB, 0, 1U << 30);
	KUNIT_EXPECT_EQ(test, f->slots, 0U);
	KUNIT_EXPECT_EQ(test, f->s.entries, 1ULL);
	KUNIT_EXPECT_EQ(test, f->s.could, 1ULL);
}

/* It was merged between two chunks of the walk: nothing is known of it. */
static void splits_raced(struct kunit *test)
{
	struct found *f = splits_new(test);
	struct mms_run small = { .va = TABLES_HALF, .size = KIB4, .kind = MMS_PT_LEAF,
				 .level = PTE, .perm = MMS_PERM_R, .entries = 1 };
	struct mms_run large = { .va = TABLES_HALF + KIB4, .phys = KIB4, .size = MIB2 - KIB4,
				 .kind = MMS_PT_LEAF, .level = PMD, .perm = MMS_PERM_R,
				 .entries = 1 };

	mms_splits_init(&f->s, &f->m->g, f->usual, splits_note, f);
	mms_splits_range(&f->s, TABLES_HALF, TABLES_HALF + GIB - 1, 0);
	mms_splits_run(&f->s, &small);
	mms_splits_run(&f->s, &large);
	mms_splits_end(&f->s);
	KUNIT_ASSERT_EQ(test, f->slots, 2U);
	KUNIT_EXPECT_EQ(test, (int)f->slot[0].kind, (int)MMS_SLOT_RACED);
	KUNIT_EXPECT_EQ(test, (int)f->slot[1].kind, (int)MMS_SLOT_RACED);
	KUNIT_EXPECT_EQ(test, f->s.sum[PMD].slots[MMS_SLOT_RACED], 1ULL);
	KUNIT_EXPECT_STREQ(test, mms_slot_kind_name(f->slot[0].kind), "raced");
}

static struct kunit_case splits_cases[] = {
	KUNIT_CASE(splits_one_page),
	KUNIT_CASE(splits_moved),
	KUNIT_CASE(splits_usual),
	KUNIT_CASE(splits_no_loss),
	KUNIT_CASE(splits_raced),
	{}
};

struct kunit_suite mmscope_pt_splits_suite = {
	.name = "mmscope_pt_splits",
	.test_cases = splits_cases,
};
