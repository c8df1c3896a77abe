/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernel symbols by name, without calling anything the kernel does not export and
 * without touching what the name stands for.
 *
 * On x86 every unexported function may have had its ENDBR sealed away
 * (kernel-facts.md, 0.1), so kallsyms_lookup_name() must not be called through a
 * pointer. There are two other ways:
 *
 * /proc/kallsyms, read by the kernel itself (live/core/kallsyms.c). It has no side effect
 * and knows everything, but is some hundred thousand lines long: for many names at
 * once, mms_symbols_read() at load and struct mms_names for those of users.
 *
 * register_kprobe() with KPROBE_FLAG_DISABLED fills in the address, and for data
 * then fails with -EINVAL, having done nothing. It costs nothing, but it is for
 * variables of our own choice alone: for a function it allocates a slot for an
 * instruction, in executable memory that stays, and x86 kernels of 5.18 to 6.8 read
 * the first bytes of what the name stands for (arch_adjust_kprobe_addr()), which
 * for memory that was unmapped after boot is an oops. So: mms_symbol().
 */
#ifndef MMSCOPE_CORE_LIVE_SYMBOLS_H
#define MMSCOPE_CORE_LIVE_SYMBOLS_H

#include <linux/types.h>

struct mms_names;
struct mms_text;

unsigned long mms_symbol(const char *name);
void mms_symbols_read(const char *const *names, u32 n);
unsigned long mms_symbol_read(const char *name);
void mms_symbols_show(struct mms_text *t);

int mms_kernel_int(unsigned long symbol, int *value);
unsigned long mms_kernel_ulong(unsigned long symbol);

u64 mms_symbol_start(u64 addr);
bool mms_symbol_name(u64 addr, char *buf, size_t size);
bool mms_symbol_module(u64 addr, char *buf, size_t size);

/* live/core/names.c */
struct mms_names *mms_names_new(u32 n, size_t chars);
void mms_names_add(struct mms_names *names, const char *text);
int mms_names_search(struct mms_names *names);
int mms_names_addr(const struct mms_names *names, const char *text, u64 *addr,
		   const char **why);
void mms_names_free(struct mms_names *names);

#endif /* MMSCOPE_CORE_LIVE_SYMBOLS_H */
