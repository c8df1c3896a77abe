/* SPDX-License-Identifier: GPL-2.0-only */
/* For user space: everything is in kernel.h, which takes no locks. */
#include <linux/kernel.h>
