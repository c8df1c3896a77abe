// SPDX-License-Identifier: GPL-2.0-only
/*
 * Comparing decoded entries, levels and walks with rows of tables: see
 * case.h. No suite of its own; takes no locks.
 */
#include <linux/errno.h>
#include <linux/string.h>
#include "case.h"

static const char *perm_text(u8 perm, char buf[5])
{
	buf[0] = perm & MMS_PERM_R ? 'r' : '-';
	buf[1] = perm & MMS_PERM_W ? 'w' : '-';
	buf[2] = perm & MMS_PERM_X ? 'x' : '-';
	buf[3] = perm & MMS_PERM_U ? 'u' : '-';
	buf[4] = '\0';
	return buf;
}

static bool has_address(enum mms_pt_kind kind)
{
	return kind == MMS_PT_TABLE || kind == MMS_PT_LEAF || kind == MMS_PT_PROT_NONE;
}

static void check_case(struct kunit *test, const struct mms_geometry *g,
		       const struct pt_case *c)
{
	struct mms_pt_entry e;
	struct mms_text t;
	char perm[5], flags[240];

	mms_pt_decode(g, c->level, c->user, c->raw, &e);
	KUNIT_EXPECT_EQ_MSG(test, (int)e.kind, (int)c->kind, "%s", c->what);
	KUNIT_EXPECT_EQ_MSG(test, e.raw, c->raw, "%s", c->what);
	if (c->perm)
		KUNIT_EXPECT_STREQ_MSG(test, perm_text(e.perm, perm), c->perm, "%s", c->what);
	if (c->shift)
		KUNIT_EXPECT_EQ_MSG(test, e.shift, c->shift, "%s", c->what);
	if (has_address(c->kind) || c->phys)
		KUNIT_EXPECT_EQ_MSG(test, e.phys, c->phys, "%s", c->what);
	if (c->cache)
		KUNIT_EXPECT_STREQ_MSG(test, e.cache ? e.cache : "(none)", c->cache,
				       "%s", c->what);
	if (c->kind == MMS_PT_SWAP) {
		KUNIT_EXPECT_EQ_MSG(test, e.swap_type, c->type, "%s", c->what);
		KUNIT_EXPECT_EQ_MSG(test, e.swap_offset, c->offset, "%s", c->what);
	}
	KUNIT_EXPECT_EQ_MSG(test, !!e.bad, c->kind == MMS_PT_BAD, "%s", c->what);
	if (c->bad)
		KUNIT_EXPECT_STREQ_MSG(test, e.bad ? e.bad : "(none)", c->bad, "%s", c->what);
	if (c->flags) {
		KUNIT_ASSERT_TRUE_MSG(test, e.flags, "%s", c->what);
		mms_text_init(&t, flags, sizeof(flags));
		mms_put_flags(&t, e.flags, e.flag_word);
		KUNIT_EXPECT_FALSE_MSG(test, t.full, "%s", c->what);
		KUNIT_EXPECT_STREQ_MSG(test, (const char *)flags, c->flags, "%s", c->what);
	}
}

/**
 * pt_check_cases() - decode entries and compare
 * @test: the test
 * @g: the geometry
 * @cases: the rows
 * @n: how many
 */
void pt_check_cases(struct kunit *test, const struct mms_geometry *g,
		    const struct pt_case *cases, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		check_case(test, g, &cases[i]);
}

/* Is the flag called @name set in @e? */
static bool shows(const struct mms_pt_entry *e, const char *name)
{
	const struct mms_flag *f;

	for (f = e->flags; f->name; f++)
		if ((e->flag_word & f->mask) == f->value && !strcmp(f->name, name))
			return true;
	return false;
}

/* @e is @base with bit @i added, which has a name. */
static void check_bit(struct kunit *test, const struct pt_bits *b, unsigned int i,
		      const struct mms_pt_entry *base, const struct mms_pt_entry *e)
{
	const char *name = b->name[i];
	bool address = !strcmp(name, PT_ADDRESS);

	KUNIT_EXPECT_EQ_MSG(test, (int)(e->phys != base->phys), (int)address, "%s bit %u",
			    b->what, i);
	if (!strcmp(name, PT_KIND))
		KUNIT_EXPECT_NE_MSG(test, (int)e->kind, (int)base->kind, "%s bit %u",
				    b->what, i);
	if (address || !strcmp(name, PT_KIND))
		KUNIT_EXPECT_EQ_MSG(test, e->flag_word, base->flag_word, "%s bit %u",
				    b->what, i);
	else
		KUNIT_EXPECT_TRUE_MSG(test, shows(e, name), "%s bit %u", b->what, i);
}

