// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_vas_show: a layout drawn as a report and written as records, to the byte,
 * and never wider than a report may be. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/vas/region.h>

#include "case.h"
#include "../suites.h"

#define ROOM 64
#define TEXT_ROOM 16384

static struct mms_vas *new_vas(struct kunit *test)
{
	struct mms_vas *v = region_case_new(test, ROOM, ~0ULL);

	v->kernel = 0xffffffffffff8000ULL;
	v->leaf[0] = 0x1000;
	v->leaf[1] = 0x200000;
	v->leaf[2] = 0x40000000;
	return v;
}

static const char drawn[] =
"                                                 size   allows         mapped       4K     2M     1G\n"
"0xffffffffffffffff +----------------------------------+\n"
"                   : (hole)                    12 KiB :\n"
"0xffffffffffffd000 +----------------------------------+\n"
"                   | image                     16 KiB | rw- r-x         6 KiB        1      1      -\n"
"0xffffffffffffb000 |   data                     8 KiB | rw-             4 KiB        1      -      -\n"
"0xffffffffffff9800 |   (rest)                   6 KiB |\n"
"0xffffffffffff9000 |   text                     2 KiB | r-x             2 KiB        -      1      -\n"
"0xffffffffffff9000 +----------------------------------+\n"
"                   | guard                      4 KiB |\n"
"0xffffffffffff8000 +----------------------------------+\n"
"==================== not an address: 2^64 - 2^16 bytes that no pointer can hold ====================\n"
"0x0000000000007fff +----------------------------------+\n"
"                   | user half                 32 KiB |\n"
"0x0000000000000000 +----------------------------------+\n"
"image                 the kernel\n";

static struct mms_vas *small_vas(struct kunit *test)
{
	static const struct mms_region rows[] = {
		{ .start = 0, .last = 0x7fff, .name = "user", .title = "user half",
		  .kind = MMS_REGION_USER, .bounds = "x" },
		{ .start = 0x8000, .last = 0xffffffffffff7fffULL, .name = "nc",
		  .title = "nc", .kind = MMS_REGION_NONCANONICAL, .bounds = "x" },
		{ .start = 0xffffffffffff8000ULL, .last = 0xffffffffffff8fffULL,
		  .name = "guard", .title = "guard", .kind = MMS_REGION_GUARD,
		  .bounds = "x" },
		{ .start = 0xffffffffffff9000ULL, .last = 0xffffffffffffcfffULL,
		  .base = 0xffffffffffff9100ULL, .phys = 0x1000, .linear = true,
		  .name = "image", .title = "image", .what = "the kernel", .gap = "rest",
		  .gap_title = "(rest)", .kind = MMS_REGION_IMAGE, .bounds = "a,b" },
		{ .start = 0xffffffffffff9000ULL, .last = 0xffffffffffff97ffULL,
		  .base = 0xffffffffffff9000ULL, .depth = 1, .name = "text",
		  .title = "text", .kind = MMS_REGION_PART, .bounds = "x" },
		{ .start = 0xffffffffffffb000ULL, .last = 0xffffffffffffcfffULL,
		  .base = 0xffffffffffffb000ULL, .depth = 1, .name = "data",
		  .title = "data", .kind = MMS_REGION_PART, .bounds = "x" },
	};
	struct mms_vas *v = new_vas(test);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		KUNIT_ASSERT_EQ(test, mms_vas_add(v, &rows[i]), 0);
	KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
	mms_vas_account(v, 0xffffffffffff9000ULL, 0xffffffffffff97ffULL, 1,
			MMS_PERM_R | MMS_PERM_X);
	mms_vas_account(v, 0xffffffffffffb000ULL, 0xffffffffffffbfffULL, 0,
			MMS_PERM_R | MMS_PERM_W);
	return v;
}

static void show_draws(struct kunit *test)
{
	struct mms_vas *v = small_vas(test);
	struct mms_text t = region_case_text(test, TEXT_ROOM);

	region_case_draw(&t, v);
	KUNIT_EXPECT_STREQ(test, (const char *)t.buf, (const char *)drawn);
	region_case_narrow(test, &t);
}

static const char entry_area[] =
"                   | entry                     80 KiB | r-- rw-        12 KiB        3      -      -\n"
"                   |   2 other CPUs            24 KiB | r-- rw-         8 KiB        2      -      -\n"
"0x0000000000015000 |   stack, CPU 0             8 KiB | rw-             4 KiB        1      -      -\n"
"0x0000000000014000 |   GDT, CPU 0               4 KiB |\n"
"0x0000000000010000 |   IDT                      4 KiB |\n"
"0x0000000000010000 +----------------------------------+\n";

