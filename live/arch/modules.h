/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the kernel puts modules, on architectures with a separate area for them.
 */
#ifndef MMSCOPE_ARCH_MODULES_H
#define MMSCOPE_ARCH_MODULES_H

#include <linux/mm.h>
#include <linux/sizes.h>

/*
 * riscv's own macros use _start and _end, which are not exported; kernel_map, which
 * is, holds the same addresses (arch/riscv/include/asm/pgtable.h, 6.12 and 7.2).
 */
#if defined(CONFIG_RISCV)
#define MMS_MODULES_START (PFN_ALIGN(kernel_map.virt_addr + kernel_map.size) - SZ_2G)
#define MMS_MODULES_END PFN_ALIGN(kernel_map.virt_addr)
#elif defined(MODULES_VADDR)
#define MMS_MODULES_START MODULES_VADDR
#define MMS_MODULES_END PAGE_ALIGN(MODULES_END)
#endif

#endif /* MMSCOPE_ARCH_MODULES_H */
