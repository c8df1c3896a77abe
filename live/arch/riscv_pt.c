// SPDX-License-Identifier: GPL-2.0-only
/*
 * RISC-V page tables on the running kernel, 64-bit: what depends on the CPU and the
 * kernel's configuration, and asserts that the constants of lib/pt/riscv.c are the
 * kernel's. Reads registers and exported variables only; takes no locks.
 */
#include <linux/build_bug.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/vmalloc.h>
#include <asm/csr.h>
#include <asm/hwcap.h>
#include <mmscope/pt/riscv.h>
#include "pt.h"

static_assert(MMS_RISCV_VALID == _PAGE_PRESENT);
static_assert(MMS_RISCV_READ == _PAGE_READ);
static_assert(MMS_RISCV_WRITE == _PAGE_WRITE);
static_assert(MMS_RISCV_EXEC == _PAGE_EXEC);
static_assert(MMS_RISCV_LEAF == _PAGE_LEAF);
static_assert(MMS_RISCV_USER == _PAGE_USER);
static_assert(MMS_RISCV_GLOBAL == _PAGE_GLOBAL);
static_assert(MMS_RISCV_ACCESSED == _PAGE_ACCESSED);
static_assert(MMS_RISCV_DIRTY == _PAGE_DIRTY);
static_assert(MMS_RISCV_SPECIAL == _PAGE_SPECIAL);
static_assert(MMS_RISCV_PPN_SHIFT == _PAGE_PFN_SHIFT);
static_assert(MMS_RISCV_PPN == _PAGE_PFN_MASK);
static_assert(MMS_RISCV_PBMT == _PAGE_MTMASK_SVPBMT);
static_assert(MMS_RISCV_THEAD_TYPE == _PAGE_MTMASK_THEAD);
#ifdef _PAGE_NAPOT			/* since 6.4 */
static_assert(MMS_RISCV_NAPOT == _PAGE_NAPOT);
#endif
#ifdef _PAGE_DEVMAP			/* 6.11 to 6.16 */
static_assert(MMS_RISCV_DEVMAP == _PAGE_DEVMAP);
#endif

/* satp.MODE: 8 is Sv39, 9 Sv48, 10 Sv57. */
#define SV_LEVELS(satp)	(((satp) >> 60) - 5)

static u64 optional_bits(void)
{
	u64 bits = 0;

	if (_PAGE_MTMASK == MMS_RISCV_PBMT)
		bits |= MMS_RISCV_PBMT;
#ifdef RISCV_ISA_EXT_SVNAPOT		/* since 6.4 */
	if (riscv_isa_extension_available(NULL, SVNAPOT))
		bits |= MMS_RISCV_NAPOT;
#endif
#ifdef _PAGE_DEVMAP
	bits |= _PAGE_DEVMAP;
#endif
#ifdef _PAGE_SOFT_DIRTY			/* with Svrsw60t59b, seen in 7.2 */
	bits |= _PAGE_SOFT_DIRTY;
#endif
#ifdef _PAGE_UFFD_WP
	bits |= _PAGE_UFFD_WP;
#endif
	return bits;
}

static void riscv_geometry(struct mms_geometry *g)
{
	const struct mms_riscv_paging p = {
		.levels = SV_LEVELS(csr_read(CSR_SATP)),
		.thead = _PAGE_MTMASK == MMS_RISCV_THEAD_TYPE,
#ifdef RISCV_ISA_EXT_ZICFISS		/* seen in 7.2 */
		.shadow_stack = riscv_isa_extension_available(NULL, ZICFISS),
#endif
		.optional = optional_bits(),
		.soft = {
			.prot_none = _PAGE_PROT_NONE,
			.type_shift = __SWP_TYPE_SHIFT,
			.type_bits = __SWP_TYPE_BITS,
			.offset_shift = __SWP_OFFSET_SHIFT,
			.offset_bits = 64 - __SWP_OFFSET_SHIFT,
		},
	};

	mms_riscv_geometry(g, &p);
}

static u64 riscv_kernel_first(const struct mms_geometry *g)
{
	return ~0ULL << (g->va_bits - 1);
}

/* vmalloc_to_page() walks init_mm for any kernel address, huge pages included. */
static bool riscv_kernel_phys(u64 va, u64 *phys)
{
	struct page *page = vmalloc_to_page((void *)(unsigned long)va);

	if (!page)
		return false;
	*phys = PFN_PHYS(page_to_pfn(page)) + offset_in_page(va);
	return true;
}

const struct mms_arch_pt mms_arch_pt = {
	.geometry = riscv_geometry,
	.kernel_first = riscv_kernel_first,
	.kernel_phys = riscv_kernel_phys,
	.may_call = !MMS_CFI,
};
