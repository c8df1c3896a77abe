// SPDX-License-Identifier: GPL-2.0-only
/*
 * What page tables map: sums by level and by permissions, see
 * include/mmscope/pt/mapped.h. Takes no locks.
 */
#include <mmscope/pt/mapped.h>

/**
 * mms_mapped_bytes() - how much is mapped
 * @m: what is mapped
 *
 * Return: bytes, of every page size.
 */
u64 mms_mapped_bytes(const struct mms_mapped *m)
{
	u64 sum = 0;
	int i;

	for (i = 0; i < MMS_PT_LEVELS; i++)
		sum += m->level[i];
	return sum;
}

/**
 * mms_mapped_perm() - how much is mapped with given permissions
 * @m: what is mapped
 * @mask: enum mms_perm bits
 *
 * Return: bytes that allow at least @mask.
 */
u64 mms_mapped_perm(const struct mms_mapped *m, unsigned int mask)
{
	u64 sum = 0;
	unsigned int i;

	for (i = 0; i < MMS_PERM_COMBOS; i++)
		if ((i & mask) == mask)
			sum += m->perm[i];
	return sum;
}

/**
 * mms_mapped_add() - add what is mapped elsewhere
 * @m: what is mapped
 * @more: what else is
 */
void mms_mapped_add(struct mms_mapped *m, const struct mms_mapped *more)
{
	unsigned int i;

	for (i = 0; i < MMS_PT_LEVELS; i++)
		m->level[i] += more->level[i];
	for (i = 0; i < MMS_PERM_COMBOS; i++)
		m->perm[i] += more->perm[i];
}

/**
 * mms_mapped_add_sum() - add a sum of page tables
 * @m: what is mapped
 * @g: the tables' geometry
 * @sum: the sum
 */
void mms_mapped_add_sum(struct mms_mapped *m, const struct mms_geometry *g,
			const struct mms_pt_sum *sum)
{
	unsigned int level, perm;

	for (level = 0; level < g->nr_levels; level++) {
		unsigned int up = g->nr_levels - 1 - level;

		for (perm = 0; perm < MMS_PERM_COMBOS; perm++) {
			m->level[up] += sum->bytes[level][perm];
			m->perm[perm] += sum->bytes[level][perm];
		}
	}
}

/**
 * mms_mapped_perms() - append the permissions of what is mapped
 * @t: the text
 * @m: what is mapped
 * @bytes: with the bytes of each, `rw-:8192,r--:4096`; else `rw- r--`
 *
 * Those reachable from user mode have a u in front. With nothing mapped, nothing is
 * appended.
 */
void mms_mapped_perms(struct mms_text *t, const struct mms_mapped *m, bool bytes)
{
	char perm[MMS_PERM_TEXT];
	const char *before = "";
	unsigned int i;

	for (i = 0; i < MMS_PERM_COMBOS; i++) {
		if (!m->perm[i])
			continue;
		mms_put(t, "%s%s%s", before, i & MMS_PERM_U ? "u" : "",
			mms_perm_text(i, perm));
		if (bytes)
			mms_put(t, ":%llu", m->perm[i]);
		before = bytes ? "," : " ";
	}
}
