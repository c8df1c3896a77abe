// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_pt_verdict: pagewalk's selfchecks say violated when a walk, an entry or a
 * sum is wrong, and only then. Entries are made by hand from Intel's manual (SDM
 * vol. 3A 4.5). Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/pt/verdict.h>

#include "../suites.h"

/* A check's detail, as its file would show it. */
static char buf[MMS_CHECK_DETAIL];

static struct mms_text *detail(void)
{
	static struct mms_text t;

	mms_text_init(&t, buf, sizeof(buf));
	return &t;
}

/* Adds a walk that ended so to a tally. */
static void add(struct mms_tally *t, u64 va, enum mms_walk_result result, u64 phys,
		bool mapped, u64 expected)
{
	static struct mms_walk w;

	w.va = va;
	w.result = result;
	w.phys = phys;
	mms_tally_add(t, &w, mapped, expected);
}

static void add_good(struct mms_tally *t)
{
	add(t, 0x1000, MMS_WALK_MAPPED, 0x5000, true, 0x5000);
}

/* kernel_text, direct_map, vmemmap, module, user: all are tallies. */
static void tallies(struct kunit *test)
{
	struct mms_tally t = {};

	KUNIT_EXPECT_EQ(test, (int)mms_verdict_tally(&t, detail()), (int)MMS_SKIPPED);
	KUNIT_EXPECT_TRUE(test, strstr(buf, "reason=\"nothing to compare\""));
	add(&t, 0x2000, MMS_WALK_EMPTY, 0, false, 0);
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_tally(&t, detail()), (int)MMS_SKIPPED);
	add_good(&t);
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_tally(&t, detail()), (int)MMS_OK);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, " same=1 unmapped=1 differ=0");
}

static void corrupted_walks(struct kunit *test)
{
	static const struct {
		enum mms_walk_result result;
		u64 phys;
		bool mapped;
		u64 expected;
		const char *told;
	} cases[] = {
		/* Mapped elsewhere; to nothing; mapped though nothing is. */
		{ MMS_WALK_MAPPED, 0x6000, true, 0x5000,
		  " differ=1 addr=0x3000 walked=0x6000 expected=0x5000" },
		{ MMS_WALK_EMPTY, 0, true, 0x5000,
		  " differ=1 addr=0x3000 walked=0x0 expected=0x5000" },
		{ MMS_WALK_MAPPED, 0x6000, false, 0x9000,
		  " differ=1 addr=0x3000 walked=0x6000 expected=0x0" },
		{ MMS_WALK_BAD, 0x6000, true, 0x6000,
		  " differ=1 addr=0x3000 walked=0x0 expected=0x6000" },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct mms_tally t = {};

		add_good(&t);
		add(&t, 0x3000, cases[i].result, cases[i].phys, cases[i].mapped,
		    cases[i].expected);
		KUNIT_EXPECT_EQ_MSG(test, (int)mms_verdict_tally(&t, detail()),
				    (int)MMS_VIOLATED, "case %u", i);
		KUNIT_EXPECT_TRUE_MSG(test, strstr(buf, cases[i].told), "case %u: %s", i, buf);
		/* The first that differs is the one that is named. */
		add(&t, 0x4000, MMS_WALK_EMPTY, 0, true, 0x7000);
		KUNIT_EXPECT_EQ(test, (int)mms_verdict_tally(&t, detail()), (int)MMS_VIOLATED);
		KUNIT_EXPECT_TRUE(test, strstr(buf, " differ=2 addr=0x3000 "));
	}
}

static void corrupted_buffer(struct kunit *test)
{
	struct mms_tally t = {};

	add_good(&t);
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_buffer(&t, 0x10000, 0x10000, detail()), (int)MMS_OK);
	/* A page of it missing from the sum, or its guard page in it. */
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_buffer(&t, 0xf000, 0x10000, detail()),
			(int)MMS_VIOLATED);
	KUNIT_EXPECT_TRUE(test, strstr(buf, " rw_bytes=61440 size=65536"));
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_buffer(&t, 0x11000, 0x10000, detail()),
			(int)MMS_VIOLATED);
	/* The sum is right, a walk is not. */
	add(&t, 0x1000, MMS_WALK_MAPPED, 0x5000, true, 0x6000);
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_buffer(&t, 0x10000, 0x10000, detail()),
			(int)MMS_VIOLATED);
}

