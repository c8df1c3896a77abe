// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_pt_live_user: a process' page tables, walked where the test itself
 * touched pages and where it did not. Takes the walks' locks.
 */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <mmscope/buddy/live.h>
#include <mmscope/buddy/page.h>
#include <mmscope/pt/live.h>

#include "../core/live_case.h"
#include "live_user.h"
#include "../suites.h"

#define PAGES	64
#define RWU	(MMS_PERM_R | MMS_PERM_W | MMS_PERM_U)

/* Which address space a pid gives. */
static void spaces_found(struct kunit *test)
{
	enum mms_mm_state state = MMS_MM_OK;
	struct mm_struct *mm;

	/* The test is a kernel thread, and so is kthreadd. */
	KUNIT_EXPECT_EQ(test, mms_mm_get(0, &mm, &state), 0);
	KUNIT_EXPECT_EQ(test, (int)state, (int)MMS_MM_KTHREAD);
	KUNIT_EXPECT_TRUE(test, !mm);
	KUNIT_EXPECT_EQ(test, mms_mm_get(2, &mm, &state), 0);
	KUNIT_EXPECT_EQ(test, (int)state, (int)MMS_MM_KTHREAD);
	/* The first process: before it starts it has no address space. */
	KUNIT_EXPECT_EQ(test, mms_mm_get(1, &mm, &state), 0);
	KUNIT_EXPECT_EQ(test, state == MMS_MM_OK, !!mm);
	if (mm)
		mms_mm_put(mm);
	/* A larger pid than there can be. */
	KUNIT_EXPECT_EQ(test, mms_mm_get(PID_MAX_LIMIT + 1, &mm, &state), -ESRCH);
	KUNIT_EXPECT_TRUE(test, !mm);
}

static void walk(struct kunit *test, struct live_user *u, u64 va, struct mms_walk *w)
{
	KUNIT_EXPECT_EQ(test, mms_user_walk_addr(u->mm, va, w), 0);
}

/* Writes to every other page. Not to be called where nothing is mapped. */
static bool touch(struct live_user *u)
{
	unsigned int i;

	for (i = 0; i < PAGES; i += 2)
		if (put_user(i, (unsigned int __user *)(u->addr + i * PAGE_SIZE)))
			return false;
	return true;
}

static void pages_walked(struct kunit *test)
{
	static struct mms_page p;
	struct live_user u;
	struct mms_walk w;
	struct page *page;
	unsigned int i;

	if (live_skips(test, mms_kernel_pt_unavailable()))
		return;
	if (!live_user_begin(test, &u, PAGES * PAGE_SIZE))
		return;
	walk(test, &u, u.addr, &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_EMPTY);
	KUNIT_EXPECT_TRUE(test, touch(&u));
	for (i = 0; i < 4; i++) {
		unsigned long va = u.addr + i * PAGE_SIZE + 8;

		walk(test, &u, va, &w);
		if (i % 2) {
			KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_EMPTY);
			continue;
		}
		KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_MAPPED);
		KUNIT_EXPECT_EQ(test, (int)(w.perm & RWU), RWU);
		if (get_user_pages_fast(va, 1, FOLL_WRITE, &page) != 1) {
			KUNIT_FAIL(test, "the page can't be pinned");
			continue;
		}
		KUNIT_EXPECT_EQ(test, w.phys, ((u64)page_to_pfn(page) << PAGE_SHIFT) + 8);
		mms_page_read(page_to_pfn(page), &p);
		KUNIT_EXPECT_EQ(test, (int)p.state, (int)MMS_PAGE_ANON);
		KUNIT_EXPECT_EQ(test, p.mapcount, 1LL);
		put_page(page);
	}
	/* Unmapped, it is outside of any VMA. */
	vm_munmap(u.addr + 2 * PAGE_SIZE, PAGE_SIZE);
	walk(test, &u, u.addr + 2 * PAGE_SIZE, &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_EMPTY);
	live_user_end(&u);
}

/* The kernel's half is the same in every process. */
static void kernel_half_walked(struct kunit *test)
{
	static struct mms_walk mine, theirs;
	struct live_user u;
	u64 va;

	if (live_skips(test, mms_kernel_pt_unavailable()))
		return;
	va = (u64)(unsigned long)live_vmalloc(test, PAGE_SIZE);
	if (!live_user_begin(test, &u, PAGE_SIZE))
		return;
	/* What was mapped since the process began may have to be touched first. */
	*(int *)(unsigned long)va = 1;
	walk(test, &u, va, &mine);
	KUNIT_EXPECT_EQ(test, mms_kernel_walk_addr(va, &theirs), 0);
	KUNIT_EXPECT_EQ(test, (int)mine.result, (int)MMS_WALK_MAPPED);
	KUNIT_EXPECT_EQ(test, mine.phys, theirs.phys);
	live_user_end(&u);
}

