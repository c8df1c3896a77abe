/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the suites of the architectures' layouts share: a table of the regions that
 * the kernel's Documentation lists, compared one by one.
 */
#ifndef MMSCOPE_KUNIT_VAS_GOLDEN_H
#define MMSCOPE_KUNIT_VAS_GOLDEN_H

#include <kunit/test.h>
#include <mmscope/vas/region.h>

/**
 * struct vas_golden - a region as it must be
 * @name: its name
 * @start: its first byte
 * @last: its last byte, inclusive
 */
struct vas_golden {
	const char *name;
	u64 start;
	u64 last;
};

void vas_golden_tile(struct kunit *test, struct mms_vas *v);
void vas_golden_expect(struct kunit *test, const struct mms_vas *v,
		       const struct vas_golden *want, u32 n, const char *what);

void vas_golden_pieces(struct kunit *test, const struct mms_vas *v,
		       const struct vas_golden want[3], u64 phys);

/* A place by the first and last byte the Documentation prints. */
#define PLACE(first, final) { .start = (first), .size = (u64)(final) - (first) + 1 }

#endif /* MMSCOPE_KUNIT_VAS_GOLDEN_H */
