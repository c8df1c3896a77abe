/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page-table entries of any architecture, as plain values: what an entry says
 * and how an address picks one. Pure: nothing here reads memory; a geometry is
 * filled in once by live/ (or by a test) and then only read. No locks, any
 * context.
 */
#ifndef MMSCOPE_PT_PTE_H
#define MMSCOPE_PT_PTE_H

#include <linux/bits.h>
#include <linux/types.h>
#include <mmscope/core/text.h>

/** MMS_PT_LEVELS - the most levels any supported table has */
#define MMS_PT_LEVELS 5

/** MMS_PT_TABLE_BYTES - the largest part of a table read at once, in bytes */
#define MMS_PT_TABLE_BYTES 4096

/**
 * enum mms_perm - what an entry, or a whole walk, lets software do
 * @MMS_PERM_R: read
 * @MMS_PERM_W: write
 * @MMS_PERM_X: fetch instructions
 * @MMS_PERM_U: from user mode too
 */
enum mms_perm {
	MMS_PERM_R = BIT(0),
	MMS_PERM_W = BIT(1),
	MMS_PERM_X = BIT(2),
	MMS_PERM_U = BIT(3),
};

#define MMS_PERM_ALL (MMS_PERM_R | MMS_PERM_W | MMS_PERM_X | MMS_PERM_U)
#define MMS_PERM_COMBOS 16

/**
 * enum mms_pt_kind - what an entry is
 * @MMS_PT_NONE: empty (but for bits a CPU may set by mistake)
 * @MMS_PT_TABLE: refers to the next level's table
 * @MMS_PT_LEAF: maps memory
 * @MMS_PT_PROT_NONE: of a process, holds a page without access (PROT_NONE or a NUMA
 *	hint, depending on the VMA): the CPU faults, the kernel calls it present
 * @MMS_PT_SWAP: the kernel's note of where the page is: swapped out,
 *	migrating, poisoned, …
 * @MMS_PT_INVALID: neither present nor empty nor a swap entry: taken out with
 *	set_memory_np(), guarded by KFENCE, or a huge page being split
 * @MMS_PT_BAD: present, with reserved bits set: the CPU faults on it
 * @MMS_PT_KINDS: how many kinds there are
 */
enum mms_pt_kind {
	MMS_PT_NONE,
	MMS_PT_TABLE,
	MMS_PT_LEAF,
	MMS_PT_PROT_NONE,
	MMS_PT_SWAP,
	MMS_PT_INVALID,
	MMS_PT_BAD,
	MMS_PT_KINDS,
};

/**
 * struct mms_pt_level - one level of a page table
 * @name: its usual name: PGD, P4D, PUD, PMD, PTE
 * @shift: log2 of the bytes one entry stands for
 * @bits: log2 of the entries in one table
 * @cont: log2 of how many neighbours marked contiguous (arm64) map one block,
 *	0 where they can't
 * @leaf: an entry here can map memory itself
 * @addr: the bits of a leaf entry here that are its address and say nothing
 *	else: entries that differ in them alone are alike, but for where they
 *	point. 0 where every bit has to be looked at
 */
struct mms_pt_level {
	const char *name;
	u8 shift;
	u8 bits;
	u8 cont;
	bool leaf;
	u64 addr;
};

/**
 * struct mms_swap_kind - a swap type that is no swap device
 * @type: the number in the entry
 * @name: what the kernel uses it for, one word; NULL ends a table
 * @pfn: the offset's low bits are a page frame number
 * @kind: what records call such an entry; NULL: @name
 * @marks: the offset is no location but a set of these marks; NULL elsewhere
 *
 * The numbers depend on the kernel's configuration (include/linux/swap.h), so
 * live/ supplies the table.
 */
struct mms_swap_kind {
	u8 type;
	const char *name;
	bool pfn;
	const char *kind;
	const struct mms_flag *marks;
};

/**
 * struct mms_soft_pte - what a kernel means by an entry that isn't valid
 * @prot_none: the bit that says PROT_NONE, or 0
 * @split: the bit of a huge page that is being split (arm64 before 6.10), or 0
 * @none_if_useless: @prot_none only says "present, but not valid for the CPU": the
 *	entry is PROT_NONE when it grants processes nothing, else a huge page is
 *	being split (arm64 since 6.10)
 * @type_shift: lowest bit of a swap entry's type
 * @type_bits: how many bits it has
 * @offset_shift: lowest bit of its offset
 * @offset_bits: how many bits it has
 *
 * For architectures whose hardware leaves such entries to the kernel and whose
 * kernels encode them differently from release to release; live/ passes in this
 * kernel's. All zero elsewhere.
 */
