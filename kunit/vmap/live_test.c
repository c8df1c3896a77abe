// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_vmap_live: areas of each kind, made by the test, found in snapshots of the
 * running kernel as they were made, and gone when they are freed. Takes the
 * snapshots' locks.
 */
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <mmscope/core/live_symbols.h>
#include <mmscope/vmap/live.h>

#include "../../live/compat/compat.h"
#include "../core/live_case.h"
#include "../suites.h"

/* A page that is a device's or unused on every machine the tests run on. */
#define DEVICE_PHYS 0xfed00000UL

/* Why areas can't be told apart here. */
static const char *untold(void)
{
	return mms_vmap_unavailable() ?: mms_vmap_owners_unavailable();
}

/* The area an address is in, by a snapshot of that address alone; false for none. */
static bool look(struct kunit *test, const void *addr, struct mms_vmap_area *a)
{
	u64 at = (u64)(unsigned long)addr;
	struct mms_vmap_snapshot s;
	bool found = false;
	u32 i;

	KUNIT_EXPECT_EQ(test, mms_vmap_snapshot(&s, at, at + 1), 0);
	for (i = 0; i < s.count; i++) {
		found |= at >= s.areas[i].start && at < s.areas[i].end;
		if (at >= s.areas[i].start && at < s.areas[i].end)
			*a = s.areas[i];
	}
	KUNIT_EXPECT_EQ(test, s.conflicts, 0U);
	mms_vmap_snapshot_free(&s);
	mms_vmap_snapshot_free(&s);
	return found;
}

static void expect_area(struct kunit *test, const void *addr, size_t size, u8 kind,
			u64 nr_pages)
{
	struct mms_vmap_area a = {};
	u64 at = (u64)(unsigned long)addr;

	KUNIT_EXPECT_TRUE_MSG(test, look(test, addr, &a), "%zu bytes", size);
	KUNIT_EXPECT_EQ(test, (int)a.state, (int)MMS_VMAP_BUSY);
	KUNIT_EXPECT_EQ_MSG(test, (int)a.kind, (int)kind, "%zu bytes", size);
	KUNIT_EXPECT_EQ(test, a.start, at);
	KUNIT_EXPECT_EQ_MSG(test, a.nr_pages, nr_pages, "%zu bytes", size);
	KUNIT_EXPECT_EQ(test, mms_vmap_data(&a), (u64)PAGE_ALIGN(size));
	KUNIT_EXPECT_EQ(test, a.end, at + PAGE_ALIGN(size) + PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, a.guard, (u32)PAGE_SIZE);
	KUNIT_EXPECT_FALSE(test, a.making);
}

static void vmalloc_areas(struct kunit *test)
{
	const size_t sizes[] = {
		PAGE_SIZE, 3 * PAGE_SIZE, 17 * PAGE_SIZE, 257 * PAGE_SIZE, PAGE_SIZE + 1,
	};
	char caller[64];
	unsigned int i;

	if (live_skips(test, untold()))
		return;
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		void *p = live_vmalloc(test, sizes[i]);
		struct mms_vmap_area a = {};

		expect_area(test, p, sizes[i], MMS_VMAP_VMALLOC,
			    PAGE_ALIGN(sizes[i]) >> PAGE_SHIFT);
		/* The same from its last mapped byte and from its guard page. */
		KUNIT_EXPECT_TRUE(test, look(test, p + PAGE_ALIGN(sizes[i]), &a));
		KUNIT_EXPECT_EQ(test, a.start, (u64)(unsigned long)p);
		mms_symbol_name(a.caller, caller, sizeof(caller));
		KUNIT_EXPECT_EQ_MSG(test, strncmp(caller, "live_vmalloc+0x", 15), 0,
				    "%s", caller);
		KUNIT_EXPECT_EQ(test, a.page_order, (u8)0);
#if MMS_HAVE_VM_REQUESTED_SIZE
		KUNIT_EXPECT_EQ(test, a.requested, (u64)sizes[i]);
#endif
		KUNIT_EXPECT_STREQ(test, mms_vmap_space_of(a.start)->name, "vmalloc");
	}
}

