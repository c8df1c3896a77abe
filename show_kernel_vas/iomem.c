// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bounds from /proc/iomem, for a selfcheck: they come from the kernel and not from
 * mmscope's own code. Takes no locks.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <mmscope/core/live_iomem.h>
#include "iomem.h"

static void match_line(const struct mms_iomem_line *line, struct kvas_iomem *want,
		       unsigned int n)
{
	unsigned int i;

	for (i = 0; line->name && i < n; i++) {
		if (want[i].found || strcmp(line->name, want[i].name))
			continue;
		want[i].found = true;
		want[i].start = line->start;
		want[i].last = line->last;
	}
}

/**
 * kvas_iomem_read() - look resources up in /proc/iomem
 * @want: what to look for; @found and the bounds of each are set
 * @n: how many
 *
 * Context: process, may sleep.
 * Return: 0, or -errno when there is no /proc/iomem to read.
 */
int kvas_iomem_read(struct kvas_iomem *want, unsigned int n)
{
	char *text = mms_iomem_text(), *at = text;
	struct mms_iomem_line line;

	if (IS_ERR(text))
		return PTR_ERR(text);
	while (mms_iomem_line(&at, &line))
		match_line(&line, want, n);
	kvfree(text);
	return 0;
}
