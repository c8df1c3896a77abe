// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs suites in user space and says of each case `ok suite.case` or `not ok
 * suite.case`; `begin` comes first, so that a crash or a hang has a name. A
 * case that takes long ends the run. Single-threaded; no locks.
 */
#include <stdarg.h>
#include <sys/time.h>
#include <kunit/test.h>

/* Of CPU time; the longest case takes one, a bug may make it endless. */
#define SECONDS	10

/* Made by host.py: every suite of kunit/ that is pure. */
extern struct kunit_suite *host_suites[];

void host_fail(struct kunit *test, bool fatal, const char *file, int line,
	       const char *what, const char *fmt, ...)
{
	va_list args;

	if (test->failed++ < 10) {
		printf("# %s: %s:%d: %s: ", test->name, file, line, what);
		if (fmt) {
			va_start(args, fmt);
			vprintf(fmt, args);
			va_end(args);
		}
		printf("\n");
	}
	if (fatal)
		longjmp(test->end, 1);
}

void *kunit_kzalloc(struct kunit *test, size_t size, int gfp)
{
	(void)test;
	(void)gfp;
	return calloc(1, size);
}

static bool run(struct kunit_suite *suite, struct kunit_case *c)
{
	static const struct itimerval limit = { .it_value = { .tv_sec = SECONDS } };
	struct kunit test = { .name = c->name };

	printf("begin %s.%s\n", suite->name, c->name);
	fflush(stdout);
	setitimer(ITIMER_VIRTUAL, &limit, NULL);
	if (!setjmp(test.end) && !(suite->init && suite->init(&test)))
		c->run(&test);
	if (suite->exit)
		suite->exit(&test);
	printf("%s %s.%s\n", test.failed ? "not ok" : "ok", suite->name, c->name);
	return test.failed;
}

/* Runs the suites whose names begin with @prefix, or those that do not. */
static bool run_suites(const char *prefix, bool with, bool first)
{
	struct kunit_suite **suite;
	struct kunit_case *c;
	bool failed = false;

	for (suite = host_suites; *suite; suite++) {
		if (strstarts((*suite)->name, prefix) != with)
			continue;
		for (c = (*suite)->test_cases; c->run; c++) {
			failed |= run(*suite, c);
			if (failed && first)
				return true;
		}
	}
	return failed;
}

/* Without arguments every suite; with a prefix those first, to the first failure. */
int main(int argc, char **argv)
{
	const char *prefix = argc > 1 ? argv[1] : "";
	bool failed = run_suites(prefix, true, argc > 1);

	if (*prefix && !failed)
		failed = run_suites(prefix, false, true);
	return failed;
}
