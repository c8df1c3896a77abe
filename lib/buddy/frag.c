// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two fragmentation indices of a zone, as /sys/kernel/debug/extfrag
 * computes them (mm/vmstat.c: 5.10 l.1076 and 2056, 6.1 l.1087 and 2126,
 * 6.12 l.1111 and 2213, 7.2 l.1102 and 2308). Takes no locks.
 */
#include <linux/math64.h>
#include <mmscope/buddy/buddy.h>

/**
 * mms_contig_info() - sum up a zone's free blocks with respect to one order
 * @c: where the sums go
 * @nr_free: free blocks per order, isolated ones included as the kernel does
 * @nr_orders: entries of @nr_free
 * @order: the order to be allocated
 */
void mms_contig_info(struct mms_contig *c, const u64 *nr_free,
		     unsigned int nr_orders, unsigned int order)
{
	unsigned int o;

	c->free_pages = 0;
	c->free_blocks = 0;
	c->suitable = 0;
	for (o = 0; o < nr_orders; o++) {
		c->free_blocks += nr_free[o];
		c->free_pages += nr_free[o] << o;
		if (o >= order)
			c->suitable += nr_free[o] << (o - order);
	}
}

/**
 * mms_contig_unmovable() - the same of the free blocks that unmovable requests may
 * use
 * @c: where the sums go
 * @f: free blocks per order and migratetype
 * @b: the migratetypes
 * @order: the order to be allocated
 *
 * That is any block but those of CMA, which only movable requests may use; of
 * isolated page blocks, which no request may use; and of the reserve for atomic
 * requests.
 */
void mms_contig_unmovable(struct mms_contig *c, const struct mms_freelists *f,
			  const struct mms_buddy *b, unsigned int order)
{
	u64 nr_free[MMS_ORDERS] = {};
	unsigned int o;
	int type;

	for (o = 0; o < b->nr_orders; o++)
		for (type = 0; type < b->nr_types; type++)
			if (type != b->cma && type != b->isolate && type != b->reserve)
				nr_free[o] += f->blocks[o][type];
	mms_contig_info(c, nr_free, b->nr_orders, order);
}

/**
 * mms_unusable_index() - which share of the free memory an order can't use
 * @order: the order
 * @c: the sums made for that order
 *
 * Return: thousandths, 0 (all free memory is usable) to 1000 (none is; also
 * when nothing is free).
 */
int mms_unusable_index(unsigned int order, const struct mms_contig *c)
{
	if (!c->free_pages)
		return 1000;
	return div64_u64((c->free_pages - (c->suitable << order)) * 1000,
			 c->free_pages);
}

/**
 * mms_frag_index() - would an allocation fail for lack of memory or because of
 * fragmentation?
 * @order: the order
 * @c: the sums made for that order
 *
 * Return: thousandths; towards 0 it would fail for lack of memory, towards
 * 1000 because of fragmentation; -1000 when it would not fail, and 0 when
 * nothing is free at all. With a single free block left the kernel's formula
 * goes below 0 (to -500), and so does this one.
 */
int mms_frag_index(unsigned int order, const struct mms_contig *c)
{
	u64 wanted = 1ULL << order;

	if (!c->free_blocks)
		return 0;
	if (c->suitable)
		return -1000;
	return 1000 - (int)div64_u64(1000 + div64_u64(c->free_pages * 1000, wanted),
				     c->free_blocks);
}
