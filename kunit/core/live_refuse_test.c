// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_core_live_refuse: batches that a query file refuses, and what it shows
 * then: which query, where and why. And the limit on the memory of answers. The
 * module is the test's own. Takes no locks.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "live_ask.h"
#include "live_case.h"
#include "live_mount.h"
#include "../suites.h"

#define KEYS	"keys=\"sym addr pid as\""

static void bad_batches_refused(struct kunit *test)
{
	static const struct {
		const char *text;
		int err;
		const char *said;
	} cases[] = {
		{ "\n", -EINVAL, "line=0 column=0 errno=EINVAL query=\"\" "
		  "reason=\"no query in it\"" },
		{ "addr=zero\n", -EINVAL, "line=1 column=6 errno=EINVAL query=addr=zero "
		  "reason=\"not a hex digit\"" },
		{ "pfn=0x1\n", -EINVAL, "line=1 column=1 errno=EINVAL query=pfn=0x1 "
		  "reason=\"not a key of this file\"" },
		{ "addr=0x1\n\n  nonsense\n", -EINVAL, "line=3 column=3 errno=EINVAL "
		  "query=nonsense reason=\"neither KEY=VALUE nor an address\"" },
		{ "addr=0x1 pid=1\n", -EINVAL, "line=1 column=10 errno=EINVAL "
		  "query=\"addr=0x1 pid=1\" reason=\"not these two\"" },
		{ "pid=1\npid=7\n", -ESRCH, "line=2 column=1 errno=ESRCH query=pid=7 "
		  "reason=\"no such process\"" },
		{ "sym=no_such_symbol_mms\n", -ENOENT, "line=1 column=1 errno=ENOENT "
		  "query=sym=no_such_symbol_mms reason=\"no such symbol\"" },
		{ "sym=kfree+zero\n", -EINVAL, "line=1 column=11 errno=EINVAL "
		  "query=sym=kfree+zero reason=\"not a digit; hex needs 0x\"" },
		/* Cut off in the middle of the last. */
		{ "addr=0x1\naddr=0xffff8880", -EINVAL, "line=2 column=16 errno=EINVAL "
		  "query=addr=0xffff8880 reason=\"no newline at its end: the write was cut, "
		  "by the shell?\"" },
	};
	struct asker *a = asker_new(test);
	struct file *file;
	char expected[256];
	unsigned int i;

	if (!a)
		return;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		KUNIT_EXPECT_EQ(test, ask(a, a->file, "addr=0x51 as=records"), 20);
		KUNIT_EXPECT_TRUE(test, strstr(heard(a, a->file), "answer 51.0"));
		KUNIT_EXPECT_EQ_MSG(test, ask(a, a->file, cases[i].text), cases[i].err,
				    "case %u", i);
		/* For people, on the open file: one line. */
		expect_begins(test, heard(a, a->file), "refused: ");
		KUNIT_EXPECT_TRUE_MSG(test, !strstr(a->text, "answer"), "%s", a->text);
		KUNIT_EXPECT_TRUE_MSG(test, strstr(a->text, " Keys: "), "%s", a->text);
		/* As a record, on a newly opened one. */
		file = live_has_fs("debugfs") ?
			live_file_open(test, "debugfs", LIVE_ASK "/query", O_RDONLY) : NULL;
		if (IS_ERR_OR_NULL(file))
			continue;
		snprintf(expected, sizeof(expected), "\nrefused %s " KEYS "\n", cases[i].said);
		KUNIT_EXPECT_TRUE_MSG(test, strstr(heard(a, file), expected), "%s not in %s",
				      expected, a->text);
		live_file_close(file);
	}
	/* Answers of a batch that failed later are freed. */
	KUNIT_EXPECT_EQ(test, live_stub.made, live_stub.freed);
	asker_free(a);
}

/* A refusal's query may have asked for records. */
static void refusals_as_records(struct kunit *test)
{
	struct asker *a = asker_new(test);

	if (!a)
		return;
	KUNIT_EXPECT_EQ(test, ask(a, a->file, "addr=oops as=records\n"), -EINVAL);
	KUNIT_EXPECT_TRUE_MSG(test, strstr(heard(a, a->file), " items=1 queries=0 "
			      "asked=\"addr=oops as=records\"\nrefused line=1 column=6 "), "%s",
			      a->text);
	asker_free(a);
}

