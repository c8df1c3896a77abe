/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of the kernel images of 32-bit and 64-bit ARM.
 */
#ifndef MMSCOPE_ARCH_ARM_PARTS_H
#define MMSCOPE_ARCH_ARM_PARTS_H

#include <mmscope/vas/live.h>

extern const struct mms_image_part mms_arm_parts[];

#endif /* MMSCOPE_ARCH_ARM_PARTS_H */
