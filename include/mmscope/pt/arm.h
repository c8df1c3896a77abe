/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page tables of 32-bit ARM, ARMv7: short descriptors in two levels, or long
 * ones in three (LPAE, whose bits are in mmscope/pt/arm64.h). Pure; no locks, any
 * context.
 */
#ifndef MMSCOPE_PT_ARM_H
#define MMSCOPE_PT_ARM_H

#include <mmscope/pt/pte.h>

/*
 * Short descriptors, first level (Arm ARM DDI 0406 B3.5.1, Linux' PMD_* of
 * asm/pgtable-2level-hwdef.h). live/arch/ pins them.
 */
#define MMS_ARM_L1_TYPE		(3ULL << 0)
#define MMS_ARM_L1_TABLE	BIT_ULL(0)
#define MMS_ARM_L1_SECTION	BIT_ULL(1)	/* and bit 0 is PXN */
#define MMS_ARM_TABLE_PXN	BIT_ULL(2)
#define MMS_ARM_TABLE_NS	BIT_ULL(3)
#define MMS_ARM_L1_BIT4		BIT_ULL(4)	/* before ARMv6 */
#define MMS_ARM_DOMAIN		(0xfULL << 5)
#define MMS_ARM_SECT_PXN	BIT_ULL(0)
#define MMS_ARM_SECT_XN		BIT_ULL(4)
#define MMS_ARM_SECT_AP0	BIT_ULL(10)
#define MMS_ARM_SECT_AP1	BIT_ULL(11)
#define MMS_ARM_SECT_TEX_SHIFT	12
#define MMS_ARM_SECT_AP2	BIT_ULL(15)
#define MMS_ARM_SECT_SHARED	BIT_ULL(16)
#define MMS_ARM_SECT_NG		BIT_ULL(17)
#define MMS_ARM_SECT_SUPER	BIT_ULL(18)
#define MMS_ARM_SECT_NS		BIT_ULL(19)

/* Both levels: with TEX[0], which byte pair of PRRR and NMRR. */
#define MMS_ARM_B		BIT_ULL(2)
#define MMS_ARM_C		BIT_ULL(3)

/* Second level, the hardware's copy. */
#define MMS_ARM_PTE_TYPE	(3ULL << 0)
#define MMS_ARM_PTE_LARGE	BIT_ULL(0)
#define MMS_ARM_PTE_SMALL	BIT_ULL(1)	/* and bit 0 is XN */
#define MMS_ARM_PTE_XN		BIT_ULL(0)
#define MMS_ARM_PTE_AP0		BIT_ULL(4)
#define MMS_ARM_PTE_AP1		BIT_ULL(5)
#define MMS_ARM_PTE_TEX_SHIFT	6
#define MMS_ARM_PTE_AP2		BIT_ULL(9)
#define MMS_ARM_PTE_SHARED	BIT_ULL(10)
#define MMS_ARM_PTE_NG		BIT_ULL(11)
#define MMS_ARM_LARGE_TEX_SHIFT	12
#define MMS_ARM_LARGE_XN	BIT_ULL(15)

/* Second level, Linux' copy (L_PTE_* of asm/pgtable-2level.h). */
#define MMS_ARM_L_PRESENT	BIT_ULL(0)
#define MMS_ARM_L_YOUNG		BIT_ULL(1)
#define MMS_ARM_L_MT		(0xfULL << 2)
#define MMS_ARM_L_DIRTY		BIT_ULL(6)
#define MMS_ARM_L_RDONLY	BIT_ULL(7)
#define MMS_ARM_L_USER		BIT_ULL(8)
#define MMS_ARM_L_XN		BIT_ULL(9)
#define MMS_ARM_L_SHARED	BIT_ULL(10)
#define MMS_ARM_L_NONE		BIT_ULL(11)

/** MMS_ARM_HW_HALF - in a page of tables, set in addresses of the CPU's copy */
#define MMS_ARM_HW_HALF		BIT_ULL(11)

/* Software's bits in long descriptors (L_PTE_* of asm/pgtable-3level.h). */
#define MMS_LPAE_NONE		BIT_ULL(57)
#define MMS_LPAE_RDONLY		BIT_ULL(58)
#define MMS_LPAE_SWAPPER	BIT_ULL(55)	/* in a root entry */

/* mms_geometry.options */
#define MMS_ARM_HW_COPY		BIT(3)	/* two levels: walk the CPU's copy */

/**
 * struct mms_arm_paging - what ARM leaves to the machine and the kernel
 * @lpae: three levels of long descriptors
 * @hw_copy: with two levels, walk the PTEs the CPU reads. The kernel keeps its
 *	own beside them, which alone know of swap, PROT_NONE, accessed and dirty
 *	and say what the CPU's were made from; those are walked otherwise.
 * @user_end: TASK_SIZE: modules lie between that and PAGE_OFFSET
 * @phys_bits: physical address width: 32, or 40 with LPAE or supersections
 * @memtype: PRRR and, in the upper half, NMRR; with LPAE MAIR0 and MAIR1
 * @soft: how this kernel uses entries that aren't valid; its prot_none is known
 *	here
 */
struct mms_arm_paging {
	bool lpae;
	bool hw_copy;
	u32 user_end;
	u8 phys_bits;
	u64 memtype;
	struct mms_soft_pte soft;
};

void mms_arm_geometry(struct mms_geometry *g, const struct mms_arm_paging *p);

/* Shared by lib/pt/arm.c and lib/pt/lpae.c. */
void mms_lpae_decode(const struct mms_geometry *g, struct mms_pt_entry *e);
extern const struct mms_flag mms_arm_swap_flags[];

#endif /* MMSCOPE_PT_ARM_H */
