/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernel objects and where they are: stacks, per-CPU memory, descriptor
 * tables, the initrd. Pure: the list, and how one is added. No locks, any context.
 * Finding them on the running kernel is in mmscope/vas/live.h.
 */
#ifndef MMSCOPE_VAS_OBJECTS_H
#define MMSCOPE_VAS_OBJECTS_H

#include <linux/types.h>

/**
 * struct mms_object - one kernel object
 * @name: in records
 * @cpu: whose it is, the CPU's number + 1; 0 where all share it
 * @start: first byte; 0 where it can't be found
 * @size: bytes; 0 where it can't be found
 * @mapped: @phys holds
 * @phys: physical address of the first byte, by the page tables
 * @phys_why: where @phys does not hold, why; static text
 * @source: where @start and @size are from: symbol:NAME, register:NAME, …
 * @why: where @start is 0, why; static text
 * @state: what became of it, one word; NULL while it is in use
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
 * struct mms_objects - a list of kernel objects
 * @nr: how many there are
 * @max: how many there is room for
 * @object: the array of them
 */
struct mms_objects {
	u32 nr;
	u32 max;
	struct mms_object object[];
};

struct mms_object *mms_object_add(struct mms_objects *o, const char *name,
				  unsigned int cpu, u64 start, u64 size,
				  const char *source);
struct mms_object *mms_object_missing(struct mms_objects *o, const char *name,
				      unsigned int cpu, const char *why);

#endif /* MMSCOPE_VAS_OBJECTS_H */
