// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_buddy_live_frame: corrupted struct pages, as copies and as frames of the
 * test's own: wrong zones, nodes and sections, wrong compound pages. None may be
 * followed. Takes no locks but those of the reads.
 */
#include <linux/list.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/string.h>
#include <mmscope/buddy/live.h>
#include <mmscope/buddy/page.h>
#include <mmscope/core/live_hotplug.h>

#include "../../live/compat/mm.h"
#include "../../live/buddy/frame.h"
#include "../core/live_case.h"
#include "../suites.h"

static unsigned long *flags_of(struct page *page)
{
	return (unsigned long *)mms_page_flags_at(page);
}

static void expect_zone(struct kunit *test, struct page *copy, u64 pfn)
{
	struct zone *z = mms_frame_zone(copy, pfn);

	if (!z)
		return;
	KUNIT_EXPECT_TRUE_MSG(test, zone_spans_pfn(z, pfn), "flags 0x%lx", *flags_of(copy));
	KUNIT_EXPECT_TRUE(test, node_online(zone_to_nid(z)));
	KUNIT_EXPECT_EQ(test, (int)zone_idx(z), (int)page_zonenum(copy));
}

/* All ones, all zeros, noise: either no zone, or one that spans the frame. */
static void lying_copies(struct kunit *test)
{
	struct page *page = live_pages(test, GFP_KERNEL, 0), copy = *page;
	u64 pfn = page_to_pfn(page), word = 0x9e3779b97f4a7c15ULL;
	unsigned int i;

	KUNIT_ASSERT_EQ(test, mms_hotplug_begin(), 0);
	KUNIT_EXPECT_PTR_EQ(test, mms_frame_zone(page, pfn), page_zone(page));
	*flags_of(&copy) = ~0UL;
	KUNIT_EXPECT_TRUE(test, !mms_frame_zone(&copy, pfn));
	*flags_of(&copy) = 0;
	expect_zone(test, &copy, pfn);
	for (i = 0; i < 10000; i++) {
		word ^= word << 13;
		word ^= word >> 7;
		word ^= word << 17;
		*flags_of(&copy) = word;
		expect_zone(test, &copy, pfn);
	}
	/* A zone number past the last, where the field has room for one. */
	for (i = MAX_NR_ZONES; i < 1U << ZONES_WIDTH; i++) {
		*flags_of(&copy) = *flags_of(page) & ~(ZONES_MASK << ZONES_PGSHIFT);
		*flags_of(&copy) |= (unsigned long)i << ZONES_PGSHIFT;
		KUNIT_EXPECT_TRUE_MSG(test, !mms_frame_zone(&copy, pfn), "zone %u", i);
	}
	mms_hotplug_end();
}

/* The same for a query about a frame whose struct page is the test's own. */
static void lying_frame(struct kunit *test)
{
	struct page *page = live_pages(test, GFP_KERNEL, 0);
	unsigned long was = *flags_of(page);
	struct mms_page p;

	if (MAX_NR_ZONES == 1U << ZONES_WIDTH) {
		live_skips(test, "every number is a zone's here");
		return;
	}
	*flags_of(page) |= ZONES_MASK << ZONES_PGSHIFT;
	KUNIT_EXPECT_EQ(test, mms_page_read(page_to_pfn(page), &p), 0);
	*flags_of(page) = was;
	KUNIT_EXPECT_EQ(test, (int)p.state, (int)MMS_PAGE_RESERVED);
	KUNIT_EXPECT_STREQ(test, (const char *)p.zone, "none");
	KUNIT_EXPECT_EQ(test, p.node, MMS_NO_NODE);
	KUNIT_EXPECT_EQ(test, p.refcount, 1);
}

/*
 * A tail whose head is no struct page, before it, behind it, itself, or no head. (1
 * alone would be a head at NULL: then it is no tail, but a single page.)
 */
