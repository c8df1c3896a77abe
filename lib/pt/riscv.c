// SPDX-License-Identifier: GPL-2.0-only
/*
 * RISC-V page-table entries (vol. II, "Sv32" to "Sv57", "Svnapot", "Svpbmt";
 * asm/pgtable-bits.h, pgtable-64.h and pgtable.h of 6.1 to 7.2). Own constants,
 * so that it decodes on any machine. Pure; no locks, any context.
 */
#include <linux/string.h>
#include <mmscope/pt/riscv.h>
#include <mmscope/pt/shared.h>

#define NOISE	(MMS_RISCV_ACCESSED | MMS_RISCV_DIRTY)

/* The one size Svnapot defines: 64 KiB, ppn[0] = xxxx1000b. */
#define NAPOT_SHIFT	16
#define NAPOT_CODE	(8ULL << MMS_RISCV_PPN_SHIFT)
#define NAPOT_FIELD	(0xfULL << MMS_RISCV_PPN_SHIFT)

/*
 * Optional bits are moved to these places, which belong to the page number and so
 * are free in a flag word; in their own places they show as unknown.
 */
#define DEVMAP_FLAG	BIT_ULL(46)
#define SOFT_DIRTY_FLAG	BIT_ULL(47)
#define UFFD_WP_FLAG	BIT_ULL(48)
#define NAPOT_FLAG	BIT_ULL(49)
#define SHADOW_FLAG	BIT_ULL(45)

#define BASE_ROWS							\
	MMS_FLAG_BIT(MMS_RISCV_VALID, "valid"),				\
	MMS_FLAG_BIT(MMS_RISCV_GLOBAL, "global"),			\
	MMS_FLAG_BIT(MMS_RISCV_SPECIAL, "special")

static const struct mms_flag table_flags[] = { BASE_ROWS, {} };

#define LEAF_ROWS							\
	BASE_ROWS,							\
	MMS_FLAG_BIT(MMS_RISCV_READ, "read"),				\
	MMS_FLAG_BIT(MMS_RISCV_WRITE, "write"),				\
	MMS_FLAG_BIT(MMS_RISCV_EXEC, "exec"),				\
	MMS_FLAG_BIT(MMS_RISCV_USER, "user"),				\
	MMS_FLAG_BIT(MMS_RISCV_ACCESSED, "accessed"),			\
	MMS_FLAG_BIT(MMS_RISCV_DIRTY, "dirty"),				\
	MMS_FLAG_BIT(DEVMAP_FLAG, "devmap"),				\
	MMS_FLAG_BIT(SOFT_DIRTY_FLAG, "soft_dirty"),			\
	MMS_FLAG_BIT(UFFD_WP_FLAG, "uffd_wp"),				\
	MMS_FLAG_BIT(SHADOW_FLAG, "shadow_stack")

static const struct mms_flag leaf_flags[] = {
	LEAF_ROWS,
	MMS_FLAG_BIT(NAPOT_FLAG, "napot"),
	MMS_FLAG_FIELD(MMS_RISCV_PBMT, 1, "pbmt_nc"),
	MMS_FLAG_FIELD(MMS_RISCV_PBMT, 2, "pbmt_io"),
	MMS_FLAG_FIELD(MMS_RISCV_PBMT, 3, "pbmt_reserved"),
	{}
};

static const struct mms_flag thead_flags[] = {
	LEAF_ROWS,
	MMS_FLAG_BIT(BIT_ULL(59), "trustable"),
	MMS_FLAG_BIT(BIT_ULL(60), "shareable"),
	MMS_FLAG_BIT(BIT_ULL(61), "bufferable"),
	MMS_FLAG_BIT(BIT_ULL(62), "cacheable"),
	MMS_FLAG_BIT(BIT_ULL(63), "strong_order"),
	{}
};

/* asm/pgtable.h: exclusive since 6.3, the others seen in 7.2. */
static const struct mms_flag swap_flags[] = {
	MMS_FLAG_BIT(BIT_ULL(3), "soft_dirty"),
	MMS_FLAG_BIT(BIT_ULL(4), "uffd_wp"),
	MMS_FLAG_BIT(BIT_ULL(6), "exclusive"),
	{}
};

