/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An answer of vmap_inspect: made and shown as records by query.c, shown in the report
 * by query_report.c. Takes no locks.
 */
#ifndef VMAP_INSPECT_QUERY_H
#define VMAP_INSPECT_QUERY_H

#include <mmscope/core/query.h>
#include "vmi.h"

/**
 * struct vmi_piece - an area or a hole of an answer
 * @hole: it is a hole
 * @index: its index among the areas or holes
 */
struct vmi_piece {
	bool hole;
	u32 index;
};

/**
 * struct vmi_answer - the answer to one query
 * @q: the query; allocated no further than the end of its sym
 * @unavailable: why there is none; then nothing below is set
 * @walked: the page tables were walked for the address
 * @mapped: a page is mapped there
 * @phys: the physical address of the byte at the address
 * @leaf: bytes its page-table entry maps
 * @count: pieces, in address order
 * @areas: the areas
 * @holes: the holes
 * @piece: the pieces
 */
struct vmi_answer {
	struct mms_query *q;
	const char *unavailable;
	bool walked;
	bool mapped;
	u64 phys;
	u64 leaf;
	u32 count;
	struct mms_vmap_area *areas;
	struct mms_vmap_range *holes;
	struct vmi_piece piece[];
};

const char *vmi_addr_state(const struct vmi_answer *a);
u64 vmi_query_report_items(const void *answer);
void vmi_query_report(struct mms_text *t, const void *answer, u64 item);

#endif /* VMAP_INSPECT_QUERY_H */
