// SPDX-License-Identifier: GPL-2.0-only
/*
 * 32-bit ARM's short descriptors, ARMv7 (Arm ARM DDI 0406 B3.5; Linux' use of them
 * in asm/pgtable-2level.h, pgtable-2level-hwdef.h and mm/proc-v7-2level.S, the same
 * from 5.10 to 7.2). The long ones: lpae.c. Pure; no locks, any context.
 *
 * The walk is the hardware's: a root of 4096 entries of 1 MiB, tables of 256
 * pages. Linux takes the root's entries in pairs (PTRS_PER_PGD is 2048) and puts
 * the two tables of a pair, the CPU's and its own, into one page:
 *
 *	+0	Linux' PTEs, 1st MiB	+1024	2nd MiB
 *	+2048	the CPU's PTEs, 1st MiB	+3072	2nd MiB
 */
#include <linux/limits.h>
#include <linux/string.h>
#include <mmscope/pt/arm.h>
#include <mmscope/pt/arm64.h>
#include <mmscope/pt/shared.h>

#define NOISE	(MMS_ARM_L_YOUNG | MMS_ARM_L_DIRTY)

#define DOMAIN_ROW(n)	MMS_FLAG_FIELD(MMS_ARM_DOMAIN, n, "domain" #n)
#define DOMAIN_ROWS							\
	DOMAIN_ROW(1), DOMAIN_ROW(2), DOMAIN_ROW(3), DOMAIN_ROW(4),	\
	DOMAIN_ROW(5), DOMAIN_ROW(6), DOMAIN_ROW(7), DOMAIN_ROW(8),	\
	DOMAIN_ROW(9), DOMAIN_ROW(10), DOMAIN_ROW(11), DOMAIN_ROW(12),	\
	DOMAIN_ROW(13), DOMAIN_ROW(14), DOMAIN_ROW(15)

static const struct mms_flag table_flags[] = {
	MMS_FLAG_BIT(MMS_ARM_L1_TABLE, "table"),
	MMS_FLAG_BIT(MMS_ARM_TABLE_PXN, "pxn_table"),
	MMS_FLAG_BIT(MMS_ARM_TABLE_NS, "ns"),
	MMS_FLAG_BIT(MMS_ARM_L1_BIT4, "bit4"),
	DOMAIN_ROWS,
	{}
};

#define BUFFER_ROWS							\
	MMS_FLAG_BIT(MMS_ARM_B, "b"), MMS_FLAG_BIT(MMS_ARM_C, "c")
#define TEX_ROWS(shift)							\
	MMS_FLAG_BIT(1ULL << (shift), "tex0"),				\
	MMS_FLAG_BIT(2ULL << (shift), "tex1"),				\
	MMS_FLAG_BIT(4ULL << (shift), "tex2")

#define SECT_ROWS							\
	MMS_FLAG_BIT(MMS_ARM_L1_SECTION, "section"),			\
	MMS_FLAG_BIT(MMS_ARM_SECT_PXN, "pxn"),				\
	BUFFER_ROWS, TEX_ROWS(MMS_ARM_SECT_TEX_SHIFT),			\
	MMS_FLAG_BIT(MMS_ARM_SECT_XN, "xn"),				\
	MMS_FLAG_BIT(MMS_ARM_SECT_AP0, "ap0"),				\
	MMS_FLAG_BIT(MMS_ARM_SECT_AP1, "ap1"),				\
	MMS_FLAG_BIT(MMS_ARM_SECT_AP2, "ap2"),				\
	MMS_FLAG_BIT(MMS_ARM_SECT_SHARED, "shared"),			\
	MMS_FLAG_BIT(MMS_ARM_SECT_NG, "ng"),				\
	MMS_FLAG_BIT(MMS_ARM_SECT_NS, "ns")

static const struct mms_flag sect_flags[] = { SECT_ROWS, DOMAIN_ROWS, {} };

