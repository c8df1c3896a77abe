// SPDX-License-Identifier: GPL-2.0-only
/*
 * x86-64 page tables on the running kernel: what lib/pte_x86.c can't know, and
 * the proof that its constants are the kernel's. Reads registers and exported
 * variables only; takes no locks.
 */
#include <linux/build_bug.h>
#include <linux/mem_encrypt.h>
#include <linux/pgtable.h>
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/processor.h>
#include "../compat/compat.h"
#include "pt.h"

static_assert(MMS_X86_PRESENT == _PAGE_PRESENT);
static_assert(MMS_X86_RW == _PAGE_RW);
static_assert(MMS_X86_USER == _PAGE_USER);
static_assert(MMS_X86_PWT == _PAGE_PWT);
static_assert(MMS_X86_PCD == _PAGE_PCD);
static_assert(MMS_X86_ACCESSED == _PAGE_ACCESSED);
static_assert(MMS_X86_DIRTY == _PAGE_DIRTY);
static_assert(MMS_X86_PSE == _PAGE_PSE);
static_assert(MMS_X86_PAT == _PAGE_PAT);
static_assert(MMS_X86_GLOBAL == _PAGE_GLOBAL);
static_assert(MMS_X86_GLOBAL == _PAGE_PROTNONE);
static_assert(MMS_X86_SOFTW1 == _PAGE_SPECIAL);
static_assert(MMS_X86_SOFTW2 == BIT_ULL(_PAGE_BIT_UFFD_WP));
static_assert(MMS_X86_SOFTW3 == BIT_ULL(_PAGE_BIT_SOFT_DIRTY));
#ifdef _PAGE_SAVED_DIRTY	/* since 6.6 */
static_assert(MMS_X86_SOFTW5 == _PAGE_SAVED_DIRTY);
#endif
static_assert(MMS_X86_PAT_LARGE == _PAGE_PAT_LARGE);
static_assert(MMS_X86_PKEY_SHIFT == _PAGE_BIT_PKEY_BIT0);
static_assert(MMS_X86_NX == _PAGE_NX);
static_assert(MMS_X86_ADDR == (GENMASK_ULL(51, 0) & PAGE_MASK));
static_assert(MMS_X86_SWP_TYPE_SHIFT == 64 - SWP_TYPE_BITS);
static_assert(MMS_X86_SWP_OFFSET_BIT == SWP_OFFSET_FIRST_BIT);

static void x86_geometry(struct mms_geometry *g)
{
	struct mms_x86_paging p = {
		.levels = pgtable_l5_enabled() ? 5 : 4,
		.phys_mask = __PHYSICAL_MASK,
		.phys_bits = boot_cpu_data.x86_phys_bits,
		.enc_mask = sme_me_mask,
#ifdef _PAGE_DEVMAP		/* bit 58, since 6.6 bit 57, gone by 7.2 */
		.devmap = _PAGE_DEVMAP,
#endif
		.gbpages = boot_cpu_has(X86_FEATURE_GBPAGES),
		.pti = boot_cpu_has(X86_FEATURE_PTI),
	};

	/* A CPU without PAT behaves as with the register's reset value. */
	if (!boot_cpu_has(X86_FEATURE_PAT) || rdmsrq_safe(MSR_IA32_CR_PAT, &p.pat))
		p.pat = 0x0007040600070406ULL;
	mms_x86_64_geometry(g, &p);
}

static u64 x86_kernel_first(const struct mms_geometry *g)
{
	return ~0ULL << (g->va_bits - 1);
}

/* As slow_virt_to_phys(), which is a BUG() away where nothing is mapped. */
static bool x86_kernel_phys(u64 va, u64 *phys)
{
	unsigned int level;
	pte_t *pte = lookup_address(va, &level);

	if (!pte || !pte_present(*pte))
		return false;
	switch (level) {
	case PG_LEVEL_1G:
		*phys = PFN_PHYS(pud_pfn(*(pud_t *)pte)) + (va & ~PUD_MASK);
		return true;
	case PG_LEVEL_2M:
		*phys = PFN_PHYS(pmd_pfn(*(pmd_t *)pte)) + (va & ~PMD_MASK);
		return true;
	case PG_LEVEL_4K:
		*phys = PFN_PHYS(pte_pfn(*pte)) + (va & ~PAGE_MASK);
		return true;
	}
	return false;
}

const struct mms_arch_pt mms_arch_pt = {
	.geometry = x86_geometry,
	.kernel_first = x86_kernel_first,
	.kernel_phys = x86_kernel_phys,
};
