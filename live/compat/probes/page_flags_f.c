// SPDX-License-Identifier: GPL-2.0-only
/* page->flags became a memdesc_flags_t in 6.18. */
#include <linux/mm.h>
#include <linux/mmzone.h>

unsigned long mms_probe(const struct page *page);
unsigned long mms_probe(const struct page *page)
{
	return page->flags.f;
}
