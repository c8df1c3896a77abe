// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_core_text: golden strings of the formatter of all records and reports:
 * keys, quoting, units, bars, columns, flags, and that what does not fit is left out
 * as a whole. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/core/text.h>

#include "../suites.h"

#define ROOM 512

static void start(struct mms_text *t)
{
	static char buf[ROOM];

	memset(buf, 0xa5, sizeof(buf));
	mms_text_init(t, buf, sizeof(buf));
}

static void text_starts_empty(struct kunit *test)
{
	struct mms_text t;
	char one;

	start(&t);
	KUNIT_EXPECT_STREQ(test, (const char *)t.buf, "");
	KUNIT_EXPECT_FALSE(test, t.full);
	KUNIT_EXPECT_EQ(test, mms_text_column(&t), (size_t)0);

	mms_text_init(&t, &one, 1);
	mms_put(&t, "%s", "");
	KUNIT_EXPECT_FALSE(test, t.full);
	mms_put(&t, "x");
	KUNIT_EXPECT_TRUE(test, t.full);
	KUNIT_EXPECT_EQ(test, one, (char)'\0');

	mms_text_init(&t, NULL, 0);
	KUNIT_EXPECT_TRUE(test, t.full);
	mms_put(&t, "x");
	mms_put_n(&t, 'x', 3);
	KUNIT_EXPECT_EQ(test, t.len, (size_t)0);
}

static void text_drops_what_does_not_fit(struct kunit *test)
{
	struct mms_text t;
	char buf[8];

	mms_text_init(&t, buf, sizeof(buf));
	mms_put(&t, "abc");
	mms_put(&t, "%d", 12345);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, "abc");
	KUNIT_EXPECT_TRUE(test, t.full);
	/* Once something is missing, nothing may follow it. */
	mms_put(&t, "d");
	mms_put_n(&t, 'd', 1);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, "abc");
	KUNIT_EXPECT_EQ(test, t.len, (size_t)3);

	/* Exactly as long as the room: seven bytes and the NUL. */
	mms_text_init(&t, buf, sizeof(buf));
	mms_put(&t, "abc");
	mms_put_n(&t, 'd', 4);
	KUNIT_EXPECT_FALSE(test, t.full);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, "abcdddd");

	/* One more byte than that. */
	mms_text_init(&t, buf, sizeof(buf));
	mms_put_n(&t, 'd', 8);
	KUNIT_EXPECT_TRUE(test, t.full);
	KUNIT_EXPECT_STREQ(test, (const char *)buf, "");
}

static void text_columns(struct kunit *test)
{
	struct mms_text t;

	start(&t);
	mms_put_to(&t, 0);
	mms_put(&t, "ab");
	mms_put_to(&t, 5);
	mms_put(&t, "c");
	KUNIT_EXPECT_EQ(test, mms_text_column(&t), (size_t)6);
	/* A field that is already too long still gets one blank. */
	mms_put_to(&t, 3);
	mms_put(&t, "d");
	/* So does one that ends just there. */
	mms_put_to(&t, 8);
	mms_put(&t, "e\n");
	KUNIT_EXPECT_EQ(test, mms_text_column(&t), (size_t)0);
	/* Columns are counted from the last newline. */
	mms_put(&t, "x\ny\nzz");
	KUNIT_EXPECT_EQ(test, mms_text_column(&t), (size_t)2);
	mms_put_to(&t, 4);
	mms_put(&t, "z");
	mms_put_n(&t, '\n', 2);
	KUNIT_EXPECT_EQ(test, mms_text_column(&t), (size_t)0);
	KUNIT_EXPECT_STREQ(test, (const char *)t.buf, "ab   c d e\nx\ny\nzz  z\n\n");
}

