// SPDX-License-Identifier: GPL-2.0-only
/*
 * See live_ask.h. Takes no locks.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "live_ask.h"
#include "live_case.h"
#include "live_mount.h"

#define ROOM	(1024 * 1024)
#define LARGE	0xb161	/* an answer of 4 MiB, in one item */

struct live_stub live_stub;

static const char *refuse_two(const struct mms_query *q)
{
	return q->have == (MMS_Q_ADDR | MMS_Q_PID) ? "not these two" : NULL;
}

static void *answer(const struct mms_query *q)
{
	u64 *a;

	if (q->have & MMS_Q_PID && q->pid == 7)
		return ERR_PTR(-ESRCH);
	a = mms_answer_alloc(q->have & MMS_Q_ADDR && q->addr == LARGE ? SZ_4M : sizeof(*a));
	if (IS_ERR(a))
		return a;
	*a = q->have & MMS_Q_ADDR ? q->addr : q->pid;
	live_stub.made++;
	if (live_stub.kills)
		live_kill(true);
	return a;
}

/* As many items as the value of its last digit. */
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
	live_stub.freed++;
	mms_answer_free(a);
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

static void report_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	mms_put(t, "report\n");
}

static int report_open(struct mms_view *v)
{
	live_stub.opened++;
	v->count = 1;
	return 0;
}

static const struct mms_file files[] = {
	{ .open = report_open, .show = report_show, .query = &ops, .report = true },
	{ .name = "query", .query = &ops },
	{}
};

const struct mms_module live_ask_module = { .name = LIVE_ASK, .files = files };

struct file *open_query(struct kunit *test)
{
	struct file *file = live_file_open(test, "proc", LIVE_ASK, O_RDWR);

	KUNIT_EXPECT_FALSE(test, IS_ERR_OR_NULL(file));
	return IS_ERR(file) ? NULL : file;
}

/* NULL: the test was marked as skipped, or failed. */
struct asker *asker_new(struct kunit *test)
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

void asker_free(struct asker *a)
{
	live_file_close(a->file);
	live_user_end(&a->u);
}

/* write(2) of a text; its result. */
int ask(struct asker *a, struct file *file, const char *text)
{
	void __user *to = (void __user *)a->u.addr;
	size_t len = strlen(text);
	loff_t pos = 0;

	if (copy_to_user(to, text, len))
		return -EFAULT;
	return file->f_op->write(file, to, len, &pos);
}

const char *heard(struct asker *a, struct file *file)
{
	if (live_file_read(file, a->text, sizeof(a->text), 4096) < 0)
		return "error";
	return a->text;
}

/* A read begins with @begin. */
void expect_begins(struct kunit *test, const char *text, const char *begin)
{
	KUNIT_EXPECT_EQ_MSG(test, strncmp(text, begin, strlen(begin)), 0, "%s", text);
}

/* For the suites' .init. */
int live_ask_init(struct kunit *test)
{
	int err = live_init(test);

	memset(&live_stub, 0, sizeof(live_stub));
	return err ?: mms_files_create(&live_ask_module);
}

/* For the suites' .exit. */
void live_ask_exit(struct kunit *test)
{
	mms_files_remove();
	live_exit(test);
}
