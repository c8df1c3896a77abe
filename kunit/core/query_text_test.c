// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_core_query_text: a write as text (its lines, whether it was cut, a lone
 * `help`), and what a query file shows besides answers: refusals and keys, as
 * records and for people. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/core/query.h>
#include <mmscope/core/text.h>

#include "../suites.h"

#define ROOM 2048

static void query_lines(struct kunit *test)
{
	static const struct {
		const char *text;
		const char *lines[4];
	} cases[] = {
		{ "", { } },
		{ "\n", { } },
		{ " \t\n\r\n\n", { } },
		{ "one", { "one" } },
		{ "one\n", { "one" } },
		{ "a\n\nb", { "a", "b" } },
		{ "one\ntwo", { "one", "two" } },
		{ "\n\none\n\t\ntwo\n\n", { "one", "two" } },
		{ " one \r\ntwo\nthree\n", { " one \r", "two", "three" } },
	};
	size_t i, n;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *text = cases[i].text;
		const char *end = text + strlen(text);
		const char *line;
		size_t len;

		for (n = 0; (line = mms_query_next_line(&text, end, &len)); n++) {
			KUNIT_ASSERT_LT(test, n, ARRAY_SIZE(cases[i].lines));
			KUNIT_ASSERT_TRUE(test, !!cases[i].lines[n]);
			KUNIT_EXPECT_EQ(test, len, strlen(cases[i].lines[n]));
			KUNIT_EXPECT_EQ(test, memcmp(line, cases[i].lines[n], len), 0);
		}
		KUNIT_EXPECT_FALSE_MSG(test, n < 4 && cases[i].lines[n], "case %zu", i);
		KUNIT_EXPECT_PTR_EQ(test, text, end);
	}
}

static void writes_for_help(struct kunit *test)
{
	static const struct {
		const char *text;
		bool help;
	} cases[] = {
		{ "help", true }, { "help\n", true }, { "\n \thelp \r\n\n", true },
		{ "", false }, { "\n", false }, { "hel\n", false }, { "helpx", false },
		{ "xhelp", false }, { "help me", false }, { "help\nhelp\n", false },
		{ "addr=1\nhelp\n", false }, { "HELP", false },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ_MSG(test, mms_query_is_help(cases[i].text, cases[i].text +
							    strlen(cases[i].text)),
				    cases[i].help, "'%s'", cases[i].text);
}

/* Where the line starts that a shell's buffer cut; -1: not cut. */
static void writes_cut(struct kunit *test)
{
	static const struct {
		const char *text;
		int at;
	} cases[] = {
		{ "", -1 }, { "\n", -1 }, { "addr=1", -1 }, { "addr=1\n", -1 },
		{ "addr=1\naddr=2\n", -1 }, { "addr=1\n \t", -1 },
		{ "addr=1\naddr=2", 7 }, { "addr=1\n\nx", 8 }, { "\nx", 1 },
	};
	size_t i, len = 4095;
	char *line = kunit_kzalloc(test, 5000, GFP_KERNEL);

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *text = cases[i].text, *cut;

		cut = mms_query_cut(text, text + strlen(text));
		KUNIT_EXPECT_EQ_MSG(test, cut ? (int)(cut - text) : -1, cases[i].at, "'%s'", text);
	}
	/* One line alone, as long as a shell's buffer. */
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, line);
	memset(line, 'f', len + 1);
	KUNIT_EXPECT_TRUE(test, !mms_query_cut(line, line + len));
	KUNIT_EXPECT_TRUE(test, mms_query_cut(line, line + len + 1) == line);
	line[len] = '\n';
	KUNIT_EXPECT_TRUE(test, !mms_query_cut(line, line + len + 1));
}