static void lying_tail(struct kunit *test)
{
#if !MMS_HAVE_COMPOUND_INFO
	struct page *pages = live_pages(test, GFP_KERNEL, 2), *page = pages + 2;
	const unsigned long heads[] = {
		0x1001, ~0UL, (unsigned long)page | 1, (unsigned long)(page + 1) | 1,
		(unsigned long)(pages + 1) | 1, (unsigned long)pages | 1,
		((unsigned long)pages + 8) | 1, (unsigned long)test | 1,
	};
	unsigned long was = page->compound_head;
	struct mms_page p;
	unsigned int i;

	if (live_skips(test, live_unsafe()))
		return;
	for (i = 0; i < ARRAY_SIZE(heads); i++) {
		page->compound_head = heads[i];
		KUNIT_EXPECT_EQ(test, mms_page_read(page_to_pfn(page), &p), 0);
		page->compound_head = was;
		KUNIT_EXPECT_TRUE_MSG(test, p.torn, "head 0x%lx", heads[i]);
		KUNIT_EXPECT_FALSE_MSG(test, p.compound, "head 0x%lx", heads[i]);
		KUNIT_EXPECT_EQ_MSG(test, p.head_pfn, p.pfn, "head 0x%lx", heads[i]);
		KUNIT_EXPECT_EQ_MSG(test, (int)p.order, 0, "head 0x%lx", heads[i]);
	}
#else
	live_skips(test, "tails hold a mask here");
#endif
}

/* A head of an impossible order: too large, zero, or misaligned. */
static void lying_head(struct kunit *test)
{
	struct page *pages = live_pages(test, GFP_KERNEL, 2);
	struct mms_page p;

	if (live_skips(test, live_unsafe()))
		return;
	/* Its second page holds no order: whatever is there must be ignored. */
	set_bit(PG_head, flags_of(pages + 1));
	KUNIT_EXPECT_EQ(test, mms_page_read(page_to_pfn(pages + 1), &p), 0);
	clear_bit(PG_head, flags_of(pages + 1));
	KUNIT_EXPECT_TRUE(test, p.torn);
	KUNIT_EXPECT_FALSE(test, p.compound);
	KUNIT_EXPECT_EQ(test, (int)p.order, 0);
	KUNIT_EXPECT_EQ(test, p.head_pfn, p.pfn);
}

/*
 * A page on no list that points to itself, or to a neighbour and back: it is found
 * to be on no per-CPU list, of order 0, without walking in circles.
 */
static void lists_of_nothing(struct kunit *test)
{
	struct page *pages = live_pages(test, GFP_KERNEL, 2);
	struct list_head was[2] = { pages[1].lru, pages[3].lru };
	u64 pfn = page_to_pfn(pages + 1);
	struct mms_page p;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		INIT_LIST_HEAD(&pages[1].lru);
		if (i)
			list_add(&pages[3].lru, &pages[1].lru);
		KUNIT_EXPECT_EQ(test, mms_page_read(pfn, &p), 0);
		KUNIT_EXPECT_EQ_MSG(test, (int)p.state, (int)MMS_PAGE_UNREFERENCED, "loop %u", i);
		KUNIT_EXPECT_EQ_MSG(test, (int)p.order, 0, "loop %u", i);
		KUNIT_EXPECT_EQ_MSG(test, p.head_pfn, pfn, "loop %u", i);
		KUNIT_EXPECT_FALSE(test, p.compound);
	}
	pages[1].lru = was[0];
	pages[3].lru = was[1];
}

/* Addresses of struct pages are told from all others. */
static void addresses(struct kunit *test)
{
	struct page *page = live_pages(test, GFP_KERNEL, 0);
	const void *const none[] = {
		NULL, (char *)page + sizeof(*page) / 2, (char *)page + 1, test, &page,
		(void *)LIST_POISON1, (void *)~0UL,
	};
	unsigned int i;
	u64 pfn;

	if (live_skips(test, live_unsafe()))
		return;
	KUNIT_ASSERT_EQ(test, mms_hotplug_begin(), 0);
	KUNIT_EXPECT_TRUE(test, mms_frame_pfn(page, &pfn));
	KUNIT_EXPECT_EQ(test, pfn, (u64)page_to_pfn(page));
	for (i = 0; i < ARRAY_SIZE(none); i++)
		KUNIT_EXPECT_FALSE_MSG(test, mms_frame_pfn(none[i], &pfn), "address %u", i);
	mms_hotplug_end();
}

static struct kunit_case frame_cases[] = {
	KUNIT_CASE(lying_copies),
	KUNIT_CASE(lying_frame),
	KUNIT_CASE(lying_tail),
	KUNIT_CASE(lying_head),
	KUNIT_CASE(lists_of_nothing),
	KUNIT_CASE(addresses),
	{}
};

struct kunit_suite mmscope_buddy_live_frame_suite = {
	.name = "mmscope_buddy_live_frame",
	.init = live_init,
	.exit = live_exit,
	.test_cases = frame_cases,
};
