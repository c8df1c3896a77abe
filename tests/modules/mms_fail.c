// SPDX-License-Identifier: GPL-2.0-only
/*
 * mms_fail - fault injection: makes a module's calls fail, one by one, and counts the
 * memory that the module holds. Stock kernels have no CONFIG_FAIL_FUNCTION for it.
 *
 * A write to /proc/mms_fail names the module whose calls are counted, from 1 on again,
 * and the one that fails: "MODULE" none, "MODULE N" the N-th allocation, "MODULE
 * N on" that and all after it. "MODULE N reads" or "N on reads" are calls of
 * copy_from_kernel_nofault(), "locks" those that take a lock killably, "symbols" those
 * that resolve a variable of the kernel, as if it had been built without KALLSYMS_ALL.
 * A read shows what happened since:
 *
 *   watch module=… loaded=yes|no seen=… failed=… held=… function=…
 *   hook function=…                         one line for each probed function
 *
 * held is the number of allocations less that of frees since the module was loaded, so
 * it is 0 after it was unloaded; function is the last that failed. A call is the
 * module's if its return address is in it. A module has to be loaded after
 * this one, whose notifier notes its address; its init counts, too. Only
 * one task may use the module meanwhile.
 *
 * How a call fails: a kprobe at the function's entry continues in a function of
 * this module instead, which returns to the caller what a failed call returns. The
 * entry has neither touched the stack nor saved a register there, whether it is an int3
 * or ftrace's call. That is what override_function_with_return() of
 * CONFIG_FUNCTION_ERROR_INJECTION does (arch/x86/lib/error-inject.c), which is
 * not exported. As in kernel/fail_function.c a post_handler keeps the probe from
 * being optimized to a jump and, on ftrace, declares that it changes the
 * instruction pointer.
 *
 * Tests only. Locks: a mutex around commands; probes take none, they run with
 * preemption off and use a module's entry until synchronize_rcu() after its removal.
 */
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/proc_fs.h>
#include <linux/rcupdate.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#define MODULES_MAX 16

static DEFINE_MUTEX(fail_lock);
/* The modules loaded after this one. */
static struct module *modules[MODULES_MAX];

/* The kinds of calls that can be made to fail. */
enum what { MEMORY, READS, LOCKS, SYMBOLS };

static const char *const whats[] = {
	[MEMORY] = "memory",
	[READS] = "reads",
	[LOCKS] = "locks",
	[SYMBOLS] = "symbols",
};

static struct {
	char name[MODULE_NAME_LEN];
	struct module *module;
	enum what what;
	long nth;
	bool on;
	atomic_long_t seen;
	atomic_long_t failed;
	atomic_long_t held;
	const char *function;
	/* The last call: its return address, and the function called. */
	unsigned long caller;
	const struct kprobe *callee;
} watch;

/* Functions that return what a failed call returns. */
static noinline void *return_null(void)
{
	return NULL;
}

static noinline long return_enomem(void)
{
	return -ENOMEM;
}

static noinline long return_efault(void)
{
	return -EFAULT;
}

static noinline long return_enoent(void)
{
	return -ENOENT;
}

static noinline long return_eintr(void)
{
	return -EINTR;
}

/* A probed function: its replacement when failing, and its effect on @held. */
struct hook {
	struct kprobe probe;
	enum what what;
	void *instead;
	int held;
	bool there;
};

#define HOOK(name, call, sum) \
	{ .probe = { .symbol_name = name }, .instead = call, .held = sum }
#define HOOK_OF(kind, name, call) \
	{ .probe = { .symbol_name = name }, .what = kind, .instead = call }

