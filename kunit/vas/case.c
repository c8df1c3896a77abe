// SPDX-License-Identifier: GPL-2.0-only
/*
 * Layouts and texts for the suites of regions, see case.h. Takes no locks.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include "case.h"

/* An empty layout with room for @room regions, of a space that ends at @last. */
struct mms_vas *region_case_new(struct kunit *test, u32 room, u64 last)
{
	struct mms_vas *v = kunit_kzalloc(test, sizeof(*v), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, v);
	v->region = kunit_kzalloc(test, room * sizeof(*v->region), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, v->region);
	v->max = room;
	v->last = last;
	return v;
}

/* An empty text of @room bytes. */
struct mms_text region_case_text(struct kunit *test, size_t room)
{
	char *buf = kunit_kzalloc(test, room, GFP_KERNEL);
	struct mms_text t = {};

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, buf);
	mms_text_init(&t, buf, room);
	return t;
}

/* The whole drawing. */
void region_case_draw(struct mms_text *t, const struct mms_vas *v)
{
	u32 i;

	mms_vas_draw_head(t, v);
	for (i = v->nr; i; i--)
		mms_vas_draw(t, v, &v->region[i - 1]);
	mms_vas_draw_legend(t, v);
}

/* Whole lines, none wider than a report may be. */
void region_case_narrow(struct kunit *test, const struct mms_text *t)
{
	const char *line = t->buf, *end;

	KUNIT_EXPECT_FALSE(test, t->full);
	for (; *line; line = end + 1) {
		end = strchr(line, '\n');
		KUNIT_ASSERT_TRUE(test, !!end);
		KUNIT_EXPECT_LE_MSG(test, (int)(end - line), MMS_TEXT_WIDTH, "%.*s",
				    (int)(end - line), line);
	}
}
