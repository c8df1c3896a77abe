/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verdicts of selfchecks, apart from how their numbers are measured: a module takes
 * the records, functions of lib/<topic>/verdict.c add them up, say what was compared and
 * what it proves. Pure, so that a test can hand them what no kernel should show. No locks, any
 * context.
 */
#ifndef MMSCOPE_CORE_VERDICT_H
#define MMSCOPE_CORE_VERDICT_H

#include <mmscope/core/text.h>

/**
 * enum mms_result - what a check found
 * @MMS_OK: the invariant holds
 * @MMS_VIOLATED: it does not, on numbers that belong together
 * @MMS_SKIPPED: it could not be checked here; the detail says why (reason=)
 */
enum mms_result {
	MMS_OK,
	MMS_VIOLATED,
	MMS_SKIPPED,
};

/** MMS_CHECK_DETAIL - room for a check's key=value detail, NUL included */
#define MMS_CHECK_DETAIL 480

enum mms_result mms_check_skip(struct mms_text *detail, const char *reason);

#endif /* MMSCOPE_CORE_VERDICT_H */