static const struct mms_flag super_flags[] = {
	SECT_ROWS, MMS_FLAG_BIT(MMS_ARM_SECT_SUPER, "supersection"), {}
};

#define HW_ROWS								\
	BUFFER_ROWS,							\
	MMS_FLAG_BIT(MMS_ARM_PTE_AP0, "ap0"),				\
	MMS_FLAG_BIT(MMS_ARM_PTE_AP1, "ap1"),				\
	MMS_FLAG_BIT(MMS_ARM_PTE_AP2, "ap2"),				\
	MMS_FLAG_BIT(MMS_ARM_PTE_SHARED, "shared"),			\
	MMS_FLAG_BIT(MMS_ARM_PTE_NG, "ng")

static const struct mms_flag small_flags[] = {
	HW_ROWS, TEX_ROWS(MMS_ARM_PTE_TEX_SHIFT),
	MMS_FLAG_BIT(MMS_ARM_PTE_SMALL, "small"),
	MMS_FLAG_BIT(MMS_ARM_PTE_XN, "xn"), {}
};

static const struct mms_flag large_flags[] = {
	HW_ROWS, TEX_ROWS(MMS_ARM_LARGE_TEX_SHIFT),
	MMS_FLAG_BIT(MMS_ARM_PTE_LARGE, "large"),
	MMS_FLAG_BIT(MMS_ARM_LARGE_XN, "xn"), {}
};

#define MT_ROW(n, text)	MMS_FLAG_FIELD(MMS_ARM_L_MT, n, text)
#define MT_NUM(n)	MT_ROW(n, "mt" #n)

/* Memory types by the names of L_PTE_MT_*. */
static const struct mms_flag linux_flags[] = {
	MMS_FLAG_BIT(MMS_ARM_L_PRESENT, "present"),
	MMS_FLAG_BIT(MMS_ARM_L_YOUNG, "accessed"),
	MT_ROW(1, "bufferable"), MT_ROW(2, "writethrough"),
	MT_ROW(3, "writeback"), MT_ROW(4, "dev_shared"), MT_NUM(5),
	MT_ROW(6, "minicache"), MT_ROW(7, "writealloc"), MT_NUM(8),
	MT_ROW(9, "dev_wc"), MT_NUM(10), MT_ROW(11, "dev_cached"),
	MT_ROW(12, "dev_nonshared"), MT_NUM(13), MT_NUM(14),
	MT_ROW(15, "vectors"),
	MMS_FLAG_BIT(MMS_ARM_L_DIRTY, "dirty"),
	MMS_FLAG_BIT(MMS_ARM_L_RDONLY, "rdonly"),
	MMS_FLAG_BIT(MMS_ARM_L_USER, "user"),
	MMS_FLAG_BIT(MMS_ARM_L_XN, "xn"),
	MMS_FLAG_BIT(MMS_ARM_L_SHARED, "shared"),
	{}
};

/*
 * The memory type of TEX[0], C, B = @n, with SCTLR.TRE set as Linux has it: two
 * bits of PRRR, and for normal memory two plus two of NMRR (DDI 0406 B4.1.104,
 * B4.1.127).
 */
static const char *remap_name(u64 memtype, unsigned int n)
{
	static const char * const normal[4] = {
		"non-cacheable", "write-back", "write-through", "write-back"
	};
	u32 prrr = memtype, nmrr = memtype >> 32;
	const char *inner = normal[(nmrr >> (2 * n)) & 3];
	const char *outer = normal[(nmrr >> (2 * n + 16)) & 3];

	switch ((prrr >> (2 * n)) & 3) {
	case 0:
		return "strongly-ordered";
	case 1:
		return "device";
	case 2:
		return inner == outer ? inner : "mixed";
	default:
		return "reserved";
	}
}

/*
 * AP[2:0] (DDI 0406 table B3-8). Value 2 is writable for the kernel only: @perm has
 * what processes may do.
 */
