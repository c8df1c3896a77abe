// SPDX-License-Identifier: GPL-2.0-only
/*
 * mms_ptdump - the kernel's own dump of its page tables, in /proc/mms_ptdump.
 *
 * Kernels up to 6.12 export the function behind CONFIG_PTDUMP_DEBUGFS; later
 * ones do not, and this module is not built for them (Kbuild). The dump itself takes
 * the locks. Tests only.
 */
#include <linux/err.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/pgtable.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>

static struct mm_struct *kernel_mm;

static int show_dump(struct seq_file *m, void *v)
{
	ptdump_walk_pgd_level_debugfs(m, kernel_mm, false);
	return 0;
}

static int __init ptdump_init(void)
{
	struct kprobe probe = {
		.symbol_name = "init_mm",
		.flags = KPROBE_FLAG_DISABLED,
	};

	/* For data: a kprobe on it is refused with -EINVAL, but only after resolving the name. */
	if (!register_kprobe(&probe))
		unregister_kprobe(&probe);
	kernel_mm = (struct mm_struct *)probe.addr;
	if (!kernel_mm)
		return -ENOENT;
	if (!proc_create_single("mms_ptdump", 0400, NULL, show_dump))
		return -ENOMEM;
	return 0;
}

static void __exit ptdump_exit(void)
{
	remove_proc_entry("mms_ptdump", NULL);
}

module_init(ptdump_init);
module_exit(ptdump_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("The kernel's own dump of its page tables, for tests");
