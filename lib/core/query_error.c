// SPDX-License-Identifier: GPL-2.0-only
/*
 * The errors a query is refused with: how they are spelled, and what is said of them
 * where whoever refused gave no reason. See include/mmscope/core/query.h. No locks.
 */
#include <linux/errno.h>
#include <mmscope/core/query.h>

static const struct query_error {
	int err;
	const char *name;
	u32 key;
	const char *reason;
} errors[] = {
	{ EINVAL, "EINVAL" },
	{ ESRCH, "ESRCH", MMS_Q_PID | MMS_Q_DUMP | MMS_Q_TABLES, "no such process" },
	{ EPERM, "EPERM", MMS_Q_PID | MMS_Q_DUMP | MMS_Q_TABLES,
	  "another process takes CAP_SYS_PTRACE" },
	{ ENOENT, "ENOENT", MMS_Q_SYM, "no such symbol" },
	/* 64 MiB: MMS_ANSWERS_MAX */
	{ E2BIG, "E2BIG", 0, "all answers kept would take more than 64 MiB" },
	{ ENOMEM, "ENOMEM", 0, "no memory for the answers" },
	{ EAGAIN, NULL, 0, "what was read kept changing; try again" },
	{}
};

static const struct query_error *find(int err)
{
	const struct query_error *e = errors;

	while (e->err && e->err != -err)
		e++;
	return e;
}

/**
 * mms_query_error_name() - an error as errno(1) spells it
 * @err: -errno
 *
 * Return: its name; NULL for an error that is shown as a number.
 */
const char *mms_query_error_name(int err)
{
	return find(err)->name;
}

/**
 * mms_query_error_reason() - what is said of an error that came without a reason
 * @err: -errno
 * @key: receives the key of the query it is about, 0 for none
 *
 * Return: static text.
 */
const char *mms_query_error_reason(int err, u32 *key)
{
	const struct query_error *e = find(err);

	*key = e->key;
	return e->reason ?: "could not be answered";
}