static void corrupted_encoding(struct kunit *test)
{
	const struct mms_x86_paging p = {
		.levels = 4, .phys_mask = (1ULL << 52) - 1, .phys_bits = 46,
	};
	/* Page frame 0x12345, present, writable, accessed, dirty, global, NX. */
	const struct mms_made leaf = {
		.what = "leaf", .raw = 0x8000000012345163ULL, .kind = MMS_PT_LEAF,
		.perm = MMS_PERM_R | MMS_PERM_W, .phys = 0x12345000,
	};
	/* Type 3, offset 0x5a5a5 as x86-64 keeps it: inverted from bit 9 on. */
	const struct mms_made swap = {
		.what = "swap", .raw = (3ULL << 59) | ((~0x5a5a5ULL << 14) >> 5),
		.user = true, .kind = MMS_PT_SWAP, .swap_type = 3, .swap_offset = 0x5a5a5,
	};
	/* Page frame 0x12345 again, inverted, global and not present. */
	const struct mms_made none = {
		.what = "none", .raw = 0x800fffffedcba924ULL, .user = true,
		.kind = MMS_PT_PROT_NONE, .phys = 0x12345000,
	};
	struct mms_made made[2] = { leaf, swap };
	struct mms_geometry g;
	unsigned int i;

	mms_x86_64_geometry(&g, &p);
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_encoding(&g, made, 2, detail()), (int)MMS_OK);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, " entries=2");
	/* Of PROT_NONE only the address is compared, not the permissions. */
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_encoding(&g, &none, 1, detail()), (int)MMS_OK);
	for (i = 0; i < 7; i++) {
		made[0] = leaf;
		made[1] = swap;
		made[0].phys += i == 0 ? 0x1000 : 0;
		made[0].perm ^= i == 1 ? MMS_PERM_W : 0;
		made[0].raw ^= i == 2 ? MMS_X86_PRESENT : 0;
		made[0].kind = i == 3 ? MMS_PT_PROT_NONE : made[0].kind;
		made[1].swap_type ^= i == 4 ? 1 : 0;
		made[1].swap_offset ^= i == 5 ? 0x10 : 0;
		made[1].raw = i == 6 ? 0 : made[1].raw;
		KUNIT_EXPECT_EQ_MSG(test, (int)mms_verdict_encoding(&g, made, 2, detail()),
				    (int)MMS_VIOLATED, "case %u", i);
		KUNIT_EXPECT_TRUE_MSG(test, strstr(buf, i < 4 ? " differs=leaf entry=0x" :
						   " differs=swap entry=0x"), "%s", buf);
	}
}

/* An entry that decodes as it should except for an unknown bit. */
static void unknown_bit(struct kunit *test)
{
	const struct mms_x86_paging p = {
		.levels = 4, .phys_mask = (1ULL << 52) - 1, .phys_bits = 46,
	};
	struct mms_made leaf = {
		.what = "leaf", .raw = 0x8000000012345163ULL, .kind = MMS_PT_LEAF,
		.perm = MMS_PERM_R | MMS_PERM_W, .phys = 0x12345000,
	};
	struct mms_pt_entry e;
	struct mms_geometry g;
	unsigned int bit;
	u64 unknown = 0;

	mms_x86_64_geometry(&g, &p);
	for (bit = 52; bit < 59; bit++) {
		mms_pt_decode(&g, 3, false, leaf.raw | 1ULL << bit, &e);
		if (mms_flags_unknown(e.flags, e.flag_word))
			unknown = 1ULL << bit;
	}
	KUNIT_ASSERT_NE(test, unknown, 0ULL);
	leaf.raw |= unknown;
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_encoding(&g, &leaf, 1, detail()), (int)MMS_VIOLATED);
}

static void corrupted_summary(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_summed(9, 9, 9, detail()), (int)MMS_OK);
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_summed(9, 9, 8, detail()), (int)MMS_VIOLATED);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, " summed=8 walked=9");
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_summed(9, 9, 10, detail()), (int)MMS_VIOLATED);
	KUNIT_EXPECT_EQ(test, (int)mms_verdict_summed(8, 9, 8, detail()), (int)MMS_SKIPPED);
}

static struct kunit_case verdict_walk_cases[] = {
	KUNIT_CASE(tallies),
	KUNIT_CASE(corrupted_walks),
	KUNIT_CASE(corrupted_buffer),
	KUNIT_CASE(corrupted_encoding),
	KUNIT_CASE(unknown_bit),
	KUNIT_CASE(corrupted_summary),
	{}
};

struct kunit_suite mmscope_pt_verdict_suite = {
	.name = "mmscope_pt_verdict",
	.test_cases = verdict_walk_cases,
};
