// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_core_query: the grammar of the query files. What is accepted has exactly
 * its value, and everything else that a person or a fuzzer may type is refused, so
 * that a mistake is never answered as another query. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/core/query.h>
#include <mmscope/core/text.h>

#include "../suites.h"

#define ZEROS_64 "0000000000000000000000000000000000000000000000000000000000000000"

#define ALL_KEYS (~0U)

static int parse(const char *line, size_t len, struct mms_query *q)
{
	struct mms_query_fault fault;

	return mms_query_parse(line, len, ALL_KEYS, q, &fault);
}

/* What was written, and the parsed query printed again. */
static const struct {
	const char *line;
	u32 have;
	const char *record;
} accepted[] = {
	{ "addr=0xffffffff81000000", MMS_Q_ADDR, " addr=0xffffffff81000000" },
	{ "addr=0", MMS_Q_ADDR, " addr=0x0" },
	{ "addr=0xffffffffffffffff", MMS_Q_ADDR, " addr=0xffffffffffffffff" },
	/* Up to 9 decimal and hex are the same. */
	{ "addr=9", MMS_Q_ADDR, " addr=0x9" },
	{ "addr=009", MMS_Q_ADDR, " addr=0x9" },
	{ "addr=0x" ZEROS_64 "01", MMS_Q_ADDR, " addr=0x1" },
	{ "0x1000", MMS_Q_ADDR, " addr=0x1000" },
	{ "0XABCDEF", MMS_Q_ADDR, " addr=0xabcdef" },
	{ "  0x1000\t", MMS_Q_ADDR, " addr=0x1000" },
	{ "0x1000\r", MMS_Q_ADDR, " addr=0x1000" },
	/* As kallsyms and maps print them: a letter, or 8 or 16 digits. */
	{ "ffffffff81000000", MMS_Q_ADDR, " addr=0xffffffff81000000" },
	{ "addr=7ffd464caff0", MMS_Q_ADDR, " addr=0x7ffd464caff0" },
	{ "addr=C0008000", MMS_Q_ADDR, " addr=0xc0008000" },
	{ "addr=1f", MMS_Q_ADDR, " addr=0x1f" },
	{ "addr=08048000", MMS_Q_ADDR, " addr=0x8048000" },
	{ "addr=0000000000012000", MMS_Q_ADDR, " addr=0x12000" },
	{ "range=08048000-08049000", MMS_Q_RANGE, " range=0x8048000-0x8049000" },
	/* If one end is plainly hex, so is the other. */
	{ "range=555555554000-55555555a000", MMS_Q_RANGE,
	  " range=0x555555554000-0x55555555a000" },
	{ "range=5555555a0000-555555600000", MMS_Q_RANGE,
	  " range=0x5555555a0000-0x555555600000" },
	{ "addr=0x1000 pid=1", MMS_Q_ADDR | MMS_Q_PID, " addr=0x1000 pid=1" },
	{ "pid=2147483647\taddr=0x1000", MMS_Q_ADDR | MMS_Q_PID,
	  " addr=0x1000 pid=2147483647" },
	{ "pid=7", MMS_Q_PID, " pid=7" },
	/* A leading 0 is no octal. */
	{ "pid=010", MMS_Q_PID, " pid=10" },
	{ "pfn=0x1234", MMS_Q_PFN, " pfn=0x1234" },
	{ "pfn=16", MMS_Q_PFN, " pfn=0x10" },
	{ "pfn=18446744073709551615", MMS_Q_PFN, " pfn=0xffffffffffffffff" },
	{ "sym=vmalloc", MMS_Q_SYM, " sym=vmalloc" },
	{ "sym=vmalloc+0x10", MMS_Q_SYM, " sym=vmalloc+0x10" },
	{ "sym=vmalloc+010", MMS_Q_SYM, " sym=vmalloc+010" },
	{ "sym=a=b", MMS_Q_SYM, " sym=a=b" },
	{ "range=0x1000-0x2000", MMS_Q_RANGE, " range=0x1000-0x2000" },
	{ "dump=kernel", MMS_Q_DUMP, " dump=kernel" },
	{ "dump=12 range=0x1000-0x2000", MMS_Q_DUMP | MMS_Q_PID | MMS_Q_RANGE,
	  " range=0x1000-0x2000 dump=12" },
	{ "dump=kernel perms=-x+w+r-u", MMS_Q_DUMP | MMS_Q_PERMS, " dump=kernel perms=+r+w-x-u" },
	{ "dump=kernel type=write-back min_size=0x1000 region=direct_map",
	  MMS_Q_DUMP | MMS_Q_TYPE | MMS_Q_MIN_SIZE | MMS_Q_REGION,
	  " dump=kernel type=write-back min_size=4096 region=direct_map" },
	{ "dump=1 min_size=2M", MMS_Q_DUMP | MMS_Q_PID | MMS_Q_MIN_SIZE,
	  " dump=1 min_size=2097152" },
	{ "dump=1 min_size=1K", MMS_Q_DUMP | MMS_Q_PID | MMS_Q_MIN_SIZE, " dump=1 min_size=1024" },
	{ "only=walk addr=0x1", MMS_Q_ADDR | MMS_Q_ONLY, " addr=0x1 only=walk" },
	{ "phys=0x1000", MMS_Q_PHYS, " phys=0x1000" },
	{ "phys=1f", MMS_Q_PHYS, " phys=0x1f" },
	{ "phys=0", MMS_Q_PHYS, " phys=0x0" },
	{ "phys=0x1000-0x2000", MMS_Q_PHYS, " phys=0x1000-0x2000" },
	{ "phys=00100000-00200000", MMS_Q_PHYS, " phys=0x100000-0x200000" },
	{ "range=0-1", MMS_Q_RANGE, " range=0x0-0x1" },
	{ "range=0-0xffffffffffffffff pid=3", MMS_Q_RANGE | MMS_Q_PID,
	  " range=0x0-0xffffffffffffffff pid=3" },
	{ "tables=kernel", MMS_Q_TABLES, " tables=kernel" },
	{ "tables=7", MMS_Q_TABLES | MMS_Q_PID, " tables=7 pid=7" },
	{ "sym=vmalloc as=records", MMS_Q_SYM | MMS_Q_AS, " sym=vmalloc as=records" },
	{ "as=records 0x1", MMS_Q_ADDR | MMS_Q_AS, " addr=0x1 as=records" },
};

