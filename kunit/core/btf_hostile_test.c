// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_core_btf_hostile: blobs that are truncated, that have wrong lengths, or
 * whose types form cycles. Each must give an error soon, without a byte read past
 * the blob (KASAN would report one). Takes no locks.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "btf_maker.h"
#include "../suites.h"

/* A small blob that is right in every way. */
static struct btf_maker *small(struct kunit *test)
{
	struct btf_maker *m = btf_maker(test);
	u32 id = btf_maker_int(m, "int", 4);

	btf_maker_type(m, "s", MMS_BTF_STRUCT, 2, 8);
	btf_maker_member(m, "a", id, 0);
	btf_maker_member(m, "b", id, 32);
	btf_maker_finish(m, 24);
	return m;
}

static void put32(struct btf_maker *m, u32 at, u32 value)
{
	memcpy(m->blob + at, &value, sizeof(value));
}

/* Each copy has its own allocation of that length, so that KASAN sees a read past it. */
static void hostile_truncated(struct kunit *test)
{
	struct btf_maker *m = small(test);
	struct mms_btf b;
	u32 len;

	KUNIT_EXPECT_EQ(test, btf_maker_parse(m, &b), 0);
	for (len = 0; len < m->size; len++) {
		u8 *cut = kunit_kzalloc(test, len + 1, GFP_KERNEL);

		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, cut);
		memcpy(cut, m->blob, len);
		KUNIT_EXPECT_EQ_MSG(test, mms_btf_parse(&b, cut, len, 8),
				    -EINVAL, "%u bytes", len);
	}
}

static void hostile_headers(struct kunit *test)
{
	/* Offsets of the header's words, and what they must not be. */
	static const struct {
		u32 at;
		u32 value;
	} cases[] = {
		{ 0, 0x0001eb9e },	/* another magic */
		{ 0, 0x0002eb9f },	/* another version */
		{ 4, 0 }, { 4, 23 }, { 4, 0xffffffff }, { 4, 0x7fffffff },
		{ 8, 0xffffffff }, { 8, 0x80000000 },
		{ 12, 0xffffffff }, { 12, 1 }, { 12, 11 }, { 12, 13 },
		{ 16, 0xffffffff }, { 20, 0xffffffff }, { 20, 0 },
		{ 20, 2 },		/* ends within a name */
	};
	struct btf_maker *short_one = small(test);
	struct mms_btf b;
	u32 i;

	/* Right but for a header that is too short. */
	put32(short_one, 4, 20);
	put32(short_one, 8, 4);
	put32(short_one, 16, short_one->words * 4 + 4);
	KUNIT_EXPECT_EQ(test, btf_maker_parse(short_one, &b), -EINVAL);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct btf_maker *m = small(test);

		put32(m, cases[i].at, cases[i].value);
		KUNIT_EXPECT_EQ_MSG(test, btf_maker_parse(m, &b), -EINVAL,
				    "0x%x at %u", cases[i].value, cases[i].at);
	}
}

/* Names are read up to a NUL, and id 0's name is the empty one. */
static void hostile_strings(struct kunit *test)
{
	struct btf_maker *m = small(test);
	struct mms_btf b;

	m->blob[m->size - m->strings_len] = 'x';
	KUNIT_EXPECT_EQ(test, btf_maker_parse(m, &b), -EINVAL);
	m = small(test);
	m->blob[m->size - 1] = 'x';
	KUNIT_EXPECT_EQ(test, btf_maker_parse(m, &b), -EINVAL);
}

/* More types than any kernel has are refused before room is made for them. */
static void hostile_many_types(struct kunit *test)
{
	const u32 types = (MMS_BTF_MAX_TYPES + 1) * 12;
	const u32 header[] = { 0x0001eb9f, 24, 0, types, types, 1 };
	const u32 info = MMS_BTF_PTR << 24;
	u8 *blob = vzalloc(24 + types + 1);
	struct mms_btf b;
	u32 at;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, blob);
	memcpy(blob, header, sizeof(header));
	for (at = 24; at < 24 + types; at += 12)
		memcpy(blob + at + 4, &info, sizeof(info));
	KUNIT_EXPECT_EQ(test, mms_btf_parse(&b, blob, 24 + types + 1, 8), -E2BIG);
	/* One fewer is accepted. */
	memcpy(blob + 24 + types - 12 + 4, &blob[24 + types], 1);
	at = types - 12;
	memcpy(blob + 12, &at, sizeof(at));
	KUNIT_EXPECT_EQ(test, mms_btf_parse(&b, blob, 24 + types + 1, 8), 0);
	vfree(blob);
}

/* Headers only grow: a longer one is accepted, its additional fields ignored. */
static void hostile_longer_header(struct kunit *test)
{
	struct btf_maker *m = small(test);
	struct mms_btf b;

	btf_maker_finish(m, 64);
	KUNIT_EXPECT_EQ(test, btf_maker_parse(m, &b), 0);
	KUNIT_EXPECT_EQ(test, mms_btf_struct(&b, "s", 0), 2U);
	/* 7.2's layout section must lie in the blob like any other. */
	put32(m, 24, 0xffffffff);
	put32(m, 28, 4);
	KUNIT_EXPECT_EQ(test, btf_maker_parse(m, &b), -EINVAL);
}