/* Mapped page by page, or by large ones: nr_pages and bytes are the same. */
static void vmalloc_huge_area(struct kunit *test)
{
	struct mms_vmap_area a = {};
	void *p;

	if (live_skips(test, untold()))
		return;
	p = live_vmalloc_huge(test, 4 << 20);
	KUNIT_EXPECT_TRUE(test, look(test, p, &a));
	KUNIT_EXPECT_EQ(test, (int)a.kind, (int)MMS_VMAP_VMALLOC);
	KUNIT_EXPECT_EQ(test, a.nr_pages << PAGE_SHIFT, 4ULL << 20);
	KUNIT_EXPECT_EQ(test, mms_vmap_data(&a), 4ULL << 20);
	/* vmalloc_to_page() sees whether the first two pages belong together. */
	if (a.page_order)
		KUNIT_EXPECT_PTR_EQ(test, vmalloc_to_page(p + PAGE_SIZE),
				    vmalloc_to_page(p) + 1);
}

static void vmap_areas(struct kunit *test)
{
	struct page **page = live_scattered(test, 5), **own;
	struct mms_vmap_area a = {};
	unsigned int i;
	void *p;

	if (live_skips(test, untold()))
		return;
	p = vmap(page, 5, VM_MAP, PAGE_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, p);
	expect_area(test, p, 5 * PAGE_SIZE, MMS_VMAP_VMAP, 0);
	vunmap(p);

	/* vfree() puts these pages, so the kernel counts them. */
	own = kvmalloc_array(3, sizeof(*own), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, own);
	for (i = 0; i < 3; i++)
		own[i] = alloc_page(GFP_KERNEL);
	p = vmap(own, 3, VM_MAP | VM_MAP_PUT_PAGES, PAGE_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, p);
	expect_area(test, p, 3 * PAGE_SIZE, MMS_VMAP_VMAP, 3);
	KUNIT_EXPECT_TRUE(test, look(test, p, &a));
	KUNIT_EXPECT_EQ(test, a.flags & (VM_MAP | VM_MAP_PUT_PAGES),
			(u32)(VM_MAP | VM_MAP_PUT_PAGES));
	vfree(p);
}

/* Small ones share a vmap_block, large ones have an area of their own. */
static void vm_map_ram_areas(struct kunit *test)
{
	struct page **page = live_scattered(test, 65);
	struct mms_vmap_area a = {};
	void *small, *large;

	if (live_skips(test, untold()))
		return;
	/* Without the kernel's lists such areas are what is mapped, page by page. */
	if (mms_vmap_lists_unavailable()) {
		large = vm_map_ram(page, 65, NUMA_NO_NODE);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, large);
		KUNIT_EXPECT_TRUE(test, look(test, large + 64 * PAGE_SIZE, &a));
		KUNIT_EXPECT_EQ(test, (int)a.kind, (int)MMS_VMAP_NO_VM);
		vm_unmap_ram(large, 65);
		KUNIT_EXPECT_FALSE(test, look(test, large + 64 * PAGE_SIZE, &a));
		return;
	}
	small = vm_map_ram(page, 4, NUMA_NO_NODE);
	large = vm_map_ram(page, 65, NUMA_NO_NODE);
	KUNIT_EXPECT_TRUE(test, small && large);
	KUNIT_EXPECT_TRUE(test, look(test, small, &a));
	KUNIT_EXPECT_EQ(test, (int)a.kind,
			MMS_HAVE_VMAP_AREA_FLAGS ? (int)MMS_VMAP_BLOCK : (int)MMS_VMAP_NO_VM);
	KUNIT_EXPECT_LE(test, a.start, (u64)(unsigned long)small);
	KUNIT_EXPECT_GE(test, a.end, (u64)(unsigned long)small + 4 * PAGE_SIZE);
	KUNIT_EXPECT_TRUE(test, look(test, large, &a));
	KUNIT_EXPECT_EQ(test, (int)a.kind,
			MMS_HAVE_VMAP_AREA_FLAGS ? (int)MMS_VMAP_RAM : (int)MMS_VMAP_NO_VM);
	KUNIT_EXPECT_EQ(test, a.start, (u64)(unsigned long)large);
	KUNIT_EXPECT_EQ(test, a.end, a.start + 65 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, mms_vmap_data(&a), 65ULL * PAGE_SIZE);
	vm_unmap_ram(small, 4);
	vm_unmap_ram(large, 65);
}

