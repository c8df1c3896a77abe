// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where riscv64's regions are at this boot, for lib/vas/riscv.c. Bounds come
 * from the kernel's own macros and from kernel_map, which it exports. Takes no locks.
 */
#include <asm/fixmap.h>
#include <asm/page.h>
#include <asm/pgtable.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <mmscope/core/live_cmdline.h>
#include <mmscope/vas/arch.h>
#include <mmscope/vas/live.h>
#ifdef CONFIG_KASAN
#include <asm/kasan.h>
#endif
#include "modules.h"

static const char image_only[] = "riscv moves the image only";

static void riscv_setup(void)
{
}

/* Mapped in steps of 2 MiB: create_kernel_page_table(). */
static void riscv_image(u64 *start, u64 *last)
{
	*start = kernel_map.virt_addr;
	*last = round_up((u64)kernel_map.virt_addr + kernel_map.size, PMD_SIZE) - 1;
}

static int riscv_fill(struct mms_vas *v, const struct mms_ram *ram)
{
	u64 linear = ram->first + kernel_map.va_pa_offset;
	struct mms_place at[MMS_RISCV_AT] = {};
	u64 image, image_last;

	mms_place_set(&at[MMS_RISCV_FIXMAP], FIXADDR_START, FIXADDR_TOP);
	mms_place_set(&at[MMS_RISCV_PCI_IO], PCI_IO_START, PCI_IO_END);
	if (IS_ENABLED(CONFIG_SPARSEMEM_VMEMMAP))
		mms_place_set(&at[MMS_RISCV_VMEMMAP], VMEMMAP_START, VMEMMAP_END);
	mms_place_set(&at[MMS_RISCV_VMALLOC], VMALLOC_START, VMALLOC_END);
	at[MMS_RISCV_LINEAR].phys = ram->first;
	mms_place_set(&at[MMS_RISCV_LINEAR], linear,
		      linear + PAGE_ALIGN(ram->last + 1 - ram->first));
#ifdef CONFIG_KASAN
	mms_place_set(&at[MMS_RISCV_KASAN], KASAN_SHADOW_START, KASAN_SHADOW_END);
#endif
	mms_place_set(&at[MMS_RISCV_MODULES], MMS_MODULES_START, MMS_MODULES_END);
	riscv_image(&image, &image_last);
	at[MMS_RISCV_IMAGE].phys = kernel_map.phys_addr;
	at[MMS_RISCV_IMAGE].base = KERNEL_LINK_ADDR;
	mms_place_set(&at[MMS_RISCV_IMAGE], image, image_last + 1);
	return mms_riscv_vas_fill(v, VA_BITS, at);
}

static const struct mms_image_part riscv_parts[] = {
	{ "text", "text (code)", "<Kernel code", ">Kernel code" },
	{ "init", "init (freed)", "__init_begin", "__init_end" },
	{ "rodata", "rodata (constants)", "<Kernel rodata", ">Kernel rodata" },
	{ "data", "data", "<Kernel data", ">Kernel data" },
	{ "bss", "bss (zeroed data)", "<Kernel bss", ">Kernel bss" },
	{}
};

static void riscv_kaslr(const struct mms_vas *v, struct mms_kaslr *k)
{
	k->known = true;
	k->on = kernel_map.virt_addr != KERNEL_LINK_ADDR;
	k->why = k->on ? "kernel_map says so" :
		 !IS_ENABLED(CONFIG_RANDOMIZE_BASE) ? "CONFIG_RANDOMIZE_BASE is not set" :
		 mms_cmdline_has("nokaslr") ? "nokaslr on the kernel command line" :
		 "no seed from firmware or CPU, or it drew a move of 0";
	k->memory_why = image_only;
	k->phys_text = kernel_map.phys_addr;
	mms_efi_placed(k);
}

static void riscv_entropy(const struct mms_vas *v, const struct mms_region *r, bool phys,
			  struct mms_entropy *e)
{
	if (phys) {
		/* efi_get_kimg_min_align() */
		mms_efi_entropy(v, kernel_map.size, SZ_2M, e);
		return;
	}
	if (r->kind != MMS_REGION_IMAGE) {
		e->slots = 1;
		e->how = image_only;
		return;
	}
	e->step = PMD_SIZE;
	e->slots = mms_riscv_image_slots(kernel_map.size, PUD_SIZE, PMD_SIZE);
	e->how = "(PUD_SIZE - image) / PMD_SIZE";
}

const struct mms_vas_arch mms_vas_arch = {
	.setup = riscv_setup,
	.fill = riscv_fill,
	.parts = riscv_parts,
	.kaslr = riscv_kaslr,
	.entropy = riscv_entropy,
#if defined(CONFIG_IRQ_STACKS) && defined(CONFIG_VMAP_STACK)
	/* arch_alloc_vmap_stack() aligns it to twice that. */
	.irq_stack = IRQ_STACK_SIZE,
#elif defined(CONFIG_IRQ_STACKS)
	.irq_stack_why = "without CONFIG_VMAP_STACK it has no alignment to tell it by",
#else
	.irq_stack_why = "this kernel takes interrupts on the task's stack",
#endif
};
