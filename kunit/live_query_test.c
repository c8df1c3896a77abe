// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_live_query: batches written to a query file and answers read back, as
 * a user does: whole batches or nothing, one's own answers, the latest of
 * anyone's. The module is the test's own. Takes no locks.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <mmscope/files.h>

#include "live_case.h"
#include "live_mount.h"
#include "live_user.h"
#include "suites.h"

#define NAME	"mmscope_kunit_query"
#define ROOM	(256 * 1024)

/* Answers made and freed, and what makes the next ones fail. */
static struct {
	unsigned int made;
	unsigned int freed;
	bool kills;
} told;

static int refuse_two(const struct mms_query *q)
{
	return q->have == (MMS_Q_ADDR | MMS_Q_PID) ? -EPERM : 0;
}

static void *answer(const struct mms_query *q)
{
	u64 *a;

	if (q->have & MMS_Q_PID && q->pid == 7)
		return ERR_PTR(-ESRCH);
	a = kmalloc(sizeof(*a), GFP_KERNEL);
	if (!a)
		return ERR_PTR(-ENOMEM);
	*a = q->have & MMS_Q_ADDR ? q->addr : q->pid;
	told.made++;
	if (told.kills)
		live_kill(true);
	return a;
}

/* As many items as its last digit says. */
static u64 answer_items(const void *a)
{
	return *(const u64 *)a & 0xf;
}

static void answer_show(struct mms_text *t, const void *a, u64 item)
{
	mms_put(t, "answer %llx.%llu\n", *(const u64 *)a, item);
}

static void answer_free(void *a)
{
	told.freed++;
	kfree(a);
}

static const struct mms_query_ops ops = {
	.keys = MMS_Q_ADDR | MMS_Q_SYM | MMS_Q_PID,
	.check = refuse_two,
	.run = answer,
	.items = answer_items,
	.show = answer_show,
	.show_report = answer_show,
	.free = answer_free,
};

static void help_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	mms_put(t, "ask\n");
}

static int help_open(struct mms_view *v)
{
	v->count = 1;
	return 0;
}

static const struct mms_file files[] = {
	{ .open = help_open, .show = help_show, .query = &ops, .report = true },
	{ .name = "query", .show = help_show, .query = &ops },
	{}
};

static const struct mms_module module = { .name = NAME, .files = files };

/**
 * struct asker - somebody who has the file open
 * @u: memory to write from
 * @file: the file
 * @text: what was read
 */
struct asker {
	struct live_user u;
	struct file *file;
	char text[8192];
};

static struct file *open_query(struct kunit *test)
{
	struct file *file = live_file_open(test, "proc", NAME, O_RDWR);

	KUNIT_EXPECT_FALSE(test, IS_ERR_OR_NULL(file));
	return IS_ERR(file) ? NULL : file;
}

/* NULL: the test was marked as skipped, or failed. */
static struct asker *asker_new(struct kunit *test)
{
	struct asker *a = kunit_kzalloc(test, sizeof(*a), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, a);
	if (!live_user_begin(test, &a->u, ROOM))
		return NULL;
	a->file = open_query(test);
	if (a->file)
		return a;
	live_user_end(&a->u);
	return NULL;
}

static void asker_free(struct asker *a)
{
	live_file_close(a->file);
	live_user_end(&a->u);
}

/* write(2) of a text; its result. */
static int ask(struct asker *a, struct file *file, const char *text)
{
	void __user *to = (void __user *)a->u.addr;
	size_t len = strlen(text);
	loff_t pos = 0;

	if (copy_to_user(to, text, len))
		return -EFAULT;
	return file->f_op->write(file, to, len, &pos);
}

static const char *heard(struct asker *a, struct file *file)
{
	if (live_file_read(file, a->text, sizeof(a->text), 4096) < 0)
		return "error";
	return a->text;
}

static void batches_answered(struct kunit *test)
{
	struct asker *a = asker_new(test);

	if (!a)
		return;
	KUNIT_EXPECT_STREQ(test, heard(a, a->file), "ask\n");
	KUNIT_EXPECT_EQ(test, ask(a, a->file, "addr=0x12\n"), 10);
	KUNIT_EXPECT_STREQ(test, heard(a, a->file), "answer 12.0\nanswer 12.1\n");
	/* Several, one without an item; the answers replace those before. */
	KUNIT_EXPECT_EQ(test, ask(a, a->file, "addr=0x21\npid=16\n\npid=3"), 23);
	KUNIT_EXPECT_STREQ(test, heard(a, a->file),
			   "answer 21.0\nanswer 3.0\nanswer 3.1\nanswer 3.2\n");
	KUNIT_EXPECT_EQ(test, told.made, 4U);
	KUNIT_EXPECT_EQ(test, told.freed, 1U);
	asker_free(a);
}

