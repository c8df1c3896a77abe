// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_buddy_live_page: page frames whose use is known because the test made it,
 * read and decoded. Takes no locks but those of the reads.
 */
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/pagemap.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mmscope/buddy/live.h>
#include <mmscope/buddy/page.h>
#include <mmscope/core/live_hotplug.h>

#include "../../live/compat/mm.h"
#include "../core/live_case.h"
#include "../core/live_mount.h"
#include "../suites.h"

static void read_of(const struct page *page, struct mms_page *p)
{
	mms_page_read(page_to_pfn(page), p);
}

/* What holds of every frame that has a struct page. */
static void expect_place(struct kunit *test, const struct page *page, const struct mms_page *p)
{
	KUNIT_EXPECT_EQ(test, p->pfn, (u64)page_to_pfn(page));
	KUNIT_EXPECT_EQ(test, p->node, (u32)page_to_nid(page));
	KUNIT_EXPECT_STREQ(test, (const char *)p->zone, page_zone(page)->name);
	KUNIT_EXPECT_LT(test, (int)p->migratetype, (int)MIGRATE_TYPES);
}

/* A compound block of every order: each of its pages decodes to the same whole. */
static void compound_pages(struct kunit *test)
{
	unsigned int order, i;

	for (order = 1; order < NR_PAGE_ORDERS - 1; order++) {
		struct page *page = live_pages(test, GFP_KERNEL | __GFP_COMP, order);
		unsigned int last = (1U << order) - 1;
		const unsigned int some[] = { 0, 1, last / 2, last };

		for (i = 0; i < ARRAY_SIZE(some); i++) {
			struct mms_page p;

			read_of(page + some[i], &p);
			expect_place(test, page + some[i], &p);
			KUNIT_EXPECT_EQ_MSG(test, (int)p.state, (int)MMS_PAGE_KERNEL,
					    "order %u page %u", order, some[i]);
			KUNIT_EXPECT_EQ(test, p.head_pfn, (u64)page_to_pfn(page));
			KUNIT_EXPECT_EQ_MSG(test, (unsigned int)p.order, order,
					    "page %u", some[i]);
			KUNIT_EXPECT_TRUE(test, p.compound);
			KUNIT_EXPECT_FALSE(test, p.torn);
			KUNIT_EXPECT_EQ(test, p.refcount, 1);
			KUNIT_EXPECT_EQ(test, p.mapcount, 0LL);
			KUNIT_EXPECT_TRUE(test, !p.type_name);
		}
		live_free(test, page);
	}
}

/* Without __GFP_COMP only the first page is marked as in use. */
static void plain_pages(struct kunit *test)
{
	struct page *page = live_pages(test, GFP_KERNEL, 2);
	struct mms_page p;

	read_of(page, &p);
	expect_place(test, page, &p);
	KUNIT_EXPECT_EQ(test, (int)p.state, (int)MMS_PAGE_KERNEL);
	KUNIT_EXPECT_EQ(test, p.refcount, 1);
	KUNIT_EXPECT_FALSE(test, p.compound);
	KUNIT_EXPECT_EQ(test, p.head_pfn, p.pfn);
	KUNIT_EXPECT_EQ(test, (int)p.order, 0);
	get_page(page);
	read_of(page, &p);
	KUNIT_EXPECT_EQ(test, p.refcount, 2);
	put_page(page);
	/* The second one is on no list: its pointers lead nowhere. */
	if (live_unsafe())
		return;
	read_of(page + 1, &p);
	KUNIT_EXPECT_EQ(test, (int)p.state, (int)MMS_PAGE_UNREFERENCED);
	KUNIT_EXPECT_EQ(test, p.refcount, 0);
	KUNIT_EXPECT_EQ(test, p.head_pfn, p.pfn);
}

