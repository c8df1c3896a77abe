// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_vas_live: the layout of the running kernel's address space: addresses of
 * known objects lie in the right region, and what is mapped there is counted. Takes
 * the walks' locks.
 */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <mmscope/core/live_symbols.h>
#include <mmscope/pt/live.h>
#include <mmscope/vas/live.h>

#include "../core/live_case.h"
#include "../suites.h"

/* The layout, or NULL: the test was marked as skipped. */
static struct mms_vas *take(struct kunit *test)
{
	struct mms_vas *v = NULL;
	int err = mms_vas_take(&v);

	if (err == -EOPNOTSUPP) {
		live_skips(test, "nothing knows this architecture's regions");
		return NULL;
	}
	KUNIT_EXPECT_EQ(test, err, 0);
	return err ? NULL : v;
}

static void expect_in(struct kunit *test, const struct mms_vas *v, const void *p,
		      const char *region)
{
	const struct mms_region *part = NULL;
	const struct mms_region *r = mms_vas_find(v, (u64)(unsigned long)p, &part);

	KUNIT_EXPECT_TRUE_MSG(test, r && !strcmp(r->name, region), "%s, found %s", region,
			      r ? r->name : "nothing");
}

static void known_addresses(struct kunit *test)
{
	struct page *page = live_pages(test, GFP_KERNEL, 0);
	void *area = live_vmalloc(test, PAGE_SIZE);
	const struct mms_region *part = NULL;
	struct mms_vas *v = take(test);
	u64 at = 0;

	if (!v)
		return;
	KUNIT_EXPECT_EQ(test, (int)mms_vas_check(v, &at), (int)MMS_VAS_OK);
	KUNIT_EXPECT_EQ(test, v->dropped, 0U);
	expect_in(test, v, page_address(page), "direct_map");
	expect_in(test, v, area, "vmalloc");
	/* The page frame is memory: the part it lies in is RAM of some size. */
	mms_vas_find(v, (u64)(unsigned long)page_address(page), &part);
	KUNIT_EXPECT_TRUE(test, part);
	if (part)
		KUNIT_EXPECT_EQ(test, part->phys + (u64)(unsigned long)page_address(page) -
				part->start, (u64)page_to_pfn(page) << PAGE_SHIFT);
	mms_vas_free(v);
}

static void image_parts(struct kunit *test)
{
	const u64 code = (u64)(unsigned long)kfree;
	const struct mms_region *text, *image;
	struct mms_vas *v = take(test);
	u64 phys;

	if (!v)
		return;
	image = mms_vas_named(v, "kernel_image");
	if (!image) {
		mms_vas_free(v);
		live_skips(test, "the image's symbols were not found");
		return;
	}
	KUNIT_EXPECT_TRUE(test, code >= image->start && code <= image->last);
	text = mms_vas_named(v, "text");
	if (text) {
		KUNIT_EXPECT_TRUE(test, code >= text->start && code <= text->last);
		if (mms_kernel_phys(text->start, &phys))
			KUNIT_EXPECT_EQ(test, text->phys, phys);
	}
	mms_vas_free(v);
}

/* What all of it maps, on 32 bits including the image inside it. */
static u64 in_direct_map(struct kunit *test, const struct mms_vas *v)
{
	const struct mms_region *r;
	u64 bytes, sum = 0;

	for (r = v->region; r < v->region + v->nr; r++) {
		if (strcmp(r->name, "direct_map") || r->depth)
			continue;
		bytes = mms_mapped_bytes(&r->mapped);
		KUNIT_EXPECT_LE(test, bytes, mms_region_size(r));
		sum += bytes;
	}
	return sum;
}

static void mapped_counted(struct kunit *test)
{
	const struct mms_region *map, *area;
	struct mms_vas *v;
	u64 direct;

	live_vmalloc(test, 1 << 20);
	v = take(test);
	if (!v)
		return;
	KUNIT_EXPECT_STREQ(test, v->unwalked, "not asked");
	KUNIT_EXPECT_EQ(test, mms_vas_walk(v), 0);
	if (live_skips(test, v->unwalked)) {
		mms_vas_free(v);
		return;
	}
	map = mms_vas_named(v, "direct_map");
	area = mms_vas_named(v, "vmalloc");
	KUNIT_EXPECT_TRUE(test, map && area);
	if (map && area) {
		/* Most of memory, without highmem, which it does not map. */
		direct = in_direct_map(test, v);
		KUNIT_EXPECT_GT(test, direct, (((u64)totalram_pages() << PAGE_SHIFT) -
					       v->highmem) / 2);
		KUNIT_EXPECT_GE(test, mms_mapped_bytes(&area->mapped), 1ULL << 20);
		KUNIT_EXPECT_EQ(test, mms_mapped_perm(&area->mapped, MMS_PERM_U), 0ULL);
	}
	KUNIT_EXPECT_EQ(test, v->unread, 0ULL);
	mms_vas_free(v);
}

static void killed_walk(struct kunit *test)
{
	struct mms_vas *v = take(test);
	int ret;

	if (!v)
		return;
	live_kill(true);
	ret = mms_vas_walk(v);
	live_kill(false);
	KUNIT_EXPECT_EQ(test, ret, mms_kernel_pt_unavailable() ? 0 : -EINTR);
	mms_vas_free(v);
	mms_vas_free(NULL);
}

static void variables_read(struct kunit *test)
{
	int here = 4711, value = 0;

	KUNIT_EXPECT_EQ(test, mms_kernel_int(0, &value), -ENOENT);
	KUNIT_EXPECT_EQ(test, mms_kernel_int((unsigned long)&here, &value), 0);
	KUNIT_EXPECT_EQ(test, value, 4711);
	if (!live_unsafe())
		KUNIT_EXPECT_EQ(test, mms_kernel_int(~0UL - 4095, &value), -EFAULT);
}

static void kaslr_told(struct kunit *test)
{
	struct mms_vas *v = take(test);
	struct mms_kaslr k;

	if (!v)
		return;
	mms_kaslr_of(v, &k);
	mms_vas_free(v);
	KUNIT_EXPECT_TRUE(test, k.why && k.memory_why);
	/* Memory is moved with the image or not at all. */
	KUNIT_EXPECT_TRUE(test, k.on || !k.memory_on);
	/* The physical address is randomised with the image's virtual one or not at all. */
	KUNIT_EXPECT_TRUE(test, k.on || k.phys_why || !k.phys_text);
	if (!k.on && k.phys_text && k.phys_base)
		KUNIT_EXPECT_EQ(test, k.phys_text, k.phys_base);
}

static struct kunit_case vas_cases[] = {
	KUNIT_CASE(known_addresses),
	KUNIT_CASE(image_parts),
	KUNIT_CASE(mapped_counted),
	KUNIT_CASE(killed_walk),
	KUNIT_CASE(variables_read),
	KUNIT_CASE(kaslr_told),
	{}
};

struct kunit_suite mmscope_vas_live_suite = {
	.name = "mmscope_vas_live",
	.init = live_init,
	.exit = live_exit,
	.test_cases = vas_cases,
};
