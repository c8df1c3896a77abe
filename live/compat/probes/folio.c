// SPDX-License-Identifier: GPL-2.0-only
/* struct folio, since 5.16. */
#include <linux/mm_types.h>

int mms_probe(void);
int mms_probe(void)
{
	return sizeof(struct folio);
}
