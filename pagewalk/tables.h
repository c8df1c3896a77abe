/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Declarations shared by pagewalk/tables*.c.
 */
#ifndef PAGEWALK_TABLES_H
#define PAGEWALK_TABLES_H

#include <mmscope/pt/live_tables.h>
#include "pw.h"

/**
 * struct pw_tables - the tables of one process, or of the kernel
 * @pid: the process, 0 for the kernel
 * @comm: its name
 * @state: whether it has an address space
 * @counted: bytes that the kernel itself counts for it
 * @sum: its tables
 * @shares: its mappings
 * @share: what of each the tables hold, or NULL
 */
struct pw_tables {
	s32 pid;
	char comm[MMS_COMM_LEN];
	enum mms_mm_state state;
	u64 counted;
	struct mms_tables_sum sum;
	u32 shares;
	struct mms_tables_share *share;
};

/* tables_show.c */
void pw_rec_tables(struct mms_text *t, const struct pw_tables *p);
void pw_rec_tables_sum(struct mms_text *t, const struct mms_tables_sum *sum);

#endif /* PAGEWALK_TABLES_H */
