// SPDX-License-Identifier: GPL-2.0-only
/*
 * 32-bit ARM page tables on the running kernel, short descriptors or long ones (LPAE):
 * what depends on the CPU and the kernel's configuration, and asserts that the
 * constants of lib/pt/arm.c are the kernel's. Reads registers only; takes no locks.
 */
#include <linux/build_bug.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <asm/barrier.h>
#include <asm/cputype.h>
#include <mmscope/pt/arm.h>
#include <mmscope/pt/arm64.h>
#include "pt.h"

#ifdef CONFIG_ARM_LPAE
static_assert((MMS_VMSA_VALID | MMS_VMSA_TABLE) == PMD_TYPE_TABLE);
static_assert(MMS_VMSA_VALID == PMD_TYPE_SECT);
static_assert(MMS_VMSA_ATTR == L_PTE_MT_MASK);
static_assert(MMS_VMSA_USER == L_PTE_USER);
static_assert(MMS_VMSA_RDONLY == PTE_AP2);
static_assert(MMS_VMSA_SH == L_PTE_SHARED);
static_assert(MMS_VMSA_AF == L_PTE_YOUNG);
static_assert(MMS_VMSA_NG == PTE_EXT_NG);
static_assert(MMS_VMSA_PXN == PTE_EXT_PXN);
static_assert(MMS_VMSA_UXN == L_PTE_XN);
static_assert(MMS_VMSA_DIRTY == L_PTE_DIRTY);
static_assert(MMS_VMSA_SPECIAL == L_PTE_SPECIAL);
static_assert(MMS_LPAE_NONE == L_PTE_NONE);
static_assert(MMS_LPAE_RDONLY == L_PTE_RDONLY);
static_assert(MMS_LPAE_SWAPPER == L_PGD_SWAPPER);
static_assert(MMS_VMSA_TABLE_PXN == PMD_PXNTABLE);
#else
static_assert(MMS_ARM_L1_TYPE == PMD_TYPE_MASK);
static_assert(MMS_ARM_L1_TABLE == PMD_TYPE_TABLE);
static_assert(MMS_ARM_L1_SECTION == PMD_TYPE_SECT);
static_assert(MMS_ARM_TABLE_PXN == PMD_PXNTABLE);
static_assert(MMS_ARM_L1_BIT4 == PMD_BIT4);
static_assert(MMS_ARM_DOMAIN == PMD_DOMAIN_MASK);
static_assert(MMS_ARM_SECT_PXN == PMD_SECT_PXN);
static_assert(MMS_ARM_SECT_XN == PMD_SECT_XN);
static_assert(MMS_ARM_SECT_AP0 == PMD_SECT_AP_WRITE);
static_assert(MMS_ARM_SECT_AP1 == PMD_SECT_AP_READ);
static_assert(1 << MMS_ARM_SECT_TEX_SHIFT == PMD_SECT_TEX(1));
static_assert(MMS_ARM_SECT_AP2 == PMD_SECT_APX);
static_assert(MMS_ARM_SECT_SHARED == PMD_SECT_S);
static_assert(MMS_ARM_SECT_NG == PMD_SECT_nG);
static_assert(MMS_ARM_SECT_SUPER == PMD_SECT_SUPER);
static_assert(MMS_ARM_B == PTE_BUFFERABLE && MMS_ARM_B == PMD_SECT_BUFFERABLE);
static_assert(MMS_ARM_C == PTE_CACHEABLE && MMS_ARM_C == PMD_SECT_CACHEABLE);
static_assert(MMS_ARM_PTE_TYPE == PTE_TYPE_MASK);
static_assert(MMS_ARM_PTE_LARGE == PTE_TYPE_LARGE);
static_assert(MMS_ARM_PTE_SMALL == PTE_TYPE_SMALL);
static_assert(MMS_ARM_PTE_XN == PTE_EXT_XN);
static_assert(MMS_ARM_PTE_AP0 == PTE_EXT_AP0);
static_assert(MMS_ARM_PTE_AP1 == PTE_EXT_AP1);
static_assert(1 << MMS_ARM_PTE_TEX_SHIFT == PTE_EXT_TEX(1));
static_assert(MMS_ARM_PTE_AP2 == PTE_EXT_APX);
static_assert(MMS_ARM_PTE_SHARED == PTE_EXT_SHARED);
static_assert(MMS_ARM_PTE_NG == PTE_EXT_NG);
static_assert(MMS_ARM_L_PRESENT == L_PTE_PRESENT);
static_assert(MMS_ARM_L_YOUNG == L_PTE_YOUNG);
static_assert(MMS_ARM_L_MT == L_PTE_MT_MASK);
static_assert(MMS_ARM_L_DIRTY == L_PTE_DIRTY);
static_assert(MMS_ARM_L_RDONLY == L_PTE_RDONLY);
static_assert(MMS_ARM_L_USER == L_PTE_USER);
static_assert(MMS_ARM_L_XN == L_PTE_XN);
static_assert(MMS_ARM_L_SHARED == L_PTE_SHARED);
static_assert(MMS_ARM_L_NONE == L_PTE_NONE);
static_assert(MMS_ARM_HW_HALF == PTE_HWTABLE_OFF);
#endif