static void lines_quoted(struct kunit *test)
{
	char out[MMS_ASKED_LEN], long_line[MMS_ASKED_LEN + 1];

	mms_query_quote(out, " \taddr=1 \r", 10);
	KUNIT_EXPECT_STREQ(test, (const char *)out, "addr=1");
	mms_query_quote(out, "a\x01\xff\x7f\0b", 6);
	KUNIT_EXPECT_STREQ(test, (const char *)out, "a????b");
	mms_query_quote(out, "  ", 2);
	KUNIT_EXPECT_STREQ(test, (const char *)out, "");
	memset(long_line, 'x', sizeof(long_line));
	mms_query_quote(out, long_line, MMS_ASKED_LEN - 1);
	KUNIT_EXPECT_EQ(test, strlen(out), (size_t)MMS_ASKED_LEN - 1);
	KUNIT_EXPECT_EQ(test, out[MMS_ASKED_LEN - 2], 'x');
	mms_query_quote(out, long_line, MMS_ASKED_LEN);
	KUNIT_EXPECT_EQ(test, strlen(out), (size_t)MMS_ASKED_LEN - 1);
	KUNIT_EXPECT_STREQ(test, (const char *)out + MMS_ASKED_LEN - 5, "x...");
}

static const struct {
	struct mms_query_refusal r;
	const char *asked;
	const char *record;
	const char *report;
} refusals[] = {
	{ { 2, { 6, "not a hex digit" }, -EINVAL, MMS_Q_ADDR | MMS_Q_AS }, "addr=g",
	  "refused line=2 column=6 errno=EINVAL query=addr=g reason=\"not a hex digit\" "
	  "keys=\"addr as\"\n",
	  "refused: line 2, column 6, \"addr=g\": not a hex digit. Keys: addr as.\n" },
	{ { 1, { 0, "no such thing" }, -ENOENT, MMS_Q_PFN }, "a b",
	  "refused line=1 column=0 errno=ENOENT query=\"a b\" reason=\"no such thing\" "
	  "keys=\"pfn\"\n",
	  "refused: line 1, \"a b\": no such thing. Keys: pfn.\n" },
	{ { 0, { 0, "no memory" }, -ENOMEM, MMS_Q_PID }, "",
	  "refused line=0 column=0 errno=ENOMEM query=\"\" reason=\"no memory\" keys=\"pid\"\n",
	  "refused: no memory. Keys: pid.\n" },
	{ { 1, { 1, "x" }, -EIO, MMS_Q_PID }, "y",
	  "refused line=1 column=1 errno=5 query=y reason=x keys=\"pid\"\n",
	  "refused: line 1, column 1, \"y\": x. Keys: pid.\n" },
	{ { 1, { 1, "x" }, -ESRCH, MMS_Q_PID }, "y",
	  "refused line=1 column=1 errno=ESRCH query=y reason=x keys=\"pid\"\n",
	  "refused: line 1, column 1, \"y\": x. Keys: pid.\n" },
	{ { 1, { 1, "x" }, -EPERM, MMS_Q_PID }, "y",
	  "refused line=1 column=1 errno=EPERM query=y reason=x keys=\"pid\"\n",
	  "refused: line 1, column 1, \"y\": x. Keys: pid.\n" },
	/* What is longer than a line is wrapped. */
	{ { 1, { 6, "decimal or hex? write hex with 0x" }, -E2BIG, ~0U }, "addr=12345678901234567",
	  "refused line=1 column=6 errno=E2BIG query=addr=12345678901234567 "
	  "reason=\"decimal or hex? write hex with 0x\" "
	  "keys=\"sym addr pfn phys range tables pid dump perms type min_size region only as\"\n",
	  "refused: line 1, column 6, \"addr=12345678901234567\": decimal or hex? write hex with "
	  "0x. Keys: sym\n"
	  "    addr pfn phys range tables pid dump perms type min_size region only as.\n" },
};

static void refusals_said(struct kunit *test)
{
	struct mms_text t;
	char buf[512];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(refusals); i++) {
		mms_text_init(&t, buf, sizeof(buf));
		mms_query_refusal_rec(&t, &refusals[i].r, refusals[i].asked);
		KUNIT_EXPECT_STREQ(test, (const char *)buf, refusals[i].record);
		mms_text_init(&t, buf, sizeof(buf));
		mms_query_refusal_put(&t, &refusals[i].r, refusals[i].asked);
		KUNIT_EXPECT_STREQ(test, (const char *)buf, refusals[i].report);
	}
}

