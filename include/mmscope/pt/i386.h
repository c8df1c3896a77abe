/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page tables of 32-bit x86: two levels of 4-byte entries, or PAE's three of
 * 8-byte ones. Their bits are those of pte.h's MMS_X86_*. Pure; no locks, any
 * context.
 */
#ifndef MMSCOPE_PT_I386_H
#define MMSCOPE_PT_I386_H

#include <mmscope/pt/pte.h>

/* A swap entry of two levels (asm/pgtable-2level.h), pinned by live/arch/. */
#define MMS_I386_SWP_TYPE_SHIFT		1
#define MMS_I386_SWP_TYPE_BITS		5
#define MMS_I386_SWP_OFFSET_SHIFT	9
#define MMS_I386_SWP_EXCLUSIVE		BIT_ULL(7)	/* PAE's as well; since 6.3 */

/* mms_geometry.options */
#define MMS_I386_NX		BIT(8)	/* PAE: bit 63 is NX, not reserved */

/**
 * struct mms_i386_paging - what 32-bit x86 leaves to the machine and the kernel
 * @pae: three levels of 8-byte entries
 * @user_end: PAGE_OFFSET
 * @phys_bits: the CPU's physical address width; without PAE, that of 4 MiB
 *	pages: 32, or up to 40 with PSE-36
 * @pat: the IA32_PAT register
 * @nx: PAE: EFER.NXE is set
 */
struct mms_i386_paging {
	bool pae;
	u32 user_end;
	u8 phys_bits;
	u64 pat;
	bool nx;
};

void mms_i386_geometry(struct mms_geometry *g, const struct mms_i386_paging *p);

/* lib/pt/x86.c's, for lib/pt/i386.c. */
void mms_x86_decode(const struct mms_geometry *g, struct mms_pt_entry *e);

#endif /* MMSCOPE_PT_I386_H */