static void bad_batches_refused(struct kunit *test)
{
	static const struct {
		const char *text;
		int err;
	} cases[] = {
		{ "\n", -EINVAL },
		{ "addr=zero\n", -EINVAL },
		{ "pfn=0x1\n", -EINVAL },		/* a key it does not know */
		{ "addr=0x1\nnonsense\n", -EINVAL },	/* the second line */
		{ "addr=0x1 pid=1\n", -EPERM },		/* its own refusal */
		{ "pid=1\npid=7\n", -ESRCH },		/* fails when run */
		{ "sym=no_such_symbol_mms\n", -ENOENT },
		{ "sym=kfree+zero\n", -EINVAL },
	};
	struct asker *a = asker_new(test);
	unsigned int i;

	if (!a)
		return;
	KUNIT_EXPECT_EQ(test, ask(a, a->file, "addr=0x51"), 9);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		KUNIT_EXPECT_EQ_MSG(test, ask(a, a->file, cases[i].text), cases[i].err,
				    "case %u", i);
		KUNIT_EXPECT_STREQ(test, heard(a, a->file), "answer 51.0\n");
	}
	/* Answers of a batch that failed later are gone; one is still shown. */
	KUNIT_EXPECT_EQ(test, told.made, told.freed + 1);
	told.kills = true;
	KUNIT_EXPECT_EQ(test, ask(a, a->file, "pid=1\npid=2\n"), -EINTR);
	live_kill(false);
	told.kills = false;
	KUNIT_EXPECT_STREQ(test, heard(a, a->file), "answer 51.0\n");
	KUNIT_EXPECT_EQ(test, told.made, told.freed + 1);
	asker_free(a);
}

static void sizes_refused(struct kunit *test)
{
	struct asker *a = asker_new(test);
	void __user *from;
	char *lines;
	loff_t pos = 0;
	unsigned int i;

	if (!a)
		return;
	from = (void __user *)a->u.addr;
	KUNIT_EXPECT_EQ(test, (int)a->file->f_op->write(a->file, from, 0, &pos), -EINVAL);
	KUNIT_EXPECT_EQ(test, (int)a->file->f_op->write(a->file, from, (1 << 20) + 1, &pos),
			-E2BIG);
	/* 16384 queries are one batch; one more is too many. */
	lines = kvzalloc(16385 * 6 + 1, GFP_KERNEL);
	for (i = 0; lines && i < 16385; i++)
		memcpy(lines + 6 * i, "pid=1\n", 6);
	if (lines) {
		KUNIT_EXPECT_EQ(test, ask(a, a->file, lines), -E2BIG);
		lines[16384 * 6] = '\0';
		KUNIT_EXPECT_EQ(test, ask(a, a->file, lines), 16384 * 6);
		KUNIT_EXPECT_EQ(test, told.made, 16384U);
	}
	kvfree(lines);
	/* Nothing is mapped behind what is gone. */
	vm_munmap(a->u.addr, a->u.size);
	KUNIT_EXPECT_EQ(test, (int)a->file->f_op->write(a->file, from, 16, &pos), -EFAULT);
	a->u.size = 0;
	asker_free(a);
}

/* Answers are the open file's; who opens and asks nothing reads the latest. */
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
		if (third)
			KUNIT_EXPECT_STREQ(test, heard(a, third), "answer 71.0\n");
		live_file_close(second);
		if (third)
			KUNIT_EXPECT_STREQ(test, heard(a, third), "answer 71.0\n");
		live_file_close(third);
	}
	asker_free(a);
	KUNIT_EXPECT_EQ(test, told.freed, 1U);
	/* The latest answers go with the module. */
	mms_files_remove();
	KUNIT_EXPECT_EQ(test, told.freed, 2U);
	KUNIT_EXPECT_EQ(test, mms_files_create(&module), 0);
}

/* By a symbol's name: what runs sees its address. */
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
	KUNIT_EXPECT_EQ(test, ask(a, a->file, "addr=0x13"), 9);
	file = live_has_fs("debugfs") ?
		live_file_open(test, "debugfs", NAME "/query", O_RDWR) : NULL;
	if (!IS_ERR_OR_NULL(file)) {
		KUNIT_EXPECT_TRUE(test, strstr(heard(a, file), " file=query items=3\nanswer 13.0"));
		KUNIT_EXPECT_EQ(test, ask(a, file, "addr=0x12"), 9);
		KUNIT_EXPECT_TRUE(test, strstr(heard(a, file), " file=query items=2\nanswer 12.0"));
	}
	live_file_close(file);
	asker_free(a);
}

static int put_in_place(struct kunit *test)
{
	int err = live_init(test);

	memset(&told, 0, sizeof(told));
	return err ?: mms_files_create(&module);
}

static void take_away(struct kunit *test)
{
	mms_files_remove();
	live_exit(test);
}

static struct kunit_case query_cases[] = {
	KUNIT_CASE(batches_answered),
	KUNIT_CASE(bad_batches_refused),
	KUNIT_CASE(sizes_refused),
	KUNIT_CASE(answers_of_others),
	KUNIT_CASE(symbol_asked),
	KUNIT_CASE(records_counted),
	{}
};

struct kunit_suite mmscope_live_query_suite = {
	.name = "mmscope_live_query",
	.init = put_in_place,
	.exit = take_away,
	.test_cases = query_cases,
};
