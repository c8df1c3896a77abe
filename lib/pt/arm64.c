// SPDX-License-Identifier: GPL-2.0-only
/*
 * arm64 page-table entries, 2 to 5 levels of 4, 16 or 64 KiB: permissions,
 * software bits and entries that aren't valid (asm/pgtable-prot.h and
 * asm/pgtable.h of 5.10 to 7.2); the rest is lib/pt/vmsa.c. Own constants, so
 * that it decodes on any machine. Pure; no locks, any context.
 *
 * With FEAT_S1PIE the CPU looks permissions up in PIR_EL1 and PIRE0_EL1; Linux
 * fills those so that every combination it uses means what it always did. Those of
 * guarded control stacks (7.2, _PAGE_GCS) were never used before.
 */
#include <linux/string.h>
#include <mmscope/pt/arm64.h>
#include <mmscope/pt/shared.h>

/*
 * Optional bits are moved to these places, which are address bits of every block and
 * so free in a flag word; in their own places they show as unknown.
 */
#define DEVMAP_FLAG	BIT_ULL(43)
#define UFFD_WP_FLAG	BIT_ULL(44)
#define PKEY_FLAG	(7ULL << 45)
#define PKEY_DOWN	15
#define PKEY_SHIFT	60
#define GCS_FLAG	BIT_ULL(42)

#define TABLE_ROWS							\
	MMS_FLAG_BIT(MMS_VMSA_VALID, "valid"),				\
	MMS_FLAG_BIT(MMS_VMSA_TABLE, "table"),				\
	MMS_FLAG_BIT(MMS_VMSA_AF, "accessed"),				\
	MMS_FLAG_BIT(MMS_VMSA_TABLE_PXN, "pxn_table"),			\
	MMS_FLAG_BIT(MMS_VMSA_TABLE_UXN, "uxn_table"),			\
	MMS_FLAG_BIT(MMS_VMSA_TABLE_NO_USER, "no_user_table"),		\
	MMS_FLAG_BIT(MMS_VMSA_TABLE_RDONLY, "rdonly_table"),		\
	MMS_FLAG_BIT(MMS_VMSA_TABLE_NS, "ns_table")

static const struct mms_flag table_flags[] = { TABLE_ROWS, {} };

#define ATTR_ROW(n)	MMS_FLAG_FIELD(MMS_VMSA_ATTR, n, "attr" #n)
#define PKEY_ROW(n)	MMS_FLAG_FIELD(PKEY_FLAG, n, "pkey" #n)

#define LEAF_ROWS							\
	MMS_FLAG_BIT(MMS_VMSA_VALID, "valid"),				\
	ATTR_ROW(1), ATTR_ROW(2), ATTR_ROW(3), ATTR_ROW(4),		\
	ATTR_ROW(5), ATTR_ROW(6), ATTR_ROW(7),				\
	MMS_FLAG_BIT(MMS_VMSA_NS, "ns"),				\
	MMS_FLAG_BIT(MMS_VMSA_USER, "user"),				\
	MMS_FLAG_BIT(MMS_VMSA_RDONLY, "rdonly"),			\
	MMS_FLAG_FIELD(MMS_VMSA_SH, 1, "sh_reserved"),			\
	MMS_FLAG_FIELD(MMS_VMSA_SH, 2, "outer_shareable"),		\
	MMS_FLAG_FIELD(MMS_VMSA_SH, 3, "inner_shareable"),		\
	MMS_FLAG_BIT(MMS_VMSA_AF, "accessed"),				\
	MMS_FLAG_BIT(MMS_VMSA_NG, "ng"),				\
	MMS_FLAG_BIT(MMS_VMSA_GP, "gp"),				\
	MMS_FLAG_BIT(MMS_VMSA_DBM, "dbm"),				\
	MMS_FLAG_BIT(MMS_VMSA_CONT, "cont"),				\
	MMS_FLAG_BIT(MMS_VMSA_PXN, "pxn"),				\
	MMS_FLAG_BIT(MMS_VMSA_UXN, "uxn"),				\
	MMS_FLAG_BIT(MMS_VMSA_DIRTY, "dirty"),				\
	MMS_FLAG_BIT(MMS_VMSA_SPECIAL, "special"),			\
	MMS_FLAG_BIT(DEVMAP_FLAG, "devmap"),				\
	MMS_FLAG_BIT(UFFD_WP_FLAG, "uffd_wp"),				\
	MMS_FLAG_BIT(GCS_FLAG, "gcs"),					\
	PKEY_ROW(1), PKEY_ROW(2), PKEY_ROW(3), PKEY_ROW(4),		\
	PKEY_ROW(5), PKEY_ROW(6), PKEY_ROW(7)

