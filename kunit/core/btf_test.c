// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_core_btf: the BTF reader on blobs made here that are as they should be:
 * every kind, both forms of member offsets, structs within structs. Blobs that
 * are not: btf_hostile_test.c. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <mmscope/core/btf.h>

#include "btf_maker.h"
#include "../suites.h"

/* One of every kind, then a struct that is found only if all were skipped. */
static void btf_skips_every_kind(struct kunit *test)
{
	/* Words after the fixed three, with vlen 2 where a kind has members. */
	static const struct {
		u32 kind;
		u32 vlen;
		u32 extra;
	} kinds[] = {
		{ MMS_BTF_INT, 0, 1 }, { MMS_BTF_PTR, 0, 0 },
		{ MMS_BTF_ARRAY, 0, 3 }, { MMS_BTF_STRUCT, 2, 6 },
		{ MMS_BTF_UNION, 2, 6 }, { MMS_BTF_ENUM, 2, 4 },
		{ MMS_BTF_FWD, 0, 0 }, { MMS_BTF_TYPEDEF, 0, 0 },
		{ MMS_BTF_VOLATILE, 0, 0 }, { MMS_BTF_CONST, 0, 0 },
		{ MMS_BTF_RESTRICT, 0, 0 }, { MMS_BTF_FUNC, 1, 0 },
		{ MMS_BTF_FUNC_PROTO, 2, 4 }, { MMS_BTF_VAR, 0, 1 },
		{ MMS_BTF_DATASEC, 2, 6 }, { MMS_BTF_FLOAT, 0, 0 },
		{ MMS_BTF_DECL_TAG, 0, 1 }, { MMS_BTF_TYPE_TAG, 0, 0 },
		{ MMS_BTF_ENUM64, 2, 6 },
	};
	struct btf_maker *m = btf_maker(test);
	struct mms_btf *b;
	u32 i, j, id, size = 0;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		btf_maker_type(m, "other", kinds[i].kind, kinds[i].vlen, 8);
		for (j = 0; j < kinds[i].extra; j++)
			btf_maker_word(m, 0x01010101);
	}
	id = btf_maker_type(m, "wanted", MMS_BTF_STRUCT, 0, 24);
	b = btf_maker_parsed(m);
	KUNIT_EXPECT_EQ(test, b->nr_types, (u32)ARRAY_SIZE(kinds) + 1);
	KUNIT_EXPECT_EQ(test, mms_btf_struct(b, "wanted", 0), id);
	KUNIT_EXPECT_EQ(test, mms_btf_struct(b, "wanted", id), 0U);
	KUNIT_EXPECT_EQ(test, mms_btf_struct(b, "want", 0), 0U);
	/* "other" is a struct once; a union or enum of the name is none. */
	KUNIT_EXPECT_EQ(test, mms_btf_struct(b, "other", 0), 4U);
	KUNIT_EXPECT_EQ(test, mms_btf_struct(b, "other", 4), 0U);
	KUNIT_EXPECT_EQ(test, mms_btf_struct_size(b, id, &size), 0);
	KUNIT_EXPECT_EQ(test, size, 24U);
	KUNIT_EXPECT_EQ(test, mms_btf_struct_size(b, 1, &size), -EINVAL);
	KUNIT_EXPECT_EQ(test, mms_btf_struct_size(b, id + 1, &size), -EINVAL);
	KUNIT_EXPECT_EQ(test, mms_btf_struct_size(b, 0, &size), -EINVAL);
	/* A blob's only type is not there a second time. */
	m = btf_maker(test);
	btf_maker_type(m, "wanted", MMS_BTF_STRUCT, 0, 24);
	b = btf_maker_parsed(m);
	KUNIT_EXPECT_EQ(test, mms_btf_struct(b, "wanted", 0), 1U);
	KUNIT_EXPECT_EQ(test, mms_btf_struct(b, "wanted", 1), 0U);
	/* Past the last id there can be. */
	KUNIT_EXPECT_EQ(test, mms_btf_struct(b, "wanted", U32_MAX), 0U);
}

static void expect_member(struct kunit *test, const struct mms_btf *b, u32 id,
			  const char *path, struct mms_btf_member want)
{
	struct mms_btf_member m = {};

	KUNIT_EXPECT_EQ_MSG(test, mms_btf_member(b, id, path, &m), 0, "%s", path);
	KUNIT_EXPECT_EQ_MSG(test, m.offset, want.offset, "%s", path);
	KUNIT_EXPECT_EQ_MSG(test, m.size, want.size, "%s", path);
	KUNIT_EXPECT_EQ_MSG(test, m.bit, want.bit, "%s", path);
	KUNIT_EXPECT_EQ_MSG(test, m.bits, want.bits, "%s", path);
}

