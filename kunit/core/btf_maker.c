// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes BTF blobs for the suites: types and strings are appended one by one,
 * then put together behind a header. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "btf_maker.h"

/**
 * btf_maker() - an empty blob
 * @test: whose memory it takes
 *
 * Return: the blob.
 */
struct btf_maker *btf_maker(struct kunit *test)
{
	struct btf_maker *m = kunit_kzalloc(test, sizeof(*m), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, m);
	m->test = test;
	m->strings_len = 1;
	return m;
}

static u32 name_of(struct btf_maker *m, const char *name)
{
	u32 at = m->strings_len;

	if (!*name)
		return 0;
	KUNIT_ASSERT_LT(m->test, at + strlen(name) + 1, (size_t)BTF_MAKER_ROOM);
	strscpy(m->strings + at, name, BTF_MAKER_ROOM - at);
	m->strings_len += strlen(name) + 1;
	return at;
}

/**
 * btf_maker_word() - append what a kind has after its type
 * @m: the blob
 * @value: 32 bits of it
 */
void btf_maker_word(struct btf_maker *m, u32 value)
{
	KUNIT_ASSERT_LT(m->test, m->words, (u32)ARRAY_SIZE(m->types));
	m->types[m->words++] = value;
}

/**
 * btf_maker_type() - append a type
 * @m: the blob
 * @name: its name, may be empty
 * @kind: enum mms_btf_kind, or'ed with BTF_MAKER_KFLAG
 * @vlen: how many members are to follow
 * @size_or_type: its third word
 *
 * Return: its id.
 */
u32 btf_maker_type(struct btf_maker *m, const char *name, u32 kind, u32 vlen,
		   u32 size_or_type)
{
	btf_maker_word(m, name_of(m, name));
	btf_maker_word(m, kind << 24 | vlen);
	btf_maker_word(m, size_or_type);
	return ++m->ids;
}

/**
 * btf_maker_member() - append a member of the struct just appended
 * @m: the blob
 * @name: its name, may be empty
 * @id: its type
 * @offset: as in the blob: bits, with kflag a width on top
 */
void btf_maker_member(struct btf_maker *m, const char *name, u32 id, u32 offset)
{
	btf_maker_word(m, name_of(m, name));
	btf_maker_word(m, id);
	btf_maker_word(m, offset);
}

/**
 * btf_maker_int() - append an INT that is no bit field
 * @m: the blob
 * @name: its name
 * @bytes: its size
 *
 * Return: its id.
 */
u32 btf_maker_int(struct btf_maker *m, const char *name, u32 bytes)
{
	u32 id = btf_maker_type(m, name, MMS_BTF_INT, 0, bytes);

	btf_maker_word(m, bytes * 8);
	return id;
}

/**
 * btf_maker_array() - append an array
 * @m: the blob
 * @of: type of its elements
 * @length: how many
 *
 * Return: its id.
 */
u32 btf_maker_array(struct btf_maker *m, u32 of, u32 length)
{
	u32 id = btf_maker_type(m, "", MMS_BTF_ARRAY, 0, 0);

	btf_maker_word(m, of);
	btf_maker_word(m, of);
	btf_maker_word(m, length);
	return id;
}

static void put32(struct btf_maker *m, u32 at, u32 value)
{
	memcpy(m->blob + at, &value, sizeof(value));
}

/* Puts the blob together with a header of @hdr_len bytes. */
/**
 * btf_maker_finish() - put the parts together into @m->blob
 * @m: the blob
 * @hdr_len: bytes of header, 24 or more; those past 24 are 0
 */
void btf_maker_finish(struct btf_maker *m, u32 hdr_len)
{
	u16 magic = 0xeb9f;

	memset(m->blob, 0, hdr_len);
	memcpy(m->blob, &magic, sizeof(magic));
	m->blob[2] = 1;
	put32(m, 4, hdr_len);
	put32(m, 8, 0);
	put32(m, 12, m->words * 4);
	put32(m, 16, m->words * 4);
	put32(m, 20, m->strings_len);
	memcpy(m->blob + hdr_len, m->types, m->words * 4);
	memcpy(m->blob + hdr_len + m->words * 4, m->strings, m->strings_len);
	m->size = hdr_len + m->words * 4 + m->strings_len;
}

/**
 * btf_maker_parse() - parse and index a finished blob
 * @m: the blob
 * @b: filled in
 *
 * Return: what mms_btf_parse() said.
 */
int btf_maker_parse(struct btf_maker *m, struct mms_btf *b)
{
	int err = mms_btf_parse(b, m->blob, m->size, 8);

	if (!err)
		KUNIT_ASSERT_EQ(m->test, 0,
				mms_btf_index(b, m->index, ARRAY_SIZE(m->index)));
	return err;
}

/**
 * btf_maker_parsed() - finish a blob that must parse
 * @m: the blob
 *
 * Return: it, indexed.
 */
struct mms_btf *btf_maker_parsed(struct btf_maker *m)
{
	struct mms_btf *b = kunit_kzalloc(m->test, sizeof(*b), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(m->test, b);
	btf_maker_finish(m, 24);
	KUNIT_ASSERT_EQ(m->test, 0, btf_maker_parse(m, b));
	return b;
}
