// SPDX-License-Identifier: GPL-2.0-only
/*
 * The `kaslr` file: what was moved at boot, how far, or why it was not; and how new
 * processes are randomised. Takes no locks.
 */
#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <mmscope/core/live_cmdline.h>
#include "kvas.h"

/*
 * The settings for processes. Not by their symbols, which kernels with KALLSYMS_ALL=n
 * don't have; the files exist on all.
 */
enum setting { RANDOMIZE_VA_SPACE, MMAP_RND_BITS, SETTINGS };

static const char *const setting_paths[SETTINGS] = {
	[RANDOMIZE_VA_SPACE] = "/proc/sys/kernel/randomize_va_space",
	[MMAP_RND_BITS] = "/proc/sys/vm/mmap_rnd_bits",
};

/**
 * struct kaslr_view - what an open kaslr file holds
 * @vas: the layout
 * @value: the settings
 * @err: for each, why it could not be read: -errno, or 0
 */
struct kaslr_view {
	struct mms_vas *vas;
	int value[SETTINGS];
	int err[SETTINGS];
};

/* Reads one integer. The path is resolved from the reader's root directory. */
static int read_setting(const char *path, int *value)
{
	char text[16];
	ssize_t got = mms_read_file(path, text, sizeof(text) - 1);

	if (got < 0)
		return got;
	text[got] = '\0';
	return kstrtoint(text, 10, value);
}

/**
 * kvas_kaslr_open() - take the layout, without a walk, and the settings
 * @v: the view
 *
 * The reader's own permissions count: only root may read mmap_rnd_bits.
 *
 * Return: 0, -ENOMEM.
 */
int kvas_kaslr_open(struct mms_view *v)
{
	struct kaslr_view *k = kzalloc(sizeof(*k), GFP_KERNEL_ACCOUNT);
	unsigned int i;
	int err = k ? mms_vas_take(&k->vas) : -ENOMEM;

	for (i = 0; !err && i < SETTINGS; i++) {
		k->err[i] = read_setting(setting_paths[i], &k->value[i]);
		if (k->err[i] == -ENOMEM)
			err = -ENOMEM;
	}
	if (err) {
		if (k)
			mms_vas_free(k->vas);
		kfree(k);
		return err;
	}
	v->data = k;
	v->count = 1;
	return 0;
}

/**
 * kvas_kaslr_release() - free the layout
 * @v: the view
 */
void kvas_kaslr_release(struct mms_view *v)
{
	struct kaslr_view *k = v->data;

	mms_vas_free(k->vas);
	kfree(k);
}

/* Out of how many places this one was chosen, or why it did not move. */
static void rec_entropy(struct mms_text *t, const struct mms_vas *vas,
			const struct mms_region *r, bool phys, const char *off)
{
	struct mms_entropy e = { .how = "this architecture draws nothing" };
	u32 bits;

	if (mms_vas_arch.entropy)
		mms_vas_arch.entropy(vas, r, phys, &e);
	/* What is never moved is marked so, whether KASLR is on or off. */
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
	if (phys && !base)
		mms_rec_str(t, "slide_reason",
			    "the boot loader chooses a place: there is none to compare with");
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

/* A setting that could not be read; the reason is in the key named @reason. */
static void rec_unread(struct mms_text *t, const struct kaslr_view *k, enum setting which,
		       const char *name, const char *reason)
{
	char why[64];

	snprintf(why, sizeof(why), "%s can't be read (error %d)", setting_paths[which],
		 -k->err[which]);
	mms_rec_str(t, name, "unavailable");
	mms_rec_str(t, reason, why);
}

/* Processes: what is randomised, and by how many bits for mmap(). */
static void rec_processes(struct mms_text *t, const struct kaslr_view *k)
{
	static const char *const meaning[] = {
		"nothing is randomised",
		"stack, mmap and vdso",
		"stack, mmap, vdso and heap",
	};
	const unsigned int value = k->value[RANDOMIZE_VA_SPACE];

	mms_rec(t, "process");
	if (k->err[RANDOMIZE_VA_SPACE]) {
		rec_unread(t, k, RANDOMIZE_VA_SPACE, "randomize_va_space", "reason");
	} else {
		mms_rec_int(t, "randomize_va_space", k->value[RANDOMIZE_VA_SPACE]);
		mms_rec_str(t, "meaning", value < ARRAY_SIZE(meaning) ? meaning[value] :
			    "unknown");
	}
	if (k->err[MMAP_RND_BITS])
		rec_unread(t, k, MMAP_RND_BITS, "mmap_rnd_bits", "mmap_rnd_bits_reason");
	else
		mms_rec_int(t, "mmap_rnd_bits", k->value[MMAP_RND_BITS]);
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
	const struct kaslr_view *view = v->data;
	struct mms_kaslr k;

	mms_kaslr_of(view->vas, &k);
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
	rec_slides(t, view->vas, &k);
	rec_processes(t, view);
}