static void hostile_index_too_small(struct kunit *test)
{
	struct btf_maker *m = small(test);
	struct mms_btf_member member;
	struct mms_btf b;
	u32 one;

	KUNIT_ASSERT_EQ(test, mms_btf_parse(&b, m->blob, m->size, 8), 0);
	KUNIT_EXPECT_EQ(test, mms_btf_index(&b, &one, 1), -ENOSPC);
	/* Without an index nothing can be followed. */
	KUNIT_EXPECT_EQ(test, mms_btf_struct(&b, "s", 0), 0U);
	KUNIT_EXPECT_EQ(test, mms_btf_member(&b, 2, "a", &member), -EINVAL);
}

/* Members beyond the type section, as vlen says. */
static void hostile_vlen(struct kunit *test)
{
	static const u32 vlens[] = { 3, 0xffff, 0x10000, 0xffffff };
	struct mms_btf b;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(vlens); i++) {
		struct btf_maker *m = small(test);

		/* The struct's info is the second type's second word. */
		put32(m, 24 + 16 + 4, MMS_BTF_STRUCT << 24 | vlens[i]);
		KUNIT_EXPECT_EQ_MSG(test, btf_maker_parse(m, &b), -EINVAL,
				    "vlen 0x%x", vlens[i]);
	}
}

/* A kind of a later kernel: known by the layout section, or not at all. */
static void hostile_unknown_kinds(struct kunit *test)
{
	static const u32 kinds[] = { 0, 20, 0x1f, 0x7f };
	struct mms_btf b;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct btf_maker *m = btf_maker(test);
		u32 layout, after;

		btf_maker_type(m, "new", kinds[i], 3, 0);
		for (layout = 0; layout < 1 + 3 * 2; layout++)
			btf_maker_word(m, 0);
		after = btf_maker_type(m, "s", MMS_BTF_STRUCT, 0, 8);
		btf_maker_finish(m, 32);
		KUNIT_EXPECT_EQ(test, btf_maker_parse(m, &b), -EINVAL);

		/* One u32 always, and two for each of vlen. */
		layout = m->size;
		put32(m, 24, layout - 32);
		put32(m, 28, 0x80 * 4);
		memset(m->blob + layout, 0, 0x80 * 4);
		m->blob[layout + kinds[i] * 4] = 4;
		m->blob[layout + kinds[i] * 4 + 1] = 8;
		m->size += 0x80 * 4;
		KUNIT_EXPECT_EQ_MSG(test, btf_maker_parse(m, &b),
				    kinds[i] ? 0 : -EINVAL, "kind %u", kinds[i]);
		if (kinds[i])
			KUNIT_EXPECT_EQ(test, mms_btf_struct(&b, "s", 0), after);
		/* A layout section that ends before the kind does not tell. */
		put32(m, 28, kinds[i] * 4);
		KUNIT_EXPECT_EQ_MSG(test, btf_maker_parse(m, &b), -EINVAL,
				    "kind %u", kinds[i]);
	}
}

/* More members than the 16 bits of vlen before 7.2 could say. */
static void hostile_wide_vlen(struct kunit *test)
{
	const u32 vlen = 0x10001, types = 12 + vlen * 8 + 12;
	u32 header[] = { 0, 24, 0, types, types, 3 };
	u16 magic = 0xeb9f;
	u32 record[3] = { 0, MMS_BTF_ENUM << 24 | vlen, 4 };
	u32 after[3] = { 1, MMS_BTF_STRUCT << 24, 16 };
	u32 size = 24 + types + 3, index[2];
	u8 *blob = kunit_kzalloc(test, size, GFP_KERNEL);
	struct mms_btf b;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, blob);
	memcpy(blob, header, sizeof(header));
	memcpy(blob, &magic, sizeof(magic));
	blob[2] = 1;
	memcpy(blob + 24, record, sizeof(record));
	memcpy(blob + 24 + types - 12, after, sizeof(after));
	blob[24 + types + 1] = 's';
	KUNIT_ASSERT_EQ(test, mms_btf_parse(&b, blob, size, 8), 0);
	KUNIT_ASSERT_EQ(test, b.nr_types, 2U);
	KUNIT_ASSERT_EQ(test, mms_btf_index(&b, index, 2), 0);
	KUNIT_EXPECT_EQ(test, mms_btf_struct(&b, "s", 0), 2U);
}

