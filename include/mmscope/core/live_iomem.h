/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What /proc/iomem says of physical addresses (kernel/resource.c). Process context,
 * may sleep.
 */
#ifndef MMSCOPE_CORE_LIVE_IOMEM_H
#define MMSCOPE_CORE_LIVE_IOMEM_H

#include <linux/types.h>

/**
 * struct mms_iomem_line - one resource
 * @start: its first physical address
 * @last: its last
 * @name: what it is called, within the text; NULL for a line that is no resource
 */
struct mms_iomem_line {
	u64 start;
	u64 last;
	const char *name;
};

char *mms_iomem_text(void);
bool mms_iomem_line(char **at, struct mms_iomem_line *line);

/* Addresses that are not RAM, live/core/iomem_name.c. */
int mms_iomem_name(u64 phys, char *name, size_t size);
void mms_iomem_forget(void);

#endif /* MMSCOPE_CORE_LIVE_IOMEM_H */