static void query_accepts(struct kunit *test)
{
	struct mms_query *q = kunit_kzalloc(test, sizeof(*q), GFP_KERNEL);
	char buf[128];
	size_t i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, q);
	for (i = 0; i < ARRAY_SIZE(accepted); i++) {
		const char *line = accepted[i].line;
		struct mms_text t;

		KUNIT_EXPECT_EQ_MSG(test, parse(line, strlen(line), q), 0, "'%s'", line);
		KUNIT_EXPECT_EQ_MSG(test, q->have, accepted[i].have, "'%s'", line);
		mms_text_init(&t, buf, sizeof(buf));
		mms_query_rec(&t, q);
		KUNIT_EXPECT_STREQ(test, (const char *)buf, accepted[i].record);
		KUNIT_EXPECT_EQ_MSG(test, mms_query_size(q),
				    offsetof(struct mms_query, sym) + strlen(q->sym) + 1,
				    "'%s'", line);
	}
}

#define DECIMAL "not a digit; hex needs 0x"
#define HEX "not a hex digit"
#define LONG "a number of more than 64 bits"
#define WHICH "decimal or hex? write hex with 0x"
#define NEITHER "neither KEY=VALUE nor an address"
#define TWICE "a key given twice"
#define TWO "a query asks about one thing"