static const struct {
	int err;
	const char *name;
	u32 key;
	const char *reason;
} errors[] = {
	{ -EINVAL, "EINVAL", 0, "could not be answered" },
	{ -ESRCH, "ESRCH", MMS_Q_PID | MMS_Q_DUMP | MMS_Q_TABLES, "no such process" },
	{ -EPERM, "EPERM", MMS_Q_PID | MMS_Q_DUMP | MMS_Q_TABLES,
	  "another process takes CAP_SYS_PTRACE" },
	{ -ENOENT, "ENOENT", MMS_Q_SYM, "no such symbol" },
	{ -E2BIG, "E2BIG", 0, "all answers kept would take more than 64 MiB" },
	{ -ENOMEM, "ENOMEM", 0, "no memory for the answers" },
	{ -EAGAIN, NULL, 0, "what was read kept changing; try again" },
	{ -EIO, NULL, 0, "could not be answered" },
	{ 0, NULL, 0, "could not be answered" },
	{ EINVAL, NULL, 0, "could not be answered" },
};

static void errors_said(struct kunit *test)
{
	u32 key;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(errors); i++) {
		KUNIT_EXPECT_STREQ(test, mms_query_error_name(errors[i].err) ?: "-",
				   errors[i].name ?: "-");
		KUNIT_EXPECT_STREQ(test, mms_query_error_reason(errors[i].err, &key),
				   errors[i].reason);
		KUNIT_EXPECT_EQ(test, key, errors[i].key);
	}
}

static void keys_listed(struct kunit *test)
{
	char *buf = kunit_kzalloc(test, ROOM, GFP_KERNEL), *line, *rest = buf;
	struct mms_text t;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, buf);
	mms_text_init(&t, buf, ROOM);
	mms_query_help_rec(&t, MMS_Q_PFN | MMS_Q_PID);
	KUNIT_EXPECT_STREQ(test, (const char *)buf,
			   "key name=pfn subject=yes example=pfn=0x1000 "
			   "help=\"a page frame, by its number\"\n"
			   "key name=pid subject=no example=\"pid=1 addr=0x400000\" "
			   "help=\"in this process' address space\"\n"
			   "usage example=\"exec 3<>FILE; echo sym=vfs_read >&3; cat <&3\" "
			   "help=\"who keeps the file open reads nobody else's answers\"\n");
	mms_text_init(&t, buf, ROOM);
	mms_query_help_put(&t, MMS_Q_PFN, "/proc/x");
	KUNIT_EXPECT_STREQ(test, (const char *)buf,
			   "To ask:  echo QUERY > /proc/x; cat /proc/x                      "
			   "one query a line\n"
			   "  pfn=0x1000                       a page frame, by its number\n"
			   "So that nobody else's answer comes between:\n"
			   "  exec 3<>/proc/x; echo sym=vfs_read >&3; cat <&3\n");
	mms_text_init(&t, buf, ROOM);
	mms_query_help_put(&t, ~0U, "/proc/show_kernel_vas");
	KUNIT_EXPECT_FALSE(test, t.full);
	while ((line = strsep(&rest, "\n")))
		KUNIT_EXPECT_LE_MSG(test, strlen(line), (size_t)MMS_TEXT_WIDTH, "%s", line);
}

static struct kunit_case query_text_cases[] = {
	KUNIT_CASE(query_lines),
	KUNIT_CASE(writes_for_help),
	KUNIT_CASE(writes_cut),
	KUNIT_CASE(lines_quoted),
	KUNIT_CASE(refusals_said),
	KUNIT_CASE(errors_said),
	KUNIT_CASE(keys_listed),
	{ }
};

struct kunit_suite mmscope_core_query_text_suite = {
	.name = "mmscope_core_query_text",
	.test_cases = query_text_cases,
};
