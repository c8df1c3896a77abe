/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The data of /proc/vmap_inspect, gathered by report_data.c and formatted by
 * report.c. Takes no locks.
 */
#ifndef VMAP_INSPECT_REPORT_H
#define VMAP_INSPECT_REPORT_H

#include <linux/err.h>
#include "vmi.h"

#define VMI_KINDS	(MMS_VMAP_MAPPED + 1)
#define VMI_SPACES	2
#define VMI_TOP_CALLERS	20
#define VMI_TOP_HOLES	6

/**
 * struct vmi_kind - the busy areas of one kind
 * @areas: how many
 * @bytes: their bytes without guard pages
 * @ram: bytes of memory mapped there; where the tables can't be walked, by nr_pages
 * @device: bytes of devices; where the tables can't be walked, all of ioremap()'s
 * @runs: physically contiguous runs in those
 * @huge: areas with memory mapped by pages larger than the base page
 * @huge_ram: bytes so mapped; where the tables can't be walked, by the areas'
 *	page_order
 * @huge_device: the same for devices
 */
struct vmi_kind {
	u64 areas;
	u64 bytes;
	u64 ram;
	u64 device;
	u64 runs;
	u64 huge;
	u64 huge_ram;
	u64 huge_device;
};

/**
 * struct vmi_report - the summary
 * @nspaces: spaces
 * @space: the spaces
 * @tiling: how areas and holes cover each
 * @in_space: the busy areas of each
 * @gap_bytes: bytes found on no list
 * @state_areas: areas by enum mms_vmap_state
 * @state_bytes: bytes by enum mms_vmap_state
 * @kind: by enum mms_vmap_kind
 * @all: all kinds together
 * @unmapped_reason: why the page tables could not be walked, or NULL
 * @unread: page tables that could not be read: what they map is missing
 * @order: MMS_VMAP_ORDERS rows
 * @caller: by calling function, largest first
 * @ncallers: how many
 * @hole: the largest holes, largest first
 * @nholes: how many
 */
struct vmi_report {
	u32 nspaces;
	struct mms_vmap_space space[VMI_SPACES];
	struct mms_vmap_tiling tiling[VMI_SPACES];
	struct vmi_kind in_space[VMI_SPACES];
	u64 gap_bytes;
	u64 state_areas[MMS_VMAP_LAZY + 1];
	u64 state_bytes[MMS_VMAP_LAZY + 1];
	struct vmi_kind kind[VMI_KINDS];
	struct vmi_kind all;
	const char *unmapped_reason;
	u64 unread;
	struct mms_vmap_order *order;
	struct mms_vmap_caller *caller;
	u32 ncallers;
	struct mms_vmap_range hole[VMI_TOP_HOLES];
	u32 nholes;
};

struct vmi_report *vmi_report_gather(void);
void vmi_report_free(struct vmi_report *r);

#endif /* VMAP_INSPECT_REPORT_H */