/* What is refused, in which column and why. */
static const struct {
	const char *line;
	u32 column;
	const char *reason;
} refused[] = {
	{ "", 1, "asks about nothing" }, { " ", 1, "asks about nothing" },
	{ "\t", 1, "asks about nothing" }, { "as=records", 1, "asks about nothing" },
	{ "dump=", 6, "neither kernel nor a pid" },
	{ "dump=kernels", 6, "neither kernel nor a pid" },
	{ "dump=0", 6, "a pid is 1 to 2147483647" }, { "dump=1 pid=1", 8, TWICE },
	{ "pid=1 dump=1", 12, "whose tables, twice" },
	{ "pid=1 dump=kernel", 12, "whose tables, twice" },
	{ "dump=kernel pid=1", 17, "whose tables, twice" },
	{ "dump=1 perms=", 14, "no rights: say perms=+w+x" },
	{ "dump=1 perms=w", 14, "+ or - comes before each of r, w, x, u" },
	{ "dump=1 perms=+w+", 16, "behind + and - comes r, w, x or u" },
	{ "dump=1 perms=+w+y", 16, "behind + and - comes r, w, x or u" },
	{ "dump=1 perms=+w-w", 16, "a right named twice" },
	{ "dump=1 type=", 13, "no memory type" }, { "dump=1 region=", 15, "no region's name" },
	{ "dump=1 type=aaaaaaaaaaaaaaaaaaaaaaaa", 13, "longer than any name" },
	{ "dump=1 min_size=", 17, "no number" }, { "dump=1 min_size=M", 17, "no number" },
	{ "dump=1 min_size=1T", 18, DECIMAL },
	{ "dump=1 min_size=0xffffffffffffffffK", 17, LONG },
	{ "0x1 only=", 10, "there is only only=walk" },
	{ "0x1 only=walks", 10, "there is only only=walk" },
	{ "phys=", 6, "no number" }, { "phys=12", 6, WHICH }, { "phys=0x2-0x1", 10,
	  "the range's end is not above its start" },
	{ "phys=0xffffffffffffffff", 6, "no physical address is so large" },
	{ "phys=0x1 pfn=1", 10, TWO }, { "phys=0x1g", 9, HEX },
	/* unknown and misspelt keys */
	{ "=", 1, "no such key" }, { "adr=1", 1, "no such key" },
	{ "addr=1 key=1", 8, "no such key" }, { "ADDR=1", 1, "no such key" },
	{ "add=1", 1, "no such key" }, { "addr=1 =", 8, "no such key" },
	{ "tables=", 8, "neither kernel nor a pid" }, { "tables=0", 8, "a pid is 1 to 2147483647" },
	{ "tables=kernels", 8, "neither kernel nor a pid" },
	{ "pid=1 tables=1", 14, "whose tables, twice" },
	{ "pid=1 tables=kernel", 14, "whose tables, twice" },
	{ "tables=1 pid=1", 10, TWICE }, { "tables=1 addr=0x1", 10, TWO },
	{ "x", 1, NEITHER }, { "hello world", 1, NEITHER }, { "0x1 ,", 5, NEITHER },
	{ "addr=0x1 junk", 10, NEITHER }, { "addr =1", 4, HEX },
	{ "addr= 1", 6, "no number" },
	/* numbers with something in front, behind, or too long */
	{ "addr=", 6, "no number" }, { "addr=0x", 8, "no digits behind 0x" },
	{ "addr=0x1g", 9, HEX }, { "addr=1k", 7, DECIMAL }, { "addr=-1", 6, DECIMAL },
	{ "addr=+1", 6, DECIMAL }, { "addr=1,", 7, DECIMAL }, { "addr=0x1000x", 12, HEX },
	{ "addr=0x10000000000000000", 24, LONG }, { "addr=1.5", 7, DECIMAL },
	{ "addr=18446744073709551616", 25, LONG }, { "addr=\"1\"", 6, DECIMAL },
	{ "addr=28446744073709551610", 25, LONG }, { "addr=oops", 6, DECIMAL },
	{ "abcdefabcdefabcde", 17, LONG }, { "addr=fg", 7, HEX },
	/* decimal or hex? Ambiguous */
	{ "addr=4096", 6, WHICH }, { "addr=10", 6, WHICH }, { "addr=0100", 6, WHICH },
	{ "addr=18446744073709551615", 6, WHICH }, { "12345678901", 1, WHICH },
	{ "range=1-23", 9, WHICH }, { "range=10-0x23", 7, WHICH },
	/* a pid is a positive int */
	{ "pid=0", 5, "a pid is 1 to 2147483647" },
	{ "pid=2147483648", 5, "a pid is 1 to 2147483647" },
	{ "pid=0x100000000", 5, "a pid is 1 to 2147483647" },
	{ "pid=-1", 5, DECIMAL }, { "pid=self", 5, DECIMAL }, { "pid=", 5, "no number" },
	/* ranges: two numbers, in order, not empty */
	{ "range=", 7, "a range is START-END" }, { "range=1", 7, "a range is START-END" },
	{ "range=1-", 9, "no number" }, { "range=-1", 7, "no number" },
	{ "range=ff-", 10, "no number" },
	{ "range=1-1", 9, "the range's end is not above its start" },
	{ "range=2-1", 9, "the range's end is not above its start" },
	{ "range=0x1000--0x2000", 14, DECIMAL }, { "range=1-2-3", 10, DECIMAL },
	{ "range=1-2k", 10, DECIMAL },
	{ "pfn=", 5, "no number" }, { "pfn=zero", 5, DECIMAL }, { "pfn=1f", 6, DECIMAL },
	{ "sym=", 5, "no symbol's name" }, { "sym=+0x1", 5, "no symbol's name" },
	{ "sym=a+", 7, "no number" }, { "sym=a+0x1g", 10, HEX },
	{ "sym=a+1+1", 8, DECIMAL },
	/* a key twice, two subjects at once */
	{ "addr=1 addr=1", 8, TWICE }, { "0x1 0x2", 5, TWICE },
	{ "pid=1 pid=1 addr=1", 7, TWICE }, { "addr=1 pfn=1", 8, TWO },
	{ "addr=1 sym=x", 8, TWO }, { "sym=x range=1-2", 7, TWO }, { "0x1 pfn=1", 5, TWO },
	{ "0x1 as=report", 8, "there is only as=records" },
	{ "0x1 as=", 8, "there is only as=records" },
	{ "0x1 as=rec", 8, "there is only as=records" },
	{ "0x1 as=recordz", 8, "there is only as=records" },
};