static void btf_finds_members(struct kunit *test)
{
	struct btf_maker *m = btf_maker(test);
	u32 u64_id = btf_maker_int(m, "u64", 8);
	u32 int_id = btf_maker_int(m, "int", 4);
	u32 ptr = btf_maker_type(m, "", MMS_BTF_PTR, 0, 0);
	u32 alias = btf_maker_type(m, "alias", MMS_BTF_TYPEDEF, 0, int_id);
	u32 konst = btf_maker_type(m, "", MMS_BTF_CONST, 0, alias);
	u32 matrix = btf_maker_array(m, btf_maker_array(m, konst, 3), 5);
	u32 flexible = btf_maker_array(m, u64_id, 0);
	u32 e64 = btf_maker_type(m, "e", MMS_BTF_ENUM64, 0, 8);
	u32 id = btf_maker_type(m, "s", MMS_BTF_STRUCT, 6, 200);
	struct mms_btf_member none;
	struct mms_btf *b;

	btf_maker_member(m, "a", u64_id, 0);
	btf_maker_member(m, "ab", ptr, 64);
	btf_maker_member(m, "c", konst, 128);
	btf_maker_member(m, "matrix", matrix, 160);
	btf_maker_member(m, "e", e64, 640);
	btf_maker_member(m, "tail", flexible, 704);
	b = btf_maker_parsed(m);
	expect_member(test, b, id, "a", (struct mms_btf_member){ 0, 8 });
	expect_member(test, b, id, "ab", (struct mms_btf_member){ 8, 8 });
	expect_member(test, b, id, "c", (struct mms_btf_member){ 16, 4 });
	expect_member(test, b, id, "matrix", (struct mms_btf_member){ 20, 60 });
	expect_member(test, b, id, "e", (struct mms_btf_member){ 80, 8 });
	expect_member(test, b, id, "tail", (struct mms_btf_member){ 88, 0 });
	b->pointer_size = 4;
	expect_member(test, b, id, "ab", (struct mms_btf_member){ 8, 4 });
	KUNIT_EXPECT_EQ(test, mms_btf_member(b, id, "b", &none), -ENOENT);
	KUNIT_EXPECT_EQ(test, mms_btf_member(b, id, "", &none), -ENOENT);
	KUNIT_EXPECT_EQ(test, mms_btf_member(b, id, "a.", &none), -ENOENT);
	KUNIT_EXPECT_EQ(test, mms_btf_member(b, id, "a.b", &none), -ENOENT);
	KUNIT_EXPECT_EQ(test, mms_btf_member(b, int_id, "a", &none), -EINVAL);
	KUNIT_EXPECT_EQ(test, mms_btf_member(b, 0, "a", &none), -EINVAL);
	KUNIT_EXPECT_EQ(test, mms_btf_member(b, 99, "a", &none), -EINVAL);
}

/* Members before the one looked for that must not be taken for it. */
static void btf_passes_members_by(struct kunit *test)
{
	struct btf_maker *m = btf_maker(test);
	u32 int_id = btf_maker_int(m, "int", 4);
	u32 nameless = btf_maker_type(m, "", MMS_BTF_UNION, 1, 4);
	struct mms_btf *b;
	u32 id;

	btf_maker_member(m, "longer", int_id, 0);
	id = btf_maker_type(m, "s", MMS_BTF_STRUCT, 5, 20);
	btf_maker_member(m, "longest", int_id, 0);
	btf_maker_member(m, "", int_id, 32);	/* padding */
	btf_maker_member(m, "", 0, 64);		/* of no type at all */
	btf_maker_member(m, "", nameless, 96);
	btf_maker_member(m, "long", int_id, 128);
	b = btf_maker_parsed(m);
	expect_member(test, b, id, "long", (struct mms_btf_member){ 16, 4 });
	expect_member(test, b, id, "longer", (struct mms_btf_member){ 12, 4 });
}

/* Structs in structs: without a name, with one, and in arrays. */
static void btf_finds_nested_members(struct kunit *test)
{
	struct btf_maker *m = btf_maker(test);
	u32 int_id = btf_maker_int(m, "int", 4);
	u32 leaf = btf_maker_type(m, "leaf", MMS_BTF_STRUCT, 2, 8);
	u32 inner, alias, four, hidden, outer, outermost;
	struct mms_btf_member none;
	struct mms_btf *b;

	btf_maker_member(m, "x", int_id, 0);
	btf_maker_member(m, "y", int_id, 32);
	inner = btf_maker_type(m, "", MMS_BTF_UNION, 2, 8);
	btf_maker_member(m, "u", int_id, 0);
	btf_maker_member(m, "leaf", leaf, 0);
	alias = btf_maker_type(m, "alias_t", MMS_BTF_TYPEDEF, 0, leaf);
	four = btf_maker_array(m, alias, 4);
	hidden = btf_maker_type(m, "", MMS_BTF_STRUCT, 2, 16);
	btf_maker_member(m, "h", int_id, 0);
	btf_maker_member(m, "", inner, 64);
	outer = btf_maker_type(m, "outer", MMS_BTF_STRUCT, 4, 64);
	btf_maker_member(m, "first", int_id, 0);
	btf_maker_member(m, "", hidden, 64);
	btf_maker_member(m, "many", four, 192);
	btf_maker_member(m, "last", int_id, 480);
	outermost = btf_maker_type(m, "outermost", MMS_BTF_STRUCT, 1, 72);
	btf_maker_member(m, "outer", outer, 64);
	b = btf_maker_parsed(m);
	expect_member(test, b, outer, "h", (struct mms_btf_member){ 8, 4 });
	expect_member(test, b, outer, "u", (struct mms_btf_member){ 16, 4 });
	expect_member(test, b, outer, "leaf.y", (struct mms_btf_member){ 20, 4 });
	expect_member(test, b, outer, "many", (struct mms_btf_member){ 24, 32 });
	expect_member(test, b, outer, "many.y", (struct mms_btf_member){ 28, 4 });
	expect_member(test, b, outer, "last", (struct mms_btf_member){ 60, 4 });
	/* Each part of a path counts from the one before. */
	expect_member(test, b, outermost, "outer.many.y", (struct mms_btf_member){ 36, 4 });
	/* No name does not mean the first member without one. */
	KUNIT_EXPECT_EQ(test, mms_btf_member(b, outer, "", &none), -ENOENT);
	/* Nor do members continue into the next type. */
	KUNIT_EXPECT_EQ(test, mms_btf_member(b, inner, "alias_t", &none), -ENOENT);
	KUNIT_EXPECT_EQ(test, mms_btf_member(b, outer, "y", &none), -ENOENT);
	KUNIT_EXPECT_EQ(test, mms_btf_member(b, outer, "many.z", &none), -ENOENT);
}

