// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where a struct's member lies, and how large it is, by the kernel's BTF.
 * Pure; takes no locks. Loops over chains of types are bounded: a blob may
 * make a type refer to itself.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <mmscope/core/btf.h>
#include "btf_format.h"

/* typedef, const and array chains, and structs without a name inside structs. */
#define CHAIN_MAX	32
#define NESTING_MAX	8
/* Members looked at for one name: a search of structs that hold themselves must end. */
#define STEPS_MAX	65536

#define MEMBER		12	/* u32 name_off, type, offset */

/* A member found: its type, and where it is in bits. */
struct found {
	u32 type;
	u64 bit_offset;
	u32 bits;
};

/* Follow typedefs and qualifiers. */
static int skip_modifiers(const struct mms_btf *b, u32 id,
			  struct mms_btf_type *t)
{
	int i;

	for (i = 0; i < CHAIN_MAX; i++) {
		if (mms_btf_type(b, id, t))
			return -EINVAL;
		switch (t->kind) {
		case MMS_BTF_TYPEDEF:
		case MMS_BTF_VOLATILE:
		case MMS_BTF_CONST:
		case MMS_BTF_RESTRICT:
		case MMS_BTF_TYPE_TAG:
			id = t->size_or_type;
			break;
		default:
			return 0;
		}
	}
	return -ELOOP;
}

/* An array's record: u32 type, index_type, nelems. */
static u32 array_type(const struct mms_btf_type *t)
{
	return mms_btf_u32(t->extra);
}

static u32 array_length(const struct mms_btf_type *t)
{
	return mms_btf_u32(t->extra + 8);
}

static int type_size(const struct mms_btf *b, u32 id, u32 *size)
{
	struct mms_btf_type t;
	u64 times = 1;
	int i, err;

	for (i = 0; i < CHAIN_MAX; i++) {
		err = skip_modifiers(b, id, &t);
		if (err)
			return err;
		if (t.kind != MMS_BTF_ARRAY)
			break;
		times *= array_length(&t);
		if (times > U32_MAX)
			return -EINVAL;
		id = array_type(&t);
	}
	switch (t.kind) {
	case MMS_BTF_PTR:
		times *= b->pointer_size;
		break;
	case MMS_BTF_INT:
	case MMS_BTF_STRUCT:
	case MMS_BTF_UNION:
	case MMS_BTF_ENUM:
	case MMS_BTF_FLOAT:
	case MMS_BTF_ENUM64:
		times *= t.size_or_type;
		break;
	default:
		return -EINVAL;
	}
	if (times > U32_MAX)
		return -EINVAL;
	*size = times;
	return 0;
}

/* Offsets are bits; with kflag the top byte is a bit field's width. */
static void read_member(const struct mms_btf_type *t, const u8 *at,
			struct found *f)
{
	u32 offset = mms_btf_u32(at + 8);

	f->type = mms_btf_u32(at + 4);
	f->bit_offset = t->kflag ? offset & 0xffffff : offset;
	f->bits = t->kflag ? offset >> 24 : 0;
}

static bool same_name(const char *name, const char *part, size_t len)
{
	return !strncmp(name, part, len) && !name[len];
}

/*
 * Look for a member in @t, and in the structs and unions without a name in it:
 * depth first, with a stack of its own instead of recursion.
 */
static int find_in(const struct mms_btf *b, const struct mms_btf_type *t,
		   const char *part, size_t len, struct found *f)
{
	struct {
		struct mms_btf_type t;
		u32 next;
		u64 base;
	} level[NESTING_MAX];
	int depth = 0, steps = 0;

	level[0].t = *t;
	level[0].next = 0;
	level[0].base = 0;
	while (depth >= 0) {
		const u8 *at = level[depth].t.extra +
			       (size_t)level[depth].next * MEMBER;
		struct mms_btf_type inner;
		const char *name;

		if (++steps > STEPS_MAX)
			return -ELOOP;
		if (level[depth].next++ >= level[depth].t.vlen) {
			depth--;
			continue;
		}
		name = mms_btf_name(b, mms_btf_u32(at));
		read_member(&level[depth].t, at, f);
		f->bit_offset += level[depth].base;
		if (same_name(name, part, len))
			return 0;
		if (*name || skip_modifiers(b, f->type, &inner) ||
		    !mms_btf_is_struct(&inner) || depth + 1 == NESTING_MAX)
			continue;
		depth++;
		level[depth].t = inner;
		level[depth].next = 0;
		level[depth].base = f->bit_offset;
	}
	return -ENOENT;
}

/* The struct in which a path continues: a member's type, or its array's element. */
static int step_into(const struct mms_btf *b, u32 id, struct mms_btf_type *t)
{
	int i, err;

	for (i = 0; i < CHAIN_MAX; i++) {
		err = skip_modifiers(b, id, t);
		if (err)
			return err;
		if (t->kind != MMS_BTF_ARRAY)
			return mms_btf_is_struct(t) ? 0 : -ENOENT;
		id = array_type(t);
	}
	return -ELOOP;
}

static int describe(const struct mms_btf *b, const struct found *f, u64 base,
		    struct mms_btf_member *m)
{
	u64 at = base + f->bit_offset;
	struct mms_btf_type t;
	u32 bits = f->bits, encoding;
	int err = type_size(b, f->type, &m->size);

	if (err)
		return err;
	/* Before kflag a bit field was an INT narrower than its size. */
	if (!bits && !skip_modifiers(b, f->type, &t) && t.kind == MMS_BTF_INT) {
		encoding = mms_btf_u32(t.extra);
		at += (encoding >> 16) & 0xff;
		if ((encoding & 0xff) < (u64)m->size * 8)
			bits = encoding & 0xff;
	}
	if (at >> 3 > U32_MAX)
		return -EINVAL;
	m->offset = at >> 3;
	m->bit = at & 7;
	m->bits = bits;
	return 0;
}

/**
 * mms_btf_member() - where a struct's member lies
 * @b: the indexed blob
 * @id: of a struct or union
 * @path: the member's name; `a.b` for member b of the struct that member a is,
 *	or of the first element of the array that it is. Members of structs and
 *	unions without a name are found by their own name, as in C.
 * @m: filled in
 *
 * Return: 0; -ENOENT when there is no such member; -EINVAL or -ELOOP for a blob
 * that makes no sense.
 */
int mms_btf_member(const struct mms_btf *b, u32 id, const char *path,
		   struct mms_btf_member *m)
{
	struct mms_btf_type t;
	struct found f;
	u64 base = 0;
	int err;

	if (mms_btf_type(b, id, &t) || !mms_btf_is_struct(&t))
		return -EINVAL;
	for (;;) {
		size_t len = strcspn(path, ".");

		err = len ? find_in(b, &t, path, len, &f) : -ENOENT;
		if (err)
			return err;
		if (!path[len])
			return describe(b, &f, base, m);
		base += f.bit_offset;
		err = step_into(b, f.type, &t);
		if (err)
			return err;
		path += len + 1;
	}
}
