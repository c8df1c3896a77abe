/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A reader for the kernel's BTF type information: enough of it to ask where a
 * member of a struct lies. Pure: the blob is given, nothing is called or
 * locked, any context.
 *
 * The blob is not trusted. Every offset and count in it is bounded by its
 * size, so that a truncated or hostile one gives an error, never a wild read.
 *
 * Format: Documentation/bpf/btf.rst and include/uapi/linux/btf.h of 5.10, 6.1,
 * 6.12 and 7.2. 7.2 widened kind to 7 bits and vlen to 24; the bits it took
 * were zero before, so that all are read the wide way.
 */
#ifndef MMSCOPE_CORE_BTF_H
#define MMSCOPE_CORE_BTF_H

#include <linux/types.h>

/** MMS_BTF_MAX_TYPES - more types than any kernel's BTF holds (BTF_MAX_TYPE) */
#define MMS_BTF_MAX_TYPES 0x000fffff

/** MMS_BTF_HEAD - the bytes of a blob that mms_btf_size() looks at */
#define MMS_BTF_HEAD 32

/**
 * struct mms_btf - a BTF blob, checked
 * @types: the type section
 * @types_len: bytes in it
 * @strings: the string section; its last byte is NUL
 * @strings_len: bytes in it
 * @layout: the per-kind record sizes some kernels since 7.2 add, or NULL
 * @layout_kinds: kinds @layout describes
 * @nr_types: types in the blob; their ids are 1 to @nr_types
 * @index: the offset in @types of each type, by id - 1; the caller's memory
 * @pointer_size: bytes of a pointer, which BTF does not say
 */
struct mms_btf {
	const u8 *types;
	u32 types_len;
	const char *strings;
	u32 strings_len;
	const u8 *layout;
	u32 layout_kinds;
	u32 nr_types;
	const u32 *index;
	u32 pointer_size;
};

/**
 * struct mms_btf_member - where a member of a struct lies
 * @offset: bytes from the start of the struct
 * @size: its bytes; 0 for a flexible array
 * @bit: for bit fields the first bit within @offset's byte, else 0
 * @bits: for bit fields their width, else 0
 */
struct mms_btf_member {
	u32 offset;
	u32 size;
	u32 bit;
	u32 bits;
};

u64 mms_btf_size(const void *head);
int mms_btf_parse(struct mms_btf *b, const void *blob, size_t size,
		  u32 pointer_size);
int mms_btf_index(struct mms_btf *b, u32 *index, u32 count);
u32 mms_btf_struct(const struct mms_btf *b, const char *name, u32 after);
int mms_btf_struct_size(const struct mms_btf *b, u32 id, u32 *size);
int mms_btf_member(const struct mms_btf *b, u32 id, const char *path,
		   struct mms_btf_member *m);

#endif /* MMSCOPE_CORE_BTF_H */
