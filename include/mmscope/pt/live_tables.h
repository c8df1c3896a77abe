/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The page tables of the kernel and of processes, counted: live/pt/tables.c.
 */
#ifndef MMSCOPE_PT_LIVE_TABLES_H
#define MMSCOPE_PT_LIVE_TABLES_H

#include <linux/types.h>
#include <mmscope/pt/live.h>
#include <mmscope/pt/tables.h>

/** MMS_COMM_LEN - room for a process' name, NUL included (TASK_COMM_LEN) */
#define MMS_COMM_LEN 16

/**
 * struct mms_process - one process
 * @pid: as the reader's pid namespace numbers it
 * @comm: its name
 * @state: whether it has an address space
 * @mm: that, pinned, for mms_mm_put(); NULL if there is none
 * @sharing: its address space is that of another process (vfork, CLONE_VM)
 */
struct mms_process {
	s32 pid;
	char comm[MMS_COMM_LEN];
	enum mms_mm_state state;
	struct mm_struct *mm;
	bool sharing;
};

int mms_process_next(s32 after, struct mms_process *p);
int mms_process_find(s32 pid, struct mms_process *p);
int mms_kernel_tables(struct mms_tables *t);
int mms_user_tables(struct mm_struct *mm, struct mms_tables *t);
u32 mms_user_mappings_room(struct mm_struct *mm);
int mms_user_mappings(struct mm_struct *mm, struct mms_tables_share *share, u32 room, u32 *n);
u64 mms_user_tables_counted(struct mm_struct *mm);
u64 mms_tables_counted(void);

#endif /* MMSCOPE_PT_LIVE_TABLES_H */
