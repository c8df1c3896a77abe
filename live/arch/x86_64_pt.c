// SPDX-License-Identifier: GPL-2.0-only
/*
 * x86-64 page tables on the running kernel: what depends on the CPU and the kernel's
 * configuration, and asserts that the constants of lib/pt/x86.c are the kernel's.
 * Reads registers and exported variables only; takes no locks.
 */
#include <linux/build_bug.h>
#include <linux/mem_encrypt.h>
#include <linux/mm_types.h>
#include <linux/pgtable.h>
#include <asm/cpufeature.h>
#include <asm/processor.h>
#include "pt.h"
#include "x86_common.h"

#ifndef _PAGE_BIT_UFFD		/* until 7.2 */
#define _PAGE_BIT_UFFD _PAGE_BIT_UFFD_WP
#endif

static_assert(MMS_X86_SOFTW2 == BIT_ULL(_PAGE_BIT_UFFD));
static_assert(MMS_X86_SOFTW3 == BIT_ULL(_PAGE_BIT_SOFT_DIRTY));
#ifdef _PAGE_SAVED_DIRTY	/* since 6.6 */
static_assert(MMS_X86_SOFTW5 == _PAGE_SAVED_DIRTY);
#endif
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
		.pat = mms_x86_pat(),
		.gbpages = boot_cpu_has(X86_FEATURE_GBPAGES),
		.pti = boot_cpu_has(X86_FEATURE_PTI),
	};

	mms_x86_64_geometry(g, &p);
}

static u64 x86_kernel_first(const struct mms_geometry *g)
{
	return ~0ULL << (g->va_bits - 1);
}

/*
 * The table CR3 points to, as on 32 bits: every process' table has the kernel's half,
 * copied when it was allocated and kept in sync by sync_global_pgds(). Under PTI it is
 * the kernel's copy, which maps everything. Only the LDT's part is the process' own.
 */
static u64 x86_kernel_root(const struct mms_geometry *g)
{
	return read_cr3_pa();
}

/* Execute-only memory has a protection key to which every thread denies access. */
static u8 x86_exec_key(const struct mm_struct *mm)
{
#ifdef CONFIG_X86_INTEL_MEMORY_PROTECTION_KEYS
	int key = READ_ONCE(mm->context.execute_only_pkey);

	return key > 0 && boot_cpu_has(X86_FEATURE_OSPKE) ? key : 0;
#else
	return 0;
#endif
}

const struct mms_arch_pt mms_arch_pt = {
	.geometry = x86_geometry,
	.kernel_first = x86_kernel_first,
	.exec_key = x86_exec_key,
	.kernel_phys = mms_x86_kernel_phys,
	.kernel_root = x86_kernel_root,
	.root_source = "register:cr3",
	.unreadable = mms_x86_unreadable,
	.may_call = !MMS_CFI && !IS_ENABLED(CONFIG_X86_KERNEL_IBT),
};