struct mms_soft_pte {
	u64 prot_none;
	u64 split;
	bool none_if_useless;
	u8 type_shift;
	u8 type_bits;
	u8 offset_shift;
	u8 offset_bits;
};

struct mms_pt_entry;

/**
 * struct mms_geometry - how this machine's page tables are built
 * @decode: fills @e from @e->raw; use mms_pt_decode()
 * @arch: the architecture's name, as in records
 * @nr_levels: levels the CPU walks, 2 to MMS_PT_LEVELS
 * @level: the levels, root first
 * @entry_size: bytes per entry, 4 or 8
 * @va_bits: an address' bits from here up must all equal bit @va_bits - 1;
 *	0 where every 32-bit address is one
 * @addr_bits: how wide an address is said to be (Linux' VA_BITS): of arm64 without
 *	the bit that tells the halves apart; 32 where @va_bits is 0
 * @user_end: first byte past the half that belongs to processes
 * @phys_mask: the bits of an entry that can be a physical address
 * @reserved: bits of @phys_mask beyond the CPU's physical address width
 * @enc_mask: the bit that says "encrypted" (AMD's C-bit), or 0
 * @devmap: the software bit of pages of ZONE_DEVICE, or 0
 * @memtype: the register that gives cache bits their meaning (x86: IA32_PAT)
 * @pfn_bits: bits of a swap offset that are the pfn, where it is one
 * @swap_kinds: swap types of this kernel that are no devices, or NULL
 * @root_nx_is_pti: the root's entries for the user half carry NX in the
 *	kernel's copy only, to keep it from running user code (x86 PTI): it
 *	says nothing about the process
 * @no_nx: no entry can forbid execution (32-bit x86 without PAE, or without NX)
 * @shape: bits of a leaf entry's flag word that say how large it is, or mean something
 *	else at another level: entries of different levels compare without them
 * @grouping: bits that say that an entry is one of several that the TLB may keep as
 *	one: entries of one level differ in them though they allow the same
 * @soft: entries that aren't valid (arm64, arm, riscv)
 * @optional: bits that mean something on this machine and kernel, but not on
 *	every one of the architecture, MMS_ARM64_OPTIONAL and the like; where
 *	they mean nothing, flags show them as unknown
 * @options: the architecture's own choices, MMS_ARM64_PA52 and the like
 */
struct mms_geometry {
	void (*decode)(const struct mms_geometry *g, struct mms_pt_entry *e);
	const char *arch;
	u8 nr_levels;
	struct mms_pt_level level[MMS_PT_LEVELS];
	u8 entry_size;
	u8 va_bits;
	u8 addr_bits;
	u64 user_end;
	u64 phys_mask;
	u64 reserved;
	u64 enc_mask;
	u64 devmap;
	u64 memtype;
	u8 pfn_bits;
	const struct mms_swap_kind *swap_kinds;
	bool root_nx_is_pti;
	bool no_nx;
	u64 shape;
	u64 grouping;
	struct mms_soft_pte soft;
	u64 optional;
	u32 options;
};

/**
 * struct mms_pt_entry - one entry, read
 * @raw: the entry as it stands in memory
 * @level: which level it is of, 0 = root
 * @user: it belongs to the user half
 * @kind: what it is; the fields below hold only where the kind has them
 * @perm: enum mms_perm bits it grants by itself; a table grants all it does
 *	not take away
 * @shift: log2 of the bytes it maps (leaf, prot_none, invalid)
 * @phys: of the next table, or of the first byte of the memory
 * @cache: how the CPU caches the memory, static text, or NULL
 * @flag_word: @raw without address and swap fields
 * @flags: names for @flag_word
 * @noise: bits of @raw the CPU changes on its own (accessed, dirty)
 * @pkey: the protection key of a process' page; 0 denies nothing (leaf)
 * @swap_type: swap type as stored
 * @swap_offset: swap offset
 * @bad: what is wrong with it, static text (bad only)
 */