/**
 * pt_check_bits() - add each bit to an entry and check what it decodes to
 * @test: the test
 * @g: the geometry
 * @b: the row
 */
void pt_check_bits(struct kunit *test, const struct mms_geometry *g,
		   const struct pt_bits *b)
{
	struct mms_pt_entry base, e;
	unsigned int i;

	mms_pt_decode(g, b->level, b->user, b->base, &base);
	for (i = 0; i < 8U * g->entry_size; i++) {
		u64 raw = b->base | 1ULL << i, unknown;

		mms_pt_decode(g, b->level, b->user, raw, &e);
		KUNIT_ASSERT_TRUE_MSG(test, e.flags, "%s bit %u", b->what, i);
		unknown = mms_flags_unknown(e.flags, e.flag_word);
		KUNIT_EXPECT_EQ_MSG(test, unknown, b->name[i] ? 0 : 1ULL << i,
				    "%s bit %u", b->what, i);
		if (b->name[i])
			check_bit(test, b, i, &base, &e);
	}
}

/**
 * pt_check_levels() - compare a geometry's levels
 * @test: the test
 * @g: the geometry
 * @c: the row
 */
void pt_check_levels(struct kunit *test, const struct mms_geometry *g,
		     const struct pt_level_case *c)
{
	unsigned int i;

	KUNIT_ASSERT_EQ_MSG(test, g->nr_levels, c->levels, "%s", c->what);
	for (i = 0; i < c->levels; i++) {
		/* An address with every index of its own value. */
		u64 last = (1ULL << c->bits[i]) - 1;

		KUNIT_EXPECT_STREQ_MSG(test, g->level[i].name, c->name[i], "%s %u", c->what, i);
		KUNIT_EXPECT_EQ_MSG(test, (int)g->level[i].leaf, c->leaf[i] == '1', "%s %u",
				    c->what, i);
		KUNIT_EXPECT_EQ_MSG(test, mms_pt_span(g, i), 1ULL << c->shift[i], "%s %u",
				    c->what, i);
		KUNIT_EXPECT_EQ_MSG(test, (u64)mms_pt_index(g, i, ~0ULL), last, "%s %u",
				    c->what, i);
		KUNIT_EXPECT_EQ_MSG(test, mms_pt_index(g, i, 1ULL << c->shift[i]), 1U, "%s %u",
				    c->what, i);
		KUNIT_EXPECT_EQ_MSG(test, mms_pt_index(g, i, (1ULL << c->shift[i]) - 1), 0U,
				    "%s %u", c->what, i);
	}
}

static u64 slot_at(const struct pt_memory *m, u64 phys, bool *memory)
{
	size_t i;

	for (i = 0; i < m->slots; i++) {
		if (m->slot[i].phys >> 12 == phys >> 12)
			*memory = true;
		if (m->slot[i].phys == phys)
			return m->slot[i].raw;
	}
	return 0;
}

static int read_slots(void *ctx, u64 phys, void *buf, size_t size)
{
	const struct pt_memory *m = ctx;
	bool memory = false;
	size_t at;

	for (at = 0; at < size; at += m->entry_size) {
		u64 wide = slot_at(m, phys + at, &memory);
		u32 narrow = wide;

		if (m->entry_size == sizeof(wide))
			memcpy((u8 *)buf + at, &wide, sizeof(wide));
		else
			memcpy((u8 *)buf + at, &narrow, sizeof(narrow));
	}
	return memory ? 0 : -ENXIO;
}

static void check_walk(struct kunit *test, const struct pt_walk_case *c,
		       const struct mms_walk *w)
{
	char perm[5];
	unsigned int i;

	KUNIT_EXPECT_EQ_MSG(test, (int)w->result, (int)c->result, "va 0x%llx", c->va);
	KUNIT_ASSERT_EQ_MSG(test, w->steps, (unsigned int)c->steps, "va 0x%llx", c->va);
	for (i = 0; i < c->steps; i++)
		KUNIT_EXPECT_EQ_MSG(test, w->step[i].index, c->index[i], "va 0x%llx level %u",
				    c->va, i);
	KUNIT_EXPECT_EQ_MSG(test, w->phys, c->phys, "va 0x%llx", c->va);
	KUNIT_EXPECT_EQ_MSG(test, w->start, c->start, "va 0x%llx", c->va);
	KUNIT_EXPECT_EQ_MSG(test, w->size, c->size, "va 0x%llx", c->va);
	if (c->perm)
		KUNIT_EXPECT_STREQ_MSG(test, perm_text(w->perm, perm), c->perm, "va 0x%llx",
				       c->va);
}

