// SPDX-License-Identifier: GPL-2.0-only
/*
 * Zones, free lists, fragmentation, free blocks and page blocks as records for
 * programs and as tables for people: the same numbers in two formats. Takes no
 * locks.
 */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/string.h>
#include <mmscope/buddy/buddy.h>

/* A counter this kernel does not keep has no key. */
static void rec_known(struct mms_text *t, const char *key, u64 value)
{
	if (value != MMS_UNKNOWN)
		mms_rec_dec(t, key, value);
}

/**
 * mms_zone_rec_id() - the keys that name a zone
 * @t: the text
 * @node: its node
 * @name: its name
 */
void mms_zone_rec_id(struct mms_text *t, u32 node, const char *name)
{
	mms_rec_dec(t, "node", node);
	mms_rec_str(t, "zone", name);
}

/**
 * mms_zone_rec() - a zone's counters as a record
 * @t: the text
 * @z: the zone
 */
void mms_zone_rec(struct mms_text *t, const struct mms_zone *z)
{
	unsigned int i;

	mms_rec(t, "zone");
	mms_zone_rec_id(t, z->node, z->name);
	mms_rec_hex(t, "start_pfn", z->start_pfn);
	mms_rec_hex(t, "end_pfn", z->start_pfn + z->spanned);
	mms_rec_dec(t, "spanned_pages", z->spanned);
	rec_known(t, "present_pages", z->present);
	mms_rec_dec(t, "managed_pages", z->managed);
	rec_known(t, "cma_pages", z->cma);
	mms_rec_dec(t, "free_pages", z->free);
	mms_rec_dec(t, "min_pages", z->min);
	mms_rec_dec(t, "low_pages", z->low);
	mms_rec_dec(t, "high_pages", z->high);
	rec_known(t, "promo_pages", z->promo);
	mms_rec_dec(t, "boost_pages", z->boost);
	mms_rec_dec(t, "reserved_highatomic_pages", z->reserved_highatomic);
	rec_known(t, "free_highatomic_pages", z->free_highatomic);
	rec_known(t, "isolated_pageblocks", z->isolated_blocks);
	mms_rec_dec(t, "pcp_batch_pages", z->pcp_batch);
	rec_known(t, "pcp_high_pages", z->pcp_high);
	rec_known(t, "pcp_high_max_pages", z->pcp_high_max);
	mms_rec_bool(t, "contiguous", z->contiguous);
	mms_put(t, " lowmem_reserve_pages=");
	for (i = 0; i < z->nr_lowmem; i++)
		mms_put(t, "%s%llu", i ? "," : "", z->lowmem_reserve[i]);
	for (i = 0; i < z->nr_stats; i++)
		mms_rec_dec(t, z->stats[i].name, z->stats[i].value);
	rec_known(t, "hwpoison_pages", z->poisoned);
	mms_rec_end(t);
}

/**
 * mms_freelist_rec() - an order's free lists as records
 * @t: the text
 * @f: the zone's free lists
 * @z: the zone
 * @b: the kernel's migratetypes
 * @order: the order
 */
void mms_freelist_rec(struct mms_text *t, const struct mms_freelists *f,
		      const struct mms_zone *z, const struct mms_buddy *b,
		      unsigned int order)
{
	unsigned int type;

	mms_rec(t, "order");
	mms_zone_rec_id(t, z->node, z->name);
	mms_rec_dec(t, "order", order);
	mms_rec_dec(t, "blocks", f->nr_free[order]);
	mms_rec_dec(t, "pages", f->nr_free[order] << order);
	mms_rec_end(t);
	for (type = 0; type < b->nr_types; type++) {
		mms_rec(t, "freelist");
		mms_zone_rec_id(t, z->node, z->name);
		mms_rec_dec(t, "order", order);
		mms_rec_str(t, "migratetype", b->type[type]);
		mms_rec_dec(t, "blocks", f->blocks[order][type]);
		mms_rec_dec(t, "pages", f->blocks[order][type] << order);
		mms_rec_str(t, "counted", mms_counted_name(f->how[order][type]));
		mms_rec_end(t);
	}
}

