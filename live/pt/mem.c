// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading the memory of page tables, the running kernel's and processes'.
 *
 * Takes no locks: keeping a table from being freed, where that is possible, is up to
 * the callers (live/pt/read.c, live/pt/user.c). Every byte is read with
 * copy_from_kernel_nofault(), after its pfn was found to be online memory. So is
 * the struct page: memory may be removed where mem_hotplug_lock is not found.
 */
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/uaccess.h>
#include <mmscope/core/live_hotplug.h>
#include "../compat/mm.h"
#include "read.h"

/* How often an entry that is being written is read again, see read_untorn(). */
#define TORN_TRIES 16

/*
 * 32-bit kernels copy 64-bit entries in two halves. If the first half is the same
 * before and after reading the second, both are of one entry: the kernel's writers
 * order their halves for that (native_set_pte()), or write both at once (LPAE).
 */
static int read_untorn(void *buf, const void *live, size_t size)
{
	const u32 *from = live;
	u32 *half = buf, again;
	size_t i;
	int tries;

	for (i = 0; i < size / sizeof(*half); i += 2) {
		for (tries = TORN_TRIES; tries; tries--) {
			smp_rmb();	/* the second half, before the first again */
			if (copy_from_kernel_nofault(&again, &from[i], sizeof(again)))
				return -EFAULT;
			if (again == half[i])
				break;
			half[i] = again;
			smp_rmb();	/* the new first half before its second */
			if (copy_from_kernel_nofault(&half[i + 1], &from[i + 1],
						     sizeof(again)))
				return -EFAULT;
		}
		if (!tries)
			return -EAGAIN;
	}
	return 0;
}

static int copy_entries(void *buf, const void *live, size_t size)
{
	int err = copy_from_kernel_nofault(buf, live, size);

	if (!err && !IS_ENABLED(CONFIG_64BIT) && sizeof(pte_t) == sizeof(u64))
		err = read_untorn(buf, live, size);
	return err;
}

static int read_online(void *ctx, u64 phys, void *buf, size_t size)
{
	unsigned long pfn = phys >> PAGE_SHIFT;
	struct page *page, copy;
	void *map;
	int err;

	mms_hotplug_assert();
	/* Orders the read of a table before the second read of the entry leading to it. */
	smp_rmb();
	if (pfn != phys >> PAGE_SHIFT || !pfn_valid(pfn))
		return -ENXIO;
	page = pfn_to_online_page(pfn);
	if (!page)
		return -ENXIO;
	err = copy_from_kernel_nofault(&copy, page, sizeof(copy));
	if (err)
		return err;
	/*
	 * As /proc/kcore: a hypervisor may own the page, or it may be poisoned. All
	 * ones mean an uninitialised struct page.
	 */
	if (mms_page_flags(&copy) == ~0UL || PageOffline(&copy) || PageHWPoison(&copy))
		return -ENXIO;
	if (!PageHighMem(&copy))
		return copy_entries(buf, __va(phys), size);
	map = kmap_local_page(page);
	err = copy_entries(buf, map + offset_in_page(phys), size);
	kunmap_local(map);
	return err;
}

/* For walks of one address, which are validated as a whole (mms_walk_holds()). */
const struct mms_pt_reader mms_pt_reader = { .read = read_online };

/*
 * For ranges: no lock keeps every table from being freed, neither the kernel's nor a
 * process'.
 */
const struct mms_pt_reader mms_pt_range_reader = {
	.read = read_online,
	.recheck = true,
};
