/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's vmap_areas as plain records, and what can be computed from
 * them: order, holes, how they tile the address space, totals. Pure: no locks,
 * any context. How records are taken is in mmscope/vmap/live.h.
 */
#ifndef MMSCOPE_VMAP_VMAP_H
#define MMSCOPE_VMAP_VMAP_H

#include <linux/types.h>

/**
 * enum mms_vmap_state - where an area is in its life, in the order it passes
 * @MMS_VMAP_POOLED: freed and flushed, kept ready by its size for the next
 *	allocation (kernels since 6.9)
 * @MMS_VMAP_BUSY: allocated
 * @MMS_VMAP_LAZY: freed, but other CPUs' TLBs may still hold it
 *
 * Free addresses have no area: they are the holes between areas.
 */
enum mms_vmap_state {
	MMS_VMAP_POOLED,
	MMS_VMAP_BUSY,
	MMS_VMAP_LAZY,
};

/**
 * enum mms_vmap_kind - who made an area
 * @MMS_VMAP_KIND_NONE: it is not busy: its kind is no longer recorded
 * @MMS_VMAP_VMALLOC: vmalloc() and its relatives
 * @MMS_VMAP_VMAP: vmap() of the caller's pages
 * @MMS_VMAP_IOREMAP: ioremap(): device memory
 * @MMS_VMAP_DMA: coherent DMA memory
 * @MMS_VMAP_SPARSE: VM_SPARSE: pages come and go (BPF arenas)
 * @MMS_VMAP_RAM: vm_map_ram() of more than a block's share
 * @MMS_VMAP_BLOCK: a block that vm_map_ram() cuts small mappings from
 * @MMS_VMAP_NO_VM: no vm_struct: vm_map_ram(), or an area just being made or
 *	taken down; kernels without vmap_area.flags can't tell which
 * @MMS_VMAP_OTHER: reserved by get_vm_area() without saying what for
 * @MMS_VMAP_MAPPED: a mapped stretch, from one gap to the next, where nothing more
 *	is known
 */
enum mms_vmap_kind {
	MMS_VMAP_KIND_NONE,
	MMS_VMAP_VMALLOC,
	MMS_VMAP_VMAP,
	MMS_VMAP_IOREMAP,
	MMS_VMAP_DMA,
	MMS_VMAP_SPARSE,
	MMS_VMAP_RAM,
	MMS_VMAP_BLOCK,
	MMS_VMAP_NO_VM,
	MMS_VMAP_OTHER,
	MMS_VMAP_MAPPED,
};

/** MMS_VMAP_NO_NODE - an area of a kernel without vmap nodes (before 6.9) */
#define MMS_VMAP_NO_NODE 0xffff

/** MMS_VMAP_ORDERS - orders an area or a hole can have: below 2^64 bytes */
#define MMS_VMAP_ORDERS 53

/**
 * struct mms_vmap_area - one vmap_area, by value
 * @start: first byte
 * @end: first byte past it, its guard page included
 * @phys: the physical address its first page maps, with @has_phys; else 0
 * @caller: return address into who allocated it, 0 when not recorded
 * @nr_pages: pages the kernel has put into it (vm_struct.nr_pages); 0 where
 *	it doesn't count them: ioremap, vm_map_ram, per-CPU chunks
 * @requested: bytes the caller asked for, 0 where the kernel doesn't keep it
 *	(before 6.12)
 * @guard: bytes at its end never mapped: a page, or 0 for VM_NO_GUARD, a per-CPU
 *	chunk, or what 32-bit ARM maps statically or reserves at boot
 * @flags: vm_struct.flags
 * @node: the vmap node whose list it was on, or MMS_VMAP_NO_NODE
 * @state: enum mms_vmap_state
 * @kind: enum mms_vmap_kind
 * @page_order: order of the pages it is mapped with, vm_struct.page_order: 0 for
 *	ioremap, whatever it is mapped with
 * @making: VM_UNINITIALIZED: its pages are just being allocated, and neither
 *	@nr_pages nor @page_order is known yet
 * @has_phys: the kernel records @phys: for ioremap, but not for addresses that
 *	32-bit ARM only reserves, and for arm64's image
 * @hold: in which hold of vmap_purge_lock it was read, counted from 1
 */
struct mms_vmap_area {
	u64 start;
	u64 end;
	u64 phys;
	u64 caller;
	u64 nr_pages;
	u64 requested;
	u32 guard;
	u32 flags;
	u16 node;
	u8 state;
	u8 kind;
	u8 page_order;
	bool making;
	bool has_phys;
	u32 hold;
};

/**
 * struct mms_vmap_range - a hole, or another stretch of addresses
 * @start: first byte
 * @end: first byte past it
 */
