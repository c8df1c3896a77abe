// SPDX-License-Identifier: GPL-2.0-only
/*
 * How a check reports that it was skipped. Pure.
 */
#include <mmscope/core/verdict.h>

/**
 * mms_check_skip() - say why a check was skipped
 * @detail: the check's detail
 * @reason: why, for a person
 *
 * Return: MMS_SKIPPED, for the check to return.
 */
enum mms_result mms_check_skip(struct mms_text *detail, const char *reason)
{
	mms_rec_str(detail, "reason", reason);
	return MMS_SKIPPED;
}