static u64 phys_of(const struct mms_geometry *g, u64 raw)
{
	return (raw & g->phys_mask) << (12 - MMS_RISCV_PPN_SHIFT);
}

/* What must be clear in a valid entry on this machine, whatever its kind. */
static u64 reserved_bits(const struct mms_geometry *g)
{
	u64 all = MMS_RISCV_RESERVED | MMS_RISCV_PBMT | MMS_RISCV_NAPOT;

	if (g->options & MMS_RISCV_THEAD)
		all &= ~MMS_RISCV_THEAD_TYPE;
	return all & ~g->optional;
}

/* How the memory is cached: the platform's choice (PMA), unless the entry overrides it. */
static const char *cache_name(const struct mms_geometry *g, u64 raw)
{
	static const char * const pbmt[4] = {
		"pma", "non-cacheable", "io", "reserved"
	};

	if (!(g->options & MMS_RISCV_THEAD))
		return pbmt[(raw & MMS_RISCV_PBMT) >> 61];
	switch (raw >> 59) {	/* asm/pgtable-64.h, _PAGE_*_THEAD */
	case 0x0e:
		return "pma";
	case 0x06:
		return "non-cacheable";
	case 0x12:
		return "io";
	default:
		return "unknown";
	}
}

/* W alone, which was reserved: loads may read it, only shadow stack stores may write. */
static bool is_shadow_stack(const struct mms_geometry *g, const struct mms_pt_entry *e)
{
	return (g->options & MMS_RISCV_SHADOW_STACK) &&
	       (e->raw & MMS_RISCV_LEAF) == MMS_RISCV_WRITE;
}

static void decode_leaf(const struct mms_geometry *g, struct mms_pt_entry *e,
			enum mms_pt_kind kind)
{
	u64 *word = &e->flag_word;

	e->kind = kind;
	e->phys = phys_of(g, e->raw);
	*word = e->raw & ~g->phys_mask;
	e->flags = g->options & MMS_RISCV_THEAD ? thead_flags : leaf_flags;
	e->noise = NOISE;
	e->cache = cache_name(g, e->raw);
	e->perm = (e->raw & MMS_RISCV_READ ? MMS_PERM_R : 0) |
		  (e->raw & MMS_RISCV_WRITE ? MMS_PERM_W : 0) |
		  (e->raw & MMS_RISCV_EXEC ? MMS_PERM_X : 0) |
		  (e->raw & MMS_RISCV_USER ? MMS_PERM_U : 0);
	if (is_shadow_stack(g, e)) {
		e->perm ^= MMS_PERM_R | MMS_PERM_W;
		*word |= SHADOW_FLAG;
	}
	mms_pt_show_as(word, g->optional & MMS_RISCV_DEVMAP, DEVMAP_FLAG);
	mms_pt_show_as(word, g->optional & MMS_RISCV_SOFT_DIRTY, SOFT_DIRTY_FLAG);
	mms_pt_show_as(word, g->optional & MMS_RISCV_UFFD_WP, UFFD_WP_FLAG);
	mms_pt_show_as(word, g->optional & MMS_RISCV_NAPOT, NAPOT_FLAG);
}

/* A run of 16 pages in 16 equal entries, each of which encodes the run's size. */
static void decode_napot(const struct mms_geometry *g, struct mms_pt_entry *e)
{
	if (e->level + 1 != g->nr_levels) {
		mms_pt_bad(e, "no napot pages at this level");
	} else if ((e->raw & NAPOT_FIELD) != NAPOT_CODE) {
		mms_pt_bad(e, "reserved napot size");
	} else {
		e->shift = NAPOT_SHIFT;
		e->phys &= ~((1ULL << NAPOT_SHIFT) - 1);
	}
}

static void decode_valid_leaf(const struct mms_geometry *g, struct mms_pt_entry *e)
{
	decode_leaf(g, e, MMS_PT_LEAF);
	if ((e->raw & (MMS_RISCV_READ | MMS_RISCV_WRITE)) == MMS_RISCV_WRITE &&
	    !is_shadow_stack(g, e))
		mms_pt_bad(e, "write without read is reserved");
	else if (e->raw & reserved_bits(g))
		mms_pt_bad(e, "reserved bits set");
	else if (e->raw & g->optional & MMS_RISCV_NAPOT)
		decode_napot(g, e);
	else if (e->phys & ((1ULL << e->shift) - 1))
		mms_pt_bad(e, "misaligned huge page");
	if (!(g->options & MMS_RISCV_THEAD) &&
	    (e->raw & MMS_RISCV_PBMT) == MMS_RISCV_PBMT)
		mms_pt_bad(e, "reserved memory type");
}

