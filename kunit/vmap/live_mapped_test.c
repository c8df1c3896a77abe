// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_vmap_live_mapped: what is known of the vmalloc space where only the page
 * tables can be read. Takes the locks of the walks.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <mmscope/vmap/live.h>

#include "../../live/vmap/snapshot.h"
#include "../core/live_case.h"
#include "../suites.h"

/*
 * Where neither lists nor find_vm_area() are available, only what is mapped is
 * known. The method is called directly: a kernel with more does not use it.
 */
static void mapped_alone(struct kunit *test)
{
	const u32 room = 65536;
	struct mms_vmap_snapshot s = {};
	struct mms_vmap_buf b = { .s = &s, .max = room, .maxfree = 4, .end = ULONG_MAX };
	const size_t size = 3 * PAGE_SIZE;
	unsigned long at;
	u32 i, found = 0, wrong = 0;
	void *p;

	if (!mms_vmap_mapped_method.setup())
		return;
	b.areas = kvmalloc_array(room, sizeof(*b.areas), GFP_KERNEL);
	b.free = kvmalloc_array(b.maxfree, sizeof(*b.free), GFP_KERNEL);
	p = live_vmalloc(test, size);
	at = (unsigned long)p;
	KUNIT_EXPECT_EQ(test, mms_vmap_mapped_method.read(&b), 0);
	KUNIT_EXPECT_LE(test, b.count, room);
	for (i = 0; i < b.count && b.count <= room; i++) {
		found += b.areas[i].start == at && b.areas[i].end == at + size;
		wrong += b.areas[i].kind != MMS_VMAP_MAPPED || b.areas[i].caller;
	}
	KUNIT_EXPECT_EQ(test, found, 1U);
	KUNIT_EXPECT_EQ(test, wrong, 0U);
	KUNIT_EXPECT_GE(test, b.nfree, 1U);
	/* A lookup of its last byte: all of it, and nothing else. */
	b.count = 0;
	b.start = at + size - 1;
	b.end = at + size;
	KUNIT_EXPECT_EQ(test, mms_vmap_mapped_method.read(&b), 0);
	KUNIT_EXPECT_EQ(test, b.count, 1U);
	KUNIT_EXPECT_EQ(test, b.areas[0].start, (u64)at);
	KUNIT_EXPECT_EQ(test, b.areas[0].end, (u64)at + size);
	/* Its guard page: nothing. */
	b.count = 0;
	b.start = at + size;
	b.end = at + size + 1;
	KUNIT_EXPECT_EQ(test, mms_vmap_mapped_method.read(&b), 0);
	KUNIT_EXPECT_EQ(test, b.count, 0U);
	kvfree(b.areas);
	kvfree(b.free);
}

static struct kunit_case mapped_cases[] = {
	KUNIT_CASE(mapped_alone),
	{}
};

struct kunit_suite mmscope_vmap_live_mapped_suite = {
	.name = "mmscope_vmap_live_mapped",
	.init = live_init,
	.exit = live_exit,
	.test_cases = mapped_cases,
};
