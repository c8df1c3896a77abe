/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Declarations shared by the files of vmap_inspect, which hold snapshots taken at open.
 * Only taking a snapshot takes locks (mmscope/vmap/live.h).
 */
#ifndef VMAP_INSPECT_H
#define VMAP_INSPECT_H

#include <mmscope/core/live_check.h>
#include <mmscope/core/live_files.h>
#include <mmscope/core/text.h>
#include <mmscope/vmap/live.h>

/** VMI_NIDS - the most nodes counted separately for one area */
#define VMI_NIDS 4

/**
 * struct vmi_nids - an area's pages by node, where there are several nodes
 * @nid: a node
 * @pages: how many pages of it; 0 behind the last node
 * @others: pages of further nodes, or of none that is known
 */
struct vmi_nids {
	u16 nid[VMI_NIDS];
	u32 pages[VMI_NIDS];
	u32 others;
};

/**
 * struct vmi_backing - what the page tables map of one area
 * @mapped: bytes
 * @huge: bytes of them mapped by leaves larger than the base page
 * @device: bytes of @mapped that are device memory
 * @huge_device: bytes that are both huge and device memory
 * @runs: physically contiguous runs of @mapped
 */
struct vmi_backing {
	u64 mapped;
	u64 huge;
	u64 device;
	u64 huge_device;
	u64 runs;
};

/**
 * struct vmi_backings - what the page tables map of a snapshot's areas
 * @unavailable: why they could not be walked; then nothing else is set
 * @area: one entry per area of the snapshot
 * @nids: likewise; NULL where there is one node
 * @outside: bytes mapped where the snapshot has no busy area
 * @first_outside: the first such address
 * @unread: page tables that could not be read, the snapshot's included: what they
 *	map is missing above
 */
struct vmi_backings {
	const char *unavailable;
	struct vmi_backing *area;
	struct vmi_nids *nids;
	u64 outside;
	u64 first_outside;
	u64 unread;
};

/* backing.c */
int vmi_backings_take(struct vmi_backings *b,
		      const struct mms_vmap_snapshot *s);
void vmi_backings_free(struct vmi_backings *b);

/* record.c */
void vmi_header(const struct mms_view *v, struct mms_text *t);
void vmi_rec_holds(struct mms_text *t, const struct mms_vmap_snapshot *s);
void vmi_area_rec(struct mms_text *t, const struct mms_vmap_area *a,
		  const struct vmi_backings *b, u32 index);
void vmi_hole_rec(struct mms_text *t, const struct mms_vmap_range *hole);

/* areas.c */
int vmi_areas_open(struct mms_view *v);
void vmi_areas_header(const struct mms_view *v, struct mms_text *t);
void vmi_areas_show(struct mms_view *v, struct mms_text *t, u64 index);
void vmi_areas_release(struct mms_view *v);

/* lists.c */
void vmi_snapshot_header(const struct mms_view *v, struct mms_text *t);
int vmi_free_open(struct mms_view *v);
void vmi_free_show(struct mms_view *v, struct mms_text *t, u64 index);
int vmi_lazy_open(struct mms_view *v);
void vmi_lazy_show(struct mms_view *v, struct mms_text *t, u64 index);
int vmi_pools_open(struct mms_view *v);
void vmi_pools_show(struct mms_view *v, struct mms_text *t, u64 index);
void vmi_snapshot_release(struct mms_view *v);

/* totals.c */
int vmi_orders(const struct mms_vmap_snapshot *s, struct mms_vmap_order **orders);
int vmi_callers(const struct mms_vmap_snapshot *s, const struct vmi_backings *b,
		struct mms_vmap_caller **callers, u32 *count);
void vmi_caller_name(u64 key, char *buf, size_t size);
int vmi_orders_open(struct mms_view *v);
void vmi_orders_header(const struct mms_view *v, struct mms_text *t);
void vmi_orders_show(struct mms_view *v, struct mms_text *t, u64 index);
void vmi_orders_release(struct mms_view *v);
int vmi_callers_open(struct mms_view *v);
void vmi_callers_show(struct mms_view *v, struct mms_text *t, u64 index);
void vmi_callers_release(struct mms_view *v);

/* report.c */
int vmi_report_open(struct mms_view *v);
void vmi_report_show(struct mms_view *v, struct mms_text *t, u64 index);
void vmi_report_release(struct mms_view *v);

/* query.c */
extern const struct mms_query_ops vmi_query;

/** VMI_TRIES - snapshots a check uses before it reports that something is wrong */
#define VMI_TRIES 5

/* selfcheck_kernel.c */
enum mms_result vmi_check_lazy_pages(struct mms_text *detail);
enum mms_result vmi_check_vmalloc_pages(struct mms_text *detail);
enum mms_result vmi_check_pooled(struct mms_text *detail);
enum mms_result vmi_check_backing(struct mms_text *detail);

/** VMI_AREAS_LOOKED_AT - areas a check reads in all before it uses fewer snapshots */
#define VMI_AREAS_LOOKED_AT 200000

/**
 * struct vmi_look - a snapshot for a check
 * @s: the snapshot
 * @own: a snapshot of this check alone, where @s points to it
 */
struct vmi_look {
	const struct mms_vmap_snapshot *s;
	struct mms_vmap_snapshot own;
};

/* look.c */
int vmi_looks_begin(void);
const char *vmi_look_begin(struct vmi_look *l, bool fresh);
void vmi_look_end(struct vmi_look *l);
u32 vmi_looks_most(const struct vmi_look *l, u32 least, u32 most);
void vmi_looks_end(void);

/* selfcheck.c */
int vmi_check_open(struct mms_view *v);

#endif /* VMAP_INSPECT_H */
