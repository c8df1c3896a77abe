// SPDX-License-Identifier: GPL-2.0-only
/*
 * Symbols by name: see include/mmscope/symbols.h for the method. Every name a
 * module needs is asked for once, at load, and remembered for its build file.
 * Takes no locks of the kernel's; register_kprobe() sleeps (an RCU grace period
 * for text symbols), so process context only.
 */
#include <linux/errno.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <mmscope/query.h>
#include <mmscope/symbols.h>
#include <mmscope/text.h>

/* What the modules ask for at load: a few dozen names each. */
#define ASKED_MAX 96

static struct {
	const char *name;
	bool found;
} asked[ASKED_MAX];
static unsigned int asked_n;

/* Per-CPU symbols come as offsets (kernel-facts.md A); they are no addresses. */
static bool is_kernel_address(unsigned long addr)
{
	if (IS_ENABLED(CONFIG_64BIT))
		return (long)addr < 0;
	return addr >= TASK_SIZE;
}

/*
 * The symbol an address lies in, as name+0xOFFSET/0xSIZE, and that offset.
 *
 * What is behind the last symbol counts as that one's, the pages that user mode sees
 * (vectors, vsyscall) with it: is_ksym_addr() of kernel/kallsyms.c takes those. Its
 * end is the section's then, before the address or even before the symbol.
 */
static bool find_symbol(unsigned long addr, char name[KSYM_SYMBOL_LEN], unsigned long *offset)
{
	const char *plus;
	unsigned long size;

	snprintf(name, KSYM_SYMBOL_LEN, "%pS", (void *)addr);
	plus = strrchr(name, '+');
	if (!plus || sscanf(plus, "+0x%lx/0x%lx", offset, &size) != 2)
		return false;
	return !*offset || (*offset < size && (long)size > 0);
}

/* A kprobe of an IBT kernel skips the function's ENDBR: sym + 4 on x86. */
static unsigned long to_symbol_start(unsigned long addr)
{
	unsigned long start = mms_symbol_start(addr);

	return addr - start > 16 ? addr : start;
}

/**
 * mms_symbol_lookup() - a kernel or module symbol's address
 * @name: the symbol, `module:symbol` for one of a module's
 *
 * Context: process, may sleep for an RCU grace period.
 * Return: the address, 0 when there is no such symbol or it is per-CPU.
 */
unsigned long mms_symbol_lookup(const char *name)
{
	struct kprobe probe = {
		.symbol_name = name,
		.flags = KPROBE_FLAG_DISABLED,
	};
	unsigned long addr;
	int err;

	err = register_kprobe(&probe);
	addr = (unsigned long)probe.addr;
	if (!err)
		unregister_kprobe(&probe);
	if (!addr || !is_kernel_address(addr))
		return 0;
	return to_symbol_start(addr);
}

/**
 * mms_symbol() - resolve a symbol the module depends on
 * @name: the symbol; a string that lives as long as the module
 *
 * The build file lists every name asked for and whether it was found.
 *
 * Context: module init only (no locking of the list), may sleep.
 * Return: the address, or 0.
 */
unsigned long mms_symbol(const char *name)
{
	unsigned long addr = mms_symbol_lookup(name);
	unsigned int i;

	for (i = 0; i < asked_n; i++)
		if (!strcmp(asked[i].name, name))
			return addr;
	if (asked_n < ASKED_MAX) {
		asked[asked_n].name = name;
		asked[asked_n++].found = addr;
	}
	return addr;
}

/**
 * mms_symbol_parse() - the address of `name` or `name+0x…`
 * @text: what a user wrote
 * @addr: set to the address
 * @why: set to what is wrong (static text), where something is
 *
 * Context: process, may sleep.
 * Return: 0, -ENOENT for no such symbol, -EINVAL for a malformed offset or one
 * that leads past the last address.
 */
int mms_symbol_parse(const char *text, u64 *addr, const char **why)
{
	char name[MMS_SYM_LEN];
	unsigned long start;
	u64 offset = 0;
	const char *at;
	char *plus;

	strscpy(name, text, sizeof(name));
	plus = strchr(name, '+');
	if (plus) {
		*plus = '\0';
		*why = mms_query_number(plus + 1, strlen(plus + 1), &offset, &at);
		if (*why)
			return -EINVAL;
	}
	start = mms_symbol_lookup(name);
	if (!start) {
		*why = "no such symbol";
		return -ENOENT;
	}
	if (offset > ULONG_MAX - start) {
		*why = "an offset past the last address";
		return -EINVAL;
	}
	*addr = (u64)start + offset;
	return 0;
}

/**
 * mms_symbol_start() - where the symbol starts that an address lies in
 * @addr: a kernel address; any value is safe
 *
 * Context: any.
 * Return: that start; @addr itself when it lies in no symbol.
 */
u64 mms_symbol_start(u64 addr)
{
	char name[KSYM_SYMBOL_LEN];
	unsigned long offset;

	return find_symbol(addr, name, &offset) ? addr - offset : addr;
}

/**
 * mms_symbol_name() - the symbol an address lies in, as name+0x…/0x…
 * @addr: a kernel address; any value is safe
 * @buf: where the name goes, cut to fit; the bare number if it is in none
 * @size: bytes in @buf
 *
 * Context: any.
 * Return: whether it lies in a symbol.
 */
bool mms_symbol_name(u64 addr, char *buf, size_t size)
{
	char name[KSYM_SYMBOL_LEN];
	unsigned long offset;
	bool found = find_symbol(addr, name, &offset);

	if (found)
		strscpy(buf, name, size);
	else
		snprintf(buf, size, "0x%lx", (unsigned long)addr);
	return found;
}

/**
 * mms_symbols_show() - one `symbol …` record per name mms_symbol() was asked
 * @t: the text
 *
 * No addresses: the build file is what people paste into bug reports.
 */
void mms_symbols_show(struct mms_text *t)
{
	unsigned int i;

	for (i = 0; i < asked_n; i++) {
		mms_rec(t, "symbol");
		mms_rec_str(t, "name", asked[i].name);
		mms_rec_bool(t, "found", asked[i].found);
		mms_rec_str(t, "how", "kprobe");
		mms_rec_end(t);
	}
}
