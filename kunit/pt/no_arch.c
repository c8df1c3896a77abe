// SPDX-License-Identifier: GPL-2.0-only
/*
 * For kernels whose page tables live/arch/ does not describe, so that the
 * rest of live/ links and is tested there: the tables are x86-64's, which live
 * suites make themselves and walk anywhere; the kernel's own are not reached, as
 * init_mm is not known there. Takes no locks.
 */
#include <mmscope/pt/pte.h>
#include "../../live/arch/pt.h"

static void no_geometry(struct mms_geometry *g)
{
	const struct mms_x86_paging p = {
		.levels = 4, .phys_mask = (1ULL << 52) - 1, .phys_bits = 46,
	};

	mms_x86_64_geometry(g, &p);
}

static u64 no_kernel_first(const struct mms_geometry *g)
{
	return ~0ULL << (g->va_bits - 1);
}

static bool no_kernel_phys(u64 va, u64 *phys)
{
	return false;
}

const struct mms_arch_pt mms_arch_pt = {
	.geometry = no_geometry,
	.kernel_first = no_kernel_first,
	.kernel_phys = no_kernel_phys,
};
