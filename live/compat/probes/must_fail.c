// SPDX-License-Identifier: GPL-2.0-only
/* Must compile nowhere: where it does, no probe's "yes" means a thing. */
#include <linux/module.h>

int mms_probe(void);
int mms_probe(void)
{
	return mms_no_kernel_has_this();
}
