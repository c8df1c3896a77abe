/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernel symbols by name, without calling anything the kernel does not export.
 *
 * On x86 every unexported function may have had its ENDBR sealed away
 * (kernel-facts.md, 0.1), so kallsyms_lookup_name() must not be called through
 * a pointer. register_kprobe() with KPROBE_FLAG_DISABLED fills in the address
 * and arms nothing; for data it then fails with -EINVAL, address filled in all
 * the same (kernel/kprobes.c: 5.10 l.1699, 6.1 l.1624, 6.12 l.1634, 7.2 l.1722).
 */
#ifndef MMSCOPE_SYMBOLS_H
#define MMSCOPE_SYMBOLS_H

#include <linux/types.h>

struct mms_text;

unsigned long mms_symbol(const char *name);
unsigned long mms_symbol_lookup(const char *name);
int mms_symbol_parse(const char *text, u64 *addr, const char **why);
u64 mms_symbol_start(u64 addr);
bool mms_symbol_name(u64 addr, char *buf, size_t size);
void mms_symbols_show(struct mms_text *t);

#endif /* MMSCOPE_SYMBOLS_H */
