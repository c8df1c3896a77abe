/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Looking something up in a sorted array. Pure; no locks, any context.
 */
#ifndef MMSCOPE_CORE_FIND_H
#define MMSCOPE_CORE_FIND_H

#include <linux/types.h>

u32 mms_count_upto(const u64 *key, size_t stride, u32 n, u64 value);

/**
 * MMS_COUNT_UPTO() - how many elements of an array have a member up to a value
 * @array: the elements, ascending by @member
 * @n: how many they are
 * @member: a u64 of each
 * @value: the value, inclusive
 *
 * Return: how many; the index of the first that is past @value.
 */
#define MMS_COUNT_UPTO(array, n, member, value) \
	mms_count_upto(&(array)->member, sizeof(*(array)), n, value)

#endif /* MMSCOPE_CORE_FIND_H */
