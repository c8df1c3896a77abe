/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The running kernel's address space, as plain records (region.h). Process
 * context, may sleep.
 */
#ifndef MMSCOPE_VAS_LIVE_H
#define MMSCOPE_VAS_LIVE_H

#include <linux/types.h>
#include <mmscope/vas/kaslr.h>
#include <mmscope/vas/objects.h>
#include <mmscope/vas/region.h>

/**
 * struct mms_kaslr - whether and why the kernel moved at boot
 * @known: this kernel says so itself; else it is concluded from the slides
 * @on: the kernel image was moved, or might have been
 * @why: what @on is concluded from, or why it is off; static text
 * @memory_on: direct map, vmalloc and vmemmap were moved too
 * @memory_why: likewise
 * @phys_text: physical address of the image's first byte; 0 where not known
 * @phys_base: where that is without randomisation; 0 where the boot loader decides
 * @phys_why: why @phys_text was not drawn at random; NULL if it was
 */
struct mms_kaslr {
	bool known;
	bool on;
	const char *why;
	bool memory_on;
	const char *memory_why;
	u64 phys_text;
	u64 phys_base;
	const char *phys_why;
};

/**
 * struct mms_image_part - a part of the kernel image
 * @name: in records; NULL ends a table. Of several parts of one name the first
 *	whose bounds can be found counts.
 * @title: in reports
 * @start: symbol of its first byte; "<Kernel data" for the first byte of what
 *	/proc/iomem calls so, ">Kernel data" for the first byte past that
 * @end: the first byte past it, spelled likewise, or "*name" for the variable
 *	that holds its address; NULL where the section of /proc/iomem that begins
 *	at @start says how long the part is
 */
struct mms_image_part {
	const char *name;
	const char *title;
	const char *start;
	const char *end;
};

/**
 * struct mms_object_provider - one source of kernel objects
 * @setup: resolves what @add needs, at module init; NULL for nothing
 * @add: adds them with mms_object_add() and mms_object_missing(); may sleep. 0,
 *	-ENOMEM
 * @most: how many that are at most, without those of each CPU
 * @per_cpu: how many of them each CPU has
 */
struct mms_object_provider {
	void (*setup)(void);
	int (*add)(struct mms_objects *o);
	u32 most;
	u32 per_cpu;
};

/**
 * struct mms_ram - the span of RAM, holes included
 * @first: physical address of its first byte
 * @last: physical address of its last byte, inclusive
 */
struct mms_ram {
	u64 first;
	u64 last;
};

/**
 * struct mms_vas_arch - what an architecture knows about its address space
 * @symbols: what @setup asks mms_symbol_read() for, ended by NULL; NULL for none
 * @setup: resolves what @fill needs; module init
 * @fill: adds the regions to an empty layout; 0 or -errno
 * @parts: parts of the region kernel_image
 * @kaslr: fills the zeroed @k; @v is the layout
 * @entropy: fills the zeroed @e: how many places region @r had to choose from at
 *	boot, or with @phys the kernel image in memory; NULL where none is random
 * @add_parts: adds parts of other regions than kernel_image to a layout that has
 *	its regions; NULL where there are none
 * @parts_max: how many it may add; NULL for none
 * @objects: provider of the objects that only this architecture has, or NULL
 * @irq_stack: bytes of the stack each CPU takes interrupts on; 0 where its bounds
 *	can't be told
 * @irq_stack_why: then, why; else why interrupts sent from CPU to CPU run on the
 *	task's. NULL for nothing to say
 * @irq_stack_guarded: nothing is mapped above it; else it is aligned to its size
 * @softirq_stack: softirqs have one more, of the same kind
 * @initrd: where the boot loader put the initrd, false for none; NULL where only
 *	the device tree may say
 */
struct mms_vas_arch {
	const char *const *symbols;
	void (*setup)(void);
	int (*fill)(struct mms_vas *v, const struct mms_ram *ram);
	const struct mms_image_part *parts;
	void (*kaslr)(const struct mms_vas *v, struct mms_kaslr *k);
	void (*entropy)(const struct mms_vas *v, const struct mms_region *r, bool phys,
			struct mms_entropy *e);
	void (*add_parts)(struct mms_vas *v);
	u32 (*parts_max)(void);
	const struct mms_object_provider *objects;
	u32 irq_stack;
	const char *irq_stack_why;
	bool irq_stack_guarded;
	bool softirq_stack;
	bool (*initrd)(u64 *phys, u64 *size);
};

extern const struct mms_vas_arch mms_vas_arch;

void mms_vas_setup(void);
int mms_vas_take(struct mms_vas **v);
int mms_vas_walk(struct mms_vas *v);
int mms_vas_recount(struct mms_vas *v);
void mms_vas_free(struct mms_vas *v);
void mms_kaslr_of(const struct mms_vas *v, struct mms_kaslr *k);

/* live/vas/direct_map.c */
int mms_direct_map_extend(struct mms_vas *v);

/* live/vas/objects.c */
void mms_objects_setup(void);
struct mms_objects *mms_objects_take(void);
extern const struct mms_object_provider mms_irq_stacks, mms_initrd;

/* live/vas/kaslr.c */
void mms_efi_placed(struct mms_kaslr *k);
void mms_efi_entropy(const struct mms_vas *v, u64 size, u64 step, struct mms_entropy *e);

/* live/vas/image.c */
void mms_image_setup(void);
void mms_image_add_parts(struct mms_vas *v);

/* live/vas/sections.c */
void mms_image_sections_setup(void);
bool mms_image_section(const char *name, u64 *start, u64 *last);
u64 mms_image_section_end(u64 phys);

#endif /* MMSCOPE_VAS_LIVE_H */
