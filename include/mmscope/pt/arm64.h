/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page tables of arm64, and what they share with those of 32-bit ARM under
 * LPAE: the long-descriptor format of the Arm ARM (DDI 0487 D8.3, DDI 0406
 * B3.6). Pure; no locks, any context.
 */
#ifndef MMSCOPE_PT_ARM64_H
#define MMSCOPE_PT_ARM64_H

#include <mmscope/pt/pte.h>

/*
 * A descriptor's bits. live/arch/ pins them to asm/pgtable-hwdef.h and
 * asm/pgtable-prot.h.
 */
#define MMS_VMSA_VALID		BIT_ULL(0)
#define MMS_VMSA_TABLE		BIT_ULL(1)	/* table, or page at the last level */
#define MMS_VMSA_ATTR		(7ULL << 2)	/* AttrIndx: which byte of MAIR */
#define MMS_VMSA_NS		BIT_ULL(5)
#define MMS_VMSA_USER		BIT_ULL(6)	/* AP[1] */
#define MMS_VMSA_RDONLY		BIT_ULL(7)	/* AP[2] */
#define MMS_VMSA_SH		(3ULL << 8)	/* not with LPA2 */
#define MMS_VMSA_AF		BIT_ULL(10)
#define MMS_VMSA_NG		BIT_ULL(11)
#define MMS_VMSA_NT		BIT_ULL(16)	/* blocks: FEAT_BBM */
#define MMS_VMSA_GP		BIT_ULL(50)	/* BTI */
#define MMS_VMSA_DBM		BIT_ULL(51)	/* Linux' PTE_WRITE */
#define MMS_VMSA_CONT		BIT_ULL(52)
#define MMS_VMSA_PXN		BIT_ULL(53)
#define MMS_VMSA_UXN		BIT_ULL(54)	/* LPAE: XN */
#define MMS_VMSA_DIRTY		BIT_ULL(55)	/* software's from here on */
#define MMS_VMSA_SPECIAL	BIT_ULL(56)

/* Table descriptors: what they take away from everything below. */
#define MMS_VMSA_TABLE_PXN	BIT_ULL(59)
#define MMS_VMSA_TABLE_UXN	BIT_ULL(60)
#define MMS_VMSA_TABLE_NO_USER	BIT_ULL(61)	/* APTable[0] */
#define MMS_VMSA_TABLE_RDONLY	BIT_ULL(62)	/* APTable[1] */
#define MMS_VMSA_TABLE_NS	BIT_ULL(63)

/* Bits that not every arm64 kernel and machine gives a meaning. */
#define MMS_ARM64_DEVMAP	BIT_ULL(57)	/* until 6.16 */
#define MMS_ARM64_UFFD_WP	BIT_ULL(58)	/* since 6.10 */
#define MMS_ARM64_PKEY		(7ULL << 60)	/* POIndex: with FEAT_S1POE, since 6.12 */
#define MMS_ARM64_OPTIONAL	(MMS_ARM64_DEVMAP | MMS_ARM64_UFFD_WP | MMS_ARM64_PKEY)

/* mms_geometry.options */
#define MMS_ARM64_PA52		BIT(0)	/* 52-bit addresses in entries */
#define MMS_ARM64_HPD_USER	BIT(1)	/* the user half's tables restrict nothing */
#define MMS_ARM64_HPD_KERNEL	BIT(2)	/* the kernel half's tables restrict nothing */
#define MMS_ARM64_GCS		BIT(3)	/* guarded control stacks, FEAT_GCS, are in use */

/**
 * struct mms_arm64_paging - what arm64 leaves to the machine and the kernel
 * @page_shift: log2 of the granule: 12, 14 or 16
 * @va_bits: address bits of each half, 64 - TCR_EL1.T1SZ: 36 to 52
 * @root_bits: log2 of PTRS_PER_PGD where the root has more entries than
 *	@va_bits reach (a kernel for 52 bits on a CPU of 48), else 0
 * @phys_bits: physical address width, from TCR_EL1.IPS: 32 to 52
 * @options: MMS_ARM64_PA52 (TCR_EL1.DS, or 64 KiB pages and a kernel for 52-bit
 *	physical addresses), MMS_ARM64_HPD_* (TCR_EL1.HPD0, HPD1, or FEAT_S1PIE
 *	in use), MMS_ARM64_GCS
 * @mair: the MAIR_EL1 register
 * @optional: of MMS_ARM64_OPTIONAL, what this kernel and machine have
 * @soft: how this kernel uses entries that aren't valid
 */
struct mms_arm64_paging {
	u8 page_shift;
	u8 va_bits;
	u8 root_bits;
	u8 phys_bits;
	u32 options;
	u64 mair;
	u64 optional;
	struct mms_soft_pte soft;
};

void mms_arm64_geometry(struct mms_geometry *g, const struct mms_arm64_paging *p);

/* lib/pt/vmsa.c's, for lib/pt/arm64.c and lib/pt/lpae.c. */
void mms_vmsa_leaf(const struct mms_geometry *g, struct mms_pt_entry *e,
		   enum mms_pt_kind kind);
void mms_vmsa_valid(const struct mms_geometry *g, struct mms_pt_entry *e);

#endif /* MMSCOPE_PT_ARM64_H */