static void set_perm(struct mms_pt_entry *e, unsigned int ap, bool xn, bool pxn)
{
	static const u8 perm[8] = {
		[1] = MMS_PERM_R | MMS_PERM_W,
		[2] = MMS_PERM_R | MMS_PERM_U,
		[3] = MMS_PERM_R | MMS_PERM_W | MMS_PERM_U,
		[5] = MMS_PERM_R,
		[6] = MMS_PERM_R | MMS_PERM_U,
		[7] = MMS_PERM_R | MMS_PERM_U,
	};

	e->perm = perm[ap];
	/* An instruction fetch needs read permission. */
	if (e->perm && !xn && !(pxn && !(e->perm & MMS_PERM_U)))
		e->perm |= MMS_PERM_X;
	if (ap == 4)
		mms_pt_bad(e, "reserved access permissions");
}

static void set_leaf(const struct mms_geometry *g, struct mms_pt_entry *e,
		     unsigned int shift)
{
	u64 addr = ~((1ULL << shift) - 1) & U32_MAX;

	e->kind = MMS_PT_LEAF;
	e->shift = shift;
	e->phys = e->raw & addr;
	e->flag_word = e->raw & ~addr;
}

static unsigned int ap_of(u64 raw, unsigned int ap10, u64 ap2)
{
	return ((raw >> ap10) & 3) | (raw & ap2 ? 4 : 0);
}

/* TEX[0], C, B. */
static unsigned int tex_c_b(u64 raw, unsigned int tex)
{
	return ((raw >> tex) & 1) << 2 | ((raw >> 2) & 3);
}

static void decode_section(const struct mms_geometry *g, struct mms_pt_entry *e)
{
	const u64 high = 0xfULL << 20, top = 0xfULL << 5;

	if (e->raw & MMS_ARM_SECT_SUPER) {
		/* 16 MiB, written 16 times; PA[35:32] and PA[39:36] within. */
		set_leaf(g, e, 24);
		e->phys |= (e->raw & high) << 12 | (e->raw & top) << 31;
		e->flag_word &= ~(high | top);
		e->flags = super_flags;
	} else {
		set_leaf(g, e, 20);
		e->flags = sect_flags;
	}
	e->cache = remap_name(g->memtype, tex_c_b(e->raw, MMS_ARM_SECT_TEX_SHIFT));
	set_perm(e, ap_of(e->raw, 10, MMS_ARM_SECT_AP2),
		 e->raw & MMS_ARM_SECT_XN, e->raw & MMS_ARM_SECT_PXN);
	if (e->phys & g->reserved)
		mms_pt_bad(e, "address beyond the CPU's physical width");
}

static void decode_root(const struct mms_geometry *g, struct mms_pt_entry *e)
{
	const u64 addr = 0xfffffc00;

	e->flags = table_flags;
	if (e->raw & MMS_ARM_L1_SECTION) {
		decode_section(g, e);
	} else if (e->raw & MMS_ARM_L1_TABLE) {
		e->kind = MMS_PT_TABLE;
		e->phys = e->raw & addr;
		e->flag_word = e->raw & ~addr;
		e->perm = MMS_PERM_ALL;
		if (!e->user && (e->raw & MMS_ARM_TABLE_PXN))
			e->perm &= ~MMS_PERM_X;
		if (g->options & MMS_ARM_HW_COPY)
			return;
		if (!(e->phys & MMS_ARM_HW_HALF))
			mms_pt_bad(e, "not in the CPU's half of a page of tables");
		e->phys &= ~MMS_ARM_HW_HALF;
	} else {
		e->kind = MMS_PT_INVALID;
		e->flag_word = e->raw;
	}
}