/* CPU 0's parts one by one, the others' in one line, wherever they lie. */
static void show_cpus(struct kunit *test)
{
	static const struct mms_region rows[] = {
		{ .start = 0x10000, .last = 0x23fff, .name = "entry", .title = "entry",
		  .kind = MMS_REGION_WINDOW, .bounds = "x" },
		{ .start = 0x10000, .last = 0x10fff, .title = "IDT" },
		{ .start = 0x11000, .last = 0x11fff, .title = "GDT", .cpu = 3 },
		{ .start = 0x12000, .last = 0x13fff, .title = "stack", .cpu = 3 },
		{ .start = 0x14000, .last = 0x14fff, .title = "GDT", .cpu = 1 },
		{ .start = 0x15000, .last = 0x16fff, .title = "stack", .cpu = 1 },
		{ .start = 0x20000, .last = 0x20fff, .title = "GDT", .cpu = 2 },
		{ .start = 0x21000, .last = 0x22fff, .title = "stack", .cpu = 2 },
	};
	struct mms_vas *v = new_vas(test);
	struct mms_text t = region_case_text(test, TEXT_ROOM);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct mms_region r = rows[i];

		if (i) {
			r.name = r.title;
			r.bounds = "x";
			r.kind = MMS_REGION_PART;
			r.depth = 1;
		}
		KUNIT_ASSERT_EQ(test, mms_vas_add(v, &r), 0);
	}
	KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
	mms_vas_account(v, 0x11000, 0x11fff, 0, MMS_PERM_R);
	mms_vas_account(v, 0x15000, 0x15fff, 0, MMS_PERM_R | MMS_PERM_W);
	mms_vas_account(v, 0x22000, 0x22fff, 0, MMS_PERM_R | MMS_PERM_W);
	mms_vas_draw(&t, v, mms_vas_named(v, "entry"));
	KUNIT_EXPECT_STREQ(test, (const char *)t.buf, (const char *)entry_area);
	region_case_narrow(test, &t);
}

static void show_records(struct kunit *test)
{
	static const char *const want[] = {
		"region name=image start=0xffffffffffff9000 end=0xffffffffffffd000",
		" size=16384 kind=image bounds=a,b mapped=6144 mapped_4k=4096",
		" mapped_2m=2048 mapped_1g=0 perms=rw-:4096,r-x:2048",
		" phys=0x1000 base=0xffffffffffff9100 slide=-0x100\n",
		"part region=image name=text start=0xffffffffffff9000",
		" end=0xffffffffffff9800 size=2048 kind=part bounds=x mapped=2048",
		" mapped_4k=0 mapped_2m=2048 mapped_1g=0 perms=r-x:2048\n",
		"region name=hole start=0xffffffffffffd000 end=0xffffffffffffffff last=0xffffffffffffffff",
		" size=12288 kind=hole bounds=between mapped=0 mapped_4k=0",
		" mapped_2m=0 mapped_1g=0 perms=none\n",
		"region name=hole start=0xffffffffffffd000 end=0xffffffffffffffff last=0xffffffffffffffff",
		" size=12288 kind=hole bounds=between mapped=unavailable\n",
	};
	struct mms_text whole = region_case_text(test, TEXT_ROOM);
	size_t i;
	struct mms_vas *v = small_vas(test);
	struct mms_text t = region_case_text(test, TEXT_ROOM);

	mms_region_rec(&t, v, mms_vas_named(v, "image"));
	mms_region_rec(&t, v, mms_vas_named(v, "text"));
	mms_region_rec(&t, v, &v->region[v->nr - 1]);
	v->unwalked = "why";
	mms_region_rec(&t, v, &v->region[v->nr - 1]);
	for (i = 0; i < ARRAY_SIZE(want); i++)
		mms_put(&whole, "%s", want[i]);
	KUNIT_EXPECT_STREQ(test, (const char *)t.buf, (const char *)whole.buf);
	KUNIT_EXPECT_STREQ(test, mms_region_kind_name(99), "unknown");
}

/* However much is mapped with whatever permissions, no line gets too long. */
static void show_stays_narrow(struct kunit *test)
{
	struct mms_vas *v = small_vas(test);
	struct mms_text t = region_case_text(test, TEXT_ROOM);
	struct mms_mapped *m;
	u32 i;

	/* As many entries as the columns take, with all permissions. */
	for (i = 0; i < v->nr; i++) {
		m = &v->region[i].mapped;
		m->level[0] = 99999999 * 0x1000ULL;
		m->level[1] = 999999 * 0x200000ULL;
		m->level[2] = 999999 * 0x40000000ULL;
		memset(m->perm, 0xff, sizeof(m->perm));
	}
	region_case_draw(&t, v);
	KUNIT_EXPECT_TRUE(test, !!strstr(t.buf, "mixed"));
	region_case_narrow(test, &t);
}

/* More parts than are drawn: the rest is counted, not lost silently. */
static void show_counts_parts(struct kunit *test)
{
	static const struct {
		u32 parts;
		const char *more;
	} cases[] = {
		{ 14, NULL }, { 15, "... and 2 more" }, { 40, "... and 27 more" },
	};
	size_t i;
	u32 j;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct mms_vas *v = new_vas(test);
		struct mms_text t = region_case_text(test, TEXT_ROOM);
		struct mms_region r = { .last = 0xffff, .name = "map", .title = "map" };

		KUNIT_ASSERT_EQ(test, mms_vas_add(v, &r), 0);
		r.depth = 1;
		for (j = 0; j < cases[i].parts; j++) {
			r.start = j * 2;
			r.last = r.start;
			KUNIT_ASSERT_EQ(test, mms_vas_add(v, &r), 0);
		}
		KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
		region_case_draw(&t, v);
		KUNIT_EXPECT_TRUE(test, !!strstr(t.buf, cases[i].more ?: "map"));
		KUNIT_EXPECT_EQ(test, !!strstr(t.buf, "more"), !!cases[i].more);
		region_case_narrow(test, &t);
	}
}

static struct kunit_case show_cases[] = {
	KUNIT_CASE(show_draws),
	KUNIT_CASE(show_cpus),
	KUNIT_CASE(show_records),
	KUNIT_CASE(show_stays_narrow),
	KUNIT_CASE(show_counts_parts),
	{}
};

struct kunit_suite mmscope_vas_show_suite = {
	.name = "mmscope_vas_show",
	.test_cases = show_cases,
};
