// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_pt_x86_entries: golden x86-64 entries, one by one, and every bit.
 * From the Intel SDM vol. 3A (tables 4-14 to 4-20), from arch/x86/include/asm,
 * and from real kernels. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/core/text.h>
#include <mmscope/pt/pte.h>

#include "../suites.h"

static void geometry(struct mms_geometry *g)
{
	const struct mms_x86_paging p = {
		.levels = 5,
		.phys_mask = (1ULL << 52) - 1,
		.phys_bits = 46,
		.pat = 0x0407050600070106ULL,	/* what Linux programs */
		.devmap = MMS_X86_SOFTW4,
		.gbpages = true,
	};

	mms_x86_64_geometry(g, &p);
}

static const char *flags_of(const struct mms_pt_entry *e, char *buf, size_t size)
{
	struct mms_text t;

	mms_text_init(&t, buf, size);
	if (e->flags)
		mms_put_flags(&t, e->flags, e->flag_word);
	return buf;
}

/* Entries by level (5-level numbering: 0 PGD … 4 PTE), and what they say. */
static const struct {
	u64 raw;
	u8 level;
	bool user;
	enum mms_pt_kind kind;
	const char *perm;
	bool u;
	u64 phys;
	const char *cache;
	const char *flags;
} entries[] = {
	/* From a 6.12 guest: tables, kernel text, data, rodata, direct map. */
	{ 0x0000000023626067ULL, 0, false, MMS_PT_TABLE, "rwx", true, 0x23626000,
	  NULL, "present write user accessed dirty" },
	{ 0x0000000023628063ULL, 2, false, MMS_PT_TABLE, "rwx", false, 0x23628000,
	  NULL, "present write accessed dirty" },
	{ 0x0000000021a001a1ULL, 3, false, MMS_PT_LEAF, "r-x", false, 0x21a00000,
	  "write-back", "present accessed global huge" },
	{ 0x800000001ce001e3ULL, 3, false, MMS_PT_LEAF, "rw-", false, 0x1ce00000,
	  "write-back", "present write accessed dirty nx global huge" },
	{ 0x800000001c6001a1ULL, 3, false, MMS_PT_LEAF, "r--", false, 0x1c600000,
	  "write-back", "present accessed nx global huge" },
	{ 0x8000000104567163ULL, 4, false, MMS_PT_LEAF, "rw-", false, 0x104567000,
	  "write-back", "present write accessed dirty nx global" },
	/* The same guest's IO-APIC in the fixmap, and a frame buffer, PAT 1. */
	{ 0x80000000fec0017bULL, 4, false, MMS_PT_LEAF, "rw-", false, 0xfec00000,
	  "uncached", "present write pwt pcd accessed dirty nx global" },
	{ 0x80000000fd00006fULL, 4, true, MMS_PT_LEAF, "rw-", true, 0xfd000000,
	  "write-combining", "present write user pwt accessed dirty nx" },
	/* User pages: stack, not yet written; heap; vdso. */
	{ 0x84000000024f4825ULL, 4, true, MMS_PT_LEAF, "r--", true, 0x24f4000,
	  "write-back", "present user accessed nx saved_dirty soft_dirty" },
	{ 0x80000000024ea867ULL, 4, true, MMS_PT_LEAF, "rw-", true, 0x24ea000,
	  "write-back", "present write user accessed dirty nx soft_dirty" },
	{ 0x000000001c7d2025ULL, 4, true, MMS_PT_LEAF, "r-x", true, 0x1c7d2000,
	  "write-back", "present user accessed" },
	/* A protection key, and every software bit of a user page. */
	{ 0xa800000012345025ULL, 4, true, MMS_PT_LEAF, "r--", true, 0x12345000,
	  "write-back", "present user accessed nx pkey5" },
	{ 0x0600000012345e25ULL, 4, true, MMS_PT_LEAF, "r-x", true, 0x12345000,
	  "write-back",
	  "present user accessed special saved_dirty uffd_wp soft_dirty devmap" },
	/* Unknown bits: 52 of a leaf, 9 of a table, 3 bits of a kernel leaf. */
	{ 0x0010000012345025ULL, 4, true, MMS_PT_LEAF, "r-x", true, 0x12345000,
	  "write-back", "present user accessed unknown=0x10000000000000" },
	{ 0x0000000023626267ULL, 1, false, MMS_PT_TABLE, "rwx", true, 0x23626000,
	  NULL, "present write user accessed dirty unknown=0x200" },
	{ 0x7800000012345421ULL, 4, false, MMS_PT_LEAF, "r-x", false, 0x12345000,
	  "write-back", "present accessed unknown=0x7800000000000400" },
	{ 0x0000000012345921ULL, 4, false, MMS_PT_LEAF, "r-x", false, 0x12345000,
	  "write-back", "present accessed global kernel_4k" },
	/* 1 GiB; PAT is bit 12 of huge pages, bit 7 of small ones. */
	{ 0x80000000c00001e3ULL, 2, false, MMS_PT_LEAF, "rw-", false, 0xc0000000,
	  "write-back", "present write accessed dirty nx global huge" },
	{ 0x80000000c00011fbULL, 2, false, MMS_PT_LEAF, "rw-", false, 0xc0000000,
	  "write-through",
	  "present write pwt pcd accessed dirty nx global huge pat" },
	{ 0x80000000002011ebULL, 3, false, MMS_PT_LEAF, "rw-", false, 0x200000,
	  "write-protected", "present write pwt accessed dirty nx global huge pat" },
	{ 0x80000000123451ebULL, 4, false, MMS_PT_LEAF, "rw-", false, 0x12345000,
	  "write-protected", "present write pwt accessed dirty nx global pat" },
	/* Empty, and empty but for what an erratum sets. */
	{ 0, 4, true, MMS_PT_NONE, "---", false, 0, NULL, "" },
	{ 0, 0, false, MMS_PT_NONE, "---", false, 0, NULL, "" },
	{ 0x60, 4, true, MMS_PT_NONE, "---", false, 0, NULL, "accessed dirty" },
	/* PROT_NONE, 4 KiB and 2 MiB: the address is inverted (L1TF). */
	{ 0x800fffffedcba924ULL, 4, true, MMS_PT_PROT_NONE, "r--", true, 0x12345000,
	  "write-back", "user accessed nx soft_dirty" },
	{ 0x800fffffffc001e0ULL, 3, true, MMS_PT_PROT_NONE, "r--", false, 0x200000,
	  "write-back", "accessed dirty nx huge" },
	/* Taken out of the direct map: set_memory_np() leaves all but P, RW, G. */
	{ 0x800fffffedcba060ULL, 4, false, MMS_PT_INVALID, "r--", false, 0x12345000,
	  "write-back", "accessed dirty nx" },
	/* The same of 2 MiB of kernel image with pti=on, as seen on 6.12. */
	{ 0x800fffffe33ff062ULL, 3, false, MMS_PT_INVALID, "rw-", false, 0x1cc00000,
	  "write-back", "write accessed dirty nx" },
	/* A page that KFENCE guards lost P alone: a global entry is not PROT_NONE. */
	{ 0x800fffffedcba162ULL, 4, false, MMS_PT_INVALID, "rw-", false, 0x12345000,
	  "write-back", "write accessed dirty nx global" },
	/* A huge page being split: pmd_mkinvalid() clears P only. */
	{ 0x800fffffffc008e6ULL, 3, true, MMS_PT_INVALID, "rw-", true,
	  0x200000, "write-back", "write user accessed dirty nx soft_dirty huge" },
	/* Reserved: huge bits where there are no huge pages, address bits. */
	{ 0x0000000023626067ULL | 0x80, 0, false, MMS_PT_BAD, "rwx", true, 0x23626000,
	  NULL, "present write user accessed dirty unknown=0x80" },
	{ 0x0000400012345025ULL, 4, true, MMS_PT_BAD, "r-x", true, 0x400012345000ULL,
	  "write-back", "present user accessed" },
	{ 0x0008000023626067ULL, 2, false, MMS_PT_BAD, "rwx", true, 0x8000023626000ULL,
	  NULL, "present write user accessed dirty" },
	{ 0x80000000002021e3ULL, 3, false, MMS_PT_BAD, "rw-", false, 0x200000,
	  "write-back", "present write accessed dirty nx global huge unknown=0x2000" },
};

