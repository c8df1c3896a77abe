// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the page tables of x86-64 and of 32-bit x86 share on the running kernel,
 * and asserts that the constants they share are the kernel's. Takes no locks.
 */
#include <linux/build_bug.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <mmscope/pt/pte.h>
#include "../compat/compat.h"
#include "x86_common.h"

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
static_assert(MMS_X86_PAT_LARGE == _PAGE_PAT_LARGE);

/**
 * mms_x86_pat() - the IA32_PAT register
 *
 * Return: its value; on a CPU without PAT the reset value, as which it behaves.
 */
u64 mms_x86_pat(void)
{
	u64 pat;

	if (!boot_cpu_has(X86_FEATURE_PAT) || rdmsrq_safe(MSR_IA32_CR_PAT, &pat))
		return 0x0007040600070406ULL;
	return pat;
}

/**
 * mms_x86_unreadable() - the unreadable hook, see pt.h
 *
 * A Xen PV guest, dom0 too, has machine frame numbers in its page tables, which Xen
 * maps to the guest's (arch/x86/xen/mmu_pv.c). Taken for the guest's own frame numbers
 * they would lead to arbitrary memory.
 *
 * Return: why; NULL on all other machines.
 */
const char *mms_x86_unreadable(void)
{
	return boot_cpu_has(X86_FEATURE_XENPV) ?
	       "under Xen PV page tables hold the machine's frames, not this kernel's" : NULL;
}

/**
 * mms_x86_kernel_phys() - the kernel_phys hook, see pt.h
 * @va: the address
 * @phys: set to what it maps to
 *
 * As slow_virt_to_phys(), which would BUG() where nothing is mapped.
 *
 * Return: whether something is mapped there.
 */
bool mms_x86_kernel_phys(u64 va, u64 *phys)
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
