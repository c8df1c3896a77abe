/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The layout check: a struct of the kernel's is read only after the running
 * kernel's BTF was seen to agree with what this module was compiled with,
 * member by member. Headers of another build, or a private struct copied from
 * the kernel's source, otherwise turn offsets into guesses.
 */
#ifndef MMSCOPE_CORE_LAYOUT_H
#define MMSCOPE_CORE_LAYOUT_H

#include <linux/stddef.h>
#include <linux/types.h>

struct mms_text;

/**
 * struct mms_layout_member - where this module expects a member
 * @path: as for mms_btf_member(); NULL for the struct as a whole
 * @offset: bytes from the start of the struct
 * @size: bytes
 */
struct mms_layout_member {
	const char *path;
	u32 offset;
	u32 size;
};

/**
 * MMS_LAYOUT_SIZE - the row for a struct's own size
 * @type: struct tag
 */
#define MMS_LAYOUT_SIZE(type) { NULL, 0, sizeof(struct type) }

/**
 * MMS_LAYOUT_AT - the row for a member reached by a path
 * @type: struct tag
 * @path: the path in BTF's terms, without array indices
 * @member: the same in C's terms
 */
#define MMS_LAYOUT_AT(type, path, member) \
	{ path, offsetof(struct type, member), \
	  sizeof(((struct type *)0)->member) }

/**
 * MMS_LAYOUT - the row for a member
 * @type: struct tag
 * @member: its name
 */
#define MMS_LAYOUT(type, member) MMS_LAYOUT_AT(type, #member, member)

/**
 * enum mms_layout_result - how a struct compared
 * @MMS_LAYOUT_UNCHECKED: not checked yet
 * @MMS_LAYOUT_OK: every row agrees
 * @MMS_LAYOUT_MISMATCH: a row does not; @bad says which
 * @MMS_LAYOUT_ABSENT: the kernel has no struct of that name
 * @MMS_LAYOUT_NO_BTF: the kernel has no BTF, or not one that can be read
 */
enum mms_layout_result {
	MMS_LAYOUT_UNCHECKED,
	MMS_LAYOUT_OK,
	MMS_LAYOUT_MISMATCH,
	MMS_LAYOUT_ABSENT,
	MMS_LAYOUT_NO_BTF,
};

/**
 * struct mms_layout - one struct's rows, and how they compared
 * @type: struct tag
 * @members: the rows
 * @count: how many
 * @result: filled in by mms_layout_check()
 * @bad: the first row that did not agree
 * @kernel_offset: @bad's offset in the running kernel; ~0 when it has no such
 *	member
 * @kernel_size: @bad's size there
 */
struct mms_layout {
	const char *type;
	const struct mms_layout_member *members;
	u32 count;
	enum mms_layout_result result;
	const struct mms_layout_member *bad;
	u32 kernel_offset;
	u32 kernel_size;
};

/**
 * MMS_LAYOUT_OF - a struct mms_layout from an array of rows
 * @tag: struct tag
 * @rows: the array
 */
#define MMS_LAYOUT_OF(tag, rows) \
	{ .type = #tag, .members = (rows), .count = ARRAY_SIZE(rows) }

/* Pure, lib/core/layout.c. */
struct mms_btf;
void mms_layout_compare(const struct mms_btf *b, struct mms_layout *l);
bool mms_layout_ok(const struct mms_layout *l, u32 count);
const char *mms_layout_reason(const struct mms_layout *l, u32 count);
const char *mms_layout_fault(const struct mms_layout *l, u32 count);
void mms_layout_show(struct mms_text *t, const struct mms_layout *l, u32 count);

#endif /* MMSCOPE_CORE_LAYOUT_H */
