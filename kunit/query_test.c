// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_query: the grammar of the query files. What is accepted is accepted
 * with exactly its value, and everything a person or a fuzzer may type besides
 * is refused, so that a mistake is never answered as another question.
 * Takes no locks.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/query.h>
#include <mmscope/text.h>

#include "suites.h"

#define ZEROS_64 "0000000000000000000000000000000000000000000000000000000000000000"

static void query_accepts(struct kunit *test)
{
	/* What was written, and how the parsed query spells itself. */
	static const struct {
		const char *line;
		u32 have;
		const char *record;
	} cases[] = {
		{ "addr=0xffffffff81000000", MMS_Q_ADDR, " addr=0xffffffff81000000" },
		{ "addr=0", MMS_Q_ADDR, " addr=0x0" },
		{ "addr=0xffffffffffffffff", MMS_Q_ADDR, " addr=0xffffffffffffffff" },
		{ "addr=18446744073709551615", MMS_Q_ADDR, " addr=0xffffffffffffffff" },
		{ "addr=4096", MMS_Q_ADDR, " addr=0x1000" },
		{ "addr=9", MMS_Q_ADDR, " addr=0x9" },
		{ "addr=0x" ZEROS_64 "01", MMS_Q_ADDR, " addr=0x1" },
		{ "0x1000", MMS_Q_ADDR, " addr=0x1000" },
		{ "0XABCDEF", MMS_Q_ADDR, " addr=0xabcdef" },
		{ "  0x1000\t", MMS_Q_ADDR, " addr=0x1000" },
		{ "0x1000\r", MMS_Q_ADDR, " addr=0x1000" },
		{ "addr=0x1000 pid=1", MMS_Q_ADDR | MMS_Q_PID, " addr=0x1000 pid=1" },
		{ "pid=2147483647\taddr=0x1000", MMS_Q_ADDR | MMS_Q_PID,
		  " addr=0x1000 pid=2147483647" },
		{ "pid=7", MMS_Q_PID, " pid=7" },
		/* A leading 0 is no octal. */
		{ "pid=010", MMS_Q_PID, " pid=10" },
		{ "addr=0100", MMS_Q_ADDR, " addr=0x64" },
		{ "pfn=0x1234", MMS_Q_PFN, " pfn=0x1234" },
		{ "pfn=16", MMS_Q_PFN, " pfn=0x10" },
		{ "sym=vmalloc", MMS_Q_SYM, " sym=vmalloc" },
		{ "sym=vmalloc+0x10", MMS_Q_SYM, " sym=vmalloc+0x10" },
		{ "sym=a=b", MMS_Q_SYM, " sym=a=b" },
		{ "range=0x1000-0x2000", MMS_Q_RANGE, " range=0x1000-0x2000" },
		{ "range=0-1", MMS_Q_RANGE, " range=0x0-0x1" },
		{ "range=0-0xffffffffffffffff pid=3", MMS_Q_RANGE | MMS_Q_PID,
		  " range=0x0-0xffffffffffffffff pid=3" },
	};
	struct mms_query *q = kunit_kzalloc(test, sizeof(*q), GFP_KERNEL);
	char buf[128];
	size_t i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, q);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *line = cases[i].line;
		struct mms_text t;

		KUNIT_EXPECT_EQ_MSG(test, mms_query_parse(line, strlen(line), q), 0,
				    "'%s'", line);
		KUNIT_EXPECT_EQ_MSG(test, q->have, cases[i].have, "'%s'", line);
		mms_text_init(&t, buf, sizeof(buf));
		mms_query_rec(&t, q);
		KUNIT_EXPECT_STREQ(test, (const char *)buf, cases[i].record);
	}
}

