/* SPDX-License-Identifier: GPL-2.0-only */
/* For user space, whose own headers include the real file. No locks. */
#include_next <linux/limits.h>
#include <linux/kernel.h>
