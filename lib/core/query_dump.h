/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How the keys of dumps are parsed and printed: rows of the table in lib/core/query.c.
 */
#ifndef MMSCOPE_LIB_QUERY_DUMP_H
#define MMSCOPE_LIB_QUERY_DUMP_H

#include <linux/types.h>

struct mms_query;
struct mms_text;

const char *mms_query_parse_dump(const char *text, size_t len, struct mms_query *q,
				 const char **at);
void mms_query_print_dump(struct mms_text *t, const struct mms_query *q);
const char *mms_query_parse_perms(const char *text, size_t len, struct mms_query *q,
				  const char **at);
void mms_query_print_perms(struct mms_text *t, const struct mms_query *q);
const char *mms_query_parse_type(const char *text, size_t len, struct mms_query *q,
				 const char **at);
void mms_query_print_type(struct mms_text *t, const struct mms_query *q);
const char *mms_query_parse_region(const char *text, size_t len, struct mms_query *q,
				   const char **at);
void mms_query_print_region(struct mms_text *t, const struct mms_query *q);
const char *mms_query_parse_size(const char *text, size_t len, struct mms_query *q,
				 const char **at);
void mms_query_print_size(struct mms_text *t, const struct mms_query *q);

#endif /* MMSCOPE_LIB_QUERY_DUMP_H */
