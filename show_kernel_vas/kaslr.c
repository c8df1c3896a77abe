// SPDX-License-Identifier: GPL-2.0-only
/*
 * The `kaslr` file: what moved at boot, how far, and why not if not; and how
 * new processes are randomised. Takes no locks.
 */
#include <linux/bits.h>
#include <linux/uaccess.h>
#include <mmscope/symbols.h>
#include "kvas.h"

static unsigned long randomize_va_space_symbol, mmap_rnd_bits_symbol;

/**
 * kvas_kaslr_setup() - resolve what the kaslr file reads
 *
 * Context: module init.
 */
void kvas_kaslr_setup(void)
{
	randomize_va_space_symbol = mms_symbol("randomize_va_space");
	mmap_rnd_bits_symbol = mms_symbol("mmap_rnd_bits");
}

/**
 * kvas_kaslr_open() - take the layout; nothing of it is walked
 * @v: the view
 *
 * Return: 0, -ENOMEM.
 */
int kvas_kaslr_open(struct mms_view *v)
{
	struct mms_vas *vas;
	int err = mms_vas_take(&vas);

	v->data = vas;
	v->count = 1;
	return err;
}

/* Out of how many places this one was drawn; of what did not move, why. */
static void rec_entropy(struct mms_text *t, const struct mms_vas *vas,
			const struct mms_region *r, bool phys, const char *off)
{
	struct mms_entropy e = { .how = "this architecture draws nothing" };
	u32 bits;

	if (mms_vas_arch.entropy)
		mms_vas_arch.entropy(vas, r, phys, &e);
	/* What is never moved says so, be KASLR on or off. */
	if (e.slots == 1 && !e.at_most)
		off = e.how;
	if (off) {
		mms_rec_str(t, "entropy_bits", "0");
		mms_rec_str(t, "why", off);
		return;
	}
	if (!e.slots) {
		mms_rec_str(t, "entropy_bits", "unavailable");
		mms_rec_str(t, "reason", e.how);
		return;
	}
	bits = mms_log2_centi(e.slots);
	mms_put(t, " entropy_bits=%u.%02u", bits / 100, bits % 100);
	mms_rec_bool(t, "at_most", e.at_most);
	mms_rec_dec(t, "places", e.slots);
	mms_rec_dec(t, "step", e.step);
	mms_rec_str(t, "how", e.how);
}

static void rec_slide(struct mms_text *t, const struct mms_vas *vas,
		      const struct mms_region *r, const struct mms_kaslr *k, bool phys)
{
	bool image = r->kind == MMS_REGION_IMAGE;
	const char *off = phys ? k->phys_why : image ? k->on ? NULL : k->why :
			  k->memory_on ? NULL : k->memory_why;
	u64 base = phys ? k->phys_base : r->base;

	mms_rec(t, "slide");
	mms_rec_str(t, "name", r->name);
	mms_rec_str(t, "space", phys ? "physical" : "virtual");
	mms_rec_hex(t, "start", phys ? k->phys_text : r->start);
	if (phys && !base)
		mms_rec_str(t, "slide", "unavailable");
	else
		mms_rec_slide(t, phys ? k->phys_text : r->start, base);
	rec_entropy(t, vas, r, phys, off);
	mms_rec_end(t);
}

static void rec_slides(struct mms_text *t, const struct mms_vas *vas,
		       const struct mms_kaslr *k)
{
	static const char *const names[] = {
		"kernel_image", "direct_map", "vmalloc", "vmemmap",
	};
	const struct mms_region *r;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		r = mms_vas_named(vas, names[i]);
		if (r)
			rec_slide(t, vas, r, k, false);
	}
	r = mms_vas_named(vas, "kernel_image");
	if (r && k->phys_text)
		rec_slide(t, vas, r, k, true);
}

/* Processes: kernel/sysctl's randomize_va_space and the bits mmap() draws. */
static void rec_processes(struct mms_text *t)
{
	static const char *const meaning[] = {
		"nothing is randomised",
		"stack, mmap and vdso",
		"stack, mmap, vdso and heap",
	};
	int value;

	mms_rec(t, "process");
	if (mms_kernel_int(randomize_va_space_symbol, &value)) {
		mms_rec_str(t, "randomize_va_space", "unavailable");
		mms_rec_str(t, "reason", "the kernel has no such symbol");
	} else {
		mms_rec_int(t, "randomize_va_space", value);
		mms_rec_str(t, "meaning", (unsigned int)value < ARRAY_SIZE(meaning) ?
			    meaning[value] : "unknown");
	}
	if (!mms_kernel_int(mmap_rnd_bits_symbol, &value))
		mms_rec_int(t, "mmap_rnd_bits", value);
	mms_rec_end(t);
}

/**
 * kvas_kaslr_show() - the whole file, one item
 * @v: the view
 * @t: the text
 * @index: 0
 */
void kvas_kaslr_show(struct mms_view *v, struct mms_text *t, u64 index)
{
	struct mms_kaslr k;

	mms_kaslr_of(v->data, &k);
	mms_rec(t, "kaslr");
	mms_rec_str(t, "what", "image");
	mms_rec_bool(t, "on", k.on);
	mms_rec_str(t, "why", k.why);
	mms_rec_end(t);
	mms_rec(t, "kaslr");
	mms_rec_str(t, "what", "memory");
	mms_rec_bool(t, "on", k.memory_on);
	mms_rec_str(t, "why", k.memory_why);
	mms_rec_end(t);
	rec_slides(t, v->data, &k);
	rec_processes(t);
}
