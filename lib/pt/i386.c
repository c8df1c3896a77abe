// SPDX-License-Identifier: GPL-2.0-only
/*
 * 32-bit x86 page-table entries (Intel SDM vol. 3A 4.3 and 4.4;
 * asm/pgtable-2level.h, pgtable-3level.h of 5.10 to 7.2). Both formats differ little
 * from x86-64's, so lib/pt/x86.c decodes them: entries of 4 bytes are widened to 8
 * for it. Pure; no locks, any context.
 */
#include <linux/string.h>
#include <mmscope/pt/i386.h>
#include <mmscope/pt/shared.h>

/* PAE: what a present entry must not have, and NX where the CPU has none. */
#define PAE_RESERVED	GENMASK_ULL(62, 52)

/*
 * PAE's root entries: bits 1, 2 and 5 to 8 are reserved as well (SDM 4.4.1). But
 * QEMU's emulated CPUs (7.2) mark them accessed like any other entry.
 */
#define ROOT_RESERVED	(GENMASK_ULL(63, 52) | GENMASK_ULL(8, 6) | GENMASK_ULL(2, 1))

/* Without PAE, a 4 MiB page's address: bits 22-31 and, PSE-36, 13-20. */
#define PSE36		GENMASK_ULL(20, 13)
#define PSE36_UP	19

static const struct mms_flag pae_root_flags[] = {
	MMS_FLAG_BIT(MMS_X86_PRESENT, "present"),
	MMS_FLAG_BIT(MMS_X86_PWT, "pwt"),
	MMS_FLAG_BIT(MMS_X86_PCD, "pcd"),
	MMS_FLAG_BIT(MMS_X86_ACCESSED, "accessed"),
	{}
};

static const struct mms_flag swap_flags[] = {
	MMS_FLAG_BIT(MMS_I386_SWP_EXCLUSIVE, "exclusive"),
	{}
};

static const struct mms_flag no_flags[] = { {} };

/* Of entries with reserved bits, so that those are shown as unknown. */
static const struct mms_flag reserved_flags[] = {
	MMS_FLAG_BIT(MMS_X86_PRESENT, "present"),
	MMS_FLAG_BIT(MMS_X86_RW, "write"),
	MMS_FLAG_BIT(MMS_X86_USER, "user"),
	MMS_FLAG_BIT(MMS_X86_PWT, "pwt"),
	MMS_FLAG_BIT(MMS_X86_PCD, "pcd"),
	MMS_FLAG_BIT(MMS_X86_ACCESSED, "accessed"),
	MMS_FLAG_BIT(MMS_X86_DIRTY, "dirty"),
	{}
};

/* _PAGE_SAVED_DIRTY (6.6) is another bit here; there is no uffd_wp. */
static void show_saved_dirty(struct mms_pt_entry *e)
{
	if (e->kind != MMS_PT_TABLE && e->kind != MMS_PT_NONE)
		mms_pt_show_as(&e->flag_word, MMS_X86_SOFTW2, MMS_X86_SOFTW5);
}

/*
 * Above the PTEs there is no migration of huge pages here, thus no swap entry;
 * what is neither present nor a huge page is invalid.
 */
static bool no_such_entry(const struct mms_geometry *g, struct mms_pt_entry *e)
{
	if (!e->raw || e->level + 1 == g->nr_levels ||
	    (e->raw & (MMS_X86_PRESENT | MMS_X86_PSE)))
		return false;
	e->kind = MMS_PT_INVALID;
	e->flag_word = e->raw;
	e->flags = no_flags;
	return true;
}

/* A page-directory-pointer entry. If it is not present, all other bits are ignored. */
static void decode_pae_root(const struct mms_geometry *g, struct mms_pt_entry *e)
{
	e->flags = pae_root_flags;
	if (!(e->raw & MMS_X86_PRESENT)) {
		e->kind = e->raw ? MMS_PT_INVALID : MMS_PT_NONE;
		e->flag_word = e->raw;
		return;
	}
	e->kind = MMS_PT_TABLE;
	e->phys = e->raw & g->phys_mask;
	e->flag_word = e->raw & ~g->phys_mask;
	e->noise = MMS_X86_ACCESSED;
	e->perm = MMS_PERM_ALL;
	if (e->raw & ROOT_RESERVED)
		mms_pt_bad(e, "reserved bits set");
	else if (e->phys & g->reserved)
		mms_pt_bad(e, "address beyond the CPU's physical width");
}

