// SPDX-License-Identifier: GPL-2.0-only
/*
 * Making the space for the suites of vmap_inspect's verdicts: see verdict_case.h. No
 * suite of its own; takes no locks.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "verdict_case.h"

/* Pages 0-4 busy with a guard, 5-9 lazy, 10-19 free, 20-23 pooled, the rest free. */
void verdict_space_fill(struct verdict_space *p)
{
	memset(p, 0, sizeof(*p));
	p->area[0].start = BASE;
	p->area[0].end = BASE + 5 * PAGE;
	p->area[0].state = MMS_VMAP_BUSY;
	p->area[0].kind = MMS_VMAP_VMALLOC;
	p->area[0].guard = PAGE;
	p->area[0].nr_pages = 4;
	p->area[1].start = BASE + 5 * PAGE;
	p->area[1].end = BASE + 10 * PAGE;
	p->area[1].state = MMS_VMAP_LAZY;
	p->hole[0].start = BASE + 10 * PAGE;
	p->hole[0].end = BASE + 20 * PAGE;
	p->area[2].start = BASE + 20 * PAGE;
	p->area[2].end = BASE + 24 * PAGE;
	p->area[2].state = MMS_VMAP_POOLED;
	p->hole[1].start = BASE + 24 * PAGE;
	p->hole[1].end = BASE + SIZE;
	p->s.areas = p->area;
	p->s.count = ARRAY_SIZE(p->area);
	p->s.holes = p->hole;
	p->s.nholes = ARRAY_SIZE(p->hole);
	p->s.pooled_areas = 1;
	p->s.lazy_pages.known = true;
	p->s.lazy_pages.before = 5;
	p->s.lazy_pages.after = 5;
	p->s.vmalloc_pages.known = true;
	p->s.vmalloc_pages.before = 4;
	p->s.vmalloc_pages.after = 4;
}
