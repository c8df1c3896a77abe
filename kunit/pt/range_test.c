// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_pt_range: ranges in chunks of every size, merging, and corrupted tables.
 * Takes no locks.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "../suites.h"
#include "tables.h"

/* Whatever the chunk size, the same runs. */
static void walk_range_chunks(struct kunit *test)
{
	static const u32 budgets[] = { 1, 2, 7, 8, 9, 513, 520, 4096, 1U << 31 };
	struct tables *m = tables_new(test, 4);
	struct mms_run whole[8];
	unsigned int i, j;

	m->merge = true;
	tables_map(m, TABLES_HALF, 0x100000, 3);
	tables_map(m, TABLES_HALF + 0x1ff000, 0x500000, 3);	/* into the next table */
	tables_put(m, 2, TABLES_HALF + 0x40000000, 0x40000000 | TABLES_LEAF | MMS_X86_PSE);
	tables_put(m, 2, TABLES_HALF + 0x40200000, 0x40200000 | TABLES_LEAF | MMS_X86_PSE);
	tables_put(m, 1, TABLES_HALF + 0x80000000, 0x80000000 | TABLES_LEAF | MMS_X86_PSE);
	tables_map(m, ~0ULL & ~0x1fffULL, 0x700000, 2);	/* the very last pages */
	KUNIT_ASSERT_GT(test, tables_walk(m, TABLES_HALF, ~0ULL, 1U << 31), 0);
	KUNIT_ASSERT_EQ(test, m->runs, 5U);
	KUNIT_EXPECT_EQ(test, m->run[0].size, 3 * 4096ULL);
	KUNIT_EXPECT_EQ(test, m->run[1].va, TABLES_HALF + 0x1ff000);
	KUNIT_EXPECT_EQ(test, m->run[1].entries, 3ULL);
	KUNIT_EXPECT_EQ(test, m->run[2].size, 4ULL << 20);
	KUNIT_EXPECT_EQ(test, m->run[2].phys, 0x40000000ULL);
	KUNIT_EXPECT_EQ(test, m->run[3].size, 1ULL << 30);
	KUNIT_EXPECT_EQ(test, m->run[4].va, ~0x1fffULL);
	KUNIT_EXPECT_EQ(test, m->run[4].size, 0x2000ULL);
	KUNIT_EXPECT_EQ(test, m->bytes, (6 + 2) * 4096ULL + (4ULL << 20) + (1ULL << 30));
	memcpy(whole, m->run, sizeof(whole));
	for (i = 0; i < ARRAY_SIZE(budgets); i++) {
		KUNIT_EXPECT_GT(test, tables_walk(m, TABLES_HALF, ~0ULL, budgets[i]), 0);
		KUNIT_EXPECT_EQ_MSG(test, m->runs, 5U, "budget %u", budgets[i]);
		for (j = 0; j < 5; j++)
			KUNIT_EXPECT_TRUE_MSG(test, !memcmp(&whole[j], &m->run[j],
							    sizeof(whole[j])),
					      "budget %u run %u", budgets[i], j);
		/* Each table once, whatever the chunks: 1 + 2 + 3 + 3. */
		KUNIT_EXPECT_EQ_MSG(test, m->w.tables[0] + m->w.tables[1] +
				    m->w.tables[2] + m->w.tables[3], 9ULL,
				    "budget %u", budgets[i]);
	}
}

