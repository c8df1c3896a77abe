/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernel differences, found by compiling (probes/) and bridged here, spelled
 * as the newest kernel spells them. features.h is made by Kbuild: one
 * MMS_HAVE_x of 0 or 1 per probe.
 */
#ifndef MMSCOPE_COMPAT_H
#define MMSCOPE_COMPAT_H

#include <generated/utsrelease.h>
#include <linux/proc_fs.h>
#include "features.h"

/* The suite's version, in every module's build file and in dkms.conf. */
#define MMS_VERSION "0.1.0"

#if !MMS_HAVE_PDE_DATA
#define pde_data(inode) PDE_DATA(inode)
#endif

#if !MMS_HAVE_RDMSRQ
#define rdmsrq_safe(msr, value) rdmsrl_safe(msr, value)
#endif

#endif /* MMSCOPE_COMPAT_H */
