// SPDX-License-Identifier: GPL-2.0-only
/*
 * Looks up in /proc/iomem what a physical address belongs to that is not RAM. The
 * text is cached for a moment: a batch may ask for thousands of addresses. Locks: one
 * mutex, killably.
 */
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mmscope/core/live_iomem.h>

#define KEPT_FOR HZ

/* Static data of a shared object is each module's own (design.md 1). */
static DEFINE_MUTEX(iomem_lock);
static char *text;
static struct mms_iomem_line *lines;
static unsigned int lines_n;
static unsigned long taken;

static void forget(void)
{
	kvfree(lines);
	kvfree(text);
	lines = NULL;
	text = NULL;
	lines_n = 0;
}

/* Parses the text into lines[]. */
static int parse(void)
{
	unsigned int n = 1;
	char *at;

	for (at = text; *at; at++)
		n += *at == '\n';
	lines = kvcalloc(n, sizeof(*lines), GFP_KERNEL_ACCOUNT);
	if (!lines)
		return -ENOMEM;
	at = text;
	while (mms_iomem_line(&at, &lines[lines_n]))
		lines_n += !!lines[lines_n].name;
	return 0;
}

/* Under iomem_lock: leaves lines[] not older than KEPT_FOR, or empty. */
static void take(void)
{
	if (text && time_before(jiffies, taken + KEPT_FOR))
		return;
	forget();
	text = mms_iomem_text();
	taken = jiffies;
	if (IS_ERR(text))
		text = NULL;
	if (text && parse())
		forget();
}

/**
 * mms_iomem_name() - the innermost resource a physical address lies in
 * @phys: the address
 * @name: out: its name, cut to fit; empty where there is none
 * @size: room in @name
 *
 * The reader's own capabilities count: without CAP_SYS_ADMIN the kernel shows zeros.
 *
 * Context: process, may sleep.
 * Return: 0, -EINTR when killed.
 */
int mms_iomem_name(u64 phys, char *name, size_t size)
{
	unsigned int i;

	name[0] = '\0';
	if (mutex_lock_killable(&iomem_lock))
		return -EINTR;
	take();
	/* Children come after their parent: the last match is the innermost. */
	for (i = lines_n; i-- > 0; ) {
		if (phys < lines[i].start || phys > lines[i].last)
			continue;
		strscpy(name, lines[i].name, size);
		break;
	}
	mutex_unlock(&iomem_lock);
	return 0;
}

/**
 * mms_iomem_forget() - free what is cached
 *
 * Context: module exit, after the files are removed.
 */
void mms_iomem_forget(void)
{
	forget();
}
