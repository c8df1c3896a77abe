// SPDX-License-Identifier: GPL-2.0-only
/*
 * The first object of a module that counts its branches: gcc notes every other
 * object's counts in this section, see count_last.c. Takes no locks.
 */
#include "count.h"

void *mms_gcov_first __section(MMS_GCOV_SECTION);
