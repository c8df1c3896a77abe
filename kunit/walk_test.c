// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_walk: walks over tables made here: one address, ranges in chunks of
 * every size, sums, merging, and tables as broken as can be. Nothing of the
 * machine's own memory is read as a table. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/walk.h>

#include "suites.h"

/* The machine's memory: page frames from 1, the root being frame 1. */
#define FRAMES		24
#define ROOT		0x1000ULL
#define TABLE		(MMS_X86_PRESENT | MMS_X86_RW | MMS_X86_USER)
#define LEAF		(MMS_X86_PRESENT | MMS_X86_RW | MMS_X86_ACCESSED)
#define HALF		0xffff800000000000ULL

/**
 * struct machine - tables under test
 * @g: their geometry
 * @r: reads from @frame
 * @frame: the tables; frame[0] is at physical 0x1000
 * @used: frames given out
 * @reads: how often anything was read
 * @w: a range walk
 * @s: a summing walk
 * @seen: for the visitor below
 * @bytes: leaf bytes the visitor met
 * @runs: runs it met
 * @run: the first of them, merged where they can be
 * @merge: merge them
 */
struct machine {
	struct mms_geometry g;
	struct mms_pt_reader r;
	u64 frame[FRAMES][512];
	unsigned int used;
	unsigned int reads;
	struct mms_range w;
	struct mms_summer s;
	struct mms_seen seen;
	u64 bytes;
	unsigned int runs;
	struct mms_run run[64];
	bool merge;
};

static int read_frame(void *ctx, u64 phys, void *buf, size_t size)
{
	struct machine *m = ctx;

	m->reads++;
	if (phys < ROOT || phys + size > ROOT + sizeof(m->frame) ||
	    (phys & 4095) + size > 4096)
		return -ENXIO;
	memcpy(buf, (u8 *)m->frame + (phys - ROOT), size);
	return 0;
}

static struct machine *machine(struct kunit *test, unsigned int levels)
{
	const struct mms_x86_paging p = {
		.levels = levels,
		.phys_mask = (1ULL << 52) - 1,
		.phys_bits = 46,
		.pat = 0x0407050600070106ULL,
		.gbpages = true,
	};
	struct machine *m = kunit_kzalloc(test, sizeof(*m), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, m);
	mms_x86_64_geometry(&m->g, &p);
	m->r.read = read_frame;
	m->r.ctx = m;
	m->used = 1;
	return m;
}

/* Sets the entry of @va at @level, making the tables on the way. */
static void put(struct machine *m, unsigned int level, u64 va, u64 entry)
{
	u64 table = ROOT;
	unsigned int i;

	for (i = 0; ; i++) {
		u64 *e = &m->frame[(table - ROOT) / 4096][mms_pt_index(&m->g, i, va)];

		if (i == level) {
			*e = entry;
			return;
		}
		if (!*e)
			*e = (ROOT + 4096ULL * m->used++) | TABLE;
		table = *e & MMS_X86_ADDR;
	}
}

static void map(struct machine *m, u64 va, u64 phys, unsigned int pages)
{
	unsigned int i;

	for (i = 0; i < pages; i++)
		put(m, m->g.nr_levels - 1, va + i * 4096ULL, (phys + i * 4096ULL) | LEAF);
}

static int visit(struct mms_range *w, const struct mms_run *run)
{
	struct machine *m = w->ctx;

	if (run->kind == MMS_PT_LEAF)
		m->bytes += run->size;
	if (m->merge && m->runs && mms_run_merge(&m->run[m->runs - 1], run))
		return 0;
	if (m->runs < ARRAY_SIZE(m->run))
		m->run[m->runs] = *run;
	m->runs++;
	return 0;
}

static const struct mms_visitor visitor = { .run = visit };

/* Walks a range in chunks of @budget; returns the chunks, or -errno. */
static int range(struct machine *m, u64 start, u64 last, u32 budget)
{
	int ret, chunks = 0;

	m->bytes = 0;
	m->runs = 0;
	mms_range_init(&m->w, &m->g, &m->r, ROOT, start, last);
	m->w.v = &visitor;
	m->w.ctx = m;
	do {
		ret = mms_range_chunk(&m->w, budget);
		chunks++;
	} while (ret > 0);
	return ret ? ret : chunks;
}

