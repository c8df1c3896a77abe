// SPDX-License-Identifier: GPL-2.0-only
/*
 * The `query` file: what an address belongs to, and the layout of a process's half.
 * Locks: layout_lock, for the layout shared by queries, and in turn those of
 * live/vas/vas.c, of process.c and of one walk.
 */
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kallsyms.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mmscope/core/live_symbols.h>
#include <mmscope/live_owner.h>
#include <mmscope/pt/live.h>
#include "kvas.h"
#include "query.h"

#define LAYOUT_AGE HZ

static DEFINE_MUTEX(layout_lock);
static struct mms_vas *layout;

static void query_free(void *answer)
{
	struct kvas_answer *a = answer;

	mms_answer_free(a->process);
	mms_answer_free(a->owner);
	mms_answer_free(a);
}

/*
 * A batch may hold thousands of queries, and the layout changes by memory hotplug
 * only: it is taken at most once in LAYOUT_AGE. Under layout_lock.
 */
static struct mms_vas *recent_layout(void)
{
	static unsigned long taken;
	struct mms_vas *vas;
	int err;

	if (layout && time_before(jiffies, taken + LAYOUT_AGE))
		return layout;
	err = mms_vas_take(&vas);
	if (err)
		return ERR_PTR(err);
	mms_vas_free(layout);
	layout = vas;
	taken = jiffies;
	return layout;
}

/**
 * kvas_query_forget() - free the layout that queries share
 *
 * Context: module exit, after the files are removed.
 */
void kvas_query_forget(void)
{
	mms_vas_free(layout);
}

static int find_region(struct kvas_answer *a)
{
	const struct mms_region *region = NULL, *part;
	const struct mms_vas *vas;

	/* The holder may wait long for memory to go offline: mms_hotplug_begin(). */
	if (mutex_lock_killable(&layout_lock))
		return -EINTR;
	vas = recent_layout();
	if (!IS_ERR(vas))
		region = mms_vas_find(vas, a->q.addr, &part);
	if (region) {
		a->region = region->name;
		a->kind = region->kind;
		a->start = region->start;
		a->last = region->last;
		a->part = part ? part->name : NULL;
		a->part_start = part ? part->start : 0;
		a->kernel = a->q.addr >= vas->kernel;
		a->direct = region->linear && region->kind == MMS_REGION_WINDOW;
	}
	mutex_unlock(&layout_lock);
	if (IS_ERR(vas))
		return PTR_ERR(vas);
	if (!region) {
		/* Past the end of a 32-bit space. */
		a->region = "noncanonical";
		a->kind = MMS_REGION_NONCANONICAL;
		a->start = (u64)ULONG_MAX + 1;
		a->last = ~0ULL;
	}
	return 0;
}

static int walk_user(s32 pid, u64 addr, struct mms_walk *w)
{
	enum mms_mm_state state;
	struct mm_struct *mm;
	int err = mms_mm_get(pid, &mm, &state);

	if (err || state != MMS_MM_OK)
		return err ? err : -ENODATA;
	err = mms_user_walk_addr(mm, addr, w);
	mms_mm_put(mm);
	return err;
}

static int find_owner(struct kvas_answer *a, const struct mms_walk *w)
{
	struct mms_owner *owner = mms_answer_alloc(sizeof(*owner));

	if (IS_ERR(owner))
		return PTR_ERR(owner);
	a->owner = owner;
	return mms_owner_find(w, owner);
}

static int walk(struct kvas_answer *a)
{
	struct mms_walk *w = kmalloc(sizeof(*w), GFP_KERNEL);
	int err;

	if (!w)
		return -ENOMEM;
	err = a->kernel ? mms_kernel_walk_addr(a->q.addr, w) :
			  walk_user(a->q.pid, a->q.addr, w);
	a->walked = !err;
	if (!err) {
		a->result = w->result;
		a->word = mms_walk_word(mms_geometry(), w);
		a->perm = w->perm;
		a->phys = w->phys;
		a->leaf = w->size;
	}
	if (!err && a->kernel)
		err = find_owner(a, w);
	kfree(w);
	/* Without readable or stable tables there is still an answer, without the walk. */
	return err == -EOPNOTSUPP || err == -ENODATA || err == -EAGAIN ? 0 : err;
}

static int fill_answer(struct kvas_answer *a)
{
	bool addr = a->q.have & MMS_Q_ADDR;
	int err;

	if (a->q.have & MMS_Q_PID) {
		a->process = kvas_process_take(a->q.pid, addr ? a->q.addr : 0,
					       addr ? a->q.addr : ~0ULL);
		if (IS_ERR(a->process)) {
			err = PTR_ERR(a->process);
			a->process = NULL;
			return err;
		}
	}
	if (!addr)
		return 0;
	err = find_region(a);
	if (err || a->kind == MMS_REGION_NONCANONICAL)
		return err;
	return a->kernel || a->process ? walk(a) : 0;
}