static void text_sizes(struct kunit *test)
{
	static const struct {
		u64 bytes;
		const char *text;
	} cases[] = {
		{ 0, "0 B" },
		{ 1, "1 B" },
		{ 1023, "1023 B" },
		{ 1024, "1 KiB" },
		{ 1536, "1.50 KiB" },
		{ 4096, "4 KiB" },
		{ 9 * 1024 + 512, "9.50 KiB" },
		{ 10 * 1024 + 512, "10.5 KiB" },
		{ 99 * 1024 + 512, "99.5 KiB" },
		{ 100 * 1024 + 1023, "100 KiB" },
		{ 1024 * 1024 - 1, "1023 KiB" },
		{ 2 << 20, "2 MiB" },
		/* Rounded down: never more than there is. */
		{ (1ULL << 30) - 1, "1023 MiB" },
		{ (1ULL << 31) - 1, "1.99 GiB" },
		{ (1ULL << 30) + 1, "1 GiB" },
		{ (1ULL << 30) + (52ULL << 20), "1.05 GiB" },
		{ 1ULL << 40, "1 TiB" },
		{ 32ULL << 40, "32 TiB" },
		{ 128ULL << 40, "128 TiB" },
		{ 1ULL << 50, "1 PiB" },
		{ 1ULL << 60, "1 EiB" },
		{ ~0ULL, "15.9 EiB" },
	};
	struct mms_text t;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		start(&t);
		mms_put_size(&t, cases[i].bytes, 0);
		KUNIT_EXPECT_STREQ_MSG(test, (const char *)t.buf, cases[i].text,
				       "%llu bytes", cases[i].bytes);
	}
	start(&t);
	mms_put_size(&t, 4096, 9);
	mms_put_size(&t, 1536, 9);
	KUNIT_EXPECT_STREQ(test, (const char *)t.buf, "    4 KiB 1.50 KiB");
}

static void text_bars(struct kunit *test)
{
	static const struct {
		u64 value;
		u64 max;
		unsigned int width;
		size_t drawn;
	} cases[] = {
		{ 0, 10, 10, 0 },
		{ 5, 0, 10, 0 },
		{ 5, 10, 10, 5 },
		{ 10, 10, 10, 10 },
		/* More than the longest bar is as long as the longest. */
		{ 11, 10, 10, 10 },
		{ ~0ULL, 10, 10, 10 },
		/* A value above 0 is never drawn as nothing. */
		{ 1, 1000, 10, 1 },
		{ 1, ~0ULL, 10, 1 },
		/* value * width would overflow 64 bits. */
		{ 1ULL << 63, ~0ULL, 10, 5 },
		{ ~0ULL - 1, ~0ULL, 10, 10 },
	};
	struct mms_text t;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		start(&t);
		mms_put_bar(&t, cases[i].value, cases[i].max, cases[i].width);
		KUNIT_EXPECT_EQ_MSG(test, t.len, cases[i].drawn, "case %zu: %s", i, t.buf);
		KUNIT_EXPECT_EQ(test, strspn(t.buf, "#"), t.len);
	}
}

static void text_records(struct kunit *test)
{
	struct mms_text t;

	start(&t);
	mms_rec(&t, "area");
	mms_rec_hex(&t, "start", 0xffffc90000000000ULL);
	mms_rec_hex(&t, "none", 0);
	mms_rec_dec(&t, "size", ~0ULL);
	mms_rec_int(&t, "node", -1);
	mms_rec_int(&t, "least", S64_MIN);
	mms_rec_bool(&t, "huge", true);
	mms_rec_bool(&t, "lazy", false);
	mms_rec_str(&t, "caller", "vmalloc_test+0x10/0x20");
	mms_rec_end(&t);
	KUNIT_EXPECT_STREQ(test, (const char *)t.buf,
			   "area start=0xffffc90000000000 none=0x0 size=18446744073709551615 node=-1 least=-9223372036854775808 huge=yes lazy=no caller=vmalloc_test+0x10/0x20\n");
	KUNIT_EXPECT_EQ(test, mms_text_column(&t), (size_t)0);
}

