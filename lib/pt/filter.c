// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which runs of a dump are wanted, see include/mmscope/pt/filter.h. Takes no locks.
 */
#include <linux/string.h>
#include <mmscope/pt/filter.h>

/**
 * mms_filter_takes_all() - is everything wanted, whatever its size?
 * @f: the filter
 *
 * Return: whether it is; then what maps nothing is, too.
 */
bool mms_filter_takes_all(const struct mms_filter *f)
{
	return !f->perm_set && !f->perm_clear && !f->cache && !f->phys_first &&
	       f->phys_last == ~0ULL;
}

/**
 * mms_filter_takes() - is a run wanted, but for its size?
 * @f: the filter
 * @g: the geometry of the tables
 * @run: the run; cut to the memory that is asked for
 *
 * A table that could not be read always is: what it maps is not known.
 *
 * Return: whether it is.
 */
bool mms_filter_takes(const struct mms_filter *f, const struct mms_geometry *g,
		      struct mms_run *run)
{
	if (mms_run_unread(run) || mms_filter_takes_all(f))
		return true;
	if (run->kind != MMS_PT_LEAF || (run->perm & f->perm_set) != f->perm_set ||
	    run->perm & f->perm_clear)
		return false;
	if (f->cache && (!run->cache || strcmp(run->cache, f->cache)))
		return false;
	return mms_run_cut(run, g, f->phys_first, f->phys_last);
}

/**
 * mms_filter_large() - is a merged run large enough?
 * @f: the filter
 * @run: the run
 *
 * Return: whether it is, or stands for a table that could not be read.
 */
bool mms_filter_large(const struct mms_filter *f, const struct mms_run *run)
{
	return run->size >= f->min_size || mms_run_unread(run);
}
