/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's headers, as far as lib/ may include them (design: types and
 * strings), for user space. The other names in this folder include this file.
 * No locks.
 */
#ifndef HOST_LINUX_KERNEL_H
#define HOST_LINUX_KERNEL_H

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef signed char s8;
typedef short s16;
typedef int s32;
typedef long long s64;

#define U8_MAX		0xff
#define U16_MAX		0xffff
#define U32_MAX		0xffffffffu
#define U64_MAX		(~0ULL)
#define S64_MAX		0x7fffffffffffffffLL
#define S64_MIN		(-S64_MAX - 1)

#define BIT(n)			(1UL << (n))
#define BIT_ULL(n)		(1ULL << (n))
#define GENMASK_ULL(h, l)	((~0ULL << (l)) & (~0ULL >> (63 - (h))))
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define __printf(a, b)		__attribute__((__format__(printf, a, b)))
#define __aligned(n)		__attribute__((aligned(n)))
#undef __always_inline
#define __always_inline	inline __attribute__((always_inline))
#define __maybe_unused		__attribute__((unused))
#define fallthrough		__attribute__((fallthrough))

#define min(a, b)	({ __typeof__(a) a_ = (a); __typeof__(b) b_ = (b); a_ < b_ ? a_ : b_; })
#define max(a, b)	({ __typeof__(a) a_ = (a); __typeof__(b) b_ = (b); a_ > b_ ? a_ : b_; })
#define min_t(t, a, b)	({ t a_ = (a); t b_ = (b); a_ < b_ ? a_ : b_; })
#define max_t(t, a, b)	({ t a_ = (a); t b_ = (b); a_ > b_ ? a_ : b_; })
#define clamp_t(t, v, l, h)	min_t(t, max_t(t, v, l), h)
#define swap(a, b)	({ __typeof__(a) a_ = (a); (a) = (b); (b) = a_; })

static inline u64 div64_u64(u64 a, u64 b)
{
	return a / b;
}

static inline u64 div_u64(u64 a, u32 b)
{
	return a / b;
}

static inline u64 div_u64_rem(u64 a, u32 b, u32 *rem)
{
	*rem = a % b;
	return a / b;
}

static inline u64 div64_u64_rem(u64 a, u64 b, u64 *rem)
{
	*rem = a % b;
	return a / b;
}

/* As lib/kstrtox.c: one number and no more, but that a newline may follow. */
static inline int kstrtou64(const char *text, unsigned int base, u64 *value)
{
	char *end;

	errno = 0;
	*value = strtoull(text, &end, base);
	if (*end == '\n')
		end++;
	if (end == text || *end || *text == '-')
		return -EINVAL;
	return errno ? -ERANGE : 0;
}

static inline int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return n < (int)size ? n : (int)size - 1;
}

static inline ssize_t strscpy(char *to, const char *from, size_t size)
{
	size_t len = strnlen(from, size);
	bool fits = len < size;

	if (!fits)
		len = size - 1;
	memcpy(to, from, len);
	to[len] = '\0';
	return fits ? (ssize_t)len : -E2BIG;
}

static inline bool strstarts(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

static inline int cond_resched(void)
{
	return 0;
}

static inline void sort(void *base, size_t n, size_t size,
			int (*cmp)(const void *, const void *), void *swap_func)
{
	(void)swap_func;
	qsort(base, n, size, cmp);
}

#endif /* HOST_LINUX_KERNEL_H */
