// SPDX-License-Identifier: GPL-2.0-only
/*
 * Comparing what a module was compiled with to what BTF says: see
 * include/mmscope/core/layout.h. Pure; takes no locks.
 */
#include <linux/kernel.h>
#include <linux/limits.h>
#include <mmscope/core/btf.h>
#include <mmscope/core/layout.h>
#include <mmscope/core/text.h>

static bool member_agrees(const struct mms_btf *b, u32 id,
			  const struct mms_layout_member *row,
			  struct mms_layout *l)
{
	struct mms_btf_member m = { .offset = U32_MAX };
	bool found;

	if (row->path) {
		found = !mms_btf_member(b, id, row->path, &m) && !m.bits;
	} else {
		m.offset = 0;
		found = !mms_btf_struct_size(b, id, &m.size);
	}
	if (found && m.offset == row->offset && m.size == row->size)
		return true;
	l->bad = row;
	l->kernel_offset = m.offset;
	l->kernel_size = m.size;
	return false;
}

static bool struct_agrees(const struct mms_btf *b, u32 id, struct mms_layout *l)
{
	u32 i;

	for (i = 0; i < l->count; i++)
		if (!member_agrees(b, id, &l->members[i], l))
			return false;
	return true;
}

/**
 * mms_layout_compare() - compare one struct with the kernel's
 * @b: the kernel's indexed BTF
 * @l: the rows; the result is filled in
 *
 * Where the kernel has several structs of the name, one of them must agree in
 * every row.
 */
void mms_layout_compare(const struct mms_btf *b, struct mms_layout *l)
{
	u32 id = mms_btf_struct(b, l->type, 0);

	if (!id) {
		l->result = MMS_LAYOUT_ABSENT;
		return;
	}
	for (; id; id = mms_btf_struct(b, l->type, id)) {
		if (struct_agrees(b, id, l)) {
			l->bad = NULL;
			l->result = MMS_LAYOUT_OK;
			return;
		}
	}
	l->result = MMS_LAYOUT_MISMATCH;
}

/**
 * mms_layout_ok() - do all of these structs agree?
 * @l: the structs
 * @count: how many
 *
 * Return: true when every one was compared and agrees.
 */
bool mms_layout_ok(const struct mms_layout *l, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++)
		if (l[i].result != MMS_LAYOUT_OK)
			return false;
	return true;
}

/**
 * mms_layout_reason() - why structs can't be read, for a person
 * @l: the structs, not all of which agree
 * @count: how many
 *
 * Return: static text; the build file has the details.
 */
const char *mms_layout_reason(const struct mms_layout *l, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++) {
		switch (l[i].result) {
		case MMS_LAYOUT_MISMATCH:
			return "a struct differs from the running kernel's, see build";
		case MMS_LAYOUT_ABSENT:
			return "the kernel's BTF lacks a struct, see build";
		case MMS_LAYOUT_NO_BTF:
			return "the kernel has no BTF to check struct layouts by";
		default:
			break;
		}
	}
	return "struct layouts were not checked";
}

/**
 * mms_layout_fault() - would a struct of public headers be misread?
 * @l: the structs, compared
 * @count: how many
 *
 * Without BTF there is nothing to compare with: then the headers are trusted, as
 * every module that uses them does. This is not for copies of private structs: those
 * need mms_layout_ok().
 *
 * Return: NULL when none would, else static text.
 */
const char *mms_layout_fault(const struct mms_layout *l, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++)
		if (l[i].result != MMS_LAYOUT_OK && l[i].result != MMS_LAYOUT_NO_BTF)
			return mms_layout_reason(&l[i], 1);
	return NULL;
}

static const char *result_name(enum mms_layout_result result)
{
	static const char *const names[] = {
		[MMS_LAYOUT_UNCHECKED] = "unchecked",
		[MMS_LAYOUT_OK] = "ok",
		[MMS_LAYOUT_MISMATCH] = "mismatch",
		[MMS_LAYOUT_ABSENT] = "absent",
		[MMS_LAYOUT_NO_BTF] = "no_btf",
	};

	return names[result];
}

/**
 * mms_layout_show() - one `layout …` record a struct, for build files
 * @t: the text
 * @l: the structs
 * @count: how many
 */
void mms_layout_show(struct mms_text *t, const struct mms_layout *l, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++) {
		mms_rec(t, "layout");
		mms_rec_str(t, "struct", l[i].type);
		mms_rec_str(t, "result", result_name(l[i].result));
		mms_rec_dec(t, "compared", l[i].count);
		if (l[i].result == MMS_LAYOUT_MISMATCH && l[i].bad) {
			mms_rec_str(t, "member", l[i].bad->path ?: "(size)");
			mms_rec_hex(t, "offset", l[i].bad->offset);
			mms_rec_dec(t, "size", l[i].bad->size);
			if (l[i].kernel_offset == U32_MAX) {
				mms_rec_str(t, "kernel", "no such member");
			} else {
				mms_rec_hex(t, "kernel_offset", l[i].kernel_offset);
				mms_rec_dec(t, "kernel_size", l[i].kernel_size);
			}
		}
		mms_rec_end(t);
	}
}
