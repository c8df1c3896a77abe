// SPDX-License-Identifier: GPL-2.0-only
/*
 * The symbols that users name, any of them: all those of one batch of queries are
 * looked for in one reading of /proc/kallsyms, see include/mmscope/core/live_symbols.h. Takes
 * no locks.
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

/* Between them the linker put what every CPU has a copy of. */
static const char percpu_start[] = "__per_cpu_start", percpu_end[] = "__per_cpu_end";

/**
 * struct mms_names - names, and what was found of them
 * @search: the search
 * @room: for how many names there is room
 * @n: how many there are
 * @err: why nothing could be searched, -errno
 * @want: the names
 * @at: where the next name's characters go, in @chars
 * @chars: the characters of all
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

/* The symbol of `symbol+offset`. */
static size_t name_len(const char *text)
{
	return strcspn(text, "+");
}

/**
 * mms_names_new() - room for names
 * @n: how many there will be at most
 * @chars: the sum of their lengths
 *
 * Return: it, to be freed with mms_names_free(); NULL without memory.
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
 * mms_names_add() - look for one more
 * @names: where
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
 * mms_names_search() - look for all of them
 * @names: the names; none may be added afterwards
 *
 * Context: process, may sleep; takes about as long as `cat /proc/kallsyms`.
 * Return: 0, -ENOMEM, -EINTR after a fatal signal. That they can't be looked for is
 * no error here but the answer to each.
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
 * Numbers from 0 on x86 up to 6.14, else addresses of what boot copied for each CPU
 * and freed.
 */
static bool is_percpu(const struct mms_names *names, const struct mms_ksym *k)
{
	return !k->module_len && k->addr >= addr_of(names, percpu_start) &&
	       k->addr < addr_of(names, percpu_end);
}

/* Constants have symbols, too. */
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
 * mms_names_addr() - what was found of a name
 * @names: the names, searched
 * @text: as it was added
 * @addr: set to the address
 * @why: set to what is wrong (static text), where something is
 *
 * Of several symbols of a name it is the first one's, as kallsyms_lookup_name() has it.
 *
 * Return: 0; -ENOENT for no such symbol, or when it can't be told; -EINVAL for a
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
 * mms_names_free() - forget the names
 * @names: they; NULL is allowed
 */
void mms_names_free(struct mms_names *names)
{
	if (names)
		kvfree(names->want);
	kvfree(names);
}