static const struct mms_flag page_flags[] = {
	LEAF_ROWS, MMS_FLAG_BIT(MMS_VMSA_TABLE, "page"), {}
};

static const struct mms_flag block_flags[] = {
	LEAF_ROWS, MMS_FLAG_BIT(MMS_VMSA_NT, "nt"), {}
};

/* asm/pgtable.h, pgtable-prot.h: exclusive since 5.19, uffd_wp since 6.10. */
static const struct mms_flag swap_flags[] = {
	MMS_FLAG_BIT(BIT_ULL(2), "exclusive"),
	MMS_FLAG_BIT(BIT_ULL(3), "uffd_wp"),
	{}
};

/* A guarded control stack, one being built (read-only) included. */
static bool is_gcs(const struct mms_geometry *g, const struct mms_pt_entry *e)
{
	return e->user && (g->options & MMS_ARM64_GCS) &&
	       (e->raw & (MMS_VMSA_USER | MMS_VMSA_UXN | MMS_VMSA_PXN)) ==
	       (MMS_VMSA_USER | MMS_VMSA_UXN);
}

/*
 * Permissions of a leaf: those of processes where they have any, else the kernel's.
 * Memory that they can execute but not read (PAGE_EXECONLY) has AP[1] clear. A clean
 * page of a writable mapping is read-only until its first write, with DBM set: by
 * the CPU (FEAT_HAFDBS) or by a fault. A guarded control stack is written by calls
 * only, never by stores.
 */
static u8 perm_of(const struct mms_geometry *g, const struct mms_pt_entry *e)
{
	u8 perm = MMS_PERM_R;

	if (is_gcs(g, e))
		return MMS_PERM_R | MMS_PERM_U;
	if (e->user && !(e->raw & (MMS_VMSA_USER | MMS_VMSA_UXN)))
		return MMS_PERM_X | MMS_PERM_U;
	if (!(e->raw & MMS_VMSA_RDONLY) || (e->raw & MMS_VMSA_DBM))
		perm |= MMS_PERM_W;
	if (e->raw & MMS_VMSA_USER)
		perm |= MMS_PERM_U;
	if (!(e->raw & (e->raw & MMS_VMSA_USER ? MMS_VMSA_UXN : MMS_VMSA_PXN)))
		perm |= MMS_PERM_X;
	return perm;
}

static void finish_leaf(const struct mms_geometry *g, struct mms_pt_entry *e)
{
	u64 *word = &e->flag_word;
	u64 pkey = *word & g->optional & MMS_ARM64_PKEY;

	e->perm = perm_of(g, e);
	e->flags = e->level + 1 == g->nr_levels ? page_flags : block_flags;
	e->noise = MMS_VMSA_AF;
	if (e->raw & MMS_VMSA_DBM)
		e->noise |= MMS_VMSA_RDONLY;
	*word = (*word & ~pkey) | pkey >> PKEY_DOWN;
	e->pkey = e->user ? pkey >> PKEY_SHIFT : 0;
	mms_pt_show_as(word, g->optional & MMS_ARM64_DEVMAP, DEVMAP_FLAG);
	mms_pt_show_as(word, g->optional & MMS_ARM64_UFFD_WP, UFFD_WP_FLAG);
	if (is_gcs(g, e))
		*word |= GCS_FLAG;
}

/* Since 6.10 only the permissions of processes tell it from a huge page being split. */
static bool is_prot_none(const struct mms_geometry *g, const struct mms_pt_entry *e)
{
	if (!(e->raw & g->soft.prot_none))
		return false;
	return !g->soft.none_if_useless ||
	       (e->raw & (MMS_VMSA_USER | MMS_VMSA_UXN)) == MMS_VMSA_UXN;
}

