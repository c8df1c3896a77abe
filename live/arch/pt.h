/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an architecture owes live/ptread.c: one const table of hooks, in
 * live/arch/ARCH_pt.c, which Kbuild picks.
 */
#ifndef MMSCOPE_ARCH_PT_H
#define MMSCOPE_ARCH_PT_H

#include <mmscope/pte.h>

/**
 * struct mms_arch_pt - an architecture's page tables, on the running kernel
 * @geometry: describes them; called once, at load
 * @kernel_first: first address of the half that init_mm maps
 * @kernel_phys: what the kernel's own code finds an address of the kernel's
 *	half to map to, for selfchecks; false when not mapped. Must not fault on
 *	any address of that half.
 */
struct mms_arch_pt {
	void (*geometry)(struct mms_geometry *g);
	u64 (*kernel_first)(const struct mms_geometry *g);
	bool (*kernel_phys)(u64 va, u64 *phys);
};

extern const struct mms_arch_pt mms_arch_pt;

#endif /* MMSCOPE_ARCH_PT_H */
