// SPDX-License-Identifier: GPL-2.0-only
/*
 * The walked layout that selfchecks look at. Locks: those of live/vas/vas.c.
 */
#include <mmscope/core/live_check.h>
#include "selfcheck.h"

/**
 * kvas_check_walked() - a snapshot with its mappings, for a selfcheck
 * @detail: says why, where there is none
 * @result: set then
 *
 * Return: the snapshot, for mms_vas_free(), or NULL.
 */
struct mms_vas *kvas_check_walked(struct mms_text *detail, enum mms_result *result)
{
	struct mms_vas *vas = NULL;
	int err = mms_vas_take(&vas);

	if (!err)
		err = mms_vas_walk(vas);
	if (!err && !vas->unwalked && !vas->unread)
		return vas;
	*result = mms_check_skip(detail, err ? "no memory, or killed" :
		vas->unwalked ? vas->unwalked : "some page tables could not be read");
	mms_vas_free(vas);
	return NULL;
}
