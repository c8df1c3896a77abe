// SPDX-License-Identifier: GPL-2.0-only
/*
 * The BTF blob as a list of types: header, records, names. The members of structs
 * are in btf_member.c. Pure; takes no locks.
 *
 * mms_btf_parse() walks every record once and refuses a blob in which one does
 * not fit, so that everything after it may rely on whole records.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/core/btf.h>
#include "btf_format.h"

/* The header's fields, in bytes; all u32 but the first four bytes. */
#define HDR_LEN_AT	4
#define TYPE_OFF_AT	8
#define TYPE_LEN_AT	12
#define STR_OFF_AT	16
#define STR_LEN_AT	20
#define HDR_MIN		24
#define LAYOUT_OFF_AT	24
#define LAYOUT_LEN_AT	28
#define HDR_LAYOUT	32

/* One row of the layout section: info_sz, elem_sz, u16 flags. */
#define LAYOUT_ROW 4

#define BTF_MAGIC	0xeb9f
#define BTF_VERSION	1

/* Bytes that follow a type's 12: @fixed, and @each times vlen. */
struct extra {
	u8 known;
	u8 fixed;
	u8 each;
};

static const struct extra extras[] = {
	[MMS_BTF_INT] = { 1, 4, 0 },
	[MMS_BTF_PTR] = { 1, 0, 0 },
	[MMS_BTF_ARRAY] = { 1, 12, 0 },
	[MMS_BTF_STRUCT] = { 1, 0, 12 },
	[MMS_BTF_UNION] = { 1, 0, 12 },
	[MMS_BTF_ENUM] = { 1, 0, 8 },
	[MMS_BTF_FWD] = { 1, 0, 0 },
	[MMS_BTF_TYPEDEF] = { 1, 0, 0 },
	[MMS_BTF_VOLATILE] = { 1, 0, 0 },
	[MMS_BTF_CONST] = { 1, 0, 0 },
	[MMS_BTF_RESTRICT] = { 1, 0, 0 },
	[MMS_BTF_FUNC] = { 1, 0, 0 },
	[MMS_BTF_FUNC_PROTO] = { 1, 0, 8 },
	[MMS_BTF_VAR] = { 1, 4, 0 },
	[MMS_BTF_DATASEC] = { 1, 0, 12 },
	[MMS_BTF_FLOAT] = { 1, 0, 0 },
	[MMS_BTF_DECL_TAG] = { 1, 4, 0 },
	[MMS_BTF_TYPE_TAG] = { 1, 0, 0 },
	[MMS_BTF_ENUM64] = { 1, 0, 12 },
};

static int section(u64 size, u32 hdr_len, u32 off, u32 len)
{
	return (u64)hdr_len + off + len <= size ? 0 : -EINVAL;
}

static u64 section_end(const u8 *head, u32 off_at)
{
	return (u64)mms_btf_u32(head + HDR_LEN_AT) + mms_btf_u32(head + off_at) +
	       mms_btf_u32(head + off_at + 4);
}

/**
 * mms_btf_size() - how long a blob is, by its header
 * @head: the first MMS_BTF_HEAD bytes of it
 *
 * Return: the bytes up to the end of its last section; 0 when @head is no header.
 */
u64 mms_btf_size(const void *head)
{
	u32 hdr_len = mms_btf_u32(head + HDR_LEN_AT);
	u64 size;
	u16 magic;

	memcpy(&magic, head, sizeof(magic));
	if (magic != BTF_MAGIC || hdr_len < HDR_MIN)
		return 0;
	size = max(section_end(head, TYPE_OFF_AT), section_end(head, STR_OFF_AT));
	return hdr_len < HDR_LAYOUT ? size : max(size, section_end(head, LAYOUT_OFF_AT));
}

static int parse_header(struct mms_btf *b, const u8 *blob, u64 size)
{
	u32 hdr_len, off, len;
	u16 magic;

	if (size < HDR_MIN)
		return -EINVAL;
	memcpy(&magic, blob, sizeof(magic));
	hdr_len = mms_btf_u32(blob + HDR_LEN_AT);
	if (magic != BTF_MAGIC || blob[2] != BTF_VERSION)
		return -EINVAL;
	if (hdr_len < HDR_MIN || hdr_len > size)
		return -EINVAL;

	off = mms_btf_u32(blob + TYPE_OFF_AT);
	len = mms_btf_u32(blob + TYPE_LEN_AT);
	if (section(size, hdr_len, off, len))
		return -EINVAL;
	b->types = blob + hdr_len + off;
	b->types_len = len;

	off = mms_btf_u32(blob + STR_OFF_AT);
	len = mms_btf_u32(blob + STR_LEN_AT);
	if (section(size, hdr_len, off, len) || !len)
		return -EINVAL;
	b->strings = (const char *)blob + hdr_len + off;
	b->strings_len = len;
	if (b->strings[0] || b->strings[len - 1])
		return -EINVAL;

	if (hdr_len < HDR_LAYOUT)
		return 0;
	off = mms_btf_u32(blob + LAYOUT_OFF_AT);
	len = mms_btf_u32(blob + LAYOUT_LEN_AT);
	if (section(size, hdr_len, off, len))
		return -EINVAL;
	b->layout = blob + hdr_len + off;
	b->layout_kinds = len / LAYOUT_ROW;
	return 0;
}