/* The ends of a range cut tables and huge pages exactly. */
static void walk_range_ends(struct kunit *test)
{
	struct tables *m = tables_new(test, 4);

	m->merge = true;
	tables_map(m, TABLES_HALF, 0x100000, 512);
	tables_put(m, 2, TABLES_HALF + 0x200000, 0x600000 | TABLES_LEAF | MMS_X86_PSE);
	KUNIT_EXPECT_GT(test, tables_walk(m, TABLES_HALF + 0x3000, TABLES_HALF + 0x4fff, 1000), 0);
	KUNIT_ASSERT_EQ(test, m->runs, 1U);
	KUNIT_EXPECT_EQ(test, m->run[0].va, TABLES_HALF + 0x3000);
	KUNIT_EXPECT_EQ(test, m->run[0].size, 0x2000ULL);
	KUNIT_EXPECT_EQ(test, m->run[0].phys, 0x103000ULL);
	/* Unaligned ends are extended to whole pages. */
	KUNIT_EXPECT_GT(test, tables_walk(m, TABLES_HALF + 0x3fff, TABLES_HALF + 0x4000, 1000), 0);
	KUNIT_EXPECT_EQ(test, m->bytes, 0x2000ULL);
	/* Within a huge page. */
	KUNIT_EXPECT_GT(test, tables_walk(m, TABLES_HALF + 0x201000,
					  TABLES_HALF + 0x2fffff, 1000), 0);
	KUNIT_ASSERT_EQ(test, m->runs, 1U);
	KUNIT_EXPECT_EQ(test, m->run[0].va, TABLES_HALF + 0x201000);
	KUNIT_EXPECT_EQ(test, m->run[0].size, 0xff000ULL);
	KUNIT_EXPECT_EQ(test, m->run[0].phys, 0x601000ULL);
	/* From within an empty range: what follows has its own start. */
	tables_put(m, 2, TABLES_HALF + 0x600000, 0xa00000 | TABLES_LEAF | MMS_X86_PSE);
	KUNIT_EXPECT_GT(test, tables_walk(m, TABLES_HALF + 0x411000,
					  TABLES_HALF + 0x7fffff, 1000), 0);
	KUNIT_ASSERT_EQ(test, m->runs, 1U);
	KUNIT_EXPECT_EQ(test, m->run[0].va, TABLES_HALF + 0x600000);
	KUNIT_EXPECT_EQ(test, m->run[0].phys, 0xa00000ULL);
	/* An invalid range is done at once, without a read. */
	m->reads = 0;
	KUNIT_EXPECT_EQ(test, tables_walk(m, TABLES_HALF + 0x2000, TABLES_HALF, 1000), 1);
	KUNIT_EXPECT_EQ(test, tables_walk(m, 0x8000000000000000ULL, ~0ULL, 1000), 1);
	KUNIT_EXPECT_EQ(test, tables_walk(m, 0, 0x8000000000000000ULL, 1000), 1);
	KUNIT_EXPECT_EQ(test, m->runs, 0U);
	KUNIT_EXPECT_EQ(test, m->reads, 0U);
}

static const struct mms_run first_run = {
	.va = 0x1000, .size = 0x1000, .phys = 0x5000, .kind = MMS_PT_LEAF,
	.level = 3, .perm = MMS_PERM_R, .cache = "write-back",
	.flag_word = MMS_X86_PRESENT, .entries = 1,
	.noise = MMS_X86_ACCESSED | MMS_X86_DIRTY,
};

static void walk_merging(struct kunit *test)
{
	struct mms_run a = first_run, next = a, run;

	next.va = 0x2000;
	next.phys = 0x6000;
	run = a;
	KUNIT_EXPECT_TRUE(test, mms_run_merge(&run, &next));
	KUNIT_EXPECT_EQ(test, run.size, 0x2000ULL);
	KUNIT_EXPECT_EQ(test, run.entries, 2ULL);
#define DIFFERS(change)	do {						\
		struct mms_run other = next;				\
									\
		run = a;						\
		other.change;						\
		KUNIT_EXPECT_FALSE(test, mms_run_merge(&run, &other));	\
		KUNIT_EXPECT_TRUE(test, !memcmp(&run, &a, sizeof(a)));	\
	} while (0)
	DIFFERS(va = 0x3000);
	DIFFERS(phys = 0x7000);
	DIFFERS(kind = MMS_PT_PROT_NONE);
	DIFFERS(level = 2);
	DIFFERS(perm = MMS_PERM_R | MMS_PERM_X);
	DIFFERS(cache = "uncached");
	DIFFERS(flag_word = MMS_X86_PRESENT | MMS_X86_GLOBAL);
	DIFFERS(hint = true);
	DIFFERS(error = -ENXIO);
	a.error = -ENXIO;
	DIFFERS(va = 0x2000);
	a.error = 0;
	/* Tables passed over: those of one place, met before at one place. */
	a.kind = MMS_PT_TABLE;
	next.kind = MMS_PT_TABLE;
	DIFFERS(phys = 0x6000);
	next.phys = a.phys;
	DIFFERS(alias = 0x9000);
	run = a;
	KUNIT_EXPECT_TRUE(test, mms_run_merge(&run, &next));
	a.kind = MMS_PT_LEAF;
	next.kind = MMS_PT_LEAF;
	next.phys = 0x6000;
#undef DIFFERS
	run = a;
	next.flag_word |= MMS_X86_DIRTY;
	KUNIT_EXPECT_TRUE(test, mms_run_merge(&run, &next));
	KUNIT_EXPECT_EQ(test, run.flag_word, MMS_X86_PRESENT | MMS_X86_DIRTY);
}

/* Swap entries merge when their offsets follow each other. */
static void walk_merging_swap(struct kunit *test)
{
	struct mms_run a = first_run, next, run;

	a.kind = MMS_PT_SWAP;
	next = a;
	next.va = 0x2000;
	next.swap_offset = a.swap_offset + 1;
	run = a;
	KUNIT_EXPECT_TRUE(test, mms_run_merge(&run, &next));
	next.swap_offset = a.swap_offset + 2;
	run = a;
	KUNIT_EXPECT_FALSE(test, mms_run_merge(&run, &next));
	next.swap_offset = a.swap_offset;
	run = a;
	KUNIT_EXPECT_FALSE(test, mms_run_merge(&run, &next));
	next.swap_offset = a.swap_offset + 1;
	next.swap_type = 1;
	run = a;
	KUNIT_EXPECT_FALSE(test, mms_run_merge(&run, &next));
}

