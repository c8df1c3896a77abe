// SPDX-License-Identifier: GPL-2.0-only
/*
 * x86-64 page-table entries, 4 and 5 levels: Intel SDM vol. 3A 4.5 and 4.9.2
 * for the hardware's bits, arch/x86/include/asm/pgtable_types.h, pgtable_64.h
 * and pgtable-invert.h for the software's. Own constants, so that it decodes
 * on any machine. Pure; no locks, any context.
 */
#include <linux/string.h>
#include <mmscope/pt/i386.h>
#include <mmscope/pt/shared.h>

#define NOISE	(MMS_X86_ACCESSED | MMS_X86_DIRTY)

/*
 * Which bit means "encrypted" depends on the machine; in a flag word it is moved to
 * this one, which is always an address bit and so free there.
 */
#define ENC_FLAG	BIT_ULL(40)

#define BIT_ROW(bit, text)	MMS_FLAG_BIT(bit, text)
#define PKEY_ROW(n)	MMS_FLAG_FIELD(MMS_X86_PKEY, n, "pkey" #n)

#define COMMON_ROWS							\
	BIT_ROW(MMS_X86_PRESENT, "present"),				\
	BIT_ROW(MMS_X86_RW, "write"),					\
	BIT_ROW(MMS_X86_USER, "user"),					\
	BIT_ROW(MMS_X86_PWT, "pwt"),					\
	BIT_ROW(MMS_X86_PCD, "pcd"),					\
	BIT_ROW(MMS_X86_ACCESSED, "accessed"),				\
	BIT_ROW(MMS_X86_DIRTY, "dirty"),				\
	BIT_ROW(MMS_X86_NX, "nx"),					\
	BIT_ROW(ENC_FLAG, "encrypted")

/*
 * Hardware ignores "dirty" here, but the kernel's _KERNPG_TABLE and _PAGE_TABLE
 * set it. SOFTW5 in a root entry is _PAGE_NOPTISHADOW (6.12).
 */
static const struct mms_flag table_flags[] = {
	COMMON_ROWS,
	{}
};

static const struct mms_flag root_flags[] = {
	COMMON_ROWS,
	BIT_ROW(MMS_X86_SOFTW5, "noptishadow"),
	{}
};

#define LEAF_ROWS							\
	COMMON_ROWS,							\
	BIT_ROW(MMS_X86_GLOBAL, "global"),				\
	BIT_ROW(MMS_X86_SOFTW1, "special"),				\
	BIT_ROW(MMS_X86_SOFTW5, "saved_dirty")

#define USER_ROWS							\
	BIT_ROW(MMS_X86_SOFTW2, "uffd_wp"),				\
	BIT_ROW(MMS_X86_SOFTW3, "soft_dirty"),				\
	BIT_ROW(MMS_X86_SOFTW4, "devmap"),				\
	PKEY_ROW(1), PKEY_ROW(2), PKEY_ROW(3), PKEY_ROW(4),		\
	PKEY_ROW(5), PKEY_ROW(6), PKEY_ROW(7), PKEY_ROW(8),		\
	PKEY_ROW(9), PKEY_ROW(10), PKEY_ROW(11), PKEY_ROW(12),		\
	PKEY_ROW(13), PKEY_ROW(14), PKEY_ROW(15)

/* SOFTW3 of kernel pages is _PAGE_KERNEL_4K (seen in 7.2): never made huge. */
#define KERNEL_ROWS							\
	BIT_ROW(MMS_X86_SOFTW3, "kernel_4k")

static const struct mms_flag user_pte_flags[] = {
	LEAF_ROWS, USER_ROWS, BIT_ROW(MMS_X86_PAT, "pat"), {}
};

static const struct mms_flag kernel_pte_flags[] = {
	LEAF_ROWS, KERNEL_ROWS, BIT_ROW(MMS_X86_PAT, "pat"), {}
};

static const struct mms_flag user_huge_flags[] = {
	LEAF_ROWS, USER_ROWS, BIT_ROW(MMS_X86_PSE, "huge"),
	BIT_ROW(MMS_X86_PAT_LARGE, "pat"), {}
};

static const struct mms_flag kernel_huge_flags[] = {
	LEAF_ROWS, KERNEL_ROWS, BIT_ROW(MMS_X86_PSE, "huge"),
	BIT_ROW(MMS_X86_PAT_LARGE, "pat"), {}
};

