// SPDX-License-Identifier: GPL-2.0-only
/*
 * Symbols by name: see include/mmscope/core/live_symbols.h for the methods. Every name a
 * module needs is resolved once, at load, and recorded for its build file.
 * Takes no locks of the kernel.
 */
#include <linux/errno.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <mmscope/core/kallsyms.h>
#include <mmscope/core/live_files.h>
#include <mmscope/core/live_symbols.h>
#include <mmscope/core/text.h>
#include "kallsyms.h"

/* Names that a module may ask for at load; they need a few dozen each. */
#define ASKED_MAX 96

static const char by_probe[] = "kprobe", by_reading[] = "kallsyms";

static struct asked {
	const char *name;
	unsigned long addr;
	const char *how;
	const char *reason;
} asked[ASKED_MAX];
static unsigned int asked_n;

static const struct asked *asked_for(const char *name)
{
	unsigned int i;

	for (i = 0; i < asked_n; i++)
		if (!strcmp(asked[i].name, name))
			return &asked[i];
	return NULL;
}

static void remember(const char *name, unsigned long addr, const char *how,
		     const char *reason)
{
	if (WARN_ON_ONCE(asked_n == ASKED_MAX))
		return;
	asked[asked_n++] = (struct asked){ name, addr, how, reason };
}

/*
 * The symbol an address lies in, as name+0xOFFSET/0xSIZE, and that offset.
 *
 * kallsyms attributes addresses after the last symbol to that symbol, also those of
 * the pages mapped for user mode (vectors, vsyscall), which is_ksym_addr() of
 * kernel/kallsyms.c accepts. The symbol's end is then the section's, before the
 * address or even before the symbol: such a match is rejected here.
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

/* A kprobe can be registered on a function only: then @name is no variable. */
static unsigned long probe_for(const char *name, const char **reason)
{
	struct kprobe probe = {
		.symbol_name = name,
		.flags = KPROBE_FLAG_DISABLED,
	};

	if (register_kprobe(&probe))
		return (unsigned long)probe.addr;
	unregister_kprobe(&probe);
	*reason = "not a variable";
	return 0;
}

/**
 * mms_symbol() - resolve a variable of the kernel
 * @name: its symbol; a string that lives as long as the module
 *
 * It must stay for as long as the kernel runs: neither init data nor the bound of a
 * section, which may lie in init data. Not for functions, see
 * include/mmscope/core/live_symbols.h; use mms_symbols_read() for all of these.
 *
 * The build file lists every name asked for and whether it was found.
 *
 * Context: module init only (no locking of the list), may sleep.
 * Return: the address, or 0.
 */
unsigned long mms_symbol(const char *name)
{
	const struct asked *before = asked_for(name);
	const char *reason = NULL;
	unsigned long addr;

	if (before)
		return before->addr;
	if (!IS_ENABLED(CONFIG_KPROBES)) {
		mms_symbols_read(&name, 1);
		return mms_symbol_read(name);
	}
	addr = probe_for(name, &reason);
	remember(name, addr, by_probe, reason);
	return addr;
}

static int read_names(struct mms_ksyms *s, struct mms_ksym *want, const char *const *names,
		      u32 n)
{
	u32 i, left = 0;

	for (i = 0; i < n; i++)
		if (!asked_for(names[i]))
			mms_ksym_set(&want[left++], names[i], strlen(names[i]));
	sort(want, left, sizeof(*want), mms_ksym_cmp, NULL);
	mms_ksyms_init(s, want, left);
	return left ? mms_kallsyms_search(s, false) : 0;
}

/**
 * mms_symbols_read() - resolve symbols of any kind, in one reading of /proc/kallsyms
 * @names: strings that live as long as the module
 * @n: how many
 *
 * mms_symbol_read() returns what was found. Without memory for it, or when killed,
 * the module's load fails: mms_files_refuse().
 *
 * Context: module init only (no locking of the list), may sleep.
 */
