// SPDX-License-Identifier: GPL-2.0-only
/*
 * Symbols named by users, of any kind: those of one batch of queries are all looked up
 * in one reading of /proc/kallsyms, see include/mmscope/core/live_symbols.h. Takes no locks.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mmscope/core/kallsyms.h>
#include <mmscope/core/live_sort.h>
#include <mmscope/core/live_symbols.h>
#include <mmscope/core/query.h>
#include "kallsyms.h"

/* The linker's bounds of the per-CPU section. */
static const char percpu_start[] = "__per_cpu_start", percpu_end[] = "__per_cpu_end";

/**
 * struct mms_names - symbol names and what was found for them
 * @search: the search
 * @room: entries that @want has room for
 * @n: entries in use
 * @err: why the search failed, -errno
 * @want: the names
 * @at: offset of the next name in @chars
 * @chars: the characters of all names
 */
struct mms_names {
	struct mms_ksyms search;
	u32 room;
	u32 n;
	int err;
	struct mms_ksym *want;
	char *at;
	char chars[];
};

/* The length of the symbol in `symbol+offset`. */
static size_t name_len(const char *text)
{
	return strcspn(text, "+");
}

/**
 * mms_names_new() - allocate room for names
 * @n: how many there will be at most
 * @chars: the sum of their lengths
 *
 * Return: the names, none yet, for mms_names_free(); NULL without memory.
 */
struct mms_names *mms_names_new(u32 n, size_t chars)
{
	struct mms_names *names;
	u32 room = n + 2;

	names = kvzalloc(struct_size(names, chars, chars), GFP_KERNEL_ACCOUNT);
	if (!names)
		return NULL;
	names->want = kvmalloc_array(room, sizeof(*names->want), GFP_KERNEL_ACCOUNT);
	if (!names->want) {
		kvfree(names);
		return NULL;
	}
	names->room = room;
	names->at = names->chars;
	return names;
}

/**
 * mms_names_add() - add a name to be looked up
 * @names: the names
 * @text: `symbol`, `module:symbol`, either with `+offset`; it is copied
 */
void mms_names_add(struct mms_names *names, const char *text)
{
	size_t len = name_len(text);

	if (WARN_ON_ONCE(names->n + 2 >= names->room))
		return;
	memcpy(names->at, text, len);
	mms_ksym_set(&names->want[names->n++], names->at, len);
	names->at += len;
}

/**
 * mms_names_search() - look up all names
 * @names: the names; none may be added afterwards
 *
 * Context: process, may sleep; takes about as long as `cat /proc/kallsyms`.
 * Return: 0, -ENOMEM, -EINTR after a fatal signal. Other errors of the search are not
 * returned here but by mms_names_addr() for each name.
 */
int mms_names_search(struct mms_names *names)
{
	int err;

	if (!names->n)
		return 0;
	mms_ksym_set(&names->want[names->n++], percpu_start, strlen(percpu_start));
	mms_ksym_set(&names->want[names->n++], percpu_end, strlen(percpu_end));
	err = mms_sort_large((void **)&names->want, names->n, names->n, sizeof(*names->want),
			     mms_ksym_cmp);
	if (err)
		return err;
	mms_ksyms_init(&names->search, names->want, names->n);
	names->err = mms_kallsyms_search(&names->search, true);
	return names->err == -ENOMEM || names->err == -EINTR ? names->err : 0;
}

static u64 addr_of(const struct mms_names *names, const char *name)
{
	const struct mms_ksym *k = mms_ksyms_find(&names->search, name, strlen(name));

	return k ? k->addr : 0;
}

/*
 * A per-CPU symbol's value is an offset from 0 on x86 up to 6.14, else an address in
 * the section that boot copied for each CPU and freed.
 */
static bool is_percpu(const struct mms_names *names, const struct mms_ksym *k)
{
	return !k->module_len && k->addr >= addr_of(names, percpu_start) &&
	       k->addr < addr_of(names, percpu_end);
}

/* Absolute symbols hold constants, which are no addresses. */
static bool is_kernel_address(u64 addr)
{
	if (IS_ENABLED(CONFIG_64BIT))
		return (s64)addr < 0;
	return addr >= TASK_SIZE;
}

static const char *fault_of(const struct mms_names *names, const struct mms_ksym *k)
{
	if (names->err)
		return mms_kallsyms_reason(names->err);
	if (!k || !k->count)
		return "no such symbol";
	if (is_percpu(names, k))
		return "a per-CPU symbol: each CPU has a copy, at an address of its own";
	return is_kernel_address(k->addr) ? NULL : "a symbol that is not an address";
}

/**
 * mms_names_addr() - the address found for a name
 * @names: the names, searched
 * @text: as it was added
 * @addr: set to the address
 * @why: set to what is wrong (static text) on error
 *
 * Of several symbols with the name it is the first, as for kallsyms_lookup_name().
 *
 * Return: 0; -ENOENT for no such symbol, or when the search failed; -EINVAL for a
 * malformed offset or one that leads past the last address.
 */
int mms_names_addr(const struct mms_names *names, const char *text, u64 *addr,
		   const char **why)
{
	const size_t len = name_len(text);
	const struct mms_ksym *k;
	u64 offset = 0;
	const char *at;

	*why = NULL;
	if (text[len] == '+')
		*why = mms_query_number(text + len + 1, strlen(text + len + 1), &offset, &at);
	if (*why)
		return -EINVAL;
	k = mms_ksyms_find(&names->search, text, len);
	*why = fault_of(names, k);
	if (*why)
		return -ENOENT;
	if (offset > ULONG_MAX - k->addr) {
		*why = "an offset past the last address";
		return -EINVAL;
	}
	*addr = k->addr + offset;
	return 0;
}

/**
 * mms_names_free() - free the names
 * @names: the names; NULL is allowed
 */
void mms_names_free(struct mms_names *names)
{
	if (names)
		kvfree(names->want);
	kvfree(names);
}
