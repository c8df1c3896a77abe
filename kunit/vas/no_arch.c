// SPDX-License-Identifier: GPL-2.0-only
/*
 * For kernels whose regions live/arch/ does not know, so that the rest of
 * live/ links and is tested there: no region, no part of the image. Takes no
 * locks.
 */
#include <linux/errno.h>
#include <mmscope/vas/live.h>

static void no_setup(void)
{
}

static int no_fill(struct mms_vas *v, const struct mms_ram *ram)
{
	return -EOPNOTSUPP;
}

static void no_kaslr(const struct mms_vas *v, struct mms_kaslr *k)
{
}

static const struct mms_image_part no_parts[] = { {} };

const struct mms_vas_arch mms_vas_arch = {
	.setup = no_setup,
	.fill = no_fill,
	.parts = no_parts,
	.kaslr = no_kaslr,
};
