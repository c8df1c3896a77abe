// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where 32-bit ARM's regions are at this boot, for lib/vas/arm.c. Bounds come
 * from the kernel's own macros and exported variables, the image's from its
 * resources: Debian's kernels have no data symbols here (KALLSYMS_ALL=n). Takes no
 * locks.
 */
#include <asm/fixmap.h>
#include <asm/io.h>
#include <asm/memory.h>
#include <asm/pgtable.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <mmscope/vas/arch.h>
#include <mmscope/vas/live.h>
#include "arm_parts.h"
#ifdef CONFIG_HAVE_TCM
#include <asm/tcm.h>
#endif

/* pci_reserve_io() of arch/arm/mm/mmu.c. */
#define PCI_IO_BYTES SZ_2M

/* The room for each TCM (ITCM, DTCM) in asm/memory.h. */
#define TCM_BYTES SZ_32K

/* Vectors and their stubs: dump.c of arch/arm/mm. */
#define VECTORS_BYTES (2ULL * PAGE_SIZE)

static_assert(MODULES_VADDR >= TASK_SIZE);
static_assert(MODULES_END <= PAGE_OFFSET);

static void arm_setup(void)
{
}

/* "Kernel data" ends where the image does (_end). */
static void arm_image(u64 *start, u64 *last)
{
	u64 text, text_last, data, data_last;

	*start = 0;
	if (!mms_image_section("Kernel code", &text, &text_last) ||
	    !mms_image_section("Kernel data", &data, &data_last))
		return;
	*start = round_down(__phys_to_virt((phys_addr_t)text), PAGE_SIZE);
	*last = PAGE_ALIGN(__phys_to_virt((phys_addr_t)data_last)) - 1;
}

/* The addresses above vmalloc are constants. */
static void place_upper(struct mms_place *at)
{
	if (IS_ENABLED(CONFIG_PCI))
		mms_place_set(&at[MMS_ARM_AT_PCI_IO], PCI_IO_VIRT_BASE,
			      PCI_IO_VIRT_BASE + PCI_IO_BYTES);
#ifdef FDT_FIXED_BASE			/* since 5.11 */
	mms_place_set(&at[MMS_ARM_AT_FDT], FDT_FIXED_BASE, FDT_FIXED_BASE + FDT_FIXED_SIZE);
#endif
	mms_place_set(&at[MMS_ARM_AT_FIXMAP], FIXADDR_START, FIXADDR_END);
#ifdef CONFIG_HAVE_TCM
	if (tcm_itcm_present())
		mms_place_set(&at[MMS_ARM_AT_ITCM], ITCM_OFFSET, ITCM_OFFSET + TCM_BYTES);
	if (tcm_dtcm_present())
		mms_place_set(&at[MMS_ARM_AT_DTCM], DTCM_OFFSET, DTCM_OFFSET + TCM_BYTES);
#endif
	mms_place_set(&at[MMS_ARM_AT_VECTORS], VECTORS_BASE, VECTORS_BASE + VECTORS_BYTES);
}

static int arm_fill(struct mms_vas *v, const struct mms_ram *ram)
{
	struct mms_place at[MMS_ARM_AT] = {};
	u64 image, image_last;

	mms_place_set(&at[MMS_ARM_AT_USER], 0, TASK_SIZE);
#ifdef CONFIG_KASAN
	mms_place_set(&at[MMS_ARM_AT_KASAN], KASAN_SHADOW_START, KASAN_SHADOW_END);
#endif
	mms_place_set(&at[MMS_ARM_AT_MODULES], MODULES_VADDR, MODULES_END);
#ifdef CONFIG_HIGHMEM
	mms_place_set(&at[MMS_ARM_AT_PKMAP], PKMAP_BASE, PAGE_OFFSET);
#endif
	at[MMS_ARM_AT_LOWMEM].phys = PHYS_OFFSET;
	mms_place_set(&at[MMS_ARM_AT_LOWMEM], PAGE_OFFSET, (unsigned long)high_memory);
	arm_image(&image, &image_last);
	if (image) {
		at[MMS_ARM_AT_IMAGE].phys = image - PAGE_OFFSET + PHYS_OFFSET;
		mms_place_set(&at[MMS_ARM_AT_IMAGE], image, image_last + 1);
	}
	mms_place_set(&at[MMS_ARM_AT_VMALLOC], VMALLOC_START, VMALLOC_END);
	place_upper(at);
	return mms_arm_vas_fill(v, at);
}

static void arm_kaslr(const struct mms_vas *v, struct mms_kaslr *k)
{
	u64 image, last;

	arm_image(&image, &last);
	if (image)
		k->phys_text = image - PAGE_OFFSET + PHYS_OFFSET;
	k->known = true;
	k->why = "32-bit ARM has none";
	k->memory_why = "32-bit ARM has none";
	k->phys_why = "32-bit ARM has none: where the boot loader put it";
}

static int arm_add_objects(struct mms_objects *o)
{
	mms_object_add(o, "vectors", 0, VECTORS_BASE, VECTORS_BYTES, "macro:VECTORS_BASE");
	return 0;
}

static const struct mms_object_provider arm_objects = {
	.add = arm_add_objects,
	.most = 1,
};

const struct mms_vas_arch mms_vas_arch = {
	.setup = arm_setup,
	.fill = arm_fill,
	.parts = mms_arm_parts,
	.kaslr = arm_kaslr,
	.objects = &arm_objects,
	/* init_irq_stacks() of arch/arm/kernel/irq.c: pages, or a vmalloc area, aligned */
	.irq_stack = THREAD_SIZE,
};