static struct hook hooks[] = {
	HOOK("__kmalloc", return_null, 1),
	HOOK("kmem_cache_alloc_trace", return_null, 1),		/* 5.10 */
	HOOK("kmem_cache_alloc", return_null, 1),		/* the same, without tracing */
	HOOK("kmalloc_order_trace", return_null, 1),
	HOOK("kmalloc_order", return_null, 1),
	HOOK("kmalloc_trace", return_null, 1),			/* 6.1 */
	HOOK("kmalloc_large", return_null, 1),
	HOOK("__kmalloc_noprof", return_null, 1),		/* 6.10 */
	HOOK("__kmalloc_cache_noprof", return_null, 1),
	HOOK("__kmalloc_large_noprof", return_null, 1),
	HOOK("kvmalloc_node", return_null, 1),
	HOOK("__kvmalloc_node_noprof", return_null, 1),
	HOOK("vmalloc", return_null, 1),
	HOOK("vmalloc_noprof", return_null, 1),
	HOOK("__vmalloc", return_null, 1),
	HOOK("__vmalloc_noprof", return_null, 1),
	HOOK("vmemdup_user", return_enomem, 1),
	HOOK("filp_open", return_enomem, 1),
	HOOK("seq_open", return_enomem, 0),			/* given back by tail calls */
	HOOK("debugfs_create_dir", return_enomem, 0),		/* and these by name */
	HOOK("debugfs_create_file", return_enomem, 0),
	HOOK("debugfs_create_file_full", return_enomem, 0),	/* 6.14 */
	HOOK("proc_create_data", return_null, 0),
	HOOK("unregister_kprobe", NULL, 0),			/* may end in kfree() */
	HOOK("kfree", NULL, -1),
	HOOK("kvfree", NULL, -1),
	HOOK("vfree", NULL, -1),
	HOOK("filp_close", NULL, -1),
	HOOK_OF(READS, "copy_from_kernel_nofault", return_efault),
	HOOK_OF(LOCKS, "down_read_killable", return_eintr),
	HOOK_OF(LOCKS, "down_write_killable", return_eintr),
	HOOK_OF(LOCKS, "mutex_lock_killable", return_eintr),
	HOOK_OF(SYMBOLS, "register_kprobe", return_enoent),
};

/* The return address, at the function's entry. */
static __always_inline unsigned long caller_of(struct pt_regs *regs)
{
#ifdef CONFIG_X86
	return *(unsigned long *)kernel_stack_pointer(regs);
#else
	return procedure_link_pointer(regs);
#endif
}

/*
 * A function that ends in a tail call, as kvfree() does: the callee has the same return
 * address, so the caller seems to call two functions from one place.
 */
static bool is_tail(unsigned long caller, const struct kprobe *callee)
{
	if (watch.caller == caller && watch.callee != callee)
		return true;
	watch.caller = caller;
	watch.callee = callee;
	return false;
}

NOKPROBE_SYMBOL(is_tail);

/* Must this call fail? The N-th of its kind, or one after it. */
static bool is_doomed(const struct hook *h)
{
	long nth = READ_ONCE(watch.nth), seen;

	if (h->what != READ_ONCE(watch.what))
		return false;
	seen = atomic_long_inc_return(&watch.seen);
	return nth && (READ_ONCE(watch.on) ? seen >= nth : seen == nth);
}

NOKPROBE_SYMBOL(is_doomed);

static int on_call(struct kprobe *probe, struct pt_regs *regs)
{
	const struct hook *h = container_of(probe, struct hook, probe);
	const struct module *module = READ_ONCE(watch.module);
	unsigned long caller = caller_of(regs);

	if (!module || !within_module(caller, module) || is_tail(caller, probe))
		return 0;
	if (!h->instead) {
		if (regs_get_kernel_argument(regs, 0))
			atomic_long_add(h->held, &watch.held);
		return 0;
	}
	if (!is_doomed(h)) {
		atomic_long_add(h->held, &watch.held);
		return 0;
	}
	atomic_long_inc(&watch.failed);
	WRITE_ONCE(watch.function, probe->symbol_name);
	instruction_pointer_set(regs, (unsigned long)h->instead);
	return 1;
}

NOKPROBE_SYMBOL(on_call);

static void after_call(struct kprobe *probe, struct pt_regs *regs, unsigned long flags)
{
}

NOKPROBE_SYMBOL(after_call);

static int note_module(struct notifier_block *block, unsigned long state, void *data)
{
	struct module *module = data, *from, *to;
	unsigned int i;

	if (state == MODULE_STATE_LIVE)
		return NOTIFY_OK;
	from = state == MODULE_STATE_COMING ? NULL : module;
	to = state == MODULE_STATE_COMING ? module : NULL;
	mutex_lock(&fail_lock);
	for (i = 0; i < MODULES_MAX && modules[i] != from; i++)
		;
	if (i < MODULES_MAX)
		modules[i] = to;
	if (i < MODULES_MAX && !strcmp(module->name, watch.name)) {
		if (to)
			atomic_long_set(&watch.held, 0);
		WRITE_ONCE(watch.module, to);
	}
	mutex_unlock(&fail_lock);
	/* The module is about to be unmapped. */
	if (!to)
		synchronize_rcu();
	return NOTIFY_OK;
}

