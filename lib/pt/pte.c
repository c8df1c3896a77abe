// SPDX-License-Identifier: GPL-2.0-only
/*
 * What page tables of every architecture share: how an address picks its
 * entries, and the names of what was found. Pure; no locks, any context.
 */
#include <linux/string.h>
#include <mmscope/pt/pte.h>

/**
 * mms_pt_decode() - read one entry
 * @g: how the tables are built
 * @level: the entry's level, 0 = root
 * @user: it belongs to the user half of the address space
 * @raw: the entry; of a 4-byte entry, the upper half is 0
 * @e: filled in whole
 */
void mms_pt_decode(const struct mms_geometry *g, unsigned int level, bool user,
		   u64 raw, struct mms_pt_entry *e)
{
	memset(e, 0, sizeof(*e));
	e->raw = raw;
	e->level = level;
	e->user = user;
	e->shift = g->level[level].shift;
	g->decode(g, e);
}

/**
 * mms_va_canonical() - can this value be a virtual address here
 * @g: the geometry
 * @va: any 64-bit value
 *
 * Return: whether the CPU would translate it at all.
 */
bool mms_va_canonical(const struct mms_geometry *g, u64 va)
{
	u64 above;

	if (!g->va_bits)
		return !(va >> 32);
	/* The sign bit and all bits above it: all clear or all set. */
	above = va >> (g->va_bits - 1);
	return !above || above == ~0ULL >> (g->va_bits - 1);
}

/**
 * mms_va_user() - is this an address of the user half
 * @g: the geometry
 * @va: a canonical address
 *
 * Return: whether processes own that half.
 */
bool mms_va_user(const struct mms_geometry *g, u64 va)
{
	return va < g->user_end;
}

/**
 * mms_pt_index() - which entry of a table an address picks
 * @g: the geometry
 * @level: the table's level, 0 = root
 * @va: the address
 *
 * Return: the index, less than 1 << g->level[level].bits.
 */
unsigned int mms_pt_index(const struct mms_geometry *g, unsigned int level,
			  u64 va)
{
	const struct mms_pt_level *l = &g->level[level];

	return (va >> l->shift) & ((1U << l->bits) - 1);
}

/**
 * mms_pt_span() - how much one entry stands for
 * @g: the geometry
 * @level: the entry's level, 0 = root
 *
 * Return: bytes, a power of two.
 */
u64 mms_pt_span(const struct mms_geometry *g, unsigned int level)
{
	return 1ULL << g->level[level].shift;
}

/**
 * mms_perm_text() - permissions as in /proc/PID/maps: rw-, r-x, …
 * @perm: enum mms_perm bits; MMS_PERM_U is not shown
 * @buf: where to write them
 *
 * Return: @buf.
 */
const char *mms_perm_text(u8 perm, char buf[MMS_PERM_TEXT])
{
	buf[0] = perm & MMS_PERM_R ? 'r' : '-';
	buf[1] = perm & MMS_PERM_W ? 'w' : '-';
	buf[2] = perm & MMS_PERM_X ? 'x' : '-';
	buf[3] = '\0';
	return buf;
}

/**
 * mms_pt_kind_name() - a kind as records spell it
 * @kind: the kind
 *
 * Return: one lower-case word.
 */
const char *mms_pt_kind_name(enum mms_pt_kind kind)
{
	static const char * const name[MMS_PT_KINDS] = {
		[MMS_PT_NONE] = "none",
		[MMS_PT_TABLE] = "table",
		[MMS_PT_LEAF] = "leaf",
		[MMS_PT_PROT_NONE] = "prot_none",
		[MMS_PT_SWAP] = "swap",
		[MMS_PT_INVALID] = "invalid",
		[MMS_PT_BAD] = "bad",
	};

	return kind < MMS_PT_KINDS ? name[kind] : "unknown";
}

/**
 * mms_swap_kind() - what a swap entry is, when it is not on a swap device
 * @g: the geometry, with this kernel's table of types
 * @e: an entry of kind MMS_PT_SWAP
 *
 * Return: the row of the table, or NULL for a page on swap device
 * @e->swap_type.
 */
const struct mms_swap_kind *mms_swap_kind(const struct mms_geometry *g,
					  const struct mms_pt_entry *e)
{
	const struct mms_swap_kind *k;

	for (k = g->swap_kinds; k && k->name; k++)
		if (k->type == e->swap_type)
			return k;
	return NULL;
}

/**
 * mms_swap_pfn() - the page frame of a swap entry that has one
 * @g: the geometry
 * @offset: the offset of an entry of a kind with a pfn
 *
 * Return: the page frame number; the offset's other bits are flags of the page.
 */
u64 mms_swap_pfn(const struct mms_geometry *g, u64 offset)
{
	return offset & ((1ULL << g->pfn_bits) - 1);
}

/**
 * mms_swap_word() - what records call an entry of kind MMS_PT_SWAP
 * @k: from mms_swap_kind(), NULL for a page on a swap device
 *
 * Return: one lower-case word.
 */
const char *mms_swap_word(const struct mms_swap_kind *k)
{
	return !k ? mms_pt_kind_name(MMS_PT_SWAP) : k->kind ? k->kind : k->name;
}

/**
 * mms_put_swap() - an entry of kind MMS_PT_SWAP, for people
 * @t: the text
 * @g: the geometry
 * @k: from mms_swap_kind()
 * @type: the entry's type
 * @offset: its offset
 */
void mms_put_swap(struct mms_text *t, const struct mms_geometry *g,
		  const struct mms_swap_kind *k, u8 type, u64 offset)
{
	if (!k) {
		mms_put(t, "swap %u, offset 0x%llx", type, offset);
	} else if (k->marks) {
		mms_put(t, "%s: ", mms_swap_word(k));
		mms_put_flags(t, k->marks, offset);
	} else if (k->pfn) {
		mms_put(t, "%s, page frame 0x%llx", k->name, mms_swap_pfn(g, offset));
	} else {
		mms_put(t, "%s, 0x%llx", k->name, offset);
	}
}

/**
 * mms_rec_swap() - append what an entry of kind MMS_PT_SWAP says to a record
 * @t: the text
 * @g: the geometry
 * @k: from mms_swap_kind()
 * @type: the entry's type
 * @offset: its offset
 */
void mms_rec_swap(struct mms_text *t, const struct mms_geometry *g,
		  const struct mms_swap_kind *k, u8 type, u64 offset)
{
	mms_rec_dec(t, "swap_type", type);
	mms_rec_hex(t, "swap_offset", offset);
	mms_rec_str(t, "swap_kind", k ? k->name : "device");
	if (k && k->pfn)
		mms_rec_hex(t, "swap_pfn", mms_swap_pfn(g, offset));
	if (k && k->marks)
		mms_rec_flags(t, "marks", k->marks, offset);
}
