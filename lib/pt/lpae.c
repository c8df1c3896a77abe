// SPDX-License-Identifier: GPL-2.0-only
/*
 * 32-bit ARM's long descriptors (LPAE): permissions, software bits and entries
 * that aren't valid (asm/pgtable-3level.h, mm/proc-v7-3level.S of 5.10 to 7.2);
 * the rest is lib/pt/vmsa.c. Pure; no locks, any context.
 */
#include <mmscope/pt/arm.h>
#include <mmscope/pt/arm64.h>
#include <mmscope/pt/shared.h>

#define TABLE_ROWS							\
	MMS_FLAG_BIT(MMS_VMSA_VALID, "valid"),				\
	MMS_FLAG_BIT(MMS_VMSA_TABLE, "table"),				\
	MMS_FLAG_BIT(MMS_VMSA_TABLE_PXN, "pxn_table"),			\
	MMS_FLAG_BIT(MMS_VMSA_TABLE_UXN, "xn_table"),			\
	MMS_FLAG_BIT(MMS_VMSA_TABLE_NO_USER, "no_user_table"),		\
	MMS_FLAG_BIT(MMS_VMSA_TABLE_RDONLY, "rdonly_table"),		\
	MMS_FLAG_BIT(MMS_VMSA_TABLE_NS, "ns_table")

static const struct mms_flag table_flags[] = { TABLE_ROWS, {} };

static const struct mms_flag root_flags[] = {
	TABLE_ROWS, MMS_FLAG_BIT(MMS_LPAE_SWAPPER, "swapper"), {}
};

#define ATTR_ROW(n)	MMS_FLAG_FIELD(MMS_VMSA_ATTR, n, "attr" #n)

#define LEAF_ROWS							\
	MMS_FLAG_BIT(MMS_VMSA_VALID, "valid"),				\
	ATTR_ROW(1), ATTR_ROW(2), ATTR_ROW(3), ATTR_ROW(4),		\
	ATTR_ROW(5), ATTR_ROW(6), ATTR_ROW(7),				\
	MMS_FLAG_BIT(MMS_VMSA_NS, "ns"),				\
	MMS_FLAG_BIT(MMS_VMSA_USER, "user"),				\
	MMS_FLAG_BIT(MMS_VMSA_RDONLY, "hw_rdonly"),			\
	MMS_FLAG_FIELD(MMS_VMSA_SH, 1, "sh_reserved"),			\
	MMS_FLAG_FIELD(MMS_VMSA_SH, 2, "outer_shareable"),		\
	MMS_FLAG_FIELD(MMS_VMSA_SH, 3, "inner_shareable"),		\
	MMS_FLAG_BIT(MMS_VMSA_AF, "accessed"),				\
	MMS_FLAG_BIT(MMS_VMSA_NG, "ng"),				\
	MMS_FLAG_BIT(MMS_VMSA_CONT, "cont"),				\
	MMS_FLAG_BIT(MMS_VMSA_PXN, "pxn"),				\
	MMS_FLAG_BIT(MMS_VMSA_UXN, "xn"),				\
	MMS_FLAG_BIT(MMS_VMSA_DIRTY, "dirty"),				\
	MMS_FLAG_BIT(MMS_VMSA_SPECIAL, "special"),			\
	MMS_FLAG_BIT(MMS_LPAE_RDONLY, "rdonly")

static const struct mms_flag page_flags[] = {
	LEAF_ROWS, MMS_FLAG_BIT(MMS_VMSA_TABLE, "page"), {}
};

static const struct mms_flag block_flags[] = { LEAF_ROWS, {} };

/*
 * A page of processes is read-only to the CPU (AP[2]) until it is dirty, so that
 * its first write faults; whether it may be written at all is the software's
 * bit. The kernel's blocks have the hardware's bit only (create_mapping()).
 */
static u8 perm_of(const struct mms_pt_entry *e)
{
	u64 exec = MMS_VMSA_UXN;
	bool clean = e->user && !(e->raw & MMS_VMSA_DIRTY);
	u8 perm = MMS_PERM_R;

	if (!(e->raw & MMS_LPAE_RDONLY) && (clean || !(e->raw & MMS_VMSA_RDONLY)))
		perm |= MMS_PERM_W;
	if (e->raw & MMS_VMSA_USER)
		perm |= MMS_PERM_U;
	else
		exec |= MMS_VMSA_PXN;
	if (!(e->raw & exec))
		perm |= MMS_PERM_X;
	return perm;
}

static void finish_leaf(const struct mms_geometry *g, struct mms_pt_entry *e)
{
	e->perm = perm_of(e);
	e->flags = e->level + 1 == g->nr_levels ? page_flags : block_flags;
	e->noise = MMS_VMSA_AF | MMS_VMSA_DIRTY;
	if (e->user)
		e->noise |= MMS_VMSA_RDONLY;	/* follows dirty */
}

/* Bit 7 is free for it since 6.3; before, it is the offset's lowest. */
const struct mms_flag mms_arm_swap_flags[] = {
	MMS_FLAG_BIT(BIT_ULL(7), "exclusive"),
	{}
};

/*
 * Not valid, not empty. Swap entries are PTEs of processes with bits 0 and 1
 * clear; swp_entry_t has 32 bits, and so have they.
 */
static void decode_absent(const struct mms_geometry *g, struct mms_pt_entry *e)
{
	bool last = e->level + 1 == g->nr_levels;

	if (e->user && last && !(e->raw & MMS_VMSA_TABLE)) {
		mms_pt_decode_swap(g, e, mms_arm_swap_flags);
		return;
	}
	if (e->user && (e->raw & MMS_LPAE_NONE)) {
		mms_vmsa_leaf(g, e, MMS_PT_PROT_NONE);
		e->flag_word &= ~MMS_LPAE_NONE;
	} else {
		mms_vmsa_leaf(g, e, MMS_PT_INVALID);
	}
	finish_leaf(g, e);
}

/**
 * mms_lpae_decode() - the decode hook of three-level ARM
 * @g: the geometry
 * @e: the entry
 */
void mms_lpae_decode(const struct mms_geometry *g, struct mms_pt_entry *e)
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
	if (!(e->raw & MMS_VMSA_TABLE) || e->level + 1 == g->nr_levels) {
		finish_leaf(g, e);
		return;
	}
	e->flags = e->level ? table_flags : root_flags;
	/* Unlike arm64's UXNTable, XNTable is for the kernel as well. */
	if (e->raw & MMS_VMSA_TABLE_UXN)
		e->perm &= ~MMS_PERM_X;
}
