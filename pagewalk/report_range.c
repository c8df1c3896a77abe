// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a range maps, in the report: one line per run of equal entries. Formats
 * what was read before; no locks.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include "pw.h"

static void put_where(struct mms_text *t, const struct mms_run *run)
{
	const struct mms_geometry *g = mms_geometry();
	char perm[MMS_PERM_TEXT];

	switch (run->kind) {
	case MMS_PT_LEAF:
		mms_put(t, "%s %-6s  0x%-12llx %s", mms_perm_text(run->perm, perm),
			run->perm & MMS_PERM_U ? "user" : "kernel", run->phys, run->cache);
		if (run->pkey)
			mms_put(t, ", key %u", run->pkey);
		break;
	case MMS_PT_PROT_NONE:
		mms_put(t, "---         0x%-12llx %s", run->phys,
			run->hint ? "NUMA hint" : "no access");
		break;
	case MMS_PT_SWAP:
		mms_put(t, "            ");
		mms_put_swap(t, g, run->swap, run->swap_type, run->swap_offset);
		break;
	case MMS_PT_TABLE:
		if (run->error)
			mms_put(t, "            table 0x%llx can't be read (error %d)",
				run->phys, run->error);
		else
			mms_put(t, "            the table of 0x%llx once more", run->alias);
		break;
	default:
		mms_put(t, "            %s", mms_pt_kind_name(run->kind));
		break;
	}
}

/**
 * pw_put_run() - one run of equal entries, in a line
 * @t: the text
 * @run: the run
 */
void pw_put_run(struct mms_text *t, const struct mms_run *run)
{
	const struct mms_geometry *g = mms_geometry();

	mms_put(t, "0x%016llx  ", run->va);
	mms_put_size(t, run->size, 9);
	mms_put(t, "  %6llu x ", run->entries);
	mms_put_size(t, mms_pt_span(g, run->level), 5);
	mms_put(t, "  ");
	put_where(t, run);
	mms_put(t, "\n");
}

/**
 * pw_report_range() - one item of a range's answer, for the report
 * @t: the text
 * @a: the answer
 * @item: a run; past the last, the notes about the whole range
 */
void pw_report_range(struct mms_text *t, const struct pw_answer *a, u64 item)
{
	if (!item) {
		if (a->pid)
			mms_put(t, "pid %d: ", a->pid);
		mms_put(t, "0x%llx-0x%llx ", a->q.start, a->q.end);
		if (!a->nr_runs)
			mms_put(t, "not mapped: nothing between the two");
		mms_put(t, "\n\n");
		if (a->nr_runs)
			mms_put(t, "%-23s %4s  %-16s %-12s %-14s %s\n",
				"address", "size", "entries", "perms", "physical",
				"caching");
	}
	if (item < a->nr_runs)
		pw_put_run(t, &a->runs[item]);
	else if (a->next)
		mms_put(t, "... there is more: ask again with range=0x%llx-0x%llx\n\n",
			a->next, a->q.end);
	else if (a->nr_runs)
		mms_put(t, "\n");
}
