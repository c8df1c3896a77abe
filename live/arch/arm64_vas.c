// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where arm64's regions are at this boot, for lib/vas/arm64.c. Bounds come from
 * the kernel's own macros, which moved between releases (vmemmap, PCI I/O and
 * fixmap changed places in 6.9, modules grew from 128 MiB to 2 GiB in 6.5), from
 * registers and from exported variables; the image's from its symbols or its
 * resources. Takes no locks.
 */
/* First: asm/efi.h needs its types. */
#include <linux/efi.h>
#include <asm/boot.h>
#include <asm/cpufeature.h>
#include <asm/cputype.h>
#include <asm/efi.h>
#include <asm/fixmap.h>
#include <asm/kasan.h>
#include <asm/memory.h>
#include <asm/pgtable.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <mmscope/core/live_cmdline.h>
#include <mmscope/core/live_symbols.h>
#include <mmscope/vas/arch.h>
#include <mmscope/vas/live.h>
#include "../compat/compat.h"
#include "arm_parts.h"

/* ARM64_MEMSTART_ALIGN, in a header until 6.6: the alignment of the linear map's start. */
#if PAGE_SHIFT == 12
#define MEMSTART_SHIFT PUD_SHIFT
#elif PAGE_SHIFT == 14
#define MEMSTART_SHIFT CONT_PMD_SHIFT
#else
#define MEMSTART_SHIFT PMD_SHIFT
#endif

#define MEMSTART_ALIGN_SHIFT max(MEMSTART_SHIFT, SECTION_SIZE_BITS)

static_assert(MIN_KIMG_ALIGN == 1ULL << MMS_ARM64_KIMG_SHIFT);
static_assert(KIMAGE_VADDR == VMALLOC_START);
static_assert(MODULES_END == VMALLOC_START);

/* How the image's address was randomized: see the probe. */
#if MMS_HAVE_KIMAGE_VADDR
#define KIMAGE_DRAWN VA_BITS_MIN
#define KIMAGE_HOW "BIT(VA_BITS_MIN - 2) / MIN_KIMG_ALIGN"
#else
#define KIMAGE_DRAWN 0
#define KIMAGE_HOW "(VMALLOC_END - KIMAGE_VADDR) / 2 / MIN_KIMG_ALIGN"
#endif

static const char no_room[] = "the linear map is not larger than the CPU's physical addresses";

static const char *const arm64_symbols[] = { "memstart_offset_seed", NULL };
static unsigned long seed_symbol;

static void arm64_setup(void)
{
	seed_symbol = mms_symbol_read("memstart_offset_seed");
}

/* From _text to _end, which is the end of the resource "Kernel data". */
static void arm64_image(u64 *start, u64 *last)
{
	u64 code, code_last, data, data_last;

	*start = 0;
	if (!mms_image_section("Kernel code", &code, &code_last) ||
	    !mms_image_section("Kernel data", &data, &data_last))
		return;
	/* "Kernel code" begins at _text since 6.12; before, at _stext. */
#if MMS_HAVE_KIMAGE_VADDR
	*start = kimage_vaddr;
#else
	*start = code + kimage_voffset;
#endif
	*last = data_last + kimage_voffset;
}

/* Only where RAM is: the window may be more than a thousand times as large. */
static void place_linear(struct mms_place *at, const struct mms_ram *ram)
{
	const u64 align = 1ULL << MEMSTART_ALIGN_SHIFT;
	u64 start = __phys_to_virt(ram->first);

	at->phys = ram->first;
	at->base = _PAGE_OFFSET(vabits_actual) + (ram->first & (align - 1));
	mms_place_set(at, start, start + PAGE_ALIGN(ram->last + 1 - ram->first));
}

/* A kernel built for 52-bit VAs leaves its first part unused on a 48-bit CPU. */
static void place_vmemmap(struct mms_place *at)
{
	const u64 unused = (_PAGE_OFFSET(vabits_actual) - PAGE_OFFSET) >> PAGE_SHIFT;

	mms_place_set(at, VMEMMAP_START + unused * sizeof(struct page),
		      VMEMMAP_START + VMEMMAP_SIZE);
}

