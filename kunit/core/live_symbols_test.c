// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_core_live_symbols: names to addresses and back on the running kernel,
 * compared with what the linker says; structs compared with its BTF; the
 * hotplug lock. Takes the hotplug lock.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <mmscope/core/live_hotplug.h>
#include <mmscope/core/live_layout.h>
#include <mmscope/core/live_symbols.h>
#include <mmscope/core/query.h>
#include <mmscope/core/text.h>

#include "live_case.h"
#include "../suites.h"

/* One symbol, as a query names it. */
static int look_up(const char *text, u64 *addr, const char **why)
{
	struct mms_names *names = mms_names_new(1, strlen(text));
	int err;

	if (!names)
		return -ENOMEM;
	mms_names_add(names, text);
	err = mms_names_search(names) ?: mms_names_addr(names, text, addr, why);
	mms_names_free(names);
	return err;
}

/* User-mode Linux's tests run before anything is mounted. */
static const char *no_symbols(void)
{
	const char *why = NULL;
	u64 addr;

	return look_up("kfree", &addr, &why) ? why : NULL;
}

static void symbols_found(struct kunit *test)
{
	static const struct {
		const char *text;
		void *at;
		u64 offset;
	} cases[] = {
		{ "kfree", kfree }, { "vfree", vfree },
		{ "kfree+0x1c", kfree, 0x1c }, { "kfree+12", kfree, 12 },
		/* Never octal. */
		{ "kfree+010", kfree, 10 },
	};
	const char *why = NULL;
	unsigned int i;
	u64 addr = 0;

	if (live_skips(test, no_symbols()))
		return;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		KUNIT_EXPECT_EQ_MSG(test, look_up(cases[i].text, &addr, &why), 0, "%s",
				    cases[i].text);
		KUNIT_EXPECT_EQ_MSG(test, addr,
				    (u64)(unsigned long)cases[i].at + cases[i].offset,
				    "%s", cases[i].text);
		KUNIT_EXPECT_TRUE_MSG(test, !why, "%s", cases[i].text);
	}
	/* Past the last address. */
	KUNIT_EXPECT_EQ(test, look_up("kfree+0xffffffffffffffff", &addr, &why), -EINVAL);
	KUNIT_EXPECT_TRUE(test, why);
	/* Data, where the kernel keeps its symbols. */
	if (!look_up("high_memory", &addr, &why))
		KUNIT_EXPECT_EQ(test, (unsigned long)addr, (unsigned long)&high_memory);
}

static void symbols_refused(struct kunit *test)
{
	static const struct {
		const char *text;
		int err;
	} cases[] = {
		{ "no_such_symbol_mms", -ENOENT },
		{ "no_such_symbol_mms+0x10", -ENOENT },
		{ "no_such_module_mms:kfree", -ENOENT },
		{ "kfree+", -EINVAL },
		{ "kfree+zero", -EINVAL },
		{ "kfree+0x1+0x1", -EINVAL },
		{ "kfree+0x10000000000000000", -EINVAL },
		/*
		 * A per-CPU variable has no address: an offset on x86 up to
		 * 6.14, else where the linker's was, which is freed. Or no symbol at all.
		 */
		{ "fixed_percpu_data", -ENOENT },
		{ "__per_cpu_start", -ENOENT },
		{ "runqueues", -ENOENT },
	};
	u64 addr = 0x5a5a;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *why = NULL;

		KUNIT_EXPECT_EQ_MSG(test, look_up(cases[i].text, &addr, &why),
				    cases[i].err, "%s", cases[i].text);
		KUNIT_EXPECT_TRUE_MSG(test, why, "%s has no reason", cases[i].text);
	}
	KUNIT_EXPECT_EQ(test, addr, 0x5a5aULL);
}