static void walk_mapped(struct kunit *test)
{
	static const unsigned int levels[] = { 4, 5 };
	struct mms_walk w;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		struct machine *m = machine(test, levels[i]);

		put(m, levels[i] - 1, 0xffffa2e5c0123000ULL,
		    0x8000000012345000ULL | LEAF);
		mms_walk_addr(&m->g, &m->r, ROOT, 0xffffa2e5c0123abcULL, &w);
		KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_MAPPED);
		KUNIT_EXPECT_EQ(test, w.steps, levels[i]);
		KUNIT_EXPECT_EQ(test, w.phys, 0x12345abcULL);
		KUNIT_EXPECT_EQ(test, w.start, 0xffffa2e5c0123000ULL);
		KUNIT_EXPECT_EQ(test, w.size, 4096ULL);
		KUNIT_EXPECT_EQ(test, (int)w.perm, MMS_PERM_R | MMS_PERM_W);
		KUNIT_EXPECT_EQ(test, m->reads, levels[i]);
		KUNIT_EXPECT_TRUE(test, mms_walk_holds(&m->g, &m->r, &w));

		/* The CPU marks it dirty: still the same. Remapped: not. */
		put(m, levels[i] - 1, 0xffffa2e5c0123000ULL,
		    0x8000000012345000ULL | LEAF | MMS_X86_DIRTY);
		KUNIT_EXPECT_TRUE(test, mms_walk_holds(&m->g, &m->r, &w));
		put(m, levels[i] - 1, 0xffffa2e5c0123000ULL,
		    0x8000000012346000ULL | LEAF);
		KUNIT_EXPECT_FALSE(test, mms_walk_holds(&m->g, &m->r, &w));
	}
}

/* Each level may take away what the others grant. */
static void walk_effective_perms(struct kunit *test)
{
	struct machine *m = machine(test, 4);
	unsigned int level;
	struct mms_walk w;

	put(m, 3, 0x400000, 0x7000 | TABLE);
	mms_walk_addr(&m->g, &m->r, ROOT, 0x400000, &w);
	KUNIT_EXPECT_EQ(test, (int)w.perm, MMS_PERM_ALL);
	for (level = 0; level < 4; level++) {
		u64 *e = &m->frame[(w.step[level].table - ROOT) / 4096]
				  [w.step[level].index];
		u64 was = *e;

		*e = was & ~MMS_X86_RW;
		mms_walk_addr(&m->g, &m->r, ROOT, 0x400000, &w);
		KUNIT_EXPECT_EQ(test, (int)w.perm, MMS_PERM_ALL & ~MMS_PERM_W);
		*e = was & ~MMS_X86_USER;
		mms_walk_addr(&m->g, &m->r, ROOT, 0x400000, &w);
		KUNIT_EXPECT_EQ(test, (int)w.perm, MMS_PERM_ALL & ~MMS_PERM_U);
		*e = was | MMS_X86_NX;
		mms_walk_addr(&m->g, &m->r, ROOT, 0x400000, &w);
		KUNIT_EXPECT_EQ(test, (int)w.perm, MMS_PERM_ALL & ~MMS_PERM_X);
		*e = was;
	}
}