/* Entries of every kind of garbage; nothing outside of the frames is read. */
static void walk_garbage(struct kunit *test)
{
	static const u32 budgets[] = { 100, 10000 };
	struct tables *m = tables_new(test, 5);
	u64 x = 88172645463325252ULL;
	unsigned int i, j, level;
	struct mms_walk w;
	int chunks;

	for (i = 0; i < TABLES_FRAMES; i++) {
		for (j = 0; j < 512; j++) {
			/* xorshift64 */
			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
			m->frame[i][j] = x;
			/* Every eighth refers to a table: else walks end at once. */
			if (!(j % 8))
				m->frame[i][j] = TABLES_TABLE |
					(TABLES_ROOT + x % TABLES_FRAMES * 4096);
		}
	}
	for (i = 0; i < 2000; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		m->reads = 0;
		mms_walk_addr(&m->g, &m->r, TABLES_ROOT, x, &w);
		KUNIT_EXPECT_LE(test, m->reads, 5U);
		KUNIT_EXPECT_LE(test, w.steps, 5U);
	}
	for (i = 0; i < ARRAY_SIZE(budgets); i++) {
		mms_range_init(&m->w, &m->g, &m->r, TABLES_ROOT, 0xff00000000000000ULL, ~0ULL);
		m->w.v = &tables_visitor;
		m->w.ctx = m;
		m->runs = 0;
		m->reads = 0;
		for (chunks = 0; chunks < 20; chunks++)
			KUNIT_ASSERT_EQ(test, mms_range_chunk(&m->w, budgets[i]), 1);
		/* A table costs eight entries: that bounds the reads. */
		KUNIT_EXPECT_LE(test, m->reads, 20 * (budgets[i] / 8 + 7));
		for (level = 0; level < 5; level++)
			KUNIT_EXPECT_LE(test, m->w.lvl[level].last, 511U);
	}
}

/* A call of the visitor costs more than looking at an entry. */
static void walk_visits_bounded(struct kunit *test)
{
	struct tables *m = tables_new(test, 4);
	u64 before;
	int ret;

	tables_map(m, TABLES_HALF, 0x100000, 512);
	mms_range_init(&m->w, &m->g, &m->r, TABLES_ROOT, TABLES_HALF, TABLES_HALF + 0x1fffff);
	m->w.v = &tables_visitor;
	m->w.ctx = m;
	do {
		before = m->bytes;
		ret = mms_range_chunk(&m->w, 1000);
		KUNIT_EXPECT_LE(test, m->bytes - before, (1000 / 16 + 1) * 4096ULL);
		KUNIT_EXPECT_GT(test, m->bytes, before);
	} while (ret > 0);
	KUNIT_EXPECT_EQ(test, ret, 0);
	KUNIT_EXPECT_EQ(test, m->bytes, 512 * 4096ULL);
}

static void walk_unreadable(struct kunit *test)
{
	struct tables *m = tables_new(test, 4);

	tables_map(m, TABLES_HALF, 0x100000, 1);
	tables_put(m, 2, TABLES_HALF + 0x200000, 0x23456789000ULL | TABLES_TABLE);
	tables_map(m, TABLES_HALF + 0x400000, 0x200000, 1);
	KUNIT_EXPECT_GT(test, tables_walk(m, TABLES_HALF, ~0ULL, 100000), 0);
	KUNIT_ASSERT_EQ(test, m->runs, 3U);
	KUNIT_EXPECT_EQ(test, m->run[1].error, -ENXIO);
	KUNIT_EXPECT_EQ(test, m->run[1].phys, 0x23456789000ULL);
	KUNIT_EXPECT_EQ(test, m->run[1].va, TABLES_HALF + 0x200000);
	KUNIT_EXPECT_EQ(test, m->run[1].size, 1ULL << 21);
	mms_sum_init(&m->s, &m->g, &m->r, TABLES_ROOT, TABLES_HALF, ~0ULL);
	KUNIT_EXPECT_EQ(test, mms_sum_chunk(&m->s, 100000), 0);
	KUNIT_EXPECT_EQ(test, m->s.open[0].other[MMS_PT_TABLE], 1ULL);
	KUNIT_EXPECT_EQ(test, mms_sum_bytes(&m->g, &m->s.open[0], 0, 0), 0x2000ULL);
	/* Without a readable root there is an error. */
	mms_range_init(&m->w, &m->g, &m->r, 0x23456789000ULL, TABLES_HALF, ~0ULL);
	m->w.v = &tables_visitor;
	m->w.ctx = m;
	KUNIT_EXPECT_EQ(test, mms_range_chunk(&m->w, 100), -ENXIO);
}

