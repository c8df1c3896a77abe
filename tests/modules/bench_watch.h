/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The measuring part of mms_bench, bench_watch.c, for the commands in bench_main.c:
 * counts what the calling process allocates or times how long it holds locks, and shows
 * that. Called with mms_bench's mutex held, except bench_watch_show().
 */
#ifndef MMS_BENCH_WATCH_H
#define MMS_BENCH_WATCH_H

struct mm_struct;
struct mutex;
struct seq_file;

int bench_watch_init(struct mm_struct *mm, struct mutex *purge_mutex);
int bench_watch(void);
int bench_watch_locks(void);
void bench_watch_end(void);
void bench_watch_show(struct seq_file *m);

#endif /* MMS_BENCH_WATCH_H */
