/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Compression for the agent's replies: a serial port carries some hundred
 * kilobytes a second, and what the suite prints is repetitive text.
 *
 * One raw deflate block with the fixed codes of RFC 1951, so that the host
 * reads it with its own zlib and the guest needs no library. No locks: one
 * caller.
 */
#ifndef MMS_GUEST_DEFLATE_H
#define MMS_GUEST_DEFLATE_H

#include <stddef.h>

/* Most bytes of input in one call: the reach of a match is 32 KiB. */
#define DEFLATE_IN 32768
/* No input of that size needs more: nine bits a byte, and the block's ends. */
#define DEFLATE_OUT (DEFLATE_IN + DEFLATE_IN / 8 + 16)

size_t deflate_block(const unsigned char *in, size_t len, unsigned char *out);

#endif
