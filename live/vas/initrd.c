// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the initrd is, or was before the kernel unpacked it and gave it back. Takes
 * no locks.
 */
#include <linux/efi.h>
#include <linux/mm.h>
#include <linux/of.h>
#include <mmscope/core/live_cmdline.h>
#include <mmscope/core/live_hotplug.h>
#include <mmscope/core/live_symbols.h>
#include <mmscope/vas/live.h>

static unsigned long start_symbol, end_symbol;

static void find_symbols(void)
{
	start_symbol = mms_symbol("initrd_start");
	end_symbol = mms_symbol("initrd_end");
}

/* An address property of /chosen, whatever its number of cells. */
static u64 chosen(const struct device_node *node, const char *name)
{
	int len = 0;
	const __be32 *cell = of_get_property(node, name, &len);
	u64 value = 0;

	for (; cell && len >= (int)sizeof(*cell); len -= sizeof(*cell))
		value = value << 32 | be32_to_cpu(*cell++);
	return value;
}

/* Where the boot loader put it, by what it passed on; false if it passed nothing. */
static bool loader_says(u64 *phys, u64 *size, const char **source)
{
	struct device_node *node;
	u64 end;

	if (mms_vas_arch.initrd && mms_vas_arch.initrd(phys, size)) {
		*source = "boot_params";
		return true;
	}
	node = of_find_node_by_path("/chosen");
	if (!node)
		return false;
	*phys = chosen(node, "linux,initrd-start");
	end = chosen(node, "linux,initrd-end");
	of_node_put(node);
	*size = end - *phys;
	*source = "device_tree:/chosen";
	return end > *phys;
}

/* The address in the linear map; 0 in highmem. */
static u64 linear(u64 phys)
{
	unsigned long pfn = phys >> PAGE_SHIFT;
	bool low;

	/* Hot-remove would free the memory section that pfn_valid() reads. */
	if (pfn != phys >> PAGE_SHIFT || mms_hotplug_begin())
		return 0;
	low = pfn_valid(pfn) && !PageHighMem(pfn_to_page(pfn));
	mms_hotplug_end();
	return low ? (unsigned long)__va(phys) : 0;
}

/*
 * initrd_start is 0 once the initrd was freed. phys_initrd_start is init data, freed
 * as well: what it holds then is arbitrary.
 */
static int add_initrd(struct mms_objects *o)
{
	unsigned long start = mms_kernel_ulong(start_symbol);
	unsigned long end = mms_kernel_ulong(end_symbol);
	struct mms_object *initrd;
	const char *source;
	u64 phys, size;

	if (start && end > start) {
		mms_object_add(o, "initrd", 0, start, end - start, "symbol:initrd_start");
		return 0;
	}
	if (!loader_says(&phys, &size, &source)) {
		mms_object_missing(o, "initrd", 0, efi_enabled(EFI_BOOT) ?
				   "nothing names one; what EFI itself passed is not known" :
				   "nothing that the boot loader left names one");
		return 0;
	}
	initrd = mms_object_add(o, "initrd", 0, linear(phys), size, source);
	if (!initrd)
		return 0;
	initrd->phys = phys;
	initrd->mapped = true;
	if (!initrd->start)
		initrd->why = "loaded into highmem, and the kernel moved it: where to is not known";
	/* Where initrd_start is not known: Linux keeps an initrd only with retain_initrd. */
	initrd->state = start_symbol || !mms_cmdline_has("retain_initrd") ?
			"given_back" : "kept";
	return 0;
}

/** mms_initrd - provides the initrd's objects */
const struct mms_object_provider mms_initrd = {
	.setup = find_symbols,
	.add = add_initrd,
	.most = 1,
};