static void slab_pages(struct kunit *test)
{
	struct kmem_cache *cache;
	struct mms_page p;
	void *object;

	cache = kmem_cache_create("mmscope_kunit", 1000, 0, 0, NULL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, cache);
	object = kmem_cache_alloc(cache, GFP_KERNEL);
	if (object) {
		read_of(virt_to_page(object), &p);
		expect_place(test, virt_to_page(object), &p);
		KUNIT_EXPECT_EQ(test, (int)p.state, (int)MMS_PAGE_TYPED);
		KUNIT_EXPECT_STREQ(test, p.type_name, "slab");
		KUNIT_EXPECT_EQ(test, p.head_pfn, (u64)page_to_pfn(virt_to_head_page(object)));
		KUNIT_EXPECT_EQ(test, p.mapcount, 0LL);
		kmem_cache_free(cache, object);
	}
	kmem_cache_destroy(cache);
	KUNIT_EXPECT_TRUE(test, object);

	object = kmalloc(192, GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, object);
	read_of(virt_to_page(object), &p);
	KUNIT_EXPECT_STREQ(test, p.type_name, "slab");
	kfree(object);

	/* Too large for the slab caches: pages straight from the buddy allocator. */
	object = kmalloc(4 * KMALLOC_MAX_CACHE_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, object);
	read_of(virt_to_page(object), &p);
	KUNIT_EXPECT_EQ(test, PAGE_SIZE << p.order, 4UL * KMALLOC_MAX_CACHE_SIZE);
	if (MMS_HAVE_PGTY_LARGE_KMALLOC)
		KUNIT_EXPECT_STREQ(test, p.type_name, "large_kmalloc");
	else
		KUNIT_EXPECT_EQ(test, (int)p.state, (int)MMS_PAGE_KERNEL);
	kfree(object);
}

/* As a balloon does: it takes the page and marks it as not to be read. */
static void offline_page(struct kunit *test)
{
	struct page *page = live_pages(test, GFP_KERNEL, 0);
	struct mms_page p;

	__SetPageOffline(page);
	read_of(page, &p);
	__ClearPageOffline(page);
	KUNIT_EXPECT_EQ(test, (int)p.state, (int)MMS_PAGE_TYPED);
	KUNIT_EXPECT_STREQ(test, p.type_name, "offline");
	KUNIT_EXPECT_NE(test, p.page_type, 0U);
	read_of(page, &p);
	KUNIT_EXPECT_EQ(test, (int)p.state, (int)MMS_PAGE_KERNEL);
	KUNIT_EXPECT_EQ(test, p.page_type, 0U);
}

static unsigned long *flags_of(struct page *page)
{
	return (unsigned long *)mms_page_flags_at(page);
}

/* What a look at the page block of a frame counts. */
static void read_block_of(struct kunit *test, struct page *page, struct mms_pageblock *pb)
{
	struct mms_chunk *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, c);
	KUNIT_ASSERT_EQ(test, mms_hotplug_begin(), 0);
	mms_pageblock_read(page_zone(page), mms_buddy_head(page_to_pfn(page), pageblock_order),
			   c, pb);
	mms_hotplug_end();
}

/* Marked as the kernel marks memory with hardware errors. */
static void broken_page(struct kunit *test)
{
#ifdef CONFIG_MEMORY_FAILURE
	struct page *page = live_pages(test, GFP_KERNEL, 0);
	struct mms_pageblock before, pb;
	struct mms_page p;

	read_block_of(test, page, &before);
	set_bit(PG_hwpoison, flags_of(page));
	read_of(page, &p);
	read_block_of(test, page, &pb);
	clear_bit(PG_hwpoison, flags_of(page));
	KUNIT_EXPECT_EQ(test, (int)p.state, (int)MMS_PAGE_HWPOISON);
	KUNIT_EXPECT_EQ(test, pb.poisoned, before.poisoned + 1);
#else
	live_skips(test, "this kernel knows no broken pages");
#endif
}

static void zero_page(struct kunit *test)
{
	struct mms_page p;

	read_of(ZERO_PAGE(0), &p);
	KUNIT_EXPECT_EQ(test, (int)p.state, (int)MMS_PAGE_ZERO);
	KUNIT_EXPECT_STREQ(test, mms_page_use(&p), "zero");
}