static void walk_endings(struct kunit *test)
{
	struct machine *m = machine(test, 5);
	struct mms_walk w;

	/* Nothing at all: the root's entry speaks for 2^48 bytes. */
	mms_walk_addr(&m->g, &m->r, ROOT, 0xff12345678901234ULL, &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_EMPTY);
	KUNIT_EXPECT_EQ(test, w.steps, 1U);
	KUNIT_EXPECT_EQ(test, w.start, 0xff12000000000000ULL);
	KUNIT_EXPECT_EQ(test, w.size, 1ULL << 48);

	/* A huge page, looked at in its middle. */
	put(m, 3, 0xffff888000200000ULL, 0x600000 | LEAF | MMS_X86_PSE);
	mms_walk_addr(&m->g, &m->r, ROOT, 0xffff8880002abcdeULL, &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_MAPPED);
	KUNIT_EXPECT_EQ(test, w.steps, 4U);
	KUNIT_EXPECT_EQ(test, w.phys, 0x6abcdeULL);
	KUNIT_EXPECT_EQ(test, w.start, 0xffff888000200000ULL);
	KUNIT_EXPECT_EQ(test, w.size, 1ULL << 21);

	/* Beside it, an empty PMD entry. */
	mms_walk_addr(&m->g, &m->r, ROOT, 0xffff888000400000ULL, &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_EMPTY);
	KUNIT_EXPECT_EQ(test, w.steps, 4U);
	KUNIT_EXPECT_EQ(test, w.size, 1ULL << 21);

	/* Swap, PROT_NONE, reserved bits, a table that is no memory. */
	put(m, 4, 0x400000, 0x07ffffffffcbca00ULL);
	put(m, 4, 0x401000, 0x800fffffedcba924ULL);
	put(m, 4, 0x402000, 0x0000400012345025ULL);
	put(m, 3, 0x600000, 0x400056789000ULL | TABLE);
	mms_walk_addr(&m->g, &m->r, ROOT, 0x400123, &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_SWAP);
	mms_walk_addr(&m->g, &m->r, ROOT, 0x401123, &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_PROT_NONE);
	KUNIT_EXPECT_EQ(test, w.phys, 0x12345123ULL);
	KUNIT_EXPECT_EQ(test, (int)w.perm, 0);
	mms_walk_addr(&m->g, &m->r, ROOT, 0x402123, &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_BAD);
	mms_walk_addr(&m->g, &m->r, ROOT, 0x600123, &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_BAD);
	put(m, 3, 0x600000, 0x23456789000ULL | TABLE);
	mms_walk_addr(&m->g, &m->r, ROOT, 0x600123, &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_UNREADABLE);
	KUNIT_EXPECT_EQ(test, w.error, -ENXIO);
	KUNIT_EXPECT_EQ(test, w.step[w.steps - 1].table, 0x23456789000ULL);
	KUNIT_EXPECT_TRUE(test, mms_walk_holds(&m->g, &m->r, &w));

	/* No address: nothing is read. */
	m->reads = 0;
	mms_walk_addr(&m->g, &m->r, ROOT, 0x8000000000000000ULL, &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_NON_CANONICAL);
	KUNIT_EXPECT_EQ(test, w.steps, 0U);
	KUNIT_EXPECT_EQ(test, m->reads, 0U);
}

