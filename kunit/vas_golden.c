// SPDX-License-Identifier: GPL-2.0-only
/*
 * Comparing a layout with a documented one, see vas_golden.h. Takes no locks.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include "vas_golden.h"

#define TEXT_ROOM 16384

/* An empty layout with room for @room regions. */
struct mms_vas *vas_golden_new(struct kunit *test, u32 room)
{
	struct mms_vas *v = kunit_kzalloc(test, sizeof(*v), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, v);
	v->region = kunit_kzalloc(test, room * sizeof(*v->region), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, v->region);
	v->max = room;
	return v;
}

/* No line of its drawing is wider than a report may be. */
static void expect_narrow(struct kunit *test, const struct mms_vas *v)
{
	char *buf = kunit_kzalloc(test, TEXT_ROOM, GFP_KERNEL);
	const char *line, *end;
	struct mms_text t;
	u32 i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, buf);
	mms_text_init(&t, buf, TEXT_ROOM);
	mms_vas_draw_head(&t, v);
	for (i = v->nr; i; i--)
		mms_vas_draw(&t, v, &v->region[i - 1]);
	mms_vas_draw_legend(&t, v);
	KUNIT_EXPECT_FALSE(test, t.full);
	for (line = buf; (end = strchr(line, '\n')); line = end + 1)
		KUNIT_EXPECT_LE_MSG(test, (int)(end - line), MMS_TEXT_WIDTH, "%.*s",
				    (int)(end - line), line);
}

/* Tiles it, which must leave nothing to find fault with, and draws it. */
void vas_golden_tile(struct kunit *test, struct mms_vas *v)
{
	u64 at = 0;

	KUNIT_ASSERT_EQ(test, mms_vas_tile(v), 0);
	KUNIT_EXPECT_STREQ(test, mms_vas_fault_name(mms_vas_check(v, &at)), "none");
	KUNIT_EXPECT_EQ(test, at, 0ULL);
	expect_narrow(test, v);
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