/* A block as in a guest that accepts memory from its hypervisor on demand. */
static void unaccepted_block(struct kunit *test)
{
#if MMS_HAVE_PGTY
	struct page *page = live_pages(test, GFP_KERNEL, NR_PAGE_ORDERS - 1);
	const unsigned int some[] = { 0, 5, (1U << (NR_PAGE_ORDERS - 1)) - 1 };
	struct mms_pageblock pb, last;
	struct mms_page p;
	unsigned int i;

	set_page_count(page, 0);
	__SetPageUnaccepted(page);
	for (i = 0; i < ARRAY_SIZE(some); i++) {
		read_of(page + some[i], &p);
		KUNIT_EXPECT_EQ_MSG(test, (int)p.state, (int)MMS_PAGE_UNACCEPTED, "page %u",
				    some[i]);
		KUNIT_EXPECT_EQ(test, p.head_pfn, (u64)page_to_pfn(page));
		KUNIT_EXPECT_EQ(test, (int)p.order, (int)NR_PAGE_ORDERS - 1);
	}
	read_block_of(test, page, &pb);
	read_block_of(test, page + some[2], &last);
	__ClearPageUnaccepted(page);
	set_page_count(page, 1);
	KUNIT_EXPECT_EQ(test, (u64)pb.unaccepted, (u64)pageblock_nr_pages);
	KUNIT_EXPECT_EQ(test, (u64)last.unaccepted, (u64)pageblock_nr_pages);
	KUNIT_EXPECT_EQ(test, pb.pages, pb.unaccepted);
#else
	live_skips(test, "struct pages do not tell here");
#endif
}

/*
 * A tail whose struct page is mapped to the head's (hugetlb_free_vmemmap=on) looks
 * like a head. The next one is a tail and tells.
 */
static void fake_head(struct kunit *test)
{
#if !MMS_HAVE_COMPOUND_INFO
	struct page *pages = live_pages(test, GFP_KERNEL | __GFP_COMP, 7), was;
	struct mms_page p;
	unsigned int i;

	for (i = 1; i < 127 && !IS_ALIGNED((unsigned long)&pages[i], PAGE_SIZE); i++)
		;
	if (i == 127) {
		live_skips(test, "no struct page of these is first of its page");
		return;
	}
	was = pages[i];
	pages[i].compound_head = pages[0].compound_head;
	set_bit(PG_head, flags_of(&pages[i]));
	read_of(&pages[i], &p);
	pages[i] = was;
	KUNIT_EXPECT_EQ(test, p.head_pfn, (u64)page_to_pfn(pages));
	KUNIT_EXPECT_EQ(test, (int)p.order, 7);
	KUNIT_EXPECT_TRUE(test, p.compound);
	KUNIT_EXPECT_FALSE(test, p.torn);
#else
	live_skips(test, "tails hold a mask here");
#endif
}

/* The flags of a page, by name. */
static void flagged_page(struct kunit *test)
{
	struct page *page = live_pages(test, GFP_KERNEL, 0);
	struct mms_page p;
	char buf[256];
	struct mms_text t;

	set_bit(PG_private, flags_of(page));
	set_bit(PG_referenced, flags_of(page));
	read_of(page, &p);
	clear_bit(PG_private, flags_of(page));
	clear_bit(PG_referenced, flags_of(page));
	KUNIT_EXPECT_EQ(test, p.flags & p.flags_mask,
			(u64)(BIT(PG_private) | BIT(PG_referenced)));
	mms_text_init(&t, buf, sizeof(buf));
	mms_rec_flags(&t, "flags", p.flag_names, p.flags & p.flags_mask);
	KUNIT_EXPECT_TRUE(test, strstr(buf, "referenced"));
	KUNIT_EXPECT_TRUE(test, strstr(buf, "private"));
	KUNIT_EXPECT_TRUE(test, !strstr(buf, "unknown"));
}

/* Freed, it is in a buddy block or on this CPU's list, or was taken again. */
static void freed_pages(struct kunit *test)
{
	unsigned int order, tries;

	if (live_skips(test, live_unsafe()))
		return;
	for (order = 0; order < NR_PAGE_ORDERS - 1; order++) {
		bool seen = false;

		for (tries = 0; !seen && tries < 20; tries++) {
			struct page *page = live_pages(test, GFP_KERNEL, order);
			u64 pfn = page_to_pfn(page);
			struct mms_page p;

			live_free(test, page);
			mms_page_read(pfn + (1U << order) - 1, &p);
			if (p.state != MMS_PAGE_BUDDY && p.state != MMS_PAGE_PCP)
				continue;
			seen = true;
			KUNIT_EXPECT_LE(test, p.head_pfn, pfn);
			KUNIT_EXPECT_GE_MSG(test, p.head_pfn + (1ULL << p.order),
					    pfn + (1ULL << order), "order %u in %u", order,
					    p.order);
			KUNIT_EXPECT_EQ(test, p.head_pfn, mms_buddy_head(pfn, p.order));
			KUNIT_EXPECT_EQ(test, p.refcount, 0);
		}
		KUNIT_EXPECT_TRUE_MSG(test, seen, "order %u", order);
	}
}

