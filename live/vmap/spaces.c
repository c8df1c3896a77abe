// SPDX-License-Identifier: GPL-2.0-only
/*
 * The parts of the address space that vmap_areas are in: vmalloc's, and the modules'
 * where that is separate. Takes no locks.
 */
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include <mmscope/vmap/live.h>
#include "../arch/modules.h"
#include "snapshot.h"

static struct mms_vmap_space spaces[2];
static u32 nspaces;

static void add_space(const char *name, u64 start, u64 end)
{
	if (nspaces && start < spaces[0].end && end > spaces[0].start)
		return;
	spaces[nspaces].name = name;
	spaces[nspaces].start = start;
	spaces[nspaces++].end = end;
}

/**
 * mms_vmap_spaces_setup() - find the parts of the address space areas lie in
 *
 * VMALLOC_END is the last byte on x86_64 and riscv 5.10, the first past it elsewhere.
 *
 * Context: module init.
 */
void mms_vmap_spaces_setup(void)
{
	add_space("vmalloc", VMALLOC_START, PAGE_ALIGN(VMALLOC_END));
#ifdef MMS_MODULES_START
	add_space("modules", MMS_MODULES_START, MMS_MODULES_END);
#endif
}

/**
 * mms_vmap_spaces() - the parts of the address space areas lie in
 * @count: set to how many
 *
 * Return: the spaces, vmalloc first.
 */
const struct mms_vmap_space *mms_vmap_spaces(u32 *count)
{
	*count = nspaces;
	return spaces;
}

/**
 * mms_vmap_space_of() - the space an address lies in
 * @addr: the address
 *
 * Return: the space, NULL for any other place.
 */
const struct mms_vmap_space *mms_vmap_space_of(u64 addr)
{
	u32 i;

	for (i = 0; i < nspaces; i++)
		if (addr >= spaces[i].start && addr < spaces[i].end)
			return &spaces[i];
	return NULL;
}
