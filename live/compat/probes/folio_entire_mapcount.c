// SPDX-License-Identifier: GPL-2.0-only
/* folio_entire_mapcount() came with 5.18, compound_mapcount() went in 6.3. */
#include <linux/mm.h>
#include <linux/mmzone.h>

int mms_probe(struct folio *folio);
int mms_probe(struct folio *folio)
{
	return folio_entire_mapcount(folio);
}
