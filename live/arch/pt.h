/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an architecture provides for live/pt/read.c: one const table of hooks, in
 * live/arch/ARCH_pt.c, which Kbuild selects.
 */
#ifndef MMSCOPE_ARCH_PT_H
#define MMSCOPE_ARCH_PT_H

#include <mmscope/pt/pte.h>

struct mm_struct;

/**
 * struct mms_arch_pt - an architecture's page tables, on the running kernel
 * @geometry: describes them; called once, at load
 * @kernel_first: first address of the half that init_mm maps
 * @kernel_phys: translates an address of the kernel's half by the kernel's own
 *	code, for selfchecks; false when not mapped. Must not fault on any address
 *	of that half whose tables are not freed meanwhile.
 * @phys_by_cpu: @kernel_phys has the CPU translate: tables may be freed meanwhile
 * @kernel_root: physical address of a root table whose kernel half is init_mm's,
 *	by the CPU's registers: for kernels whose init_mm can't be found.
 *	Valid for as long as the calling process lives and stays in the kernel.
 *	NULL where all kernels have the symbol.
 * @root_source: which register that is, register:NAME
 * @exec_key: the protection key of a process' execute-only memory, 0 for none; NULL
 *	where the architecture has none
 * @own_root: that table is the kernel's alone: a process' own does not lead to the
 *	kernel's half
 * @unreadable: why no page table of this machine can be read, the kernel's or a
 *	process'; NULL when they can. Asked once, at load. NULL where all can.
 * @stored: the table entry for a pte made by the kernel's helpers, once the page
 *	was written to; NULL where they are the same
 * @may_call: functions that are not exported may be called by their address:
 *	nothing seals them (x86-64 with IBT) or checks the caller's type (CFI)
 */
struct mms_arch_pt {
	void (*geometry)(struct mms_geometry *g);
	u64 (*kernel_first)(const struct mms_geometry *g);
	bool (*kernel_phys)(u64 va, u64 *phys);
	bool phys_by_cpu;
	u64 (*kernel_root)(const struct mms_geometry *g);
	const char *root_source;
	u8 (*exec_key)(const struct mm_struct *mm);
	bool own_root;
	const char *(*unreadable)(void);
	u64 (*stored)(u64 pte);
	bool may_call;
};

/* Control-flow integrity, by its names before and after 6.18. */
#define MMS_CFI (IS_ENABLED(CONFIG_CFI_CLANG) || IS_ENABLED(CONFIG_CFI))

extern const struct mms_arch_pt mms_arch_pt;

#endif /* MMSCOPE_ARCH_PT_H */
