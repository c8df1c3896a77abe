// SPDX-License-Identifier: GPL-2.0-only
/*
 * Looking something up in a sorted array, see include/mmscope/core/find.h. Pure; takes
 * no locks.
 */
#include <mmscope/core/find.h>

/**
 * mms_count_upto() - how many of the keys are at most a value
 * @key: the first of them; they are ascending, equal ones may follow each other
 * @stride: bytes from one to the next
 * @n: how many there are
 * @value: the value
 *
 * Takes as many steps as @n has bits. MMS_COUNT_UPTO() is the way to call it.
 *
 * Return: how many; with that, the index of the first key past @value.
 */
u32 mms_count_upto(const u64 *key, size_t stride, u32 n, u64 value)
{
	const char *base = (const char *)key;
	u32 low = 0, high = n;

	while (low < high) {
		u32 mid = low + (high - low) / 2;

		if (*(const u64 *)(base + mid * stride) <= value)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}
