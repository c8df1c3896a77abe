// SPDX-License-Identifier: GPL-2.0-only
/*
 * mms_alias - memory that is mapped more than once: pages of the kernel's text, writable
 * at two other addresses and readable at a third, and a page of its own at several.
 *
 * A read of /proc/mms_alias lists each mapping it made:
 *   alias of=text|page addr=0x… phys=0x… pages=N perms=rw-|r--
 * Tests only; takes no locks.
 */
#include <asm/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/vmalloc.h>

#define TEXT_PAGES 3

static struct {
	const char *of;
	unsigned int pages;
	bool writable;
	struct page **page;
	void *addr;
} aliases[6];

static struct page *text[TEXT_PAGES], *own;

/* The pages from that of a function of the kernel's on. */
static void find_text(void)
{
	unsigned long at = (unsigned long)&vmap & PAGE_MASK;
	unsigned int i;

	for (i = 0; i < TEXT_PAGES; i++)
		text[i] = virt_to_page(lm_alias((void *)(at + i * PAGE_SIZE)));
}

static int alias_show(struct seq_file *s, void *unused)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(aliases); i++)
		seq_printf(s, "alias of=%s addr=0x%llx phys=0x%llx pages=%u perms=%s\n",
			   aliases[i].of, (u64)(unsigned long)aliases[i].addr,
			   (u64)page_to_phys(aliases[i].page[0]), aliases[i].pages,
			   aliases[i].writable ? "rw-" : "r--");
	return 0;
}

static void unmap_all(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(aliases); i++)
		vunmap(aliases[i].addr);
	if (own)
		__free_page(own);
}

/* Not of the module's init code: who mapped it is to have a name. */
static noinline bool map_all(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(aliases); i++) {
		bool is_text = i < 3;

		aliases[i].of = is_text ? "text" : "page";
		aliases[i].page = is_text ? text : &own;
		aliases[i].pages = is_text ? TEXT_PAGES : 1;
		aliases[i].writable = i % 3 != 2;
		aliases[i].addr = vmap(aliases[i].page, aliases[i].pages, VM_MAP,
				       aliases[i].writable ? PAGE_KERNEL : PAGE_KERNEL_RO);
		if (!aliases[i].addr)
			return false;
	}
	return true;
}

static int __init alias_init(void)
{
	find_text();
	own = alloc_page(GFP_KERNEL);
	if (!own)
		return -ENOMEM;
	if (!map_all() || !proc_create_single("mms_alias", 0400, NULL, alias_show)) {
		unmap_all();
		return -ENOMEM;
	}
	return 0;
}

static void __exit alias_exit(void)
{
	remove_proc_entry("mms_alias", NULL);
	unmap_all();
}

module_init(alias_init);
module_exit(alias_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Makes aliases, for tests");
