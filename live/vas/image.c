// SPDX-License-Identifier: GPL-2.0-only
/*
 * The parts of the kernel image: text, rodata, data, … by symbols, and by the
 * resource tree, where setup_arch() published how long the main ones are: many
 * kernels keep no symbols of data (KALLSYMS_ALL=n).
 *
 * Takes no locks. The resources read are the image's own, which stay for ever;
 * the way to them is read without resource_lock, which is private, and therefore
 * with copy_from_kernel_nofault().
 */
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <mmscope/core/live_symbols.h>
#include <mmscope/vas/live.h>

/* More parts than any kernel's linker script names. */
#define PARTS_MAX 24

/* The symbols of their bounds, and what an architecture asks for besides. */
#define NAMES_MAX (2 * PARTS_MAX + 16)

/* More resources than any machine's tree has at its top and inside of RAM. */
#define RESOURCES_MAX 16384
#define TREE_DEPTH 4

struct bounds {
	unsigned long start;
	unsigned long end;
};

static struct bounds bounds[PARTS_MAX];

/* What the kernel publishes of its image, where; written once, at load. */
static struct section {
	const char name[16];
	u64 start;
	u64 last;
} sections[] = {
	{ "Kernel code" }, { "Kernel rodata" }, { "Kernel data" }, { "Kernel bss" },
};

/* One resource, copied; false where there is none, or none any more. */
static bool copy_resource(const struct resource *from, struct resource *res)
{
	return from && !copy_from_kernel_nofault(res, from, sizeof(*res));
}

static void note_section(const struct resource *res)
{
	char name[sizeof(sections[0].name)];
	unsigned int i;

	if (!(res->flags & IORESOURCE_SYSRAM) || !res->name ||
	    copy_from_kernel_nofault(name, res->name, sizeof(name)))
		return;
	for (i = 0; i < ARRAY_SIZE(sections); i++) {
		if (strncmp(name, sections[i].name, sizeof(name)))
			continue;
		sections[i].start = res->start;
		sections[i].last = res->end;
	}
}

/*
 * Looks for the sections inside of System RAM; on riscv one level deeper, inside
 * of "Kernel image".
 */
static void find_sections(void)
{
	const struct resource *at[TREE_DEPTH] = { iomem_resource.child };
	struct resource res;
	unsigned int depth = 0, i;

	for (i = 0; i < RESOURCES_MAX; i++) {
		while (!copy_resource(at[depth], &res)) {
			if (!depth--)
				return;
		}
		at[depth] = res.sibling;
		note_section(&res);
		if ((res.flags & IORESOURCE_SYSRAM) && depth + 1 < TREE_DEPTH)
			at[++depth] = res.child;
	}
}

static bool is_symbol(const char *bound)
{
	return bound[0] != '<' && bound[0] != '>';
}

/* A bound's symbol; NULL where it is none. */
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
 * And those of mms_vas_arch.symbols, in the same reading.
 *
 * Context: module init, before the architecture's setup().
 */
void mms_image_setup(void)
{
	const struct mms_image_part *p = mms_vas_arch.parts;
	unsigned int i;

	find_sections();
	read_symbols(p);
	for (i = 0; p[i].name && i < PARTS_MAX; i++) {
		bounds[i].start = resolve(p[i].start);
		bounds[i].end = resolve(p[i].end);
	}
}

static const struct section *section_named(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sections); i++)
		if (!strcmp(sections[i].name, name))
			return sections[i].last ? &sections[i] : NULL;
	return NULL;
}

/**
 * mms_image_section() - where the kernel put a section of its image
 * @name: as in /proc/iomem: Kernel code, Kernel rodata, Kernel data, Kernel bss
 * @start: receives the physical address of its first byte
 * @last: that of its last byte, inclusive
 *
 * The kernel's own word, to be had where its symbols are not (KALLSYMS_ALL=n).
 *
 * Context: any, after mms_image_setup() or while it asks the architecture.
 * Return: whether the kernel published it.
 */
bool mms_image_section(const char *name, u64 *start, u64 *last)
{
	const struct section *section = section_named(name);

	if (!section)
		return false;
	*start = section->start;
	*last = section->last;
	return true;
}

/* Where a bound spelled as mms_image_part says is; 0 if that can't be had. */
static u64 bound(const char *name, unsigned long symbol, const struct mms_region *image)
{
	const struct section *section;

	switch (name[0]) {
	case '<':
	case '>':
		section = section_named(name + 1);
		if (!section)
			return 0;
		return image->start - image->phys +
		       (name[0] == '<' ? section->start : section->last + 1);
	case '*':
		return mms_kernel_ulong(symbol);
	default:
		return symbol;
	}
}

/* The end of the section that begins at a physical address, or 0. */
static u64 section_end(u64 phys)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sections); i++)
		if (sections[i].last && sections[i].start == phys)
			return sections[i].last + 1;
	return 0;
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
		       section_end(r->phys) + (r->start - r->phys);
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
 * Parts whose bounds can't be had are left out: they become gaps.
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