/* PRRR and NMRR; under LPAE the same registers are MAIR0 and MAIR1. */
static u64 memtype(void)
{
	u32 low, high;

	asm("mrc p15, 0, %0, c10, c2, 0" : "=r" (low));
	asm("mrc p15, 0, %0, c10, c2, 1" : "=r" (high));
	return (u64)high << 32 | low;
}

/* Physical address bits of supersections without LPAE: ID_MMFR3[27:24]. */
static u8 phys_bits(void)
{
	if (IS_ENABLED(CONFIG_ARM_LPAE))
		return 40;
	switch (read_cpuid_ext(CPUID_EXT_MMFR3) >> 24 & 0xf) {
	case 1:
		return 36;
	case 2:
		return 40;
	default:
		return 32;
	}
}

static void arm_geometry(struct mms_geometry *g)
{
	const struct mms_arm_paging p = {
		.lpae = IS_ENABLED(CONFIG_ARM_LPAE),
		.user_end = TASK_SIZE,
		.phys_bits = phys_bits(),
		.memtype = memtype(),
		.soft = {
			.type_shift = __SWP_TYPE_SHIFT,
			.type_bits = __SWP_TYPE_BITS,
			.offset_shift = __SWP_OFFSET_SHIFT,
			.offset_bits = 32 - __SWP_OFFSET_SHIFT,
		},
	};

	mms_arm_geometry(g, &p);
}

/* Modules lie below PAGE_OFFSET, right above user space. */
static u64 arm_kernel_first(const struct mms_geometry *g)
{
	return g->user_end;
}

/* Has the CPU translate the address as for a read; the result is in PAR. */
static bool arm_kernel_phys(u64 va, u64 *phys)
{
	unsigned long flags;
	u64 par;

	local_irq_save(flags);
	asm volatile("mcr p15, 0, %0, c7, c8, 0" : : "r" ((u32)va));
	isb();
#ifdef CONFIG_ARM_LPAE
	asm volatile("mrrc p15, 0, %Q0, %R0, c7" : "=r" (par));
#else
	{
		u32 low;

		asm volatile("mrc p15, 0, %0, c7, c4, 0" : "=r" (low));
		par = low;
	}
#endif
	local_irq_restore(flags);
	if (par & 1)
		return false;
	if (IS_ENABLED(CONFIG_ARM_LPAE))
		*phys = (par & GENMASK_ULL(39, 12)) | (va & 0xfff);
	else if (par & 2)	/* a supersection: PA[39:32] in bits 23 to 16 */
		*phys = (par & 0xff000000) | (par & 0xff0000) << 16 | (va & 0xffffff);
	else
		*phys = (par & 0xfffff000) | (va & 0xfff);
	return true;
}

#ifdef CONFIG_ARM_LPAE
/* TTBCR.T1SZ: where it is set the kernel adds TTBR1_OFFSET to TTBR1. */
#define T1SZ(ttbcr)	(((ttbcr) >> 16) & 7)

static u64 arm_kernel_root(const struct mms_geometry *g)
{
	u32 ttbcr;
	u64 ttbr;

	asm volatile("mrc p15, 0, %0, c2, c0, 2" : "=r" (ttbcr));
	asm volatile("mrrc p15, 1, %Q0, %R0, c2" : "=r" (ttbr));
	ttbr &= GENMASK_ULL(39, 5);
	return T1SZ(ttbcr) ? ttbr - TTBR1_OFFSET : ttbr;
}
#else
/* The kernel points TTBR1 to its own table, though TTBR0 translates for it too. */
static u64 arm_kernel_root(const struct mms_geometry *g)
{
	u32 ttbr;

	asm volatile("mrc p15, 0, %0, c2, c0, 1" : "=r" (ttbr));
	return ttbr & ~(PTRS_PER_PGD * sizeof(pgd_t) - 1);
}
#endif

#ifdef CONFIG_ARM_LPAE
/* What cpu_v7_set_pte_ext() (mm/proc-v7-3level.S) makes of a dirty entry. */
static u64 arm_stored(u64 pte)
{
	if (!(pte & L_PTE_VALID))
		return pte;
	if (pte & L_PTE_NONE)
		return pte & ~(u64)L_PTE_VALID;
	return pte & L_PTE_RDONLY ? pte | PTE_AP2 : pte & ~(u64)PTE_AP2;
}
#else
#define arm_stored NULL
#endif

const struct mms_arch_pt mms_arch_pt = {
	.geometry = arm_geometry,
	.kernel_first = arm_kernel_first,
	.kernel_phys = arm_kernel_phys,
	.phys_by_cpu = true,
	.kernel_root = arm_kernel_root,
	.root_source = "register:ttbr1",
	.stored = arm_stored,
	.may_call = !MMS_CFI && !IS_ENABLED(CONFIG_THUMB2_KERNEL),
};
