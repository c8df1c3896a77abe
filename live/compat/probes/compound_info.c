// SPDX-License-Identifier: GPL-2.0-only
/* page->compound_head became compound_info, a mask or a pointer, between 6.12 and 7.2. */
#include <linux/mm.h>
#include <linux/mmzone.h>

unsigned long mms_probe(const struct page *page);
unsigned long mms_probe(const struct page *page)
{
	return compound_info_has_mask() ? page->compound_info : 0;
}
