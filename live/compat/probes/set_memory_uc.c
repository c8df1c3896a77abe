// SPDX-License-Identifier: GPL-2.0-only
/*
 * set_memory_uc() and set_memory_wb() are x86's, where any module may call them.
 */
#include <linux/set_memory.h>

int mms_probe(unsigned long addr);
int mms_probe(unsigned long addr)
{
	return set_memory_uc(addr, 1) ?: set_memory_wb(addr, 1);
}
