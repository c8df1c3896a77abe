/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * User memory for live suites. A test runs in a kernel thread, which has none.
 */
#ifndef MMSCOPE_KUNIT_PT_LIVE_USER_H
#define MMSCOPE_KUNIT_PT_LIVE_USER_H

#include <kunit/test.h>
#include <linux/mm_types.h>

/**
 * struct live_user - an address space attached to the test's thread
 * @mm: the address space
 * @borrowed: it is the first process'; else the thread's own
 * @addr: memory mapped in it, readable and writable, not touched so far
 * @size: its bytes
 */
struct live_user {
	struct mm_struct *mm;
	bool borrowed;
	unsigned long addr;
	size_t size;
};

bool live_user_begin(struct kunit *test, struct live_user *u, size_t size);
void live_user_end(struct live_user *u);

#endif /* MMSCOPE_KUNIT_PT_LIVE_USER_H */