static void query_refuses(struct kunit *test)
{
	struct mms_query *q = kunit_kzalloc(test, sizeof(*q), GFP_KERNEL);
	size_t i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, q);
	for (i = 0; i < ARRAY_SIZE(refused); i++) {
		const char *line = refused[i].line;
		struct mms_query_fault fault = {};

		KUNIT_EXPECT_EQ_MSG(test,
				    mms_query_parse(line, strlen(line), ALL_KEYS, q, &fault),
				    -EINVAL, "'%s'", line);
		KUNIT_EXPECT_EQ_MSG(test, fault.column, refused[i].column, "'%s'", line);
		KUNIT_EXPECT_STREQ(test, fault.reason ? fault.reason : "none", refused[i].reason);
	}
}

/* A file that takes some keys takes the example of each. */
static void query_keys(struct kunit *test)
{
	struct mms_query *q = kunit_kzalloc(test, sizeof(*q), GFP_KERNEL);
	const struct mms_query_spec *spec;
	struct mms_query_fault fault;
	u32 seen = 0;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, q);
	for (spec = mms_query_specs; spec->name; spec++) {
		const char *at = strstr(spec->example, spec->name);

		KUNIT_EXPECT_EQ_MSG(test, parse(spec->example, strlen(spec->example), q), 0,
				    "%s", spec->example);
		KUNIT_EXPECT_TRUE_MSG(test, q->have & spec->bit, "%s", spec->example);
		KUNIT_EXPECT_EQ_MSG(test, seen & spec->bit, 0U, "%s", spec->name);
		seen |= spec->bit;
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, at);
		KUNIT_EXPECT_EQ_MSG(test, mms_query_column(spec->example, strlen(spec->example),
							   spec->bit),
				    (u32)(at - spec->example) + 1, "%s", spec->example);
		KUNIT_EXPECT_EQ(test, mms_query_parse(spec->example, strlen(spec->example),
						      ~spec->bit, q, &fault), -EINVAL);
		KUNIT_EXPECT_STREQ(test, fault.reason, "not a key of this file");
	}
	KUNIT_EXPECT_EQ(test, seen, (u32)(MMS_Q_ADDR | MMS_Q_SYM | MMS_Q_PID | MMS_Q_PFN |
					  MMS_Q_RANGE | MMS_Q_AS | MMS_Q_PHYS |
					  MMS_Q_ONLY | MMS_Q_DUMP | MMS_Q_PERMS | MMS_Q_TYPE |
					  MMS_Q_MIN_SIZE | MMS_Q_REGION | MMS_Q_TABLES));
	KUNIT_EXPECT_EQ(test, mms_query_column(" 0x1  pid=1", 11, MMS_Q_ADDR), 2U);
	KUNIT_EXPECT_EQ(test, mms_query_column(" 0x1  pid=1", 11, MMS_Q_PID), 7U);
	KUNIT_EXPECT_EQ(test, mms_query_column(" 0x1  pid=1", 11, MMS_Q_SYM), 0U);
}