static void pae_decode(const struct mms_geometry *g, struct mms_pt_entry *e)
{
	u64 reserved = PAE_RESERVED;

	if (!e->level) {
		decode_pae_root(g, e);
		return;
	}
	if (no_such_entry(g, e))
		return;
	mms_x86_decode(g, e);
	if (e->kind == MMS_PT_SWAP) {
		e->flags = swap_flags;
		return;
	}
	if (!(g->options & MMS_I386_NX))
		reserved |= MMS_X86_NX;
	show_saved_dirty(e);
	if ((e->raw & MMS_X86_PRESENT) && (e->raw & reserved)) {
		mms_pt_bad(e, "reserved bits set");
		e->flags = reserved_flags;
		e->flag_word = e->raw & ~g->phys_mask;
	}
}

/*
 * Writes a 4-byte entry as 8: the high part of a 4 MiB page's address moves to
 * where an address has it, and that of an entry that isn't present is inverted,
 * which this kernel does not do (asm/pgtable-2level.h: no inverted PFNs).
 */
static u64 widen(const struct mms_geometry *g, const struct mms_pt_entry *e)
{
	bool huge = !e->level && (e->raw & MMS_X86_PSE);
	u64 below = (1ULL << e->shift) - 1;
	u64 raw = e->raw;

	if (huge)
		raw = (raw & ~PSE36) | (raw & PSE36) << PSE36_UP;
	if (!(raw & MMS_X86_PRESENT))
		raw ^= g->phys_mask & ~below;
	return raw;
}

static void two_level_decode(const struct mms_geometry *g, struct mms_pt_entry *e)
{
	bool pte = e->level + 1 == g->nr_levels;
	u64 raw = e->raw;

	if (no_such_entry(g, e))
		return;
	/* The erratum that sets accessed or dirty is 64-bit only: _PAGE_KNL_ERRATUM_MASK. */
	if (pte && e->user && raw && !(raw & (MMS_X86_PRESENT | MMS_X86_GLOBAL))) {
		mms_pt_decode_swap(g, e, swap_flags);
		return;
	}
	e->raw = raw ? widen(g, e) : 0;
	mms_x86_decode(g, e);
	e->raw = raw;
	show_saved_dirty(e);
}

/**
 * mms_i386_geometry() - describe a 32-bit x86 machine's page tables
 * @g: filled in whole, but for the swap types, which are the kernel's
 * @p: what this machine and kernel chose
 */
void mms_i386_geometry(struct mms_geometry *g, const struct mms_i386_paging *p)
{
	memset(g, 0, sizeof(*g));
	g->arch = "i386";
	g->shape = MMS_X86_PSE | MMS_X86_PAT | MMS_X86_PAT_LARGE;
	g->addr_bits = 32;
	g->user_end = p->user_end;
	g->reserved = MMS_X86_ADDR & ~((1ULL << p->phys_bits) - 1);
	g->memtype = p->pat;
	g->no_nx = !p->pae || !p->nx;
	if (p->pae) {
		mms_pt_fill_levels(g, 3, 12, 9, 2);
		g->level[1].leaf = true;
		g->decode = pae_decode;
		g->entry_size = 8;
		g->phys_mask = MMS_X86_ADDR;
		g->options = p->nx ? MMS_I386_NX : 0;
		return;
	}
	mms_pt_fill_levels(g, 2, 12, 10, 10);
	g->level[0].leaf = true;
	g->decode = two_level_decode;
	g->entry_size = 4;
	g->phys_mask = GENMASK_ULL(39, 12);
	g->soft.type_shift = MMS_I386_SWP_TYPE_SHIFT;
	g->soft.type_bits = MMS_I386_SWP_TYPE_BITS;
	g->soft.offset_shift = MMS_I386_SWP_OFFSET_SHIFT;
	g->soft.offset_bits = 32 - MMS_I386_SWP_OFFSET_SHIFT;
}
