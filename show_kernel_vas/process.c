// SPDX-License-Identifier: GPL-2.0-only
/*
 * A process's address space: the fields of its mm_struct, its mappings (VMAs), the
 * gaps between them, and how much of each its page tables map.
 *
 * Locks: the process's mmap_lock, read, for at most VMA_CHUNK mappings at a
 * time, and live/pt/user.c's for the tables. So it is not an atomic snapshot:
 * mappings made or removed meanwhile may be missing or counted as empty.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mmscope/core/find.h>
#include <mmscope/core/live_files.h>
#include "process.h"

/* Mappings copied under one hold of the lock. */
#define VMA_CHUNK 128

/* Spare entries for mappings made while they are being copied. */
#define VMA_SLACK 8

/* The kernel's default limit (max_map_count) is 65530; mappings past this are not shown. */
#define VMA_MAX 131072

/* The name of a VMA without a file, or NULL. */
static const char *special_name(struct vm_area_struct *vma)
{
	return vma->vm_ops && vma->vm_ops->name ? vma->vm_ops->name(vma) : NULL;
}

/* The file's path; of a long one its end. @buf has room for PATH_MAX. */
static void note_path(struct kvas_vma *to, struct file *file, char *buf)
{
	const char *path = file_path(file, buf, PATH_MAX);
	size_t len;

	if (IS_ERR(path))
		path = "?";
	len = strlen(path);
	if (len >= sizeof(to->name))
		path += len - sizeof(to->name) + 1;
	strscpy(to->name, path, sizeof(to->name));
}

static void note_vma(struct kvas_vma *to, struct vm_area_struct *vma, char *buf)
{
	const struct mm_struct *mm = vma->vm_mm;
	const char *special;

	to->start = vma->vm_start;
	to->end = vma->vm_end;
	to->flags = vma->vm_flags;
	to->offset = vma->vm_file ? (u64)vma->vm_pgoff << PAGE_SHIFT : 0;
	if (vma->vm_file) {
		to->kind = KVAS_FILE;
		note_path(to, vma->vm_file, buf);
		return;
	}
	special = special_name(vma);
	if (special) {
		to->kind = KVAS_SPECIAL;
		strscpy(to->name, special, sizeof(to->name));
	} else if (to->start <= mm->brk && to->end >= mm->start_brk) {
		to->kind = KVAS_HEAP;
	} else if (to->start <= mm->start_stack && to->end >= mm->start_stack) {
		to->kind = KVAS_STACK;
	} else {
		to->kind = KVAS_ANON;
	}
}

/* Copies mappings from @next to @last; 1 when there are more, 0 at the end. */
static int note_chunk(struct mm_struct *mm, struct kvas_process *p, u32 room, u64 *next,
		      u64 last, char *buf)
{
	struct vm_area_struct *vma;
	unsigned int i;
	int ret = 1;

	if (mmap_read_lock_killable(mm))
		return -EINTR;
	for (i = 0; i < VMA_CHUNK; i++) {
		vma = *next < p->task_size ? find_vma(mm, *next) : NULL;
		if (vma && vma->vm_start > last)
			vma = NULL;
		p->more = vma && p->n == room;
		if (!vma || p->more) {
			ret = 0;
			break;
		}
		note_vma(&p->vma[p->n++], vma, buf);
		*next = vma->vm_end;
	}
	mmap_read_unlock(mm);
	cond_resched();
	return fatal_signal_pending(current) ? -EINTR : ret;
}

static void note_mm(struct kvas_process *p, const struct mm_struct *mm)
{
	p->task_size = mm->task_size;
	p->mm.mmap_base = mm->mmap_base;
	p->mm.start_code = mm->start_code;
	p->mm.end_code = mm->end_code;
	p->mm.start_data = mm->start_data;
	p->mm.end_data = mm->end_data;
	p->mm.start_brk = mm->start_brk;
	p->mm.brk = mm->brk;
	p->mm.start_stack = mm->start_stack;
	p->mm.arg_start = mm->arg_start;
	p->mm.arg_end = mm->arg_end;
	p->mm.env_start = mm->env_start;
	p->mm.env_end = mm->env_end;
	p->mm.total = (u64)READ_ONCE(mm->total_vm) << PAGE_SHIFT;
	p->mm.locked = (u64)READ_ONCE(mm->locked_vm) << PAGE_SHIFT;
	p->mm.pinned = (u64)atomic64_read(&mm->pinned_vm) << PAGE_SHIFT;
	p->mm.data = (u64)READ_ONCE(mm->data_vm) << PAGE_SHIFT;
	p->mm.exec = (u64)READ_ONCE(mm->exec_vm) << PAGE_SHIFT;
	p->mm.stack = (u64)READ_ONCE(mm->stack_vm) << PAGE_SHIFT;
}

