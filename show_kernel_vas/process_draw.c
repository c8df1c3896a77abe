// SPDX-License-Identifier: GPL-2.0-only
/*
 * Draws a process's half of the address space, in the columns of the kernel's half
 * above it (lib/vas/draw.c). Takes no locks.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <mmscope/vas/region.h>
#include "process.h"

#define ALLOWS_COL 56
#define MAPPED_COL 62
#define SWAPPED_COL 72
#define NAME_COL 83
#define SIZE_WIDTH 9

/* Room for a box's title, and the columns of it that are shown. */
#define TITLE_LEN 64
#define TITLE_COLS 22

static const char *last_word(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

static const char *file_part(const struct kvas_vma *vma)
{
	if (vma->flags & VM_EXEC)
		return "code";
	return vma->flags & VM_WRITE ? "data" : "constants";
}

static void title_of(const struct kvas_vma *vma, char *title)
{
	char name[TITLE_COLS + 1];

	switch (vma->kind) {
	case KVAS_FILE:
		mms_cut_words(name, TITLE_COLS - 1 - strlen(file_part(vma)), last_word(vma->name));
		snprintf(title, TITLE_LEN, "%s %s", name, file_part(vma));
		break;
	case KVAS_HEAP:
		strscpy(title, "heap (brk)", TITLE_LEN);
		break;
	case KVAS_STACK:
		strscpy(title, "stack", TITLE_LEN);
		break;
	case KVAS_SPECIAL:
		mms_cut_words(title, TITLE_COLS, vma->name);
		break;
	case KVAS_ANON:
		strscpy(title, "memory (anonymous)", TITLE_LEN);
		break;
	}
}

static void put_name(struct mms_text *t, const char *name)
{
	char words[MMS_TEXT_WIDTH - NAME_COL + 1];

	if (!name[0])
		return;
	mms_put_to(t, NAME_COL);
	mms_cut_words(words, sizeof(words) - 1, name);
	mms_put(t, "%s", words);
}

static void put_vma(struct mms_text *t, const struct kvas_process *p,
		    const struct kvas_vma *vma)
{
	char title[TITLE_LEN];

	title_of(vma, title);
	mms_vas_draw_line(t, p->task_size - 1, &vma->start, title, vma->end - vma->start, '|');
	mms_put_to(t, ALLOWS_COL);
	mms_put(t, "%c%c%c%c", vma->flags & VM_READ ? 'r' : '-',
		vma->flags & VM_WRITE ? 'w' : '-', vma->flags & VM_EXEC ? 'x' : '-',
		vma->flags & VM_MAYSHARE ? 's' : 'p');
	mms_put_to(t, MAPPED_COL);
	if (vma->mapped)
		mms_put_size(t, vma->mapped, SIZE_WIDTH);
	else
		mms_put(t, "%*s", SIZE_WIDTH, "-");
	mms_put_to(t, SWAPPED_COL);
	if (vma->swapped)
		mms_put_size(t, vma->swapped, SIZE_WIDTH);
	else
		mms_put(t, "%*s", SIZE_WIDTH, "-");
	put_name(t, last_word(vma->name));
	mms_put(t, "\n");
}

static void put_hole(struct mms_text *t, const struct kvas_process *p, u64 start, u64 end)
{
	mms_vas_draw_border(t, p->task_size - 1, end - 1);
	mms_vas_draw_line(t, p->task_size - 1, NULL, "(free)", end - start, ':');
	mms_put(t, "\n");
}

static void put_head(struct mms_text *t, const struct kvas_process *p)
{
	u64 mapped = 0, swapped = 0;
	u32 i;

	mms_put(t, "\nThe user half of process %d", p->pid);
	if (p->state != MMS_MM_OK) {
		mms_put(t, ": it has none, %s.\n", p->state == MMS_MM_KTHREAD ?
			"being a kernel thread" : "as it is exiting");
		return;
	}
	for (i = 0; i < p->n; i++) {
		mapped += p->vma[i].mapped;
		swapped += p->vma[i].swapped;
	}
	mms_put(t, ": %u mappings, ", p->n);
	if (mms_user_pt_unavailable()) {
		mms_put(t, "what is in them is not known:\n%s.\n", mms_user_pt_unavailable());
	} else {
		mms_put_size(t, mapped, 0);
		mms_put(t, " of memory in them, ");
		mms_put_size(t, swapped, 0);
		mms_put(t, " swapped out\n");
	}
	mms_put_to(t, ALLOWS_COL);
	mms_put(t, "allows");
	mms_put_to(t, MAPPED_COL);
	mms_put(t, "%*s", SIZE_WIDTH, "mapped");
	mms_put_to(t, SWAPPED_COL);
	mms_put(t, "%*s", SIZE_WIDTH, "swapped");
	mms_put_to(t, NAME_COL);
	mms_put(t, "name\n");
	if (p->more)
		mms_put(t, "There are more mappings than are shown: the highest are missing.\n");
}

static void put_range(struct mms_text *t, const char *what, u64 start, u64 end)
{
	mms_put(t, "%-12s 0x%llx-0x%llx  ", what, start, end);
	mms_put_size(t, end > start ? end - start : 0, 0);
	mms_put(t, "\n");
}

/* The fields of mm_struct. */
static void put_mm(struct mms_text *t, const struct kvas_process *p)
{
	static const char *const names[] = {
		"mapped in all", "data", "code", "stack", "locked", "pinned",
	};
	const u64 sizes[] = {
		p->mm.total, p->mm.data, p->mm.exec, p->mm.stack, p->mm.locked, p->mm.pinned,
	};
	unsigned int i;

	mms_put(t, "\n");
	put_range(t, "code", p->mm.start_code, p->mm.end_code);
	put_range(t, "data", p->mm.start_data, p->mm.end_data);
	put_range(t, "heap (brk)", p->mm.start_brk, p->mm.brk);
	put_range(t, "arguments", p->mm.arg_start, p->mm.arg_end);
	put_range(t, "environment", p->mm.env_start, p->mm.env_end);
	mms_put(t, "%-12s 0x%llx, growing down\n", "stack from", p->mm.start_stack);
	mms_put(t, "%-12s 0x%llx, then down\n", "mmap() from", p->mm.mmap_base);
	mms_put(t, "%-12s ", "sizes");
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		mms_put(t, "%s%s ", !i ? "" : i == 3 ? ",\n             " : ", ", names[i]);
		mms_put_size(t, sizes[i], 0);
	}
	mms_put(t, "\n");
}

/**
 * kvas_process_draw() - draw one item, from the top of the half down
 * @t: the text
 * @p: the process
 * @item: one of kvas_process_items(): the heading, each mapping with the free space
 *	above it, the free space below the last, with mm_struct's numbers
 */
void kvas_process_draw(struct mms_text *t, const struct kvas_process *p, u64 item)
{
	const struct kvas_vma *vma;
	u64 above, at;

	if (!item) {
		put_head(t, p);
		return;
	}
	if (item > p->n) {
		if (p->n && p->vma[0].start)
			put_hole(t, p, 0, p->vma[0].start);
		mms_vas_draw_border(t, p->task_size - 1, 0);
		put_mm(t, p);
		return;
	}
	at = p->n - item;
	vma = &p->vma[at];
	above = at + 1 < p->n ? vma[1].start : p->task_size;
	if (above > vma->end && !(p->more && at + 1 == p->n))
		put_hole(t, p, vma->end, above);
	if (above > vma->end || strcmp(vma->name, vma[1].name))
		mms_vas_draw_border(t, p->task_size - 1, vma->end - 1);
	put_vma(t, p, vma);
}
