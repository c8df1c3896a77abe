/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A module of the tests' own that answers queries, and a client that writes them.
 */
#ifndef MMSCOPE_KUNIT_CORE_LIVE_ASK_H
#define MMSCOPE_KUNIT_CORE_LIVE_ASK_H

#include <kunit/test.h>
#include <linux/fs.h>
#include <mmscope/core/live_files.h>

#include "../pt/live_user.h"

#define LIVE_ASK	"mmscope_kunit_query"
#define HELP		"To ask:  echo QUERY > /proc/" LIVE_ASK "; cat "

/**
 * struct live_stub - what the module has to do, and what was called
 * @made: answers made
 * @freed: and freed
 * @opened: snapshots taken
 * @kills: answering kills the reader
 */
struct live_stub {
	unsigned int made;
	unsigned int freed;
	unsigned int opened;
	bool kills;
};

extern struct live_stub live_stub;
extern const struct mms_module live_ask_module;

/**
 * struct asker - a client that has the file open
 * @u: memory to write from
 * @file: the file
 * @text: what was read
 */
struct asker {
	struct live_user u;
	struct file *file;
	char text[8192];
};

int live_ask_init(struct kunit *test);
void live_ask_exit(struct kunit *test);
struct file *open_query(struct kunit *test);
struct asker *asker_new(struct kunit *test);
void asker_free(struct asker *a);
int ask(struct asker *a, struct file *file, const char *text);
const char *heard(struct asker *a, struct file *file);
void expect_begins(struct kunit *test, const char *text, const char *begin);

#endif /* MMSCOPE_KUNIT_CORE_LIVE_ASK_H */
