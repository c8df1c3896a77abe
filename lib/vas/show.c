// SPDX-License-Identifier: GPL-2.0-only
/*
 * Regions as records, see include/mmscope/vas/region.h. Takes no locks.
 */
#include <linux/kernel.h>
#include <mmscope/vas/region.h>

/**
 * mms_region_kind_name() - a kind, as records spell it
 * @kind: the kind
 *
 * Return: one word.
 */
const char *mms_region_kind_name(enum mms_region_kind kind)
{
	static const char *const name[] = {
		[MMS_REGION_USER] = "user",
		[MMS_REGION_WINDOW] = "window",
		[MMS_REGION_IMAGE] = "image",
		[MMS_REGION_PER_MM] = "per_mm",
		[MMS_REGION_GUARD] = "guard",
		[MMS_REGION_NONCANONICAL] = "noncanonical",
		[MMS_REGION_HOLE] = "hole",
		[MMS_REGION_PART] = "part",
		[MMS_REGION_RAM] = "ram",
		[MMS_REGION_GAP] = "gap",
	};

	return (unsigned int)kind < ARRAY_SIZE(name) ? name[kind] : "unknown";
}

/**
 * mms_rec_slide() - append ` base=0x… slide=0x…`, how far something was moved
 * @t: the text
 * @start: where it is
 * @base: where it is without randomisation
 *
 * A move down gives -0x…: 5-level KASLR may move vmalloc down.
 */
void mms_rec_slide(struct mms_text *t, u64 start, u64 base)
{
	mms_rec_hex(t, "base", base);
	mms_put(t, " slide=%s0x%llx", start < base ? "-" : "",
		start < base ? base - start : start - base);
}

/* ` mapped_4k=…`: the key names the page size. */
static void rec_leaf(struct mms_text *t, u64 leaf, u64 bytes)
{
	static const char unit[] = "\0kmgtp";
	unsigned int u = 0;

	while (u < sizeof(unit) - 2 && leaf >= 1024) {
		leaf >>= 10;
		u++;
	}
	mms_put(t, " mapped_%llu%c=%llu", leaf, unit[u], bytes);
}

static void rec_mapped(struct mms_text *t, const struct mms_vas *v,
		       const struct mms_mapped *m)
{
	u64 mapped = mms_mapped_bytes(m);
	unsigned int i;

	if (v->unwalked) {
		mms_rec_str(t, "mapped", "unavailable");
		return;
	}
	mms_rec_dec(t, "mapped", mapped);
	for (i = 0; i < MMS_PT_LEVELS; i++)
		if (v->leaf[i])
			rec_leaf(t, v->leaf[i], m->level[i]);
	mms_put(t, " perms=");
	if (mapped)
		mms_mapped_perms(t, m, true);
	else
		mms_put(t, "none");
}

/**
 * mms_region_rec() - a region or a part of one, as a record
 * @t: the text
 * @v: its layout, tiled
 * @r: the region
 *
 * `region …` for regions, which tile the space; `part region=… …` for parts.
 */
void mms_region_rec(struct mms_text *t, const struct mms_vas *v,
		    const struct mms_region *r)
{
	mms_rec(t, r->depth ? "part" : "region");
	if (r->depth)
		mms_rec_str(t, "region", mms_vas_parent(v, r)->name);
	mms_rec_str(t, "name", r->name);
	if (r->cpu)
		mms_rec_dec(t, "cpu", r->cpu - 1);
	mms_rec_hex(t, "start", r->start);
	mms_rec_end_of(t, r->last);
	mms_rec_dec(t, "size", mms_region_size(r));
	mms_rec_str(t, "kind", mms_region_kind_name(r->kind));
	mms_rec_str(t, "bounds", r->bounds);
	rec_mapped(t, v, &r->mapped);
	if (r->linear)
		mms_rec_hex(t, "phys", r->phys);
	if (r->base != r->start)
		mms_rec_slide(t, r->start, r->base);
	mms_rec_end(t);
}
