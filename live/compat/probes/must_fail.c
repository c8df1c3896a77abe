// SPDX-License-Identifier: GPL-2.0-only
/* Must never compile: if it does, no probe's "yes" can be trusted. */
#include <linux/module.h>

int mms_probe(void);
int mms_probe(void)
{
	return mms_no_kernel_has_this();
}
