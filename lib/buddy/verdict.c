// SPDX-License-Identifier: GPL-2.0-only
/*
 * Verdicts on the buddy allocator's records: see include/mmscope/buddy/verdict.h.
 * Each pair of numbers was measured in one hold of the lock that keeps the two
 * consistent; what could not be measured so is counted as skipped. Pure.
 */
#include <linux/kernel.h>
#include <mmscope/buddy/verdict.h>

/**
 * mms_sums_add_free() - one zone's free pages by its lists and by its counter
 * @t: where
 * @z: the zone
 * @s: both numbers
 * @detail: names the first zone where they differ
 */
void mms_sums_add_free(struct mms_buddy_sums *t, const struct mms_zone *z,
		       const struct mms_free_sum *s, struct mms_text *detail)
{
	if (s->capped) {
		t->skipped++;
		return;
	}
	t->zones++;
	if (!mms_free_sum_ok(s) && !t->wrong++) {
		mms_zone_rec_id(detail, z->node, z->name);
		mms_rec_dec(detail, "zone_listed_pages", s->listed);
		mms_rec_dec(detail, "zone_counter_pages", s->counter);
	}
	t->free.listed += s->listed;
	t->free.isolated += s->isolated;
	t->free.unaccepted += s->unaccepted;
	t->free.counter += s->counter;
	t->free.percpu += s->percpu;
	t->free.rereads += s->rereads;
}

/**
 * mms_verdict_free() - do free lists and counter agree, to the page?
 * @t: the zones
 * @detail: the numbers
 *
 * Return: the verdict.
 */
enum mms_result mms_verdict_free(const struct mms_buddy_sums *t, struct mms_text *detail)
{
	mms_rec_dec(detail, "zones", t->zones);
	mms_rec_dec(detail, "skipped_zones", t->skipped);
	mms_rec_dec(detail, "listed_pages", t->free.listed);
	mms_rec_dec(detail, "isolated_pages", t->free.isolated);
	mms_rec_dec(detail, "counter_pages", t->free.counter);
	mms_rec_int(detail, "in_percpu_differences", t->free.percpu);
	mms_rec_dec(detail, "rereads", t->free.rereads);
	mms_rec_dec(detail, "unaccepted_pages", t->free.unaccepted);
	if (!t->zones)
		return mms_check_skip(detail, "isolated blocks or CPUs too many for one hold");
	return t->wrong ? MMS_VIOLATED : MMS_OK;
}

/**
 * mms_sums_add_list() - the entries of one order's lists
 * @t: where
 * @z: the zone
 * @order: the order
 * @c: what was found on the lists
 * @detail: names the first order where something is wrong
 */
void mms_sums_add_list(struct mms_buddy_sums *t, const struct mms_zone *z, unsigned int order,
		       const struct mms_list_check *c, struct mms_text *detail)
{
	if (c->capped) {
		t->skipped++;
		return;
	}
	t->zones++;
	t->lengths += c->entries != c->nr_free;
	t->list.entries += c->entries;
	t->list.nr_free += c->nr_free;
	t->list.not_free += c->not_free;
	t->list.wrong_order += c->wrong_order;
	t->list.faults += c->faults;
	t->list.other_type += c->other_type;
	if (!mms_list_check_ok(c) && !t->wrong++) {
		mms_zone_rec_id(detail, z->node, z->name);
		mms_rec_dec(detail, "order", order);
		mms_rec_hex(detail, "pfn", c->first);
	}
}

/**
 * mms_verdict_lists() - is every list as long as nr_free, and every entry sound?
 * @t: the lists
 * @detail: the numbers
 *
 * Return: the verdict.
 */
enum mms_result mms_verdict_lists(const struct mms_buddy_sums *t, struct mms_text *detail)
{
	mms_rec_dec(detail, "orders", t->zones);
	mms_rec_dec(detail, "skipped_long_orders", t->skipped);
	mms_rec_dec(detail, "entries", t->list.entries);
	mms_rec_dec(detail, "nr_free", t->list.nr_free);
	mms_rec_dec(detail, "wrong_lengths", t->lengths);
	mms_rec_dec(detail, "not_free", t->list.not_free);
	mms_rec_dec(detail, "wrong_order", t->list.wrong_order);
	mms_rec_dec(detail, "misplaced", t->list.faults);
	mms_rec_dec(detail, "pageblock_of_other_type", t->list.other_type);
	return t->wrong ? MMS_VIOLATED : MMS_OK;
}

/**
 * mms_sums_add_block() - one free block, in ascending order of page frames
 * @t: where; @t->end is 0 when a zone begins
 * @z: the zone
 * @b: the kernel's orders
 * @block: the block
 * @detail: names the first that is wrong
 */
void mms_sums_add_block(struct mms_buddy_sums *t, const struct mms_zone *z,
			const struct mms_buddy *b, const struct mms_block *block,
			struct mms_text *detail)
{
	enum mms_block_fault fault = mms_block_fault(block, z, b);

	t->blocks++;
	t->pages += 1ULL << block->order;
	if (fault == MMS_BLOCK_OK && block->pfn >= t->end) {
		t->end = block->pfn + (1ULL << block->order);
		return;
	}
	if (!t->wrong++) {
		mms_zone_rec_id(detail, z->node, z->name);
		mms_rec_hex(detail, "pfn", block->pfn);
		mms_rec_dec(detail, "order", block->order);
		mms_rec_str(detail, "fault", fault == MMS_BLOCK_OK ? "overlap" :
			    mms_block_fault_name(fault));
	}
}