/* The line is a slice of a write: no NUL behind it, perhaps one inside. */
static void query_stays_inside_its_line(struct kunit *test)
{
	struct mms_query *q = kunit_kzalloc(test, sizeof(*q), GFP_KERNEL);
	static const char nul[] = "addr=1\0002";
	static const char newline[] = "addr=1\n";

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, q);
	KUNIT_EXPECT_EQ(test, parse("addr=0x1234junk", 11, q), 0);
	KUNIT_EXPECT_EQ(test, q->addr, (u64)0x1234);
	KUNIT_EXPECT_EQ(test, parse("addr=0x1234", 9, q), 0);
	KUNIT_EXPECT_EQ(test, q->addr, (u64)0x12);
	KUNIT_EXPECT_EQ(test, parse("range=1-23", 9, q), 0);
	KUNIT_EXPECT_EQ(test, q->end, (u64)2);
	KUNIT_EXPECT_EQ(test, parse("sym=vmallocator", 11, q), 0);
	KUNIT_EXPECT_STREQ(test, (const char *)q->sym, "vmalloc");
	KUNIT_EXPECT_EQ(test, parse(newline, sizeof(newline) - 1, q), -EINVAL);
	KUNIT_EXPECT_EQ(test, parse(nul, sizeof(nul) - 1, q), -EINVAL);
	KUNIT_EXPECT_EQ(test, parse("\0\0\0\0", 4, q), -EINVAL);
	KUNIT_EXPECT_EQ(test, parse("sym=\0", 5, q), -EINVAL);
	KUNIT_EXPECT_EQ(test, parse("sym=a\x80", 6, q), -EINVAL);
	KUNIT_EXPECT_EQ(test, parse("sym=a\x7f", 6, q), -EINVAL);
	KUNIT_EXPECT_EQ(test, parse("sym=a\x01", 6, q), -EINVAL);
}

static void query_symbol_length(struct kunit *test)
{
	struct mms_query *q = kunit_kzalloc(test, sizeof(*q), GFP_KERNEL);
	char *line = kunit_kzalloc(test, 4 + MMS_SYM_LEN, GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, q);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, line);
	memset(line, 'f', 4 + MMS_SYM_LEN);
	memcpy(line, "sym=", 4);
	KUNIT_EXPECT_EQ(test, parse(line, 4 + MMS_SYM_LEN - 1, q), 0);
	KUNIT_EXPECT_EQ(test, strlen(q->sym), (size_t)MMS_SYM_LEN - 1);
	KUNIT_EXPECT_EQ(test, parse(line, 4 + MMS_SYM_LEN, q), -EINVAL);
}

static struct kunit_case query_cases[] = {
	KUNIT_CASE(query_accepts),
	KUNIT_CASE(query_refuses),
	KUNIT_CASE(query_keys),
	KUNIT_CASE(query_stays_inside_its_line),
	KUNIT_CASE(query_symbol_length),
	{ }
};

struct kunit_suite mmscope_core_query_suite = {
	.name = "mmscope_core_query",
	.test_cases = query_cases,
};
