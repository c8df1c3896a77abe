// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_pt_live_tables: the processes there are, and page tables counted where the
 * test itself touched pages. Takes the walks' locks.
 */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <mmscope/pt/live_tables.h>

#include "../core/live_case.h"
#include "live_user.h"
#include "../suites.h"

#define PAGES 64

static void put(struct mms_process *p)
{
	if (p->mm)
		mms_mm_put(p->mm);
}

/* Each once, lowest first, kernel threads among them. */
static void processes_in_order(struct kunit *test)
{
	struct mms_process p;
	unsigned int kthreads = 0;
	s32 after = 0;
	int ret;

	for (;;) {
		ret = mms_process_next(after, &p);
		if (ret <= 0)
			break;
		KUNIT_EXPECT_GT(test, p.pid, after);
		KUNIT_EXPECT_EQ(test, p.state == MMS_MM_OK, !!p.mm);
		kthreads += p.state == MMS_MM_KTHREAD;
		after = p.pid;
		put(&p);
	}
	KUNIT_EXPECT_EQ(test, ret, 0);
	KUNIT_EXPECT_GT(test, kthreads, 1U);
	KUNIT_EXPECT_EQ(test, mms_process_next(INT_MAX, &p), 0);
}

static void processes_found(struct kunit *test)
{
	struct mms_process p;

	KUNIT_EXPECT_EQ(test, mms_process_find(2, &p), 0);
	KUNIT_EXPECT_EQ(test, (int)p.state, (int)MMS_MM_KTHREAD);
	KUNIT_EXPECT_STREQ(test, (const char *)p.comm, "kthreadd");
	KUNIT_EXPECT_TRUE(test, !p.mm && !p.sharing);
	KUNIT_EXPECT_EQ(test, mms_process_find(PID_MAX_LIMIT + 1, &p), -ESRCH);
}

static struct mms_tables *tables_of(struct kunit *test)
{
	struct mms_tables *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, t);
	return t;
}

static void kernel_counted(struct kunit *test)
{
	struct mms_tables *t = tables_of(test);
	const struct mms_geometry *g = mms_geometry();
	unsigned int i;
	int ret;

	if (live_skips(test, mms_kernel_pt_unavailable()))
		return;
	KUNIT_EXPECT_EQ(test, mms_kernel_tables(t), 0);
	KUNIT_EXPECT_EQ(test, t->sum.tables[0], 1ULL);
	KUNIT_EXPECT_GT(test, mms_tables_mapped(&t->sum), 0ULL);
	KUNIT_EXPECT_EQ(test, t->sum.zero, 0ULL);
	/* What is not empty refers to a table or maps memory. */
	for (i = 1; i < g->nr_levels; i++)
		KUNIT_EXPECT_GE(test, t->sum.used[i - 1], t->sum.tables[i] + t->sum.again[i]);
	live_kill(true);
	ret = mms_kernel_tables(t);
	live_kill(false);
	KUNIT_EXPECT_EQ(test, ret, -EINTR);
}

static void shares_counted(struct kunit *test, struct live_user *u, struct mms_tables *t)
{
	u32 i, n, room = mms_user_mappings_room(u->mm);
	struct mms_tables_share *share;
	u64 mapped = 0, zero = 0;

	share = kunit_kzalloc(test, room * sizeof(*share), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, share);
	KUNIT_EXPECT_EQ(test, mms_user_mappings(u->mm, share, room, &n), 0);
	KUNIT_EXPECT_TRUE(test, n > 0 && n <= room);
	t->share = share;
	t->shares = n;
	KUNIT_EXPECT_EQ(test, mms_user_tables(u->mm, t), 0);
	for (i = 0; i < n; i++) {
		KUNIT_EXPECT_TRUE(test, !i || share[i].start >= share[i - 1].end);
		mapped += share[i].mapped;
		zero += share[i].zero;
	}
	KUNIT_EXPECT_EQ(test, mapped, mms_tables_mapped(&t->sum));
	KUNIT_EXPECT_EQ(test, zero, t->sum.zero);
}

/* Half of the pages written to, the others read. */
static void process_counted(struct kunit *test)
{
	struct mms_tables *t = tables_of(test);
	unsigned int i, last = mms_geometry()->nr_levels - 1;
	u64 zero, used;
	unsigned int seen __maybe_unused;
	struct live_user u;

	/* In user mode Linux nobody knows what an entry says. */
	if (live_skips(test, mms_user_pt_unavailable() ?: mms_kernel_pt_unavailable()) ||
	    !live_user_begin(test, &u, PAGES * PAGE_SIZE))
		return;
	KUNIT_EXPECT_EQ(test, mms_user_tables(u.mm, t), 0);
	zero = t->sum.zero;
	used = t->sum.used[last];
	for (i = 0; i < PAGES; i++) {
		unsigned int __user *at = (void __user *)(u.addr + i * PAGE_SIZE);

		KUNIT_EXPECT_EQ(test, i % 2 ? get_user(seen, at) : put_user(i, at), 0);
	}
	shares_counted(test, &u, t);
	/* At least: of a borrowed process there may be more. */
	KUNIT_EXPECT_GE(test, t->sum.zero, zero + PAGES / 2 * (u64)PAGE_SIZE);
	KUNIT_EXPECT_GE(test, t->sum.used[last], used + PAGES);
	KUNIT_EXPECT_GT(test, mms_user_tables_counted(u.mm), 0ULL);
	live_user_end(&u);
}

static struct kunit_case tables_cases[] = {
	KUNIT_CASE(processes_in_order),
	KUNIT_CASE(processes_found),
	KUNIT_CASE(kernel_counted),
	KUNIT_CASE(process_counted),
	{}
};

struct kunit_suite mmscope_pt_live_tables_suite = {
	.name = "mmscope_pt_live_tables",
	.init = live_init,
	.exit = live_exit,
	.test_cases = tables_cases,
};
