// SPDX-License-Identifier: GPL-2.0-only
/*
 * Verdicts on areas against the kernel's counters and its page tables: see
 * include/mmscope/vmap/verdict.h. As in verdict.c, one look proves nothing. Pure.
 */
#include <linux/kernel.h>
#include <mmscope/vmap/verdict.h>

/*
 * Is something perhaps being freed? With @late that may take seconds. vfree() of a
 * module's memory first has the direct map's permissions reset, on riscv page by page
 * with all TLBs flushed each time, before its pages are no longer counted.
 */
static bool may_be_late(const struct mms_counter_looks *l)
{
	return l->late && l->kernel > l->listed;
}

/**
 * mms_counter_look() - take in one more look at a counter
 * @l: the looks; zeroed before the first
 * @counted: the counter around the look
 * @listed: the sum by the lists
 * @usable: the look may be compared
 *
 * The kernel counts pages from before their area is on a list until after it has
 * left: as long as it takes to allocate or free them. So a difference means
 * something only when neither the counter nor the lists move from look to look.
 *
 * Return: no further look is needed.
 */
bool mms_counter_look(struct mms_counter_looks *l, const struct mms_vmap_counted *counted,
		      u64 listed, bool usable)
{
	bool moved = listed != l->listed || counted->after != l->kernel;

	l->known = counted->known;
	if (!l->known)
		return true;
	usable = usable && counted->before == counted->after;
	l->looks++;
	l->listed = listed;
	l->kernel = counted->after;
	l->equal = usable && listed == counted->after;
	l->alike = usable && !moved ? l->alike + 1 : 0;
	return l->equal || (l->alike >= MMS_COUNTER_ALIKE && !may_be_late(l));
}

/**
 * mms_verdict_counter() - does the kernel's counter agree with its lists?
 * @l: the looks
 * @detail: the numbers
 *
 * Return: the verdict; skipped when there is no counter, when both kept changing, or
 * when the difference may be pages being freed.
 */
enum mms_result mms_verdict_counter(const struct mms_counter_looks *l, struct mms_text *detail)
{
	if (!l->known)
		return mms_check_skip(detail, "the kernel's counter was not found");
	mms_rec_dec(detail, "listed", l->listed);
	mms_rec_dec(detail, "kernel", l->kernel);
	mms_rec_dec(detail, "looks", l->looks);
	if (l->equal)
		return MMS_OK;
	if (l->alike < MMS_COUNTER_ALIKE)
		return mms_check_skip(detail, "the lists kept changing while they were read");
	return may_be_late(l) ?
	       mms_check_skip(detail, "what is being freed is counted, but no longer listed") :
	       MMS_VIOLATED;
}

/**
 * mms_vmap_sum_lazy() - lazily freed pages, by the counter and by the areas
 * @s: the snapshot
 * @page_shift: log2 of the page size
 * @counted: set to the counter
 * @listed: set to the areas' pages
 *
 * Return: the two may be compared.
 */
bool mms_vmap_sum_lazy(const struct mms_vmap_snapshot *s, u32 page_shift,
		       struct mms_vmap_counted *counted, u64 *listed)
{
	u32 i;

	*counted = s->lazy_pages;
	*listed = 0;
	for (i = 0; i < s->count; i++)
		if (s->areas[i].state == MMS_VMAP_LAZY)
			*listed += (s->areas[i].end - s->areas[i].start) >> page_shift;
	return true;
}

/**
 * mms_vmap_sum_vmalloc() - pages of vmalloc() areas, likewise
 * @s: the snapshot
 * @page_shift: unused
 * @counted: set to the counter
 * @listed: set to the areas' nr_pages
 *
 * The pages of an area being allocated are counted, but not yet in nr_pages.
 *
 * Return: the two may be compared.
 */
bool mms_vmap_sum_vmalloc(const struct mms_vmap_snapshot *s, u32 page_shift,
			  struct mms_vmap_counted *counted, u64 *listed)
{
	bool usable = true;
	u32 i;

