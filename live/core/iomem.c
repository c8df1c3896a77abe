// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads /proc/iomem from within the kernel: there is no other way to the resource
 * tree's names without its private lock. The reader's own capabilities count: without
 * CAP_SYS_ADMIN the kernel shows zeros. Takes no locks.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <mmscope/core/live_iomem.h>

/* Far more than any machine has; the rest of a longer file is ignored. */
#define IOMEM_MAX (256 * 1024)

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
 * mms_iomem_text() - all of /proc/iomem
 *
 * Context: process, may sleep.
 * Return: the text, for kvfree(); ERR_PTR() of the error of reading it, or -ENOMEM.
 */
char *mms_iomem_text(void)
{
	struct file *file = filp_open("/proc/iomem", O_RDONLY, 0);
	char *text;
	int err = -ENOMEM;

	if (IS_ERR(file))
		return ERR_CAST(file);
	text = kvmalloc(IOMEM_MAX, GFP_KERNEL_ACCOUNT);
	if (text)
		err = read_all(file, text, IOMEM_MAX);
	filp_close(file, NULL);
	if (!err)
		return text;
	kvfree(text);
	return ERR_PTR(err);
}

/**
 * mms_iomem_line() - parse the next line of the text
 * @at: the rest of the text, which is cut into lines; NULL after the last
 * @line: out: the resource; its @name is NULL where the line names none
 *
 * Context: any.
 * Return: false when there is no line any more.
 */
bool mms_iomem_line(char **at, struct mms_iomem_line *line)
{
	unsigned long long start, last;
	char *text = strsep(at, "\n"), *name;

	if (!text)
		return false;
	name = strstr(text, " : ");
	line->name = NULL;
	if (!name || sscanf(text, " %llx-%llx", &start, &last) != 2)
		return true;
	line->name = name + 3;
	line->start = start;
	line->last = last;
	return true;
}
