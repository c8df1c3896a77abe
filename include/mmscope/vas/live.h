/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The running kernel's address space, as plain records (region.h). Process
 * context, may sleep.
 */
#ifndef MMSCOPE_VAS_LIVE_H
#define MMSCOPE_VAS_LIVE_H

#include <linux/types.h>
#include <mmscope/vas/kaslr.h>
#include <mmscope/vas/region.h>

/**
 * struct mms_kaslr - whether and why the kernel moved at boot
 * @known: this kernel says so itself; else only the slides can tell
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
 *	whose bounds can be had counts.
 * @title: for eyes
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
 * struct mms_object - one thing of the kernel's that has an address
 * @name: in records
 * @cpu: whose it is, the CPU's number + 1; 0 where all share it
 * @start: first byte; 0 where it can't be had
 * @size: bytes; 0 where that can't be had either
 * @mapped: @phys holds
 * @phys: physical address of the first byte, by the page tables
 * @phys_why: where @phys does not hold, why; static text
 * @source: where @start and @size are from: symbol:NAME, register:NAME, …
 * @why: where @start is 0, why; static text
 * @state: what became of it, one word; NULL for what is in use as ever
 */
struct mms_object {
	const char *name;
	u32 cpu;
	u64 start;
	u64 size;
	bool mapped;
	u64 phys;
	const char *phys_why;
	const char *source;
	const char *why;
	const char *state;
};

/**
 * struct mms_objects - the things the kernel's map is made for
 * @nr: how many there are
 * @max: how many there is room for
 * @object: they
 */
struct mms_objects {
	u32 nr;
	u32 max;
	struct mms_object object[];
};

/**
 * struct mms_ram - from where to where memory lies, holes included
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
 * @image: first and last byte of the region kernel_image, 0 if not found
 * @parts: parts of the region kernel_image
 * @kaslr: fills the zeroed @k; @v is the layout
 * @entropy: fills the zeroed @e: how many places region @r had to choose from at
 *	boot, or with @phys the kernel image in memory; NULL where none is random
 * @add_parts: adds parts of other regions than kernel_image to a layout that has
 *	its regions; NULL where there are none
 * @parts_max: how many it may add; NULL for none
 * @add_objects: adds what only this architecture has, with mms_object_add(); NULL
 *	for nothing
 * @objects_max: how many it may add; NULL for none
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
	void (*image)(u64 *start, u64 *last);
	const struct mms_image_part *parts;
	void (*kaslr)(const struct mms_vas *v, struct mms_kaslr *k);
	void (*entropy)(const struct mms_vas *v, const struct mms_region *r, bool phys,
			struct mms_entropy *e);
	void (*add_parts)(struct mms_vas *v);
	u32 (*parts_max)(void);
	void (*add_objects)(struct mms_objects *o);
	u32 (*objects_max)(void);
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
int mms_vas_walk_again(struct mms_vas *v);
void mms_vas_free(struct mms_vas *v);
int mms_kernel_int(unsigned long symbol, int *value);
unsigned long mms_kernel_ulong(unsigned long symbol);

/* live/vas/direct_map.c */
int mms_direct_map_extend(struct mms_vas *v);

/* live/vas/objects.c */
void mms_objects_setup(void);
struct mms_objects *mms_objects_take(void);
struct mms_object *mms_object_add(struct mms_objects *o, const char *name,
				  unsigned int cpu, u64 start, u64 size,
				  const char *source);
struct mms_object *mms_object_missing(struct mms_objects *o, const char *name,
				      unsigned int cpu, const char *why);

/* live/vas/irq_stack.c */
void mms_irq_stacks_setup(void);
int mms_irq_stacks_add(struct mms_objects *o);

/* live/vas/initrd.c */
void mms_initrd_setup(void);
void mms_initrd_add(struct mms_objects *o);

/* live/vas/kaslr.c */
void mms_kaslr_setup(void);
void mms_kaslr_of(const struct mms_vas *v, struct mms_kaslr *k);
bool mms_cmdline_has(const char *word);
ssize_t mms_read_file(const char *path, void *buf, size_t size);
void mms_efi_placed(struct mms_kaslr *k);
void mms_efi_entropy(const struct mms_vas *v, u64 size, u64 step, struct mms_entropy *e);

/* live/vas/image.c */
void mms_image_setup(void);
void mms_image_add_parts(struct mms_vas *v);
bool mms_image_section(const char *name, u64 *start, u64 *last);

#endif /* MMSCOPE_VAS_LIVE_H */
