// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page blocks got a bit of their own for isolation, and PB_migrate_skip a new name, in
 * 6.17. The masks changed their names once more after 6.18; they are macros, which
 * compat/pageblock.h asks for.
 */
#include <linux/mm.h>
#include <linux/mmzone.h>

int mms_probe(void);
int mms_probe(void)
{
	return PB_compact_skip;
}