static void hostile_circles(struct kunit *test)
{
	struct btf_maker *m = btf_maker(test);
	struct mms_btf_member member;
	struct mms_btf *b;
	u32 i, holder, alone, far;

	/* 1: a typedef of itself; 2, 3: const of each other; 4: array of itself */
	btf_maker_type(m, "t", MMS_BTF_TYPEDEF, 0, 1);
	btf_maker_type(m, "", MMS_BTF_CONST, 0, 3);
	btf_maker_type(m, "", MMS_BTF_VOLATILE, 0, 2);
	btf_maker_array(m, 4, 2);
	/* 5: a struct of itself, many times over, without a name */
	btf_maker_type(m, "self", MMS_BTF_STRUCT, 60, 8);
	for (i = 0; i < 60; i++)
		btf_maker_member(m, "", 5, 0);
	holder = btf_maker_type(m, "holder", MMS_BTF_STRUCT, 5, 8);
	btf_maker_member(m, "typedef", 1, 0);
	btf_maker_member(m, "qualified", 2, 0);
	btf_maker_member(m, "array", 4, 0);
	btf_maker_member(m, "void", 0, 0);
	btf_maker_member(m, "nowhere", 77777, 0);
	/* an array of one of itself: its size never becomes too large */
	alone = btf_maker_array(m, holder + 1, 1);
	far = btf_maker_type(m, "far", MMS_BTF_STRUCT, 2, 8);
	btf_maker_member(m, "alone", alone, 0);
	btf_maker_member(m, "far", far, 0xffffffff);
	b = btf_maker_parsed(m);
	KUNIT_EXPECT_EQ(test, mms_btf_member(b, far, "alone", &member), -EINVAL);
	/* 8 times 2^32 bits is where no u32 of bytes gets. */
	KUNIT_EXPECT_EQ(test, mms_btf_member(b, far, "far.far.far.far.far.far.far.far",
					     &member), 0);
	KUNIT_EXPECT_EQ(test, mms_btf_member(b, far, "far.far.far.far.far.far.far.far.far",
					     &member), -EINVAL);
	KUNIT_EXPECT_EQ(test, mms_btf_member(b, 5, "x", &member), -ELOOP);
	KUNIT_EXPECT_EQ(test, mms_btf_member(b, holder, "typedef", &member), -ELOOP);
	KUNIT_EXPECT_EQ(test, mms_btf_member(b, holder, "qualified", &member), -ELOOP);
	KUNIT_EXPECT_EQ(test, mms_btf_member(b, holder, "typedef.x", &member), -ELOOP);
	KUNIT_EXPECT_EQ(test, mms_btf_member(b, holder, "array.x", &member), -ELOOP);
	KUNIT_EXPECT_NE(test, mms_btf_member(b, holder, "array", &member), 0);
	KUNIT_EXPECT_EQ(test, mms_btf_member(b, holder, "void", &member), -EINVAL);
	KUNIT_EXPECT_EQ(test, mms_btf_member(b, holder, "nowhere", &member), -EINVAL);
}

/* Sizes that do not fit 32 bits, types without one, names beyond the strings. */
static void hostile_sizes_and_names(struct kunit *test)
{
	struct btf_maker *m = btf_maker(test);
	u32 int_id = btf_maker_int(m, "int", 4);
	u32 large = btf_maker_array(m, int_id, 0x40000000);
	u32 larger = btf_maker_array(m, large, 0xffffffff);
	u32 fwd = btf_maker_type(m, "fwd", MMS_BTF_FWD, 0, 0);
	struct mms_btf_member member;
	struct mms_btf *b;
	u32 id;

	id = btf_maker_type(m, "s", MMS_BTF_STRUCT, 4, 8);
	btf_maker_member(m, "beyond", int_id, 0);
	btf_maker_member(m, "large", large, 0);
	btf_maker_member(m, "larger", larger, 0);
	btf_maker_member(m, "fwd", fwd, 0);
	m->types[m->words - 15] = 0x00ffffff;	/* the struct's name */
	m->types[m->words - 12] = 0x00ffffff;	/* its first member's */
	b = btf_maker_parsed(m);
	KUNIT_EXPECT_EQ(test, mms_btf_struct(b, "s", 0), 0U);
	KUNIT_EXPECT_EQ(test, mms_btf_member(b, id, "beyond", &member), -ENOENT);
	KUNIT_EXPECT_EQ(test, mms_btf_member(b, id, "int", &member), -ENOENT);
	KUNIT_EXPECT_EQ(test, mms_btf_member(b, id, "large", &member), -EINVAL);
	KUNIT_EXPECT_EQ(test, mms_btf_member(b, id, "larger", &member), -EINVAL);
	KUNIT_EXPECT_EQ(test, mms_btf_member(b, id, "fwd", &member), -EINVAL);
}

static struct kunit_case hostile_cases[] = {
	KUNIT_CASE(hostile_truncated),
	KUNIT_CASE(hostile_headers),
	KUNIT_CASE(hostile_strings),
	KUNIT_CASE(hostile_many_types),
	KUNIT_CASE(hostile_longer_header),
	KUNIT_CASE(hostile_index_too_small),
	KUNIT_CASE(hostile_vlen),
	KUNIT_CASE(hostile_unknown_kinds),
	KUNIT_CASE(hostile_wide_vlen),
	KUNIT_CASE(hostile_circles),
	KUNIT_CASE(hostile_sizes_and_names),
	{}
};

struct kunit_suite mmscope_core_btf_hostile_suite = {
	.name = "mmscope_core_btf_hostile",
	.test_cases = hostile_cases,
};
