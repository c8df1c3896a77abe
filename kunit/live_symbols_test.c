// SPDX-License-Identifier: GPL-2.0-only
/*
 * mmscope_live_symbols: names to addresses and back on the running kernel,
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
#include <mmscope/hotplug.h>
#include <mmscope/layout.h>
#include <mmscope/query.h>
#include <mmscope/symbols.h>
#include <mmscope/text.h>

#include "live_case.h"
#include "suites.h"

static const char *no_symbols(void)
{
	return mms_symbol_lookup("kfree") ? NULL : "this kernel has no kprobes to ask for symbols";
}

static void symbols_found(struct kunit *test)
{
	const char *why = NULL;
	u64 addr = 0;

	if (live_skips(test, no_symbols()))
		return;
	KUNIT_EXPECT_EQ(test, mms_symbol_lookup("kfree"), (unsigned long)kfree);
	KUNIT_EXPECT_EQ(test, mms_symbol_lookup("vfree"), (unsigned long)vfree);
	/* Data, where the kernel keeps its symbols. */
	addr = mms_symbol_lookup("high_memory");
	if (addr)
		KUNIT_EXPECT_EQ(test, (unsigned long)addr, (unsigned long)&high_memory);
	KUNIT_EXPECT_EQ(test, mms_symbol_parse("kfree", &addr, &why), 0);
	KUNIT_EXPECT_EQ(test, addr, (u64)(unsigned long)kfree);
	KUNIT_EXPECT_EQ(test, mms_symbol_parse("kfree+0x1c", &addr, &why), 0);
	KUNIT_EXPECT_EQ(test, addr, (u64)(unsigned long)kfree + 0x1c);
	KUNIT_EXPECT_EQ(test, mms_symbol_parse("kfree+12", &addr, &why), 0);
	KUNIT_EXPECT_EQ(test, addr, (u64)(unsigned long)kfree + 12);
	/* Never octal. */
	KUNIT_EXPECT_EQ(test, mms_symbol_parse("kfree+010", &addr, &why), 0);
	KUNIT_EXPECT_EQ(test, addr, (u64)(unsigned long)kfree + 10);
}

static void symbols_refused(struct kunit *test)
{
	static const struct {
		const char *text;
		int err;
	} cases[] = {
		{ "no_such_symbol_mms", -ENOENT },
		{ "no_such_symbol_mms+0x10", -ENOENT },
		{ "kfree+", -EINVAL },
		{ "kfree+zero", -EINVAL },
		{ "kfree+0x1+0x1", -EINVAL },
		{ "kfree+0x10000000000000000", -EINVAL },
		{ "kfree+0xffffffffffffffff", -EINVAL },	/* past the last address */
	};
	u64 addr = 0x5a5a;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *why = NULL;

		KUNIT_EXPECT_EQ_MSG(test, mms_symbol_parse(cases[i].text, &addr, &why),
				    cases[i].err, "%s", cases[i].text);
		KUNIT_EXPECT_TRUE_MSG(test, why, "%s: no reason", cases[i].text);
	}
	KUNIT_EXPECT_EQ(test, addr, 0x5a5aULL);
	KUNIT_EXPECT_EQ(test, mms_symbol_lookup("no_such_symbol_mms"), 0UL);
	/* A per-CPU variable's symbol is an offset, no address (x86, up to 6.14). */
	KUNIT_EXPECT_EQ(test, mms_symbol_lookup("fixed_percpu_data"), 0UL);
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
	/* Nobody's: the bare number. */
	KUNIT_EXPECT_FALSE(test, mms_symbol_name(16, name, sizeof(name)));
	KUNIT_EXPECT_STREQ(test, (const char *)name, "0x10");
	KUNIT_EXPECT_EQ(test, mms_symbol_start(16), 16ULL);
}

/* Asked twice, listed once, and found or not as it was. */
static void symbols_listed(struct kunit *test)
{
	const size_t size = 16384;
	char *buf = kunit_kzalloc(test, size, GFP_KERNEL);
	const char *line, *again;
	struct mms_text t;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, buf);
	KUNIT_EXPECT_EQ(test, mms_symbol("no_such_symbol_mms"), 0UL);
	KUNIT_EXPECT_EQ(test, mms_symbol("no_such_symbol_mms"), 0UL);
	KUNIT_EXPECT_EQ(test, mms_symbol("kfree"), mms_symbol_lookup("kfree"));
	mms_text_init(&t, buf, size);
	mms_symbols_show(&t);
	KUNIT_EXPECT_FALSE(test, t.full);
	line = strstr(buf, "symbol name=no_such_symbol_mms found=no how=kprobe\n");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, line);
	again = strstr(line + strlen("symbol name="), "name=no_such_symbol_mms ");
	KUNIT_EXPECT_TRUE(test, !again);
	line = strstr(buf, no_symbols() ? "symbol name=kfree found=no " :
					  "symbol name=kfree found=yes ");
	KUNIT_EXPECT_TRUE(test, line);
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

/* The lock is used where it can be found, and what is said of it is so. */
static void hotplug_held_off(struct kunit *test)
{
	bool found = mms_symbol_lookup("mem_hotplug_lock");
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
	KUNIT_CASE(symbols_named),
	KUNIT_CASE(symbols_listed),
	KUNIT_CASE(layouts_compared),
	KUNIT_CASE(hotplug_held_off),
	{}
};

struct kunit_suite mmscope_live_symbols_suite = {
	.name = "mmscope_live_symbols",
	.init = live_init,
	.exit = live_exit,
	.test_cases = symbols_cases,
};
