/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The address space of one process: see process.c.
 */
#ifndef KVAS_PROCESS_H
#define KVAS_PROCESS_H

#include <linux/sched.h>
#include <mmscope/core/text.h>
#include <mmscope/pt/live.h>

/**
 * enum kvas_vma_kind - what a process uses a mapping for
 * @KVAS_FILE: a file
 * @KVAS_ANON: anonymous memory
 * @KVAS_HEAP: the heap, which brk() grows
 * @KVAS_STACK: the main thread's stack
 * @KVAS_SPECIAL: mapped by the kernel: vdso, vvar, …
 */
enum kvas_vma_kind {
	KVAS_FILE,
	KVAS_ANON,
	KVAS_HEAP,
	KVAS_STACK,
	KVAS_SPECIAL,
};

/** KVAS_NAME - room for a mapping's name; of a longer path the end is shown */
#define KVAS_NAME 128

/**
 * struct kvas_vma - one mapping
 * @start: first byte
 * @end: first byte past it
 * @flags: VM_*
 * @offset: offset in the file, bytes
 * @kind: what it is used for
 * @mapped: bytes its page tables map now
 * @swapped: bytes that are swapped out
 * @name: the file, or the kernel's name for it; empty for anonymous memory
 */
struct kvas_vma {
	u64 start;
	u64 end;
	unsigned long flags;
	u64 offset;
	enum kvas_vma_kind kind;
	u64 mapped;
	u64 swapped;
	char name[KVAS_NAME];
};

/**
 * struct kvas_process - one process
 * @pid: the pid asked for
 * @state: whether it has an address space; without one the rest is 0
 * @task_size: first byte past the user half
 * @mm: fields of mm_struct, see process.c
 * @n: number of mappings
 * @more: there were more mappings than fit
 * @vma: the mappings, lowest first
 */
struct kvas_process {
	s32 pid;
	enum mms_mm_state state;
	u64 task_size;
	struct {
		u64 mmap_base, start_code, end_code, start_data, end_data;
		u64 start_brk, brk, start_stack;
		u64 arg_start, arg_end, env_start, env_end;
		u64 total, locked, pinned, data, exec, stack;
	} mm;
	u32 n;
	bool more;
	struct kvas_vma vma[];
};

struct kvas_process *kvas_process_take(s32 pid, u64 first, u64 last);
const struct kvas_vma *kvas_process_find(const struct kvas_process *p, u64 addr);
u64 kvas_process_items(const struct kvas_process *p);
void kvas_process_show(struct mms_text *t, const struct kvas_process *p, u64 item);
void kvas_process_draw(struct mms_text *t, const struct kvas_process *p, u64 item);
void kvas_vma_keys(struct mms_text *t, const struct kvas_vma *vma);

#endif /* KVAS_PROCESS_H */
