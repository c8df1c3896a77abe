// SPDX-License-Identifier: GPL-2.0-only
/*
 * See live_case.h. A test's memory is freed in its suite's exit(), which runs
 * after a failed assertion too. Takes no locks.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <mmscope/buddy/live.h>
#include <mmscope/pt/live.h>
#include <mmscope/vas/live.h>
#include <mmscope/vmap/live.h>

#include "../../live/compat/compat.h"
#include "live_case.h"

/**
 * struct live - what a running test holds
 * @nr: entries of @held
 * @held: pages of an order, or without a page a vmalloc()ed address
 */
struct live {
	unsigned int nr;
	struct {
		void *addr;
		struct page *page;
		unsigned int order;
	} held[LIVE_HELD];
};

/* Only once: what is found at load is kept in static data of live/. */
static void set_up(void)
{
	static bool done;

	if (done)
		return;
	done = true;
	mms_pt_setup();
	mms_vmap_setup();
	mms_buddy_setup();
	mms_vas_setup();
	mms_objects_setup();
}

/* For every live suite's .init. */
int live_init(struct kunit *test)
{
	struct live *l = kvzalloc(sizeof(*l), GFP_KERNEL);

	set_up();
	test->priv = l;
	return l ? 0 : -ENOMEM;
}

static void let_go(struct live *l, unsigned int i)
{
	if (l->held[i].page)
		__free_pages(l->held[i].page, l->held[i].order);
	else
		vfree(l->held[i].addr);
	l->held[i] = l->held[--l->nr];
}

/* For every live suite's .exit. */
void live_exit(struct kunit *test)
{
	struct live *l = test->priv;

	live_kill(false);
	while (l && l->nr)
		let_go(l, l->nr - 1);
	kvfree(l);
}

/* Marks the test skipped if there is a reason to. 5.10's KUnit has no skipping. */
bool live_skips(struct kunit *test, const char *why)
{
	if (!why)
		return false;
#ifdef kunit_mark_skipped
	kunit_mark_skipped(test, "%s", why);
#else
	kunit_info(test, "skipped: %s", why);
#endif
	return true;
}

/* Why bad pointers must not be read here; NULL when they may. */
const char *live_unsafe(void)
{
	/* Up to 6.12 its copy_from_kernel_nofault() is a plain copy. */
	return IS_ENABLED(CONFIG_UML) ? "User-mode Linux may not survive a bad pointer" : NULL;
}

static void *hold(struct kunit *test, void *addr, struct page *page, unsigned int order)
{
	struct live *l = test->priv;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, addr);
	l->held[l->nr].addr = addr;
	l->held[l->nr].page = page;
	l->held[l->nr++].order = order;
	KUNIT_ASSERT_LT(test, l->nr, (unsigned int)LIVE_HELD);
	return addr;
}

/* Not inlined: it is the caller that the kernel records. */
noinline void *live_vmalloc(struct kunit *test, size_t size)
{
	return hold(test, vmalloc(size), NULL, 0);
}

/* As the kernel does, with large pages or without. */
noinline void *live_vmalloc_huge(struct kunit *test, size_t size)
{
#if MMS_HAVE_VMALLOC_HUGE
	return hold(test, vmalloc_huge(size, GFP_KERNEL), NULL, 0);
#else
	return live_vmalloc(test, size);
#endif
}

struct page *live_pages(struct kunit *test, gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_pages(gfp, order);

	return hold(test, page, page, order);
}

/* Neighbouring pages in reverse: no two of the array follow each other. */
struct page **live_scattered(struct kunit *test, unsigned int n)
{
	struct page **page = kunit_kzalloc(test, n * sizeof(*page), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, page);
	for (i = 0; i < n; i++)
		page[n - 1 - i] = live_pages(test, GFP_KERNEL | __GFP_ZERO, 0);
	return page;
}

/* The pages allocated i-th, or those in their place since they were freed. */
struct page *live_held(struct kunit *test, unsigned int i)
{
	struct live *l = test->priv;

	KUNIT_ASSERT_LT(test, i, l->nr);
	return l->held[i].page;
}

/* Frees something early: an address, or the first of some pages. */
void live_free(struct kunit *test, void *what)
{
	struct live *l = test->priv;
	unsigned int i;

	for (i = 0; i < l->nr; i++) {
		if (l->held[i].addr == what) {
			let_go(l, i);
			return;
		}
	}
	KUNIT_FAIL(test, "nothing of that kind is held");
}

/*
 * Makes the test look like a reader with a fatal signal pending, or no longer. It is
 * a kernel thread, to which no signal can be sent: the two flags of one are set.
 */
void live_kill(bool now)
{
	if (now) {
		sigaddset(&current->pending.signal, SIGKILL);
		set_tsk_thread_flag(current, TIF_SIGPENDING);
	} else {
		sigdelset(&current->pending.signal, SIGKILL);
		clear_tsk_thread_flag(current, TIF_SIGPENDING);
	}
}