/*
 * The size of the record at @offset, 0 when it does not fit or its kind's size
 * is unknown. Kinds newer than this file are stepped over where the blob says
 * how long they are.
 */
static u64 record_size(const struct mms_btf *b, u32 offset)
{
	u32 left = b->types_len - offset;
	u32 info, kind, vlen;
	u64 size;

	if (left < MMS_BTF_TYPE)
		return 0;
	info = mms_btf_u32(b->types + offset + MMS_BTF_INFO_AT);
	kind = mms_btf_kind(info);
	vlen = mms_btf_vlen(info);
	if (kind < ARRAY_SIZE(extras) && extras[kind].known) {
		size = extras[kind].fixed + (u64)vlen * extras[kind].each;
	} else if (kind && kind < b->layout_kinds) {
		const u8 *row = b->layout + kind * LAYOUT_ROW;

		size = row[0] + (u64)vlen * row[1];
	} else {
		return 0;
	}
	size += MMS_BTF_TYPE;
	return size <= left ? size : 0;
}

/**
 * mms_btf_parse() - check a BTF blob, and count its types
 * @b: filled in; it points into @blob, which must outlive it
 * @blob: the blob, in the byte order of this machine
 * @size: bytes in it
 * @pointer_size: bytes of a pointer on the machine the blob describes
 *
 * Return: 0; -EINVAL when it is no BTF, is truncated, or a record does not fit;
 * -E2BIG for more than MMS_BTF_MAX_TYPES types.
 */
int mms_btf_parse(struct mms_btf *b, const void *blob, size_t size,
		  u32 pointer_size)
{
	u32 offset = 0;
	int err;

	memset(b, 0, sizeof(*b));
	b->pointer_size = pointer_size;
	err = parse_header(b, blob, size);
	if (err)
		return err;
	while (offset < b->types_len) {
		u64 len = record_size(b, offset);

		if (!len)
			return -EINVAL;
		if (++b->nr_types > MMS_BTF_MAX_TYPES)
			return -E2BIG;
		offset += len;
	}
	return 0;
}

/**
 * mms_btf_index() - find every type's record, so that types can be followed
 * @b: the parsed blob
 * @index: room for @b->nr_types offsets; must outlive @b
 * @count: entries in @index
 *
 * Return: 0, -ENOSPC when @count is too small.
 */
int mms_btf_index(struct mms_btf *b, u32 *index, u32 count)
{
	u32 offset = 0, i;

	if (count < b->nr_types)
		return -ENOSPC;
	for (i = 0; i < b->nr_types; i++) {
		index[i] = offset;
		offset += record_size(b, offset);
	}
	b->index = index;
	return 0;
}

/**
 * mms_btf_struct() - the struct of a name
 * @b: the indexed blob
 * @name: its tag, without `struct`
 * @after: 0, or the id of the last one found: several files of the kernel may
 *	each have a struct of that name
 *
 * Return: the type's id, 0 when there is no (further) one.
 */
u32 mms_btf_struct(const struct mms_btf *b, const char *name, u32 after)
{
	struct mms_btf_type t;
	u32 id;

	for (id = after + 1; id && !mms_btf_type(b, id, &t); id++)
		if (t.kind == MMS_BTF_STRUCT &&
		    !strcmp(mms_btf_name(b, t.name), name))
			return id;
	return 0;
}

/**
 * mms_btf_struct_size() - a struct's bytes
 * @b: the indexed blob
 * @id: of a struct or union
 * @size: set to sizeof
 *
 * Return: 0, -EINVAL when @id is not a struct or union.
 */
int mms_btf_struct_size(const struct mms_btf *b, u32 id, u32 *size)
{
	struct mms_btf_type t;

	if (mms_btf_type(b, id, &t) || !mms_btf_is_struct(&t))
		return -EINVAL;
	*size = t.size_or_type;
	return 0;
}
