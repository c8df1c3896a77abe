// SPDX-License-Identifier: GPL-2.0-only
/* Pages of page tables were counted by zone until 5.10, since 5.11 by node. */
#include <linux/build_bug.h>
#include <linux/mmzone.h>

static_assert((int)NR_PAGETABLE == (int)NR_MLOCK + 1);
