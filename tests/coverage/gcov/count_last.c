// SPDX-License-Identifier: GPL-2.0-only
/*
 * The last object of a module that counts its branches: loaded with gcov=1, it
 * tells mms_gcov.ko of every object between the first and itself, before any
 * other code of the module runs. Takes no locks but gcov's.
 */
#include <linux/module.h>
#include <linux/moduleparam.h>

#include "count.h"

struct gcov_info;
void __gcov_init(struct gcov_info *info);

static void *mms_gcov_last __section(MMS_GCOV_SECTION) __used;

static int tell(const char *value, const struct kernel_param *param)
{
	void **at;

	for (at = &mms_gcov_first + 1; at < &mms_gcov_last; at++)
		if (*at)
			__gcov_init(*at);
	return 0;
}

static const struct kernel_param_ops ops = { .set = tell };

module_param_cb(gcov, &ops, NULL, 0);
MODULE_PARM_DESC(gcov, "count the module's branches");
