// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_core_words: text as words: wrapped at a width, cut to a width, searched.
 * Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/core/text.h>

#include "../suites.h"

static void words_wrapped(struct kunit *test)
{
	char buf[512], words[200], expected[256];
	struct mms_text t;

	mms_text_init(&t, buf, sizeof(buf));
	mms_put_wrapped(&t, "", 4);
	mms_put_wrapped(&t, "one  two", 4);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, "\none two\n");
	/* 100 columns are one line, with 101 the last word is wrapped. */
	memset(words, 'a', 98);
	memcpy(words + 98, " b", 3);
	mms_text_init(&t, buf, sizeof(buf));
	mms_put_wrapped(&t, words, 4);
	snprintf(expected, sizeof(expected), "%s\n", words);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, (const char *)expected);
	strcat(words, "c");
	mms_text_init(&t, buf, sizeof(buf));
	mms_put_wrapped(&t, words, 4);
	snprintf(expected, sizeof(expected), "%.98s\n    bc\n", words);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, (const char *)expected);
	/* It starts at the text's current column; a word that is too long is not broken. */
	memset(words, 'a', 120);
	words[120] = '\0';
	mms_text_init(&t, buf, sizeof(buf));
	mms_put(&t, "at ");
	mms_put_wrapped(&t, words, 4);
	snprintf(expected, sizeof(expected), "at %s\n", words);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, (const char *)expected);
}

/* No word is cut so that it reads as another one. */
static void words_cut(struct kunit *test)
{
	static const struct {
		const char *name;
		size_t cols;
		const char *words;
	} cases[] = {
		{ "zero (deleted)", 17, "zero (deleted)" },
		{ "zero (deleted)", 14, "zero (deleted)" },
		{ "zero (deleted)", 13, "zero" },
		{ "zero (deleted)", 5, "zero" },
		{ "zero (deleted)", 4, "zero" },
		{ "anon_hugepage (deleted)", 13, "anon_hugepage" },
		{ "anon_hugepage (deleted)", 12, "anon_hugep.." },
		{ "anon_hugepage", 3, "a.." },
		{ "a\tb\377c\177", 9, "a?b?c?" },
		{ "a\tb\377c\177", 5, "a?b.." },
		{ "", 9, "" },
	};
	char to[32];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		memset(to, '#', sizeof(to));
		mms_cut_words(to, cases[i].cols, cases[i].name);
		KUNIT_EXPECT_STREQ_MSG(test, (const char *)to, cases[i].words, "%s in %zu",
				       cases[i].name, cases[i].cols);
		KUNIT_EXPECT_EQ(test, to[cases[i].cols + 1], '#');
	}
}

static void words_found(struct kunit *test)
{
	static const struct {
		const char *line;
		bool found;
	} cases[] = {
		{ "nokaslr", true }, { "nokaslr\n", true }, { "quiet nokaslr ro\n", true },
		{ "quiet  nokaslr", true }, { "", false }, { "\n", false },
		{ "nokaslrx", false }, { "xnokaslr", false }, { "nokasl", false },
		{ "a=nokaslr b", false }, { "nokaslr=1", false }, { "x nokaslr=1 nokaslr", true },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ_MSG(test, (int)mms_has_word(cases[i].line, "nokaslr"),
				    (int)cases[i].found, "%s", cases[i].line);
}

static struct kunit_case words_cases[] = {
	KUNIT_CASE(words_wrapped),
	KUNIT_CASE(words_cut),
	KUNIT_CASE(words_found),
	{}
};

struct kunit_suite mmscope_core_words_suite = {
	.name = "mmscope_core_words",
	.test_cases = words_cases,
};
