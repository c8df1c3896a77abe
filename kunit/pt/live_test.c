// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_pt_live: the running kernel's page tables, walked where this test
 * mapped something and compared with what it mapped. Takes the walks' locks.
 */
#include <linux/mm.h>
#include <linux/set_memory.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <mmscope/core/live_symbols.h>
#include <mmscope/pt/live.h>

#include "../../live/compat/compat.h"
#include "../core/live_case.h"
#include "../suites.h"

#define RWU	(MMS_PERM_R | MMS_PERM_W | MMS_PERM_U)
#define RW	(MMS_PERM_R | MMS_PERM_W)

/* Large, and no test runs beside another. */
static struct mms_pt_sum sum;

static u64 at(const void *p)
{
	return (u64)(unsigned long)p;
}

static void walk(struct kunit *test, u64 va, struct mms_walk *w)
{
	KUNIT_EXPECT_EQ(test, mms_kernel_walk_addr(va, w), 0);
	KUNIT_EXPECT_EQ(test, w->va, va);
}

/* Mapped to this page with these permissions; whether code is executable is not compared. */
static void expect_mapped(struct kunit *test, const void *p, struct page *page, u8 perm)
{
	unsigned int offset = offset_in_page(p);
	u64 phys = ((u64)page_to_pfn(page) << PAGE_SHIFT) + offset, known = 0;
	struct mms_walk w;

	walk(test, at(p), &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_MAPPED);
	KUNIT_EXPECT_EQ(test, w.phys, phys);
	KUNIT_EXPECT_EQ(test, (int)(w.perm & RWU), (int)perm);
	KUNIT_EXPECT_LE(test, w.start, at(p));
	KUNIT_EXPECT_GT(test, w.start + w.size - 1, at(p) - 1);
	if (mms_kernel_phys(at(p), &known))
		KUNIT_EXPECT_EQ(test, known, phys);
}

static void vmalloc_mapped(struct kunit *test)
{
	struct mms_walk w;
	unsigned int i;
	u64 phys;
	char *p;

	if (live_skips(test, mms_kernel_pt_unavailable()))
		return;
	p = live_vmalloc(test, 7 * PAGE_SIZE);
	for (i = 0; i < 7; i++)
		expect_mapped(test, p + i * PAGE_SIZE + 3 * i,
			      vmalloc_to_page(p + i * PAGE_SIZE), RW);
	walk(test, at(p) + 7 * PAGE_SIZE, &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_EMPTY);
	KUNIT_EXPECT_FALSE(test, mms_kernel_phys(at(p) + 7 * PAGE_SIZE, &phys));
}

static void vmap_permissions(struct kunit *test)
{
	struct page **page = live_scattered(test, 4);
	struct mms_walk w;
	unsigned int i;
	char *rw, *ro;

	if (live_skips(test, mms_kernel_pt_unavailable()))
		return;
	rw = vmap(page, 4, VM_MAP, PAGE_KERNEL);
	ro = vmap(page, 4, VM_MAP, PAGE_KERNEL_RO);
	KUNIT_EXPECT_TRUE(test, rw && ro);
	for (i = 0; rw && ro && i < 4; i++) {
		expect_mapped(test, rw + i * PAGE_SIZE, page[i], RW);
		/* Some have no such permission and map it with another one. */
		expect_mapped(test, ro + i * PAGE_SIZE + 8, page[i],
			      pgprot_val(PAGE_KERNEL_RO) == pgprot_val(PAGE_KERNEL) ?
			      RW : MMS_PERM_R);
		/* The page's other address: the direct map. */
		if (!PageHighMem(page[i]))
			expect_mapped(test, page_address(page[i]), page[i], RW);
	}
	vunmap(rw);
	vunmap(ro);
	if (ro) {
		walk(test, at(ro), &w);
		KUNIT_EXPECT_NE(test, (int)w.result, (int)MMS_WALK_MAPPED);
	}
}

