// SPDX-License-Identifier: GPL-2.0-only
/*
 * For the wx file: writable mappings of memory that the kernel's half maps executable
 * elsewhere. Who can write there writes code, though no mapping allows both.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include "pw.h"

#define ALIASES 1024

/*
 * What was found in two walks was never there at once, perhaps: what has been freed since
 * it was executable may be written. So each is looked at once more.
 */
static int drop_raced(struct pw_wx_aliases *x)
{
	u32 i, n = x->n;
	int held;

	x->n = 0;
	for (i = 0; i < n; i++) {
		const struct mms_alias alias = x->alias[i];

		held = !alias.of;
		if (!held)
			held = mms_kernel_maps(alias.of, alias.run.phys, MMS_PERM_X);
		if (held > 0 && alias.of)
			held = mms_kernel_maps(alias.run.va, alias.run.phys, MMS_PERM_W);
		if (held < 0)
			return held;
		if (held)
			x->alias[x->n++] = alias;
		else
			x->raced++;
	}
	return 0;
}

static int search(struct pw_wx_aliases *x, const struct mms_phys_set *set)
{
	struct mms_alias_walk *a = kvmalloc(sizeof(*a), GFP_KERNEL_ACCOUNT);
	int err;

	x->alias = kvmalloc_array(ALIASES, sizeof(*x->alias), GFP_KERNEL_ACCOUNT);
	if (!a || !x->alias) {
		kvfree(a);
		return -ENOMEM;
	}
	err = mms_kernel_aliases(a, set, MMS_PERM_W, x->alias, ALIASES);
	x->n = a->n;
	x->more = a->more;
	x->rest = a->rest;
	kvfree(a);
	return err ? err : drop_raced(x);
}

/**
 * pw_wx_aliases_find() - find writable mappings of executable memory
 * @x: zeroed; filled in, for pw_wx_aliases_free() also on error
 *
 * Context: process, may sleep.
 * Return: 0, also where @x->unavailable says why nothing was looked for; -ENOMEM, -EINTR
 * when killed, -errno of the root table.
 */
int pw_wx_aliases_find(struct pw_wx_aliases *x)
{
	struct mms_phys_set set;
	int err;
	u32 i;

	if (mms_geometry()->no_nx) {
		x->unavailable = "this CPU can execute all it can read";
		return 0;
	}
	err = mms_executable_find(&set);
	for (i = 0; !err && i < set.n; i++)
		x->bytes += set.range[i].last - set.range[i].phys + 1;
	if (!err)
		err = search(x, &set);
	mms_phys_set_free(&set);
	if (err == -E2BIG) {
		x->unavailable = "executable memory is scattered too widely to be kept";
		err = 0;
	}
	return err;
}

/**
 * pw_wx_aliases_free() - free what was found
 * @x: the aliases
 */
void pw_wx_aliases_free(struct pw_wx_aliases *x)
{
	kvfree(x->alias);
}