static void ioremap_area(struct kunit *test)
{
#ifdef CONFIG_HAS_IOMEM
	struct mms_vmap_area a = {};
	void __iomem *p;

	if (live_skips(test, untold()))
		return;
	if (region_intersects(DEVICE_PHYS, PAGE_SIZE, IORESOURCE_SYSTEM_RAM,
			      IORES_DESC_NONE) != REGION_DISJOINT) {
		live_skips(test, "there is memory where devices are elsewhere");
		return;
	}
	p = ioremap(DEVICE_PHYS, PAGE_SIZE);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, (void __force *)p);
	expect_area(test, (void __force *)p, PAGE_SIZE, MMS_VMAP_IOREMAP, 0);
	KUNIT_EXPECT_TRUE(test, look(test, (void __force *)p, &a));
	KUNIT_EXPECT_EQ(test, a.phys, (u64)DEVICE_PHYS);
	iounmap(p);
#else
	live_skips(test, "this kernel has no devices' memory");
#endif
}

/* Once freed, it is lazy, in a pool, a hole, or reused; no longer the test's. */
static void freed_area(struct kunit *test)
{
	/* Without the kernel's lists holes are known for whole spaces only. */
	const bool derived = mms_vmap_lists_unavailable();
	unsigned int tries = 5, i;
	bool covered = false;

	if (live_skips(test, untold()))
		return;
	while (!covered && tries--) {
		void *p = live_vmalloc(test, 3 * PAGE_SIZE);
		u64 at = (u64)(unsigned long)p;
		struct mms_vmap_snapshot s;

		live_free(test, p);
		KUNIT_EXPECT_EQ(test, mms_vmap_snapshot(&s, derived ? 0 : at,
							derived ? U64_MAX : at + 1), 0);
		for (i = 0; i < s.count; i++) {
			covered |= at >= s.areas[i].start && at < s.areas[i].end;
			if (s.areas[i].start != at || s.areas[i].end != at + 4 * PAGE_SIZE)
				continue;
			KUNIT_EXPECT_NE(test, (int)s.areas[i].state, (int)MMS_VMAP_BUSY);
			KUNIT_EXPECT_EQ(test, (int)s.areas[i].kind, (int)MMS_VMAP_KIND_NONE);
		}
		for (i = 0; i < s.nholes; i++)
			covered |= at >= s.holes[i].start && at < s.holes[i].end;
		mms_vmap_snapshot_free(&s);
	}
	KUNIT_EXPECT_TRUE(test, covered);
}

/* More areas than a first buffer or one hold of a lock has room for. */
static void many_areas(struct kunit *test)
{
	const unsigned int n = 1500;
	struct mms_vmap_snapshot s;
	unsigned int i, found = 0;
	u64 pages = 0;
	u64 *at;

	if (live_skips(test, untold()))
		return;
	at = kunit_kzalloc(test, n * sizeof(*at), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, at);
	for (i = 0; i < n; i++)
		at[i] = (u64)(unsigned long)live_vmalloc(test, PAGE_SIZE);
	KUNIT_ASSERT_EQ(test, mms_vmap_snapshot(&s, 0, U64_MAX), 0);
	KUNIT_EXPECT_GE(test, s.count, n);
	for (i = 0; i < s.count; i++) {
		unsigned int j;

		if (i && s.areas[i].start < s.areas[i - 1].end)
			KUNIT_FAIL(test, "areas overlap or are out of order");
		pages += s.areas[i].kind == MMS_VMAP_VMALLOC ? s.areas[i].nr_pages : 0;
		for (j = 0; j < n && at[j] != s.areas[i].start; j++)
			;
		found += j < n && s.areas[i].state == MMS_VMAP_BUSY;
	}
	KUNIT_EXPECT_EQ(test, found, n);
	for (i = 1; i < s.nholes; i++)
		KUNIT_EXPECT_GE(test, s.holes[i].start, s.holes[i - 1].end);
	KUNIT_EXPECT_EQ(test, s.conflicts, 0U);
	if (s.vmalloc_pages.known && s.vmalloc_pages.before == s.vmalloc_pages.after)
		KUNIT_EXPECT_EQ(test, pages, s.vmalloc_pages.after);
	mms_vmap_snapshot_free(&s);
	KUNIT_EXPECT_EQ(test, s.count, 0U);
}