	*counted = s->vmalloc_pages;
	*listed = 0;
	for (i = 0; i < s->count; i++) {
		if (s->areas[i].making)
			usable = false;
		if (s->areas[i].kind == MMS_VMAP_VMALLOC)
			*listed += s->areas[i].nr_pages;
	}
	return usable;
}

/**
 * mms_vmap_sum_pooled() - areas in the pools, likewise
 * @s: the snapshot
 * @page_shift: unused
 * @counted: set to the pools' own lengths
 * @listed: set to the areas met in them
 *
 * Both are read under the pools' own locks; a pool that was read in part proves
 * nothing.
 *
 * Return: the two may be compared.
 */
bool mms_vmap_sum_pooled(const struct mms_vmap_snapshot *s, u32 page_shift,
			 struct mms_vmap_counted *counted, u64 *listed)
{
	u32 i;

	counted->known = true;
	counted->before = s->pooled_areas;
	counted->after = s->pooled_areas;
	*listed = 0;
	for (i = 0; i < s->count; i++)
		*listed += s->areas[i].state == MMS_VMAP_POOLED;
	return !s->pools_cut;
}

static void track(struct mms_unbacked *u, u64 addr)
{
	if (u->n < MMS_UNBACKED)
		u->at[u->n++] = addr;
}

/**
 * mms_unbacked_area() - compare one area with what is mapped in it
 * @u: one look's sums; zeroed before the first area
 * @a: the area
 * @mapped: bytes mapped in it
 * @page_shift: log2 of the page size
 *
 * Where the kernel counts an area's pages, exactly those are mapped; elsewhere
 * never more than its size without the guard page.
 */
void mms_unbacked_area(struct mms_unbacked *u, const struct mms_vmap_area *a, u64 mapped,
		       u32 page_shift)
{
	if (a->state != MMS_VMAP_BUSY || a->making)
		return;
	u->mapped += mapped;
	u->checked += !!a->nr_pages;
	if (mapped <= mms_vmap_data(a) &&
	    (!a->nr_pages || mapped == a->nr_pages << page_shift))
		return;
	u->areas++;
	track(u, a->start);
}

/**
 * mms_unbacked_outside() - account what is mapped in no area, after the last area
 * @u: one look's sums
 * @bytes: how much
 * @first: where it begins
 */
void mms_unbacked_outside(struct mms_unbacked *u, u64 bytes, u64 first)
{
	u->outside = bytes;
	if (bytes)
		track(u, first);
}

/**
 * mms_unbacked_common() - keep only what a later look has as well
 * @u: what all looks so far have in common
 * @now: the latest look
 */
void mms_unbacked_common(struct mms_unbacked *u, const struct mms_unbacked *now)
{
	u32 kept = 0, i, j;

	for (i = 0; i < u->n; i++)
		for (j = 0; j < now->n; j++)
			if (u->at[i] == now->at[j]) {
				u->at[kept++] = u->at[i];
				break;
			}
	u->n = kept;
}

/**
 * mms_verdict_backing() - is mapped exactly what the areas say?
 * @always: what was in every look that read all page tables
 * @now: the latest such look; the latest of all, where there is none
 * @looks: how many of those there were
 * @detail: the numbers
 *
 * Return: the verdict; skipped when no look read all tables, or only one did and
 * what it saw was not seen again.
 */
enum mms_result mms_verdict_backing(const struct mms_unbacked *always,
				    const struct mms_unbacked *now, u32 looks,
				    struct mms_text *detail)
{
	mms_rec_dec(detail, "mapped", now->mapped);
	mms_rec_dec(detail, "areas_compared", now->checked);
	mms_rec_dec(detail, "areas_differing", always->n ? now->areas : 0);
	mms_rec_dec(detail, "outside", always->n ? now->outside : 0);
	if (always->n)
		mms_rec_hex(detail, "first", always->at[0]);
	mms_rec_dec(detail, "looks", looks);
	mms_rec_dec(detail, "unread_tables", now->unread);
	if (!looks || (looks == 1 && always->n))
		return mms_check_skip(detail, "some page tables could not be read");
	return always->n ? MMS_VIOLATED : MMS_OK;
}
