// SPDX-License-Identifier: GPL-2.0-only
/*
 * Comparing a layout with a documented one, see vas_golden.h. Takes no locks.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include "region_case.h"
#include "vas_golden.h"

#define TEXT_ROOM 16384

/* Tiles it, which must leave nothing to find fault with, and draws it. */
void vas_golden_tile(struct kunit *test, struct mms_vas *v)
{
	struct mms_text t = region_case_text(test, TEXT_ROOM);
	u64 at = 0;

	KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
	KUNIT_EXPECT_STREQ(test, mms_vas_fault_name(mms_vas_check(v, &at)), "none");
	KUNIT_EXPECT_EQ(test, at, 0ULL);
	region_case_draw(&t, v);
	region_case_narrow(test, &t);
}

/* Every region, hole and part of it, in order, and no other; @what says of what. */
void vas_golden_expect(struct kunit *test, const struct mms_vas *v,
		       const struct vas_golden *want, u32 n, const char *what)
{
	const struct mms_region *r = v->region;

	KUNIT_EXPECT_EQ_MSG(test, v->nr, n, "%s", what);
	for (n = min(n, v->nr); n; n--, r++, want++) {
		KUNIT_EXPECT_STREQ(test, r->name, want->name);
		KUNIT_EXPECT_EQ_MSG(test, r->start, want->start, "%s: %s", what, want->name);
		KUNIT_EXPECT_EQ_MSG(test, r->last, want->last, "%s: %s", what, want->name);
	}
}
