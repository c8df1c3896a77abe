// SPDX-License-Identifier: GPL-2.0-only
/*
 * What /proc/iomem calls a physical address that is no memory of the kernel's. The
 * resource tree can be had in no other way without its private lock. A text is kept
 * for a moment: a batch may ask for thousands of addresses. Locks: one mutex, killably.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mmscope/live_buddy.h>

/* Far more than any machine's; what is past it has no name. */
#define IOMEM_MAX (256 * 1024)
#define KEPT_FOR HZ

/* One line: its resource, and its name within the text. */
struct line {
	u64 start;
	u64 last;
	const char *name;
};

/* Static data of a shared object is each module's own (design.md 1). */
static DEFINE_MUTEX(iomem_lock);
static char *text;
static struct line *lines;
static unsigned int lines_n;
static unsigned long taken;

static int read_all(struct file *file, char *buf, size_t size)
{
	loff_t pos = 0;
	ssize_t got;

	do {
		got = kernel_read(file, buf + pos, size - 1 - pos, &pos);
	} while (got > 0 && pos < size - 1);
	if (got < 0)
		return got;
	buf[pos] = '\0';
	return 0;
}

static void forget(void)
{
	kvfree(lines);
	kvfree(text);
	lines = NULL;
	text = NULL;
	lines_n = 0;
}

/* Cut the text into its lines. */
static int parse(void)
{
	unsigned long long start, last;
	unsigned int n = 1;
	char *at, *line;

	for (at = text; *at; at++)
		n += *at == '\n';
	lines = kvcalloc(n, sizeof(*lines), GFP_KERNEL_ACCOUNT);
	if (!lines)
		return -ENOMEM;
	at = text;
	while ((line = strsep(&at, "\n"))) {
		char *name = strstr(line, " : ");

		if (!name || sscanf(line, " %llx-%llx", &start, &last) != 2)
			continue;
		lines[lines_n].start = start;
		lines[lines_n].last = last;
		lines[lines_n++].name = name + 3;
	}
	return 0;
}

/* Under iomem_lock: have lines that are not older than KEPT_FOR, or none. */
static void take(void)
{
	struct file *file;
	int err = -ENOMEM;

	if (text && time_before(jiffies, taken + KEPT_FOR))
		return;
	forget();
	file = filp_open("/proc/iomem", O_RDONLY, 0);
	if (IS_ERR(file))
		return;
	text = kvmalloc(IOMEM_MAX, GFP_KERNEL_ACCOUNT);
	if (text)
		err = read_all(file, text, IOMEM_MAX);
	filp_close(file, NULL);
	taken = jiffies;
	if (err || parse())
		forget();
}

/**
 * mms_iomem_name() - the innermost resource a physical address lies in
 * @phys: the address
 * @name: out: its name, cut to fit; empty where there is none
 * @size: room in @name
 *
 * The reader's own rights count: without CAP_SYS_ADMIN the kernel shows zeros.
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
	/* What lies within comes after what it lies in. */
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
 * mms_iomem_forget() - free what is kept
 *
 * Context: module exit, after the files are gone.
 */
void mms_iomem_forget(void)
{
	forget();
}