/* All of them at once give the same as one by one; adding one twice, too. */
static void symbols_found_together(struct kunit *test)
{
	static const char *const texts[] = {
		"vfree", "no_such_symbol_mms", "kfree+0x10", "kfree", "vfree+1",
	};
	struct mms_names *names = mms_names_new(ARRAY_SIZE(texts), 64);
	const char *why;
	unsigned int i;
	u64 addr = 0;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, names);
	if (live_skips(test, no_symbols())) {
		mms_names_free(names);
		return;
	}
	for (i = 0; i < ARRAY_SIZE(texts); i++)
		mms_names_add(names, texts[i]);
	KUNIT_EXPECT_EQ(test, mms_names_search(names), 0);
	KUNIT_EXPECT_EQ(test, mms_names_addr(names, texts[0], &addr, &why), 0);
	KUNIT_EXPECT_EQ(test, addr, (u64)(unsigned long)vfree);
	KUNIT_EXPECT_EQ(test, mms_names_addr(names, texts[1], &addr, &why), -ENOENT);
	KUNIT_EXPECT_EQ(test, mms_names_addr(names, texts[2], &addr, &why), 0);
	KUNIT_EXPECT_EQ(test, addr, (u64)(unsigned long)kfree + 0x10);
	KUNIT_EXPECT_EQ(test, mms_names_addr(names, texts[4], &addr, &why), 0);
	KUNIT_EXPECT_EQ(test, addr, (u64)(unsigned long)vfree + 1);
	/* One that was not added. */
	KUNIT_EXPECT_EQ(test, mms_names_addr(names, "kmalloc", &addr, &why), -ENOENT);
	mms_names_free(names);
}

/* Reading takes a tenth of a second, or many seconds: the reader can be killed. */
static void search_ends_when_killed(struct kunit *test)
{
	struct mms_names *names = mms_names_new(1, 8);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, names);
	if (!live_skips(test, no_symbols())) {
		mms_names_add(names, "kfree");
		live_kill(true);
		KUNIT_EXPECT_EQ(test, mms_names_search(names), -EINTR);
		live_kill(false);
	}
	mms_names_free(names);
}

static void symbols_named(struct kunit *test)
{
	const u64 start = (unsigned long)kfree;
	char name[64];

	KUNIT_EXPECT_TRUE(test, mms_symbol_name(start + 4, name, sizeof(name)));
	KUNIT_EXPECT_EQ_MSG(test, strncmp(name, "kfree+0x4/0x", 12), 0, "%s", name);
	KUNIT_EXPECT_TRUE(test, mms_symbol_name(start + 4, name, 5));
	KUNIT_EXPECT_STREQ(test, (const char *)name, "kfre");
	KUNIT_EXPECT_EQ(test, mms_symbol_start(start), start);
	KUNIT_EXPECT_EQ(test, mms_symbol_start(start + 4), start);
	/* In no symbol: the bare number. */
	KUNIT_EXPECT_FALSE(test, mms_symbol_name(16, name, sizeof(name)));
	KUNIT_EXPECT_STREQ(test, (const char *)name, "0x10");
	KUNIT_EXPECT_EQ(test, mms_symbol_start(16), 16ULL);
}

/* Looked up twice, listed once, with the same result. */
static void symbols_listed(struct kunit *test)
{
	static const char *const names[] = { "no_such_function_mms", "kfree", "kfree" };
	const char *how = IS_ENABLED(CONFIG_KPROBES) ? "kprobe" : "kallsyms";
	const size_t size = 16384;
	char *buf = kunit_kzalloc(test, size, GFP_KERNEL);
	const char *line, *again;
	char expected[80];
	struct mms_text t;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, buf);
	KUNIT_EXPECT_EQ(test, mms_symbol("no_such_symbol_mms"), 0UL);
	KUNIT_EXPECT_EQ(test, mms_symbol("no_such_symbol_mms"), 0UL);
	KUNIT_EXPECT_EQ(test, mms_symbol_read("kfree"), 0UL);
	mms_symbols_read(names, ARRAY_SIZE(names));
	mms_symbols_read(names, ARRAY_SIZE(names));
	KUNIT_EXPECT_EQ(test, mms_symbol_read(names[0]), 0UL);
	mms_text_init(&t, buf, size);
	mms_symbols_show(&t);
	KUNIT_EXPECT_FALSE(test, t.full);
	snprintf(expected, sizeof(expected), "symbol name=no_such_symbol_mms found=no how=%s", how);
	line = strstr(buf, expected);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, line);
	again = strstr(line + strlen("symbol name="), "name=no_such_symbol_mms ");
	KUNIT_EXPECT_TRUE(test, !again);
	if (live_skips(test, no_symbols()))
		return;
	KUNIT_EXPECT_EQ(test, mms_symbol_read("kfree"), (unsigned long)kfree);
	line = strstr(buf, "symbol name=kfree found=yes how=kallsyms\n");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, line);
	again = strstr(line + strlen("symbol name="), "name=kfree ");
	KUNIT_EXPECT_TRUE(test, !again);
}