static void pte_x86_entries(struct kunit *test)
{
	struct mms_geometry g;
	struct mms_pt_entry e;
	char perm[MMS_PERM_TEXT], flags[256];
	unsigned int i;

	geometry(&g);
	for (i = 0; i < ARRAY_SIZE(entries); i++) {
		u64 raw = entries[i].raw;

		mms_pt_decode(&g, entries[i].level, entries[i].user, raw, &e);
		KUNIT_EXPECT_EQ_MSG(test, (int)e.kind, (int)entries[i].kind,
				    "0x%llx", raw);
		KUNIT_EXPECT_EQ_MSG(test, e.phys, entries[i].phys, "0x%llx", raw);
		KUNIT_EXPECT_TRUE_MSG(test,
				      !strcmp(mms_perm_text(e.perm, perm), entries[i].perm),
				      "0x%llx: %s", raw, perm);
		KUNIT_EXPECT_EQ_MSG(test, (bool)(e.perm & MMS_PERM_U), entries[i].u,
				    "0x%llx", raw);
		KUNIT_EXPECT_TRUE_MSG(test, !strcmp(e.cache ?: "", entries[i].cache ?: ""),
				      "0x%llx: %s", raw, e.cache);
		KUNIT_EXPECT_TRUE_MSG(test, !strcmp(flags_of(&e, flags, sizeof(flags)),
						    entries[i].flags),
				      "0x%llx: %s", raw, flags);
		KUNIT_EXPECT_EQ_MSG(test, !!e.bad, entries[i].kind == MMS_PT_BAD,
				    "0x%llx", raw);
	}
}

/* The same level and half, one bit at a time: every bit must be shown. */
static void pte_x86_every_bit(struct kunit *test)
{
	struct mms_geometry g;
	unsigned int level, bit, user;

	geometry(&g);
	for (level = 0; level < 5; level++) {
		for (user = 0; user < 2; user++) {
			for (bit = 0; bit < 64; bit++) {
				u64 raw = MMS_X86_PRESENT | BIT_ULL(bit);
				struct mms_pt_entry base, e;

				mms_pt_decode(&g, level, user, MMS_X86_PRESENT, &base);
				mms_pt_decode(&g, level, user, raw, &e);
				KUNIT_EXPECT_TRUE_MSG(test, !bit ||
						      e.flag_word != base.flag_word ||
						      e.phys != base.phys,
						      "level %u bit %u", level, bit);
			}
		}
	}
}

static struct kunit_case pte_x86_entries_cases[] = {
	KUNIT_CASE(pte_x86_entries),
	KUNIT_CASE(pte_x86_every_bit),
	{}
};

struct kunit_suite mmscope_pt_x86_entries_suite = {
	.name = "mmscope_pt_x86_entries",
	.test_cases = pte_x86_entries_cases,
};
