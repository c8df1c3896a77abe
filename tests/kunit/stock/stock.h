/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Included before everything else in kunit.ko and mmscope_kunit.ko when they
 * are built for a stock kernel, whose configuration has no KUNIT.
 *
 * The structs KUnit adds members to are laid out first, as the running kernel
 * has them; only then is KUNIT switched on. The member it misses in
 * task_struct, the task's current test, is journal_info: a pointer of the
 * task's own that only a filesystem transaction uses, and no test is in one.
 */
#ifndef MMSCOPE_KUNIT_STOCK_H
#define MMSCOPE_KUNIT_STOCK_H

#include <linux/module.h>
#include <linux/sched.h>

#define CONFIG_KUNIT_MODULE 1
#define CONFIG_KUNIT_DEFAULT_ENABLED 1
#define CONFIG_KUNIT_AUTORUN_ENABLED 1
#define CONFIG_KUNIT_DEFAULT_TIMEOUT 300
#define CONFIG_KUNIT_DEFAULT_FILTER_GLOB ""
#define CONFIG_KUNIT_DEFAULT_FILTER ""
#define CONFIG_KUNIT_DEFAULT_FILTER_ACTION ""
#define kunit_test journal_info

/* The same, typed: stock.py puts it for current->kunit_test in lib/kunit/. */
#define mms_current_test (*(struct kunit **)&current->journal_info)

#include <kunit/test.h>

/*
 * lib/kunit/test.c has a notifier for the suites the module loader noted in
 * struct module. Here no loader notes any: the notifier is never registered,
 * and a module runs its suites itself (below).
 */
#ifdef MMS_NO_NOTIFIER
struct mms_module {
	struct kunit_suite **kunit_suites, **kunit_init_suites;
	int num_kunit_suites, num_kunit_init_suites;
};
#define module mms_module
#define register_module_notifier(nb) ((void)(nb), 0)
#define unregister_module_notifier(nb) ((void)(nb))
#endif

/*
 * 5.10 takes the suites up to a NULL, later kernels their number, the newest
 * also whether to run them at once.
 */
#define mms_has_type(f, g) __builtin_types_compatible_p(typeof(*(f)), typeof(g))

static inline int mms_kunit_run(struct kunit_suite **suites, int n)
{
	int (*one)(struct kunit_suite * const *suites) =
		(void *)__kunit_test_suites_init;
	int (*two)(struct kunit_suite * const *suites, int n) =
		(void *)__kunit_test_suites_init;
	int (*three)(struct kunit_suite * const *suites, int n, bool run) =
		(void *)__kunit_test_suites_init;

	if (mms_has_type(one, __kunit_test_suites_init))
		return one(suites);
	if (mms_has_type(two, __kunit_test_suites_init))
		return two(suites, n);
	return three(suites, n, true);
}

static inline void mms_kunit_end(struct kunit_suite **suites, int n)
{
	void (*one)(struct kunit_suite **suites) =
		(void *)__kunit_test_suites_exit;
	void (*two)(struct kunit_suite **suites, int n) =
		(void *)__kunit_test_suites_exit;

	if (mms_has_type(one, __kunit_test_suites_exit))
		one(suites);
	else
		two(suites, n);
}

#undef kunit_test_suites
#define kunit_test_suites(suites...)						\
	static struct kunit_suite *mms_kunit_suites[] = { suites, NULL };	\
	static int __init mms_kunit_init(void)					\
	{									\
		pr_info("KTAP version 1\n");					\
		pr_info("1..%zu\n", ARRAY_SIZE(mms_kunit_suites) - 1);		\
		return mms_kunit_run(mms_kunit_suites,				\
				     ARRAY_SIZE(mms_kunit_suites) - 1);		\
	}									\
	static void __exit mms_kunit_exit(void)					\
	{									\
		mms_kunit_end(mms_kunit_suites,					\
			      ARRAY_SIZE(mms_kunit_suites) - 1);		\
	}									\
	module_init(mms_kunit_init);						\
	module_exit(mms_kunit_exit)

#endif /* MMSCOPE_KUNIT_STOCK_H */