/*
 * Not valid, not empty. Only processes have swap entries and PROT_NONE; in the
 * kernel's half it is memory that set_memory_valid() made invalid.
 */
static void decode_absent(const struct mms_geometry *g, struct mms_pt_entry *e)
{
	bool last = e->level + 1 == g->nr_levels;
	bool leaf = g->level[e->level].leaf;
	bool none = e->user && leaf && is_prot_none(g, e);
	u64 split = g->soft.split | (g->soft.none_if_useless ? g->soft.prot_none : 0);

	if (e->user && leaf && !none && (last || !(e->raw & split))) {
		mms_pt_decode_swap(g, e, swap_flags);
		return;
	}
	mms_vmsa_leaf(g, e, none ? MMS_PT_PROT_NONE : MMS_PT_INVALID);
	if (none)
		e->flag_word &= ~g->soft.prot_none;
	finish_leaf(g, e);
}

static void arm64_decode(const struct mms_geometry *g, struct mms_pt_entry *e)
{
	if (!e->raw) {
		e->kind = MMS_PT_NONE;
		e->flags = table_flags;
		return;
	}
	if (!(e->raw & MMS_VMSA_VALID)) {
		decode_absent(g, e);
		return;
	}
	mms_vmsa_valid(g, e);
	if ((e->raw & MMS_VMSA_TABLE) && e->level + 1 < g->nr_levels)
		e->flags = table_flags;
	else
		finish_leaf(g, e);
}

/* Levels that can map blocks, and how long contiguous runs are there (D8.7.1). */
static void set_blocks(struct mms_geometry *g, const struct mms_arm64_paging *p)
{
	bool pa52 = p->options & MMS_ARM64_PA52;
	unsigned int i;

	for (i = 0; i < g->nr_levels; i++) {
		struct mms_pt_level *l = &g->level[i];

		switch (l->shift) {
		case 12:		/* 4 KiB granule */
		case 21:
		case 30:
			l->leaf = true;
			l->cont = 4;
			break;
		case 14:		/* 16 KiB */
			l->cont = 7;
			break;
		case 25:
		case 16:		/* 64 KiB */
		case 29:
			l->leaf = true;
			l->cont = 5;
			break;
		case 39:		/* 4 KiB */
		case 36:		/* 16 KiB */
		case 42:		/* 64 KiB */
			l->leaf = pa52;
			break;
		}
	}
}

/**
 * mms_arm64_geometry() - describe an arm64 machine's page tables
 * @g: filled in whole, but for the swap types, which are the kernel's
 * @p: what this machine and kernel chose
 *
 * Both halves have the same size: Linux runs with T0SZ = T1SZ.
 */
void mms_arm64_geometry(struct mms_geometry *g, const struct mms_arm64_paging *p)
{
	unsigned int bits = p->page_shift - 3;
	unsigned int levels = (p->va_bits - 4) / bits;
	unsigned int top = p->page_shift + bits * (levels - 1);
	unsigned int high = p->options & MMS_ARM64_PA52 && p->page_shift < 16 ? 50 : 48;

	memset(g, 0, sizeof(*g));
	mms_pt_fill_levels(g, levels, p->page_shift, bits,
			   p->root_bits ? p->root_bits : p->va_bits - top);
	set_blocks(g, p);
	g->decode = arm64_decode;
	g->arch = "arm64";
	g->shape = MMS_VMSA_TABLE;
	g->grouping = MMS_VMSA_CONT;
	g->entry_size = 8;
	/* One bit more than in the register: the one that tells the halves apart. */
	g->va_bits = p->va_bits + 1;
	g->addr_bits = p->va_bits;
	g->user_end = 1ULL << p->va_bits;
	g->phys_mask = GENMASK_ULL(high - 1, p->page_shift);
	if (p->options & MMS_ARM64_PA52)
		g->phys_mask |= p->page_shift < 16 ? 3ULL << 8 : 0xfULL << 12;
	g->reserved = ~((1ULL << p->phys_bits) - 1);
	g->memtype = p->mair;
	g->optional = p->optional;
	g->options = p->options;
	g->soft = p->soft;
	mms_pt_fill_addr(g);
}