/* Every byte of a space is in an area or a hole, once the kernel's lists do not change. */
static void spaces_tiled(struct kunit *test)
{
	struct mms_vmap_tiling *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
	const struct mms_vmap_space *space;
	struct mms_vmap_snapshot s;
	unsigned int tries, i;
	u32 n;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, t);
	space = mms_vmap_spaces(&n);
	KUNIT_ASSERT_GE(test, n, 1U);
	KUNIT_EXPECT_EQ(test, space[0].start, (u64)VMALLOC_START);
	KUNIT_EXPECT_TRUE(test, !mms_vmap_space_of(0));
	if (live_skips(test, untold()))
		return;
	for (i = 0; i < n; i++) {
		bool tiles = false;

		for (tries = 0; !tries || (!tiles && tries < 10); tries++) {
			KUNIT_ASSERT_EQ(test, mms_vmap_snapshot(&s, 0, U64_MAX), 0);
			mms_vmap_tile(s.areas, s.count, s.holes, s.nholes,
				      space[i].start, space[i].end, t);
			tiles = mms_vmap_tiles(t, space[i].end - space[i].start);
			mms_vmap_snapshot_free(&s);
			if (!tiles)
				usleep_range(1000, 2000);
		}
		KUNIT_EXPECT_TRUE_MSG(test, tiles, "%s: %llu bytes of gaps", space[i].name,
				      t->gap_bytes);
	}
}

/* A reader that was killed gets no snapshot, and nothing stays allocated. */
static void killed_reader(struct kunit *test)
{
	struct mms_vmap_snapshot s;
	int all, one;

	if (live_skips(test, untold()))
		return;
	live_kill(true);
	all = mms_vmap_snapshot(&s, 0, U64_MAX);
	one = mms_vmap_snapshot(&s, VMALLOC_START, VMALLOC_START + 1);
	live_kill(false);
	KUNIT_EXPECT_EQ(test, all, -EINTR);
	KUNIT_EXPECT_EQ(test, one, -EINTR);
	KUNIT_EXPECT_TRUE(test, !s.areas && !s.holes);
}

static void build_says_how(struct kunit *test)
{
	const size_t size = 8192;
	char *buf = kunit_kzalloc(test, size, GFP_KERNEL);
	struct mms_vmap_snapshot s;
	struct mms_text t;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, buf);
	mms_text_init(&t, buf, size);
	mms_vmap_build(&t);
	KUNIT_EXPECT_TRUE(test, strstr(buf, "space name=vmalloc size="));
	KUNIT_EXPECT_TRUE(test, strstr(buf, "vmap_area"));
	if (!mms_vmap_unavailable()) {
		KUNIT_EXPECT_TRUE(test, strstr(buf, mms_vmap_owners_unavailable() ?
					       "vmap method=mapped" :
					       mms_vmap_lists_unavailable() ?
					       "vmap method=page_tables" :
					       mms_vmap_has_pools() ?
					       "vmap method=vmap_nodes" :
					       "vmap method=vmap_area_root"));
		return;
	}
	KUNIT_EXPECT_TRUE(test, strstr(buf, "unavailable="));
	KUNIT_EXPECT_EQ(test, mms_vmap_snapshot(&s, 0, U64_MAX), -ENODATA);
}

static struct kunit_case vmap_cases[] = {
	KUNIT_CASE(vmalloc_areas),
	KUNIT_CASE(vmalloc_huge_area),
	KUNIT_CASE(vmap_areas),
	KUNIT_CASE(vm_map_ram_areas),
	KUNIT_CASE(ioremap_area),
	KUNIT_CASE(freed_area),
	KUNIT_CASE(many_areas),
	KUNIT_CASE(spaces_tiled),
	KUNIT_CASE(killed_reader),
	KUNIT_CASE(build_says_how),
	{}
};

struct kunit_suite mmscope_vmap_live_suite = {
	.name = "mmscope_vmap_live",
	.init = live_init,
	.exit = live_exit,
	.test_cases = vmap_cases,
};
