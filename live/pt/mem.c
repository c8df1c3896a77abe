// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading the memory of page tables, the running kernel's and processes'.
 *
 * Takes no locks: what keeps a table where it is, if anything does, is its
 * reader's business (live/pt/read.c, live/pt/user.c). Every byte is read with
 * copy_from_kernel_nofault(), after its pfn was seen to be online memory. So is
 * the struct page: memory may be removed where mem_hotplug_lock is not found.
 */
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/uaccess.h>
#include <mmscope/core/live_hotplug.h>
#include "../compat/mm.h"
#include "read.h"

/* How often an entry that is being written is read again, see settle(). */
#define TORN_TRIES 16

/*
 * 64-bit entries are copied in two halves by 32-bit kernels. What has the first
 * half both before and after the second was an entry: the kernel's writers order
 * their halves for that (native_set_pte()), or write both at once (LPAE).
 */
static int settle(void *buf, const void *live, size_t size)
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

	if (!err && !IS_ENABLED(CONFIG_64BIT) && mms_geometry()->entry_size == sizeof(u64))
		err = settle(buf, live, size);
	return err;
}

static int read_online(void *ctx, u64 phys, void *buf, size_t size)
{
	unsigned long pfn = phys >> PAGE_SHIFT;
	struct page *page, copy;
	void *map;
	int err;

	mms_hotplug_assert();
	/* What was read of a table, before the entry that led there is read again. */
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
	 * As /proc/kcore: a hypervisor or a machine check may own the page. All
	 * ones are a struct page that nobody has initialised.
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

/* For walks of one address, which are checked as a whole (mms_walk_holds()). */
const struct mms_pt_reader mms_pt_reader = { .read = read_online };

/*
 * For ranges: no lock keeps every table where it is, neither the kernel's own nor a
 * process'.
 */
const struct mms_pt_reader mms_pt_range_reader = {
	.read = read_online,
	.recheck = true,
};
