// SPDX-License-Identifier: GPL-2.0-only
/*
 * arm64 page tables on the running kernel: what depends on the CPU and the kernel's
 * configuration, and asserts that the constants of lib/pt/arm64.c are the kernel's.
 * Reads registers only; takes no locks.
 */
#include <linux/build_bug.h>
#include <linux/log2.h>
#include <linux/pgtable.h>
#include <asm/barrier.h>
#include <asm/cpufeature.h>
#include <asm/sysreg.h>
#include <mmscope/pt/arm64.h>
#include "pt.h"

static_assert(MMS_VMSA_VALID == PTE_VALID);
static_assert((MMS_VMSA_VALID | MMS_VMSA_TABLE) == PMD_TYPE_TABLE);
static_assert((MMS_VMSA_VALID | MMS_VMSA_TABLE) == PTE_TYPE_PAGE);
static_assert(MMS_VMSA_VALID == PMD_TYPE_SECT);
static_assert(MMS_VMSA_ATTR == PTE_ATTRINDX_MASK);
static_assert(MMS_VMSA_USER == PTE_USER);
static_assert(MMS_VMSA_RDONLY == PTE_RDONLY);
static_assert(MMS_VMSA_SH == PTE_SHARED);
static_assert(MMS_VMSA_AF == PTE_AF);
static_assert(MMS_VMSA_NG == PTE_NG);
static_assert(MMS_VMSA_GP == PTE_GP);
static_assert(MMS_VMSA_DBM == PTE_DBM);
static_assert(MMS_VMSA_DBM == PTE_WRITE);
static_assert(MMS_VMSA_CONT == PTE_CONT);
static_assert(MMS_VMSA_PXN == PTE_PXN);
static_assert(MMS_VMSA_UXN == PTE_UXN);
static_assert(MMS_VMSA_DIRTY == PTE_DIRTY);
static_assert(MMS_VMSA_SPECIAL == PTE_SPECIAL);
static_assert(MMS_VMSA_TABLE_PXN == PUD_TABLE_PXN);
static_assert(MMS_VMSA_TABLE_UXN == PUD_TABLE_UXN);
#ifdef S1_TABLE_AP			/* since 6.3 */
static_assert((MMS_VMSA_TABLE_NO_USER | MMS_VMSA_TABLE_RDONLY) == S1_TABLE_AP);
#endif
#ifdef PTE_DEVMAP			/* gone by 7.2 */
static_assert(MMS_ARM64_DEVMAP == PTE_DEVMAP);
#endif
#ifdef PTE_UFFD_WP			/* since 6.10; 0 without userfaultfd's part */
static_assert(!PTE_UFFD_WP || MMS_ARM64_UFFD_WP == PTE_UFFD_WP);
#endif
#ifdef PTE_PO_IDX_MASK			/* since 6.12 */
static_assert(MMS_ARM64_PKEY == PTE_PO_IDX_MASK);
#endif

/* Fields of TCR_EL1 that the kernel's headers spell differently by release. */
#define T1SZ(tcr)	(((tcr) >> 16) & 0x3f)
#define IPS(tcr)	(((tcr) >> 32) & 7)
#define HPD0		BIT_ULL(41)
#define HPD1		BIT_ULL(42)
#define DS		BIT_ULL(59)

static u64 optional_bits(void)
{
	u64 bits = 0;

#ifdef PTE_DEVMAP
	bits |= PTE_DEVMAP;
#endif
#ifdef PTE_UFFD_WP
	bits |= PTE_UFFD_WP;
#endif
#ifdef ARM64_HAS_S1POE			/* since 6.12 */
	if (cpus_have_cap(ARM64_HAS_S1POE))
		bits |= MMS_ARM64_PKEY;
#endif
	return bits;
}

static u32 options(u64 tcr)
{
	u32 options = 0;

	if (PAGE_SHIFT == 16 ? IS_ENABLED(CONFIG_ARM64_PA_BITS_52) : !!(tcr & DS))
		options |= MMS_ARM64_PA52;
	if (tcr & HPD0)
		options |= MMS_ARM64_HPD_USER;
	if (tcr & HPD1)
		options |= MMS_ARM64_HPD_KERNEL;
#ifdef ARM64_HAS_S1PIE			/* since 6.5 */
	/* Permission indirection disables hierarchical permissions. */
	if (cpus_have_cap(ARM64_HAS_S1PIE))
		options |= MMS_ARM64_HPD_USER | MMS_ARM64_HPD_KERNEL;
#endif
#ifdef ARM64_HAS_GCS			/* since 6.13 */
	if (cpus_have_cap(ARM64_HAS_GCS))
		options |= MMS_ARM64_GCS;
#endif
	return options;
}

