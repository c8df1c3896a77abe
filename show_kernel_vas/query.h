/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An answer of show_kernel_vas: made and shown as records by query.c, shown in the
 * report by query_report.c. Takes no locks.
 */
#ifndef KVAS_QUERY_H
#define KVAS_QUERY_H

#include <mmscope/core/query.h>
#include <mmscope/live_owner.h>
#include <mmscope/vas/live.h>
#include "process.h"

/**
 * struct kvas_answer - the answer about one address
 *
 * Thousands of them may be kept, so it holds only what is shown; names are static
 * text.
 *
 * @region: the region that contains the address
 * @kind: its kind
 * @start: the region's first byte
 * @last: the region's last byte
 * @part: the part of the region, or NULL
 * @part_start: the part's first byte
 * @kernel: the address is in the kernel's half
 * @direct: it is in the direct map: its page's use is shown
 * @walked: the members below are valid: from the process's page tables where the
 *	query named one, else from the kernel's
 * @result: how the walk ended
 * @word: the same, as records spell it
 * @perm: what the mapping allows
 * @phys: the physical address
 * @leaf: bytes the entry maps
 * @owner: who owns the memory, in the kernel's half, or NULL
 * @process: the process asked about, or NULL
 * @q: the query; allocated no further than the end of its sym
 */
struct kvas_answer {
	const char *region;
	enum mms_region_kind kind;
	u64 start;
	u64 last;
	const char *part;
	u64 part_start;
	bool kernel;
	bool direct;
	bool walked;
	enum mms_walk_result result;
	const char *word;
	u8 perm;
	u64 phys;
	u64 leaf;
	struct mms_owner *owner;
	struct kvas_process *process;
	struct mms_query q;
};

const char *kvas_half_of(const struct kvas_answer *a);
bool kvas_answer_is_process(const struct kvas_answer *a);
void kvas_query_report(struct mms_text *t, const void *answer, u64 item);

#endif /* KVAS_QUERY_H */