/*
 * Swap entries: type in bits 59-63, the inverted offset in 9-58, bits 1-3 as
 * below (asm/pgtable_64.h, the same since 4.18; `exclusive` since 5.19).
 */
static const struct mms_flag swap_flags[] = {
	BIT_ROW(MMS_X86_RW, "soft_dirty"),
	BIT_ROW(MMS_X86_USER, "uffd_wp"),
	BIT_ROW(MMS_X86_PWT, "exclusive"),
	{}
};

/* How IA32_PAT's byte n caches, SDM vol. 3A table 12-10; 2 and 3 reserved. */
static const char *cache_name(u64 pat, unsigned int n)
{
	static const char * const name[8] = {
		[0] = "uncached",
		[1] = "write-combining",
		[4] = "write-through",
		[5] = "write-protected",
		[6] = "write-back",
		[7] = "uncached-minus",
	};
	const char *s = name[(pat >> (8 * n)) & 7];

	return s ? s : "reserved";
}

static u8 perm_of(u64 raw)
{
	u8 perm = MMS_PERM_R;

	if (raw & MMS_X86_RW)
		perm |= MMS_PERM_W;
	if (!(raw & MMS_X86_NX))
		perm |= MMS_PERM_X;
	if (raw & MMS_X86_USER)
		perm |= MMS_PERM_U;
	return perm;
}

static void decode_table(const struct mms_geometry *g, struct mms_pt_entry *e)
{
	e->kind = MMS_PT_TABLE;
	e->phys = e->raw & g->phys_mask;
	e->flag_word = e->raw & ~g->phys_mask;
	e->flags = e->level ? table_flags : root_flags;
	e->noise = MMS_X86_ACCESSED;
	e->perm = perm_of(e->raw);
	if (!e->level && e->user && g->root_nx_is_pti)
		e->perm |= MMS_PERM_X;
	if (e->phys & g->reserved) {
		e->kind = MMS_PT_BAD;
		e->bad = "address beyond the CPU's physical width";
	}
}

/*
 * Decodes a mapping entry, present or not: @phys_bits is the entry with its address
 * bits uninverted.
 */
static void decode_leaf(const struct mms_geometry *g, struct mms_pt_entry *e,
			enum mms_pt_kind kind, u64 phys_bits)
{
	bool huge = e->level + 1 < g->nr_levels;
	u64 below = (1ULL << e->shift) - 1;
	u64 pat_bit = huge ? MMS_X86_PAT_LARGE : MMS_X86_PAT;
	unsigned int pat;

	e->kind = kind;
	e->phys = phys_bits & g->phys_mask & ~below;
	/* A huge entry's low address bits are PAT (12) or reserved: flags. */
	e->flag_word = e->raw & ~(g->phys_mask & ~below);
	if (kind == MMS_PT_PROT_NONE)
		e->flag_word &= ~MMS_X86_GLOBAL; /* it means PROT_NONE here */
	/*
	 * set_memory_np() writes huge entries with pfn_pte(), which inverts the
	 * bits below the address too; pmd_mkinvalid() on user pages does not.
	 */
	if (kind == MMS_PT_INVALID && !e->user)
		e->flag_word ^= g->phys_mask & below;
	e->perm = perm_of(e->raw);
	e->noise = NOISE;
	e->pkey = e->user ? (e->raw & MMS_X86_PKEY) >> MMS_X86_PKEY_SHIFT : 0;
	if (huge)
		e->flags = e->user ? user_huge_flags : kernel_huge_flags;
	else
		e->flags = e->user ? user_pte_flags : kernel_pte_flags;

	pat = (e->raw & MMS_X86_PWT ? 1 : 0) | (e->raw & MMS_X86_PCD ? 2 : 0) |
	      (e->flag_word & pat_bit ? 4 : 0);
	e->cache = cache_name(g->memtype, pat);
	if (kind != MMS_PT_LEAF)
		return;
	if (e->phys & g->reserved) {
		e->kind = MMS_PT_BAD;
		e->bad = "address beyond the CPU's physical width";
	} else if (huge && (e->raw & g->phys_mask & below & ~pat_bit)) {
		e->kind = MMS_PT_BAD;
		e->bad = "reserved bits below a huge page's address";
	}
}

/*
 * Not present, not empty. Since L1TF the kernel stores such an entry's address
 * inverted, but not the bits below a huge page's (asm/pgtable-invert.h,
 * pfn_pmd()). The meaning differs by half and level: only processes have swap
 * entries (in upper levels only for THP) and PROT_NONE. A kernel page that lost only
 * P (KFENCE's) is still global, which is not PROT_NONE.
 */
