/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /proc/iomem, read for a selfcheck: see iomem.c.
 */
#ifndef KVAS_IOMEM_H
#define KVAS_IOMEM_H

#include <linux/types.h>

/**
 * struct kvas_iomem - one resource to look for
 * @name: as /proc/iomem spells it
 * @found: it is there
 * @start: first physical byte
 * @last: last physical byte
 */
struct kvas_iomem {
	const char *name;
	bool found;
	u64 start;
	u64 last;
};

int kvas_iomem_read(struct kvas_iomem *want, unsigned int n);

#endif /* KVAS_IOMEM_H */
