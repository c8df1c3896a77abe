// SPDX-License-Identifier: GPL-2.0-only
/*
 * The `query` file: whose address is it, and what does a process's half look
 * like. Locks: layout_lock, for the layout shared by queries, and in turn those
 * of live/vas.c, of process.c and of one walk.
 */
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kallsyms.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mmscope/live_pt.h>
#include <mmscope/owner.h>
#include <mmscope/symbols.h>
#include "kvas.h"
#include "process.h"

#define LAYOUT_AGE HZ

static DEFINE_MUTEX(layout_lock);
static struct mms_vas *layout;

/**
 * struct answer - what one address turned out to be
 *
 * Thousands of them may be kept, so it holds what is shown and no more; names
 * are static text.
 *
 * @q: the question
 * @region: the region it lies in
 * @kind: what that is
 * @start: the region's first byte
 * @last: the region's last byte
 * @part: the part of the region, or NULL
 * @part_start: the part's first byte
 * @kernel: it belongs to the kernel's half
 * @direct: to the direct map: what its page is used for is shown
 * @walked: the rest holds: what the page tables say, the process's where one
 *	was asked about, else the kernel's
 * @result: how the walk ended
 * @perm: what the mapping allows
 * @phys: the physical address
 * @leaf: bytes the entry maps
 * @owner: whose memory it is, in the kernel's half, or NULL
 * @process: the process asked about, or NULL
 */
struct answer {
	struct mms_query q;
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
	u8 perm;
	u64 phys;
	u64 leaf;
	struct mms_owner *owner;
	struct kvas_process *process;
};

static void query_free(void *answer)
{
	struct answer *a = answer;

	kvfree(a->process);
	kfree(a->owner);
	kvfree(a);
}

/*
 * A batch may hold thousands of queries, and the layout changes with memory
 * hotplug alone: one is taken at most once in LAYOUT_AGE. Under layout_lock.
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
 * kvas_query_forget() - free what queries keep
 *
 * Context: module exit, after the files are gone.
 */
void kvas_query_forget(void)
{
	mms_vas_free(layout);
}

static int find_region(struct answer *a)
{
	const struct mms_region *region = NULL, *part;
	const struct mms_vas *vas;

	/* Who takes a layout may wait long for memory to be offline: mms_hotplug_begin(). */
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

static int walk(struct answer *a)
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
		a->perm = w->perm;
		a->phys = w->phys;
		a->leaf = w->size;
	}
	if (!err && a->kernel) {
		a->owner = kzalloc(sizeof(*a->owner), GFP_KERNEL_ACCOUNT);
		err = a->owner ? mms_owner_find(w, a->owner) : -ENOMEM;
	}
	kfree(w);
	/* No tables to be had, or none that held still: the rest is an answer. */
	return err == -EOPNOTSUPP || err == -ENODATA || err == -EAGAIN ? 0 : err;
}

static int fill_answer(struct answer *a)
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
	struct answer *a = kvzalloc(sizeof(*a), GFP_KERNEL_ACCOUNT);
	int err;

	if (!a)
		return ERR_PTR(-ENOMEM);
	a->q = *q;
	err = fill_answer(a);
	if (!err)
		return a;
	query_free(a);
	return ERR_PTR(err);
}

/* A pid alone asks for all of its half, with an address for that one's mapping. */
static bool whole_process(const struct answer *a)
{
	return !(a->q.have & MMS_Q_ADDR);
}

static u64 query_items(const void *answer)
{
	const struct answer *a = answer;

	return whole_process(a) ? kvas_process_items(a->process) : 1;
}

static const char *half_of(const struct answer *a)
{
	if (a->kind == MMS_REGION_NONCANONICAL)
		return "noncanonical";
	return a->kernel ? "kernel" : "user";
}

static void show_vma(struct mms_text *t, const struct answer *a)
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

/* The symbol it lies in, if any. */
static void rec_symbol(struct mms_text *t, u64 addr)
{
	char name[KSYM_SYMBOL_LEN];

	if (mms_symbol_name(addr, name, sizeof(name)))
		mms_rec_str(t, "symbol", name);
}

/* In the direct map what the page is used for, elsewhere the area around it. */
static void rec_owner(struct mms_text *t, const struct answer *a)
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

static void show_address(struct mms_text *t, const struct answer *a)
{
	char perm[MMS_PERM_TEXT];

	mms_rec(t, "address");
	mms_rec_hex(t, "addr", a->q.addr);
	if (a->q.sym[0])
		mms_rec_str(t, "sym", a->q.sym);
	if (a->process)
		mms_rec_int(t, "pid", a->q.pid);
	mms_rec_str(t, "half", half_of(a));
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
		mms_rec_str(t, "walk", mms_walk_result_name(a->result));
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
	const struct answer *a = answer;

	if (whole_process(a)) {
		kvas_process_show(t, a->process, item);
		return;
	}
	show_address(t, a);
	if (a->process && !a->kernel && a->kind != MMS_REGION_NONCANONICAL)
		show_vma(t, a);
}

static void put_address(struct mms_text *t, const struct answer *a)
{
	const struct mms_owner *o = a->owner;
	char perm[MMS_PERM_TEXT];

	mms_put(t, "\n0x%016llx is ", a->q.addr);
	if (a->kind == MMS_REGION_NONCANONICAL) {
		mms_put(t, "not an address: no pointer can hold it\n");
		return;
	}
	mms_put(t, "a %s address, in %s", half_of(a), a->region);
	if (a->part)
		mms_put(t, ", %s", a->part);
	mms_put(t, "\n");
	if (a->walked && a->result == MMS_WALK_MAPPED)
		mms_put(t, "  mapped to physical 0x%llx, %s%s\n", a->phys,
			mms_perm_text(a->perm, perm),
			a->kernel && a->perm & MMS_PERM_U ? ", for user mode too" : "");
	else if (a->walked)
		mms_put(t, "  %s\n", mms_walk_result_name(a->result));
	if (o && a->direct && o->has_page)
		mms_put(t, "  its page, in zone %s, is used for %s\n", o->page.zone,
			mms_page_use(&o->page));
	if (o && o->has_area)
		mms_put(t, "  in the area 0x%llx-0x%llx, by %.60s\n", o->area.start,
			o->area.end, o->caller[0] ? o->caller : "?");
	if (o && o->symbol[0])
		mms_put(t, "  symbol %.80s\n", o->symbol);
}

static void query_report(struct mms_text *t, const void *answer, u64 item)
{
	const struct answer *a = answer;

	if (whole_process(a))
		kvas_process_draw(t, a->process, item);
	else
		put_address(t, a);
}

const struct mms_query_ops kvas_query = {
	.keys = MMS_Q_ADDR | MMS_Q_SYM | MMS_Q_PID,
	.run = query_run,
	.items = query_items,
	.show = query_show,
	.show_report = query_report,
	.free = query_free,
};