/* Whatever the chunk size, the same runs. */
static void walk_range_chunks(struct kunit *test)
{
	static const u32 budgets[] = { 1, 2, 7, 8, 9, 513, 520, 4096, 1U << 31 };
	struct machine *m = machine(test, 4);
	struct mms_run whole[8];
	unsigned int i, j;

	m->merge = true;
	map(m, HALF, 0x100000, 3);
	map(m, HALF + 0x1ff000, 0x500000, 3);	/* into the next table */
	put(m, 2, HALF + 0x40000000, 0x40000000 | LEAF | MMS_X86_PSE);
	put(m, 2, HALF + 0x40200000, 0x40200000 | LEAF | MMS_X86_PSE);
	put(m, 1, HALF + 0x80000000, 0x80000000 | LEAF | MMS_X86_PSE);
	map(m, ~0ULL & ~0x1fffULL, 0x700000, 2);	/* the very last pages */
	KUNIT_ASSERT_GT(test, range(m, HALF, ~0ULL, 1U << 31), 0);
	KUNIT_ASSERT_EQ(test, m->runs, 5U);
	KUNIT_EXPECT_EQ(test, m->run[0].size, 3 * 4096ULL);
	KUNIT_EXPECT_EQ(test, m->run[1].va, HALF + 0x1ff000);
	KUNIT_EXPECT_EQ(test, m->run[1].entries, 3ULL);
	KUNIT_EXPECT_EQ(test, m->run[2].size, 4ULL << 20);
	KUNIT_EXPECT_EQ(test, m->run[2].phys, 0x40000000ULL);
	KUNIT_EXPECT_EQ(test, m->run[3].size, 1ULL << 30);
	KUNIT_EXPECT_EQ(test, m->run[4].va, ~0x1fffULL);
	KUNIT_EXPECT_EQ(test, m->run[4].size, 0x2000ULL);
	KUNIT_EXPECT_EQ(test, m->bytes, (6 + 2) * 4096ULL + (4ULL << 20) + (1ULL << 30));
	memcpy(whole, m->run, sizeof(whole));
	for (i = 0; i < ARRAY_SIZE(budgets); i++) {
		KUNIT_EXPECT_GT(test, range(m, HALF, ~0ULL, budgets[i]), 0);
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

/* The ends of a range cut tables and huge pages, but nothing else. */
static void walk_range_ends(struct kunit *test)
{
	struct machine *m = machine(test, 4);

	m->merge = true;
	map(m, HALF, 0x100000, 512);
	put(m, 2, HALF + 0x200000, 0x600000 | LEAF | MMS_X86_PSE);
	KUNIT_EXPECT_GT(test, range(m, HALF + 0x3000, HALF + 0x4fff, 1000), 0);
	KUNIT_ASSERT_EQ(test, m->runs, 1U);
	KUNIT_EXPECT_EQ(test, m->run[0].va, HALF + 0x3000);
	KUNIT_EXPECT_EQ(test, m->run[0].size, 0x2000ULL);
	KUNIT_EXPECT_EQ(test, m->run[0].phys, 0x103000ULL);
	/* Odd ends mean their whole pages. */
	KUNIT_EXPECT_GT(test, range(m, HALF + 0x3fff, HALF + 0x4000, 1000), 0);
	KUNIT_EXPECT_EQ(test, m->bytes, 0x2000ULL);
	/* Within a huge page. */
	KUNIT_EXPECT_GT(test, range(m, HALF + 0x201000, HALF + 0x2fffff, 1000), 0);
	KUNIT_ASSERT_EQ(test, m->runs, 1U);
	KUNIT_EXPECT_EQ(test, m->run[0].va, HALF + 0x201000);
	KUNIT_EXPECT_EQ(test, m->run[0].size, 0xff000ULL);
	KUNIT_EXPECT_EQ(test, m->run[0].phys, 0x601000ULL);
	/* What is no range is done at once, and reads nothing. */
	m->reads = 0;
	KUNIT_EXPECT_EQ(test, range(m, HALF + 0x2000, HALF, 1000), 1);
	KUNIT_EXPECT_EQ(test, range(m, 0x8000000000000000ULL, ~0ULL, 1000), 1);
	KUNIT_EXPECT_EQ(test, m->runs, 0U);
	KUNIT_EXPECT_EQ(test, m->reads, 0U);
}

static void walk_merging(struct kunit *test)
{
	struct mms_run a = {
		.va = 0x1000, .size = 0x1000, .phys = 0x5000, .kind = MMS_PT_LEAF,
		.level = 3, .perm = MMS_PERM_R, .cache = "write-back",
		.flag_word = MMS_X86_PRESENT, .entries = 1,
		.noise = MMS_X86_ACCESSED | MMS_X86_DIRTY,
	};
	struct mms_run next = a, run;

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
	DIFFERS(error = -ENXIO);
#undef DIFFERS
	run = a;
	next.flag_word |= MMS_X86_DIRTY;
	KUNIT_EXPECT_TRUE(test, mms_run_merge(&run, &next));
	KUNIT_EXPECT_EQ(test, run.flag_word, MMS_X86_PRESENT | MMS_X86_DIRTY);

	/* Swap entries go together when their offsets do. */
	a.kind = MMS_PT_SWAP;
	next = a;
	next.va = 0x2000;
	next.swap_offset = a.swap_offset + 1;
	run = a;
	KUNIT_EXPECT_TRUE(test, mms_run_merge(&run, &next));
	next.swap_type = 1;
	run = a;
	KUNIT_EXPECT_FALSE(test, mms_run_merge(&run, &next));
}

/* 512 entries referring to one table of 512 leaves: read once, counted 512 times. */
static void walk_shared(struct kunit *test)
{
	struct machine *m = machine(test, 4);
	struct mms_run table = { .va = HALF, .phys = 0x5000, .level = 2 };
	unsigned int i;
	u64 pmd, va;

	map(m, HALF, 0x100000, 512);
	pmd = m->frame[2][0];
	for (i = 1; i < 512; i++)
		put(m, 2, HALF + i * 0x200000ULL, pmd);
	/* The same table once more, but read-only from above. */
	put(m, 2, HALF + 0x40000000ULL, pmd & ~MMS_X86_RW);

	mms_sum_init(&m->s, &m->g, &m->r, ROOT, HALF, ~0ULL);
	KUNIT_EXPECT_EQ(test, mms_sum_chunk(&m->s, 1U << 30), 0);
	KUNIT_EXPECT_EQ(test, m->s.open[0].tables[3], 513ULL);
	KUNIT_EXPECT_EQ(test, m->s.w.tables[3], 2ULL);
	KUNIT_EXPECT_EQ(test, mms_sum_bytes(&m->g, &m->s.open[0], 0, 0), 513ULL << 21);
	KUNIT_EXPECT_EQ(test, mms_sum_leaves(&m->s.open[0], 3, MMS_PERM_W, MMS_PERM_W),
			512ULL * 512);
	KUNIT_EXPECT_EQ(test, mms_sum_leaves(&m->s.open[0], 3, MMS_PERM_W, 0), 512ULL);
	/* In chunks the same, though less is remembered. */
	for (i = 1; i < 3000; i = i * 3 + 1) {
		mms_sum_init(&m->s, &m->g, &m->r, ROOT, HALF, ~0ULL);
		while (mms_sum_chunk(&m->s, i) > 0)
			;
		KUNIT_EXPECT_EQ_MSG(test, mms_sum_bytes(&m->g, &m->s.open[0], 0, 0),
				    513ULL << 21, "chunks of %u", i);
		KUNIT_EXPECT_EQ_MSG(test, m->s.open[0].tables[3], 513ULL,
				    "chunks of %u", i);
		KUNIT_EXPECT_EQ_MSG(test, m->s.open[0].tables[2], 2ULL,
				    "chunks of %u", i);
	}
	/* Half of a shared table is not the table. */
	mms_sum_init(&m->s, &m->g, &m->r, ROOT, HALF + 0x100000, HALF + 0x4fffff);
	KUNIT_EXPECT_EQ(test, mms_sum_chunk(&m->s, 1U << 30), 0);
	KUNIT_EXPECT_EQ(test, mms_sum_bytes(&m->g, &m->s.open[0], 0, 0), 4ULL << 20);

	KUNIT_EXPECT_FALSE(test, mms_seen_before(&m->seen, &table, &va));
	KUNIT_EXPECT_FALSE(test, mms_seen_before(&m->seen, &table, &va));
	table.va += 0x200000;
	KUNIT_EXPECT_TRUE(test, mms_seen_before(&m->seen, &table, &va));
	KUNIT_EXPECT_EQ(test, va, HALF);
	table.perm = MMS_PERM_R;
	KUNIT_EXPECT_FALSE(test, mms_seen_before(&m->seen, &table, &va));
}

/* A table that refers to itself: as deep as there are levels, no deeper. */
static void walk_self_reference(struct kunit *test)
{
	struct machine *m = machine(test, 4);
	struct mms_walk w;
	unsigned int i;

	m->frame[0][511] = ROOT | TABLE;
	mms_walk_addr(&m->g, &m->r, ROOT, ~0ULL, &w);
	KUNIT_EXPECT_EQ(test, w.steps, 4U);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_MAPPED);
	KUNIT_EXPECT_EQ(test, w.phys, ROOT + 0xfff);
	/* All entries: 2^27 leaves below the kernel's half, so in chunks. */
	for (i = 0; i < 512; i++)
		m->frame[0][i] = ROOT | TABLE;
	m->reads = 0;
	mms_range_init(&m->w, &m->g, &m->r, ROOT, HALF, ~0ULL);
	m->w.v = &visitor;
	m->w.ctx = m;
	for (i = 0; i < 10; i++)
		KUNIT_EXPECT_EQ(test, mms_range_chunk(&m->w, 10000), 1);
	KUNIT_EXPECT_LT(test, m->reads, 300U);
	/* And the sum of all of it takes four tables. */
	mms_sum_init(&m->s, &m->g, &m->r, ROOT, HALF, ~0ULL);
	KUNIT_EXPECT_EQ(test, mms_sum_chunk(&m->s, 100000), 0);
	KUNIT_EXPECT_EQ(test, mms_sum_bytes(&m->g, &m->s.open[0], 0, 0), 1ULL << 47);
}

/* Entries of every kind of garbage; nothing outside of the frames is read. */
static void walk_garbage(struct kunit *test)
{
	static const u32 budgets[] = { 100, 1000000 };
	struct machine *m = machine(test, 5);
	u64 x = 88172645463325252ULL;
	unsigned int i, j, level;
	struct mms_walk w;
	int chunks;

	for (i = 0; i < FRAMES; i++) {
		for (j = 0; j < 512; j++) {
			/* xorshift64 */
			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
			m->frame[i][j] = x;
			/* Every eighth goes somewhere: else walks end at once. */
			if (!(j % 8))
				m->frame[i][j] = (ROOT + x % FRAMES * 4096) | TABLE;
		}
	}
	for (i = 0; i < 2000; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		m->reads = 0;
		mms_walk_addr(&m->g, &m->r, ROOT, x, &w);
		KUNIT_EXPECT_LE(test, m->reads, 5U);
		KUNIT_EXPECT_LE(test, w.steps, 5U);
	}
	for (i = 0; i < ARRAY_SIZE(budgets); i++) {
		mms_range_init(&m->w, &m->g, &m->r, ROOT, 0xff00000000000000ULL, ~0ULL);
		m->w.v = &visitor;
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

static void walk_unreadable(struct kunit *test)
{
	struct machine *m = machine(test, 4);

	map(m, HALF, 0x100000, 1);
	put(m, 2, HALF + 0x200000, 0x23456789000ULL | TABLE);
	map(m, HALF + 0x400000, 0x200000, 1);
	KUNIT_EXPECT_GT(test, range(m, HALF, ~0ULL, 100000), 0);
	KUNIT_ASSERT_EQ(test, m->runs, 3U);
	KUNIT_EXPECT_EQ(test, m->run[1].error, -ENXIO);
	KUNIT_EXPECT_EQ(test, m->run[1].phys, 0x23456789000ULL);
	KUNIT_EXPECT_EQ(test, m->run[1].va, HALF + 0x200000);
	KUNIT_EXPECT_EQ(test, m->run[1].size, 1ULL << 21);
	mms_sum_init(&m->s, &m->g, &m->r, ROOT, HALF, ~0ULL);
	KUNIT_EXPECT_EQ(test, mms_sum_chunk(&m->s, 100000), 0);
	KUNIT_EXPECT_EQ(test, m->s.open[0].other[MMS_PT_TABLE], 1ULL);
	KUNIT_EXPECT_EQ(test, mms_sum_bytes(&m->g, &m->s.open[0], 0, 0), 0x2000ULL);
	/* Without a root there is nothing to say. */
	mms_range_init(&m->w, &m->g, &m->r, 0x23456789000ULL, HALF, ~0ULL);
	m->w.v = &visitor;
	m->w.ctx = m;
	KUNIT_EXPECT_EQ(test, mms_range_chunk(&m->w, 100), -ENXIO);
}

static int stop_each(struct mms_range *w, const struct mms_run *run)
{
	struct machine *m = w->ctx;

	m->runs++;
	return m->runs == 3 ? -ECANCELED : 1;
}

static const struct mms_visitor stopper = { .run = stop_each };

/* A visitor may take a break after any entry, and end the walk. */
static void walk_stops(struct kunit *test)
{
	struct machine *m = machine(test, 4);

	map(m, HALF + 0x1fe000, 0x100000, 4);
	mms_range_init(&m->w, &m->g, &m->r, ROOT, HALF, ~0ULL);
	m->w.v = &stopper;
	m->w.ctx = m;
	KUNIT_EXPECT_EQ(test, mms_range_chunk(&m->w, 100000), 1);
	KUNIT_EXPECT_EQ(test, m->w.next, HALF + 0x1ff000);
	KUNIT_EXPECT_EQ(test, mms_range_chunk(&m->w, 100000), 1);
	KUNIT_EXPECT_EQ(test, m->w.next, HALF + 0x200000);
	KUNIT_EXPECT_EQ(test, mms_range_chunk(&m->w, 100000), -ECANCELED);
}

static struct kunit_case walk_cases[] = {
	KUNIT_CASE(walk_mapped),
	KUNIT_CASE(walk_effective_perms),
	KUNIT_CASE(walk_endings),
	KUNIT_CASE(walk_range_chunks),
	KUNIT_CASE(walk_range_ends),
	KUNIT_CASE(walk_merging),
	KUNIT_CASE(walk_shared),
	KUNIT_CASE(walk_self_reference),
	KUNIT_CASE(walk_garbage),
	KUNIT_CASE(walk_unreadable),
	KUNIT_CASE(walk_stops),
	{}
};

struct kunit_suite mmscope_walk_suite = {
	.name = "mmscope_walk",
	.test_cases = walk_cases,
};
