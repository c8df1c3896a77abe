// SPDX-License-Identifier: GPL-2.0-only
/*
 * 32-bit x86 page tables on the running kernel, with PAE or without: what depends on
 * the CPU and the kernel's configuration, and asserts that the constants of
 * lib/pt/i386.c are the kernel's. Reads registers and exported variables only; takes
 * no locks.
 */
#include <linux/build_bug.h>
#include <linux/minmax.h>
#include <linux/mm_types.h>
#include <linux/pgtable.h>
#include <asm/cpufeature.h>
#include <asm/processor.h>
#include <mmscope/pt/i386.h>
#include "pt.h"
#include "x86_common.h"

#ifdef CONFIG_X86_PAE
static_assert(MMS_X86_NX == _PAGE_NX);
static_assert(MMS_X86_ADDR == (GENMASK_ULL(51, 0) & ~0xfffULL));
static_assert(MMS_X86_SWP_TYPE_SHIFT == 64 - SWP_TYPE_BITS);
static_assert(MMS_X86_SWP_OFFSET_BIT == SWP_OFFSET_FIRST_BIT);
#else
static_assert(MMS_I386_SWP_TYPE_BITS == SWP_TYPE_BITS);
static_assert(MMS_I386_SWP_OFFSET_SHIFT == SWP_OFFSET_SHIFT);
#endif
#ifdef _PAGE_SWP_EXCLUSIVE		/* since 6.3 here */
static_assert(MMS_I386_SWP_EXCLUSIVE == _PAGE_SWP_EXCLUSIVE);
#endif
#ifdef _PAGE_SAVED_DIRTY		/* since 6.6 */
static_assert(MMS_X86_SOFTW2 == _PAGE_SAVED_DIRTY);
#endif

/* Physical address bits of 4 MiB pages, without PAE: SDM vol. 3A 4.3. */
static u8 pse_bits(void)
{
	if (!boot_cpu_has(X86_FEATURE_PSE36))
		return 32;
	return clamp_t(u8, boot_cpu_data.x86_phys_bits, 32, 40);
}

static void i386_geometry(struct mms_geometry *g)
{
	const struct mms_i386_paging p = {
		.pae = IS_ENABLED(CONFIG_X86_PAE),
		.user_end = PAGE_OFFSET,
		.phys_bits = IS_ENABLED(CONFIG_X86_PAE) ?
			     boot_cpu_data.x86_phys_bits : pse_bits(),
		.pat = mms_x86_pat(),
		.nx = boot_cpu_has(X86_FEATURE_NX),
	};

	mms_i386_geometry(g, &p);
}

static u64 i386_kernel_first(const struct mms_geometry *g)
{
	return g->user_end;
}

/*
 * The table CR3 points to: every process' table has the kernel's half, kept in sync
 * by arch_sync_kernel_mappings(). Under PTI it is the kernel's copy, which maps
 * everything, because this runs in the kernel.
 */
static u64 i386_kernel_root(const struct mms_geometry *g)
{
	return read_cr3_pa();
}

const struct mms_arch_pt mms_arch_pt = {
	.geometry = i386_geometry,
	.kernel_first = i386_kernel_first,
	.kernel_phys = mms_x86_kernel_phys,
	.kernel_root = i386_kernel_root,
	.root_source = "register:cr3",
	.unreadable = mms_x86_unreadable,
	.may_call = !MMS_CFI && !IS_ENABLED(CONFIG_X86_KERNEL_IBT),
};
