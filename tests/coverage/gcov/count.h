/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where gcc notes what counts (-fprofile-info-section). Takes no locks.
 */
#ifndef MMS_COUNT_H
#define MMS_COUNT_H

#include <linux/compiler.h>

#define MMS_GCOV_SECTION "mms_gcov"

extern void *mms_gcov_first;

#endif /* MMS_COUNT_H */
