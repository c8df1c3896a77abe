// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_core_live_query: batches written to a query file and answers read back, as
 * a user does: whole batches or nothing, and then the reason; the open file's own
 * answers, else the latest; as many as there is memory for. The module is the test's
 * own. Takes no locks.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <mmscope/core/live_files.h>

#include "live_ask.h"
#include "live_case.h"
#include "live_mount.h"
#include "../suites.h"

static void batches_answered(struct kunit *test)
{
	struct asker *a = asker_new(test);

	if (!a)
		return;
	/* No query yet: the report, and the help. */
	expect_begins(test, heard(a, a->file), "report\n\n" HELP);
	KUNIT_EXPECT_EQ(test, live_stub.opened, 1U);
	KUNIT_EXPECT_EQ(test, ask(a, a->file, "addr=0x12\n"), 10);
	KUNIT_EXPECT_STREQ(test, heard(a, a->file), "answer 12.0\nanswer 12.1\n");
	/* Several, one without an item; the answers replace those before. */
	KUNIT_EXPECT_EQ(test, ask(a, a->file, "addr=0x21\npid=16\n\npid=3\n"), 24);
	KUNIT_EXPECT_STREQ(test, heard(a, a->file),
			   "answer 21.0\nanswer 3.0\nanswer 3.1\nanswer 3.2\n");
	KUNIT_EXPECT_EQ(test, live_stub.made, 4U);
	KUNIT_EXPECT_EQ(test, live_stub.freed, 1U);
	/* With as=records there are records; the report's own text is left out. */
	KUNIT_EXPECT_EQ(test, ask(a, a->file, "addr=0x21 as=records\npid=1\n"), 27);
	expect_begins(test, heard(a, a->file), "# " LIVE_ASK " v1 kernel=");
	KUNIT_EXPECT_TRUE_MSG(test, strstr(a->text, " file=query items=2 queries=2 "
			      "asked=\"addr=0x21 as=records\"\nanswer 21.0\nanswer 1.0\n"),
			      "%s", a->text);
	KUNIT_EXPECT_EQ(test, ask(a, a->file, " help"), 5);
	expect_begins(test, heard(a, a->file), HELP);
	asker_free(a);
}

/* A snapshot is taken when it is read: a query takes none. */
static void asking_takes_no_snapshot(struct kunit *test)
{
	struct asker *a = asker_new(test);

	if (!a)
		return;
	KUNIT_EXPECT_EQ(test, ask(a, a->file, "addr=0x51"), 9);
	KUNIT_EXPECT_STREQ(test, heard(a, a->file), "answer 51.0\n");
	KUNIT_EXPECT_EQ(test, live_stub.opened, 0U);
	asker_free(a);
}

/* Answers belong to the open file; one that never queried reads the latest. */
static void answers_of_others(struct kunit *test)
{
	struct asker *a = asker_new(test);
	struct file *second, *third;

	if (!a)
		return;
	second = open_query(test);
	if (second) {
		KUNIT_EXPECT_EQ(test, ask(a, a->file, "addr=0x61"), 9);
		KUNIT_EXPECT_EQ(test, ask(a, second, "addr=0x71"), 9);
		KUNIT_EXPECT_STREQ(test, heard(a, a->file), "answer 61.0\n");
		KUNIT_EXPECT_STREQ(test, heard(a, second), "answer 71.0\n");
		third = open_query(test);
		/* After it the report, which any reader may see. */
		if (third)
			expect_begins(test, heard(a, third), "answer 71.0\nreport\n\n" HELP);
		live_file_close(second);
		if (third)
			expect_begins(test, heard(a, third), "answer 71.0\nreport\n\n" HELP);
		live_file_close(third);
	}
	asker_free(a);
	KUNIT_EXPECT_EQ(test, live_stub.freed, 1U);
	/* The latest answers are freed with the module's files. */
	mms_files_remove();
	KUNIT_EXPECT_EQ(test, live_stub.freed, 2U);
	KUNIT_EXPECT_EQ(test, mms_files_create(&live_ask_module), 0);
}

/* By a symbol's name: run() gets its address. */
static void symbol_asked(struct kunit *test)
{
	struct asker *a = asker_new(test);
	char expected[64];

	if (!a)
		return;
	if (ask(a, a->file, "sym=kfree+0x1") == -ENOENT) {
		asker_free(a);
		live_skips(test, "no /proc/kallsyms to look for symbols in");
		return;
	}
	KUNIT_EXPECT_EQ(test, ask(a, a->file, "sym=kfree"), 9);
	snprintf(expected, sizeof(expected), "answer %lx.", (unsigned long)kfree);
	if ((unsigned long)kfree & 0xf)
		KUNIT_EXPECT_EQ(test, strncmp(heard(a, a->file), expected, strlen(expected)), 0);
	else
		KUNIT_EXPECT_STREQ(test, heard(a, a->file), "");
	KUNIT_EXPECT_EQ(test, ask(a, a->file, "sym=kfree+0x1"), 13);
	snprintf(expected, sizeof(expected), "answer %lx.0\n", (unsigned long)kfree + 1);
	KUNIT_EXPECT_EQ(test, strncmp(heard(a, a->file), expected, strlen(expected)), 0);
	asker_free(a);
}

/* The records' file says how many items follow. */
static void records_counted(struct kunit *test)
{
	struct asker *a = asker_new(test);
	struct file *file;

	if (!a)
		return;
	file = live_has_fs("debugfs") ?
		live_file_open(test, "debugfs", LIVE_ASK "/query", O_RDONLY) : NULL;
	if (!IS_ERR_OR_NULL(file))
		KUNIT_EXPECT_TRUE(test, strstr(heard(a, file), " file=query items=0\nkey name=sym "
					       "subject=yes example=sym=vfs_read help="));
	live_file_close(file);
	KUNIT_EXPECT_EQ(test, ask(a, a->file, "addr=0x13"), 9);
	file = live_has_fs("debugfs") ?
		live_file_open(test, "debugfs", LIVE_ASK "/query", O_RDWR) : NULL;
	if (!IS_ERR_OR_NULL(file)) {
		KUNIT_EXPECT_TRUE(test, strstr(heard(a, file), " file=query items=3 queries=1 "
					       "asked=addr=0x13\nanswer 13.0"));
		KUNIT_EXPECT_EQ(test, ask(a, file, "addr=0x12"), 9);
		KUNIT_EXPECT_TRUE(test, strstr(heard(a, file), " file=query items=2 queries=1 "
					       "asked=addr=0x12\nanswer 12.0"));
	}
	live_file_close(file);
	asker_free(a);
}

static struct kunit_case query_cases[] = {
	KUNIT_CASE(batches_answered),
	KUNIT_CASE(asking_takes_no_snapshot),
	KUNIT_CASE(answers_of_others),
	KUNIT_CASE(symbol_asked),
	KUNIT_CASE(records_counted),
	{}
};

struct kunit_suite mmscope_core_live_query_suite = {
	.name = "mmscope_core_live_query",
	.init = live_ask_init,
	.exit = live_ask_exit,
	.test_cases = query_cases,
};
