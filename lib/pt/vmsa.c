// SPDX-License-Identifier: GPL-2.0-only
/*
 * Long descriptors, the hardware's part of them: what arm64's page tables and
 * those of 32-bit ARM with LPAE have in common (Arm ARM DDI 0487 D8.3 and D24,
 * DDI 0406 B3.6). Software bits are decoded in arm64.c and lpae.c. Pure;
 * no locks, any context.
 */
#include <mmscope/pt/arm64.h>
#include <mmscope/pt/shared.h>

/* Where an entry keeps the bits of an address that don't fit in their places. */
#define HIGH_64K	(0xfULL << 12)	/* PA[51:48], 64 KiB granule */
#define HIGH_64K_UP	36
#define HIGH_LPA2	(3ULL << 8)	/* PA[51:50], 4 and 16 KiB with TCR_EL1.DS */
#define HIGH_LPA2_UP	42

/* One nibble of a MAIR byte that describes normal memory. */
static const char *normal_name(unsigned int nibble)
{
	if (nibble == 4)
		return "non-cacheable";
	/* Bit 2 alone tells write-back from write-through, transient or not. */
	return nibble & 4 ? "write-back" : "write-through";
}

/*
 * What byte @n of a MAIR means (DDI 0487 D24.2, MAIR_EL1). Allocation and transient
 * hints are ignored.
 */
static const char *mair_name(u64 mair, unsigned int n)
{
	static const char * const device[4] = {
		"device-nGnRnE", "device-nGnRE", "device-nGRE", "device-GRE"
	};
	unsigned int attr = (mair >> (8 * n)) & 0xff;
	unsigned int outer = attr >> 4, inner = attr & 0xf;
	const char *name;

	if (!outer)
		return inner & 3 ? "reserved" : device[inner >> 2];
	if (attr == 0xf0)
		return "write-back-tagged";
	if (!inner)
		return "reserved";
	name = normal_name(outer);
	return name == normal_name(inner) ? name : "mixed";
}

static u64 high_bits(const struct mms_geometry *g)
{
	if (!(g->options & MMS_ARM64_PA52))
		return 0;
	return g->level[g->nr_levels - 1].shift == 16 ? HIGH_64K : HIGH_LPA2;
}

static u64 address(const struct mms_geometry *g, u64 raw)
{
	u64 high = high_bits(g);

	return (raw & g->phys_mask & ~high) |
	       (raw & high) << (high == HIGH_64K ? HIGH_64K_UP : HIGH_LPA2_UP);
}

static void check_width(const struct mms_geometry *g, struct mms_pt_entry *e)
{
	if (e->phys & g->reserved)
		mms_pt_bad(e, "address beyond the CPU's physical width");
}

static void decode_table(const struct mms_geometry *g, struct mms_pt_entry *e)
{
	bool flat = g->options &
		(e->user ? MMS_ARM64_HPD_USER : MMS_ARM64_HPD_KERNEL);
	u64 no_exec = e->user ? MMS_VMSA_TABLE_UXN : MMS_VMSA_TABLE_PXN;

	e->kind = MMS_PT_TABLE;
	e->phys = address(g, e->raw);
	e->flag_word = e->raw & ~g->phys_mask;
	e->noise = MMS_VMSA_AF;		/* FEAT_HAFT */
	e->perm = MMS_PERM_ALL;
	if (!flat) {
		if (e->raw & MMS_VMSA_TABLE_RDONLY)
			e->perm &= ~MMS_PERM_W;
		if (e->raw & MMS_VMSA_TABLE_NO_USER)
			e->perm &= ~MMS_PERM_U;
		if (e->raw & no_exec)
			e->perm &= ~MMS_PERM_X;
	}
	check_width(g, e);
}

/**
 * mms_vmsa_leaf() - decode what a descriptor maps, be it valid or not
 * @g: the geometry
 * @e: the entry; all is set but permissions and the names of flags
 * @kind: what kind of entry it is
 *
 * Of a valid one that is part of a contiguous run, the run's size and first
 * byte are shown: its entries lie on the run's natural alignment in both address
 * spaces, or the CPU may do anything (DDI 0487 D8.7.1).
 */
void mms_vmsa_leaf(const struct mms_geometry *g, struct mms_pt_entry *e,
		   enum mms_pt_kind kind)
{
	const struct mms_pt_level *l = &g->level[e->level];
	u64 below = (1ULL << e->shift) - 1;

	e->kind = kind;
	/* The low bits of a block's address field are flags, or unknown. */
	e->flag_word = e->raw & ~(g->phys_mask & (~below | high_bits(g)));
	if (kind == MMS_PT_LEAF && (e->raw & MMS_VMSA_CONT))
		e->shift += l->cont;
	e->phys = address(g, e->raw) & ~((1ULL << e->shift) - 1);
	e->cache = mair_name(g->memtype, (e->raw & MMS_VMSA_ATTR) >> 2);
	if (kind == MMS_PT_LEAF)
		check_width(g, e);
}

/**
 * mms_vmsa_valid() - decode a valid descriptor
 * @g: the geometry
 * @e: the entry, with MMS_VMSA_VALID in @e->raw; all is set but a leaf's
 *	permissions and the names of flags
 */
void mms_vmsa_valid(const struct mms_geometry *g, struct mms_pt_entry *e)
{
	bool last = e->level + 1 == g->nr_levels;
	bool table = e->raw & MMS_VMSA_TABLE;

	if (table && !last) {
		decode_table(g, e);
		return;
	}
	mms_vmsa_leaf(g, e, MMS_PT_LEAF);
	if (last && !table)
		mms_pt_bad(e, "no blocks at the last level");
	else if (!g->level[e->level].leaf)
		mms_pt_bad(e, "no blocks at this level");
}