void mms_symbols_read(const char *const *names, u32 n)
{
	struct mms_ksyms *s = kmalloc(sizeof(*s), GFP_KERNEL);
	struct mms_ksym *want = kmalloc_array(n, sizeof(*want), GFP_KERNEL);
	int err = s && want ? read_names(s, want, names, n) : -ENOMEM;
	u32 i;

	for (i = 0; i < n; i++) {
		const struct mms_ksym *k;

		if (asked_for(names[i]))
			continue;
		k = err ? NULL : mms_ksyms_find(s, names[i], strlen(names[i]));
		remember(names[i], k ? k->addr : 0, by_reading,
			 err ? mms_kallsyms_reason(err) : NULL);
	}
	kfree(want);
	kfree(s);
	if (err == -ENOMEM || err == -EINTR)
		mms_files_refuse(err);
}

/**
 * mms_symbol_read() - the address that mms_symbols_read() found
 * @name: one of the names it was asked for
 *
 * Context: any.
 * Return: the address, or 0.
 */
unsigned long mms_symbol_read(const char *name)
{
	const struct asked *before = asked_for(name);

	return before ? before->addr : 0;
}

/**
 * mms_symbol_start() - the start of the symbol that contains an address
 * @addr: a kernel address; any value is safe
 *
 * Context: any.
 * Return: the start; @addr itself when it lies in no symbol.
 */
u64 mms_symbol_start(u64 addr)
{
	char name[KSYM_SYMBOL_LEN];
	unsigned long offset;

	return find_symbol(addr, name, &offset) ? addr - offset : addr;
}

/**
 * mms_symbol_name() - the symbol that contains an address, as name+0x…/0x…
 * @addr: a kernel address; any value is safe
 * @buf: receives the name, cut to fit; the bare number if it is in none
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
 * mms_symbol_module() - the module whose memory an address lies in
 * @addr: a kernel address; any value is safe
 * @buf: receives the module's name, cut to fit: as kallsyms has it, so that code which
 *	the kernel makes as it runs is of "bpf", "__builtin__ftrace" or
 *	"__builtin__kprobes"
 * @size: bytes in @buf
 *
 * It need not lie in a symbol: any symbol of the module that comes before it will do.
 *
 * Context: any.
 * Return: whether one was found.
 */
bool mms_symbol_module(u64 addr, char *buf, size_t size)
{
	char name[KSYM_SYMBOL_LEN], *open;

	snprintf(name, sizeof(name), "%pS", (void *)(unsigned long)addr);
	open = strstr(name, " [");
	if (!open || strscpy(buf, open + 2, size) < 0)
		return false;
	/* "[module]", or "[module BUILD-ID]" */
	buf[strcspn(buf, " ]")] = '\0';
	return *buf;
}

/**
 * mms_symbols_show() - one `symbol …` record per name that was asked for at load
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
		mms_rec_bool(t, "found", asked[i].addr);
		mms_rec_str(t, "how", asked[i].how);
		if (asked[i].reason)
			mms_rec_str(t, "reason", asked[i].reason);
		mms_rec_end(t);
	}
}

/**
 * mms_kernel_int() - read one of the kernel's int variables
 * @symbol: its address, 0 for one that was not found
 * @value: receives it
 *
 * Return: 0, -ENOENT, -EFAULT.
 */
int mms_kernel_int(unsigned long symbol, int *value)
{
	if (!symbol)
		return -ENOENT;
	return copy_from_kernel_nofault(value, (void *)symbol, sizeof(*value)) ?
		-EFAULT : 0;
}

/**
 * mms_kernel_ulong() - read one of the kernel's variables of an address' length
 * @symbol: its address, 0 for one that was not found
 *
 * Return: its value; 0 where it can't be read.
 */
unsigned long mms_kernel_ulong(unsigned long symbol)
{
	unsigned long value;

	if (!symbol || copy_from_kernel_nofault(&value, (void *)symbol, sizeof(value)))
		return 0;
	return value;
}
