// SPDX-License-Identifier: GPL-2.0-only
/*
 * hugetlb's pages have a page type since 6.9 (d99e3140a4d3, in stable 6.6 and
 * 6.8 as well); in 6.12 it became PGTY_hugetlb. In 6.6 PG_hugetlb was a flag.
 */
#include <linux/build_bug.h>
#include <linux/mm.h>
#include <linux/mmzone.h>

int mms_probe(void);
int mms_probe(void)
{
	return PG_hugetlb;
}

static_assert((int)PG_hugetlb > (int)__NR_PAGEFLAGS);
