/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Makes BTF blobs for the suites: see btf_maker.c. Takes no locks.
 */
#ifndef MMSCOPE_KUNIT_CORE_BTF_MAKER_H
#define MMSCOPE_KUNIT_CORE_BTF_MAKER_H

#include <kunit/test.h>
#include <linux/types.h>
#include <mmscope/core/btf.h>
#include "../../lib/core/btf_format.h"

#define BTF_MAKER_ROOM	4096
#define BTF_MAKER_KFLAG	0x80

/**
 * struct btf_maker - a blob in the making
 * @test: whose memory it is
 * @types: the type section
 * @words: words in it
 * @ids: types in it
 * @strings: the string section
 * @strings_len: bytes in it
 * @blob: both behind a header, once finished
 * @size: bytes in @blob
 * @index: of the parsed blob
 */
struct btf_maker {
	struct kunit *test;
	u32 types[BTF_MAKER_ROOM / 4];
	u32 words;
	u32 ids;
	char strings[BTF_MAKER_ROOM];
	u32 strings_len;
	u8 blob[2 * BTF_MAKER_ROOM + 64];
	u32 size;
	u32 index[256];
};

struct btf_maker *btf_maker(struct kunit *test);
void btf_maker_word(struct btf_maker *m, u32 value);
u32 btf_maker_type(struct btf_maker *m, const char *name, u32 kind, u32 vlen,
		   u32 size_or_type);
void btf_maker_member(struct btf_maker *m, const char *name, u32 id, u32 offset);
u32 btf_maker_int(struct btf_maker *m, const char *name, u32 bytes);
u32 btf_maker_array(struct btf_maker *m, u32 of, u32 length);
void btf_maker_finish(struct btf_maker *m, u32 hdr_len);
int btf_maker_parse(struct btf_maker *m, struct mms_btf *b);
struct mms_btf *btf_maker_parsed(struct btf_maker *m);

#endif /* MMSCOPE_KUNIT_CORE_BTF_MAKER_H */
