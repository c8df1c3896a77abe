// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compression for the agent's replies (see deflate.h). Greedy matching through
 * a table of the last place each three-byte hash was seen; no locks.
 */
#include <stdint.h>
#include <string.h>

#include "deflate.h"

#define HASH_BITS 13
#define MATCH_MIN 3
#define MATCH_MAX 258

struct bits {
	unsigned char *out;
	size_t len;
	uint32_t hold;
	unsigned int held;
};

/* Deflate packs from the least significant bit up. */
static void put(struct bits *b, unsigned int value, unsigned int count)
{
	b->hold |= value << b->held;
	b->held += count;
	while (b->held >= 8) {
		b->out[b->len++] = b->hold;
		b->hold >>= 8;
		b->held -= 8;
	}
}

/* Huffman codes alone go most significant bit first. */
static void put_code(struct bits *b, unsigned int code, unsigned int count)
{
	unsigned int reversed = 0, i;

	for (i = 0; i < count; i++)
		reversed |= ((code >> i) & 1) << (count - 1 - i);
	put(b, reversed, count);
}

/* The fixed literal/length code, RFC 1951 section 3.2.6. */
static void put_symbol(struct bits *b, unsigned int symbol)
{
	if (symbol < 144)
		put_code(b, 0x30 + symbol, 8);
	else if (symbol < 256)
		put_code(b, 0x190 + symbol - 144, 9);
	else if (symbol < 280)
		put_code(b, symbol - 256, 7);
	else
		put_code(b, 0xc0 + symbol - 280, 8);
}

/* Lengths 3..258: RFC 1951 section 3.2.5, four codes per extra bit. */
static void put_length(struct bits *b, unsigned int length)
{
	unsigned int extra = 0, l = length - MATCH_MIN;

	if (length == MATCH_MAX) {
		put_symbol(b, 285);
		return;
	}
	if (l < 8) {
		put_symbol(b, 257 + l);
		return;
	}
	while (l >> (extra + 3))
		extra++;
	put_symbol(b, 257 + 4 * extra + (l >> extra));
	put(b, l & ((1u << extra) - 1), extra);
}

/* Distances 1..32768, two codes per extra bit. */
static void put_distance(struct bits *b, unsigned int distance)
{
	unsigned int extra = 0, d = distance - 1;

	if (d < 4) {
		put_code(b, d, 5);
		return;
	}
	while (d >> (extra + 2))
		extra++;
	put_code(b, 2 * extra + (d >> extra), 5);
	put(b, d & ((1u << extra) - 1), extra);
}

static unsigned int hash3(const unsigned char *p)
{
	uint32_t v = p[0] | p[1] << 8 | (uint32_t)p[2] << 16;

	return (v * 2654435761u) >> (32 - HASH_BITS);
}

static size_t match_length(const unsigned char *a, const unsigned char *b, size_t room)
{
	size_t n = 0;

	if (room > MATCH_MAX)
		room = MATCH_MAX;
	while (n < room && a[n] == b[n])
		n++;
	return n;
}

/**
 * deflate_block - compress one piece
 * @in: the bytes, at most DEFLATE_IN
 * @len: how many
 * @out: room for DEFLATE_OUT bytes
 *
 * Return: bytes written to @out; always a complete raw deflate stream.
 */
size_t deflate_block(const unsigned char *in, size_t len, unsigned char *out)
{
	static uint16_t last[1 << HASH_BITS];	/* position + 1, 0: never seen */
	struct bits b = { .out = out };
	size_t i = 0;

	memset(last, 0, sizeof(last));
	put(&b, 1, 1);		/* the last block */
	put(&b, 1, 2);		/* fixed codes */
	while (i < len) {
		size_t found = 0, from = 0;

		if (len - i >= MATCH_MIN) {
			uint16_t *slot = &last[hash3(in + i)];

			from = *slot;
			*slot = i + 1;
			if (from)
				found = match_length(in + from - 1, in + i, len - i);
		}
		if (found >= MATCH_MIN) {
			put_length(&b, found);
			put_distance(&b, i + 1 - from);
			i += found;
		} else {
			put_symbol(&b, in[i++]);
		}
	}
	put_symbol(&b, 256);
	put(&b, 0, 7);
	return b.len;
}
