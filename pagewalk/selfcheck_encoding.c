// SPDX-License-Identifier: GPL-2.0-only
/*
 * selfcheck's "encoding": entries made by the kernel's own helpers, decoded.
 * They are values only, in no table; lib/pt/verdict.c compares. Takes no locks.
 */
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/swap.h>
#include <linux/swapops.h>
#include <mmscope/core/live_check.h>
#include <mmscope/pt/verdict.h>
#include "pw.h"

/* A pfn that is valid on any machine, with bits set in every hex digit. */
#define PFN		0x12345UL
#define SWAP_TYPE	3
#define SWAP_OFFSET	0x5a5a5UL

/*
 * Protections of user mappings, not from PAGE_SHARED and the like: arm64 removes
 * bits from them at boot (adjust_protection_map(), 6.12), riscv has other names.
 */
#define USER_SHARED		vm_get_page_prot(VM_READ | VM_WRITE | VM_SHARED)
#define USER_READONLY		vm_get_page_prot(VM_READ)
#define USER_READONLY_EXEC	vm_get_page_prot(VM_READ | VM_EXEC)
#define USER_NONE		vm_get_page_prot(VM_NONE)

/* A protection that a kernel can't express is defined as the nearest it can. */
#define SAME(a, b)	(pgprot_val(a) == pgprot_val(b))
#define NO_RO		(SAME(PAGE_KERNEL_RO, PAGE_KERNEL) ? W : 0)
#define NO_NX		(SAME(PAGE_KERNEL, PAGE_KERNEL_EXEC) ? X : 0)
#define NO_USER_NX	(SAME(USER_READONLY, USER_READONLY_EXEC) ? X : 0)

#define R	MMS_PERM_R
#define W	MMS_PERM_W
#define X	MMS_PERM_X
#define U	MMS_PERM_U
#define MADE(prot, is_user, is_kind, perms) {				\
	.what = #prot, .raw = mms_pte_stored(pte_val(pfn_pte(PFN, prot))), \
	.user = (is_user), .kind = (is_kind), .perm = (perms),		\
	.phys = (u64)PFN << PAGE_SHIFT }
#define SWAPPED(name, pte) {						\
	.what = (name), .raw = pte_val(pte), .user = true, .kind = MMS_PT_SWAP, \
	.swap_type = SWAP_TYPE, .swap_offset = SWAP_OFFSET }

/**
 * pw_check_encoding() - does the decoder read what the kernel writes?
 * @detail: receives the entries compared, and the first that differs
 *
 * Return: the verdict.
 */
enum mms_result pw_check_encoding(struct mms_text *detail)
{
	pte_t swapped = swp_entry_to_pte(swp_entry(SWAP_TYPE, SWAP_OFFSET));
	const struct mms_made made[] = {
		MADE(PAGE_KERNEL, false, MMS_PT_LEAF, R | W | NO_NX),
		MADE(PAGE_KERNEL_RO, false, MMS_PT_LEAF, R | NO_RO | NO_NX),
		MADE(PAGE_KERNEL_EXEC, false, MMS_PT_LEAF, R | W | X),
		MADE(USER_SHARED, true, MMS_PT_LEAF, R | W | U | NO_USER_NX),
		MADE(USER_READONLY, true, MMS_PT_LEAF, R | U | NO_USER_NX),
		MADE(USER_READONLY_EXEC, true, MMS_PT_LEAF, R | X | U),
		MADE(USER_NONE, true, MMS_PT_PROT_NONE, 0),
		SWAPPED("swap", swapped),
		SWAPPED("swap_soft_dirty", pte_swp_mksoft_dirty(swapped)),
	};

	return mms_verdict_encoding(mms_geometry(), made, ARRAY_SIZE(made), detail);
}