static void *query_run(const struct mms_query *q)
{
	size_t used = mms_query_size(q);
	struct kvas_answer *a = mms_answer_alloc(offsetof(struct kvas_answer, q) + used);
	int err;

	if (IS_ERR(a))
		return a;
	memcpy(&a->q, q, used);
	err = fill_answer(a);
	if (!err)
		return a;
	query_free(a);
	return ERR_PTR(err);
}

static u64 query_items(const void *answer)
{
	const struct kvas_answer *a = answer;

	return kvas_answer_is_process(a) ? kvas_process_items(a->process) : 1;
}

static void show_vma(struct mms_text *t, const struct kvas_answer *a)
{
	const struct kvas_vma *vma = kvas_process_find(a->process, a->q.addr);

	if (a->process->state != MMS_MM_OK) {
		kvas_process_show(t, a->process, 0);
		return;
	}
	mms_rec(t, vma ? "vma" : "free");
	mms_rec_int(t, "pid", a->q.pid);
	mms_rec_hex(t, "addr", a->q.addr);
	if (vma)
		kvas_vma_keys(t, vma);
	mms_rec_end(t);
}

/* The symbol that contains the address, if any. */
static void rec_symbol(struct mms_text *t, u64 addr)
{
	char name[KSYM_SYMBOL_LEN];

	if (mms_symbol_name(addr, name, sizeof(name)))
		mms_rec_str(t, "symbol", name);
}

/* In the direct map the page's use, elsewhere the vmap_area that contains the address. */
static void rec_owner(struct mms_text *t, const struct kvas_answer *a)
{
	const struct mms_owner *o = a->owner;

	if (a->direct && o->has_page) {
		mms_rec_str(t, "zone", o->page.zone);
		mms_rec_int(t, "node", (s32)o->page.node);
		mms_rec_str(t, "page", mms_page_state_name(o->page.state));
		mms_rec_str(t, "use", mms_page_use(&o->page));
	}
	if (!o->has_area)
		return;
	mms_rec_str(t, "area", mms_vmap_kind_name(o->area.kind));
	mms_rec_hex(t, "area_start", o->area.start);
	mms_rec_hex(t, "area_end", o->area.end);
	if (o->caller[0])
		mms_rec_str(t, "caller", o->caller);
}

static void show_address(struct mms_text *t, const struct kvas_answer *a)
{
	char perm[MMS_PERM_TEXT];

	mms_rec(t, "address");
	mms_rec_hex(t, "addr", a->q.addr);
	if (a->q.sym[0])
		mms_rec_str(t, "sym", a->q.sym);
	if (a->process)
		mms_rec_int(t, "pid", a->q.pid);
	mms_rec_str(t, "half", kvas_half_of(a));
	mms_rec_str(t, "region", a->region);
	mms_rec_str(t, "kind", mms_region_kind_name(a->kind));
	mms_rec_hex(t, "start", a->start);
	mms_rec_end_of(t, a->last);
	mms_rec_hex(t, "offset", a->q.addr - a->start);
	if (a->part) {
		mms_rec_str(t, "part", a->part);
		mms_rec_hex(t, "part_start", a->part_start);
	}
	if (a->kernel)
		rec_symbol(t, a->q.addr);
	if (a->walked)
		mms_rec_str(t, "walk", a->word);
	if (a->walked && a->result == MMS_WALK_MAPPED) {
		mms_rec_hex(t, "phys", a->phys);
		mms_rec_dec(t, "leaf", a->leaf);
		mms_rec_str(t, "perm", mms_perm_text(a->perm, perm));
	}
	if (a->owner)
		rec_owner(t, a);
	if (a->walked && a->result == MMS_WALK_MAPPED)
		mms_rec_bool(t, "user", a->perm & MMS_PERM_U);
	mms_rec_end(t);
}

static void query_show(struct mms_text *t, const void *answer, u64 item)
{
	const struct kvas_answer *a = answer;

	if (kvas_answer_is_process(a)) {
		kvas_process_show(t, a->process, item);
		return;
	}
	show_address(t, a);
	if (a->process && !a->kernel && a->kind != MMS_REGION_NONCANONICAL)
		show_vma(t, a);
}

/* A process' half is drawn within the report, below the kernel's. */
static bool query_inside(const void *answer)
{
	return kvas_answer_is_process(answer);
}

const struct mms_query_ops kvas_query = {
	.keys = MMS_Q_ADDR | MMS_Q_SYM | MMS_Q_PID,
	.run = query_run,
	.inside = query_inside,
	.items = query_items,
	.show = query_show,
	.show_report = kvas_query_report,
	.free = query_free,
};