/**
 * mms_frag_rec() - an order's fragmentation as a record
 * @t: the text
 * @z: the zone
 * @f: its free lists
 * @b: the kernel's orders
 * @order: the order
 *
 * The kernel's own indices are of all free memory, whichever requests may use it;
 * the same for unmovable requests comes after them.
 */
void mms_frag_rec(struct mms_text *t, const struct mms_zone *z,
		  const struct mms_freelists *f, const struct mms_buddy *b, unsigned int order)
{
	struct mms_contig c;

	mms_contig_info(&c, z->nr_free, b->nr_orders, order);
	mms_rec(t, "fragmentation");
	mms_zone_rec_id(t, z->node, z->name);
	mms_rec_dec(t, "order", order);
	mms_rec_dec(t, "free_pages", c.free_pages);
	mms_rec_dec(t, "free_blocks", c.free_blocks);
	mms_rec_dec(t, "suitable_blocks", c.suitable);
	mms_rec_int(t, "unusable_per_1000", mms_unusable_index(order, &c));
	mms_rec_int(t, "extfrag_per_1000", mms_frag_index(order, &c));
	mms_contig_unmovable(&c, f, b, order);
	mms_rec_dec(t, "unmovable_free_pages", c.free_pages);
	mms_rec_dec(t, "unmovable_suitable_blocks", c.suitable);
	mms_rec_int(t, "unmovable_unusable_per_1000", mms_unusable_index(order, &c));
	mms_rec_int(t, "unmovable_extfrag_per_1000", mms_frag_index(order, &c));
	mms_rec_end(t);
}

/**
 * mms_block_rec() - a free block as a record
 * @t: the text
 * @block: the block
 * @z: its zone
 * @b: the kernel's page size and migratetypes
 */
void mms_block_rec(struct mms_text *t, const struct mms_block *block,
		   const struct mms_zone *z, const struct mms_buddy *b)
{
	mms_rec(t, "block");
	mms_zone_rec_id(t, z->node, z->name);
	mms_rec_hex(t, "pfn", block->pfn);
	mms_rec_hex(t, "phys", block->pfn << b->page_shift);
	mms_rec_dec(t, "order", block->order);
	mms_rec_dec(t, "size", 1ULL << (block->order + b->page_shift));
	mms_rec_str(t, "migratetype", mms_type_name(b, block->type));
	mms_rec_end(t);
}

/**
 * mms_pageblock_rec() - a page block as a record
 * @t: the text
 * @pb: the page block
 * @z: its zone
 * @b: the kernel's page block size and migratetypes
 */
void mms_pageblock_rec(struct mms_text *t, const struct mms_pageblock *pb,
		       const struct mms_zone *z, const struct mms_buddy *b)
{
	mms_rec(t, "pageblock");
	mms_zone_rec_id(t, z->node, z->name);
	mms_rec_hex(t, "pfn", pb->pfn);
	mms_rec_hex(t, "end_pfn", pb->pfn + (1ULL << b->block_order));
	mms_rec_str(t, "migratetype", mms_type_name(b, pb->type));
	mms_rec_bool(t, "isolated", pb->isolated);
	mms_rec_bool(t, "skip", pb->skip);
	mms_rec_dec(t, "pages", pb->pages);
	mms_rec_dec(t, "free_pages", pb->free);
	mms_rec_dec(t, "reserved_pages", pb->reserved);
	mms_rec_dec(t, "offline_pages", pb->offline);
	if (pb->free)
		mms_rec_dec(t, "largest_order", pb->largest);
	mms_rec_dec(t, "hwpoison_pages", pb->poisoned);
	mms_rec_dec(t, "unaccepted_pages", pb->unaccepted);
	mms_rec_end(t);
}

/**
 * mms_zone_put() - a zone's heading in the report, two lines
 * @t: the text
 * @z: the zone
 * @b: the kernel's page size
 */