static struct notifier_block notifier = { .notifier_call = note_module };

/* Watches another module; what it holds so far is not known. */
static void watch_another(const char *name)
{
	struct module *found = NULL;
	unsigned int i;

	for (i = 0; i < MODULES_MAX; i++)
		if (modules[i] && !strcmp(modules[i]->name, name))
			found = modules[i];
	strscpy(watch.name, name, sizeof(watch.name));
	atomic_long_set(&watch.held, 0);
	WRITE_ONCE(watch.module, found);
}

static int command(char *line)
{
	char *name = strsep(&line, " "), *nth = strsep(&line, " "), *word = strsep(&line, " ");
	bool on = word && !strcmp(word, "on");
	int what = MEMORY;
	long n = 0;

	if (on)
		word = strsep(&line, " ");
	if (word)
		what = match_string(whats, ARRAY_SIZE(whats), word);
	if (!*name || (nth && kstrtol(nth, 10, &n)) || n < 0 || what < 0)
		return -EINVAL;
	WRITE_ONCE(watch.nth, 0);
	WRITE_ONCE(watch.what, what);
	if (strcmp(name, watch.name))
		watch_another(name);
	watch.function = "none";
	atomic_long_set(&watch.seen, 0);
	atomic_long_set(&watch.failed, 0);
	WRITE_ONCE(watch.on, on);
	WRITE_ONCE(watch.nth, n);
	return 0;
}

static ssize_t fail_write(struct file *file, const char __user *ubuf, size_t len, loff_t *pos)
{
	char line[MODULE_NAME_LEN + 32];
	int err;

	if (!len || len >= sizeof(line))
		return -EINVAL;
	if (copy_from_user(line, ubuf, len))
		return -EFAULT;
	line[len] = '\0';
	mutex_lock(&fail_lock);
	err = command(strim(line));
	mutex_unlock(&fail_lock);
	return err ? err : len;
}

static int fail_show(struct seq_file *m, void *v)
{
	unsigned int i;

	mutex_lock(&fail_lock);
	seq_printf(m, "watch module=%s loaded=%s seen=%ld failed=%ld held=%ld function=%s\n",
		   watch.name, watch.module ? "yes" : "no", atomic_long_read(&watch.seen),
		   atomic_long_read(&watch.failed), atomic_long_read(&watch.held),
		   watch.function);
	mutex_unlock(&fail_lock);
	for (i = 0; i < ARRAY_SIZE(hooks); i++)
		if (hooks[i].there)
			seq_printf(m, "hook function=%s\n", hooks[i].probe.symbol_name);
	return 0;
}

static int fail_open(struct inode *inode, struct file *file)
{
	return single_open(file, fail_show, NULL);
}

static const struct proc_ops fail_ops = {
	.proc_open = fail_open,
	.proc_read = seq_read,
	.proc_write = fail_write,
	.proc_lseek = seq_lseek,
	.proc_release = single_release,
};

static void unhook(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hooks); i++)
		if (hooks[i].there)
			unregister_kprobe(&hooks[i].probe);
}

/* Probes those of the functions that this kernel has. */
static int hook_all(void)
{
	unsigned int i, n = 0;
	int err;

	for (i = 0; i < ARRAY_SIZE(hooks); i++) {
		hooks[i].probe.pre_handler = on_call;
		hooks[i].probe.post_handler = after_call;
		err = register_kprobe(&hooks[i].probe);
		hooks[i].there = !err;
		n += !err && hooks[i].instead;
		if (err && err != -ENOENT)
			return err;
	}
	return n ? 0 : -ENOENT;
}

static int __init fail_init(void)
{
	int err;

	watch.function = "none";
	err = register_module_notifier(&notifier);
	if (err)
		return err;
	err = hook_all();
	if (!err && !proc_create("mms_fail", 0600, NULL, &fail_ops))
		err = -ENOMEM;
	if (err) {
		unhook();
		unregister_module_notifier(&notifier);
	}
	return err;
}

static void __exit fail_exit(void)
{
	remove_proc_entry("mms_fail", NULL);
	unhook();
	unregister_module_notifier(&notifier);
}

module_init(fail_init);
module_exit(fail_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Failing requests for memory, for mmscope's tests");