/* With kflag the offset's top byte is a width; before, the INT had it. */
static void btf_tells_bit_fields(struct kunit *test)
{
	struct btf_maker *m = btf_maker(test);
	u32 int_id = btf_maker_int(m, "int", 4);
	u32 odd = btf_maker_type(m, "int", MMS_BTF_INT, 0, 4);
	u32 with, without;
	struct mms_btf *b;

	btf_maker_word(m, 3 << 16 | 5);	/* 5 bits, 3 in */
	with = btf_maker_type(m, "with", MMS_BTF_STRUCT | BTF_MAKER_KFLAG, 2, 8);
	btf_maker_member(m, "plain", int_id, 0);
	btf_maker_member(m, "field", int_id, 7 << 24 | 37);
	without = btf_maker_type(m, "without", MMS_BTF_STRUCT, 3, 8);
	btf_maker_member(m, "plain", int_id, 0);
	btf_maker_member(m, "field", odd, 32);
	btf_maker_member(m, "far", int_id, 3 << 24);
	b = btf_maker_parsed(m);
	expect_member(test, b, with, "plain", (struct mms_btf_member){ 0, 4 });
	expect_member(test, b, with, "field", (struct mms_btf_member){ 4, 4, 5, 7 });
	expect_member(test, b, without, "plain", (struct mms_btf_member){ 0, 4 });
	expect_member(test, b, without, "field", (struct mms_btf_member){ 4, 4, 3, 5 });
	/* Without kflag all 32 bits are the offset. */
	expect_member(test, b, without, "far", (struct mms_btf_member){ 6 << 20, 4 });
}

/* The blob's length by its header, as __stop_BTF can't be used everywhere. */
static void btf_says_how_long_it_is(struct kunit *test)
{
	static const struct {
		u32 head[MMS_BTF_HEAD / 4];
		u64 size;
	} cases[] = {
		/* magic, version, flags; hdr_len; types; strings; what follows */
		{ { 0x0001eb9f, 24, 0, 100, 100, 50, 0xffff, 0xffff }, 174 },
		{ { 0x0001eb9f, 24, 50, 100, 0, 50, 0xffff, 0xffff }, 174 },
		/* Version 7.2's header says where a third section is. */
		{ { 0x0001eb9f, 32, 0, 100, 100, 50, 150, 80 }, 262 },
		{ { 0x0001eb9f, 32, 80, 100, 180, 50, 0, 80 }, 262 },
		/* Of more than 32 bits. */
		{ { 0x0001eb9f, 0xffffffff, 0xffffffff, 0xffffffff, 0, 1 }, 0x2fffffffdULL },
		/* Zeroes, another byte order, a header too short for it. */
		{ {}, 0 }, { { 0x9feb0100, 24, 0, 100, 100, 50 }, 0 },
		{ { 0x0001eb9f, 23, 0, 100, 100, 50 }, 0 },
	};
	struct btf_maker *m = btf_maker(test);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ_MSG(test, mms_btf_size(cases[i].head), cases[i].size,
				    "case %u", i);
	btf_maker_int(m, "int", 4);
	btf_maker_finish(m, 24);
	KUNIT_EXPECT_EQ(test, mms_btf_size(m->blob), (u64)m->size);
}

static struct kunit_case btf_cases[] = {
	KUNIT_CASE(btf_says_how_long_it_is),
	KUNIT_CASE(btf_skips_every_kind),
	KUNIT_CASE(btf_finds_members),
	KUNIT_CASE(btf_passes_members_by),
	KUNIT_CASE(btf_finds_nested_members),
	KUNIT_CASE(btf_tells_bit_fields),
	{}
};

struct kunit_suite mmscope_core_btf_suite = {
	.name = "mmscope_core_btf",
	.test_cases = btf_cases,
};