static int arm64_fill(struct mms_vas *v, const struct mms_ram *ram)
{
	struct mms_place at[MMS_ARM64_AT] = {};
	u64 image, image_last;

	place_linear(&at[MMS_ARM64_LINEAR], ram);
#if defined(CONFIG_KASAN_GENERIC) || defined(CONFIG_KASAN_SW_TAGS)
	mms_place_set(&at[MMS_ARM64_KASAN], KASAN_SHADOW_START, KASAN_SHADOW_END);
#endif
	mms_place_set(&at[MMS_ARM64_MODULES], MODULES_VADDR, MODULES_END);
	mms_place_set(&at[MMS_ARM64_VMALLOC], VMALLOC_START, VMALLOC_END);
	arm64_image(&image, &image_last);
	if (image) {
		at[MMS_ARM64_IMAGE].phys = image - kimage_voffset;
		at[MMS_ARM64_IMAGE].base = KIMAGE_VADDR;
		mms_place_set(&at[MMS_ARM64_IMAGE], image, image_last + 1);
	}
	/* FIXADDR_START leaves out the boot-time slots, some of which stay mapped. */
	mms_place_set(&at[MMS_ARM64_FIXMAP],
		      FIXADDR_TOP - ((u64)__end_of_fixed_addresses << PAGE_SHIFT),
		      FIXADDR_TOP);
	mms_place_set(&at[MMS_ARM64_PCI_IO], PCI_IO_START, PCI_IO_END);
	place_vmemmap(&at[MMS_ARM64_VMEMMAP]);
	return mms_arm64_vas_fill(v, vabits_actual, at);
}

/* With 52-bit VAs and KVM the window may be half as large, which is still enough. */
static u64 linear_slots(void)
{
	u64 mmfr0 = read_cpuid(ID_AA64MMFR0_EL1);
	u32 reach = id_aa64mmfr0_parange_to_phys_shift(mmfr0 & 0xf);

	return mms_arm64_linear_slots(PAGE_END - _PAGE_OFFSET(vabits_actual), 1ULL << reach,
				      MEMSTART_ALIGN_SHIFT);
}

/* The boot code keeps its decision in no variable: it is derived from addresses. */
static void image_kaslr(struct mms_kaslr *k)
{
	u64 image, last;

	arm64_image(&image, &last);
	if (image)
		k->phys_text = image - kimage_voffset;
	/* A smaller offset is only that of an unaligned physical address. */
	k->on = image && image - KIMAGE_VADDR >= MIN_KIMG_ALIGN;
	k->why = !image ? "unknown: the kernel does not publish where its image is" :
		 k->on || !mms_cmdline_has("nokaslr") ? "concluded from the image's address" :
		 "nokaslr on the kernel command line";
	mms_efi_placed(k);
}

static void arm64_kaslr(const struct mms_vas *v, struct mms_kaslr *k)
{
	const struct mms_region *map = mms_vas_named(v, "direct_map");
	bool moved = map && map->start != map->base;

	image_kaslr(k);
	if (!IS_ENABLED(CONFIG_RANDOMIZE_BASE)) {
		k->known = true;
		k->why = "CONFIG_RANDOMIZE_BASE is not set";
	}
	k->memory_on = k->on && linear_slots() > 1 && (moved || seed_symbol);
	k->memory_why = k->memory_on ? "memstart_addr has an offset drawn with the image's" :
		!k->on ? "the image is not moved either" :
		linear_slots() > 1 ? "this kernel does not move the linear map" :
		no_room;
}

static void arm64_entropy(const struct mms_vas *v, const struct mms_region *r, bool phys,
			  struct mms_entropy *e)
{
	if (phys) {
		mms_efi_entropy(v, mms_region_size(r), EFI_KIMG_ALIGN, e);
	} else if (r->kind == MMS_REGION_IMAGE) {
		e->step = MIN_KIMG_ALIGN;
		e->slots = mms_arm64_image_slots(VMALLOC_END - KIMAGE_VADDR, KIMAGE_DRAWN);
		e->how = KIMAGE_HOW;
	} else if (!strcmp(r->name, "direct_map")) {
		e->step = 1ULL << MEMSTART_ALIGN_SHIFT;
		e->slots = linear_slots();
		e->how = e->slots == 1 ? no_room :
			 "(linear region - PARange) / MEMSTART_ALIGN, of a seed of 16 bits";
	} else {
		e->slots = 1;
		e->how = "arm64 moves the linear map and the image only";
	}
}

/* The vectors of this CPU in the kernel; with KPTI user mode has the trampoline's. */
static int arm64_add_objects(struct mms_objects *o)
{
	mms_object_add(o, "vectors", 0, read_sysreg(vbar_el1), SZ_2K, "register:vbar_el1");
	return 0;
}

static const struct mms_object_provider arm64_objects = {
	.add = arm64_add_objects,
	.most = 1,
};

const struct mms_vas_arch mms_vas_arch = {
	.symbols = arm64_symbols,
	.setup = arm64_setup,
	.fill = arm64_fill,
	.parts = mms_arm_parts,
	.kaslr = arm64_kaslr,
	.entropy = arm64_entropy,
	.objects = &arm64_objects,
#ifdef CONFIG_VMAP_STACK
	/* arch_alloc_vmap_stack() aligns it to twice that. */
	.irq_stack = IRQ_STACK_SIZE,
#else
	.irq_stack_why = "without CONFIG_VMAP_STACK it has no alignment to tell it by",
#endif
};
