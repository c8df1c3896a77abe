// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables for the tests of walks: frames of memory of their own, what
 * builds tables in them, and a visitor that notes what it meets. Nothing of the
 * machine's own memory is read as a table. Takes no locks.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "tables.h"

static int read_frame(void *ctx, u64 phys, void *buf, size_t size)
{
	struct tables *m = ctx;

	m->reads++;
	if (phys < TABLES_ROOT || phys + size > TABLES_ROOT + sizeof(m->frame) ||
	    (phys & 4095) + size > 4096)
		return -ENXIO;
	memcpy(buf, (u8 *)m->frame + (phys - TABLES_ROOT), size);
	return 0;
}

struct tables *tables_new(struct kunit *test, unsigned int levels)
{
	const struct mms_x86_paging p = {
		.levels = levels,
		.phys_mask = (1ULL << 52) - 1,
		.phys_bits = 46,
		.pat = 0x0407050600070106ULL,
		.gbpages = true,
	};
	struct tables *m = kunit_kzalloc(test, sizeof(*m), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, m);
	mms_x86_64_geometry(&m->g, &p);
	m->r.read = read_frame;
	m->r.ctx = m;
	m->used = 1;
	return m;
}

/* Sets the entry of @va at @level, making the tables on the way. */
void tables_put(struct tables *m, unsigned int level, u64 va, u64 entry)
{
	u64 table = TABLES_ROOT;
	unsigned int i;

	for (i = 0; ; i++) {
		u64 *e = &m->frame[(table - TABLES_ROOT) / 4096][mms_pt_index(&m->g, i, va)];

		if (i == level) {
			*e = entry;
			return;
		}
		if (!*e)
			*e = (TABLES_ROOT + 4096ULL * m->used++) | TABLES_TABLE;
		table = *e & MMS_X86_ADDR;
	}
}

void tables_map(struct tables *m, u64 va, u64 phys, unsigned int pages)
{
	unsigned int i;

	for (i = 0; i < pages; i++)
		tables_put(m, m->g.nr_levels - 1, va + i * 4096ULL,
			   (phys + i * 4096ULL) | TABLES_LEAF);
}

static int visit(struct mms_range *w, const struct mms_run *run)
{
	struct tables *m = w->ctx;

	if (run->kind == MMS_PT_LEAF)
		m->bytes += run->size;
	if (m->merge && m->runs && mms_run_merge(&m->run[m->runs - 1], run))
		return 0;
	if (m->runs < ARRAY_SIZE(m->run))
		m->run[m->runs] = *run;
	m->runs++;
	return 0;
}

const struct mms_visitor tables_visitor = { .run = visit };

/* Walks a range in chunks of @budget; returns the chunks, or -errno. */
int tables_walk(struct tables *m, u64 start, u64 last, u32 budget)
{
	int ret, chunks = 0;

	m->bytes = 0;
	m->runs = 0;
	mms_range_init(&m->w, &m->g, &m->r, TABLES_ROOT, start, last);
	m->w.v = &tables_visitor;
	m->w.ctx = m;
	do {
		ret = mms_range_chunk(&m->w, budget);
		chunks++;
	} while (ret > 0);
	return ret ? ret : chunks;
}
