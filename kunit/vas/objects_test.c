// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_vas_objects: the list of kernel objects: objects are there as they were
 * added, those without an address have a reason, and a full list takes no more.
 * Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <mmscope/vas/objects.h>

#include "../suites.h"

#define ROOM 3

static struct mms_objects *objects(struct kunit *test)
{
	struct mms_objects *o = kunit_kzalloc(test, sizeof(*o) + ROOM * sizeof(o->object[0]),
					      GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, o);
	o->max = ROOM;
	return o;
}

static void objects_added(struct kunit *test)
{
	struct mms_objects *o = objects(test);
	const struct mms_object *object = mms_object_add(o, "gdt", 2, 0x1000, 16, "register:none");

	KUNIT_ASSERT_TRUE(test, object == &o->object[0]);
	KUNIT_EXPECT_EQ(test, o->nr, 1U);
	KUNIT_EXPECT_STREQ(test, object->name, "gdt");
	KUNIT_EXPECT_EQ(test, object->cpu, 2U);
	KUNIT_EXPECT_EQ(test, object->start, 0x1000ULL);
	KUNIT_EXPECT_EQ(test, object->size, 16ULL);
	KUNIT_EXPECT_STREQ(test, object->source, "register:none");
	KUNIT_EXPECT_TRUE(test, !object->why);
}

/* Every object without an address has a reason, however it was added. */
static void objects_without_address(struct kunit *test)
{
	struct mms_objects *o = objects(test);
	const struct mms_object *object = mms_object_add(o, "zero", 0, 0, 16, "register:none");

	KUNIT_EXPECT_TRUE(test, object && object->why);
	object = mms_object_missing(o, "missing", 1, "no symbol");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, object);
	KUNIT_EXPECT_STREQ(test, object->name, "missing");
	KUNIT_EXPECT_STREQ(test, object->why, "no symbol");
	KUNIT_EXPECT_EQ(test, object->cpu, 1U);
	KUNIT_EXPECT_EQ(test, object->start, 0ULL);
}

static void objects_full(struct kunit *test)
{
	struct mms_objects *o = objects(test);
	unsigned int i;

	for (i = 0; i < ROOM; i++)
		KUNIT_EXPECT_TRUE(test, mms_object_add(o, "one", 0, 1, 1, ""));
	KUNIT_EXPECT_TRUE(test, !mms_object_add(o, "one too many", 0, 1, 1, ""));
	KUNIT_EXPECT_TRUE(test, !mms_object_missing(o, "one too many", 0, ""));
	KUNIT_EXPECT_EQ(test, o->nr, (u32)ROOM);
}

static struct kunit_case objects_cases[] = {
	KUNIT_CASE(objects_added),
	KUNIT_CASE(objects_without_address),
	KUNIT_CASE(objects_full),
	{}
};

struct kunit_suite mmscope_vas_objects_suite = {
	.name = "mmscope_vas_objects",
	.test_cases = objects_cases,
};