static void code_and_constants(struct kunit *test)
{
	struct mms_walk w;
	u64 text = at(kfree), phys = 0;

	if (live_skips(test, mms_kernel_pt_unavailable()))
		return;
	walk(test, text, &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_MAPPED);
	KUNIT_EXPECT_EQ(test, (int)(w.perm & (MMS_PERM_R | MMS_PERM_X | MMS_PERM_U)),
			(int)(MMS_PERM_R | MMS_PERM_X));
	if (mms_kernel_phys(text, &phys))
		KUNIT_EXPECT_EQ(test, w.phys, phys);
	/* Code of this test, which may be a module's. */
	walk(test, at(code_and_constants), &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_MAPPED);
	KUNIT_EXPECT_TRUE(test, w.perm & MMS_PERM_X);
}

/* Walked, and looked up by the kernel's own code, under one hold of the locks. */
static void kernel_asked(struct kunit *test)
{
	u64 va, phys = 0;
	bool mapped;
	struct mms_walk w;
	char *p;

	if (live_skips(test, mms_kernel_pt_unavailable()))
		return;
	p = live_vmalloc(test, PAGE_SIZE);
	va = at(p) + 5;
	KUNIT_EXPECT_EQ(test, mms_kernel_walk_asked(va, &w, &mapped, &phys), 0);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_MAPPED);
	KUNIT_EXPECT_TRUE(test, mapped);
	KUNIT_EXPECT_EQ(test, w.phys, phys);
	/* A struct page, in memory that may be removed; and the guard behind the area. */
	va = at(vmalloc_to_page(p));
	KUNIT_EXPECT_EQ(test, mms_kernel_walk_asked(va, &w, &mapped, &phys), 0);
	if (mapped)
		KUNIT_EXPECT_EQ(test, w.phys, phys);
	va = at(p) + PAGE_SIZE;
	KUNIT_EXPECT_EQ(test, mms_kernel_walk_asked(va, &w, &mapped, &phys), 0);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_EMPTY);
	KUNIT_EXPECT_FALSE(test, mapped);
}

static void no_addresses(struct kunit *test)
{
	const struct mms_geometry *g = mms_geometry();
	struct mms_walk w;

	KUNIT_EXPECT_LT(test, mms_kernel_first(), mms_kernel_last());
	KUNIT_EXPECT_FALSE(test, mms_va_user(g, mms_kernel_last()));
	if (live_skips(test, mms_kernel_pt_unavailable())) {
		KUNIT_EXPECT_EQ(test, mms_kernel_walk_addr(mms_kernel_last(), &w), -EOPNOTSUPP);
		return;
	}
	if (g->va_bits) {
		walk(test, 1ULL << g->va_bits, &w);
		KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_NON_CANONICAL);
	}
	/* It holds the ERR_PTR() values: no kernel maps the last page. */
	walk(test, mms_kernel_last(), &w);
	KUNIT_EXPECT_EQ(test, (int)w.result, (int)MMS_WALK_EMPTY);
}

/* Permissions and caching that the kernel's own code changed, and put back. */
static void changed_memory(struct kunit *test)
{
#if MMS_HAVE_SET_MEMORY_UC
	struct page *page;
	const char *before;
	struct mms_walk w;
	unsigned long p;

	if (live_skips(test, mms_kernel_pt_unavailable()))
		return;
	page = live_pages(test, GFP_KERNEL, 0);
	p = (unsigned long)page_address(page);
	walk(test, p, &w);
	before = mms_walk_last(&w)->e.cache;
	KUNIT_EXPECT_STREQ(test, before, "write-back");
	KUNIT_EXPECT_EQ(test, set_memory_uc(p, 1), 0);
	walk(test, p, &w);
	KUNIT_EXPECT_STREQ(test, mms_walk_last(&w)->e.cache, "uncached-minus");
	KUNIT_EXPECT_EQ(test, w.size, (u64)PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, set_memory_wb(p, 1), 0);
	walk(test, p, &w);
	KUNIT_EXPECT_STREQ(test, mms_walk_last(&w)->e.cache, "write-back");
#else
	live_skips(test, "modules may not change how memory is cached here");
#endif
}

