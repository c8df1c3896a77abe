// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs of equal entries as records, and what they share with the records of walks.
 * Formats what was read before; no locks.
 */
#include <linux/kernel.h>
#include "pw.h"

/**
 * pw_level_name() - what a level of the tables is called
 * @level: the level, 0 = root
 *
 * Return: static text.
 */
const char *pw_level_name(unsigned int level)
{
	return mms_geometry()->level[level].name;
}

/**
 * pw_rec_perm() - append what is permitted
 * @t: the text
 * @perm: enum mms_perm bits
 */
void pw_rec_perm(struct mms_text *t, u8 perm)
{
	char text[MMS_PERM_TEXT];

	mms_rec_str(t, "perms", mms_perm_text(perm, text));
	mms_rec_bool(t, "user", perm & MMS_PERM_U);
}

/**
 * pw_rec_key() - append the protection key, unless it is the one that denies nothing
 * @t: the text
 * @key: the key
 * @perm: what the tables permit: a thread's register may deny it
 */
void pw_rec_key(struct mms_text *t, u8 key, u8 perm)
{
	if (!key)
		return;
	mms_rec_dec(t, "pkey", key);
	mms_rec_str(t, "pkey_denies", perm & MMS_PERM_R ? "by_thread" : "data");
}

/**
 * pw_rec_run_keys() - one run of equal entries, as a record that may have more keys
 * @t: the text
 * @type: the record's type
 * @run: the run
 */
void pw_rec_run_keys(struct mms_text *t, const char *type, const struct mms_run *run)
{
	mms_rec(t, type);
	mms_rec_hex(t, "start", run->va);
	mms_rec_end_of(t, run->va + (run->size - 1));
	mms_rec_dec(t, "size", run->size);
	mms_rec_str(t, "kind", mms_run_word(run));
	mms_rec_str(t, "level", pw_level_name(run->level));
	mms_rec_dec(t, "entries", run->entries);
	if (run->kind == MMS_PT_LEAF || run->kind == MMS_PT_PROT_NONE)
		mms_rec_hex(t, "phys", run->phys);
	if (run->kind == MMS_PT_LEAF) {
		pw_rec_perm(t, run->perm);
		mms_rec_str(t, "cache", run->cache);
	}
	if (run->kind == MMS_PT_SWAP)
		mms_rec_swap(t, mms_geometry(), run->swap, run->swap_type, run->swap_offset);
	if (run->kind == MMS_PT_TABLE)
		mms_rec_hex(t, "table", run->phys);
	if (run->error)
		mms_rec_int(t, "error", run->error);
	else if (run->kind == MMS_PT_TABLE)
		mms_rec_hex(t, "same_as", run->alias);
	else
		mms_rec_flags(t, "flags", run->flags, run->flag_word);
	pw_rec_key(t, run->pkey, run->perm);
}

/**
 * pw_rec_run() - one run of equal entries
 * @t: the text
 * @type: the record's type
 * @run: the run
 */
void pw_rec_run(struct mms_text *t, const char *type, const struct mms_run *run)
{
	pw_rec_run_keys(t, type, run);
	mms_rec_end(t);
}
