/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the suites of regions and of the architectures' layouts share: an empty
 * layout, a text, and a layout drawn into one. Takes no locks.
 */
#ifndef MMSCOPE_KUNIT_VAS_CASE_H
#define MMSCOPE_KUNIT_VAS_CASE_H

#include <kunit/test.h>
#include <mmscope/vas/region.h>

struct mms_vas *region_case_new(struct kunit *test, u32 room, u64 last);
struct mms_text region_case_text(struct kunit *test, size_t room);
void region_case_draw(struct mms_text *t, const struct mms_vas *v);
void region_case_narrow(struct kunit *test, const struct mms_text *t);

#endif /* MMSCOPE_KUNIT_VAS_CASE_H */
