// SPDX-License-Identifier: GPL-2.0-only
/*
 * The parts of the kernel images of 32-bit and 64-bit ARM. "Kernel code"
 * begins with _text or _stext and ends at __init_begin, "Kernel data" goes from
 * _sdata to _end (arch/arm/kernel/setup.c, arch/arm64/kernel/setup.c). _etext is
 * known with KALLSYMS_ALL only. Takes no locks.
 */
#include "arm_parts.h"

const struct mms_image_part mms_arm_parts[] = {
	{ "text", "text (code)", "_stext", "_etext" },
	{ "text", "text, rodata", "_stext", ">Kernel code" },
	{ "rodata", "rodata (constants)", "_etext", ">Kernel code" },
	{ "init", "init (freed)", ">Kernel code", "<Kernel data" },
	{ "data", "data", "<Kernel data", "_edata" },
	{ "bss", "bss (zeroed data)", "__bss_start", "__bss_stop" },
	{ "data", "data, bss", "<Kernel data", ">Kernel data" },
	{}
};
