// SPDX-License-Identifier: GPL-2.0-only
/*
 * Comparing a layout with a documented one, see golden.h. Takes no locks.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include "case.h"
#include "golden.h"

#define TEXT_ROOM 16384

/* Tiles it, which must give a sound layout, and draws it. */
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

/* Every region, hole and part of it, in order, and no other; @what names the layout. */
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

/*
 * The image in the middle of lowmem: three pieces, each with its own memory, which
 * begins at @phys.
 */
void vas_golden_pieces(struct kunit *test, const struct mms_vas *v,
		       const struct vas_golden want[3], u64 phys)
{
	const struct mms_region *r = mms_vas_named(v, "direct_map");
	unsigned int i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, r);
	for (i = 0; i < 3; i++, r++) {
		KUNIT_EXPECT_STREQ(test, r->name, want[i].name);
		KUNIT_EXPECT_EQ_MSG(test, r->start, want[i].start, "%s", want[i].name);
		KUNIT_EXPECT_EQ_MSG(test, r->last, want[i].last, "%s", want[i].name);
		KUNIT_EXPECT_TRUE(test, r->linear);
		KUNIT_EXPECT_EQ(test, r->phys, want[i].start - want[0].start + phys);
		/* Only the image can have been moved. */
		if (r->kind != MMS_REGION_IMAGE)
			KUNIT_EXPECT_EQ(test, r->base, r->start);
	}
}