/* Only where the test is part of the kernel: these are not exported. */
static void changed_permissions(struct kunit *test)
{
#if defined(CONFIG_ARCH_HAS_SET_MEMORY) && !defined(MODULE)
	struct mms_walk w;
	unsigned long p;

	if (live_skips(test, mms_kernel_pt_unavailable()))
		return;
	p = (unsigned long)live_vmalloc(test, 3 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, set_memory_ro(p + PAGE_SIZE, 1), 0);
	walk(test, p + PAGE_SIZE, &w);
	KUNIT_EXPECT_EQ(test, (int)(w.perm & RWU), (int)MMS_PERM_R);
	walk(test, p, &w);
	KUNIT_EXPECT_EQ(test, (int)(w.perm & RWU), RW);
	KUNIT_EXPECT_EQ(test, mms_kernel_sum(p, p + 3 * PAGE_SIZE - 1, &sum), 0);
	KUNIT_EXPECT_EQ(test, mms_sum_bytes(mms_geometry(), &sum, MMS_PERM_W, 0),
			(u64)PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, set_memory_rw(p + PAGE_SIZE, 1), 0);
	walk(test, p + PAGE_SIZE, &w);
	KUNIT_EXPECT_EQ(test, (int)(w.perm & RWU), RW);
	KUNIT_EXPECT_EQ(test, set_memory_x(p, 1), 0);
	walk(test, p, &w);
	KUNIT_EXPECT_TRUE(test, w.perm & MMS_PERM_X);
	KUNIT_EXPECT_EQ(test, set_memory_nx(p, 1), 0);
	walk(test, p, &w);
	KUNIT_EXPECT_EQ(test, (int)(w.perm & RWU), RW);
#else
	live_skips(test, "set_memory_ro() can't be had here");
#endif
}

/* Huge where the kernel maps large pages, and then in agreement with vmalloc. */
static void huge_mapped(struct kunit *test)
{
	const size_t size = 8 << 20;
	struct mms_walk w;
	char *p;
	u64 va;

	if (live_skips(test, mms_kernel_pt_unavailable()))
		return;
	p = live_vmalloc_huge(test, size);
	for (va = at(p); va < at(p) + size; va = w.start + w.size) {
		u64 off = va - at(p);

		walk(test, va, &w);
		KUNIT_ASSERT_EQ(test, (int)w.result, (int)MMS_WALK_MAPPED);
		KUNIT_EXPECT_EQ(test, w.phys,
				(u64)page_to_pfn(vmalloc_to_page(p + off)) << PAGE_SHIFT);
	}
	KUNIT_EXPECT_EQ(test, va, at(p) + size);
	KUNIT_EXPECT_EQ(test, mms_kernel_sum(at(p), at(p) + size - 1, &sum), 0);
	KUNIT_EXPECT_EQ(test, mms_sum_bytes(mms_geometry(), &sum, 0, 0), (u64)size);
}

/**
 * struct met - what a visitor met
 * @runs: how many
 * @bytes: mapped
 * @writable: of which writable
 */
struct met {
	unsigned int runs;
	u64 bytes;
	u64 writable;
};

static int meet(struct mms_range *w, const struct mms_run *run)
{
	struct met *met = w->ctx;

	met->runs++;
	if (run->kind == MMS_PT_LEAF)
		met->bytes += run->size;
	if (run->kind == MMS_PT_LEAF && run->perm & MMS_PERM_W)
		met->writable += run->size;
	return 0;
}

static const struct mms_visitor meeter = { .run = meet };

static int walk_range(struct mms_range *w, u64 start, u64 last, struct met *met)
{
	int ret = mms_kernel_range_init(w, start, last);

	memset(met, 0, sizeof(*met));
	w->v = &meeter;
	w->ctx = met;
	while (!ret) {
		ret = mms_kernel_range_chunk(w);
		if (!ret)
			return 0;
		ret = ret > 0 ? 0 : ret;
	}
	return ret;
}

