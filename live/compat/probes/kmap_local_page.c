// SPDX-License-Identifier: GPL-2.0-only
/* kmap_local_page(), since 5.11; kmap_atomic() before. */
#include <linux/highmem.h>

int mms_probe(struct page *page);
int mms_probe(struct page *page)
{
	char *map = kmap_local_page(page);
	int byte = *map;

	kunmap_local(map);
	return byte;
}