/**
 * pt_check_walks() - walk addresses and compare
 * @test: the test
 * @g: the geometry
 * @m: the tables
 * @cases: the rows
 * @n: how many
 */
void pt_check_walks(struct kunit *test, const struct mms_geometry *g,
		    struct pt_memory *m, const struct pt_walk_case *cases, size_t n)
{
	const struct mms_pt_reader r = { .read = read_slots, .ctx = m };
	struct mms_walk *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);
	size_t i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, w);
	m->entry_size = g->entry_size;
	for (i = 0; i < n; i++) {
		mms_walk_addr(g, &r, m->root, cases[i].va, w);
		check_walk(test, &cases[i], w);
		if (cases[i].steps)
			KUNIT_EXPECT_TRUE(test, mms_walk_holds(g, &r, w));
	}
}

/**
 * pt_check_path() - walk one address through all levels
 * @test: the test
 * @g: the geometry
 * @p: the path; each table is made of the one entry it picks
 * @table: makes the entry of a level that refers to a table
 */
void pt_check_path(struct kunit *test, const struct mms_geometry *g,
		   const struct pt_path *p,
		   u64 (*table)(unsigned int level, u64 phys))
{
	struct pt_slot slot[MMS_PT_LEVELS];
	struct pt_memory m = { .slot = slot, .slots = g->nr_levels };
	const struct mms_pt_reader r = { .read = read_slots, .ctx = &m };
	struct mms_walk *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, w);
	m.entry_size = g->entry_size;
	m.root = 0x100000;
	for (i = 0; i < g->nr_levels; i++) {
		u64 next = m.root + (i + 1) * 0x100000ULL;

		slot[i].phys = next - 0x100000 + p->index[i] * g->entry_size;
		slot[i].raw = i + 1 < g->nr_levels ? table(i, next) : p->leaf;
	}
	mms_walk_addr(g, &r, m.root, p->va, w);
	KUNIT_EXPECT_EQ_MSG(test, (int)w->result, (int)MMS_WALK_MAPPED, "%s", p->what);
	KUNIT_EXPECT_EQ_MSG(test, w->steps, (unsigned int)g->nr_levels, "%s", p->what);
	KUNIT_EXPECT_EQ_MSG(test, w->phys, p->phys, "%s", p->what);
}

/* What a range walk found; the test's context. */
struct found {
	struct kunit *test;
	const struct mms_geometry *g;
	struct pt_memory *m;
	u64 pages;
};

/* Every leaf of a range is where the walk of its address alone finds it. */
static int see_run(struct mms_range *range, const struct mms_run *run)
{
	struct found *f = range->ctx;
	const struct mms_pt_reader r = { .read = read_slots, .ctx = f->m };
	struct mms_walk *w;

	if (run->kind != MMS_PT_LEAF)
		return 0;
	w = kunit_kzalloc(f->test, sizeof(*w), GFP_KERNEL);
	if (!w)
		return -ENOMEM;
	mms_walk_addr(f->g, &r, f->m->root, run->va, w);
	KUNIT_EXPECT_EQ_MSG(f->test, run->phys, w->phys, "va 0x%llx", run->va);
	KUNIT_EXPECT_EQ_MSG(f->test, run->perm, w->perm, "va 0x%llx", run->va);
	f->pages += run->size >> f->g->level[f->g->nr_levels - 1].shift;
	return 0;
}

/**
 * pt_sum_pages() - walk a range, compare it with walks of single addresses
 * @test: the test
 * @g: the geometry
 * @m: the tables
 * @start: first address
 * @last: last address
 *
 * Return: how many of the smallest pages it maps.
 */
u64 pt_sum_pages(struct kunit *test, const struct mms_geometry *g,
		 struct pt_memory *m, u64 start, u64 last)
{
	static const struct mms_visitor seer = { .run = see_run };
	const struct mms_pt_reader r = { .read = read_slots, .ctx = m };
	struct found f = { .test = test, .g = g, .m = m };
	struct mms_range *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);
	int ret;

	if (!w)
		return 0;
	m->entry_size = g->entry_size;
	mms_range_init(w, g, &r, m->root, start, last);
	w->v = &seer;
	w->ctx = &f;
	do {
		ret = mms_range_chunk(w, 100);
	} while (ret > 0);
	KUNIT_EXPECT_EQ(test, ret, 0);
	return f.pages;
}