struct mms_vmap_range {
	u64 start;
	u64 end;
};

/** MMS_VMAP_GAPS - how many gaps struct mms_vmap_tiling can name */
#define MMS_VMAP_GAPS 16

/**
 * struct mms_vmap_tiling - how areas and holes cover a space
 * @bytes: bytes by enum mms_vmap_state
 * @areas: areas by enum mms_vmap_state
 * @hole_bytes: bytes in holes
 * @holes: holes
 * @largest: the largest hole's bytes
 * @overlap_bytes: bytes claimed twice
 * @gap_bytes: bytes in no area and no hole
 * @gaps: how many stretches those are; the first MMS_VMAP_GAPS are in @gap
 * @gap: the gaps
 */
struct mms_vmap_tiling {
	u64 bytes[MMS_VMAP_LAZY + 1];
	u32 areas[MMS_VMAP_LAZY + 1];
	u64 hole_bytes;
	u32 holes;
	u64 largest;
	u64 overlap_bytes;
	u64 gap_bytes;
	u32 gaps;
	struct mms_vmap_range gap[MMS_VMAP_GAPS];
};

/**
 * struct mms_vmap_order - what there is of one order
 * @areas: busy areas of the order
 * @bytes: their bytes without guard pages
 * @pages: their nr_pages
 * @page_order_areas: those whose page_order says larger pages than the base
 *	page; ioremap() may map such too and does not say so there
 * @holes: holes of the order
 * @hole_bytes: bytes in those
 * @device_areas: busy areas of the order that are ioremap()'s: devices, no memory
 * @device_bytes: their bytes without guard pages
 */
struct mms_vmap_order {
	u64 areas;
	u64 bytes;
	u64 pages;
	u64 page_order_areas;
	u64 holes;
	u64 hole_bytes;
	u64 device_areas;
	u64 device_bytes;
};

/**
 * struct mms_vmap_caller - what one caller holds
 * @caller: the address, or whatever key the user put there
 * @sites: rows merged into this one: call sites, when keys are functions
 * @areas: its busy areas
 * @bytes: their bytes without guard pages
 * @pages: their nr_pages
 * @page_order_areas: those whose page_order says larger pages than the base
 *	page; ioremap() may map such too and does not say so there
 * @page_order_bytes: their bytes without guard pages
 * @ram: bytes of memory in @areas
 * @device: bytes of devices in them
 */
struct mms_vmap_caller {
	u64 caller;
	u64 sites;
	u64 areas;
	u64 bytes;
	u64 pages;
	u64 page_order_areas;
	u64 page_order_bytes;
	u64 ram;
	u64 device;
};

const struct mms_vmap_area *mms_vmap_find(const struct mms_vmap_area *areas, u32 count, u64 va);
u64 mms_vmap_data(const struct mms_vmap_area *a);
u64 mms_vmap_device(const struct mms_vmap_area *a);
u32 mms_vmap_order(u64 bytes, u32 page_shift);
u32 mms_vmap_hole_order(u64 bytes, u32 page_shift);
const char *mms_vmap_kind_name(u8 kind);
const char *mms_vmap_state_name(u8 state);

int mms_vmap_area_cmp(const void *pa, const void *pb);
int mms_vmap_range_cmp(const void *pa, const void *pb);
u32 mms_vmap_settle(struct mms_vmap_area *a, u32 count, u32 *conflicts);
u32 mms_vmap_holes(const struct mms_vmap_range *free, u32 nfree,
		   const struct mms_vmap_area *a, u32 count,
		   struct mms_vmap_range *out, u32 max);
void mms_vmap_tile(const struct mms_vmap_area *a, u32 count,
		   const struct mms_vmap_range *holes, u32 nholes,
		   u64 start, u64 end, struct mms_vmap_tiling *t);
bool mms_vmap_tiles(const struct mms_vmap_tiling *t, u64 size);
void mms_vmap_gaps_common(struct mms_vmap_tiling *t,
			  const struct mms_vmap_tiling *again);

void mms_vmap_orders(const struct mms_vmap_area *a, u32 count,
		     const struct mms_vmap_range *holes, u32 nholes,
		     u32 page_shift, struct mms_vmap_order *orders);
int mms_vmap_caller_cmp(const void *pa, const void *pb);
u32 mms_vmap_callers(const struct mms_vmap_area *a, u32 count, u32 page_shift,
		     struct mms_vmap_caller *out);
u32 mms_vmap_callers_merge(struct mms_vmap_caller *c, u32 count);
void mms_vmap_callers_by_bytes(struct mms_vmap_caller *c, u32 count);

#endif /* MMSCOPE_VMAP_VMAP_H */