static void reserved_page(struct kunit *test)
{
	struct zone *z = NULL;
	struct mms_page p;
	unsigned long pfn;

	while ((z = mms_zone_next(z))) {
		for (pfn = z->zone_start_pfn; pfn < zone_end_pfn(z); pfn++) {
			struct page *page = pfn_to_online_page(pfn);

			if (!page || !PageReserved(page) || PageCompound(page))
				continue;
			mms_page_read(pfn, &p);
			KUNIT_EXPECT_EQ(test, (int)p.state, (int)MMS_PAGE_RESERVED);
			KUNIT_EXPECT_NE(test, p.flags & BIT(PG_reserved), 0ULL);
			return;
		}
	}
	live_skips(test, "no page of this machine is reserved");
}

static void no_page(struct kunit *test)
{
	/* Beyond any machine's memory, beyond any number a frame can have. */
	static const u64 pfns[] = { 0xffffffffULL, 0xffffffffffULL, ~0ULL >> 12, ~0ULL };
	struct mms_page p;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(pfns); i++) {
		mms_page_read(pfns[i], &p);
		KUNIT_EXPECT_EQ_MSG(test, (int)p.state, (int)MMS_PAGE_NONE, "case %u", i);
		KUNIT_EXPECT_EQ(test, p.pfn, pfns[i]);
	}
}

/* A file's page, on a file system that keeps its files in the page cache only. */
static void expect_file_page(struct kunit *test, const char *fs, enum mms_page_state state)
{
	struct file *file = live_file_open(test, fs, "page", O_CREAT | O_RDWR);
	struct page *page = NULL;
	struct mms_page p;
	loff_t pos = 0;

	KUNIT_EXPECT_EQ_MSG(test, PTR_ERR_OR_ZERO(file), 0, "%s", fs);
	if (IS_ERR_OR_NULL(file))
		return;
	KUNIT_EXPECT_EQ(test, kernel_write(file, "known", 5, &pos), (ssize_t)5);
	page = find_get_page(file->f_mapping, 0);
	KUNIT_EXPECT_TRUE(test, page);
	if (page) {
		read_of(page, &p);
		KUNIT_EXPECT_EQ_MSG(test, (int)p.state, (int)state, "%s", fs);
		KUNIT_EXPECT_GE(test, p.refcount, 2);
		KUNIT_EXPECT_EQ(test, p.mapcount, 0LL);
		put_page(page);
	}
	live_file_close(file);
}

static void file_pages(struct kunit *test)
{
	expect_file_page(test, "ramfs", MMS_PAGE_FILE);
	if (IS_ENABLED(CONFIG_TMPFS))
		expect_file_page(test, "tmpfs", MMS_PAGE_SHMEM);
}

static struct kunit_case page_cases[] = {
	KUNIT_CASE(compound_pages),
	KUNIT_CASE(plain_pages),
	KUNIT_CASE(slab_pages),
	KUNIT_CASE(offline_page),
	KUNIT_CASE(flagged_page),
	KUNIT_CASE(freed_pages),
	KUNIT_CASE(reserved_page),
	KUNIT_CASE(no_page),
	KUNIT_CASE(broken_page),
	KUNIT_CASE(zero_page),
	KUNIT_CASE(unaccepted_block),
	KUNIT_CASE(fake_head),
	KUNIT_CASE(file_pages),
	{}
};

struct kunit_suite mmscope_buddy_live_page_suite = {
	.name = "mmscope_buddy_live_page",
	.init = live_init,
	.exit = live_exit,
	.test_cases = page_cases,
};