static int count(struct mms_range *w, const struct mms_run *run)
{
	u64 *bytes = w->ctx;

	if (run->kind == MMS_PT_LEAF)
		*bytes += run->size;
	return 0;
}

static const struct mms_visitor counter = { .run = count };

/* Walks a range to its end; returns its chunks or an error. */
static int walk_range(struct live_user *u, struct mms_range *w, u64 start, u64 last, u64 *bytes)
{
	int ret, chunks = 0;

	*bytes = 0;
	mms_user_range_init(u->mm, w, start, last);
	w->v = &counter;
	w->ctx = bytes;
	do {
		ret = mms_user_range_chunk(u->mm, w);
		chunks++;
	} while (ret > 0);
	return ret ?: chunks;
}

static void ranges_walked(struct kunit *test)
{
	struct mms_range *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);
	struct live_user u;
	u64 bytes;
	int ret;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, w);
	if (live_skips(test, mms_kernel_pt_unavailable()))
		return;
	if (!live_user_begin(test, &u, PAGES * PAGE_SIZE))
		return;
	KUNIT_EXPECT_TRUE(test, touch(&u));
	KUNIT_EXPECT_GT(test, walk_range(&u, w, u.addr, u.addr + u.size - 1, &bytes), 0);
	KUNIT_EXPECT_EQ(test, bytes, PAGES / 2 * (u64)PAGE_SIZE);
	KUNIT_EXPECT_TRUE(test, w->done);
	/* Another process may unshare a table of huge pages meanwhile. */
	KUNIT_EXPECT_TRUE(test, w->r.recheck);
	KUNIT_EXPECT_EQ(test, mms_user_range_chunk(u.mm, w), 0);
	/* A hole in the middle makes it two VMAs, between which nothing is walked. */
	vm_munmap(u.addr + 8 * PAGE_SIZE, 8 * PAGE_SIZE);
	KUNIT_EXPECT_GT(test, walk_range(&u, w, u.addr, u.addr + u.size - 1, &bytes), 1);
	KUNIT_EXPECT_EQ(test, bytes, (PAGES / 2 - 4) * (u64)PAGE_SIZE);
	/* All of the process, and a reader that is killed on the way. */
	KUNIT_EXPECT_GT(test, walk_range(&u, w, 0, TASK_SIZE - 1, &bytes), 0);
	KUNIT_EXPECT_GE(test, bytes, (PAGES / 2 - 4) * (u64)PAGE_SIZE);
	live_kill(true);
	ret = walk_range(&u, w, 0, TASK_SIZE - 1, &bytes);
	live_kill(false);
	KUNIT_EXPECT_EQ(test, ret, -EINTR);
	live_user_end(&u);
}

/* The kernel's half is walked through the process' tables. */
static void kernel_range_walked(struct kunit *test)
{
	struct mms_range *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);
	struct live_user u;
	u64 va, bytes;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, w);
	if (live_skips(test, mms_kernel_pt_unavailable()))
		return;
	va = (u64)(unsigned long)live_vmalloc(test, 3 * PAGE_SIZE);
	if (!live_user_begin(test, &u, PAGE_SIZE))
		return;
	/* What was mapped since the process began may have to be touched first. */
	*(int *)(unsigned long)va = 1;
	KUNIT_EXPECT_GT(test, walk_range(&u, w, va, va + 3 * PAGE_SIZE - 1, &bytes), 0);
	KUNIT_EXPECT_EQ(test, bytes, 3 * (u64)PAGE_SIZE);
	live_user_end(&u);
}

static struct kunit_case user_cases[] = {
	KUNIT_CASE(spaces_found),
	KUNIT_CASE(pages_walked),
	KUNIT_CASE(kernel_half_walked),
	KUNIT_CASE(ranges_walked),
	KUNIT_CASE(kernel_range_walked),
	{}
};

struct kunit_suite mmscope_pt_live_user_suite = {
	.name = "mmscope_pt_live_user",
	.init = live_init,
	.exit = live_exit,
	.test_cases = user_cases,
};
