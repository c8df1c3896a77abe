// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whose the memory is that splits the direct map. It gets other rights there because
 * somebody uses it with other rights elsewhere: as module text, as a BPF program. So it
 * is named by what else maps it (splits_alias.c); what nothing else does by its page
 * frame, the kernel's image by /proc/iomem.
 *
 * Locks: those of live/pt/read.c and live/buddy/page.c, one after the other; nothing is
 * atomic, so an owner may have gone since.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#ifdef CONFIG_KFENCE
#include <linux/kfence.h>
#endif
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mmscope/buddy/live.h>
#include <mmscope/core/find.h>
#include <mmscope/core/live_iomem.h>
#include <mmscope/core/live_symbols.h>
#include "splits.h"

/* How far to look for an alias that begins before others and covers them. */
#define LOOK_BACK 16

/**
 * pw_owner_kind_name() - a kind of owner as records spell it
 * @kind: enum pw_owner_kind
 *
 * Return: one lower-case word.
 */
const char *pw_owner_kind_name(u8 kind)
{
	static const char * const name[] = {
		[PW_OWNER_KERNEL] = "kernel",
		[PW_OWNER_MODULE] = "module",
		[PW_OWNER_BPF] = "bpf",
		[PW_OWNER_FTRACE] = "ftrace",
		[PW_OWNER_KPROBES] = "kprobes",
		[PW_OWNER_KFENCE] = "kfence",
		[PW_OWNER_VMALLOC] = "vmalloc",
		[PW_OWNER_USER] = "user",
		[PW_OWNER_PAGE] = "page",
		[PW_OWNER_FREE] = "free",
		[PW_OWNER_UNKNOWN] = "unknown",
		[PW_OWNER_OTHERS] = "others",
	};

	return kind < ARRAY_SIZE(name) ? name[kind] : "unknown";
}

/* The image's parts are children of the memory they lie in: "Kernel code" and so on. */
static int take_image(struct pw_owners *o)
{
	char *text = mms_iomem_text(), *at = text;
	struct mms_iomem_line line;

	if (IS_ERR(text))
		return PTR_ERR(text) == -ENOMEM || PTR_ERR(text) == -EINTR ? PTR_ERR(text) : 0;
	while (mms_iomem_line(&at, &line) && o->nr_image < ARRAY_SIZE(o->image)) {
		if (!line.name || !line.last || strncmp(line.name, "Kernel ", 7))
			continue;
		o->image[o->nr_image].start = line.start;
		o->image[o->nr_image].last = line.last;
		strscpy(o->image[o->nr_image].name, line.name + 7,
			sizeof(o->image[o->nr_image].name));
		o->nr_image++;
	}
	kvfree(text);
	return 0;
}

/* How the kernel maps ordinary memory: a page of our own. */
static int take_usual(struct pw_owners *o)
{
	void *page = kmalloc(PAGE_SIZE, GFP_KERNEL_ACCOUNT);
	struct mms_walk w;
	int err;

	if (!page)
		return -ENOMEM;
	err = mms_kernel_walk_addr((unsigned long)page, &w);
	kfree(page);
	if (err && err != -EAGAIN)
		return err;
	if (!err && w.result == MMS_WALK_MAPPED) {
		o->usual.perm = w.perm;
		o->usual.cache = mms_walk_last(&w)->e.cache;
		o->usual_known = true;
	}
	return 0;
}

/**
 * pw_owners_take() - find what owners are told by
 * @o: zeroed; free it with pw_owners_free(), also after an error
 *
 * Context: process, may sleep.
 * Return: 0, -ENOMEM, -EINTR when killed, -EAGAIN when memory kept being added.
 */
int pw_owners_take(struct pw_owners *o)
{
	int err = mms_ram_read(&o->ram);

	if (!err)
		err = take_image(o);
	if (!err)
		err = take_usual(o);
	if (!err)
		err = pw_aliases_take(o);
	return err;
}

/**
 * pw_owners_free() - free what pw_owners_take() allocated
 * @o: the owners
 */
void pw_owners_free(struct pw_owners *o)
{
	mms_ram_free(&o->ram);
	kvfree(o->alias);
}

/* The index of an owner, which is added if it is new. */
static u32 owner_index(struct pw_owners *o, u8 kind, const char *name)
{
	struct pw_split_owner *owner;
	char cut[PW_OWNER_NAME];
	u32 i;

	strscpy(cut, name, sizeof(cut));
	for (i = 0; i < o->n; i++)
		if (o->owner[i].kind == kind && !strcmp(o->owner[i].name, cut))
			return i;
	if (i == PW_OWNERS)
		return i - 1;
	owner = &o->owner[o->n++];
	memset(owner, 0, sizeof(*owner));
	owner->kind = o->n == PW_OWNERS ? PW_OWNER_OTHERS : kind;
	if (owner->kind == kind)
		strscpy(owner->name, cut, sizeof(owner->name));
	return i;
}

/* Of an area in which no module has the address that was asked for. */
static u32 owner_of_area(struct pw_owners *o, const struct pw_split_alias *a)
{
	char name[MMS_OWNER_SYMBOL];

	/* A module's last symbol need not be its last page's. */
	if (mms_symbol_module(a->last, name, sizeof(name)))
		return owner_index(o, PW_OWNER_MODULE, name);
	if (!a->caller || !mms_symbol_name(a->caller, name, sizeof(name)))
		return owner_index(o, PW_OWNER_UNKNOWN, "");
	name[strcspn(name, "+")] = '\0';
	/* Of a pack of BPF programs, not all is a program. */
	return owner_index(o, strncmp(name, "bpf_", 4) ? PW_OWNER_VMALLOC : PW_OWNER_BPF, name);
}

