/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * BTF's records as they lie in the blob, for btf.c and btf_member.c. Its own
 * constants, because the uapi header compiled with may be older than the kinds met.
 * Pure; takes no locks.
 */
#ifndef MMSCOPE_LIB_CORE_BTF_FORMAT_H
#define MMSCOPE_LIB_CORE_BTF_FORMAT_H

#include <linux/errno.h>
#include <linux/string.h>
#include <linux/types.h>
#include <mmscope/core/btf.h>

enum mms_btf_kind {
	MMS_BTF_INT = 1,
	MMS_BTF_PTR,
	MMS_BTF_ARRAY,
	MMS_BTF_STRUCT,
	MMS_BTF_UNION,
	MMS_BTF_ENUM,
	MMS_BTF_FWD,
	MMS_BTF_TYPEDEF,
	MMS_BTF_VOLATILE,
	MMS_BTF_CONST,
	MMS_BTF_RESTRICT,
	MMS_BTF_FUNC,
	MMS_BTF_FUNC_PROTO,
	MMS_BTF_VAR,
	MMS_BTF_DATASEC,
	MMS_BTF_FLOAT,
	MMS_BTF_DECL_TAG,
	MMS_BTF_TYPE_TAG,
	MMS_BTF_ENUM64,
};

/* A type: u32 name_off, info, size_or_type; then what its kind adds. */
#define MMS_BTF_TYPE	12
#define MMS_BTF_INFO_AT	4
#define MMS_BTF_SIZE_AT	8

/**
 * struct mms_btf_type - a type's fixed part, decoded
 * @name: offset in the string section
 * @kind: enum mms_btf_kind, or a newer one
 * @vlen: members, values or parameters that follow
 * @kflag: members carry bit field sizes in their offsets
 * @size_or_type: bytes, or the id of the type referred to
 * @extra: what follows, as long as its kind says
 */
struct mms_btf_type {
	u32 name;
	u32 kind;
	u32 vlen;
	bool kflag;
	u32 size_or_type;
	const u8 *extra;
};

static inline u32 mms_btf_u32(const u8 *at)
{
	u32 value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static inline u32 mms_btf_kind(u32 info)
{
	return (info >> 24) & 0x7f;
}

static inline u32 mms_btf_vlen(u32 info)
{
	return info & 0xffffff;
}

/* Id 0 is void, which has no record. */
static inline int mms_btf_type(const struct mms_btf *b, u32 id,
			       struct mms_btf_type *t)
{
	const u8 *at;
	u32 info;

	if (!id || id > b->nr_types || !b->index)
		return -EINVAL;
	at = b->types + b->index[id - 1];
	info = mms_btf_u32(at + MMS_BTF_INFO_AT);
	t->name = mms_btf_u32(at);
	t->kind = mms_btf_kind(info);
	t->vlen = mms_btf_vlen(info);
	t->kflag = info >> 31;
	t->size_or_type = mms_btf_u32(at + MMS_BTF_SIZE_AT);
	t->extra = at + MMS_BTF_TYPE;
	return 0;
}

static inline bool mms_btf_is_struct(const struct mms_btf_type *t)
{
	return t->kind == MMS_BTF_STRUCT || t->kind == MMS_BTF_UNION;
}

/* The string section ends in NUL, so every offset in it starts a string. */
static inline const char *mms_btf_name(const struct mms_btf *b, u32 offset)
{
	return offset < b->strings_len ? b->strings + offset : "";
}

#endif /* MMSCOPE_LIB_CORE_BTF_FORMAT_H */
