// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's own gcov (CONFIG_GCOV_KERNEL) as a module: what gcc's counting
 * code calls, and the counts below /sys/kernel/debug/gcov. Its lock is gcov's.
 *
 * Only one thing differs: a kernel without CONFIG_CONSTRUCTORS does not tell
 * gcov which objects count. Each module does that itself, see count_last.c.
 */
#include <linux/module.h>

/* Two of its files have an initcall; a module can only have one. */
#undef device_initcall
#define device_initcall(function)	/* called below */
#define SRCTREE	""
#define OBJTREE	""

#include "base.c"
#include "gcc_base.c"
#include "gcc_4_7.c"
#include "fs.c"

static int __init mms_gcov_init(void)
{
	int err = gcov_init();

	if (err)
		return err;
	err = gcov_fs_init();
	if (err)
		unregister_module_notifier(&gcov_nb);
	return err;
}
module_init(mms_gcov_init);

MODULE_DESCRIPTION("kernel/gcov as a module, for mmscope's make coverage");
MODULE_LICENSE("GPL");
