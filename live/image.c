// SPDX-License-Identifier: GPL-2.0-only
/*
 * The parts of the kernel image: text, rodata, data, … by symbols, and by the
 * resource tree, where setup_arch() published how long the main ones are.
 *
 * Why not by symbols alone: memory between sections, and all of init, is given
 * back after boot, and under page-table isolation unmapped. Asking kprobes for a
 * symbol there makes x86 kernels of 5.18 to 6.8 read the unmapped byte
 * (arch_adjust_kprobe_addr(); fixed by "Use copy_from_kernel_nofault() to read
 * from unsafe address", 6.9 and its stable backports): so ends that may lie
 * there are not asked for, or only once the whole image was seen to be mapped.
 *
 * Takes no locks. The resources read are the image's own, which stay for ever;
 * the way to them is read without resource_lock, which is private, and therefore
 * with copy_from_kernel_nofault().
 */
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/uaccess.h>
#include <mmscope/live_pt.h>
#include <mmscope/live_vas.h>
#include <mmscope/symbols.h>

/* More parts than any kernel's linker script names. */
#define PARTS_MAX 24

/* More siblings than any machine's resource tree has at one level. */
#define SIBLINGS_MAX 4096

struct bounds {
	unsigned long start;
	unsigned long end;
	bool end_is_variable;
};

static struct bounds bounds[PARTS_MAX];

static bool image_is_mapped(void)
{
	struct mms_pt_sum sum;
	u64 start, last;

	mms_vas_arch.image(&start, &last);
	if (!start || mms_kernel_pt_unavailable() || mms_kernel_sum(start, last, &sum))
		return false;
	return mms_sum_bytes(mms_geometry(), &sum, 0, 0) == last - start + 1;
}

/**
 * mms_image_setup() - resolve the symbols of the image's parts
 *
 * Context: module init, after mms_pt_setup() and the architecture's setup().
 */
void mms_image_setup(void)
{
	const struct mms_image_part *p = mms_vas_arch.parts;
	bool mapped = image_is_mapped();
	unsigned int i;

	for (i = 0; p[i].name && i < PARTS_MAX; i++) {
		if (p[i].may_be_unmapped && !mapped)
			continue;
		bounds[i].start = mms_symbol(p[i].start);
		if (!p[i].end)
			continue;
		bounds[i].end_is_variable = p[i].end[0] == '*';
		bounds[i].end = mms_symbol(p[i].end + bounds[i].end_is_variable);
	}
}

/* The first of @first's siblings that @start lies in; false if there is none. */
static bool find_sibling(const struct resource *first, u64 start, struct resource *res)
{
	unsigned int i;

	for (i = 0; first && i < SIBLINGS_MAX; i++) {
		if (copy_from_kernel_nofault(res, first, sizeof(*res)))
			return false;
		if (start >= res->start && start <= res->end)
			return true;
		first = res->sibling;
	}
	return false;
}

/* The last byte of the resource inside System RAM that begins at @start, or 0. */
static u64 resource_last(u64 start)
{
	struct resource res;

	if (!find_sibling(iomem_resource.child, start, &res) ||
	    !(res.flags & IORESOURCE_SYSRAM))
		return 0;
	if (!find_sibling(res.child, start, &res) || res.start != start)
		return 0;
	return res.end;
}

static u64 part_last(const struct bounds *b, const struct mms_image_part *p, u64 phys)
{
	unsigned long end = b->end;
	u64 last;

	if (!p->end) {
		last = resource_last(phys);
		return last ? b->start + (last - phys) : 0;
	}
	if (b->end_is_variable && end &&
	    copy_from_kernel_nofault(&end, (void *)end, sizeof(end)))
		return 0;
	return end ? end - 1 : 0;
}

/**
 * mms_image_add_parts() - add the parts of the region kernel_image
 * @v: a layout, not tiled yet
 *
 * Parts whose bounds can't be had are left out: they become gaps.
 */
void mms_image_add_parts(struct mms_vas *v)
{
	const struct mms_region *image = mms_vas_named(v, "kernel_image");
	const struct mms_image_part *p = mms_vas_arch.parts;
	struct mms_region r = {
		.kind = MMS_REGION_PART,
		.depth = 1,
		.linear = true,
	};
	unsigned int i;

	for (i = 0; image && p[i].name && i < PARTS_MAX; i++) {
		if (!bounds[i].start)
			continue;
		r.name = p[i].name;
		r.title = p[i].title;
		r.bounds = p[i].end ? "symbol" : "symbol,iomem";
		r.start = bounds[i].start;
		r.base = r.start - (image->start - image->base);
		r.phys = image->phys + (r.start - image->start);
		r.last = part_last(&bounds[i], &p[i], r.phys);
		if (r.last > r.start)
			mms_vas_add(v, &r);
	}
}
