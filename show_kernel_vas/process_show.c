// SPDX-License-Identifier: GPL-2.0-only
/*
 * A process's address space as records. Takes no locks.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include "process.h"

static const char *kind_name(enum kvas_vma_kind kind)
{
	static const char *const names[] = {
		[KVAS_FILE] = "file",
		[KVAS_ANON] = "anon",
		[KVAS_HEAP] = "heap",
		[KVAS_STACK] = "stack",
		[KVAS_SPECIAL] = "special",
	};

	return names[kind];
}

/* The bytes that the page tables map, or why they are not known. */
static void rec_mapped(struct mms_text *t, u64 mapped, u64 swapped)
{
	const char *why = mms_user_pt_unavailable();

	if (why) {
		mms_rec_str(t, "mapped", "unavailable");
		mms_rec_str(t, "swapped", "unavailable");
		mms_rec_str(t, "reason", why);
		return;
	}
	mms_rec_dec(t, "mapped", mapped);
	mms_rec_dec(t, "swapped", swapped);
}

/**
 * kvas_vma_keys() - append the keys of a mapping to a record
 * @t: the text
 * @vma: the mapping
 */
void kvas_vma_keys(struct mms_text *t, const struct kvas_vma *vma)
{
	mms_rec_hex(t, "start", vma->start);
	mms_rec_hex(t, "end", vma->end);
	mms_rec_dec(t, "size", vma->end - vma->start);
	mms_rec_str(t, "kind", kind_name(vma->kind));
	mms_put(t, " allows=%c%c%c%c", vma->flags & VM_READ ? 'r' : '-',
		vma->flags & VM_WRITE ? 'w' : '-', vma->flags & VM_EXEC ? 'x' : '-',
		vma->flags & VM_MAYSHARE ? 's' : 'p');
	rec_mapped(t, vma->mapped, vma->swapped);
	if (vma->name[0])
		mms_rec_str(t, "name", vma->name);
	if (vma->kind == KVAS_FILE)
		mms_rec_hex(t, "offset", vma->offset);
}

static void show_mm(struct mms_text *t, const struct kvas_process *p)
{
	u64 mapped = 0, swapped = 0;
	u32 i;

	for (i = 0; i < p->n; i++) {
		mapped += p->vma[i].mapped;
		swapped += p->vma[i].swapped;
	}
	mms_rec(t, "process");
	mms_rec_int(t, "pid", p->pid);
	if (p->state != MMS_MM_OK) {
		mms_rec_str(t, "mm", "none");
		mms_rec_str(t, "reason", p->state == MMS_MM_KTHREAD ?
			    "kernel thread: it has no half of its own" :
			    "exiting: it has let go of its memory");
		mms_rec_end(t);
		return;
	}
	mms_rec_hex(t, "task_size", p->task_size);
	mms_rec_dec(t, "mappings", p->n);
	mms_rec_bool(t, "complete", !p->more);
	rec_mapped(t, mapped, swapped);
	mms_rec_dec(t, "total", p->mm.total);
	mms_rec_dec(t, "data", p->mm.data);
	mms_rec_dec(t, "exec", p->mm.exec);
	mms_rec_dec(t, "stack", p->mm.stack);
	mms_rec_dec(t, "locked", p->mm.locked);
	mms_rec_dec(t, "pinned", p->mm.pinned);
	mms_rec_hex(t, "mmap_base", p->mm.mmap_base);
	mms_rec_hex(t, "start_code", p->mm.start_code);
	mms_rec_hex(t, "end_code", p->mm.end_code);
	mms_rec_hex(t, "start_data", p->mm.start_data);
	mms_rec_hex(t, "end_data", p->mm.end_data);
	mms_rec_hex(t, "start_brk", p->mm.start_brk);
	mms_rec_hex(t, "brk", p->mm.brk);
	mms_rec_hex(t, "start_stack", p->mm.start_stack);
	mms_rec_hex(t, "arg_start", p->mm.arg_start);
	mms_rec_hex(t, "arg_end", p->mm.arg_end);
	mms_rec_hex(t, "env_start", p->mm.env_start);
	mms_rec_hex(t, "env_end", p->mm.env_end);
	mms_rec_end(t);
}

static void show_gap(struct mms_text *t, u64 start, u64 end)
{
	if (start >= end)
		return;
	mms_rec(t, "free");
	mms_rec_hex(t, "start", start);
	mms_rec_hex(t, "end", end);
	mms_rec_dec(t, "size", end - start);
	mms_rec_end(t);
}

/**
 * kvas_process_items() - how many items kvas_process_show() makes
 * @p: the process
 *
 * Return: one for the process, one for each mapping, one for the space after the last.
 */
u64 kvas_process_items(const struct kvas_process *p)
{
	return p->state == MMS_MM_OK ? p->n + 2ULL : 1;
}

/**
 * kvas_process_show() - format one item: the process, then mappings and free space
 * @t: the text
 * @p: the process
 * @item: which; mappings come lowest first, each after the free space below it
 */
void kvas_process_show(struct mms_text *t, const struct kvas_process *p, u64 item)
{
	const struct kvas_vma *vma;
	u64 before;

	if (!item) {
		show_mm(t, p);
		return;
	}
	vma = &p->vma[item - 1];
	before = item > 1 ? vma[-1].end : 0;
	if (item > p->n) {
		if (!p->more)
			show_gap(t, before, p->task_size);
		return;
	}
	show_gap(t, before, vma->start);
	mms_rec(t, "vma");
	kvas_vma_keys(t, vma);
	mms_rec_end(t);
}