/* The position among the mappings while a process's tables are walked. */
struct tally {
	struct kvas_process *p;
	u32 at;
};

static int tally_run(struct mms_range *w, const struct mms_run *run)
{
	struct tally *tally = w->ctx;
	struct kvas_process *p = tally->p;
	struct kvas_vma *vma;

	while (tally->at < p->n && p->vma[tally->at].end <= run->va)
		tally->at++;
	if (tally->at == p->n || run->va < p->vma[tally->at].start)
		return 0;
	vma = &p->vma[tally->at];
	if (run->kind == MMS_PT_LEAF || run->kind == MMS_PT_PROT_NONE)
		vma->mapped += run->size;
	else if (run->kind == MMS_PT_SWAP && !run->swap)
		vma->swapped += run->size;
	return 0;
}

static const struct mms_visitor tallier = { .run = tally_run };

static int tally_tables(struct mm_struct *mm, struct kvas_process *p)
{
	struct tally tally = { .p = p };
	struct mms_range *w = kvzalloc(sizeof(*w), GFP_KERNEL_ACCOUNT);
	int err = 0;

	if (!w)
		return -ENOMEM;
	mms_user_range_init(mm, w, p->vma[0].start, p->vma[p->n - 1].end - 1);
	w->v = &tallier;
	w->ctx = &tally;
	while (!w->done && err >= 0)
		err = mms_user_range_chunk(mm, w);
	kvfree(w);
	return min(err, 0);
}

static struct kvas_process *take_mm(struct mm_struct *mm, s32 pid, u64 first, u64 last)
{
	u32 room = first == last ? 1 : min_t(u32, READ_ONCE(mm->map_count) + VMA_SLACK,
					     VMA_MAX);
	struct kvas_process *p;
	char *buf;
	int err;

	buf = kmalloc(PATH_MAX, GFP_KERNEL);
	if (!buf)
		return ERR_PTR(-ENOMEM);
	p = mms_answer_alloc(struct_size(p, vma, room));
	err = IS_ERR(p) ? PTR_ERR(p) : 1;
	if (err < 0) {
		kfree(buf);
		return ERR_PTR(err);
	}
	p->pid = pid;
	note_mm(p, mm);
	while (err > 0)
		err = note_chunk(mm, p, room, &first, last, buf);
	if (!err && p->n && !mms_user_pt_unavailable())
		err = tally_tables(mm, p);
	kfree(buf);
	if (!err)
		return p;
	mms_answer_free(p);
	return ERR_PTR(err);
}

/**
 * kvas_process_take() - take a snapshot of a process's address space
 * @pid: the process, as the caller's pid namespace numbers it
 * @first: first address of interest
 * @last: last address of interest; @first for that one's mapping alone
 *
 * Context: process, may sleep.
 * Return: the process, for mms_answer_free(); ERR_PTR of -ESRCH, -EPERM, -ENOMEM,
 * -E2BIG, -EINTR.
 */
struct kvas_process *kvas_process_take(s32 pid, u64 first, u64 last)
{
	struct kvas_process *p;
	enum mms_mm_state state;
	struct mm_struct *mm;
	int err = mms_mm_get(pid, &mm, &state);

	if (err)
		return ERR_PTR(err);
	if (state == MMS_MM_OK) {
		p = take_mm(mm, pid, first, last);
		mms_mm_put(mm);
		return p;
	}
	p = mms_answer_alloc(sizeof(*p));
	if (IS_ERR(p))
		return p;
	p->pid = pid;
	p->state = state;
	return p;
}

/**
 * kvas_process_find() - the mapping an address lies in
 * @p: the process
 * @addr: the address
 *
 * Return: the mapping, or NULL.
 */
const struct kvas_vma *kvas_process_find(const struct kvas_process *p, u64 addr)
{
	u32 i = MMS_COUNT_UPTO(p->vma, p->n, end, addr);

	return i < p->n && p->vma[i].start <= addr ? &p->vma[i] : NULL;
}