static void ranges_walked(struct kunit *test)
{
	struct mms_range *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);
	struct met met;
	int ret;
	u64 p;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, w);
	if (live_skips(test, mms_kernel_pt_unavailable())) {
		KUNIT_EXPECT_EQ(test, mms_kernel_range_init(w, 0, 1), -EOPNOTSUPP);
		KUNIT_EXPECT_EQ(test, mms_kernel_range_chunk(w), -EOPNOTSUPP);
		KUNIT_EXPECT_EQ(test, mms_kernel_sum(0, 1, &sum), -EOPNOTSUPP);
		return;
	}
	p = at(live_vmalloc(test, 100 * PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, walk_range(w, p, p + 101 * PAGE_SIZE - 1, &met), 0);
	KUNIT_EXPECT_EQ(test, met.runs, 100U);
	KUNIT_EXPECT_EQ(test, met.bytes, 100ULL * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, met.writable, 100ULL * PAGE_SIZE);
	KUNIT_EXPECT_TRUE(test, w->done);

	/*
	 * The direct map entry by entry, in many chunks, and the sum of all of the
	 * kernel's half: under KASAN that one has 2^32 entries, in a few tables.
	 */
	KUNIT_EXPECT_EQ(test, walk_range(w, PAGE_OFFSET, at(high_memory) - 1, &met), 0);
	/* Where RAM continues past it (highmem), it is as large as it can be. */
	KUNIT_EXPECT_GT(test, met.bytes, min_t(u64, (u64)totalram_pages() << PAGE_SHIFT,
					       at(high_memory) - PAGE_OFFSET) / 2);
	KUNIT_EXPECT_EQ(test, mms_kernel_sum(mms_kernel_first(), mms_kernel_last(), &sum), 0);
	KUNIT_EXPECT_GT(test, mms_sum_bytes(mms_geometry(), &sum, 0, 0), met.bytes / 2);

	/* A reader that was killed. */
	live_kill(true);
	ret = walk_range(w, mms_kernel_first(), mms_kernel_last(), &met);
	KUNIT_EXPECT_EQ(test, ret, -EINTR);
	ret = mms_kernel_sum(mms_kernel_first(), mms_kernel_last(), &sum);
	KUNIT_EXPECT_EQ(test, ret, -EINTR);
	live_kill(false);
}

/*
 * A sum in memory that is given allocates no more. It shows under DEBUG_PAGEALLOC,
 * where memory is in the direct map while it is allocated (make kunit-san).
 */
static void summed_in_own_memory(struct kunit *test)
{
	const u64 last = at(high_memory) - 1;
	struct mms_range *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);
	struct mms_summer *s = live_vmalloc(test, sizeof(*s));
	unsigned int tries = 20, same = 0;
	struct met before, after;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, w);
	if (live_skips(test, mms_kernel_pt_unavailable())) {
		KUNIT_EXPECT_EQ(test, mms_kernel_sum_in(s, 0, 1, &sum), -EOPNOTSUPP);
		return;
	}
	while (tries-- && !same) {
		KUNIT_ASSERT_EQ(test, walk_range(w, PAGE_OFFSET, last, &before), 0);
		KUNIT_ASSERT_EQ(test, mms_kernel_sum_in(s, PAGE_OFFSET, last, &sum), 0);
		KUNIT_ASSERT_EQ(test, walk_range(w, PAGE_OFFSET, last, &after), 0);
		/* Other tasks allocate and free meanwhile. */
		same = before.bytes == after.bytes &&
		       before.bytes == mms_sum_bytes(mms_geometry(), &sum, 0, 0);
	}
	KUNIT_EXPECT_TRUE_MSG(test, same, "before %llu sum %llu after %llu", before.bytes,
			      mms_sum_bytes(mms_geometry(), &sum, 0, 0), after.bytes);
}

static struct kunit_case pt_cases[] = {
	KUNIT_CASE(vmalloc_mapped),
	KUNIT_CASE(vmap_permissions),
	KUNIT_CASE(code_and_constants),
	KUNIT_CASE(kernel_asked),
	KUNIT_CASE(no_addresses),
	KUNIT_CASE(changed_memory),
	KUNIT_CASE(changed_permissions),
	KUNIT_CASE(huge_mapped),
	KUNIT_CASE(ranges_walked),
	KUNIT_CASE(summed_in_own_memory),
	{}
};

struct kunit_suite mmscope_pt_live_suite = {
	.name = "mmscope_pt_live",
	.init = live_init,
	.exit = live_exit,
	.test_cases = pt_cases,
};