static void query_refuses(struct kunit *test)
{
	static const char *const lines[] = {
		"", " ", "\t", "\r", "=", "=1", "0x", "x", "abc", "hello world",
		/* unknown and misspelt keys */
		"adr=1", "addr =1", "addr= 1", "ADDR=1", "address=1", "add=1", "a=1",
		/* numbers with something in front, behind, or too long */
		"addr=", "addr=0x", "addr=0x1g", "addr=1k", "addr=-1", "addr=+1",
		"addr=1,", "addr=0x1000x", "addr=0x10000000000000000",
		"addr=18446744073709551616", "addr=\"1\"", "addr=1.5",
		/* a pid is a positive int */
		"pid=0", "pid=-1", "pid=2147483648", "pid=0x100000000", "pid=self",
		/* ranges: two numbers, in order, not empty */
		"range=", "range=1", "range=1-", "range=-1", "range=-", "range=1-1",
		"range=2-1", "range=0x1000--0x2000", "range=1-2-3", "range=1-2k",
		"sym=", "pfn=", "pfn=zero",
		/* a key twice, two subjects at once */
		"addr=1 addr=1", "pid=1 pid=1 addr=1", "0x1 0x2", "addr=1 pfn=1",
		"addr=1 sym=x", "sym=x range=1-2", "pfn=1 range=1-2", "0x1 pfn=1",
		/* one good word does not save a bad one */
		"addr=1 junk", "junk addr=1", "addr=1 key=1", "addr=1 =",
	};
	struct mms_query *q = kunit_kzalloc(test, sizeof(*q), GFP_KERNEL);
	size_t i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, q);
	for (i = 0; i < ARRAY_SIZE(lines); i++)
		KUNIT_EXPECT_EQ_MSG(test, mms_query_parse(lines[i], strlen(lines[i]), q),
				    -EINVAL, "'%s'", lines[i]);
}

/* The line is a slice of a write: no NUL behind it, perhaps one inside. */
static void query_stays_inside_its_line(struct kunit *test)
{
	struct mms_query *q = kunit_kzalloc(test, sizeof(*q), GFP_KERNEL);
	static const char nul[] = "addr=1\0002";
	static const char newline[] = "addr=1\n";

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, q);
	KUNIT_EXPECT_EQ(test, mms_query_parse("addr=0x1234junk", 11, q), 0);
	KUNIT_EXPECT_EQ(test, q->addr, (u64)0x1234);
	KUNIT_EXPECT_EQ(test, mms_query_parse("addr=0x1234", 9, q), 0);
	KUNIT_EXPECT_EQ(test, q->addr, (u64)0x12);
	KUNIT_EXPECT_EQ(test, mms_query_parse("range=1-23", 9, q), 0);
	KUNIT_EXPECT_EQ(test, q->end, (u64)2);
	KUNIT_EXPECT_EQ(test, mms_query_parse("sym=vmallocator", 11, q), 0);
	KUNIT_EXPECT_STREQ(test, (const char *)q->sym, "vmalloc");
	KUNIT_EXPECT_EQ(test, mms_query_parse(newline, sizeof(newline) - 1, q), -EINVAL);
	KUNIT_EXPECT_EQ(test, mms_query_parse(nul, sizeof(nul) - 1, q), -EINVAL);
	KUNIT_EXPECT_EQ(test, mms_query_parse("\0\0\0\0", 4, q), -EINVAL);
	KUNIT_EXPECT_EQ(test, mms_query_parse("sym=\0", 5, q), -EINVAL);
	KUNIT_EXPECT_EQ(test, mms_query_parse("sym=a\x80", 6, q), -EINVAL);
	KUNIT_EXPECT_EQ(test, mms_query_parse("sym=a\x7f", 6, q), -EINVAL);
	KUNIT_EXPECT_EQ(test, mms_query_parse("sym=a\x01", 6, q), -EINVAL);
}

static void query_symbol_length(struct kunit *test)
{
	struct mms_query *q = kunit_kzalloc(test, sizeof(*q), GFP_KERNEL);
	char *line = kunit_kzalloc(test, 4 + MMS_SYM_LEN, GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, q);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, line);
	memset(line, 'f', 4 + MMS_SYM_LEN);
	memcpy(line, "sym=", 4);
	KUNIT_EXPECT_EQ(test, mms_query_parse(line, 4 + MMS_SYM_LEN - 1, q), 0);
	KUNIT_EXPECT_EQ(test, strlen(q->sym), (size_t)MMS_SYM_LEN - 1);
	KUNIT_EXPECT_EQ(test, mms_query_parse(line, 4 + MMS_SYM_LEN, q), -EINVAL);
}

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

static struct kunit_case query_cases[] = {
	KUNIT_CASE(query_accepts),
	KUNIT_CASE(query_refuses),
	KUNIT_CASE(query_stays_inside_its_line),
	KUNIT_CASE(query_symbol_length),
	KUNIT_CASE(query_lines),
	{ }
};

struct kunit_suite mmscope_query_suite = {
	.name = "mmscope_query",
	.test_cases = query_cases,
};
