// SPDX-License-Identifier: GPL-2.0-only
/*
 * arm64's kimage_vaddr, the address of _text, was removed in 6.9 together with head.S's
 * part in KASLR: since then the image's offset is within the middle half of vmalloc.
 */
#include <asm/memory.h>

unsigned long mms_probe(void);
unsigned long mms_probe(void)
{
	return kimage_vaddr;
}