static void decode_hw(const struct mms_geometry *g, struct mms_pt_entry *e)
{
	unsigned int tex = MMS_ARM_PTE_TEX_SHIFT;
	u64 xn = MMS_ARM_PTE_XN;

	if (e->raw & MMS_ARM_PTE_SMALL) {
		set_leaf(g, e, 12);
		e->flags = small_flags;
	} else if (e->raw & MMS_ARM_PTE_LARGE) {
		set_leaf(g, e, 16);	/* written 16 times */
		e->flags = large_flags;
		tex = MMS_ARM_LARGE_TEX_SHIFT;
		xn = MMS_ARM_LARGE_XN;
	} else {
		e->kind = MMS_PT_INVALID;
		e->flag_word = e->raw;
		e->flags = small_flags;
		return;
	}
	e->cache = remap_name(g->memtype, tex_c_b(e->raw, tex));
	set_perm(e, ap_of(e->raw, 4, MMS_ARM_PTE_AP2), e->raw & xn, false);
}

/* The memory type's low bits are TEX[0], C, B as well. */
static void decode_linux(const struct mms_geometry *g, struct mms_pt_entry *e)
{
	if (!(e->raw & MMS_ARM_L_PRESENT) && e->user) {
		mms_pt_decode_swap(g, e, mms_arm_swap_flags);
		return;
	}
	set_leaf(g, e, 12);
	e->flags = linux_flags;
	e->noise = NOISE;
	e->cache = remap_name(g->memtype, (e->raw >> 2) & 7);
	e->perm = MMS_PERM_R;
	if (!(e->raw & MMS_ARM_L_RDONLY))
		e->perm |= MMS_PERM_W;
	if (!(e->raw & MMS_ARM_L_XN))
		e->perm |= MMS_PERM_X;
	if (e->raw & MMS_ARM_L_USER)
		e->perm |= MMS_PERM_U;
	if (!(e->raw & MMS_ARM_L_PRESENT)) {
		e->kind = MMS_PT_INVALID;
	} else if (e->user && (e->raw & MMS_ARM_L_NONE)) {
		e->kind = MMS_PT_PROT_NONE;
		e->flag_word &= ~MMS_ARM_L_NONE;
	}
}

static void arm_decode(const struct mms_geometry *g, struct mms_pt_entry *e)
{
	if (!e->raw) {
		e->kind = MMS_PT_NONE;
		e->flags = table_flags;
	} else if (!e->level) {
		decode_root(g, e);
	} else if (g->options & MMS_ARM_HW_COPY) {
		decode_hw(g, e);
	} else {
		decode_linux(g, e);
	}
}

/**
 * mms_arm_geometry() - describe a 32-bit ARM machine's page tables
 * @g: filled in whole, but for the swap types, which are the kernel's
 * @p: what this machine and kernel chose
 */
void mms_arm_geometry(struct mms_geometry *g, const struct mms_arm_paging *p)
{
	unsigned int i;

	memset(g, 0, sizeof(*g));
	g->arch = "arm";
	g->addr_bits = 32;
	g->user_end = p->user_end;
	g->reserved = ~((1ULL << p->phys_bits) - 1);
	g->memtype = p->memtype;
	g->soft = p->soft;
	if (!p->lpae) {
		/* Sections and pages have nothing in common but their type. */
		g->shape = ~0ULL;
		mms_pt_fill_levels(g, 2, 12, 8, 12);
		g->level[0].leaf = true;
		g->decode = arm_decode;
		g->entry_size = 4;
		g->phys_mask = 0xfffff000;
		g->options = p->hw_copy ? MMS_ARM_HW_COPY : 0;
		return;
	}
	g->shape = MMS_VMSA_TABLE;
	g->grouping = MMS_VMSA_CONT;
	/* Linux' root has four entries, one for each GiB. */
	mms_pt_fill_levels(g, 3, 12, 9, 2);
	for (i = 0; i < 3; i++) {
		g->level[i].leaf = true;
		g->level[i].cont = i ? 4 : 0;
	}
	g->decode = mms_lpae_decode;
	g->entry_size = 8;
	g->phys_mask = GENMASK_ULL(39, 12);
	g->soft.prot_none = MMS_LPAE_NONE;
}
