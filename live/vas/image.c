// SPDX-License-Identifier: GPL-2.0-only
/*
 * The parts of the kernel image (text, rodata, data, …), from symbols and from the
 * image's resources (sections.c). Takes no locks.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <mmscope/core/live_symbols.h>
#include <mmscope/vas/live.h>

/* More parts than any kernel's linker script names. */
#define PARTS_MAX 24

/* The symbols of their bounds, and those that the architecture asks for. */
#define NAMES_MAX (2 * PARTS_MAX + 16)

struct bounds {
	unsigned long start;
	unsigned long end;
};

static struct bounds bounds[PARTS_MAX];

static bool is_symbol(const char *bound)
{
	return bound[0] != '<' && bound[0] != '>';
}

/* The symbol of a bound; NULL for a bound that is not a symbol. */
static const char *symbol_of(const char *bound)
{
	return bound && is_symbol(bound) ? bound + (bound[0] == '*') : NULL;
}

static void add_name(const char **names, u32 *n, const char *name)
{
	if (name && *n < NAMES_MAX)
		names[(*n)++] = name;
}

static void read_symbols(const struct mms_image_part *p)
{
	const char *const *more = mms_vas_arch.symbols;
	const char *names[NAMES_MAX];
	u32 n = 0;

	for (; more && *more; more++)
		add_name(names, &n, *more);
	for (; p->name; p++) {
		add_name(names, &n, symbol_of(p->start));
		add_name(names, &n, symbol_of(p->end));
	}
	mms_symbols_read(names, n);
}

static unsigned long resolve(const char *bound)
{
	const char *name = symbol_of(bound);

	return name ? mms_symbol_read(name) : 0;
}

/**
 * mms_image_setup() - resolve the symbols of the image's parts
 *
 * Those of mms_vas_arch.symbols too, in the same reading of /proc/kallsyms.
 *
 * Context: module init, before the architecture's setup().
 */
void mms_image_setup(void)
{
	const struct mms_image_part *p = mms_vas_arch.parts;
	unsigned int i;

	read_symbols(p);
	for (i = 0; p[i].name && i < PARTS_MAX; i++) {
		bounds[i].start = resolve(p[i].start);
		bounds[i].end = resolve(p[i].end);
	}
}

/* The address of a bound, spelled as for mms_image_part; 0 if not known. */
static u64 bound(const char *name, unsigned long symbol, const struct mms_region *image)
{
	u64 start, last;

	switch (name[0]) {
	case '<':
	case '>':
		if (!mms_image_section(name + 1, &start, &last))
			return 0;
		return image->start - image->phys + (name[0] == '<' ? start : last + 1);
	case '*':
		return mms_kernel_ulong(symbol);
	default:
		return symbol;
	}
}

/* Fills the bounds of @r; false if they are not known, or not inside @image. */
static bool place_part(struct mms_region *r, const struct mms_image_part *p,
		       const struct bounds *b, const struct mms_region *image)
{
	u64 end;

	r->start = bound(p->start, b->start, image);
	if (r->start < image->start || r->start > image->last)
		return false;
	r->phys = image->phys + (r->start - image->start);
	r->base = image->base + (r->start - image->start);
	end = p->end ? bound(p->end, b->end, image) :
		       mms_image_section_end(r->phys) + (r->start - r->phys);
	r->last = end - 1;
	return r->last > r->start && r->last <= image->last;
}

static bool has_part(const struct mms_vas *v, u32 from, const char *name)
{
	for (; from < v->nr; from++)
		if (!strcmp(v->region[from].name, name))
			return true;
	return false;
}

/**
 * mms_image_add_parts() - add the parts of the region kernel_image
 * @v: a layout, not tiled yet
 *
 * Parts whose bounds are not known are left out: they become gaps.
 */
void mms_image_add_parts(struct mms_vas *v)
{
	const struct mms_region *image = mms_vas_named(v, "kernel_image");
	const struct mms_image_part *p = mms_vas_arch.parts;
	const u32 first = v->nr;
	struct mms_region r = {
		.kind = MMS_REGION_PART,
		.depth = 1,
		.linear = true,
	};
	unsigned int i;

	for (i = 0; image && p[i].name && i < PARTS_MAX; i++) {
		if (!place_part(&r, &p[i], &bounds[i], image) || has_part(v, first, p[i].name))
			continue;
		r.name = p[i].name;
		r.title = p[i].title;
		r.bounds = !is_symbol(p[i].start) ? "iomem" :
			   p[i].end && is_symbol(p[i].end) ? "symbol" : "symbol,iomem";
		mms_vas_add(v, &r);
	}
}
