/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Declarations shared by the files of show_kernel_vas.
 */
#ifndef KVAS_H
#define KVAS_H

#include <mmscope/core/live_files.h>
#include <mmscope/vas/live.h>

/* map.c */
int kvas_map_open(struct mms_view *v);
void kvas_map_release(struct mms_view *v);
void kvas_regions_header(const struct mms_view *v, struct mms_text *t);
void kvas_regions_show(struct mms_view *v, struct mms_text *t, u64 index);
int kvas_report_open(struct mms_view *v);
void kvas_report_release(struct mms_view *v);
void kvas_report_show(struct mms_view *v, struct mms_text *t, u64 index);

/* objects.c */
int kvas_objects_open(struct mms_view *v);
void kvas_objects_show(struct mms_view *v, struct mms_text *t, u64 index);
void kvas_objects_release(struct mms_view *v);
void kvas_objects_draw(struct mms_text *t, const struct mms_vas *vas,
		       const struct mms_objects *o, u32 i);

/* kaslr.c */
int kvas_kaslr_open(struct mms_view *v);
void kvas_kaslr_show(struct mms_view *v, struct mms_text *t, u64 index);
void kvas_kaslr_release(struct mms_view *v);

/* query.c */
extern const struct mms_query_ops kvas_query;
void kvas_query_forget(void);

/* selfcheck.c */
int kvas_checks_open(struct mms_view *v);

#endif /* KVAS_H */
