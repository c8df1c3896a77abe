// SPDX-License-Identifier: GPL-2.0-only
/*
 * selfcheck's "encoding": entries made by the kernel's own helpers, decoded.
 * They exist on paper only, no table holds them. Takes no locks.
 */
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/swap.h>
#include <linux/swapops.h>
#include "pw.h"

/* Below what any machine has, and with bits set in every digit. */
#define PFN		0x12345UL
#define SWAP_TYPE	3
#define SWAP_OFFSET	0x5a5a5UL

/**
 * struct made - an entry and what it was made to say
 * @what: which helper's
 * @raw: the entry
 * @user: decoded as one of the user half
 * @kind: what it is
 * @perm: enum mms_perm bits it grants
 */
struct made {
	const char *what;
	u64 raw;
	bool user;
	enum mms_pt_kind kind;
	u8 perm;
};

#define R	MMS_PERM_R
#define W	MMS_PERM_W
#define X	MMS_PERM_X
#define U	MMS_PERM_U
#define MADE(prot)	pte_val(pfn_pte(PFN, prot))

static bool says(const struct made *m)
{
	const struct mms_geometry *g = mms_geometry();
	struct mms_pt_entry e;

	mms_pt_decode(g, g->nr_levels - 1, m->user, m->raw, &e);
	if (e.kind != m->kind)
		return false;
	if (m->kind == MMS_PT_SWAP)
		return e.swap_type == SWAP_TYPE && e.swap_offset == SWAP_OFFSET &&
		       !mms_flags_unknown(e.flags, e.flag_word);
	if (m->kind == MMS_PT_LEAF && e.perm != m->perm)
		return false;
	return e.phys == (u64)PFN << PAGE_SHIFT &&
	       !mms_flags_unknown(e.flags, e.flag_word);
}

/**
 * pw_check_encoding() - does the decoder read what the kernel writes?
 * @detail: the entries compared, and the first that reads otherwise
 *
 * Return: whether it does.
 */
enum mms_result pw_check_encoding(struct mms_text *detail)
{
	pte_t swapped = swp_entry_to_pte(swp_entry(SWAP_TYPE, SWAP_OFFSET));
	const struct made made[] = {
		{ "PAGE_KERNEL", MADE(PAGE_KERNEL), false, MMS_PT_LEAF, R | W },
		{ "PAGE_KERNEL_RO", MADE(PAGE_KERNEL_RO), false, MMS_PT_LEAF, R },
		{ "PAGE_KERNEL_EXEC", MADE(PAGE_KERNEL_EXEC), false, MMS_PT_LEAF,
		  R | W | X },
		{ "PAGE_SHARED", MADE(PAGE_SHARED), true, MMS_PT_LEAF, R | W | U },
		{ "PAGE_READONLY", MADE(PAGE_READONLY), true, MMS_PT_LEAF, R | U },
		{ "PAGE_READONLY_EXEC", MADE(PAGE_READONLY_EXEC), true, MMS_PT_LEAF,
		  R | X | U },
		{ "PAGE_NONE", MADE(PAGE_NONE), true, MMS_PT_PROT_NONE, 0 },
		{ "swap", pte_val(swapped), true, MMS_PT_SWAP, 0 },
		{ "swap_soft_dirty", pte_val(pte_swp_mksoft_dirty(swapped)), true,
		  MMS_PT_SWAP, 0 },
	};
	unsigned int i;

	mms_rec_dec(detail, "entries", ARRAY_SIZE(made));
	for (i = 0; i < ARRAY_SIZE(made); i++) {
		if (says(&made[i]))
			continue;
		mms_rec_str(detail, "differs", made[i].what);
		mms_rec_hex(detail, "entry", made[i].raw);
		return MMS_VIOLATED;
	}
	return MMS_OK;
}
