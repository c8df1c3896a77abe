// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel image's main sections as setup_arch() put them into the resource tree,
 * for kernels that have no symbols of data (KALLSYMS_ALL=n).
 *
 * Takes no locks. The resources of the image are never freed; those on the way to
 * them are read without resource_lock, which is private, and therefore with
 * copy_from_kernel_nofault().
 */
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <mmscope/vas/live.h>

/* More resources than any machine's tree has at its top and inside of RAM. */
#define RESOURCES_MAX 16384
#define TREE_DEPTH 4

/* The image's resources and their physical addresses; written once, at load. */
static struct section {
	const char name[16];
	u64 start;
	u64 last;
} sections[] = {
	{ "Kernel code" }, { "Kernel rodata" }, { "Kernel data" }, { "Kernel bss" },
};

/* Copies a resource; false where there is none, or none any more. */
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

/**
 * mms_image_sections_setup() - find the image's resources
 *
 * Looks inside of System RAM; on riscv one level deeper, inside of "Kernel image".
 *
 * Context: module init, before mms_image_setup().
 */
void mms_image_sections_setup(void)
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

static const struct section *section_named(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sections); i++)
		if (!strcmp(sections[i].name, name))
			return sections[i].last ? &sections[i] : NULL;
	return NULL;
}

/**
 * mms_image_section() - the physical addresses of a section of the image
 * @name: as in /proc/iomem: Kernel code, Kernel rodata, Kernel data, Kernel bss
 * @start: receives the physical address of its first byte
 * @last: that of its last byte, inclusive
 *
 * Known also where the section's symbols are not (KALLSYMS_ALL=n).
 *
 * Context: any, after mms_image_sections_setup().
 * Return: whether the section is in the resource tree.
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

/**
 * mms_image_section_end() - the end of the section that begins at an address
 * @phys: the physical address
 *
 * Context: any, after mms_image_sections_setup().
 * Return: the physical address past its last byte; 0 if no section begins there.
 */
u64 mms_image_section_end(u64 phys)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sections); i++)
		if (sections[i].last && sections[i].start == phys)
			return sections[i].last + 1;
	return 0;
}