static void arm64_geometry(struct mms_geometry *g)
{
	static const u8 phys_bits[8] = { 32, 36, 40, 42, 44, 48, 52, 52 };
	u64 tcr = read_sysreg(tcr_el1);
	struct mms_arm64_paging p = {
		.page_shift = PAGE_SHIFT,
		.va_bits = 64 - T1SZ(tcr),
		.phys_bits = phys_bits[IPS(tcr)],
		.options = options(tcr),
		.mair = read_sysreg(mair_el1),
		.optional = optional_bits(),
		.soft = {
#ifdef PTE_PROT_NONE			/* until 6.10 */
			.prot_none = PTE_PROT_NONE,
#else
			.prot_none = PTE_PRESENT_INVALID,
			.none_if_useless = true,
#endif
#ifdef PMD_PRESENT_INVALID		/* until 6.10 */
			.split = PMD_PRESENT_INVALID,
#endif
			.type_shift = __SWP_TYPE_SHIFT,
			.type_bits = __SWP_TYPE_BITS,
			.offset_shift = __SWP_OFFSET_SHIFT,
			.offset_bits = __SWP_OFFSET_BITS,
		},
	};

	mms_arm64_geometry(g, &p);
	/*
	 * A kernel built for 52-bit VAs has the same root on a 48-bit CPU if the number
	 * of levels is the same: the root is larger than needed.
	 */
	if (g->level[0].shift == PGDIR_SHIFT && ilog2(PTRS_PER_PGD) > g->level[0].bits) {
		p.root_bits = ilog2(PTRS_PER_PGD);
		mms_arm64_geometry(g, &p);
	}
}

static u64 arm64_kernel_first(const struct mms_geometry *g)
{
	return ~0ULL << (g->va_bits - 1);
}

/*
 * Erratum 1508412: a Cortex-A77 may deadlock on a read of PAR_EL1 without barriers
 * around it. Kernels that know the erratum patch them in where needed; for others
 * they are always used here.
 */
#ifndef read_sysreg_par			/* since 5.10 */
#define read_sysreg_par() ({		\
	u64 value;			\
	dmb(sy);			\
	value = read_sysreg(par_el1);	\
	dmb(sy);			\
	value;				\
})
#endif

/* Has the CPU translate the address as for a read (AT S1E1R; result in PAR_EL1). */
static bool arm64_kernel_phys(u64 va, u64 *phys)
{
	unsigned long flags;
	u64 par;

	local_irq_save(flags);
	asm volatile("at s1e1r, %0" : : "r" (va));
	isb();
	par = read_sysreg_par();
	local_irq_restore(flags);
	if (par & 1)
		return false;
	*phys = (par & GENMASK_ULL(51, 12)) | (va & 0xfff);
	return true;
}

/*
 * TTBR1_EL1 less ASID and CnP. With 52 bits of physical address BADDR[5:2] are
 * its bits 51 to 48. A kernel built for 52-bit VAs on a 48-bit CPU has the register
 * point into its root, which is aligned to its size.
 */
static u64 arm64_kernel_root(const struct mms_geometry *g)
{
	u64 ttbr = read_sysreg(ttbr1_el1);
	u64 root = ttbr & GENMASK_ULL(47, 6);

	if (options(read_sysreg(tcr_el1)) & MMS_ARM64_PA52)
		root |= (ttbr & GENMASK_ULL(5, 2)) << 46;
	return root & ~((8ULL << g->level[0].bits) - 1);
}

/* A writable page is read-only until it is dirty: pte_mkdirty(). */
static u64 arm64_stored(u64 pte)
{
	return pte & PTE_WRITE ? pte & ~PTE_RDONLY : pte;
}

const struct mms_arch_pt mms_arch_pt = {
	.geometry = arm64_geometry,
	.kernel_first = arm64_kernel_first,
	.kernel_phys = arm64_kernel_phys,
	.phys_by_cpu = true,
	.kernel_root = arm64_kernel_root,
	.root_source = "register:ttbr1_el1",
	.own_root = true,
	.stored = arm64_stored,
	.may_call = !MMS_CFI,
};