void mms_zone_put(struct mms_text *t, const struct mms_zone *z,
		  const struct mms_buddy *b)
{
	const unsigned int width = 56;
	u64 used = z->managed - min(z->free, z->managed);
	u64 marks = z->managed ? div64_u64(used * width, z->managed) : 0;

	mms_put(t, "node %u, zone %s", z->node, z->name);
	mms_put_to(t, 22);
	mms_put_size(t, z->managed << b->page_shift, 0);
	mms_put(t, " managed, ");
	mms_put_size(t, z->free << b->page_shift, 0);
	mms_put(t, " free   watermarks ");
	mms_put_size(t, z->min << b->page_shift, 0);
	mms_put(t, " / ");
	mms_put_size(t, z->low << b->page_shift, 0);
	mms_put(t, " / ");
	mms_put_size(t, z->high << b->page_shift, 0);
	mms_put(t, "\npfn 0x%llx-0x%llx", z->start_pfn, z->start_pfn + z->spanned);
	mms_put_to(t, 22);
	mms_put(t, "[");
	mms_put_n(t, '#', marks);
	mms_put_n(t, '.', width - marks);
	mms_put(t, "] %3llu %% free\n",
		z->managed ? div64_u64((z->managed - used) * 100, z->managed) : 0);
	if (!z->free_cma)
		return;
	mms_put_to(t, 22);
	mms_put_size(t, z->free_cma << b->page_shift, 0);
	mms_put(t, " of the free memory is CMA's: movable requests alone may have it\n");
}

/* A migratetype's column is as wide as its name, but holds 7 digits. */
static unsigned int type_width(const char *name)
{
	return max_t(unsigned int, strlen(name), 7) + 1;
}

/**
 * mms_freelists_put_head() - the heading of the free lists' table
 * @t: the text
 * @b: the kernel's migratetypes
 */
void mms_freelists_put_head(struct mms_text *t, const struct mms_buddy *b)
{
	unsigned int type;

	mms_put(t, "order%9s%9s", "block", "free");
	for (type = 0; type < b->nr_types; type++)
		mms_put(t, "%*s", type_width(b->type[type]), b->type[type]);
	mms_put(t, "%9s%10s\n", "unusable", "extfrag");
}

static void put_count(struct mms_text *t, unsigned int width, u64 blocks, u8 how)
{
	char out[24];

	if (!blocks && how != MMS_CAPPED)
		snprintf(out, sizeof(out), "-");
	else
		snprintf(out, sizeof(out), "%s%llu",
			 how == MMS_CAPPED ? ">" : how == MMS_SCANNED ? "~" : "", blocks);
	mms_put(t, "%*s", width, out);
}

/* Is there a free block of the order that only movable requests may use, in CMA? */
static bool movable_only(const struct mms_freelists *f, const struct mms_buddy *b,
			 unsigned int order)
{
	for (; b->cma >= 0 && order < b->nr_orders; order++)
		if (f->blocks[order][b->cma])
			return true;
	return false;
}

/**
 * mms_freelists_put() - an order's row of the free lists' table
 * @t: the text
 * @f: the zone's free lists
 * @b: the kernel's page size and migratetypes
 * @order: the order
 */
void mms_freelists_put(struct mms_text *t, const struct mms_freelists *f,
		       const struct mms_buddy *b, unsigned int order)
{
	struct mms_contig c;
	unsigned int type;
	int index;

	mms_put(t, "%5u ", order);
	mms_put_size(t, 1ULL << (order + b->page_shift), 8);
	put_count(t, 9, f->nr_free[order], MMS_WALKED);
	for (type = 0; type < b->nr_types; type++)
		put_count(t, type_width(b->type[type]), f->blocks[order][type],
			  f->how[order][type]);
	mms_contig_unmovable(&c, f, b, order);
	index = mms_unusable_index(order, &c);
	mms_put(t, "%5d.%03d", index / 1000, index % 1000);
	index = mms_frag_index(order, &c);
	if (index == -1000)
		mms_put(t, " available\n");
	else if (movable_only(f, b, order))
		mms_put(t, "   movable\n");
	else
		mms_put(t, "%5s%d.%03d\n", index < 0 ? "-" : "", abs(index) / 1000,
			abs(index) % 1000);
}
