// SPDX-License-Identifier: GPL-2.0-only
/*
 * What kind of area a vmap_area is, and the names of its flags, by the kernel's own
 * constants. Takes no locks.
 */
#include <linux/vmalloc.h>
#include <mmscope/vmap/live.h>
#include "../compat/compat.h"
#include "snapshot.h"

/* Private to mm/vmalloc.c: 6.12 l.2555, 7.2 l.2605. The bits above hold the node id. */
#define VA_RAM		0x1
#define VA_BLOCK	0x2

/* vm_struct.flags, named as the kernel names them. */
const struct mms_flag mms_vmap_flags[] = {
	{ VM_IOREMAP, VM_IOREMAP, "ioremap" },
	{ VM_ALLOC, VM_ALLOC, "alloc" },
	{ VM_MAP, VM_MAP, "map" },
	{ VM_USERMAP, VM_USERMAP, "usermap" },
	{ VM_DMA_COHERENT, VM_DMA_COHERENT, "dma_coherent" },
	{ VM_UNINITIALIZED, VM_UNINITIALIZED, "uninitialized" },
	{ VM_NO_GUARD, VM_NO_GUARD, "no_guard" },
	{ VM_ARM_STATIC_MAPPING, VM_ARM_STATIC_MAPPING, "arm_static" },
	{ VM_ARM_EMPTY_MAPPING, VM_ARM_EMPTY_MAPPING, "arm_empty" },
	{ VM_KASAN, VM_KASAN, "kasan" },
	{ VM_FLUSH_RESET_PERMS, VM_FLUSH_RESET_PERMS, "flush_reset_perms" },
	{ VM_MAP_PUT_PAGES, VM_MAP_PUT_PAGES, "map_put_pages" },
#ifdef VM_ALLOW_HUGE_VMAP
	{ VM_ALLOW_HUGE_VMAP, VM_ALLOW_HUGE_VMAP, "allow_huge_vmap" },
#endif
#ifdef VM_SPARSE
	{ VM_SPARSE, VM_SPARSE, "sparse" },
#endif
	{}
};

/**
 * mms_vmap_kind_of_vm() - the kind of an area that has a vm_struct
 * @flags: its flags
 *
 * Return: enum mms_vmap_kind.
 */
u8 mms_vmap_kind_of_vm(unsigned long flags)
{
	if (flags & VM_IOREMAP)
		return MMS_VMAP_IOREMAP;
#ifdef VM_SPARSE
	if (flags & VM_SPARSE)
		return MMS_VMAP_SPARSE;
#endif
	if (flags & VM_DMA_COHERENT)
		return MMS_VMAP_DMA;
	if (flags & VM_ALLOC)
		return MMS_VMAP_VMALLOC;
	if (flags & VM_MAP)
		return MMS_VMAP_VMAP;
	return MMS_VMAP_OTHER;
}

/**
 * mms_vmap_kind_without_vm() - the kind of an area that has none
 * @va: the area; its busy list's lock is held
 *
 * Return: enum mms_vmap_kind.
 */
u8 mms_vmap_kind_without_vm(const struct vmap_area *va)
{
#if MMS_HAVE_VMAP_AREA_FLAGS
	unsigned long flags = va->flags;

	if (flags & VA_RAM)
		return flags & VA_BLOCK ? MMS_VMAP_BLOCK : MMS_VMAP_RAM;
#endif
	return MMS_VMAP_NO_VM;
}