/**
 * mms_verdict_blocks() - is every free block aligned, in its zone, and without
 * overlap?
 * @t: the blocks
 * @detail: the numbers
 *
 * Return: the verdict.
 */
enum mms_result mms_verdict_blocks(const struct mms_buddy_sums *t, struct mms_text *detail)
{
	mms_rec_dec(detail, "blocks", t->blocks);
	mms_rec_dec(detail, "pages", t->pages);
	mms_rec_dec(detail, "faults", t->wrong);
	return t->wrong ? MMS_VIOLATED : MMS_OK;
}

/**
 * mms_sums_add_pageblock() - one page block
 * @t: where
 * @z: the zone
 * @b: the kernel's migratetypes
 * @pb: the page block
 * @detail: names the first that is wrong
 */
void mms_sums_add_pageblock(struct mms_buddy_sums *t, const struct mms_zone *z,
			    const struct mms_buddy *b, const struct mms_pageblock *pb,
			    struct mms_text *detail)
{
	const char *fault = mms_pageblock_fault(pb, b);

	t->zones++;
	if (!fault || t->wrong++)
		return;
	mms_zone_rec_id(detail, z->node, z->name);
	mms_rec_hex(detail, "pfn", pb->pfn);
	mms_rec_str(detail, "fault", fault);
}

/**
 * mms_verdict_pageblocks() - are the page blocks' own counts consistent?
 * @t: the page blocks
 * @detail: the numbers
 *
 * Return: the verdict.
 */
enum mms_result mms_verdict_pageblocks(const struct mms_buddy_sums *t, struct mms_text *detail)
{
	mms_rec_dec(detail, "pageblocks", t->zones);
	mms_rec_dec(detail, "wrong", t->wrong);
	return t->wrong ? MMS_VIOLATED : MMS_OK;
}

/**
 * mms_sums_add_pcp() - one CPU's lists of one zone
 * @t: where
 * @z: the zone
 * @pcp: the lists, all of them walked where that could be done in one hold
 * @detail: names the first CPU whose count differs from its lists
 */
void mms_sums_add_pcp(struct mms_buddy_sums *t, const struct mms_zone *z,
		      const struct mms_pcp *pcp, struct mms_text *detail)
{
	u64 listed = mms_pcp_listed(pcp);

	if (!mms_pcp_walked(pcp)) {
		t->skipped++;
		return;
	}
	t->zones++;
	t->counted += pcp->count;
	t->listed += listed;
	if (listed == pcp->count || t->wrong++)
		return;
	mms_zone_rec_id(detail, z->node, z->name);
	mms_rec_dec(detail, "cpu", pcp->cpu);
}

/**
 * mms_verdict_pcp() - do the CPUs' lists hold what their counts say?
 * @t: the CPUs
 * @detail: the numbers
 *
 * Return: the verdict.
 */
enum mms_result mms_verdict_pcp(const struct mms_buddy_sums *t, struct mms_text *detail)
{
	mms_rec_dec(detail, "compared", t->zones);
	mms_rec_dec(detail, "skipped_long", t->skipped);
	mms_rec_dec(detail, "count_pages", t->counted);
	mms_rec_dec(detail, "listed_pages", t->listed);
	mms_rec_dec(detail, "wrong", t->wrong);
	return t->wrong ? MMS_VIOLATED : MMS_OK;
}

/**
 * mms_sums_add_zone() - one zone's own numbers
 * @t: where
 * @z: the zone
 * @detail: names the first that contradicts itself
 */
void mms_sums_add_zone(struct mms_buddy_sums *t, const struct mms_zone *z,
		       struct mms_text *detail)
{
	const char *fault = mms_zone_fault(z);

	t->zones++;
	if (!fault || t->wrong++)
		return;
	mms_zone_rec_id(detail, z->node, z->name);
	mms_rec_str(detail, "fault", fault);
}

/**
 * mms_verdict_zones() - are spans, pages and watermarks consistent?
 * @t: the zones
 * @detail: the numbers
 *
 * Return: the verdict.
 */
enum mms_result mms_verdict_zones(const struct mms_buddy_sums *t, struct mms_text *detail)
{
	mms_rec_dec(detail, "zones", t->zones);
	mms_rec_dec(detail, "wrong", t->wrong);
	return t->wrong ? MMS_VIOLATED : MMS_OK;
}

/**
 * mms_verdict_map() - are the map's pages those the allocator says it manages?
 * @sum: both, of the last look
 * @looks: how often they were looked at, until they were the same
 * @detail: the numbers
 *
 * Return: the verdict.
 */
enum mms_result mms_verdict_map(const struct mms_map_sum *sum, u32 looks,
				struct mms_text *detail)
{
	enum mms_map_fit fit = mms_map_fit(sum);

	mms_rec_dec(detail, "map_pages", sum->pages);
	mms_rec_dec(detail, "reserved_pages", sum->reserved);
	mms_rec_dec(detail, "offline_pages", sum->offline);
	mms_rec_dec(detail, "managed_pages", sum->managed);
	mms_rec_dec(detail, "looks", looks);
	if (fit == MMS_MAP_UNSURE)
		return mms_check_skip(detail, sum->own_memmap ?
				      "memory that was added holds its own struct pages" :
				      "pages in use are marked reserved or offline, by a driver");
	return fit == MMS_MAP_WRONG ? MMS_VIOLATED : MMS_OK;
}
