// SPDX-License-Identifier: GPL-2.0-only
/*
 * mms_known - objects with known addresses and sizes, to compare the suite's output with.
 *
 * At load it allocates one of each kind the suite reports; /proc/mms_known lists
 * them, by what the allocators and vmalloc_to_page() returned, never by the suite's
 * own code. Writing "free" frees them all: the list stays, so that a test can check
 * that each of them is gone. Tests only; takes one mutex.
 */
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

static ulong io_phys;
module_param(io_phys, ulong, 0400);
MODULE_PARM_DESC(io_phys, "physical address of an MMIO page to ioremap; 0 for none");

#define PERCPU_MAX 1024

static uint percpu;
module_param(percpu, uint, 0400);
MODULE_PARM_DESC(percpu, "pages of per-CPU memory to hold, which fill chunks of it; 1024 at most");

static void __percpu *held[PERCPU_MAX];

#define PAGES_MAX 4096
#define OBJECTS_MAX 40

enum kind { VMALLOC, VMALLOC_HUGE, VMAP, VM_MAP_RAM, IOREMAP, ALLOC_PAGES, KMALLOC };

static const char *const kind_names[] = {
	[VMALLOC] = "vmalloc",
	[VMALLOC_HUGE] = "vmalloc_huge",
	[VMAP] = "vmap",
	[VM_MAP_RAM] = "vm_map_ram",
	[IOREMAP] = "ioremap",
	[ALLOC_PAGES] = "alloc_pages",
	[KMALLOC] = "kmalloc",
};

static struct object {
	enum kind kind;
	void *addr;
	size_t size;
	unsigned int order;
	unsigned int nr_pages;
	u64 *phys;		/* of each page, while it was mapped */
	struct page **pages;	/* what was mapped, owned by us */
} objects[OBJECTS_MAX];

static unsigned int objects_n;
static bool freed;
static DEFINE_MUTEX(known_lock);

static struct object *next_object(enum kind kind, size_t size)
{
	struct object *o;

	if (objects_n == OBJECTS_MAX)
		return NULL;
	o = &objects[objects_n];
	o->kind = kind;
	o->size = size;
	o->nr_pages = DIV_ROUND_UP(size, PAGE_SIZE);
	o->phys = kvcalloc(o->nr_pages, sizeof(*o->phys), GFP_KERNEL);
	return o->phys ? o : NULL;
}

static int keep_vmalloced(struct object *o)
{
	unsigned int i;

	if (!o->addr)
		return -ENOMEM;
	for (i = 0; i < o->nr_pages; i++)
		o->phys[i] = page_to_phys(vmalloc_to_page(o->addr + i * PAGE_SIZE));
	objects_n++;
	return 0;
}

static noinline int make_vmalloc(size_t size)
{
	struct object *o = next_object(VMALLOC, size);

	if (!o)
		return -ENOMEM;
	o->addr = vmalloc(size);
	return keep_vmalloced(o);
}

#ifdef HAVE_VMALLOC_HUGE
static noinline int make_vmalloc_huge(size_t size)
{
	struct object *o = next_object(VMALLOC_HUGE, size);

	if (!o)
		return -ENOMEM;
	o->addr = vmalloc_huge(size, GFP_KERNEL);
	return keep_vmalloced(o);
}
#else
static int make_vmalloc_huge(size_t size)
{
	return 0;
}
#endif

/* Maps adjacent pages in reverse order: as many physical runs as pages. */
static noinline int make_mapping(enum kind kind, unsigned int n)
{
	struct object *o = next_object(kind, n * PAGE_SIZE);
	unsigned int i, order = get_order(n * PAGE_SIZE);
	struct page *block;

	if (!o)
		return -ENOMEM;
	o->pages = kcalloc(n, sizeof(*o->pages), GFP_KERNEL);
	block = alloc_pages(GFP_KERNEL, order);
	if (!o->pages || !block)
		return -ENOMEM;
	split_page(block, order);
	for (i = 0; i < 1U << order; i++) {
		if (i >= n) {
			__free_page(block + i);
			continue;
		}
		o->pages[n - 1 - i] = block + i;
		o->phys[n - 1 - i] = page_to_phys(block + i);
	}
	o->addr = kind == VMAP ? vmap(o->pages, n, VM_MAP, PAGE_KERNEL_RO) :
				 vm_map_ram(o->pages, n, NUMA_NO_NODE);
	if (!o->addr)
		return -ENOMEM;
	objects_n++;
	return 0;
}

static noinline int make_ioremap(void)
{
	struct object *o;

	if (!io_phys)
		return 0;
	o = next_object(IOREMAP, PAGE_SIZE);
	if (!o)
		return -ENOMEM;
	o->addr = (void __force *)ioremap(io_phys, PAGE_SIZE);
	o->phys[0] = io_phys;
	if (!o->addr)
		return -ENOMEM;
	objects_n++;
	return 0;
}

static int make_pages(unsigned int order)
{
	struct object *o = next_object(ALLOC_PAGES, PAGE_SIZE << order);
	struct page *page;
	unsigned int i;

	if (!o)
		return -ENOMEM;
	page = alloc_pages(GFP_KERNEL | __GFP_COMP, order);
	if (!page)
		return -ENOMEM;
	o->addr = page_address(page);
	o->order = order;
	for (i = 0; i < o->nr_pages; i++)
		o->phys[i] = page_to_phys(page) + i * PAGE_SIZE;
	objects_n++;
	return 0;
}

