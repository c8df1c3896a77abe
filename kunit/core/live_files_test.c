// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_core_live_files: a module's files, created and read as a user reads them:
 * first lines, items, seeking, unavailable files, checks and build. The module is
 * the test's own. Takes no locks.
 */
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/utsname.h>
#include <mmscope/core/live_check.h>
#include <mmscope/core/live_files.h>

#include "live_case.h"
#include "live_mount.h"
#include "../suites.h"

#define NAME	"mmscope_kunit_files"

/* What the files below have to do, and what was called. */
static struct {
	int open_error;
	unsigned int opened;
	unsigned int released;
	enum mms_result result;
	bool killed;
} stub;

static int items_open(struct mms_view *v)
{
	stub.opened++;
	v->count = 3;
	return stub.open_error;
}

static void items_header(const struct mms_view *v, struct mms_text *t)
{
	mms_rec_dec(t, "here", v->count);
}

static void items_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	mms_rec(t, "item");
	mms_rec_dec(t, "n", index);
	mms_rec_end(t);
}

static void items_release(struct mms_view *v)
{
	stub.released++;
}

static int seek_open(struct mms_view *v)
{
	stub.opened++;
	return 0;
}

/* Two thousand items, made one by one: more than one read's buffer. */
static int seek_seek(struct mms_view *v, u64 index)
{
	if (stub.killed && index == 100)
		return -EINTR;
	return index < 2000;
}

static int none_open(struct mms_view *v)
{
	v->unavailable = "no such thing here";
	return 0;
}

static enum mms_result check_told(struct mms_text *detail)
{
	if (stub.killed)
		live_kill(true);
	mms_rec_dec(detail, "number", 42);
	return stub.result;
}

static enum mms_result check_skips(struct mms_text *detail)
{
	return mms_check_skip(detail, "not on a Friday");
}

static const struct mms_check checks[] = {
	{ "told", check_told },
	{ "skips", check_skips },
	{}
};

static int checks_open(struct mms_view *v)
{
	return mms_check_open(v, checks);
}

static void build_extra(struct mms_text *t)
{
	mms_put(t, "extra of=kunit\n");
}

static int build_open(struct mms_view *v)
{
	return mms_build_open(v, build_extra);
}

static void report_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	mms_put(t, "line %llu of a report\n", index);
}

static const struct mms_file files[] = {
	{ .open = items_open, .show = report_show, .release = items_release, .report = true },
	{ .name = "items", .open = items_open, .header = items_header, .show = items_show,
	  .release = items_release },
	{ .name = "seek", .open = seek_open, .seek = seek_seek, .show = items_show },
	{ .name = "none", .open = none_open, .header = items_header, .show = items_show,
	  .release = items_release },
	MMS_SELFCHECK_FILE(checks_open),
	MMS_BUILD_FILE(build_open),
	{}
};

static void module_header(struct mms_text *t)
{
	mms_rec_str(t, "of", "kunit");
}

static const struct mms_module module = {
	.name = NAME, .files = files, .header = module_header,
};

/* What was read. */
#define TEXT	65536
static char *text;

static int put_in_place(struct kunit *test)
{
	int err = live_init(test);

	memset(&stub, 0, sizeof(stub));
	text = kunit_kzalloc(test, TEXT, GFP_KERNEL);
	if (!text)
		err = -ENOMEM;
	return err ?: mms_files_create(&module);
}

static void take_away(struct kunit *test)
{
	mms_files_remove();
	live_exit(test);
}

/* Reads a file to its end, in pieces of a size; returns the bytes or an error. */
static int read_all(struct kunit *test, const char *fs, const char *name, size_t piece)
{
	struct file *file = live_file_open(test, fs, name, O_RDONLY);
	int ret;

	if (IS_ERR_OR_NULL(file))
		return file ? PTR_ERR(file) : -ENXIO;
	ret = live_file_read(file, text, TEXT, piece);
	live_file_close(file);
	return ret;
}

static void report_read(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, read_all(test, "proc", NAME, 4096), 57);
	KUNIT_EXPECT_STREQ(test, (const char *)text,
			   "line 0 of a report\nline 1 of a report\nline 2 of a report\n");
	KUNIT_EXPECT_EQ(test, stub.opened, 1U);
	KUNIT_EXPECT_EQ(test, stub.released, 1U);
	/* Byte for byte the same in small pieces. */
	text[0] = '\0';
	KUNIT_EXPECT_EQ(test, read_all(test, "proc", NAME, 5), 57);
	KUNIT_EXPECT_EQ(test, strncmp(text + 19, "line 1 of a report\n", 19), 0);
	KUNIT_EXPECT_EQ(test, stub.released, 2U);
}

/* An open that fails is an error of open(2), and nothing is released. */
static void open_refused(struct kunit *test)
{
	stub.open_error = -ENOMEM;
	KUNIT_EXPECT_EQ(test, read_all(test, "proc", NAME, 4096), -ENOMEM);
	KUNIT_EXPECT_EQ(test, stub.opened, 1U);
	KUNIT_EXPECT_EQ(test, stub.released, 0U);
}