/**
 * struct moving - tables of which one is taken away while it is read
 * @m: the tables
 * @victim: when it has been read, its entry becomes @entry
 * @entry: what the entry for TABLES_HALF one level up becomes
 */
struct moving {
	struct tables *m;
	u64 victim;
	u64 entry;
};

static int read_moving(void *ctx, u64 phys, void *buf, size_t size)
{
	struct moving *moving = ctx;
	int err = moving->m->r.read(moving->m->r.ctx, phys, buf, size);

	if ((phys & ~0xfffULL) == moving->victim)
		tables_put(moving->m, 2, TABLES_HALF, moving->entry);
	return err;
}

/* Where no lock keeps tables, one whose parent entry changed meanwhile is unreadable. */
static void walk_rechecks(struct kunit *test)
{
	static const struct {
		u64 set;
		bool told;
	} cases[] = {
		{ 0, true },			/* as it was */
		{ MMS_X86_ACCESSED, true },	/* the CPU's doing */
		{ MMS_X86_NX, false },
		{ 0x200000, false },		/* another table */
	};
	struct tables *m = tables_new(test, 4);
	struct moving moving = { .m = m };
	unsigned int i, recheck;
	u64 was;

	tables_map(m, TABLES_HALF, 0x100000, 1);
	tables_map(m, TABLES_HALF + 0x400000, 0x200000, 1);
	/* Frames are given out in order: root, two tables, then the first leaf's. */
	moving.victim = TABLES_ROOT + 3 * 4096;
	was = m->frame[2][0];
	KUNIT_ASSERT_EQ(test, was & ~0xfffULL, moving.victim);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		for (recheck = 0; recheck < 2; recheck++) {
			const struct mms_pt_reader r = {
				.read = read_moving,
				.ctx = &moving,
				.recheck = recheck,
			};
			bool kept = cases[i].told || !recheck;

			tables_put(m, 2, TABLES_HALF, was);
			moving.entry = was ^ cases[i].set;
			mms_range_init(&m->w, &m->g, &r, TABLES_ROOT, TABLES_HALF, ~0ULL);
			m->w.v = &tables_visitor;
			m->w.ctx = m;
			m->runs = 0;
			KUNIT_EXPECT_EQ(test, mms_range_chunk(&m->w, 100000), 0);
			KUNIT_ASSERT_EQ_MSG(test, m->runs, 2U, "case %u", i);
			KUNIT_EXPECT_EQ_MSG(test, m->run[0].error, kept ? 0 : -EAGAIN,
					    "case %u", i);
			KUNIT_EXPECT_EQ_MSG(test, m->run[1].error, 0, "case %u", i);
		}
	}
}

static int stop_each(struct mms_range *w, const struct mms_run *run)
{
	struct tables *m = w->ctx;

	m->runs++;
	return m->runs == 3 ? -ECANCELED : 1;
}

static const struct mms_visitor stopper = { .run = stop_each };

/* A visitor may pause after any entry, and end the walk. */
static void walk_stops(struct kunit *test)
{
	struct tables *m = tables_new(test, 4);

	tables_map(m, TABLES_HALF + 0x1fe000, 0x100000, 4);
	mms_range_init(&m->w, &m->g, &m->r, TABLES_ROOT, TABLES_HALF, ~0ULL);
	m->w.v = &stopper;
	m->w.ctx = m;
	KUNIT_EXPECT_EQ(test, mms_range_chunk(&m->w, 100000), 1);
	KUNIT_EXPECT_EQ(test, m->w.next, TABLES_HALF + 0x1ff000);
	KUNIT_EXPECT_EQ(test, mms_range_chunk(&m->w, 100000), 1);
	KUNIT_EXPECT_EQ(test, m->w.next, TABLES_HALF + 0x200000);
	KUNIT_EXPECT_EQ(test, mms_range_chunk(&m->w, 100000), -ECANCELED);
}

static struct kunit_case walk_range_cases[] = {
	KUNIT_CASE(walk_range_chunks),
	KUNIT_CASE(walk_range_ends),
	KUNIT_CASE(walk_merging),
	KUNIT_CASE(walk_merging_swap),
	KUNIT_CASE(walk_garbage),
	KUNIT_CASE(walk_visits_bounded),
	KUNIT_CASE(walk_unreadable),
	KUNIT_CASE(walk_rechecks),
	KUNIT_CASE(walk_stops),
	{}
};

struct kunit_suite mmscope_pt_range_suite = {
	.name = "mmscope_pt_range",
	.test_cases = walk_range_cases,
};
