/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /proc/kallsyms as it is read: lines of `ADDRESS TYPE NAME[\t[MODULE]]`, in
 * pieces that end anywhere, searched for many names at once. Pure: it opens
 * nothing. No locks, any context.
 */
#ifndef MMSCOPE_CORE_KALLSYMS_H
#define MMSCOPE_CORE_KALLSYMS_H

#include <linux/types.h>

/**
 * MMS_KSYM_LINE - the longest line that is read; longer ones are passed over
 *
 * An address, a type, KSYM_NAME_LEN (512 since 6.1) and a module's name.
 */
#define MMS_KSYM_LINE 640

/**
 * struct mms_ksym - a name that is looked for, and what was found
 * @name: its first character, not NUL-terminated
 * @len: its length
 * @module: look in this module only; not NUL-terminated
 * @module_len: the length of that; 0 for the kernel, and then any module
 * @addr: what the first line of that name says
 * @count: how many lines of that name there were
 */
struct mms_ksym {
	const char *name;
	u32 len;
	const char *module;
	u32 module_len;
	u64 addr;
	u32 count;
};

/**
 * struct mms_ksyms - a search
 * @want: the names, sorted by mms_ksym_cmp()
 * @n: how many
 * @missing: how many of them were not found yet
 * @shown: a line had an address other than 0; kptr_restrict shows only 0
 * @held: bytes of a line that is not complete yet
 * @skip: that line is too long
 * @line: those bytes
 */
struct mms_ksyms {
	struct mms_ksym *want;
	u32 n;
	u32 missing;
	bool shown;
	u32 held;
	bool skip;
	char line[MMS_KSYM_LINE];
};

void mms_ksym_set(struct mms_ksym *k, const char *text, size_t len);
int mms_ksym_cmp(const void *a, const void *b);
void mms_ksyms_init(struct mms_ksyms *s, struct mms_ksym *want, u32 n);
void mms_ksyms_feed(struct mms_ksyms *s, const char *text, size_t len);
const struct mms_ksym *mms_ksyms_find(const struct mms_ksyms *s, const char *text, size_t len);

#endif /* MMSCOPE_CORE_KALLSYMS_H */