static int make_kmalloc(size_t size)
{
	struct object *o = next_object(KMALLOC, size);

	if (!o)
		return -ENOMEM;
	o->addr = kmalloc(size, GFP_KERNEL);
	if (!o->addr)
		return -ENOMEM;
	o->phys[0] = virt_to_phys(o->addr);
	objects_n++;
	return 0;
}

/* Not inlined into known_init(), which is freed by the time a caller is looked up. */
static noinline int make_all(void)
{
	static const size_t sizes[] = { 1, 3, 17, 257 };
	unsigned int i;
	int err = 0;

	for (i = 0; i < ARRAY_SIZE(sizes) && !err; i++)
		err = make_vmalloc(sizes[i] * PAGE_SIZE);
	err = err ?: make_vmalloc(PAGE_SIZE + 1);
	err = err ?: make_vmalloc_huge(4UL << 20);
	err = err ?: make_mapping(VMAP, 5);
	/* Up to VMAP_MAX_ALLOC (32 pages) it is part of a vmap_block, above it is not. */
	err = err ?: make_mapping(VM_MAP_RAM, 4);
	err = err ?: make_mapping(VM_MAP_RAM, 65);
	err = err ?: make_ioremap();
	for (i = 0; i <= 10 && !err; i++)
		err = make_pages(i);
	return err ?: make_kmalloc(192);
}

static void free_object(struct object *o)
{
	unsigned int i;

	switch (o->kind) {
	case VMALLOC:
	case VMALLOC_HUGE:
		vfree(o->addr);
		break;
	case VMAP:
		vunmap(o->addr);
		break;
	case VM_MAP_RAM:
		vm_unmap_ram(o->addr, o->nr_pages);
		break;
	case IOREMAP:
		iounmap((void __iomem __force *)o->addr);
		break;
	case ALLOC_PAGES:
		free_pages((ulong)o->addr, o->order);
		break;
	case KMALLOC:
		kfree(o->addr);
		break;
	}
	for (i = 0; o->pages && i < o->nr_pages; i++)
		__free_page(o->pages[i]);
}

static void free_all(void)
{
	unsigned int i;

	for (i = 0; i < objects_n && !freed; i++)
		free_object(&objects[i]);
	freed = true;
}

static int known_show(struct seq_file *s, void *v)
{
	unsigned int i, j;

	mutex_lock(&known_lock);
	seq_printf(s, "# mms_known v1 freed=%s\n", freed ? "yes" : "no");
	for (i = 0; i < objects_n; i++) {
		struct object *o = &objects[i];

		seq_printf(s, "object kind=%s addr=0x%lx size=%zu nr_pages=%u order=%u phys=",
			   kind_names[o->kind], (ulong)o->addr, o->size,
			   o->nr_pages, o->order);
		for (j = 0; j < o->nr_pages && j < PAGES_MAX; j++)
			seq_printf(s, "%s0x%llx", j ? "," : "", o->phys[j]);
		seq_puts(s, "\n");
	}
	mutex_unlock(&known_lock);
	return 0;
}

static int known_open(struct inode *inode, struct file *file)
{
	return single_open(file, known_show, NULL);
}

static ssize_t known_write(struct file *file, const char __user *ubuf,
			   size_t len, loff_t *pos)
{
	char word[8] = {};

	if (len >= sizeof(word) || copy_from_user(word, ubuf, len))
		return -EINVAL;
	if (strcmp(strim(word), "free"))
		return -EINVAL;
	mutex_lock(&known_lock);
	free_all();
	mutex_unlock(&known_lock);
	return len;
}

static const struct proc_ops known_ops = {
	.proc_open = known_open,
	.proc_read = seq_read,
	.proc_lseek = seq_lseek,
	.proc_release = single_release,
	.proc_write = known_write,
};

static int hold_percpu(void)
{
	unsigned int i;

	for (i = 0; i < min_t(uint, percpu, PERCPU_MAX); i++) {
		held[i] = __alloc_percpu(PAGE_SIZE, PAGE_SIZE);
		if (!held[i])
			return -ENOMEM;
	}
	return 0;
}

static void drop_percpu(void)
{
	unsigned int i;

	for (i = 0; i < PERCPU_MAX; i++)
		free_percpu(held[i]);
}

static int __init known_init(void)
{
	int err = make_all() ?: hold_percpu();

	if (!err && !proc_create("mms_known", 0600, NULL, &known_ops))
		err = -ENOMEM;
	if (err) {
		drop_percpu();
		free_all();
	}
	return err;
}

static void __exit known_exit(void)
{
	unsigned int i;

	remove_proc_entry("mms_known", NULL);
	drop_percpu();
	free_all();
	for (i = 0; i < objects_n; i++) {
		kvfree(objects[i].phys);
		kfree(objects[i].pages);
	}
}

module_init(known_init);
module_exit(known_exit);
MODULE_DESCRIPTION("Known memory objects for mmscope's tests");
MODULE_LICENSE("GPL");
