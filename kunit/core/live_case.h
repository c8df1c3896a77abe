/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the live suites share: live/ set up as by a module at load, memory that is
 * freed whatever a test does, and skipping.
 */
#ifndef MMSCOPE_KUNIT_CORE_LIVE_CASE_H
#define MMSCOPE_KUNIT_CORE_LIVE_CASE_H

#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/mm_types.h>

/** LIVE_HELD - the most allocations one test holds */
#define LIVE_HELD 8192

int live_init(struct kunit *test);
void live_exit(struct kunit *test);

bool live_skips(struct kunit *test, const char *why);
const char *live_unsafe(void);

void *live_vmalloc(struct kunit *test, size_t size);
void *live_vmalloc_huge(struct kunit *test, size_t size);
struct page *live_pages(struct kunit *test, gfp_t gfp, unsigned int order);
struct page **live_scattered(struct kunit *test, unsigned int n);
struct page *live_held(struct kunit *test, unsigned int i);
void live_free(struct kunit *test, void *what);

void live_kill(bool now);

#endif /* MMSCOPE_KUNIT_CORE_LIVE_CASE_H */
