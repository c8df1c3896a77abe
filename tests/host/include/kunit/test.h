/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * As much of KUnit as our pure suites use, in user space: for running them in
 * a second, a thousand times over. A failed expectation is noted and the case
 * goes on, a failed assertion ends it. Single-threaded; no locks.
 */
#ifndef HOST_KUNIT_TEST_H
#define HOST_KUNIT_TEST_H

#include <setjmp.h>
#include <linux/kernel.h>
#include <linux/string.h>

struct kunit {
	const char *name;
	int failed;
	jmp_buf end;
	void *priv;
};

struct kunit_case {
	void (*run)(struct kunit *test);
	const char *name;
};

struct kunit_suite {
	const char *name;
	int (*init)(struct kunit *test);
	void (*exit)(struct kunit *test);
	struct kunit_case *test_cases;
};

#define KUNIT_CASE(function)	{ function, #function }
#define GFP_KERNEL		0

/* Notes a failure; @fatal ends the case. Says where unless @fmt is NULL. */
void host_fail(struct kunit *test, bool fatal, const char *file, int line,
	       const char *what, const char *fmt, ...);
/* Zeroed memory that lives as long as the process. */
void *kunit_kzalloc(struct kunit *test, size_t size, int gfp);

#define HOST_CHECK(test, ok, fatal, ...)				\
	do {								\
		if (!(ok))						\
			host_fail(test, fatal, __FILE__, __LINE__,	\
				  #ok, __VA_ARGS__);			\
	} while (0)

#define KUNIT_FAIL(t, ...)		HOST_CHECK(t, false, false, __VA_ARGS__)
#define KUNIT_EXPECT_EQ(t, a, b)	HOST_CHECK(t, (a) == (b), false, NULL)
#define KUNIT_EXPECT_NE(t, a, b)	HOST_CHECK(t, (a) != (b), false, NULL)
#define KUNIT_EXPECT_LT(t, a, b)	HOST_CHECK(t, (a) < (b), false, NULL)
#define KUNIT_EXPECT_LE(t, a, b)	HOST_CHECK(t, (a) <= (b), false, NULL)
#define KUNIT_EXPECT_GT(t, a, b)	HOST_CHECK(t, (a) > (b), false, NULL)
#define KUNIT_EXPECT_GE(t, a, b)	HOST_CHECK(t, (a) >= (b), false, NULL)
#define KUNIT_EXPECT_TRUE(t, a)		HOST_CHECK(t, a, false, NULL)
#define KUNIT_EXPECT_FALSE(t, a)	HOST_CHECK(t, !(a), false, NULL)
#define KUNIT_EXPECT_PTR_EQ(t, a, b)	HOST_CHECK(t, (a) == (b), false, NULL)
#define KUNIT_EXPECT_STREQ(t, a, b)	HOST_CHECK(t, !strcmp(a, b), false, "'%s' '%s'", a, b)
#define KUNIT_EXPECT_EQ_MSG(t, a, b, ...)	HOST_CHECK(t, (a) == (b), false, __VA_ARGS__)
#define KUNIT_EXPECT_NE_MSG(t, a, b, ...)	HOST_CHECK(t, (a) != (b), false, __VA_ARGS__)
#define KUNIT_EXPECT_LT_MSG(t, a, b, ...)	HOST_CHECK(t, (a) < (b), false, __VA_ARGS__)
#define KUNIT_EXPECT_LE_MSG(t, a, b, ...)	HOST_CHECK(t, (a) <= (b), false, __VA_ARGS__)
#define KUNIT_EXPECT_GT_MSG(t, a, b, ...)	HOST_CHECK(t, (a) > (b), false, __VA_ARGS__)
#define KUNIT_EXPECT_GE_MSG(t, a, b, ...)	HOST_CHECK(t, (a) >= (b), false, __VA_ARGS__)
#define KUNIT_EXPECT_TRUE_MSG(t, a, ...)	HOST_CHECK(t, a, false, __VA_ARGS__)
#define KUNIT_EXPECT_FALSE_MSG(t, a, ...)	HOST_CHECK(t, !(a), false, __VA_ARGS__)
#define KUNIT_EXPECT_PTR_EQ_MSG(t, a, b, ...)	HOST_CHECK(t, (a) == (b), false, __VA_ARGS__)
#define KUNIT_EXPECT_STREQ_MSG(t, a, b, ...)	HOST_CHECK(t, !strcmp(a, b), false, __VA_ARGS__)
#define KUNIT_ASSERT_EQ(t, a, b)	HOST_CHECK(t, (a) == (b), true, NULL)
#define KUNIT_ASSERT_NE(t, a, b)	HOST_CHECK(t, (a) != (b), true, NULL)
#define KUNIT_ASSERT_LT(t, a, b)	HOST_CHECK(t, (a) < (b), true, NULL)
#define KUNIT_ASSERT_LE(t, a, b)	HOST_CHECK(t, (a) <= (b), true, NULL)
#define KUNIT_ASSERT_GT(t, a, b)	HOST_CHECK(t, (a) > (b), true, NULL)
#define KUNIT_ASSERT_GE(t, a, b)	HOST_CHECK(t, (a) >= (b), true, NULL)
#define KUNIT_ASSERT_TRUE(t, a)		HOST_CHECK(t, a, true, NULL)
#define KUNIT_ASSERT_FALSE(t, a)	HOST_CHECK(t, !(a), true, NULL)
#define KUNIT_ASSERT_STREQ(t, a, b)	HOST_CHECK(t, !strcmp(a, b), true, "'%s' '%s'", a, b)
#define KUNIT_ASSERT_EQ_MSG(t, a, b, ...)	HOST_CHECK(t, (a) == (b), true, __VA_ARGS__)
#define KUNIT_ASSERT_NE_MSG(t, a, b, ...)	HOST_CHECK(t, (a) != (b), true, __VA_ARGS__)
#define KUNIT_ASSERT_LT_MSG(t, a, b, ...)	HOST_CHECK(t, (a) < (b), true, __VA_ARGS__)
#define KUNIT_ASSERT_LE_MSG(t, a, b, ...)	HOST_CHECK(t, (a) <= (b), true, __VA_ARGS__)
#define KUNIT_ASSERT_TRUE_MSG(t, a, ...)	HOST_CHECK(t, a, true, __VA_ARGS__)
#define KUNIT_ASSERT_FALSE_MSG(t, a, ...)	HOST_CHECK(t, !(a), true, __VA_ARGS__)
#define KUNIT_ASSERT_NOT_ERR_OR_NULL(t, p)	HOST_CHECK(t, p, true, NULL)

#endif /* HOST_KUNIT_TEST_H */