struct mms_pt_entry {
	u64 raw;
	u8 level;
	bool user;
	enum mms_pt_kind kind;
	u8 perm;
	u8 shift;
	u64 phys;
	const char *cache;
	u64 flag_word;
	const struct mms_flag *flags;
	u64 noise;
	u8 pkey;
	u8 swap_type;
	u64 swap_offset;
	const char *bad;
};

/** MMS_PERM_TEXT - room for mms_perm_text(), NUL included */
#define MMS_PERM_TEXT 4

void mms_pt_decode(const struct mms_geometry *g, unsigned int level, bool user,
		   u64 raw, struct mms_pt_entry *e);
bool mms_va_canonical(const struct mms_geometry *g, u64 va);
bool mms_va_user(const struct mms_geometry *g, u64 va);
unsigned int mms_pt_index(const struct mms_geometry *g, unsigned int level,
			  u64 va);
u64 mms_pt_span(const struct mms_geometry *g, unsigned int level);
const char *mms_perm_text(u8 perm, char buf[MMS_PERM_TEXT]);
const char *mms_pt_kind_name(enum mms_pt_kind kind);
const struct mms_swap_kind *mms_swap_kind(const struct mms_geometry *g,
					  const struct mms_pt_entry *e);
u64 mms_swap_pfn(const struct mms_geometry *g, u64 offset);
const char *mms_swap_word(const struct mms_swap_kind *k);
void mms_put_swap(struct mms_text *t, const struct mms_geometry *g,
		  const struct mms_swap_kind *k, u8 type, u64 offset);
void mms_rec_swap(struct mms_text *t, const struct mms_geometry *g,
		  const struct mms_swap_kind *k, u8 type, u64 offset);

/**
 * struct mms_x86_paging - what x86 leaves to the machine and the kernel
 * @levels: 4 or 5
 * @phys_mask: the kernel's __PHYSICAL_MASK (encryption bits taken out)
 * @phys_bits: the CPU's physical address width
 * @enc_mask: sme_me_mask
 * @devmap: _PAGE_DEVMAP, or 0
 * @pat: the IA32_PAT register
 * @gbpages: the CPU maps 1 GiB pages
 * @pti: page-table isolation is on
 */
struct mms_x86_paging {
	u8 levels;
	u64 phys_mask;
	u8 phys_bits;
	u64 enc_mask;
	u64 devmap;
	u64 pat;
	bool gbpages;
	bool pti;
};

void mms_x86_64_geometry(struct mms_geometry *g, const struct mms_x86_paging *p);

/*
 * The bits of an x86 entry, from the Intel SDM vol. 3A 4.5 and the kernel's
 * asm/pgtable_types.h. live/arch/ pins them to the kernel's own.
 */
#define MMS_X86_PRESENT		BIT_ULL(0)
#define MMS_X86_RW		BIT_ULL(1)
#define MMS_X86_USER		BIT_ULL(2)
#define MMS_X86_PWT		BIT_ULL(3)
#define MMS_X86_PCD		BIT_ULL(4)
#define MMS_X86_ACCESSED	BIT_ULL(5)
#define MMS_X86_DIRTY		BIT_ULL(6)
#define MMS_X86_PSE		BIT_ULL(7)
#define MMS_X86_PAT		BIT_ULL(7)
#define MMS_X86_GLOBAL		BIT_ULL(8)
#define MMS_X86_SOFTW1		BIT_ULL(9)
#define MMS_X86_SOFTW2		BIT_ULL(10)
#define MMS_X86_SOFTW3		BIT_ULL(11)
#define MMS_X86_PAT_LARGE	BIT_ULL(12)
#define MMS_X86_SOFTW4		BIT_ULL(57)	/* since 6.6; 58 before */
#define MMS_X86_SOFTW5		BIT_ULL(58)
#define MMS_X86_PKEY_SHIFT	59
#define MMS_X86_PKEY		(0xfULL << MMS_X86_PKEY_SHIFT)
#define MMS_X86_NX		BIT_ULL(63)
#define MMS_X86_ADDR		0x000ffffffffff000ULL
#define MMS_X86_SWP_TYPE_SHIFT	59
#define MMS_X86_SWP_OFFSET_BIT	9

#endif /* MMSCOPE_PT_PTE_H */
