/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page tables of RISC-V: Sv32, Sv39, Sv48 and Sv57 (The RISC-V Instruction Set
 * Manual vol. II, "Supervisor-Level ISA"). Pure; no locks, any context.
 */
#ifndef MMSCOPE_PT_RISCV_H
#define MMSCOPE_PT_RISCV_H

#include <mmscope/pt/pte.h>

/* An entry's bits. live/arch/ pins them to asm/pgtable-bits.h and -64.h. */
#define MMS_RISCV_VALID		BIT_ULL(0)
#define MMS_RISCV_READ		BIT_ULL(1)
#define MMS_RISCV_WRITE		BIT_ULL(2)
#define MMS_RISCV_EXEC		BIT_ULL(3)
#define MMS_RISCV_LEAF		(MMS_RISCV_READ | MMS_RISCV_WRITE | MMS_RISCV_EXEC)
#define MMS_RISCV_USER		BIT_ULL(4)
#define MMS_RISCV_GLOBAL	BIT_ULL(5)
#define MMS_RISCV_ACCESSED	BIT_ULL(6)
#define MMS_RISCV_DIRTY		BIT_ULL(7)
#define MMS_RISCV_SPECIAL	BIT_ULL(8)	/* software's: RSW */
#define MMS_RISCV_PPN_SHIFT	10
#define MMS_RISCV_PPN		GENMASK_ULL(53, 10)
#define MMS_RISCV_RESERVED	GENMASK_ULL(60, 54)
#define MMS_RISCV_PBMT		GENMASK_ULL(62, 61)
#define MMS_RISCV_NAPOT		BIT_ULL(63)

/* Bits that not every kernel and machine gives a meaning. */
#define MMS_RISCV_DEVMAP	BIT_ULL(9)	/* until 6.16 */
#define MMS_RISCV_SOFT_DIRTY	BIT_ULL(59)	/* with Svrsw60t59b, seen in 7.2 */
#define MMS_RISCV_UFFD_WP	BIT_ULL(60)	/* with Svrsw60t59b, seen in 7.2 */
#define MMS_RISCV_OPTIONAL	(MMS_RISCV_DEVMAP | MMS_RISCV_SOFT_DIRTY |	\
				 MMS_RISCV_UFFD_WP | MMS_RISCV_PBMT |		\
				 MMS_RISCV_NAPOT)

/* T-Head's memory types, instead of N, PBMT and reserved bits 60 and 59. */
#define MMS_RISCV_THEAD_TYPE	GENMASK_ULL(63, 59)

/* mms_geometry.options */
#define MMS_RISCV_THEAD		BIT(4)	/* memory types are T-Head's (ERRATA_THEAD_MAE) */
#define MMS_RISCV_SHADOW_STACK	BIT(5)	/* Zicfiss is in use: W alone is a shadow stack */

/**
 * struct mms_riscv_paging - what RISC-V leaves to the machine and the kernel
 * @levels: 3 for Sv39, 4 for Sv48, 5 for Sv57; 2 for Sv32
 * @user_end: Sv32: PAGE_OFFSET; else the lower half ends where the hardware says
 * @thead: memory types are T-Head's
 * @shadow_stack: there are shadow stacks (Zicfiss)
 * @optional: of MMS_RISCV_OPTIONAL, what this kernel and machine have
 * @soft: how this kernel uses entries that aren't valid
 */
struct mms_riscv_paging {
	u8 levels;
	u32 user_end;
	bool thead;
	bool shadow_stack;
	u64 optional;
	struct mms_soft_pte soft;
};

void mms_riscv_geometry(struct mms_geometry *g, const struct mms_riscv_paging *p);

#endif /* MMSCOPE_PT_RISCV_H */