static void files_gone(struct kunit *test)
{
	mms_files_remove();
	KUNIT_EXPECT_EQ(test, read_all(test, "proc", NAME, 4096), -ENOENT);
	KUNIT_EXPECT_EQ(test, mms_files_create(&module), 0);
	KUNIT_EXPECT_EQ(test, read_all(test, "proc", NAME, 4096), 57);
}

static const char *no_debugfs(void)
{
	return live_has_fs("debugfs") ? NULL : "this kernel has no debugfs";
}

static void expect_header(struct kunit *test, const char *file, const char *more)
{
	char expected[256];

	snprintf(expected, sizeof(expected),
		 "# " NAME " v1 kernel=%s arch=%s page_size=%lu levels=", init_utsname()->release,
		 init_utsname()->machine, PAGE_SIZE);
	KUNIT_EXPECT_EQ_MSG(test, strncmp(text, expected, strlen(expected)), 0, "%s", text);
	snprintf(expected, sizeof(expected), " of=kunit file=%s%s\n", file, more);
	KUNIT_EXPECT_TRUE_MSG(test, strstr(text, expected), "%s", text);
}

static void records_read(struct kunit *test)
{
	int len;

	if (live_skips(test, no_debugfs()))
		return;
	len = read_all(test, "debugfs", NAME "/items", 4096);
	KUNIT_EXPECT_GT(test, len, 0);
	expect_header(test, "items", " here=3");
	KUNIT_EXPECT_TRUE(test, strstr(text, "\nitem n=0\nitem n=1\nitem n=2\n"));
	KUNIT_EXPECT_EQ(test, read_all(test, "debugfs", NAME "/items", 7), len);
	KUNIT_EXPECT_EQ(test, stub.released, 2U);
	/* A file that is unavailable here. */
	KUNIT_EXPECT_GT(test, read_all(test, "debugfs", NAME "/none", 4096), 0);
	expect_header(test, "none", "");
	KUNIT_EXPECT_TRUE(test, strstr(text, "\nunavailable reason=\"no such thing here\"\n"));
	KUNIT_EXPECT_EQ(test, stub.released, 2U);
}

static void records_sought(struct kunit *test)
{
	if (live_skips(test, no_debugfs()))
		return;
	KUNIT_EXPECT_GT(test, read_all(test, "debugfs", NAME "/seek", 4096), 20000);
	expect_header(test, "seek", "");
	KUNIT_EXPECT_TRUE(test, strstr(text, "\nitem n=1234\n"));
	KUNIT_EXPECT_TRUE(test, strstr(text, "\nitem n=1999\n"));
	KUNIT_EXPECT_TRUE(test, !strstr(text, "n=2000"));
	/* A reader that is killed midway gets what was formatted, then the error. */
	stub.killed = true;
	KUNIT_EXPECT_EQ(test, read_all(test, "debugfs", NAME "/seek", 4096), -EINTR);
	KUNIT_EXPECT_TRUE(test, strstr(text, "\nitem n=99\n"));
	KUNIT_EXPECT_TRUE(test, !strstr(text, "\nitem n=100\n"));
}

static void checks_read(struct kunit *test)
{
	static const struct {
		enum mms_result result;
		const char *line;
	} cases[] = {
		{ MMS_OK, "\ncheck name=told result=ok number=42\n" },
		{ MMS_VIOLATED, "\ncheck name=told result=violated number=42\n" },
		{ MMS_SKIPPED, "\ncheck name=told result=skipped number=42\n" },
	};
	unsigned int i;
	int ret;

	if (live_skips(test, no_debugfs()))
		return;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		stub.result = cases[i].result;
		KUNIT_EXPECT_GT(test, read_all(test, "debugfs", NAME "/selfcheck", 4096), 0);
		KUNIT_EXPECT_TRUE_MSG(test, strstr(text, cases[i].line), "%s", text);
		KUNIT_EXPECT_TRUE(test, strstr(text, "\ncheck name=skips result=skipped "
						     "reason=\"not on a Friday\"\n"));
	}
	stub.killed = true;
	ret = read_all(test, "debugfs", NAME "/selfcheck", 4096);
	live_kill(false);
	KUNIT_EXPECT_EQ(test, ret, -EINTR);
}

static void build_read(struct kunit *test)
{
	if (live_skips(test, no_debugfs()))
		return;
	KUNIT_EXPECT_GT(test, read_all(test, "debugfs", NAME "/build", 4096), 0);
	KUNIT_EXPECT_TRUE(test, strstr(text, "\nbuild version="));
	KUNIT_EXPECT_TRUE(test, strstr(text, "\nfeature name=vm_page_order have="));
	KUNIT_EXPECT_TRUE(test, strstr(text, "\nsymbol name=vmap_purge_lock found="));
	KUNIT_EXPECT_TRUE(test, strstr(text, "\nextra of=kunit\n"));
}

static struct kunit_case files_cases[] = {
	KUNIT_CASE(report_read),
	KUNIT_CASE(open_refused),
	KUNIT_CASE(files_gone),
	KUNIT_CASE(records_read),
	KUNIT_CASE(records_sought),
	KUNIT_CASE(checks_read),
	KUNIT_CASE(build_read),
	{}
};

struct kunit_suite mmscope_core_live_files_suite = {
	.name = "mmscope_core_live_files",
	.init = put_in_place,
	.exit = take_away,
	.test_cases = files_cases,
};