static const struct mms_layout_member right_rows[] = {
	MMS_LAYOUT_SIZE(list_head),
	MMS_LAYOUT(list_head, next),
	MMS_LAYOUT(list_head, prev),
};

static const struct mms_layout_member wrong_rows[] = {
	MMS_LAYOUT_SIZE(list_head),
	{ "prev", 0, sizeof(void *) },
};

static const struct mms_layout_member absent_rows[] = {
	{ NULL, 0, 8 },
};

static void layouts_compared(struct kunit *test)
{
	struct mms_layout l[] = {
		MMS_LAYOUT_OF(list_head, right_rows),
		MMS_LAYOUT_OF(list_head, wrong_rows),
		MMS_LAYOUT_OF(no_such_struct_mms, absent_rows),
	};

	mms_layout_check(l, ARRAY_SIZE(l));
	if (l[0].result == MMS_LAYOUT_NO_BTF) {
		KUNIT_EXPECT_EQ(test, (int)l[1].result, (int)MMS_LAYOUT_NO_BTF);
		KUNIT_EXPECT_EQ(test, (int)l[2].result, (int)MMS_LAYOUT_NO_BTF);
		live_skips(test, "this kernel has no BTF");
		return;
	}
	KUNIT_EXPECT_EQ(test, (int)l[0].result, (int)MMS_LAYOUT_OK);
	KUNIT_EXPECT_EQ(test, (int)l[1].result, (int)MMS_LAYOUT_MISMATCH);
	KUNIT_EXPECT_PTR_EQ(test, l[1].bad, &wrong_rows[1]);
	KUNIT_EXPECT_EQ(test, l[1].kernel_offset, (u32)sizeof(void *));
	KUNIT_EXPECT_EQ(test, (int)l[2].result, (int)MMS_LAYOUT_ABSENT);
}

/* The lock is used where it can be found, and reported as it is. */
static void hotplug_held_off(struct kunit *test)
{
	bool found = mms_symbol("mem_hotplug_lock");
	const char *how;

	mms_hotplug_setup();
	mms_hotplug_setup();
	KUNIT_ASSERT_EQ(test, mms_hotplug_begin(), 0);
	mms_hotplug_end();
	how = mms_hotplug_how();
	if (!IS_ENABLED(CONFIG_MEMORY_HOTPLUG)) {
		KUNIT_EXPECT_TRUE(test, mms_hotplug_held_off());
		KUNIT_EXPECT_EQ(test, strncmp(how, "not needed", 10), 0);
	} else if (found) {
		KUNIT_EXPECT_TRUE(test, mms_hotplug_held_off());
		KUNIT_EXPECT_STREQ(test, how, "mem_hotplug_lock");
	} else {
		KUNIT_EXPECT_FALSE(test, mms_hotplug_held_off());
		KUNIT_EXPECT_EQ(test, strncmp(how, "none:", 5), 0);
	}
}

static struct kunit_case symbols_cases[] = {
	KUNIT_CASE(symbols_found),
	KUNIT_CASE(symbols_refused),
	KUNIT_CASE(symbols_found_together),
	KUNIT_CASE(search_ends_when_killed),
	KUNIT_CASE(symbols_named),
	KUNIT_CASE(symbols_listed),
	KUNIT_CASE(layouts_compared),
	KUNIT_CASE(hotplug_held_off),
	{}
};

struct kunit_suite mmscope_core_live_symbols_suite = {
	.name = "mmscope_core_live_symbols",
	.init = live_init,
	.exit = live_exit,
	.test_cases = symbols_cases,
};
