/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interface between live/vmap/snapshot.c and its methods: the kernel's lists changed
 * in 6.9, so there is one method for kernels before and one since, chosen by which
 * symbols the running kernel has.
 */
#ifndef MMSCOPE_LIVE_VMAP_SNAPSHOT_H
#define MMSCOPE_LIVE_VMAP_SNAPSHOT_H

#include <linux/rbtree.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>
#include <mmscope/core/layout.h>
#include <mmscope/vmap/live.h>

/* Areas for which one of the kernel's spinlocks is held at most: 20,000 instructions. */
#define MMS_VMAP_BATCH 96

/* Areas for which vmap_purge_lock is held at most: 400,000 instructions. */
#define MMS_VMAP_HOLD 2048

/* arch/arm/mm/mm.h; no other architecture has flags up there. */
#define VM_ARM_STATIC_MAPPING	0x40000000
#define VM_ARM_EMPTY_MAPPING	0x20000000

/**
 * struct mms_vmap_buf - the buffer a method reads into
 * @areas: pooled, busy and lazy areas
 * @count: areas found, counted on past @max
 * @max: room in @areas
 * @free: ranges of the free tree
 * @nfree: ranges found, counted on past @maxfree
 * @maxfree: room in @free
 * @start: only what ends above this address is wanted
 * @end: only what starts below this address is wanted
 * @pools: read the pools too
 * @again: a gap is being read again: free ranges are cut to it, and the kernel's
 *	counters are not noted again
 * @mapped_only: vm_structs can't be found
 * @held: vmap_purge_lock is held
 * @steps: areas visited since it was taken
 * @s: the snapshot, for its counters
 */
struct mms_vmap_buf {
	struct mms_vmap_area *areas;
	u32 count;
	u32 max;
	struct mms_vmap_range *free;
	u32 nfree;
	u32 maxfree;
	unsigned long start;
	unsigned long end;
	bool pools;
	bool again;
	bool mapped_only;
	bool held;
	u32 steps;
	struct mms_vmap_snapshot *s;
};

/**
 * struct mms_vmap_method - one way to reach the lists
 * @name: for the build file
 * @layouts: private structs it reads, which BTF has to confirm
 * @nlayouts: how many
 * @derived: it reads no lists: it finds allocated areas only, and all other addresses
 *	are holes
 * @mapped_only: it doesn't find areas either, only what is mapped
 * @setup: resolves its symbols; false when one is missing
 * @read: reads all lists, in the order free, pools, busy, lazy. Called with
 *	vmap_purge_lock held, unless @derived: must not allocate. 0 or -errno.
 * @read_pools: reads the pools alone, likewise; NULL where there are none
 */
struct mms_vmap_method {
	const char *name;
	struct mms_layout *layouts;
	u32 nlayouts;
	bool derived;
	bool mapped_only;
	bool (*setup)(void);
	int (*read)(struct mms_vmap_buf *b);
	int (*read_pools)(struct mms_vmap_buf *b);
};

extern const struct mms_vmap_method mms_vmap_nodes_method;
extern const struct mms_vmap_method mms_vmap_global_method;
extern const struct mms_vmap_method mms_vmap_tables_method;
extern const struct mms_vmap_method mms_vmap_mapped_method;

typedef void (*mms_vmap_add)(struct mms_vmap_buf *b, const struct vmap_area *va,
			     u16 node);

void mms_vmap_add_busy(struct mms_vmap_buf *b, const struct vmap_area *va,
		       u16 node);
void mms_vmap_add_lazy(struct mms_vmap_buf *b, const struct vmap_area *va,
		       u16 node);
void mms_vmap_add_pooled(struct mms_vmap_buf *b, u64 start, u64 end, u16 node);
void mms_vmap_add_vm(struct mms_vmap_buf *b, const struct vm_struct *copy);
void mms_vmap_add_mapped(struct mms_vmap_buf *b, u64 start, u64 end, u8 kind);
bool mms_vmap_hold_setup(void);
int mms_vmap_hold(struct mms_vmap_buf *b);
void mms_vmap_release(struct mms_vmap_buf *b);
int mms_vmap_pause(struct mms_vmap_buf *b, u32 steps);

/* kind.c */
u8 mms_vmap_kind_of_vm(unsigned long flags);
u8 mms_vmap_kind_without_vm(const struct vmap_area *va);

/* spaces.c */
void mms_vmap_spaces_setup(void);

int mms_vmap_fill_gaps(struct mms_vmap_buf *b, const struct mms_vmap_method *method, u32 *left);
int mms_vmap_read_tree(const struct rb_root *root, spinlock_t *lock,
		       mms_vmap_add add, struct mms_vmap_buf *b, u16 node);
int mms_vmap_read_free(struct mms_vmap_buf *b);
void mms_vmap_count_pages(struct mms_vmap_buf *b, bool after);
void mms_vmap_count_lazy(struct mms_vmap_buf *b, bool after);

bool mms_vmap_tree_setup(void);
void mms_vmap_areas_setup(void);
void mms_vmap_counters_setup(void);
void mms_vmap_counters_build(struct mms_text *t);
struct mms_layout *mms_vmap_public_layouts(u32 *count);

#endif /* MMSCOPE_LIVE_VMAP_SNAPSHOT_H */