static void decode_absent(const struct mms_geometry *g, struct mms_pt_entry *e)
{
	bool pte = e->level + 1 == g->nr_levels;
	bool pse = e->raw & MMS_X86_PSE;

	if (e->user && (e->raw & MMS_X86_GLOBAL) && (pte || (g->level[e->level].leaf && pse))) {
		decode_leaf(g, e, MMS_PT_PROT_NONE, ~e->raw);
	} else if (e->user && (pte || (g->level[e->level].leaf && !pse))) {
		e->kind = MMS_PT_SWAP;
		e->swap_type = e->raw >> MMS_X86_SWP_TYPE_SHIFT;
		e->swap_offset = (~e->raw << 5) >> (MMS_X86_SWP_OFFSET_BIT + 5);
		e->flag_word = e->raw & (BIT_ULL(MMS_X86_SWP_OFFSET_BIT) - 1);
		e->flags = swap_flags;
	} else {
		decode_leaf(g, e, MMS_PT_INVALID, ~e->raw);
	}
}

/**
 * mms_x86_decode() - the decode hook of 8-byte x86 entries
 * @g: the geometry
 * @e: the entry
 */
void mms_x86_decode(const struct mms_geometry *g, struct mms_pt_entry *e)
{
	bool pte = e->level + 1 == g->nr_levels;

	if (!(e->raw & ~NOISE)) {
		/* A CPU erratum may set A or D in an empty entry: pte_none(). */
		e->kind = MMS_PT_NONE;
		e->flag_word = e->raw;
		e->flags = table_flags;
		e->noise = NOISE;
	} else if (!(e->raw & MMS_X86_PRESENT)) {
		decode_absent(g, e);
	} else if (pte || (g->level[e->level].leaf && (e->raw & MMS_X86_PSE))) {
		decode_leaf(g, e, MMS_PT_LEAF, e->raw);
	} else {
		decode_table(g, e);
		if (e->raw & MMS_X86_PSE) {
			e->kind = MMS_PT_BAD;
			e->bad = "no huge pages at this level";
		}
	}

	if (e->kind == MMS_PT_SWAP)
		return;
	mms_pt_show_as(&e->flag_word, g->enc_mask, ENC_FLAG);
	if (e->kind != MMS_PT_TABLE)
		mms_pt_show_as(&e->flag_word, g->devmap, MMS_X86_SOFTW4);
}

/**
 * mms_x86_64_geometry() - describe an x86-64 machine's page tables
 * @g: filled in whole, but for the swap types, which are the kernel's
 * @p: what this machine and kernel chose
 */
void mms_x86_64_geometry(struct mms_geometry *g, const struct mms_x86_paging *p)
{
	static const char * const name[MMS_PT_LEVELS] = {
		"PGD", "P4D", "PUD", "PMD", "PTE"
	};
	unsigned int i, n = 0;

	memset(g, 0, sizeof(*g));
	for (i = 0; i < MMS_PT_LEVELS; i++) {
		unsigned int shift = 12 + 9 * (MMS_PT_LEVELS - 1 - i);

		/* With four levels the P4D is folded into the PGD. */
		if (p->levels == 4 && i == 1)
			continue;
		if (p->levels == 4 && i == 0)
			shift -= 9;
		g->level[n].name = name[i];
		g->level[n].shift = shift;
		g->level[n].bits = 9;
		g->level[n].leaf = shift <= 21 || (shift == 30 && p->gbpages);
		n++;
	}
	g->decode = mms_x86_decode;
	g->arch = "x86_64";
	g->shape = MMS_X86_PSE | MMS_X86_PAT | MMS_X86_PAT_LARGE;
	g->nr_levels = n;
	g->entry_size = 8;
	g->va_bits = g->level[0].shift + 9;
	g->addr_bits = g->va_bits;
	g->user_end = 1ULL << (g->va_bits - 1);
	g->phys_mask = p->phys_mask & MMS_X86_ADDR;
	g->reserved = g->phys_mask & ~((1ULL << p->phys_bits) - 1);
	g->enc_mask = p->enc_mask;
	g->devmap = p->devmap;
	g->memtype = p->pat;
	g->root_nx_is_pti = p->pti;
	mms_pt_fill_addr(g);
}
