// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names and bounds from /proc/iomem. The resource tree's names can be had in no
 * other way without its private lock; and for a selfcheck the kernel's own
 * words are worth more than a second walk of ours. Takes no locks.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "iomem.h"

/* Far more than any machine's /proc/iomem; what is past it is not found. */
#define IOMEM_MAX (256 * 1024)

static void match_line(char *line, struct kvas_iomem *want, unsigned int n)
{
	unsigned long long start, last;
	char *name = strstr(line, " : ");
	unsigned int i;

	if (!name || sscanf(line, " %llx-%llx", &start, &last) != 2)
		return;
	name += 3;
	for (i = 0; i < n; i++) {
		if (want[i].found || strcmp(name, want[i].name))
			continue;
		want[i].found = true;
		want[i].start = start;
		want[i].last = last;
	}
}

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

/**
 * kvas_iomem_read() - look resources up in /proc/iomem
 * @want: what to look for; @found and the bounds of each are set
 * @n: how many
 *
 * The reader's own rights count: without CAP_SYS_ADMIN the kernel shows zeros.
 *
 * Context: process, may sleep.
 * Return: 0, or -errno when there is no /proc/iomem to read.
 */
int kvas_iomem_read(struct kvas_iomem *want, unsigned int n)
{
	struct file *file = filp_open("/proc/iomem", O_RDONLY, 0);
	char *buf, *at, *line;
	int err;

	if (IS_ERR(file))
		return PTR_ERR(file);
	buf = kvmalloc(IOMEM_MAX, GFP_KERNEL_ACCOUNT);
	err = buf ? read_all(file, buf, IOMEM_MAX) : -ENOMEM;
	filp_close(file, NULL);
	at = buf;
	while (!err && (line = strsep(&at, "\n")))
		match_line(line, want, n);
	kvfree(buf);
	return err;
}
