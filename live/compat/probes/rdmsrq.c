// SPDX-License-Identifier: GPL-2.0-only
/* rdmsrl() and its kin became rdmsrq() in 6.16. */
#include <asm/msr.h>

int mms_probe(u64 *value);
int mms_probe(u64 *value)
{
	return rdmsrq_safe(0, value);
}