static void decode_table(const struct mms_geometry *g, struct mms_pt_entry *e)
{
	/* Bits only a leaf may have, whatever extensions there are. */
	const u64 leaf_only = MMS_RISCV_USER | NOISE | MMS_RISCV_RESERVED |
			      MMS_RISCV_PBMT | MMS_RISCV_NAPOT;

	e->kind = MMS_PT_TABLE;
	e->phys = phys_of(g, e->raw);
	e->flag_word = e->raw & ~g->phys_mask;
	e->flags = table_flags;
	e->perm = MMS_PERM_ALL;
	if (e->level + 1 == g->nr_levels)
		mms_pt_bad(e, "no tables below the last level");
	else if (e->raw & leaf_only & ~(g->optional & (MMS_RISCV_SOFT_DIRTY |
						      MMS_RISCV_UFFD_WP)))
		mms_pt_bad(e, "bits reserved in a reference to a table");
}

/*
 * Not valid, not empty. Only processes have swap entries and PROT_NONE. A huge page
 * being split loses only the valid bit (pmd_mkinvalid()).
 */
static void decode_absent(const struct mms_geometry *g, struct mms_pt_entry *e)
{
	bool last = e->level + 1 == g->nr_levels;
	u64 leaf = MMS_RISCV_LEAF;

	if (g->optional & MMS_RISCV_SOFT_DIRTY)
		leaf &= ~MMS_RISCV_EXEC;	/* a swap entry's soft_dirty */
	if (e->user && (e->raw & g->soft.prot_none)) {
		decode_leaf(g, e, MMS_PT_PROT_NONE);
		e->flag_word &= ~g->soft.prot_none;
	} else if (e->user && (last || !(e->raw & leaf))) {
		mms_pt_decode_swap(g, e, swap_flags);
	} else {
		decode_leaf(g, e, MMS_PT_INVALID);
	}
}

static void riscv_decode(const struct mms_geometry *g, struct mms_pt_entry *e)
{
	if (!e->raw) {
		e->kind = MMS_PT_NONE;
		e->flags = table_flags;
	} else if (!(e->raw & MMS_RISCV_VALID)) {
		decode_absent(g, e);
	} else if (e->raw & MMS_RISCV_LEAF) {
		decode_valid_leaf(g, e);
	} else {
		decode_table(g, e);
	}
}

/**
 * mms_riscv_geometry() - describe a RISC-V machine's page tables
 * @g: filled in whole, but for the swap types, which are the kernel's
 * @p: what this machine and kernel chose
 */
void mms_riscv_geometry(struct mms_geometry *g, const struct mms_riscv_paging *p)
{
	bool sv32 = p->levels == 2;
	unsigned int bits = sv32 ? 10 : 9;
	unsigned int i;

	memset(g, 0, sizeof(*g));
	mms_pt_fill_levels(g, p->levels, 12, bits, bits);
	for (i = 0; i < g->nr_levels; i++)
		g->level[i].leaf = true;
	g->decode = riscv_decode;
	g->arch = sv32 ? "riscv32" : "riscv64";
	g->grouping = sv32 ? 0 : MMS_RISCV_NAPOT;
	g->entry_size = sv32 ? 4 : 8;
	g->va_bits = sv32 ? 0 : g->level[0].shift + bits;
	g->addr_bits = sv32 ? 32 : g->va_bits;
	g->user_end = sv32 ? p->user_end : 1ULL << (g->va_bits - 1);
	g->phys_mask = sv32 ? GENMASK_ULL(31, 10) : MMS_RISCV_PPN;
	g->optional = p->optional;
	g->options = (p->thead ? MMS_RISCV_THEAD : 0) |
		     (p->shadow_stack ? MMS_RISCV_SHADOW_STACK : 0);
	g->soft = p->soft;
}