/* A writer that is killed changes nothing. */
static void killed_while_asking(struct kunit *test)
{
	struct asker *a = asker_new(test);

	if (!a)
		return;
	KUNIT_EXPECT_EQ(test, ask(a, a->file, "addr=0x51"), 9);
	live_stub.kills = true;
	KUNIT_EXPECT_EQ(test, ask(a, a->file, "pid=1\npid=2\n"), -EINTR);
	live_kill(false);
	live_stub.kills = false;
	KUNIT_EXPECT_STREQ(test, heard(a, a->file), "answer 51.0\n");
	KUNIT_EXPECT_EQ(test, live_stub.made, live_stub.freed + 1);
	asker_free(a);
}

static void sizes_refused(struct kunit *test)
{
	struct asker *a = asker_new(test);
	void __user *from;
	loff_t pos = 0;

	if (!a)
		return;
	from = (void __user *)a->u.addr;
	KUNIT_EXPECT_EQ(test, (int)a->file->f_op->write(a->file, from, 0, &pos), -EINVAL);
	KUNIT_EXPECT_EQ(test, (int)a->file->f_op->write(a->file, from, SZ_64M + 1, &pos), -E2BIG);
	expect_begins(test, heard(a, a->file),
		      "refused: all answers kept would take more than 64 MiB.");
	/* Nothing is mapped after the unmapped page. */
	vm_munmap(a->u.addr, a->u.size);
	KUNIT_EXPECT_EQ(test, (int)a->file->f_op->write(a->file, from, 16, &pos), -EFAULT);
	a->u.size = 0;
	asker_free(a);
}

/* As many queries as there is memory for; a report shows the first. */
static void many_queries(struct kunit *test)
{
	const unsigned int n = 40000;
	struct asker *a = asker_new(test);
	char *lines;
	unsigned int i;

	if (!a)
		return;
	lines = kvzalloc(n * 6 + 1, GFP_KERNEL);
	for (i = 0; lines && i < n; i++)
		memcpy(lines + 6 * i, "pid=1\n", 6);
	if (lines) {
		KUNIT_EXPECT_EQ(test, ask(a, a->file, lines), (int)n * 6);
		KUNIT_EXPECT_EQ(test, live_stub.made, n);
		heard(a, a->file);
		KUNIT_EXPECT_TRUE_MSG(test, strstr(a->text, "answer 1.0\n20 of 40000 answers are "
				      "shown. All of them: ask with as=records.\n"), "%s", a->text);
		KUNIT_EXPECT_EQ(test, strlen(a->text) < 500, true);
	}
	kvfree(lines);
	asker_free(a);
}

/* The answers of all open files are limited together, in bytes. */
static void memory_capped(struct kunit *test)
{
	struct asker *a = asker_new(test);
	struct file *second;
	char lines[17 * 12 + 1];
	unsigned int i;

	if (!a)
		return;
	for (i = 0; i < 17; i++)
		memcpy(lines + 12 * i, "addr=0xb161\n", 13);
	/* 16 of 4 MiB, and their queries, are more than 64 MiB. */
	KUNIT_EXPECT_EQ(test, ask(a, a->file, lines), -E2BIG);
	expect_begins(test, heard(a, a->file), "refused: line 16, \"addr=0xb161\": "
		      "all answers kept would take");
	KUNIT_EXPECT_EQ(test, live_stub.made, live_stub.freed);
	lines[12 * 12] = '\0';
	KUNIT_EXPECT_EQ(test, ask(a, a->file, lines), 12 * 12);
	second = open_query(test);
	if (second) {
		KUNIT_EXPECT_EQ(test, ask(a, second, lines), -E2BIG);
		lines[3 * 12] = '\0';
		KUNIT_EXPECT_EQ(test, ask(a, second, lines), 3 * 12);
	}
	live_file_close(second);
	asker_free(a);
	/* The latest answers are freed with the module's files, and their memory is uncharged. */
	mms_files_remove();
	KUNIT_EXPECT_EQ(test, live_stub.made, live_stub.freed);
	KUNIT_EXPECT_EQ(test, mms_files_create(&live_ask_module), 0);
}

static struct kunit_case refuse_cases[] = {
	KUNIT_CASE(bad_batches_refused),
	KUNIT_CASE(refusals_as_records),
	KUNIT_CASE(killed_while_asking),
	KUNIT_CASE(sizes_refused),
	KUNIT_CASE(many_queries),
	KUNIT_CASE(memory_capped),
	{}
};

struct kunit_suite mmscope_core_live_refuse_suite = {
	.name = "mmscope_core_live_refuse",
	.init = live_ask_init,
	.exit = live_ask_exit,
	.test_cases = refuse_cases,
};