static void text_quotes(struct kunit *test)
{
	static const struct {
		const char *value;
		const char *text;
	} cases[] = {
		{ "plain", " k=plain" },
		{ "a=b,c-d/e", " k=a=b,c-d/e" },
		{ NULL, " k=\"\"" },
		{ "", " k=\"\"" },
		{ "two words", " k=\"two words\"" },
		{ " ", " k=\" \"" },
		{ "say \"x\"", " k=\"say \\\"x\\\"\"" },
		{ "\"", " k=\"\\\"\"" },
		{ "back\\slash", " k=\"back\\\\slash\"" },
		{ "tab\there", " k=\"tab\\x09here\"" },
		/* Nothing may end the line but the record itself. */
		{ "a\nevil k=1", " k=\"a\\x0aevil k=1\"" },
		{ "\x1b[31m", " k=\"\\x1b[31m\"" },
		{ "\x7f", " k=\"\\x7f\"" },
		{ "\xc3\xa9", " k=\"\\xc3\\xa9\"" },
		{ "\xff", " k=\"\\xff\"" },
	};
	struct mms_text t;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		start(&t);
		mms_rec_str(&t, "k", cases[i].value);
		KUNIT_EXPECT_STREQ(test, (const char *)t.buf, cases[i].text);
	}
}

static const struct mms_flag flags[] = {
	{ 0x01, 0x01, "present" },
	{ 0x02, 0x02, "rw" },
	/* A two-bit field: one row for each value that has a name. */
	{ 0x0c, 0x04, "wc" },
	{ 0x0c, 0x08, "uc" },
	{ 0x8000000000000000ULL, 0x8000000000000000ULL, "nx" },
	{ }
};

static void text_flags(struct kunit *test)
{
	static const struct {
		u64 word;
		u64 unknown;
		const char *record;
		const char *report;
	} cases[] = {
		{ 0, 0, " f=none", "" },
		{ 0x3, 0, " f=present,rw", "present rw" },
		{ 0x9, 0, " f=present,uc", "present uc" },
		{ 0x8000000000000001ULL, 0, " f=present,nx", "present nx" },
		{ 0x10, 0x10, " f=unknown=0x10", "unknown=0x10" },
		{ 0x4000000000000032ULL, 0x4000000000000030ULL,
		  " f=rw,unknown=0x4000000000000030",
		  "rw unknown=0x4000000000000030" },
	};
	struct mms_text t;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		KUNIT_EXPECT_EQ(test, mms_flags_unknown(flags, cases[i].word), cases[i].unknown);
		start(&t);
		mms_rec_flags(&t, "f", flags, cases[i].word);
		KUNIT_EXPECT_STREQ(test, (const char *)t.buf, cases[i].record);
		start(&t);
		mms_put_flags(&t, flags, cases[i].word);
		KUNIT_EXPECT_STREQ(test, (const char *)t.buf, cases[i].report);
	}
}

/*
 * A record cut at any byte: what is there is always a prefix of the whole, and the
 * text is marked as full.
 */
static void text_cut_anywhere(struct kunit *test)
{
	static const char whole[] = "area at=0x1234 n=42 name=\"a b\" f=present\n";
	char buf[sizeof(whole)];
	struct mms_text t;
	size_t size;

	for (size = 1; size <= sizeof(buf); size++) {
		memset(buf, 0xa5, sizeof(buf));
		mms_text_init(&t, buf, size);
		mms_rec(&t, "area");
		mms_rec_hex(&t, "at", 0x1234);
		mms_rec_dec(&t, "n", 42);
		mms_rec_str(&t, "name", "a b");
		mms_rec_flags(&t, "f", flags, 1);
		mms_rec_end(&t);
		KUNIT_EXPECT_EQ_MSG(test, t.full, (bool)(size < sizeof(buf)), "size %zu", size);
		KUNIT_EXPECT_EQ(test, t.len, strlen(buf));
		KUNIT_EXPECT_EQ_MSG(test, strncmp(buf, whole, t.len), 0, "size %zu", size);
	}
}

static struct kunit_case text_cases[] = {
	KUNIT_CASE(text_starts_empty),
	KUNIT_CASE(text_drops_what_does_not_fit),
	KUNIT_CASE(text_columns),
	KUNIT_CASE(text_sizes),
	KUNIT_CASE(text_bars),
	KUNIT_CASE(text_records),
	KUNIT_CASE(text_quotes),
	KUNIT_CASE(text_flags),
	KUNIT_CASE(text_cut_anywhere),
	{ }
};

struct kunit_suite mmscope_core_text_suite = {
	.name = "mmscope_core_text",
	.test_cases = text_cases,
};