static u32 owner_of_alias(struct pw_owners *o, const struct pw_split_alias *a, u64 va)
{
	static const struct {
		const char *module;
		u8 kind;
	} made[] = {
		{ "bpf", PW_OWNER_BPF },
		{ "__builtin__ftrace", PW_OWNER_FTRACE },
		{ "__builtin__kprobes", PW_OWNER_KPROBES },
	};
	char name[MMS_OWNER_SYMBOL];
	u32 i;

	if (!mms_symbol_module(va, name, sizeof(name))) {
		/* Mostly it is the same area as the last time. */
		if (o->area_last != a->last || o->area_caller != a->caller) {
			o->area_owner = owner_of_area(o, a);
			o->area_last = a->last;
			o->area_caller = a->caller;
		}
		return o->area_owner;
	}
	for (i = 0; i < ARRAY_SIZE(made); i++)
		if (!strcmp(name, made[i].module))
			return owner_index(o, made[i].kind, "");
	return owner_index(o, PW_OWNER_MODULE, name);
}

/*
 * The alias of an address, if there are several that of a module before others; if there
 * is none, *@size is cut to where one begins.
 */
static const struct pw_split_alias *find_alias(const struct pw_owners *o, u64 phys, u64 *size)
{
	u32 at = o->nr_aliases ? MMS_COUNT_UPTO(o->alias, o->nr_aliases, phys, phys) : 0, i;
	const struct pw_split_alias *found = NULL;
	char name[MMS_OWNER_SYMBOL];

	if (at < o->nr_aliases)
		*size = min(*size, o->alias[at].phys - phys);
	for (i = at; i && at - i < LOOK_BACK; i--) {
		const struct pw_split_alias *a = &o->alias[i - 1];

		if (phys - a->phys >= a->size)
			continue;
		*size = min(*size, a->phys + a->size - phys);
		if (found && mms_symbol_module(found->va + (phys - found->phys), name,
					       sizeof(name)))
			return found;
		found = a;
	}
	return found;
}

/* The part of the image that an address lies in, NULL for none. */
static const char *image_part(const struct pw_owners *o, u64 phys)
{
	const char *name = NULL;
	u32 i;

	/* Children come after their parent: the last match is the innermost. */
	for (i = 0; i < o->nr_image; i++)
		if (phys >= o->image[i].start && phys <= (o->image[i].last | ~PAGE_MASK))
			name = o->image[i].name;
	return name;
}

static bool in_kfence(u64 phys)
{
#ifdef CONFIG_KFENCE
	return is_kfence_address(__va(phys));
#else
	return false;
#endif
}

/*
 * By what the page frame says of itself. Of the image's memory the kernel has given back
 * some, which others use: what is the image's still is reserved.
 */
static int find_page(struct pw_owners *o, u64 phys, const char *part, struct pw_piece *piece)
{
	u8 kind = PW_OWNER_UNKNOWN;
	const char *name = "";
	struct mms_page p;
	int err;

	piece->size = PAGE_SIZE;
	if (mms_zone_layout_fault()) {
		piece->owner = owner_index(o, kind, name);
		return 0;
	}
	err = mms_page_read(phys >> PAGE_SHIFT, &p);
	if (err)
		return err;
	piece->use = mms_page_use(&p);
	switch (p.state) {
	case MMS_PAGE_BUDDY:
	case MMS_PAGE_PCP:
		kind = PW_OWNER_FREE;
		break;
	case MMS_PAGE_ANON:
	case MMS_PAGE_KSM:
	case MMS_PAGE_SHMEM:
	case MMS_PAGE_FILE:
		kind = PW_OWNER_USER;
		name = p.secret ? "secretmem" : piece->use;
		break;
	case MMS_PAGE_TYPED:
	case MMS_PAGE_HWPOISON:
		kind = PW_OWNER_PAGE;
		name = piece->use;
		break;
	case MMS_PAGE_RESERVED:
		if (part) {
			kind = PW_OWNER_KERNEL;
			name = part;
		}
		break;
	default:
		break;
	}
	piece->owner = owner_index(o, kind, name);
	return 0;
}

/**
 * pw_owner_of() - whose memory is this
 * @o: the owners
 * @phys: its physical address, that of a page
 * @size: bytes that are asked about, whole pages
 * @piece: out: the owner, and how much of @size is surely this owner's
 *
 * Context: process, may sleep.
 * Return: 0, -EINTR when killed.
 */
int pw_owner_of(struct pw_owners *o, u64 phys, u64 size, struct pw_piece *piece)
{
	const struct pw_split_alias *a;
	const char *part;
	int err;

	memset(piece, 0, sizeof(*piece));
	piece->size = PAGE_SIZE;
	if (in_kfence(phys)) {
		piece->owner = owner_index(o, PW_OWNER_KFENCE, "");
		return 0;
	}
	part = image_part(o, phys);
	if (part) {
		err = find_page(o, phys, part, piece);
		if (err || o->owner[piece->owner].kind == PW_OWNER_KERNEL)
			return err;
	}
	a = find_alias(o, phys, &size);
	if (!a)
		return part ? 0 : find_page(o, phys, NULL, piece);
	piece->use = NULL;
	piece->alias = a->va + (phys - a->phys);
	/* Several BPF programs, or a trampoline, may share a page's neighbours. */
	piece->size = min_t(u64, size, PAGE_SIZE);
	piece->owner = owner_of_alias(o, a, piece->alias);
	return 0;
}
