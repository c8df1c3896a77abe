// SPDX-License-Identifier: GPL-2.0-only
/*
 * Answers in the report, /proc/show_kernel_vas: the answer first, the reason under it.
 * Formats what was read before; no locks.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include "query.h"

#define SYM_WIDTH 20	/* columns of a symbol's name on the answer's line */

/**
 * kvas_half_of() - which half an address lies in, in one word
 * @a: the answer
 *
 * Return: static text.
 */
const char *kvas_half_of(const struct kvas_answer *a)
{
	if (a->kind == MMS_REGION_NONCANONICAL)
		return "noncanonical";
	return a->kernel ? "kernel" : "user";
}

/**
 * kvas_answer_is_process() - is it a whole process' half?
 * @a: the answer
 *
 * A pid alone asks for the whole half, a pid with an address for that mapping only.
 *
 * Return: true if it is.
 */
bool kvas_answer_is_process(const struct kvas_answer *a)
{
	return !(a->q.have & MMS_Q_ADDR);
}

/* The query, as the answer's first words. */
static void put_question(struct mms_text *t, const struct kvas_answer *a)
{
	if (a->process)
		mms_put(t, "pid %d: ", a->q.pid);
	if (a->q.sym[0])
		mms_put(t, "%s at%c", a->q.sym, strlen(a->q.sym) > SYM_WIDTH ? '\n' : ' ');
	mms_put(t, "0x%016llx is ", a->q.addr);
}

/* The mapping that contains the address, in a process' half. */
static void put_vma(struct mms_text *t, const struct kvas_answer *a)
{
	const struct kvas_vma *vma;

	if (!a->process || a->kernel)
		return;
	if (a->process->state != MMS_MM_OK) {
		mms_put(t, "  the process has no half of its own: it is %s\n",
			a->process->state == MMS_MM_KTHREAD ? "a kernel thread" : "exiting");
		return;
	}
	vma = kvas_process_find(a->process, a->q.addr);
	if (vma)
		mms_put(t, "  in the mapping 0x%llx-0x%llx %.50s\n", vma->start, vma->end,
			vma->name);
	else
		mms_put(t, "  in none of the process' mappings\n");
}

static void put_address(struct mms_text *t, const struct kvas_answer *a)
{
	const struct mms_owner *o = a->owner;
	char perm[MMS_PERM_TEXT];

	put_question(t, a);
	if (a->kind == MMS_REGION_NONCANONICAL) {
		mms_put(t, "not an address: no pointer can hold it\n\n");
		return;
	}
	mms_put(t, "a %s address, in %s", kvas_half_of(a), a->region);
	if (a->part)
		mms_put(t, ", %s", a->part);
	mms_put(t, "\n");
	if (a->walked && a->result == MMS_WALK_MAPPED)
		mms_put(t, "  mapped to physical 0x%llx, %s%s\n", a->phys,
			mms_perm_text(a->perm, perm),
			a->kernel && a->perm & MMS_PERM_U ? ", for user mode too" : "");
	else if (a->walked)
		mms_put(t, "  %s\n", a->word);
	if (o && a->direct && o->has_page)
		mms_put(t, "  its page, in zone %s, is used for %s\n", o->page.zone,
			mms_page_use(&o->page));
	if (o && o->has_area)
		mms_put(t, "  in the area 0x%llx-0x%llx, by %.60s\n", o->area.start,
			o->area.end, o->caller[0] ? o->caller : "?");
	if (o && o->symbol[0])
		mms_put(t, "  symbol %.80s\n", o->symbol);
	put_vma(t, a);
	mms_put(t, "\n");
}

/**
 * kvas_query_report() - one item of an answer, for the report
 * @t: the text
 * @answer: a struct kvas_answer
 * @item: which item of it
 */
void kvas_query_report(struct mms_text *t, const void *answer, u64 item)
{
	const struct kvas_answer *a = answer;

	if (kvas_answer_is_process(a))
		kvas_process_draw(t, a->process, item);
	else
		put_address(t, a);
}
