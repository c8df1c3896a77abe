/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verdicts on the map of the kernel's address space, lib/vas/verdict.c: see
 * mmscope/core/verdict.h. Pure; no locks, any context.
 */
#ifndef MMSCOPE_VAS_VERDICT_H
#define MMSCOPE_VAS_VERDICT_H

#include <linux/types.h>
#include <mmscope/core/verdict.h>
#include <mmscope/vas/region.h>

enum mms_result mms_verdict_tile(const struct mms_vas *v, struct mms_text *detail);
enum mms_result mms_verdict_named(const struct mms_vas *v, struct mms_text *detail);
enum mms_result mms_verdict_readonly(const struct mms_region *part, u64 alias,
				     struct mms_text *detail);
enum mms_result mms_verdict_compared(const struct mms_vas_compared *c, const char *first,
				     struct mms_text *detail);
enum mms_result mms_verdict_wx(const struct mms_vas *v, struct mms_text *detail);
enum mms_result mms_verdict_section(const struct mms_vas *v, const struct mms_region *part,
				    u64 start, u64 last, struct mms_text *detail);

#endif /* MMSCOPE_VAS_VERDICT_H */
